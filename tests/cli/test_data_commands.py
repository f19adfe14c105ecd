"""``check``, ``load``, ``export``, ``infer``: data in and out, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest

import posgraph
from posgraph.cli.export import KINDS
from posgraph.exporters import EXPORTERS
from tests.cli.console import DAY, TALKS, run


def test_check_counts_the_rows_and_makes_remarks() -> None:
    done = run("check", str(TALKS), columns=200)
    assert done.exit_code == 0
    assert f"{TALKS}: no faults." in done.stdout
    assert "2 sources, 3 actors, 5 issues, 11 demands, 2 relations, 9 positions, 4 sequencing" in done.stdout
    assert "• positions with unknown salience: 1 (N4)" in done.stdout
    assert done.stderr == ""


@pytest.fixture
def faulty(tmp_path):
    folder = tmp_path / "faulty"
    shutil.copytree(TALKS, folder)
    actors = folder / "actors.csv"
    actors.write_text(
        actors.read_text(encoding="utf-8").replace("host,Host country,state", "host,Host country,sate"), encoding="utf-8"
    )
    return folder


def test_check_lists_the_faults_of_every_path(faulty) -> None:
    done = run("check", str(TALKS), str(faulty))
    assert done.exit_code == 1
    assert "no faults." in done.stdout
    assert f"{faulty.name}: 1 fault." in " ".join(done.stdout.split())
    assert f"{faulty}: actors.csv row 4 (host) column kind: 'sate'" in done.stderr
    assert "(did you mean 'state'?)" in done.stderr


def test_check_in_json_is_a_problem_where_there_are_faults(faulty) -> None:
    good = json.loads(run("check", str(TALKS), "--format", "json").stdout)
    assert (good["ok"], good["reports"][0]["datasets"][0]["counts"]["actors"]) == (True, 3)
    done = run("check", str(faulty), "--format", "json")
    bad = json.loads(done.stdout)
    assert (done.exit_code, bad["ok"], bad["status"], bad["title"]) == (1, False, 422, "The data have faults")
    assert [(error["value"], error["hint"]) for error in bad["errors"]] == [("sate", "state")]


def test_check_in_csv_has_faults_and_remarks(faulty) -> None:
    (row,) = csv.DictReader(io.StringIO(run("check", str(faulty), "--format", "csv").stdout))
    assert (row["kind"], row["value"], row["hint"]) == ("fault", "sate", "state")
    remarks = list(csv.DictReader(io.StringIO(run("check", str(TALKS), "--format", "csv").stdout)))
    assert {row["kind"] for row in remarks} == {"remark"}


def test_load_fills_a_store_that_was_not_there_and_answers_stay_the_same(tmp_path) -> None:
    store = tmp_path / "deep" / "talks.store"
    done = run("load", str(TALKS), "--into", str(store))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "positions      9\n" in done.stdout
    asked = ("conflicts", *DAY, "--format", "json")
    assert run(*asked, data=store).stdout == run(*asked).stdout


def test_load_replaces_what_was_there_under_the_same_id(tmp_path) -> None:
    store, changed = tmp_path / "talks.store", tmp_path / "talks"
    run("load", str(TALKS), "--into", str(store))
    shutil.copytree(TALKS, changed)
    (changed / "sequencing.csv").unlink()
    done = run("load", str(changed), "--into", str(store), "--format", "json")
    assert json.loads(done.stdout)["datasets"][0]["sequencing"] == 0
    assert run("orders", *DAY, data=store).stdout.startswith("Nobody wants")


def test_load_of_several_sources_is_all_or_nothing(tmp_path, faulty) -> None:
    store = tmp_path / "talks.store"
    done = run("load", str(TALKS), str(faulty), "--into", str(store))
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"{faulty}: actors.csv row 4" in done.stderr
    assert not store.exists()


def test_load_refuses_two_sources_with_one_id(tmp_path) -> None:
    done = run("load", str(TALKS), str(TALKS), "--into", str(tmp_path / "s"))
    assert done.exit_code == 2
    assert "each dataset once; 'talks' is in another source, too" in done.stderr
    assert not (tmp_path / "s").exists()


def test_load_refuses_a_folder_of_other_things(tmp_path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    done = run("load", str(TALKS), "--into", str(tmp_path))
    assert done.exit_code == 2
    assert "holds other files" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_dataset_of_several_in_a_store_is_chosen_by_its_id(tmp_path) -> None:
    store, other = tmp_path / "two.store", tmp_path / "other"
    shutil.copytree(TALKS, other)
    header = other / "dataset.toml"
    header.write_text(header.read_text(encoding="utf-8").replace('"talks"', '"other"'), encoding="utf-8")
    assert run("load", str(TALKS), str(other), "--into", str(store)).exit_code == 0
    done = run("conflicts", *DAY, data=store)
    assert done.exit_code == 2
    assert "(there are several; choose one)" in done.stderr
    assert run("conflicts", *DAY, "--dataset", "other", data=store).stdout == run("conflicts", *DAY).stdout


def test_the_kinds_of_export_are_those_that_there_are() -> None:
    assert set(KINDS) == set(EXPORTERS)


@pytest.mark.parametrize("kind", KINDS)
def test_export_writes_every_kind(kind, tmp_path) -> None:
    path = tmp_path / f"out.{kind}"
    done = run("export", "--to", kind, "--output", str(path), "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"path": str(path), "format": kind, "dataset": "talks", "rows": 36}
    if kind in ("csv", "xlsx", "ttl", "trig", "nt", "nq", "jsonld"):
        with posgraph.open(TALKS) as one, posgraph.open(path) as other:
            assert other.dataset.positions == one.dataset.positions


def test_export_goes_by_the_end_of_the_name_and_never_overwrites(tmp_path) -> None:
    path = tmp_path / "out.ttl"
    assert run("export", "--output", str(path)).stdout == f"Wrote talks (36 rows) to {path} as ttl.\n"
    before = path.read_bytes()
    done = run("export", "--to", "nt", "--output", str(path))
    assert done.exit_code == 2
    assert "a new path, or --force to overwrite this one" in done.stderr
    assert path.read_bytes() == before
    assert run("export", "--to", "nt", "--output", str(path), "--force").exit_code == 0
    assert path.read_bytes() != before
    assert [file.name for file in tmp_path.iterdir()] == ["out.ttl"]


def test_export_to_tables_says_what_they_cannot_hold(tmp_path) -> None:
    path = tmp_path / "talks.ttl"
    run("export", "--output", str(path))
    with path.open("a", encoding="utf-8") as file:
        file.write('<https://example.org/x> <https://example.org/y> "z" , "w" .')
    said = "2 statements of the graph are in no table, and not in what was written; --to ttl holds all.\n"
    assert run("export", "--to", "csv", "--output", str(tmp_path / "out"), data=path).stderr == said
    assert run("export", "--to", "xlsx", data=path).stderr == said
    assert run("export", "--to", "nt", data=path).stderr == ""


@pytest.mark.parametrize("kind", ["csv", "parquet", "arrow"])
def test_a_folder_cannot_be_written_to_stdout(kind) -> None:
    done = run("export", "--to", kind)
    assert done.exit_code == 2
    assert f"--to {kind} --output: expected the name of a folder, as {kind} is several files" in " ".join(done.stderr.split())


def test_export_without_a_path_goes_to_stdout() -> None:
    with posgraph.open(TALKS) as graph:
        positions = len(graph.dataset.positions)
    assert run("export", "--to", "nt").stdout.count("#holder> ") == positions + len(graph.dataset.sequencing)


def test_export_to_stdout_keeps_what_the_tables_have_no_column_for(tmp_path) -> None:
    path, said = tmp_path / "more.nt", '<https://w3id.org/posgraph/id/talks/actor/north> <http://example.org/colour> "blue" .\n'
    path.write_text(run("export", "--to", "nt").stdout + said, encoding="utf-8")
    assert said in run("export", "--data", str(path), "--to", "nt").stdout


def test_export_where_nothing_may_be_written_says_so(tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("export", "--to", "ttl", "--output", str(tmp_path / "file" / "out.ttl"))
    assert done.exit_code == 2
    assert f"Error: {tmp_path / 'file'}: File exists" in done.stderr


def test_infer_writes_findings_into_a_store(tmp_path) -> None:
    store = tmp_path / "talks.store"
    run("load", str(TALKS), "--into", str(store))
    done = run("infer", *DAY, data=store)
    assert done.stdout.startswith("Wrote ")
    assert done.stdout.endswith(
        f" statements on the findings as of 2025-12-29 to {store}, graph https://w3id.org/posgraph/graph/inferred/talks.\n"
    )
    counted = run("sparql", "SELECT (COUNT(?c) AS ?n) { ?c a pg:Conflict }", "--format", "csv", data=store).stdout
    assert counted.split() == ["n", str(len(json.loads(run("conflicts", *DAY, "--self", "--format", "json").stdout)["items"]))]


def test_infer_of_files_gives_turtle(tmp_path) -> None:
    done = run("infer", *DAY)
    assert done.stdout.startswith("@prefix ")
    assert "no store to write to" in done.stderr
    path = tmp_path / "findings.ttl"
    told = run("infer", *DAY, "--output", str(path), "--format", "csv")
    assert path.read_text(encoding="utf-8") == done.stdout
    assert told.stdout.splitlines()[0] == "as_of,statements,place,graph"
    assert run("infer", *DAY, "--output", str(path)).exit_code == 2

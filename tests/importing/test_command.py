"""``posgraph import``: what it writes is a dataset for every other command; what is refused leaves nothing behind."""

from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import posgraph
from posgraph.archive.reading import read_archive
from tests.cli.console import run
from tests.importing.dna_file import CASE, make

MAP = ("--map", "actor=organization", "--map", "demand=concept", "--map", "stance=agreement", "--map", "date=datetime",
       "--map", "document=document_id", "--map", "id=statement_id")  # fmt: skip


def cli(*args):
    return run(*map(str, args), data=None, columns=200)


def test_a_database_becomes_a_folder_that_is_checked_and_asked(tmp_path) -> None:
    source, target = make(tmp_path / "debate.dna"), tmp_path / "debate"
    done = cli("import", source, "--into", target)
    assert done.exit_code == 0, done.output
    assert "300 rows of debate.dna: 295 positions" in done.stdout
    assert "no demand: 5 rows" in done.stdout
    assert cli("check", target).exit_code == 0
    found = json.loads(cli("conflicts", "--data", target, "--as-of", "2021-06-30", "--format", "json").stdout)
    assert found["items"]
    assert found["items"][0]["a"]["quote"]


@pytest.mark.parametrize("name", ["book.xlsx", "debate.ttl", "debate.store", "plain"])
def test_every_target_holds_the_same_dataset(tmp_path, name) -> None:
    target = tmp_path / name
    done = cli("import", CASE, *MAP, "--into", target, "--id", "debate")
    assert done.exit_code == 0, done.output
    with posgraph.open(target, read_only=True) as graph:
        assert graph.id == "debate"
        assert len(graph.dataset.positions) == 292
        assert str(graph.dataset.by_id("positions")["1"].stance) == "supports"


def test_an_archive_holds_the_same_positions_as_a_folder(tmp_path) -> None:
    for flag, name in (((), "plain"), (("--archive",), "archive")):
        assert cli("import", CASE, *MAP, "--into", tmp_path / name, *flag, "--id", "debate").exit_code == 0
    assert not (tmp_path / "archive" / "positions.csv").exists()
    archive = read_archive(tmp_path / "archive")
    with posgraph.open(tmp_path / "plain") as graph:
        assert archive.table["id"].to_pylist() == [p.id for p in graph.dataset.positions]
        assert archive.table["stance"].to_pylist() == [str(p.stance) for p in graph.dataset.positions]
    answers = [cli("conflicts", "--data", tmp_path / name, "--as-of", "2021-06-30", "--format", "csv", "--limit", "20")
               for name in ("plain", "archive")]  # fmt: skip
    first, second = (list(csv.DictReader(answer.stdout.splitlines())) for answer in answers)
    assert first
    assert first == second


def test_csv_parquet_and_spreadsheets_become_the_same(tmp_path) -> None:
    from openpyxl import Workbook
    from pyarrow import csv as arrow

    pq.write_table(arrow.read_csv(pa.BufferReader(CASE.read_bytes())), tmp_path / "statements.parquet")
    book = Workbook()
    with CASE.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    book.save(tmp_path / "statements.xlsx")
    found = []
    for source in (CASE, tmp_path / "statements.parquet", tmp_path / "statements.xlsx"):
        target = tmp_path / f"from-{source.suffix[1:]}"
        done = cli("import", source, *MAP, "--into", target, "--id", "x", "--title", "X")
        assert done.exit_code == 0, done.output
        found.append({file.name: file.read_bytes() for file in target.iterdir()})
    assert found[0] == found[1] == found[2]


def test_faults_end_with_1_and_leave_nothing_behind(tmp_path) -> None:
    source, target = tmp_path / "bad.csv", tmp_path / "target"
    source.write_text("who,what,says\nN,D,yes\nS,D,sometimes\n")
    asked = ("import", source, "--map", "actor=who", "--map", "demand=what", "--map", "stance=says", "--into", target)
    done = cli(*asked)
    assert (done.exit_code, target.exists()) == (1, False)
    assert "bad.csv row 3 column says: 'sometimes'" in done.stderr
    assert cli(*asked, "--stance", "sometimes=conditional").exit_code == 0


def test_what_is_there_stays_unless_forced(tmp_path) -> None:
    target = tmp_path / "target"
    assert cli("import", CASE, *MAP, "--into", target).exit_code == 0
    before = (target / "positions.csv").read_bytes()
    done = cli("import", CASE, *MAP, "--into", target)
    assert (done.exit_code, "--into" in done.stderr, "--force" in done.stderr) == (2, True, True)
    assert (
        cli("import", CASE, *MAP, "--into", target, "--force", "--stance", "0=rejects", "--stance", "1=supports").exit_code == 0
    )
    assert (target / "positions.csv").read_bytes() != before


@pytest.mark.parametrize("flag", [("--dry-run",), ("--preview", "2")])
def test_a_dry_run_and_a_preview_write_nothing(tmp_path, flag) -> None:
    done = cli("import", CASE, *MAP, "--into", tmp_path / "target", *flag, "--format", "json")
    assert (done.exit_code, list(tmp_path.iterdir())) == (0, [])
    told = json.loads(done.stdout)
    if flag == ("--dry-run",):
        assert (told["rows"], told["positions"], told["path"]) == (300, 292, None)
        assert {each["why"]: each["count"] for each in told["left_out"]} == {"no actor": 3, "no demand": 5}
    else:
        assert [row["position"]["id"] for row in told["rows"]] == ["1", "2"]
        assert "venue" in told["unused"]


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ((CASE, *MAP), "--into"),
        ((CASE, "--into", "x"), "--map actor=organization --map demand=concept"),
        ((CASE, *MAP, "--map", "actor=person", "--into", "x"), "one column for actor"),
        ((CASE, "--map", "actr=person", "--into", "x"), "did you mean 'actor'"),
        ((CASE, *MAP, "--stance", "1=suports", "--into", "x"), "did you mean 'supports'"),
        ((CASE, *MAP, "--statement-type", "x", "--dry-run"), "a .dna file"),
        (("nothing.dna", "--dry-run"), "nothing is there"),
        (("board.ttl", "--dry-run"), "a file of SPARQL"),
        (("board.ttl", "--dry-run", *MAP), "RDF is mapped by queries alone"),
        ((CASE, CASE, "--dry-run"), "only RDF may be several"),
    ],
)
def test_wrong_usage_is_told_with_the_remedy(args, what) -> None:
    done = cli("import", *args)
    assert done.exit_code == 2, done.output
    assert what in done.stderr


def test_a_plain_folder_takes_the_place_of_an_archive(tmp_path) -> None:
    target = tmp_path / "target"
    for flag, name in (("--archive", "positions.parquet"), ("--force", "positions.csv")):
        assert cli("import", CASE, *MAP, "--into", target, flag).exit_code == 0
        assert {"positions.parquet", "positions.csv"} & {file.name for file in target.iterdir()} == {name}

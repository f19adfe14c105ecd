"""``posgraph network`` on a table: what it shows, writes and refuses."""

from __future__ import annotations

import csv
import json
import shlex
from io import StringIO

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner

from posgraph.cli.group import cli
from tests.networks.core.cases import CASES, FOLDER, statements

TABLE = ["network", "--data", str(FOLDER / "statements.csv")]
ROLES = {"actor": "organization", "demand": "concept", "stance": "agreement", "date": "datetime", "document": "document_id",
         "id": "statement_id"}  # fmt: skip
MAPPED = [*TABLE, *(part for role, column in ROLES.items() for part in ("--map", f"{role}={column}"))]


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner(env={"COLUMNS": "80", "POSGRAPH_DATA": None}).invoke(cli, list(arguments), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_the_call_of_the_issue_gives_the_windows_as_json() -> None:
    told = json.loads(
        run(*MAPPED, "--mode", "one", "--kind", "congruence", "--norm", "average", "--duplicates", "document",
            "--window", "months:6", "--format", "json")
    )  # fmt: skip
    assert set(told) == {"items", "next"}
    expected = statements().networks("months:6", kind="congruence", norm="average", duplicates="document")
    assert told["items"] == expected.to_dict()["items"]


def test_the_matrix_as_csv_is_that_of_the_reference_tool() -> None:
    with (FOLDER / "expected_conflict.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    assert list(csv.reader(StringIO(run(*MAPPED, "--kind", "conflict", "--format", "csv")))) == expected


def test_a_table_shows_the_strongest_ties_first_and_fits_the_terminal() -> None:
    shown = run(*MAPPED, "--kind", "conflict", "--limit", "2")
    lines = shown.splitlines()
    assert lines[0] == "66 ties of 12 actors, from 292 statements (conflict)."
    said = [s for s in statements().network(kind="conflict").between() if s.actor in ("Party A", "Party I")]
    apart = [s for s in said if any(s.demand == t.demand and s.stance != t.stance and s.actor != t.actor for t in said)]
    assert lines[3].split() == ["122", "Party", "A", "Party", "I", str(len(apart))]
    assert "64 more; --limit 66 shows all." in lines
    assert max(map(len, lines)) <= 80
    windows = run(*MAPPED, "--window", "months:6", "--structure", "--limit", "3").splitlines()
    assert windows[0] == "23 windows (congruence)."
    assert "20 earlier; --limit 23 shows all." in windows
    assert max(map(len, windows)) <= 80


def test_the_statements_behind_a_cell_are_shown_in_every_format() -> None:
    behind = statements().network(kind="conflict").between("Party A", "Party D")
    asked = [*MAPPED, "--kind", "conflict", "--between", "Party A", "Party D"]
    assert run(*asked).startswith("Party A and Party D: 16 (conflict), from 18 statements.")
    told = json.loads(run(*asked, "--format", "json"))
    assert told["weight"] == 16
    assert [one["id"] for one in told["statements"]] == [one.id for one in behind]
    rows = list(csv.DictReader(StringIO(run(*asked, "--format", "csv"))))
    assert [(row["id"], row["stance"]) for row in rows] == [(one.id, str(one.stance).lower()) for one in behind]


def test_the_structure_is_told() -> None:
    shown = run(*MAPPED, "--kind", "subtract", "--norm", "average", "--structure")
    for part in ("Blocs", "Brokers", "Balance", "Polarisation", "Backbone"):
        assert f"\n{part}" in shown
    assert "computed from what was counted; nobody has said" in " ".join(shown.split())
    told = json.loads(run(*MAPPED, "--kind", "subtract", "--norm", "average", "--structure", "--format", "json"))
    assert told["structure"] == statements().network(kind="subtract", norm="average").structure().to_dict()


@pytest.mark.parametrize("kind", ["graph", "graphml", "gexf", "dot"])
def test_a_graph_file_is_written_and_never_over_another_unless_forced(tmp_path, kind) -> None:
    path = tmp_path / f"a.{kind}"
    asked = [*MAPPED, "--kind", "congruence", "--format", kind, "--output", str(path)]
    assert run(*asked) == f"Wrote a network of 12 actors to {path} as {kind}.\n"
    assert "--force" in run(*asked, code=2)
    run(*asked, "--force")
    if kind == "graphml":
        assert nx.read_graphml(path).number_of_edges() == np.count_nonzero(
            np.triu(statements().network(kind="congruence").matrix)
        )


def test_edges_have_their_window() -> None:
    rows = list(
        csv.DictReader(StringIO(run(*MAPPED, "--kind", "conflict", "--window", "months:3", "--isolates", "--format", "csv")))
    )
    expected = CASES["window_months3_conflict"]["results"]
    assert len(rows) == sum(np.count_nonzero(np.triu(np.array(one["matrix"]))) for one in expected)
    assert list(rows[0]) == ["start", "middle", "stop", "row", "column", "weight"]
    assert run(*MAPPED, "--mode", "two", "--format", "csv", "--edges").splitlines()[:2] == [
        "row,column,weight",
        "Party I,ceasefire,-17",
    ]


def test_statements_are_chosen_by_column_and_time() -> None:
    asked = [
        "--kind",
        "conflict",
        "--exclude",
        "venue=press",
        "--start",
        "2021-01-01",
        "--stop",
        "2021-12-31",
        "--format",
        "json",
    ]
    told = json.loads(run(*MAPPED, *asked))
    expected = statements().network(kind="conflict", exclude={"venue": ["press"]}, start="2021-01-01", stop="2021-12-31")
    assert told == expected.to_dict()


def test_faults_of_a_table_end_with_1_and_wrong_names_with_2(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("actor,demand,stance,date\na,x,1,soon\nb,x,0,never\n", encoding="utf-8")
    told = run("network", "--data", str(path), code=1)
    assert "a.csv row 2 column date: 'soon'" in told
    assert "a.csv row 3 column date: 'never'" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*TABLE, "--map", "actor=organisation"], "did you mean 'organization'"),
        ([*TABLE, "--map", "actr=organization"], "did you mean 'actor'"),
        ([*TABLE, "--map", "organization"], "ROLE=COLUMN"),
        ([*TABLE, "--map", "actor=a", "--map", "actor=b"], "one column for actor"),
        ([*TABLE], "a column for actor (who says it) and demand"),
        ([*MAPPED, "--norm", "no"], "did you mean 'none'"),
        ([*MAPPED, "--as-of", "2021-01-01"], "--as-of: expected a dataset"),
        ([*MAPPED, "--between", "Party A", "Party Z"], "one of the 12 names"),
        ([*MAPPED, "--between", "Party A", "Party B", "--window", "months:3"], "--start and --stop"),
        ([*MAPPED, "--window", "fortnights:2"], "like months:6"),
        ([*MAPPED, "--window", "months:3", "--format", "gexf"], "several networks"),
        ([*MAPPED, "--edges"], "--format csv"),
        ([*MAPPED, "--structure", "--format", "dot"], "table, json or csv"),
        ([*MAPPED, "--exclude", "venue"], "COLUMN=VALUE"),
        (["network", "--map", "actor=a"], "--data: expected the table"),
        (["network", "--keep", "a=b"], "--keep: expected a table of statements"),
        (["network", "--start", "2021-01-01"], "expected --window"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(arguments, message) -> None:
    assert message in " ".join(run(*arguments, code=2).split())


def test_the_call_that_shows_what_is_behind_can_be_pasted_into_a_shell(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("actor,demand,stance\n$(touch x),x,1\nCôte d'Ivoire,x,0\n", encoding="utf-8")
    call = next(line for line in run("network", "--data", str(path), "--kind", "conflict").splitlines() if "--between" in line)
    names = shlex.split(call)[1:3]
    assert "'$(touch x)'" in call
    assert run("network", "--data", str(path), "--kind", "conflict", "--between", *names).startswith("$(touch x) and Côte")


def test_an_output_replaces_the_old_one_only_when_it_is_whole(tmp_path) -> None:
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    run(*MAPPED, "--format", "json", "--output", str(tmp_path / "a.json"), "--force")
    run(*MAPPED, "--format", "json", "--output", str(tmp_path / "new" / "a.json"))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "new" / "a.json").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "new"]


def test_a_polarisation_that_was_searched_for_is_told_as_a_least_one(tmp_path) -> None:
    path = tmp_path / "a.csv"
    rows = (f"a{n:02d},x{n % 3},{int(n % 2 == 0)},2020-01-{n % 9 + 1:02d}" for n in range(42))
    path.write_text("actor,demand,stance,date\n" + "\n".join(rows) + "\n", encoding="utf-8")
    asked = ["network", "--data", str(path), "--kind", "subtract", "--structure"]
    assert "Polarisation at least 1" in run(*asked)
    assert " ≥ 1 " in run(*asked, "--window", "days:9")
    assert "Polarisation at least" not in run(*MAPPED, "--kind", "subtract", "--structure")


def test_names_that_a_spreadsheet_would_read_as_formulas_are_marked(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("actor,demand,stance\n=1+1,x,1\nb,x,0\n", encoding="utf-8")
    shown = run("network", "--data", str(path), "--kind", "conflict", "--format", "csv")
    assert shown.splitlines() == [",'=1+1,b", "'=1+1,0,1", "b,1,0"]
    shown = run("network", "--data", str(path), "--mode", "two", "--format", "csv", "--edges")
    assert shown.splitlines() == ["row,column,weight", "'=1+1,x,1", "b,x,-1"]

"""Other people's RDF by queries: the example of docs/import.md, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posgraph.errors import DataError, UsageError
from posgraph.importers.foreign import read_rdf_mapping

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
TURTLE, QUERIES = (re.search(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)[1] for name in ("turtle", "sparql"))


@pytest.fixture
def board(tmp_path):
    (tmp_path / "board.ttl").write_text(TURTLE, encoding="utf-8")
    (tmp_path / "votes.rq").write_text(QUERIES, encoding="utf-8")
    return tmp_path


def test_the_example_of_the_docs_makes_a_dataset(board) -> None:
    dataset, report = read_rdf_mapping([board / "board.ttl"], [board / "votes.rq"], {"title": "The board"})
    assert (dataset.id, dataset.title) == ("board", "The board")
    assert {a.id: (a.label, a.kind, a.part_of) for a in dataset.actors} == {
        "miller": ("A. Miller", "person", "north"),
        "okafor": ("B. Okafor", "person", "south"),
        "north": ("North", "organization", None),
        "south": ("South", "organization", None),
    }
    assert [(p.id, p.actor, p.demand, str(p.stance), str(p.valid_from)) for p in dataset.positions] == [
        ("vote1", "miller", "bridge", "supports", "2024-05-02"),
        ("vote2", "okafor", "bridge", "opposes", "2024-05-02"),
    ]
    assert (report.kind, report.positions) == ("rdf", 2)


def test_a_file_for_each_table_is_the_same(board, tmp_path) -> None:
    folder = tmp_path / "queries"
    folder.mkdir()
    common, *parts = re.split(r"# table: (\w+)\n", QUERIES)
    for table, query in zip(parts[::2], parts[1::2], strict=True):
        (folder / f"{table}.rq").write_text(common + query, encoding="utf-8")
    assert read_rdf_mapping([board / "board.ttl"], [folder]).dataset == (
        read_rdf_mapping([board / "board.ttl"], [board / "votes.rq"]).dataset
    )


def test_faults_name_the_query_the_row_and_the_column(board) -> None:
    file = board / "votes.rq"
    file.write_text(QUERIES.replace('"opposes"', '"oposes"').replace("?id ?label (", "?id ?labl ("), encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_rdf_mapping([board / "board.ttl"], [file])
    assert [(f.where, f.value, f.hint) for f in error.value.faults] == [
        ("votes.rq demands variable ?labl", "labl", "label"),
        ("votes.rq demands", "", ""),
        ("votes.rq positions row 2 (vote2) column stance", "oposes", "opposes"),
    ]


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?a ?b ?c } }", "SERVICE is refused"),
        ("DELETE WHERE { ?a ?b ?c }", "positions.rq"),
        ("SELECT ?id {", "positions.rq"),
        ("ASK {}", "positions.rq"),
    ],
)
def test_what_is_no_plain_select_is_refused_with_the_name_of_its_file(board, query, what) -> None:
    (board / "positions.rq").write_text(query, encoding="utf-8")
    with pytest.raises(DataError, match=what):
        read_rdf_mapping([board / "board.ttl"], [board / "votes.rq", board / "positions.rq"])


def test_a_query_of_no_table_is_told_with_the_near_one(board) -> None:
    (board / "position.rq").write_text("SELECT ?id {}", encoding="utf-8")
    with pytest.raises(DataError, match="did you mean 'positions'"):
        read_rdf_mapping([board / "board.ttl"], [board / "position.rq"])


def test_two_iris_with_one_last_part_are_a_fault(board) -> None:
    more = "<https://example.com/miller> a schema:Person ; schema:name 'Another' ."
    (board / "board.ttl").write_text(TURTLE + more, encoding="utf-8")
    with pytest.raises(DataError, match=r"miller.*has it too"):
        read_rdf_mapping([board / "board.ttl"], [board / "votes.rq"])


def test_a_file_that_is_no_rdf_is_refused(board) -> None:
    with pytest.raises(UsageError, match="an RDF file"):
        read_rdf_mapping([board / "votes.rq"], [board / "votes.rq"])

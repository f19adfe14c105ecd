"""Both doors say the same: a fault in a table, the same fault in RDF, and the shape alone."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from posgraph import exporters, importers, reading, writing
from posgraph.errors import DataError
from posgraph.importers import shapes
from posgraph.model import Dataset
from posgraph.model.schema import BY_NAME
from posgraph.names import concept, expand, mint

COMPLETE = Path(__file__).parent / "complete"


@dataclass(frozen=True)
class Pair:
    """One fault: the text of a cell, and the object of the statement that carries it (None: no statement)."""

    table: str
    row: str
    column: str
    cell: str
    object: NamedNode | Literal | None
    node: str = ""  # of the statement, where it is not the row
    term: str = ""

    def __str__(self) -> str:
        return f"{self.table}-{self.column}-{self.cell}"


def iri(kind: str, *key: str) -> NamedNode:
    return NamedNode(mint("https://example.org/toll-road/", kind, *key))


def word(vocabulary: str, name: str) -> NamedNode:
    return NamedNode(concept(vocabulary, name))


def of(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(expand(datatype)))


PAIRS = [
    Pair("positions", "P1", "stance", "rejcts", word("stance", "rejcts")),
    Pair("positions", "P1", "stance", "", None),
    Pair("positions", "P1", "actor", "towns", iri("actor", "towns")),
    Pair("positions", "P1", "demand", "tolls", iri("demand", "tolls")),
    Pair("positions", "P1", "salience", "1.5", of("1.5", "xsd:decimal")),
    Pair("positions", "P1", "salience", "much", of("much", "xsd:string")),
    Pair("positions", "P1", "firmness", "hard", of("hard", "xsd:string")),
    Pair("positions", "P1", "confidence", "-1", of("-1", "xsd:integer")),
    Pair("positions", "P1", "mode", "heard", word("attribution-mode", "heard")),
    Pair("positions", "P3", "lower", "free", iri("demand", "free")),
    Pair("positions", "P3", "upper", "free", iri("demand", "free")),
    Pair("positions", "P2", "revises", "P0", iri("position", "P0")),
    Pair("positions", "P2", "revises", "P2", iri("position", "P2")),
    Pair("positions", "P2", "revises", "", None),
    Pair("positions", "P2", "revision_reason", "why", word("revision-reason", "why")),
    Pair("positions", "P2", "revision_reason", "", None),
    Pair("positions", "P1", "process", "walks", iri("process", "walks")),
    Pair("positions", "P2", "source", "S9", iri("source", "S9"), "evidence/position/P2", "oa:hasSource"),
    Pair("positions", "P1", "source", "", None, "evidence/position/P1", "oa:hasSource"),
    Pair("sequencing", "O1", "relation", "then", word("order", "then")),
    Pair("sequencing", "O1", "then", "survey", iri("demand", "survey")),
    Pair("sequencing", "O1", "first", "surveys", iri("demand", "surveys")),
    Pair("sequencing", "O1", "basis", "P7", iri("position", "P7")),
    Pair("actors", "town", "label", "", None),
    Pair("actors", "town", "part_of", "town", iri("actor", "town")),
    Pair("actors", "mayor", "part_of", "state", iri("actor", "state")),
    Pair("issues", "toll", "broader", "toll", iri("issue", "toll")),
    Pair("issues", "toll", "exclusive", "perhaps", of("perhaps", "xsd:string")),
    Pair("issues", "toll", "exhaustive", "perhaps", of("perhaps", "xsd:string")),
    Pair("demands", "high-toll", "max", "1", of("1", "xsd:decimal")),
    Pair("demands", "high-toll", "max", "lots", of("lots", "xsd:string")),
    Pair("demands", "high-toll", "rank", "0", of("0", "xsd:integer")),
    Pair("demands", "high-toll", "issue", "", None),
    Pair("relations", "low-high", "by", "", None),
    Pair("relations", "low-high", "source", "S9", iri("source", "S9")),
    Pair("sources", "S1", "title", "", None),
    Pair("sources", "S1", "url", "ftp://example.org", of("ftp://example.org", "xsd:anyURI")),
    Pair("sources", "S1", "published", "last week", Literal("last week", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF"))),
    Pair("sources", "S1", "kind", "rumour", word("source-kind", "rumour")),
    Pair("participations", "talks/town/party", "source", "S9", iri("source", "S9"), "evidence/participation/talks/town/party",
         "oa:hasSource"),
    Pair("participations", "talks/town/party", "capability", "-0.5", of("-0.5", "xsd:decimal")),
    Pair("participations", "talks/town/party", "capability", "big", of("big", "xsd:string")),
    Pair("representations", "R1", "represented", "mayor", iri("actor", "mayor")),
    Pair("proposals", "plan", "status", "lost", word("proposal-status", "lost")),
    Pair("proposals", "plan", "counter_to", "plan", iri("proposal", "plan")),
    Pair("clauses", "plan/1(a)", "demand", "free", iri("demand", "free")),
    Pair("events", "vote", "status", "maybe", word("event-status", "maybe")),
    Pair("assessments", "A1", "about", "event:rain", iri("event", "rain")),
    Pair("assessments", "A1", "probability", "7", of("7", "xsd:integer")),
    Pair("assessments", "A1", "wording", "", None),
    Pair("scenarios", "free-road", "changes", "", None),
    Pair("scenarios", "free-road", "label", "", None),
    Pair("scenarios", "free-road", "source", "S9", iri("source", "S9")),
]  # fmt: skip


def by_table(pair: Pair, folder: Path) -> str:
    """What the table door says: the cell is changed in the CSV file."""
    import csv

    exporters.export(importers.read(COMPLETE), folder)
    file = folder / f"{pair.table}.csv"
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if "/".join(row[name] for name in BY_NAME[pair.table].key) == pair.row:
            row[pair.column] = pair.cell
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(DataError) as error:
        importers.read(folder)
    (fault,) = error.value.faults
    return fault.expected


def changed(pair: Pair, dataset: Dataset) -> list[Quad]:
    """The quads with the statement changed."""
    table = BY_NAME[pair.table]
    key = pair.row.split("/", len(table.key) - 1)
    subject = NamedNode(dataset.base + pair.node) if pair.node else NamedNode(mint(dataset.base, table.kind, *key))
    predicate = NamedNode(expand(pair.term or table.column(pair.column).term))
    quads = list(writing.quads(dataset))
    assert pair.object is not None or any((q.subject, q.predicate) == (subject, predicate) for q in quads)
    kept = [q for q in quads if (q.subject, q.predicate) != (subject, predicate)]
    if pair.object is not None:
        kept.append(Quad(subject, predicate, pair.object, quads[0].graph_name))
    return kept


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_table_rdf_and_shape_say_the_same(pair: Pair, tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    said = by_table(pair, tmp_path / "folder")
    quads = changed(pair, dataset)
    with pytest.raises(DataError) as error:
        reading.dataset(quads)
    assert said in [fault.expected for fault in error.value.faults]
    found = [fault.expected for fault in shapes.violations(quads, dataset.base, "graph")]
    assert any(said.startswith(sentence) for sentence in found), found


@pytest.mark.parametrize(("table", "id"), [("sequencing", "P1"), ("sequencing", "low-high"), ("relations", "P1")])
def test_an_id_of_another_kind_of_statement_is_refused_in_the_same_words(table: str, id: str, tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    doubled = replace(dataset, **{table: (*dataset.rows(table), replace(dataset.rows(table)[0], id=id))})
    sentence = "Positions, sequence preferences and relations share one set of ids, because results name them side by side"
    exporters.export(doubled, tmp_path / "folder")
    quads = list(writing.quads(doubled))
    with pytest.raises(DataError) as by_table:
        importers.read(tmp_path / "folder")
    with pytest.raises(DataError) as by_graph:
        reading.dataset(quads)
    assert [fault.expected.partition(";")[0] for fault in (*by_table.value.faults, *by_graph.value.faults)] == [sentence] * 2
    assert sentence in {fault.expected for fault in shapes.violations(quads, dataset.base, "graph")}


def test_every_sentence_of_a_table_is_a_shapes_own() -> None:
    from posgraph.model.cells import expected
    from posgraph.reading.sentences import sentence

    for table in BY_NAME.values():
        for column in table.columns:
            assert sentence(table.name, column.name) != expected(column), f"{table.name}/{column.name} has no shape"

"""Nanopublications obey the rules of nanopub.net/guidelines/working_draft, and a report stays one."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from posgraph import exporters, importers, resources
from posgraph.errors import UsageError
from posgraph.exporters.nanopub import MOMENT, NP, PAV
from posgraph.model import Actor, Dataset, Position, Source
from posgraph.names import expand
from posgraph.stance import Stance

TYPE = NamedNode(expand("rdf:type"))
PARTS = ("hasAssertion", "hasProvenance", "hasPublicationInfo")
SAID = Position(id="p 1", actor="a", demand="d", stance=Stance.rejects, reported_by="The Gazette", source="s", quote="No: never.")
TOY = Dataset(
    id="toy",
    licence="CC-BY-4.0",
    actors=(Actor(id="a", label="A", kind="state"), Actor(id="b", label="B", kind="person")),
    sources=(Source(id="s", title="Minutes"),),
    positions=(SAID,),
)


def quads(dataset: Dataset) -> list[Quad]:
    return list(parse(exporters.render(dataset, "nanopub"), format=RdfFormat.TRIG))


@pytest.mark.parametrize("name", resources.bundled())
def test_each_position_is_a_nanopublication_by_the_rules(name: str) -> None:
    dataset = importers.read(name)
    found = quads(dataset)
    by_graph = defaultdict(list)
    for quad in found:
        by_graph[quad.graph_name].append(quad)
    assert all(isinstance(graph, NamedNode) for graph in by_graph)
    heads = [(q.subject, q.graph_name) for q in found if q.predicate == TYPE and q.object == NamedNode(NP + "Nanopublication")]
    assert len(heads) == len(set(heads)) == len(dataset.positions)
    placed = set()
    for this, head in heads:
        parts = [
            [q.object for q in by_graph[head] if q.subject == this and q.predicate == NamedNode(NP + part)] for part in PARTS
        ]
        assert [len(part) for part in parts] == [1, 1, 1]
        assertion, provenance, info = (part[0] for part in parts)
        assert len({this, head, assertion, provenance, info}) == 5
        assert len(by_graph[head]) == 4
        assert by_graph[assertion]
        assert any(q.subject == assertion for q in by_graph[provenance])
        assert any(q.subject == this for q in by_graph[info])
        placed |= {head, assertion, provenance, info}
    assert set(by_graph) == placed


def test_the_assertion_says_on_whose_word_and_the_provenance_where_from() -> None:
    base = "https://w3id.org/posgraph/id/toy/"
    found = defaultdict(set)
    for q in quads(TOY):
        found[q.graph_name.value.partition("#")[2]].add((q.subject.value, q.predicate.value, getattr(q.object, "value", "")))
    position, name = f"{base}position/p%201", f"{base}nanopub/p%201"
    assert {
        (position, expand("rdf:type"), expand("pg:Position")),
        (position, expand("pg:holder"), f"{base}actor/a"),
        (position, expand("pg:reportedBy"), "The Gazette"),
        (position, expand("pg:evidence"), f"{base}evidence/position/p%201"),
    } <= found["assertion"]
    assert {subject for subject, *_ in found["assertion"]} == {position}
    assert found["provenance"] >= {
        (f"{name}#assertion", expand("prov:wasDerivedFrom"), f"{base}source/s"),
        (f"{name}#assertion", expand("prov:wasAttributedTo"), f"{name}#reporter"),
        (f"{name}#reporter", expand("foaf:name"), "The Gazette"),
        (f"{base}source/s", expand("dcterms:title"), "Minutes"),
        (f"{base}quote/position/p%201", expand("oa:exact"), "No: never."),
    }
    assert found["pubinfo"] == {
        (name, expand("dcterms:isPartOf"), base),
        (name, PAV + "createdWith", "https://w3id.org/posgraph"),
        (name, expand("dcterms:license"), "https://spdx.org/licenses/CC-BY-4.0"),
    }


def test_a_reporter_who_is_an_actor_is_named_as_that_actor() -> None:
    said = Position(id="p", actor="a", demand="d", stance=Stance.rejects, reported_by="b", source="s")
    attributed = [
        q.object.value for q in quads(TOY.having("positions", [said])) if q.predicate.value == expand("prov:wasAttributedTo")
    ]
    assert attributed == ["https://w3id.org/posgraph/id/toy/actor/b"]


def test_without_a_source_it_comes_from_the_dataset() -> None:
    said = Position(id="p", actor="a", demand="d", stance=Stance.rejects)
    derived = [
        q.object.value for q in quads(TOY.having("positions", [said])) if q.predicate.value == expand("prov:wasDerivedFrom")
    ]
    assert derived == ["https://w3id.org/posgraph/id/toy/"]


@pytest.mark.parametrize(
    ("licence", "term"),
    [
        ("https://example.org/terms", NamedNode("https://example.org/terms")),
        ("CC0-1.0", NamedNode("https://spdx.org/licenses/CC0-1.0")),
        ("ask us", Literal("ask us")),
    ],
)
def test_a_licence_is_an_address_where_there_is_one(licence: str, term: NamedNode | Literal) -> None:
    made = quads(Dataset(id="toy", licence=licence, positions=(SAID,)))
    assert [q.object for q in made if q.predicate.value == expand("dcterms:license")] == [term]


def test_when_it_was_made_is_said_only_where_the_environment_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MOMENT, raising=False)
    assert b"created>" not in exporters.render(TOY, "nanopub")
    assert b"dcterms:created" not in exporters.render(TOY, "nanopub")
    monkeypatch.setenv(MOMENT, "1766966400")
    assert b'dcterms:created "2025-12-29T00:00:00Z"^^xsd:dateTime' in exporters.render(TOY, "nanopub")
    for wrong in ("yesterday", "9" * 17):
        monkeypatch.setenv(MOMENT, wrong)
        with pytest.raises(UsageError, match="seconds since 1970"):
            exporters.render(TOY, "nanopub")


def test_a_dataset_without_positions_has_none() -> None:
    assert quads(Dataset(id="empty")) == []


def test_the_complete_dataset_keeps_every_statement_of_its_positions() -> None:
    from posgraph import writing
    from posgraph.model.schema import BY_NAME

    dataset = importers.read(Path(__file__).parents[1] / "formats" / "complete")
    made = {q.triple for q in quads(dataset)}
    for position in dataset.positions:
        assert set(writing.row_triples(dataset, BY_NAME["positions"], position)) <= made

"""rdflib's SPARQLStore and SPARQLUpdateStore against a real service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests.api.serving import Running
from tests.clients.conftest import TOKEN

PG = rdflib.Namespace("https://w3id.org/posgraph/ns#")
EX = rdflib.Namespace("http://example.org/rdflib/")
A, B, P = EX.a, EX.b, EX.p


@pytest.fixture
def store(service: Running) -> Iterator[SPARQLUpdateStore]:
    """A store with user and password, whose two graphs are empty."""
    found = SPARQLUpdateStore(f"{service.url}/sparql", f"{service.url}/update", auth=("anyone", TOKEN))
    for name in (EX.g, EX.h):
        found.update(f"DROP SILENT GRAPH <{name}>")
    yield found
    found.close()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_a_query_by_each_method_and_format(service: Running, method: str, format: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{service.url}/sparql", method=method, returnFormat=format))
    rows = graph.query("SELECT ?l { ?a a pg:State ; skos:prefLabel ?l }", initNs={"pg": PG, "skos": rdflib.SKOS})
    assert "Russia" in {str(row.l) for row in rows}  # type: ignore[union-attr]


def test_the_patterns_of_a_graph(service: Running) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{service.url}/sparql"))
    russia = next(graph.subjects(rdflib.SKOS.prefLabel, rdflib.Literal("Russia")))
    assert (russia, rdflib.RDF.type, PG.State) in graph
    assert {PG.State} <= set(graph.objects(russia, rdflib.RDF.type))
    assert len(list(graph.predicate_objects(russia))) > 3
    assert len(graph) > 1000


def test_questions_of_each_form(service: Running) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{service.url}/sparql"))
    names = {"pg": PG}
    assert graph.query("ASK { ?a a pg:State }", initNs=names).askAnswer is True
    made = graph.query("CONSTRUCT { ?a a pg:State } WHERE { ?a a pg:State }", initNs=names).graph
    assert made is not None
    assert len(made) > 3
    described = graph.query("DESCRIBE ?a { ?a a pg:State } LIMIT 1", initNs=names).graph
    assert described is not None
    assert len(described) > 0


def test_reading_goes_on_without_a_token_and_writing_does_not(service: Running) -> None:
    store = SPARQLUpdateStore(f"{service.url}/sparql", f"{service.url}/update")
    with pytest.raises(OSError, match="401"):
        rdflib.Graph(store, identifier=EX.g).add((A, P, B))


def test_a_token_in_a_header(service: Running) -> None:
    store = SPARQLUpdateStore(f"{service.url}/sparql", f"{service.url}/update", headers={"Authorization": f"Bearer {TOKEN}"})
    graph = rdflib.Graph(store, identifier=EX.headed)
    graph.add((B, P, B))
    assert list(graph) == [(B, P, B)]


def test_triples_are_added_and_removed_in_named_graphs(store: SPARQLUpdateStore) -> None:
    g, h = (rdflib.Graph(store, identifier=name) for name in (EX.g, EX.h))
    g.add((A, P, B))
    h.add((A, P, rdflib.Literal("text", lang="en")))
    g.addN([(B, P, rdflib.Literal(n), g) for n in range(3)])
    assert (len(g), len(h)) == (4, 1)
    assert (A, P, B) in g
    assert (A, P, B) not in h
    g.remove((B, None, None))
    assert set(g) == {(A, P, B)}
    g.set((A, P, A))
    assert set(g) == {(A, P, A)}
    h.remove((None, None, None))
    assert (len(g), len(h)) == (1, 0)


def test_a_dataset_of_graphs(store: SPARQLUpdateStore) -> None:
    dataset = rdflib.Dataset(store=store, default_union=True)
    dataset.addN([(A, P, B, dataset.graph(EX.g)), (B, P, A, dataset.graph(EX.h))])
    names = {graph.identifier for graph in dataset.graphs()}
    assert {EX.g, EX.h} <= names
    assert set(dataset.graph(EX.h)) == {(B, P, A)}
    assert set(store.contexts((A, P, B))) == {EX.g}
    dataset.remove_graph(dataset.graph(EX.g))
    assert set(dataset.graph(EX.g)) == set()


def test_updates_and_writes_that_are_kept_until_commit(service: Running, store: SPARQLUpdateStore) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{EX.g}> {{ <{A}> <{P}> 1 }} }}")
    later = SPARQLUpdateStore(
        f"{service.url}/sparql", f"{service.url}/update", auth=("anyone", TOKEN), autocommit=False, dirty_reads=True
    )
    graph = rdflib.Graph(later, identifier=EX.g)
    graph.add((A, P, rdflib.Literal(2)))
    graph.update("INSERT { ?s <http://example.org/rdflib/twice> ?o } WHERE { ?s <http://example.org/rdflib/p> ?o }")
    assert len(rdflib.Graph(store, identifier=EX.g)) == 1
    later.commit()
    assert len(rdflib.Graph(store, identifier=EX.g)) == 4

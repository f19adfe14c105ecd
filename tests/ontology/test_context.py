"""The JSON-LD context: words for people, the same triples for machines."""

import json

import pyoxigraph
import pytest
from rdflib import RDF, Graph

from posgraph import resources
from posgraph.model.layout import HEADER
from posgraph.model.schema import ORDERS, TABLES
from posgraph.names import PG, PREFIXES, concept, expand
from tests.ontology.test_terms import terms

CONTEXT = json.loads((resources.ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
ROW = "https://example.org/bridge/position/P1"


def iri(name: str) -> str:
    entry = CONTEXT[name]
    short = entry["@id"] if isinstance(entry, dict) else entry
    prefix, _, local = short.partition(":")
    return CONTEXT[prefix] + local


def names() -> dict[str, str]:
    """Every term of the context but prefixes and keywords, by IRI."""
    plain = [
        n for n, e in CONTEXT.items() if n[0] != "@" and not (isinstance(e, str) and e[-1:] in "/#") and e not in ("@id", "@type")
    ]
    return {iri(name): name for name in plain}


def parse(document: dict[str, object]) -> set[pyoxigraph.Triple]:
    text = json.dumps({"@context": CONTEXT, **document})
    return {quad.triple for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)}


def test_every_term_of_ours_has_a_name(modules: Graph) -> None:
    assert {str(term) for term in terms(modules)} <= set(names())
    assert all(names()[str(term)] == str(term).removeprefix(PG) for term in terms(modules))


def test_every_property_that_is_written_has_a_name() -> None:
    written = {c.term for table in TABLES for c in table.columns if c.term} | set(HEADER.values())
    written |= {"oa:hasSource", "oa:hasSelector", "oa:exact", "oa:TextQuoteSelector", "prov:wasDerivedFrom"}
    assert {expand(term) for term in written} <= set(names())


def test_prefixes_are_those_that_posgraph_writes() -> None:
    for name in ("pg", "dcterms", "oa", "org", "owl", "prov", "schema", "skos", "time", "xsd"):
        assert CONTEXT[name] == PREFIXES[name]


@pytest.mark.parametrize("word", ORDERS)
def test_an_order_is_written_as_in_a_table(word: str) -> None:
    (found,) = parse({"id": ROW, "temporalRelation": word})
    assert found.object.value == concept("order", word)


@pytest.mark.parametrize(
    ("name", "vocabulary", "word"),
    [(names()[expand(c.term)], c.vocabulary, w) for t in TABLES for c in t.columns if c.vocabulary and c.term for w in c.words],
)
def test_a_word_is_written_as_in_a_table(name: str, vocabulary: str, word: str) -> None:
    (found,) = parse({"id": ROW, name: word})
    assert found.object.value == concept(vocabulary, word)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_a_position_in_plain_json_is_the_same_for_both_rdf_libraries() -> None:
    document = {
        "@context": CONTEXT,
        "id": ROW,
        "type": "Position",
        "identifier": "P1",
        "holder": "https://example.org/bridge/actor/north",
        "stance": "demands",
        "attributionMode": "selfStated",
        "validFrom": "2024-03-01",
        "validFromEDTF": "2024-03~",
    }
    text = json.dumps(document)
    ours = {q.triple for q in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)}
    graph = Graph().parse(data=text, format="json-ld")
    theirs = {q.triple for q in pyoxigraph.parse(graph.serialize(format="nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert ours == theirs
    assert len(ours) == 7
    kinds = {str(t.predicate.value): t.object for t in ours}
    assert kinds[str(RDF.type)].value == PG + "Position"
    assert kinds[PG + "stance"].value == concept("stance", "demands")
    assert kinds[PG + "validFrom"].datatype.value == PREFIXES["xsd"] + "date"

"""Values in the place of variables: where they may stand, and where not."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from posgraph.errors import QueryError
from posgraph.store import MemoryStore
from posgraph.store.binding import bind
from posgraph.store.terms import Value

A = NamedNode("http://x/a")

WRITTEN = [
    ("DESCRIBE ?x", "DESCRIBE <http://x/a>"),
    ("SELECT DISTINCT ?x ?y { ?x ?p ?y }", "SELECT DISTINCT (<http://x/a> AS ?x) ?y { <http://x/a> ?p ?y }"),
    (
        "SELECT ?y { ?y ?p $x } ORDER BY DESC(?x) ?x",
        "SELECT ?y { ?y ?p <http://x/a> } ORDER BY DESC(<http://x/a>) (<http://x/a>)",
    ),
    ("SELECT (STR(?x) AS ?y) {} GROUP BY ?x", "SELECT (STR(<http://x/a>) AS ?y) {} GROUP BY (<http://x/a>)"),
    (
        "SELECT ?y { { SELECT ?x ?y { ?x ?p ?y } } }",
        "SELECT ?y { { SELECT (<http://x/a> AS ?x_bound) ?y { <http://x/a> ?p ?y } } }",
    ),
    (
        "ASK { FILTER(EXISTS { SELECT ?x { ?x ?p ?y } }) }",
        "ASK { FILTER(EXISTS { SELECT (<http://x/a> AS ?x) { <http://x/a> ?p ?y } }) }",
    ),
    ("ASK { ?x ?p '?x', \"?x\" , <http://y/?x> } # ?x", "ASK { <http://x/a> ?p '?x', \"?x\" , <http://y/?x> } # ?x"),
    ("ASK { ?xx ?p ?x }", "ASK { ?xx ?p <http://x/a> }"),
    ("ASK { }}} ))) ?x", "ASK { }}} ))) <http://x/a>"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_a_value_stands_where_the_variable_stood(text: str, expected: str) -> None:
    assert bind(text, {"x": A}) == expected


ASSIGNED = [
    "SELECT (1 AS ?x) {}",
    "ASK { BIND(1 AS ?x) }",
    "ASK { VALUES ?x { 1 } }",
    "ASK { VALUES (?y ?x) { (1 2) } }",
    "ASK {} VALUES ?x { 1 }",
]


@pytest.mark.parametrize("text", ASSIGNED)
def test_a_variable_that_the_query_gives_a_value_cannot_be_bound(text: str) -> None:
    with pytest.raises(QueryError, match=r"\?x gets its value in the query") as caught:
        bind(text, {"x": A})
    assert caught.value.column == text.index("?x") + 1


def test_a_blank_node_cannot_be_bound() -> None:
    with pytest.raises(QueryError, match="blank node"):
        bind("ASK { ?x ?p ?y }", {"x": BlankNode("b")})


def test_a_comparison_that_may_be_an_iri_is_refused() -> None:
    with pytest.raises(QueryError, match="space after <"):
        bind("ASK { ?x ?p ?y FILTER(?y<?x&&?y>1) }", {"x": A})


@pytest.mark.parametrize("value", ["'", '"', "\\", "\n", "'''", "a' . } #", "?x", "{}", "é𝄞", ""])
def test_any_text_arrives_as_it_is(value: Value) -> None:
    assert MemoryStore().select("SELECT ?x {}", bindings={"x": value}).rows == ((Literal(value),),)  # type: ignore[arg-type]

"""What every store does, whichever backend it has."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from posgraph.errors import PosgraphError, QueryError, UsageError
from posgraph.names import PG
from posgraph.store import Answer, Solutions, Store, Triples
from posgraph.store.terms import Value

G, H = "http://example.org/g", "http://example.org/h"
A, B, P = (NamedNode(f"http://example.org/{name}") for name in "abp")


def quads(*objects: object, subject: NamedNode | BlankNode = A) -> list[Quad]:
    return [Quad(subject, P, Literal(o) if not isinstance(o, NamedNode | BlankNode) else o) for o in objects]  # type: ignore[arg-type]


def objects(store: Store, text: str = "SELECT ?o { ?s ?p ?o }", **options: object) -> list[object]:
    return sorted(row["o"] for row in store.select(text, **options).to_dicts())  # type: ignore[arg-type]


def test_an_empty_store_has_no_graphs_and_no_rows(store: Store) -> None:
    assert store.graphs() == ()
    assert objects(store) == []
    assert list(store.quads(G)) == []


def test_the_default_graph_of_a_query_is_the_union_of_all_graphs(store: Store) -> None:
    store.replace(G, quads(1))
    store.replace(H, quads(1, 2))
    assert objects(store, "SELECT DISTINCT ?o { ?s ?p ?o }") == [1, 2]
    assert objects(store, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }") == [1, 1, 2]
    assert store.graphs() == (G, H)


def test_graphs_limit_a_query(store: Store) -> None:
    store.replace(G, quads(1))
    store.replace(H, quads(2))
    assert objects(store, graphs=[H]) == [2]
    assert objects(store, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", graphs=[H]) == [2]
    assert objects(store, graphs=[]) == []
    assert objects(store, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", graphs=[]) == []


def test_a_query_may_choose_its_graphs_itself(store: Store) -> None:
    store.replace(G, quads(1))
    store.replace(H, quads(2))
    assert objects(store, f"SELECT ?o FROM <{H}> {{ ?s ?p ?o }}") == [2]
    assert objects(store, f"SELECT ?o FROM NAMED <{G}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == [1]


def test_each_form_of_query_has_its_own_result(store: Store) -> None:
    store.replace(G, quads(1))
    assert isinstance(store.query("SELECT * { ?s ?p ?o }"), Solutions)
    assert isinstance(store.query("ASK { ?s ?p ?o }"), Answer)
    assert isinstance(store.query("CONSTRUCT WHERE { ?s ?p ?o }"), Triples)
    assert isinstance(store.query(f"DESCRIBE {A}"), Triples)
    assert store.ask("ASK { ?s ?p 1 }")
    assert not store.ask("ASK { ?s ?p 2 }")
    assert [str(t.object) for t in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")] == [str(Literal(1))]


@pytest.mark.parametrize(("verb", "text"), [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "ASK {}")])
def test_another_form_of_query_than_the_verb_names_is_an_error(store: Store, verb: str, text: str) -> None:
    with pytest.raises(UsageError, match=text.split()[0]):
        getattr(store, verb)(text)


def test_rows_have_values_in_the_order_of_the_query(store: Store) -> None:
    found = store.select(
        """SELECT ?n ?d ?b ?t ?i ?u {
             VALUES (?n ?d ?b ?t ?i ?u) { (1 0.5 true 'a' pg:x UNDEF) (2 1.5 false 'b'@en pg:y 1) } } ORDER BY ?n"""
    )
    assert found.variables == ("n", "d", "b", "t", "i", "u")
    assert found.to_dicts() == [
        {"n": 1, "d": 0.5, "b": True, "t": "a", "i": PG + "x", "u": None},
        {"n": 2, "d": 1.5, "b": False, "t": "b", "i": PG + "y", "u": 1},
    ]


def test_a_result_stays_as_it_was_when_the_store_changes(store: Store) -> None:
    store.replace(G, quads(1))
    found, everything = store.select("SELECT ?o { ?s ?p ?o }"), store.construct("CONSTRUCT WHERE { ?s ?p ?o }")
    store.replace(G, quads(2))
    assert found.to_dicts() == [{"o": 1}]
    assert [t.object.value for t in everything] == ["1"]


def test_prefixes_of_posgraph_need_no_declaration(store: Store) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{G}> {{ {A} pg:salience 0.5 ; skos:prefLabel 'pg:no prefix' }} }}")
    assert objects(store, "SELECT ?o { ?s pg:salience ?o }") == [0.5]
    assert objects(store, "PREFIX pg: <http://example.org/other#> SELECT ?o { ?s pg:salience ?o }") == []


BINDINGS = [
    ("SELECT ?o { ?s ?p ?o }", {"s": A}, [{"o": 1}, {"o": 2}]),
    ("SELECT ?s ?o { ?s ?p ?o }", {"s": B}, [{"s": B.value, "o": 2}]),
    ("SELECT ?o { ?s ?p ?o FILTER(?o > ?least) }", {"least": 1}, [{"o": 2}, {"o": 2}]),
    ("SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o } GROUP BY ?s", {"s": A}, [{"n": 2, "s": A.value}]),
    ("SELECT ?o { ?s ?p ?o OPTIONAL { ?t ?p ?o FILTER(?t = ?s) } } ORDER BY ?s", {"s": A}, [{"o": 1}, {"o": 2}]),
    ("SELECT ?o { { SELECT ?s ?o { ?s ?p ?o } } FILTER('?s' != str(?s)) }", {"s": B}, [{"o": 2}]),
    ("SELECT ?o { VALUES ?o { 1 2 3 } ?s ?p ?o # ?s\n}", {"s": A}, [{"o": 1}, {"o": 2}]),
]


@pytest.mark.parametrize(("text", "bindings", "expected"), BINDINGS)
def test_bindings_replace_variables_by_values(
    store: Store, text: str, bindings: dict[str, object], expected: list[object]
) -> None:
    store.replace(G, [*quads(1, 2), *quads(2, subject=B)])
    found = store.select(text, bindings=bindings).to_dicts()  # type: ignore[arg-type]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_python_values_are_bound_as_literals_of_their_type(store: Store) -> None:
    values: dict[str, Value] = {"a": "x ' \" \\ \n", "b": Decimal("0.50"), "c": date(2025, 12, 29), "d": True}
    text = "SELECT (?a AS ?w) (?b AS ?x) (STR(?c) AS ?y) (?d AS ?z) {}"
    assert store.select(text, bindings=values).to_dicts() == [{"w": "x ' \" \\ \n", "x": 0.5, "y": "2025-12-29", "z": True}]


def test_text_bound_to_a_variable_cannot_become_part_of_the_query(store: Store) -> None:
    store.replace(G, quads("secret"))
    assert objects(store, "SELECT ?o { ?s ?p ?o FILTER(?o = ?x) }", bindings={"x": "a' || true || 'b"}) == []


@pytest.mark.parametrize("text", ["SELECT * {\n  ?s ?p }", "SELECT ?s {", "SELEKT", "ASK { ?s nowhere:p ?o }"])
def test_a_query_that_cannot_be_read_names_line_and_column(store: Store, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text)
    assert caught.value.line == (2 if "\n" in text else 1)
    assert caught.value.column > 0


def test_an_update_that_cannot_be_read_is_a_query_error(store: Store) -> None:
    with pytest.raises(QueryError):
        store.update("INSERT DATA { GRAPH }")


def test_an_update_is_done_wholly_or_not_at_all(store: Store) -> None:
    store.replace(G, quads(1))
    with pytest.raises(PosgraphError, match="nowhere"):
        store.update(f"INSERT DATA {{ GRAPH <{H}> {{ {A} {P} 2 }} }}; MOVE <http://example.org/nowhere> TO <{G}>")
    assert objects(store) == [1]
    assert store.graphs() == (G,)


def test_replacing_a_graph_leaves_the_others_alone(store: Store) -> None:
    store.replace(G, quads(1, 2))
    store.replace(H, quads(3))
    store.replace(G, quads(2, 4))
    assert objects(store, graphs=[G]) == [2, 4]
    assert objects(store, graphs=[H]) == [3]


def test_replacing_by_nothing_empties_the_graph(store: Store) -> None:
    store.replace(G, quads(1))
    store.replace(G, [])
    assert store.graphs() == ()


def test_replacing_keeps_blank_nodes_together(store: Store) -> None:
    for start in (0, 10):  # the second time over a graph that has blank nodes
        ring = [BlankNode(f"n{i}") for i in range(3)]
        new = [Quad(ring[i], P, ring[(i + 1) % 3]) for i in range(3)] + quads(start, subject=ring[0])  # type: ignore[arg-type]
        store.replace(G, new)
        assert store.ask(f"ASK {{ ?a {P} ?b, {start} . ?b {P} ?c . ?c {P} ?a FILTER(isBlank(?a) && ?a != ?b && ?b != ?c) }}")
        assert len(list(store.quads(G))) == 4


def test_quads_give_back_what_replace_took(store: Store) -> None:
    given = [*quads(1, "text", B), Quad(B, P, Literal("Київ", language="uk")), Quad(A, P, Literal('a\n"b"\\'))]
    store.replace(G, given)
    assert set(store.quads(G)) == {Quad(q.subject, q.predicate, q.object, NamedNode(G)) for q in given}


def test_a_replacement_that_fails_half_way_leaves_the_old_graph(store: Store) -> None:
    store.replace(G, quads(1, 2))

    def broken() -> Iterator[Quad]:
        yield from quads(*range(10, 20_000))
        raise LookupError("half way")

    with pytest.raises(LookupError):
        store.replace(G, broken())
    assert objects(store) == [1, 2]
    assert store.graphs() == (G,)


def test_a_change_takes_out_and_puts_in_as_one_step(store: Store) -> None:
    store.replace(G, quads(1, 2))
    old, new = ([Quad(A, P, Literal(n), NamedNode(G))] for n in (1, 3))
    store.change(old, new)
    assert objects(store) == [2, 3]
    store.change([], [])
    assert objects(store) == [2, 3]


def test_a_blank_node_cannot_be_taken_out_by_name(store: Store) -> None:
    with pytest.raises(UsageError, match="blank"):
        store.change([Quad(BlankNode("x"), P, Literal(1), NamedNode(G))], [])


def test_dropping_a_graph_that_is_not_there_does_nothing(store: Store) -> None:
    store.replace(G, quads(1))
    store.drop(H)
    store.drop(G)
    assert store.graphs() == ()


def test_the_version_changes_with_each_write_and_only_then(store: Store) -> None:
    seen = [store.version]
    writes = (
        lambda: store.replace(G, quads(1)),
        lambda: store.replace(G, quads(2)),
        lambda: store.update(f"INSERT DATA {{ GRAPH <{G}> {{ {A} {P} 7 }} }}"),
        lambda: store.change([], [Quad(A, P, Literal(8), NamedNode(G))]),
        lambda: store.drop(G),
    )
    for write in writes:
        write()
        store.query("ASK { ?s ?p ?o }")
        assert store.version == store.version
        seen.append(store.version)
    assert len(set(seen)) == len(seen)


def test_describe_gives_a_thing_with_its_evidence(store: Store) -> None:
    store.update(
        f"""INSERT DATA {{ GRAPH <{G}> {{
        {A} {P} {B} ; pg:evidence <http://example.org/e> . {B} {P} 1 .
        <http://example.org/e> oa:hasSelector <http://example.org/q> . <http://example.org/q> oa:exact "no" . }} }}"""
    )
    assert {t.subject.value.rpartition("/")[2] for t in store.describe(A.value)} == {"a", "e", "q"}
    assert len(store.describe("http://example.org/unknown")) == 0


@pytest.mark.parametrize("verb", ["quads", "drop", "describe"])
def test_a_name_that_is_no_iri_is_a_usage_error(store: Store, verb: str) -> None:
    with pytest.raises(UsageError, match="no iri"):
        list(getattr(store, verb)("no iri") or ())


def test_the_rdflib_view_sees_the_same_rows(store: Store) -> None:
    store.replace(G, [*quads(1, 2), Quad(B, NamedNode(PG + "salience"), Literal(3))])
    store.replace(H, quads(4))
    for text in ("SELECT ?o { ?s ?p ?o }", "SELECT ?o { ?s pg:salience ?o }", f"SELECT ?o {{ GRAPH <{H}> {{ ?s ?p ?o }} }}"):
        view = store.rdflib()
        assert sorted(row.o.toPython() for row in view.query(text)) == objects(store, text)  # type: ignore[union-attr]


def test_what_is_written_through_the_rdflib_view_is_in_the_store(store: Store) -> None:
    import rdflib

    view, before = store.rdflib(), store.version
    view.graph(rdflib.URIRef(G)).add((rdflib.URIRef(A.value), rdflib.URIRef(P.value), rdflib.Literal(5)))
    view.commit()
    assert objects(store) == [5]
    assert store.version != before

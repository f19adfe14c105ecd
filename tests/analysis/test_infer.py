"""Findings as RDF."""

import pyoxigraph

import posgraph
from posgraph.analysis.infer import infer
from posgraph.names import PREFIXES, inferred_graph
from tests.analysis.toys import NOW, order, position, relation, toy

BASE = "https://w3id.org/posgraph/id/toy/"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + f"BASE <{BASE}>\n"


def ask(dataset, pattern, **asked):
    """The values of ?x, without the base, sorted."""
    store = pyoxigraph.Store()
    store.extend(infer(dataset, **{"as_of": NOW, **asked}))
    rows = store.query(f"{HEAD}SELECT ?x WHERE {{ GRAPH <{inferred_graph(dataset.id)}> {{ {pattern} }} }}")
    return sorted(row["x"].value.removeprefix(BASE) for row in rows)


NARROW = toy(
    [
        position("p", "n", "narrow", begin="2025-12-01", firmness=1.0),
        position("q", "s", "wide", "rejects", end="2026-01", firmness=1.0),
    ],
    relations=[relation("narrow entails wide")],
)


def test_a_conflict_names_its_rule_its_sides_and_all_it_rests_on() -> None:
    node = "conflict/refused-consequence/p/q"
    assert ask(NARROW, "?x a pg:Conflict") == [node]
    assert ask(NARROW, f"<{node}> prov:wasDerivedFrom ?x") == ["position/p", "position/q", "relation/narrow.entails.wide"]
    assert ask(NARROW, f"<{node}> pg:sideA/^pg:sideA ?x") == [node]
    assert ask(NARROW, f"<{node}> pg:rule ?x") == ["https://w3id.org/posgraph/vocab/rule/refused-consequence"]
    assert ask(NARROW, f"<{node}> pg:chainText ?x") == ["narrow > wide"]
    values = "?c pg:severity 0.25 ; pg:hard true ; pg:within false ; pg:validFrom ?x ; pg:validUntil '2026-01-31'^^xsd:date"
    assert ask(NARROW, values) == ["2025-12-01"]


def test_an_overlap_names_its_kind() -> None:
    d = toy([position("p", "n", "vote"), position("q", "s", "vote")])
    assert ask(d, "?x a pg:Overlap ; pg:overlapKind <https://w3id.org/posgraph/vocab/overlap-kind/shared>") == [
        "overlap/shared/p/q"
    ]


def test_a_deadlock_is_of_its_own_class_and_rests_on_all_of_its_cycle() -> None:
    d = toy([
        position("p", "n", "a", "conditional", only_if=("b",)),
        position("q", "s", "b", "conditional", only_if=("c",)),
        position("r", "t", "c", "rejects"),
    ])  # fmt: skip
    assert ask(d, "?x a pg:Deadlock") == ["conflict/deadlock/p/r", "conflict/deadlock/q/r"]
    assert ask(d, "<conflict/deadlock/p/r> prov:wasDerivedFrom ?x") == ["position/p", "position/q", "position/r"]


def test_orders_have_iris_of_their_own_kind() -> None:
    d = toy(orders=[order("o", "n", "a before b"), order("x", "s", "b before a")])
    assert ask(d, "<conflict/order/o/x> prov:wasDerivedFrom ?x") == ["order/o", "order/x"]


def test_conflicts_within_one_holder_are_written_and_flagged() -> None:
    d = toy([position("p", "n", "vote"), position("q", "n", "vote", "rejects")])
    assert ask(d, "?x pg:within true") == ["conflict/contradiction/p/q"]


def test_a_shift_joins_consecutive_positions_whose_stance_differs() -> None:
    d = toy([
        position("p", "n", "vote", "rejects", "2025-10"),
        position("q", "n", "vote", "rejects", "2025-11"),
        position("r", "n", "vote", "accepts", "2025-12"),
        position("w", "n", "vote", "demands", "2025-12-02", revises="r", revision_reason="change"),
        position("x", "n", "vote", "neutral", "2026-06"),
        position("y", "s", "vote", "demands", "2025-12-02"),
    ])  # fmt: skip
    assert ask(d, "?x a pg:Shift") == ["shift/q/r", "shift/r/w"]
    assert ask(d, "?x a pg:Shift", as_of=None, ever=True) == ["shift/q/r", "shift/r/w", "shift/w/x"]
    assert ask(d, "<shift/q/r> pg:shiftFrom <position/q> ; pg:shiftTo <position/r> ; prov:wasDerivedFrom ?x") == [
        "position/q",
        "position/r",
    ]


def test_an_invalidated_position_is_no_shift() -> None:
    d = toy([
        position("p", "n", "vote", "rejects", "2025-10"),
        position("q", "n", "vote", "accepts", "2025-11"),
        position("r", "n", "vote", "rejects", "2025-11", revises="q", revision_reason="correction"),
    ])  # fmt: skip
    assert ask(d, "?x a pg:Shift") == []


def test_the_graph_says_which_run_made_it() -> None:
    assert ask(NARROW, f"<{inferred_graph(NARROW.id)}> prov:wasGeneratedBy/pg:asOf ?x") == ["2025-12-29"]
    assert ask(NARROW, "[] a prov:Activity ; owl:versionInfo ?x") == [posgraph.__version__]
    assert ask(NARROW, "[] pg:asOf ?x", as_of=None, ever=True) == []


def test_a_shift_names_its_kind_and_the_relations_that_it_rests_on() -> None:
    d = toy(
        [
            position("p", "n", "limits", "rejects", "2025-10"),
            position("q", "n", "cap", "accepts", "2025-11", revises="p", revision_reason="change"),
        ],
        relations=[relation("cap entails limits")],
    )
    assert ask(d, "<shift/p/q> pg:shiftKind ?x") == ["https://w3id.org/posgraph/vocab/shift-kind/reversal"]
    assert ask(d, "<shift/p/q> prov:wasDerivedFrom ?x") == ["position/p", "position/q", "relation/cap.entails.limits"]


def test_first_positions_and_silences_are_no_shift_from_one_position_to_another() -> None:
    assert ask(toy([position("p", "n", "vote", "rejects", "2025-10", "2025-11")]), "?x a pg:Shift") == []

"""Closures, base incompatibility, and the tables that are compiled from them."""

import gc

from posgraph.analysis.clash import clash_table, contra, overlap_table, pro
from posgraph.graphs.entailments import Chain, entailments
from posgraph.graphs.incompatible import base_incompatible
from posgraph.graphs.once import once
from tests.analysis.toys import Demand, Issue, position, relation, toy


def related(*texts, **more):
    return toy(relations=[relation(text) for text in texts], **more)


def test_same_leads_both_ways_and_entails_one_way() -> None:
    graph = entailments(related("a same b", "b entails c"))
    assert set(graph.entailed("a")) == {"a", "b", "c"}
    assert set(graph.entailed("c")) == {"c"}
    assert set(graph.same("b")) == {"a", "b"}


def test_requires_counts_for_what_is_needed_only() -> None:
    graph = entailments(related("a requires b", "b entails c"))
    assert set(graph.entailed("a")) == {"a"}
    assert set(graph.needed("a")) == {"a", "b", "c"}


def test_a_circle_of_relations_ends() -> None:
    graph = entailments(related("a entails b", "b requires c", "c entails a"))
    assert graph.needed("a")["c"] == Chain(("a", "b", "c"), ("a.entails.b", "b.requires.c"))
    assert graph.needed("a")["a"] == Chain(("a",))


def test_edges_carry_every_relation_that_claims_them() -> None:
    graph = entailments(related("a entails b", "a requires b")).graph
    assert graph.edges["a", "b"] == {"entails": ("a.entails.b",), "requires": ("a.requires.b",)}


def test_a_declared_incompatibility_holds_both_ways_and_gathers_its_claims() -> None:
    found = base_incompatible(related("b incompatible a", "a incompatible b"))
    assert [(f.m, f.n, f.rule, f.relations) for f in found] == [
        ("a", "b", "incompatible", ("a.incompatible.b", "b.incompatible.a"))
    ]


def test_a_range_that_is_open_on_both_sides_is_no_range() -> None:
    demands = [
        Demand(id="a", issue="u", label="a", min=1, max=2),
        Demand(id="b", issue="u", label="b"),
        Demand(id="c", issue="u", label="c", min=3),
    ]
    found = base_incompatible(toy(demands=demands, issues=[Issue(id="u", label="U", unit="days")]))
    assert [(f.m, f.n, f.extra) for f in found] == [("a", "c", {"gap": 1, "unit": "days"})]


def test_ranges_on_different_issues_are_not_compared() -> None:
    demands = [Demand(id="a", issue="u", label="a", max=1), Demand(id="b", issue="w", label="b", min=2)]
    assert (
        base_incompatible(
            toy(demands=demands, issues=[Issue(id="u", label="U", unit="days"), Issue(id="w", label="W", unit="days")])
        )
        == ()
    )


def test_the_table_holds_literals_only() -> None:
    table = clash_table(related("narrow entails wide"))
    rows = {(row.x, row.y, row.rule) for rows in table.values() for row in rows}
    assert rows == {
        (pro("narrow"), contra("narrow"), "contradiction"),
        (pro("wide"), contra("wide"), "contradiction"),
        (pro("narrow"), contra("wide"), "refused-consequence"),
    }
    assert str(pro("wide")) + str(contra("wide")) == "wide⁺wide⁻"
    kinds = {row.rule for rows in overlap_table(related("narrow entails wide")).values() for row in rows}
    assert kinds == {"shared", "implied", "shared-refusal"}


def test_a_table_is_compiled_once_per_dataset_and_let_go_with_it() -> None:
    calls = []

    @once
    def compute(dataset):
        calls.append(dataset.id)
        return len(calls)

    d, same_content = toy([position("p", "n", "a")]), toy([position("p", "n", "a")])
    assert [compute(d), compute(d), compute(same_content)] == [1, 1, 2]
    del d
    gc.collect()
    assert compute(toy()) == 3
    assert clash_table(same_content) is clash_table(same_content)

"""R7: orders of steps that cannot all be had."""

from datetime import timedelta

import posgraph
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.orders.answer import orders
from tests.analysis.toys import NOW, order, position, relation, toy


def found(dataset, **asked):
    items = conflicts(dataset, **{"as_of": NOW, "rules": ["order"], **asked}).items
    return [(*c.ids, " > ".join(c.chain)) for c in items]


def test_opposite_orders_conflict() -> None:
    d = toy(orders=[order("o", "n", "peace before truce"), order("x", "s", "truce before peace")])
    assert found(d) == [("o", "x", "peace > truce")]
    assert conflicts(d, NOW).items[0].to_dict()["parts"]["cycle"] == ["o", "x"]
    assert conflicts(d, NOW).to_dict()["partial"] is False


def test_orders_that_fit_do_not_conflict() -> None:
    assert found(toy(orders=[order("o", "n", "truce before vote"), order("x", "s", "vote before peace")])) == []


def test_three_that_only_together_contradict_each_other_conflict_in_pairs() -> None:
    rows = [order("o", "n", "a before b"), order("x", "s", "b before c"), order("y", "t", "c before a")]
    assert [pair[:2] for pair in found(toy(orders=rows))] == [("o", "x"), ("o", "y"), ("x", "y")]
    assert found(toy(orders=rows[:2])) == []


def test_the_relations_of_a_cycle_are_evidence() -> None:
    d = toy(
        orders=[order("o", "n", "peace before truce"), order("x", "s", "ceasefire before peace")],
        relations=[relation("truce same ceasefire")],
    )
    (only,) = conflicts(d, NOW).items
    assert only.ids == ("o", "x")
    assert only.parts["relations"] == ("truce.same.ceasefire",)


def test_an_order_against_a_condition_conflicts_and_two_conditions_are_a_deadlock() -> None:
    waiting = position("p", "n", "truce", "conditional", only_if=("peace",))
    assert found(toy([waiting], [order("o", "s", "truce before peace")])) == [("o", "p", "truce > peace")]
    d = toy([waiting, position("q", "s", "peace", "conditional", only_if=("truce",))])
    assert [c.rule for c in conflicts(d, NOW)] == ["deadlock"]


def test_a_holder_that_contradicts_itself_is_reported_only_when_asked() -> None:
    d = toy(orders=[order("o", "n", "a before b"), order("x", "n", "b before a", begin=None)])
    assert found(d) == []
    assert found(d, within=True) == [("o", "x", "a > b")]


def test_a_holder_is_not_at_odds_with_itself_because_another_stands_in_its_way() -> None:
    d = toy(orders=[order("o", "n", "a before b"), order("p", "n", "b before c"), order("x", "s", "c before a")])
    assert [pair[:2] for pair in found(d, within=True)] == [("o", "x"), ("p", "x")]


def test_a_rejected_order_is_no_wish() -> None:
    assert found(toy(orders=[order("o", "n", "a before b"), order("x", "s", "b before a", "rejects")])) == []


def test_ever_needs_one_day_on_which_all_hold() -> None:
    first, then = order("o", "n", "a before b", end="2025-05"), order("x", "s", "b before a", begin="2025-06")
    assert found(toy(orders=[first, then]), as_of=None, ever=True) == []
    meeting = order("x", "s", "b before a", begin="2025-05")
    assert [f[:2] for f in found(toy(orders=[first, meeting]), as_of=None, ever=True)] == [("o", "x")]


def test_a_condition_goes_with_the_order_that_states_it() -> None:
    waiting = position("p", "n", "truce", "conditional", only_if=("peace",))
    d = toy([waiting], [order("o", "n", "peace before truce"), order("x", "s", "truce before peace")])
    assert [f[:2] for f in found(d)] == [("o", "x")]
    assert found(d, without=["o"]) == found(d, without=["o"], as_of=None, ever=True) == []


def test_an_older_order_does_not_come_back_when_the_newer_is_imagined_away() -> None:
    rows = [order("S0", "n", "a before b", begin="2025-01"), order("S1", "n", "a before b", begin="2025-11")]
    d = toy(orders=[*rows, order("x", "s", "b before a")])
    assert [f[:2] for f in found(d)] == [("S1", "x")]
    assert found(d, without=["S1"]) == []


def test_the_cheapest_withdrawal_leaves_no_contrary_orders_on_any_day_of_the_bundled_dataset() -> None:
    with posgraph.open() as graph:
        dataset = graph.dataset
    for day in (NOW - timedelta(days=n) for n in range(35)):
        asked = {"as_of": day, "rules": ["R7"]}
        cheapest = orders(dataset, day).cheapest
        assert cheapest is not None
        assert conflicts(dataset, **asked).items
        assert not conflicts(dataset, **asked, without=cheapest.concession.withdraw).items

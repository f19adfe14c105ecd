"""Conditions as orders of steps: members that nobody withdraws, or one with the order that their holder states."""

from __future__ import annotations

import pytest

from posgraph.analysis.orders import orders
from tests.analysis.test_orders import members, ways_out
from tests.analysis.toys import NOW, order, position, relation, toy


def test_a_condition_is_a_member_that_nobody_withdraws() -> None:
    d = toy([position("p1", "n", "truce", only_if=("treaty",))], [order("s1", "s", "truce before treaty")])
    found = orders(d)
    assert members(found) == [("p1", "s1")]
    assert found.components[0].contradictions[0].actors == ("n", "s")
    assert str(found.components[0].contradictions[0]) == "s: truce before treaty (s1); n: truce only after treaty (p1)"
    assert ways_out(found) == [[("s1",)]]
    assert [p.position for p in found.conditions] == ["p1"]
    assert found.components[0].hard == ()


def test_only_conditions_of_those_who_are_pro_count() -> None:
    d = toy([position("p1", "n", "truce", "rejects", only_if=("treaty",))], [order("s1", "s", "truce before treaty")])
    assert orders(d).consistent


def test_a_condition_on_a_clause_is_one_on_the_demand_that_the_clause_proposes() -> None:
    from posgraph.model import Clause, Proposal

    d = toy(
        [
            position("p1", "n", "clause:plan/7", "accepts", only_if=("treaty",)),
            position("p2", "n", "issue:misc", only_if=("treaty",)),
        ],
        [order("s1", "s", "truce before treaty")],
        clauses=[Clause(proposal="plan", number="7", demand="truce")],
        proposals=(Proposal(id="plan", label="Plan"),),
    )
    assert members(orders(d)) == [("p1", "s1")]


def test_a_condition_that_its_holder_also_states_as_an_order_is_that_order() -> None:
    d = toy(
        [position("p1", "n", "truce", only_if=("treaty",))],
        [order("s1", "n", "treaty before truce"), order("s2", "s", "truce before treaty")],
    )
    found = orders(d)
    assert members(found) == [("s1", "s2")]
    assert ways_out(found) == [[("s1",), ("s2",)]]
    assert found.conditions == ()


def test_it_goes_with_that_order_when_the_order_is_imagined_away() -> None:
    d = toy(
        [position("p1", "n", "truce", only_if=("treaty",))],
        [order("s1", "n", "treaty before truce"), order("s2", "s", "truce before treaty")],
    )
    assert orders(d, without="s1").consistent
    assert orders(d, without="s2").consistent


@pytest.mark.parametrize("behind", [{}, {"end": "2024-12"}])
def test_without_the_cheapest_withdrawal_all_is_had_also_where_an_older_order_stands_behind(behind) -> None:
    older = order("s0", "n", "treaty before truce", begin="2024", **behind)
    newer = order("s1", "n", "treaty before truce", begin="2025", firmness=0.25)
    d = toy(
        [position("p1", "n", "truce", only_if=("treaty",))], [older, newer, order("s2", "s", "truce before treaty", firmness=1)]
    )
    found = orders(d, NOW)
    assert found.cheapest.concession.withdraw == ("s1",)
    assert orders(d, NOW, without=found.cheapest.concession.withdraw).consistent


@pytest.mark.parametrize("reason", ["correction", "change"])
def test_what_a_withdrawn_order_corrected_or_changed_does_not_come_back(reason) -> None:
    wrong = order("s0", "n", "treaty before truce", begin="2024")
    right = order("s1", "n", "treaty meets truce", begin="2025", revises="s0", revision_reason=reason)
    d = toy(orders=[wrong, right, order("s2", "s", "truce before treaty")])
    assert members(orders(d, NOW)) == [("s1", "s2")]
    assert orders(d, NOW, without="s1").consistent
    assert orders(d, ever=True, without="s1").consistent == (reason == "correction")


def test_ever_a_condition_outlives_an_order_that_is_imagined_away_on_days_when_it_was_not_stated() -> None:
    d = toy(
        [position("p1", "n", "truce", only_if=("treaty",), begin="2024")],
        [
            order("s1", "n", "treaty before truce", begin="2025"),
            order("s2", "s", "truce before treaty", begin="2024", end="2024"),
        ],
    )
    assert members(orders(d, ever=True, without="s1")) == [("p1", "s2")]
    assert orders(d, "2025-06-01", without="s1").consistent


@pytest.mark.parametrize("said", ["treaty meets truce", "truce metBy treaty"])
def test_who_wants_a_step_to_follow_at_once_wants_it_only_after_that_step(said) -> None:
    d = toy([position("p1", "n", "truce", only_if=("treaty",))], [order("s1", "n", said)])
    assert orders(d).consistent
    assert orders(d).conditions == ()
    found = orders(toy(d.positions, [*d.sequencing, order("s2", "s", "truce before treaty")]))
    assert members(found) == [("s1", "s2")]
    assert ways_out(found) == [[("s1",), ("s2",)]]


def test_a_step_that_others_want_to_follow_at_once_on_what_it_requires_is_a_contradiction() -> None:
    d = toy(orders=[order("s1", "n", "treaty meets truce")], relations=[relation("truce requires treaty")])
    assert members(orders(d)) == [("s1", "truce.requires.treaty")]


def test_the_order_may_be_written_backwards_or_name_a_step_that_is_the_same() -> None:
    p = position("p1", "n", "truce", only_if=("treaty",))
    other = order("s2", "s", "truce before treaty")
    assert members(orders(toy([p], [order("s1", "n", "truce after treaty"), other]))) == [("s1", "s2")]
    d = toy([p], [order("s1", "n", "pact before truce"), other], [relation("pact same treaty")])
    assert members(orders(d)) == [("pact.same.treaty", "s1", "s2")]


def test_the_same_order_of_another_holder_does_not_stand_for_a_condition() -> None:
    d = toy(
        [position("p1", "t", "truce", only_if=("treaty",))],
        [order("s1", "n", "treaty before truce"), order("s2", "s", "truce before treaty")],
    )
    assert members(orders(d)) == [("p1", "s2"), ("s1", "s2")]


def test_of_two_conditions_only_the_one_that_is_stated_as_an_order_is_merged() -> None:
    d = toy(
        [position("p1", "n", "truce", only_if=("treaty", "law"))],
        [order("s1", "n", "treaty before truce"), order("s2", "s", "truce before treaty"), order("s3", "s", "truce before law")],
    )
    assert members(orders(d)) == [("p1", "s3"), ("s1", "s2")]


def test_conditions_that_wait_for_one_another_leave_no_way_out() -> None:
    d = toy([position("p1", "n", "truce", only_if=("treaty",)), position("p2", "s", "treaty", only_if=("truce",))])
    found = orders(d)
    assert members(found) == [("p1", "p2")]
    assert found.components[0].hard == ("p1", "p2")

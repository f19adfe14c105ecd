"""R9 over all times, and within one holder."""

from datetime import timedelta

from hypothesis import given, settings

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.overlaps import overlaps
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, order, position, toy


def stuck(dataset, **asked):
    return [c.ids for c in conflicts(dataset, **{"as_of": NOW, "rules": ["R9"], **asked})]


def waiting(id, actor, demand, *only_if, **more):
    return position(id, actor, demand, "conditional", only_if=only_if, **more)


def test_a_holder_is_not_stuck_with_itself_because_another_waits_in_between() -> None:
    d = toy([waiting("p", "n", "a", "b"), waiting("q", "s", "b", "c"), waiting("r", "n", "c", "a")])
    assert stuck(d, within=True) == [("p", "q"), ("q", "r")]


def test_a_holder_that_waits_for_itself_alone_is_stuck_with_itself() -> None:
    d = toy([waiting("p", "n", "a", "b"), waiting("q", "n", "b", "a")])
    assert stuck(d) == []
    assert stuck(d, within=True) == [("p", "q")]


def test_a_holder_is_not_blocked_by_its_own_refusal_where_another_waits_in_between() -> None:
    rows = [waiting("p", "n", "a", "b"), waiting("q", "s", "b", "c"), position("r", "n", "c", "rejects")]
    assert stuck(toy(rows), within=True) == [("q", "r")]
    own = [waiting("p", "n", "a", "b"), waiting("q", "n", "b", "c"), position("r", "n", "c", "rejects")]
    assert stuck(toy(own), within=True) == [("p", "r"), ("q", "r")]


def test_a_condition_goes_with_the_order_of_its_holder_that_is_imagined_away() -> None:
    waits = [waiting("p", "n", "truce", "peace"), waiting("q", "s", "peace", "truce")]
    d = toy(waits, [order("o", "n", "peace before truce")])
    assert stuck(d) == stuck(toy(waits))
    assert stuck(d) != []
    assert stuck(d, without=["o"]) == []


def test_ever_sees_the_longer_circle_that_is_left_when_a_shorter_one_ends() -> None:
    rows = [
        waiting("p", "n", "a", "b"),
        waiting("q", "s", "b", "c", "a", end="2025-06"),
        waiting("q2", "u", "b", "c", begin="2025-07"),
        waiting("r", "t", "c", "a"),
    ]
    assert stuck(toy(rows)) == [("p", "q2"), ("p", "r"), ("q2", "r")]
    assert set(stuck(toy(rows), as_of=None, ever=True)) >= {("p", "q"), ("p", "q2"), ("p", "r"), ("q2", "r")}


def test_ever_joins_only_what_waits_on_one_day() -> None:
    rows = [waiting("p", "n", "a", "b", end="2025-05"), waiting("q", "s", "b", "a", begin="2025-06")]
    assert stuck(toy(rows), as_of=None, ever=True) == []
    refusal = position("r", "t", "a", "rejects", begin="2025-06")
    assert stuck(toy([*rows, refusal]), as_of=None, ever=True) == [("q", "r")]


@given(datasets())
@settings(max_examples=60, deadline=None)
def test_ever_finds_what_some_day_finds_and_no_more(dataset) -> None:
    rows = (*dataset.positions, *dataset.sequencing)
    days = {NOW, *(row.valid_from.first for row in rows if row.valid_from)}
    days |= {row.valid_to.last + timedelta(days=1) for row in rows if row.valid_to}
    days.add(min(days) - timedelta(days=1))

    def pairs(**asked):
        found = [*conflicts(dataset, rules=["R6", "R8", "R9"], **asked), *overlaps(dataset, kinds=["scale", "order"], **asked)]
        return {(getattr(f, "rule", None) or f.kind, type(f), frozenset(f.ids)) for f in found}

    at_some_day = set().union(*(pairs(as_of=day, within=True) for day in days))
    assert pairs(ever=True, within=True) == at_some_day

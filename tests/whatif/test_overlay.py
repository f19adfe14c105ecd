"""Laid over: what is added, what it comes in the place of, and that nothing is touched."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.conditions import conditions
from posgraph.analysis.force import imagined, in_force
from posgraph.analysis.scenario import laid_over, scenario
from posgraph.model import Clause, Dataset, DemandRelation, Scenario
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, order, position, toy


def laid(dataset, *changes, moment=NOW):
    found = laid_over(dataset, scenario(dataset, changes), moment)
    return found, *imagined(found.dataset, moment, without=found.without)


def ids(held):
    return [h.row.id for h in held]


def test_an_added_position_is_in_force_from_the_day_on_and_is_nobodys_saying() -> None:
    found, data, force = laid(
        toy(demands=(), positions=[position("p1", "n", "truce")]), "set s:truce=rejects salience=0.8 firmness=firm"
    )
    row = data.by_id("positions")["set:s:truce"]
    assert (row.actor, row.demand, row.stance.value, row.salience, row.firmness) == ("s", "truce", "rejects", 0.8, 0.75)
    assert (row.mode, row.reported_by, row.source, row.quote, row.confidence, row.valid_to) == (None,) * 6
    assert row.note == "assumed in a scenario: set s:truce=rejects firmness=firm salience=0.8"
    assert [(h.start, h.end) for h in force.positions if h.row.id == row.id] == [(NOW, None)]
    assert found.added == {"set:s:truce": "set s:truce=rejects firmness=firm salience=0.8"}
    assert found.without == found.replaced == ()


@pytest.mark.parametrize("begin", [None, "2024", "2025-12-28", "2025-12-29", "2025-12-29/2026-01"])
def test_an_added_position_comes_in_the_place_of_what_is_in_force(begin) -> None:
    _, _, force = laid(toy([position("p1", "n", "truce", "rejects", begin)]), "set n:truce=accepts")
    assert ids(force.positions) == ["set:n:truce"]


def test_two_reports_of_one_day_are_both_replaced() -> None:
    rows = [position("p1", "n", "truce", "rejects", "2025-12-29"), position("p2", "n", "truce", "accepts", "2025-12-29")]
    found, _, force = laid(toy(rows), "set n:truce=neutral")
    assert (ids(force.positions), found.replaced) == (["set:n:truce"], ("p1", "p2"))
    assert not force.positions[0].disputed


def test_what_is_said_of_a_clause_is_replaced_with_what_is_said_of_its_demand() -> None:
    clauses = [Clause(proposal="plan", number="1", demand="truce"), Clause(proposal="plan", number="2", demand="vote")]
    rows = [position(f"p{n}", "n", f"clause:plan/{n}", "rejects", "2025") for n in (1, 2)]
    _, _, force = laid(toy([*rows, position("p3", "s", "truce")], clauses=clauses), "set n:truce=accepts")
    assert ids(force.positions) == ["p2", "p3", "set:n:truce"]


def test_a_later_row_is_kept_and_supersedes_what_is_assumed_from_its_day_on() -> None:
    rows = [position("p1", "n", "truce", "rejects", "2025-01"), position("p2", "n", "truce", "demands", "2026-02")]
    found, _, force = laid(toy(rows), "set n:truce=accepts")
    assert [(h.row.id, h.start, h.end) for h in force.positions] == [("set:n:truce", NOW, date(2026, 1, 31))]
    assert ids(imagined(found.dataset, date(2026, 2, 1), without=found.without)[1].positions) == ["p2"]


def test_what_a_replaced_row_had_superseded_or_corrected_does_not_come_back() -> None:
    rows = [
        position("p1", "n", "truce", "rejects", "2024"),
        position("p2", "n", "truce", "opposes", "2025-12-29", revises="p0", revision_reason="correction"),
        position("p0", "n", "vote", "demands", "2025-12-29"),
    ]
    _, _, force = laid(toy(rows), "set n:truce=accepts")
    assert ids(force.positions) == ["set:n:truce"]


def test_a_row_that_another_changed_is_not_taken_for_one_in_force() -> None:
    rows = [
        position("p1", "n", "truce", "rejects", "2024"),
        position("p2", "n", "vote", "opposes", "2025", revises="p1", revision_reason="change"),
    ]
    found, _, force = laid(toy(rows), "set n:truce=accepts")
    assert (ids(force.positions), found.replaced) == (["p2", "set:n:truce"], ())


@pytest.mark.parametrize("text", ["truce before vote", "vote before truce", "truce with vote"])
@pytest.mark.parametrize("begin", ["2025", "2025-12-29"])
def test_an_added_order_comes_in_the_place_of_what_is_held_on_the_pair(text, begin) -> None:
    rows = toy(orders=[order("o1", "n", text, begin=begin), order("o2", "s", text), order("o3", "n", "truce before aid")])
    _, data, force = laid(rows, "set n:vote-before-truce=accepts firmness=flexible")
    assert ids(force.preferences) == ["o2", "o3", "order:n:vote-before-truce"]
    row = data.by_id("sequencing")["order:n:vote-before-truce"]
    assert (row.mode, row.reported_by, row.source, row.quote, row.firmness) == (None, None, None, None, 0.25)
    assert row.note == "assumed in a scenario: order n:vote before truce=accepts firmness=flexible"


@pytest.mark.parametrize("begin", ["2025", "2025-12-29"])
def test_a_condition_goes_with_the_order_that_states_it(begin) -> None:
    rows = toy(
        [position("p1", "n", "truce", "conditional", only_if=("treaty",))], [order("o1", "n", "treaty before truce", begin=begin)]
    )
    assert not list(conditions(rows, in_force(rows, NOW), in_force(rows, NOW).preferences))
    for change in ("drop o1", "set n:treaty-before-truce=neutral", "order n:truce before treaty=accepts"):
        _, data, force = laid(rows, change)
        assert not list(conditions(data, force, (*force.preferences, *force.left_out)))
        assert ids(force.positions) == ["p1"]


def test_a_condition_that_is_no_order_of_its_holder_stays() -> None:
    rows = toy([position("p1", "n", "truce", "conditional", only_if=("treaty",))])
    _, data, force = laid(rows, "set n:truce-before-treaty=accepts")
    (found,) = conditions(data, force, (*force.preferences, *force.left_out))
    assert (found.earlier, found.later) == ("treaty", "truce")


def test_a_relation_is_by_the_scenario() -> None:
    _, data, _ = laid(toy([position("p1", "n", "truce"), position("p2", "s", "vote")]), "relate vote same truce")
    assert data.relations == (
        DemandRelation(id="relate:truce:same:vote", demand_a="truce", relation="same", demand_b="vote", by="scenario",
                       note="assumed in a scenario: relate truce same vote"),
    )  # fmt: skip


def test_no_id_of_a_dataset_is_taken_for_an_assumed_one() -> None:
    rows = toy([position("set:n:truce", "n", "truce", "rejects"), position("set:n:truce'", "s", "truce")])
    found, _, force = laid(rows, "set n:truce=accepts")
    assert ids(force.positions) == ["set:n:truce'", "set:n:truce''"]
    assert (found.replaced, list(found.added)) == (("set:n:truce",), ["set:n:truce''"])


def test_the_name_of_a_scenario_stands_in_what_it_adds() -> None:
    rows = toy([position("p1", "n", "truce")])
    found = laid_over(rows, Scenario(id="yes", label="If yes", changes=("set s:truce=accepts",)), NOW)
    assert found.dataset.by_id("positions")["set:s:truce"].note == "assumed in the scenario yes: set s:truce=accepts"


CHANGES = (
    "set n:a=accepts",
    "set s:b=rejects firmness=red_line if c",
    "order t:a before b=demands",
    "relate a requires c",
    "drop p0",
)


@settings(deadline=None)
@given(datasets(), st.sets(st.sampled_from(CHANGES)), st.randoms())
def test_laying_over_commutes_with_the_order_of_rows_and_changes_and_touches_nothing(dataset, chosen, random) -> None:
    texts = sorted(chosen)
    before = repr(dataset)
    found = laid_over(dataset, scenario(dataset, texts), NOW)
    assert repr(dataset) == before
    rows = {name: list(dataset.rows(name)) for name in ("positions", "sequencing", "relations", "demands")}
    for each in (texts, *rows.values()):
        random.shuffle(each)
    mixed = Dataset(id=dataset.id, actors=dataset.actors, issues=dataset.issues, **{n: tuple(r) for n, r in rows.items()})
    assert laid_over(mixed, Scenario(id="", label="", changes=tuple(texts)), NOW) == found


@settings(deadline=None)
@given(datasets())
def test_after_any_change_the_holder_holds_just_what_is_set(dataset) -> None:
    _, _, force = laid(dataset, "set n:a=accepts", "order s:a before b=rejects")
    assert [h.row.id for h in force.positions if (h.row.actor, h.row.demand) == ("n", "a")] == ["set:n:a"]
    on_pair = [h for h in force.preferences if h.row.actor == "s" and {h.row.first, h.row.then} == {"a", "b"}]
    assert ids(on_pair) == ["order:s:a-before-b"]
    old = in_force(dataset, NOW)
    assert {*ids(old.positions), *ids(old.preferences)} >= {*ids(force.positions), *ids(force.preferences)} - {
        "set:n:a",
        "order:s:a-before-b",
    }

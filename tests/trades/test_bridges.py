"""Bridges: each kind by hand on a toy, the facts of the bundled talks, and that every bridge holds when it is laid."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.bridges import bridges
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.scenario import laid_over, scenario
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Clause, Demand, Issue, Proposal
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, order, position, relation, toy, when
from tests.trades.laying import raised


@cache
def miami():
    with posgraph.open() as graph:
        return graph.bridges("2025-12-29")


def over(found, *ids):
    return [bridge for bridge in found if set(bridge.conflict.ids) == set(ids)]


PLANT = Issue(id="plant", label="Plant", exclusive=True)
SCHEMES = tuple(Demand(id=d, issue="plant", label=d) for d in ("ours", "theirs", "joint"))


def plant(*more, **kept):
    """n wants the plant, s wants it, t has put forward a joint one."""
    rows = (position("n1", "n", "ours", firmness=0.75), position("s1", "s", "theirs"), position("t1", "t", "joint", "supports"))
    return toy((*rows, *more), demands=SCHEMES, issues=[PLANT], **kept)


def test_what_a_mediator_has_put_forward_and_neither_refuses_is_a_bridge_on_record() -> None:
    (bridge,) = over(bridges(plant(), NOW), "n1", "s1")
    assert (bridge.kind, bridge.terms[0].demand, bridge.crosses) == ("on-record", "joint", ())
    assert bridge.changes == ("drop n1", "drop s1", "set n:joint=accepts", "set s:joint=accepts")
    assert [e.position for e in bridge.evidence] == ["t1"]
    assert {actor: [e.position for e in rows] for actor, rows in bridge.drops.items()} == {"n": ["n1"], "s": ["s1"]}
    assert bridge.says == "N and S would accept: joint"


def test_what_one_of_them_refuses_is_none_also_where_it_refuses_only_what_that_entails() -> None:
    assert over(bridges(plant(position("s2", "s", "joint", "rejects")), NOW), "n1", "s1") == []
    refused = plant(position("s2", "s", "shared-power", "rejects"), relations=[relation("joint requires shared-power")])
    assert over(bridges(refused, NOW), "n1", "s1") == []


def test_what_clashes_with_something_else_that_one_of_them_holds_is_none() -> None:
    held = plant(position("s2", "s", "alone"), relations=[relation("joint incompatible alone")])
    assert over(bridges(held, NOW), "n1", "s1") == []


def test_what_both_want_already_is_none() -> None:
    rows = (position("n1", "n", "narrow"), position("s1", "s", "other"), position("t1", "t", "wide"))
    relations = [relation(text) for text in ("narrow incompatible other", "narrow entails wide", "other entails wide")]
    assert over(bridges(toy(rows, relations=relations), NOW), "n1", "s1") == []


def test_a_refusal_stays_where_what_it_refuses_is_given_up_and_its_red_line_is_not_crossed() -> None:
    rows = (
        position("n1", "n", "checks"), position("s1", "s", "checks", "rejects", firmness=1.0), position("t1", "t", "union"),
    )  # fmt: skip
    (bridge,) = over(bridges(toy(rows, relations=[relation("checks entails union")]), NOW, kinds="on-record"), "n1", "s1")
    assert (bridge.changes, bridge.crosses) == (("drop n1", "set n:union=accepts", "set s:union=accepts"), ())
    assert set(bridge.drops) == {"n"}


def test_what_no_relation_links_with_the_two_takes_the_place_of_neither() -> None:
    rows = (position("n1", "n", "vote"), position("s1", "s", "vote", "rejects"), position("t1", "t", "music"))
    assert over(bridges(toy(rows), NOW, kinds="on-record"), "n1", "s1") == []


def test_what_gives_one_side_just_what_it_asks_for_is_none() -> None:
    rows = (position("n1", "n", "wide"), position("s1", "s", "other"), position("t1", "t", "narrow"))
    data = toy(rows, relations=[relation("narrow entails wide"), relation("wide incompatible other")])
    assert over(bridges(data, NOW), "n1", "s1") == []


def test_a_clause_puts_a_demand_on_record_from_the_day_of_its_proposal() -> None:
    rows = (position("n1", "n", "ours"), position("s1", "s", "theirs"))
    plan = Proposal(id="plan", label="The plan", proposed_by=("t",), status="tabled", date=when("2025-12-20"))
    clause = Clause(proposal="plan", number="14", demand="joint", text="The plant is shared.")
    data = toy(rows, demands=SCHEMES, issues=[PLANT], proposals=(plan,), clauses=(clause,))
    (bridge,) = bridges(data, NOW)
    assert (bridge.evidence, [str(c) for c in bridge.clauses]) == ((), ["clause 14 of The plan"])
    assert bridge.to_dict()["clauses"][0]["text"] == "The plant is shared."
    assert bridges(data, "2025-12-19").items == ()


def test_an_issue_below_counts_and_one_beside_does_not() -> None:
    issues = [Issue(id="top", label="T"), Issue(id="low", label="L", broader="top"), Issue(id="side", label="S")]
    for issue, found in (("low", 1), ("side", 0)):
        demands = (
            Demand(id="a", issue="top", label="a"),
            Demand(id="b", issue="top", label="b"),
            Demand(id="c", issue=issue, label="c"),
        )
        rows = (position("n1", "n", "a"), position("s1", "s", "b"), position("t1", "t", "c"))
        relations = [relation("a incompatible b"), relation("a incompatible c"), relation("b incompatible c")]
        data = toy(rows, demands=demands, issues=issues, relations=relations)
        assert len(over(bridges(data, NOW), "n1", "s1")) == found


def test_ranges_that_miss_each_other_are_bridged_by_what_lies_between() -> None:
    issue = Issue(id="army", label="Army", unit="soldiers")
    demands = (Demand(id="small", issue="army", label="S", max=85000), Demand(id="large", issue="army", label="L", min=600000))
    data = toy((position("n1", "n", "small"), position("s1", "s", "large", firmness=1.0)), demands=demands, issues=[issue])
    (bridge,) = bridges(data, NOW)
    term = bridge.terms[0]
    assert (bridge.kind, term.demand, term.low, term.high, term.unit, term.width) == (
        "range",
        None,
        85000,
        600000,
        "soldiers",
        515000,
    )
    assert (bridge.says, bridge.crosses) == ("N and S would accept: 85,000 to 600,000 soldiers", ("s1",))
    more = replace(
        data,
        positions=(*data.positions, position("s2", "s", "none")),
        demands=(*data.demands, Demand(id="none", issue="army", label="N", min=700000)),
    )
    ranges = {b.conflict.ids: (b.terms[0].low, b.terms[0].high) for b in bridges(more, NOW, kinds="range")}
    assert {(frozenset(ids), gap) for ids, gap in ranges.items()} == {(frozenset(("n1", "s2")), (85000, 700000))}


def test_ranks_between_two_are_named_by_their_demand_or_else_by_number() -> None:
    demands = tuple(Demand(id=f"r{n}", issue="level", label=f"level {n}", rank=n) for n in (1, 2, 4))
    rows = (position("n1", "n", "r4"), position("s1", "s", "r1"))
    data = toy(rows, demands=demands, issues=[Issue(id="level", label="Level")])
    found = bridges(data, NOW)
    assert [(b.kind, b.terms[0].demand, b.terms[0].rank, b.says) for b in found] == [
        ("rank", None, 3, "N and S would accept: rank 3 of Level"),
        ("rank", "r2", 2, "N and S would accept: level 2"),
    ]
    assert [raised(data, b, NOW) for b in found] == [(set(), False)] * 2


WEIGHTS = (("a", 0.2), ("b", 0.8), ("c", 0.4), ("e", 0.6), ("f", 1))


def test_a_refusal_is_lifted_for_what_the_other_can_grant_the_heaviest_first() -> None:
    rows = (
        position("n1", "n", "vote"), position("s1", "s", "vote", "rejects", firmness=1.0),
        *(position(f"s-{d}", "s", d, salience=w, confidence=0.9) for d, w in WEIGHTS),
        position("n2", "n", "f", "rejects"), position("n3", "n", "e", "accepts"),
    )  # fmt: skip
    found = over(bridges(toy(rows), NOW, kinds="condition"), "n1", "s1")
    assert [b.changes for b in found] == [
        ("drop s1", f"set s:vote=conditional if {d}", f"set n:{d}=accepts") for d in ("a", "b", "c")
    ]  # f is refused, e is wanted by n as well; equal ranks stand by id
    assert [b.evidence[0].position for b in sorted(found, key=lambda b: -(b.evidence[0].salience or 0))] == ["s-b", "s-c", "s-a"]
    assert {b.crosses for b in found} == {("s1",)}
    many = toy((*rows, position("s-g", "s", "g", salience=0.1, confidence=0.9)))
    assert {b.terms[0].only_if for b in over(bridges(many, NOW, kinds="condition"), "n1", "s1")} == {("a",), ("b",), ("c",)}


def test_no_yes_is_offered_that_its_holder_refuses_in_what_follows_from_it() -> None:
    rows = (
        position("n1", "n", "vote"), position("s1", "s", "vote", "rejects"), position("s2", "s", "truce", "rejects"),
        position("s3", "s", "aid"),
    )  # fmt: skip
    assert over(bridges(toy(rows, relations=[relation("vote requires truce")]), NOW), "n1", "s1") == []


def test_opposite_orders_are_bridged_by_steps_that_start_together() -> None:
    data = toy(orders=[order("o1", "n", "truce before relief"), order("o2", "s", "relief before truce", firmness=1.0)])
    (bridge,) = bridges(data, NOW)
    assert bridge.changes == ("drop o1", "drop o2", "order n:truce with relief=accepts", "order s:relief with truce=accepts")
    assert (bridge.crosses, bridge.says) == (("o2",), "N and S would accept: ‘truce’ and ‘relief’ start together")
    assert raised(data, bridge, NOW) == (set(), False)


def test_a_mediator_that_asks_for_both_at_once_is_named() -> None:
    rows = [
        order("o1", "n", "truce before relief"),
        order("o2", "s", "relief before truce"),
        order("o3", "t", "relief with truce"),
    ]
    bridge = next(b for b in bridges(toy(orders=rows), NOW) if b.kind == "with" and set(b.conflict.ids) == {"o1", "o2"})
    assert [e.position for e in bridge.evidence] == ["o3"]


def test_steps_that_one_of_them_refuses_to_start_together_are_not_bridged() -> None:
    rows = [
        order("o1", "n", "truce before relief"),
        order("o2", "s", "relief before truce"),
        order("o3", "s", "truce with relief", "rejects"),
    ]
    assert bridges(toy(orders=rows), NOW).items == ()


def test_steps_that_a_third_binds_otherwise_can_start_together_only_between_the_two() -> None:
    """truce before vote before relief before truce: all three start together, or none."""
    rows = [
        order("o1", "n", "truce before vote"),
        order("o2", "s", "vote before relief"),
        order("o3", "t", "relief before truce"),
    ]
    found = over(bridges(toy(orders=rows), NOW), "o1", "o2")
    assert [b.changes[:3] for b in found] == [("drop o1", "drop o2", "drop o3")]
    assert set(found[0].drops) == {"n", "s", "t"}
    tied = toy(orders=rows[:2], relations=[relation("truce requires relief")])
    assert over(bridges(tied, NOW), "o1", "o2") == []  # what one requires comes before it, whatever is agreed


def test_a_refused_order_is_bridged_by_neither_first() -> None:
    data = toy(orders=[order("o1", "n", "truce before vote"), order("o2", "s", "truce before vote", "rejects")])
    (bridge,) = bridges(data, NOW)
    assert (bridge.conflict.rule, bridge.kind) == ("refused-order", "with")
    assert raised(data, bridge, NOW) == (set(), False)


def test_two_that_wait_for_each_other_begin_together_and_keep_their_other_conditions() -> None:
    rows = (
        position("n1", "n", "leave", "conditional", only_if=("join", "pay")),
        position("s1", "s", "join", "conditional", only_if=("leave",)),
    )
    data = toy(rows, orders=[order("o1", "s", "leave before join")])
    (bridge,) = [b for b in over(bridges(data, NOW), "n1", "s1") if b.conflict.rule == "deadlock"]
    assert bridge.changes == (
        "drop n1", "drop o1", "drop s1", "set n:leave=conditional if pay", "set s:join=accepts",
        "order n:leave with join=accepts", "order s:leave with join=accepts",
    )  # fmt: skip
    assert raised(data, bridge, NOW) == (set(), False)


def test_a_deadlock_that_ends_in_a_refusal_has_nothing_that_could_begin_together() -> None:
    rows = (position("n1", "n", "leave", "conditional", only_if=("join",)), position("s1", "s", "join", "rejects"))
    found = bridges(toy(rows), NOW)
    assert (found.items, found.unbridged) == ((), (("deadlock", "n1", "s1"),))
    assert found.note == "1 of 1 conflict has no bridge."


def test_those_without_red_lines_come_first_then_what_neither_holds_then_those_on_record() -> None:
    more = (
        position("t2", "t", "theirs", firmness=1.0), position("n2", "n", "vote"), position("s2", "s", "vote", "rejects"),
        position("s3", "s", "song"),
    )  # fmt: skip
    found = bridges(plant(*more), NOW)
    keys = [(bool(b.crosses), b.held, b.kind != "on-record") for b in found]
    assert keys == sorted(keys)
    assert len(set(keys)) > 2


def test_what_one_of_the_two_holds_itself_comes_after_what_neither_does() -> None:
    third = Demand(id="lease", issue="plant", label="lease")
    rows = (
        position("n1", "n", "ours"), position("s1", "s", "theirs"), position("n2", "n", "joint", "accepts"),
        position("t1", "t", "joint"), position("t2", "t", "lease"),
    )  # fmt: skip
    found = over(
        bridges(toy(rows, demands=(*SCHEMES, third), issues=[PLANT], relations=[relation("joint entails lease")]), NOW),
        "n1",
        "s1",
    )
    assert [(b.terms[0].demand, b.held) for b in found] == [("lease", False), ("joint", True)]


def minsk():
    """Border or elections first, as both sides said it from 2019 to 2022, and the formula on status that was tabled.

    Positions and orders MK001, MK003, MK005, SQ079 and SQ081 of a published collection of statements:
    https://tass.com/world/1119571 (Ukraine, 13 February 2020), CityNews and Kyiv Post, 9 and 10 December 2019.
    """
    issues = [Issue(id=i, label=i) for i in ("border-control", "elections-local", "special-status")]
    demands = (
        Demand(id="border", issue="border-control", label="Ukraine controls the state border in Donbas"),
        Demand(id="elections", issue="elections-local", label="local elections in Donbas"),
        Demand(id="formula", issue="special-status", label="Steinmeier formula"),
    )
    quote = "remain the basic precondition for the start of a political process, including elections"
    rows = (
        position("MK001", "ukraine", "border", firmness=1.0, begin="2020-02-13", end="2022-02-24", quote=quote),
        position("MK003", "russia", "border", "conditional", only_if=("elections",), firmness=1.0, begin="2019-12-09"),
        position("MK005", "steinmeier", "formula", "supports", begin="2016"),
    )
    orders = [
        order("SQ079", "ukraine", "border before elections", firmness=1.0, begin="2020-02-13"),
        order("SQ081", "russia", "elections before border", firmness=1.0, begin="2019-12-09"),
    ]
    return toy(rows, orders=orders, demands=demands, issues=issues)


def test_border_or_elections_first_has_no_bridge_on_record() -> None:
    data, day = minsk(), date(2021, 1, 1)
    found = bridges(data, day)
    assert {b.kind for b in found} == {"with"}
    assert all({"SQ079", "SQ081"} <= set(b.crosses) and b.evidence == () for b in found)
    assert bridges(data, day, kinds="on-record").items == ()


def test_so_it_is_in_the_bundled_data() -> None:
    with posgraph.open("russia-ukraine") as graph:
        found = graph.bridges("2021-01-01", issues=["border-control", "elections-local"])
        said = {e.position for bridge in found for rows in bridge.drops.values() for e in rows}
    assert {"MK003", "SQ079", "SQ081"} <= said
    assert [(bridge.kind, bool(bridge.crosses), bridge.evidence) for bridge in found] == [("with", True, ())]


def test_the_changes_are_what_a_scenario_reads() -> None:
    with posgraph.open() as graph:
        data = graph.dataset
    for bridge in miami():
        assert set(scenario(data, bridge.changes).changes) == set(bridge.changes)
    (bridge,) = over(miami(), "SQ059", "SQ060")
    laid = laid_over(data, scenario(data, bridge.changes), NOW)
    before, after = (
        {(c.rule, *c.ids) for c in conflicts(rows, NOW, actors=("russia", "ukraine"), within=True, without=gone)}
        for rows, gone in ((data, ()), (laid.dataset, laid.without))
    )
    assert after < before


def test_fifteen_years_and_thirty_to_fifty_are_bridged_by_fifteen_to_thirty() -> None:
    (bridge,) = [b for b in over(miami(), "US009", "UA006") if b.kind == "range"]
    term = bridge.terms[0]
    assert (term.low, term.high, term.unit, term.width) == (15, 30, "years", 15)
    assert bridge.conflict.b.quote
    assert bridge.crosses == ()


def test_truce_in_the_black_sea_and_relief_of_sanctions_are_bridged_by_starting_together() -> None:
    (bridge,) = over(miami(), "SQ059", "SQ060")
    assert bridge.kind == "with"
    assert "order russia:sanctions-relief with black-sea-truce=accepts" in bridge.changes
    assert set(bridge.drops) == {"russia", "ukraine"}


def test_every_bridge_over_the_miami_talks_holds_when_it_is_laid() -> None:
    with posgraph.open() as graph:
        data = graph.dataset
    faults = [str(bridge) for bridge in miami() if raised(data, bridge, NOW) != (set(), False)]
    assert faults == []
    assert {"on-record", "range", "condition", "with"} == {bridge.kind for bridge in miami()}


@given(datasets())
@settings(max_examples=25, deadline=None)
def test_every_bridge_ends_its_conflict_and_raises_none_between_the_two(data) -> None:
    for bridge in bridges(data, NOW):
        assert raised(data, bridge, NOW) == (set(), False), str(bridge)


@given(datasets(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_changes_nothing(data, random) -> None:
    rows = {
        name: random.sample(data.rows(name), len(data.rows(name))) for name in ("positions", "sequencing", "relations", "demands")
    }
    other = replace(data, **{name: tuple(found) for name, found in rows.items()})
    assert bridges(data, NOW).to_dict() == bridges(other, NOW).to_dict()


def test_questions_can_be_limited() -> None:
    data = plant(position("n2", "n", "vote"), position("s2", "s", "vote", "rejects"), position("s3", "s", "song"))
    assert {b.conflict.rule for b in bridges(data, NOW, rules="R4")} == {"exclusive"}
    assert {b.kind for b in bridges(data, NOW, kinds=["condition"])} == {"condition"}
    assert {frozenset((b.conflict.a.actor, b.conflict.b.actor)) for b in bridges(data, NOW, actors=("n", "s"))} == {
        frozenset("ns")
    }
    assert len(bridges(data, NOW, limit=1)) == 1
    assert {b.conflict.issue for b in bridges(data, NOW, issues="plant")} == {"plant"}
    with pytest.raises(UnknownName):
        bridges(data, NOW, kinds="tunnel")
    with pytest.raises(UsageError):
        bridges(data, NOW, seconds=0)


def test_a_bridge_shows_itself_in_a_notebook_and_as_text() -> None:
    found = bridges(plant(), NOW)
    assert repr(found).splitlines()[0] == f"{len(found)} bridges as of 2025-12-29"
    assert "<td>N and S would accept: joint</td>" in found._repr_html_()
    assert found.to_dict()["items"][0]["terms"][0]["demand"] == "joint"

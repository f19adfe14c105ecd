"""The whole answer about settlements: verdict, least moves, deals, zones, plans, steps."""

from dataclasses import replace
from datetime import date
from itertools import product
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.answer import settlements
from posgraph.analysis.settlements.problem import problem
from posgraph.errors import UnknownName, UsageError
from posgraph.model import (
    Actor,
    Clause,
    Dataset,
    Demand,
    DemandRelation,
    Issue,
    Participation,
    Position,
    Proposal,
    SequencePreference,
    When,
)
from posgraph.stance import Stance
from tests.settlements import brute

DAY = "2025-12-29"


def position(id, actor, demand, stance, firmness=0.75, **more):
    return Position(id=id, actor=actor, demand=demand, stance=Stance(stance), firmness=firmness, **more)


def dataset(*positions, demands="abcdef", relations=(), **tables):
    actors = tuple(Actor(id=a, label=a.upper(), kind="state") for a in sorted({p.actor for p in positions} | {"n", "s"}))
    rows = tuple(
        DemandRelation(id=f"{x}{word}{y}", demand_a=x, relation=word, demand_b=y, by="coder") for x, word, y in relations
    )
    issues = (Issue(id="i", label="I"), Issue(id="j", label="J"))
    terms = tuple(Demand(id=d, issue="i" if d < "d" else "j", label=d) for d in demands)
    return Dataset(id="toy", actors=actors, issues=tables.pop("issues", issues), demands=tables.pop("terms", terms),
                   relations=rows, positions=positions, **tables)  # fmt: skip


CLASH = (
    position("p1", "n", "a", "demands", 1.0),
    position("p2", "s", "a", "rejects", 1.0),
    position("p3", "s", "b", "supports"),
    position("p4", "n", "b", "opposes"),
)


DECIDED = (Issue(id="i", label="I", exhaustive=True), Issue(id="j", label="J"))


def test_of_ways_that_cost_the_same_none_is_preferred() -> None:
    found = settlements(dataset(*CLASH), DAY)
    assert found.least.to_dict() == {"cost": 0.5, "ways": [[["p1"], ["p2"]]]}
    assert found.moved == ("p1", "p2")
    assert {deal.moves for deal in found.frontier} == {("p1",), ("p2",)}


def test_names_decide_nothing() -> None:
    """Who comes first in the alphabet fares no better: the frontier with the names of the parties exchanged is its mirror."""
    other = {"n": "s", "s": "n"}
    mirrored = dataset(*(replace(p, actor=other[p.actor], id=f"q{9 - int(p.id[1])}") for p in CLASH))
    here, there = settlements(dataset(*CLASH), DAY), settlements(mirrored, DAY)
    assert {(d.satisfaction["n"], d.satisfaction["s"]) for d in here.frontier} == {
        (d.satisfaction["s"], d.satisfaction["n"]) for d in there.frontier
    }


def test_a_dearer_way_is_not_taken() -> None:
    rows = (replace(CLASH[0], salience=0.9), *CLASH[1:])
    found = settlements(dataset(*rows), DAY)
    assert found.least.ways == ((("p2",),),)
    assert [c.move for c in found.components[0].concessions] == [("p2",), ("p1",)]
    assert {deal.moves for deal in found.frontier} == {("p2",)}


@settings(max_examples=60, deadline=None)
@given(brute.datasets(6))
def test_the_frontier_is_that_of_all_sets_that_break_no_more_than_some_cheapest_way(data) -> None:
    found = settlements(data, brute.DAY, actors=brute.PARTIES, limit=10_000)
    asked = brute.posed(data)
    if found.least is None:
        assert found.feasible or any(part.hard for part in found.components)
        return
    allowed = [frozenset().union(*choice) for choice in product(*found.least.ways)]
    sets = []
    for some in brute.settlements(asked, asked.bonds):
        broken = {line.id for line in asked.red_lines if not all(bond.holds(some) for bond in line.bonds)}
        if any(broken <= way for way in allowed):
            sets.append(brute.values(asked, some))
    best = {v for v in sets if not any(all(x >= y for x, y in zip(w, v, strict=True)) and w != v for w in sets)}
    told = {tuple(deal.values[a] for a in found.parties) for deal in found.frontier}
    order = [asked.parties.index(a) for a in found.parties]
    assert told == {tuple(float(v[n]) for n in order) for v in best}


@settings(max_examples=30, deadline=None)
@given(brute.datasets(6), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(data, random) -> None:
    tables = ("demands", "issues", "relations", "positions", "actors")
    other = replace(data, **{name: tuple(random.sample(getattr(data, name), len(getattr(data, name)))) for name in tables})
    assert settlements(data, brute.DAY).to_dict() == settlements(other, brute.DAY).to_dict()


def test_without_red_lines_every_party_may_have_its_best() -> None:
    found = settlements(dataset(position("p1", "n", "a", "demands"), position("p2", "s", "b", "demands")), DAY)
    assert found.feasible
    assert found.least is None
    assert [(d.demands, d.satisfaction) for d in found.frontier] == [(("a", "b"), {"n": 1.0, "s": 1.0})]


def test_an_empty_dataset_has_a_deal_about_nothing() -> None:
    found = settlements(Dataset(id="toy"), DAY)
    assert (found.feasible, found.parties, found.partial) == (True, (), False)


def test_a_red_line_under_conditions_in_words_binds_nothing_and_is_named() -> None:
    rows = (position("p1", "n", "a", "conditional", 1.0), position("p2", "s", "a", "rejects", 1.0))
    found = settlements(dataset(*rows), DAY)
    assert found.feasible
    assert found.unbound == ("p1",)


def test_a_yes_with_conditions_asks_only_for_these() -> None:
    rows = (
        position("p1", "n", "a", "conditional", 1.0, only_if=("b",)),
        position("p2", "s", "a", "demands", 1.0),
        position("p3", "s", "b", "rejects", 1.0),
    )
    found = settlements(dataset(*rows), DAY)
    assert [b.members for part in found.components for b in part.blockers] == [("p1", "p2", "p3")]


def test_parties_are_those_of_the_process_unless_others_are_named() -> None:
    rows = (*CLASH, position("p9", "x", "c", "demands", 1.0), position("p8", "n", "c", "rejects", 1.0))
    roles = tuple(Participation(process="talks", actor=a, role="party") for a in ("n", "x"))
    data = dataset(*rows, participations=roles)
    assert settlements(data, DAY).parties == ("n", "x")
    assert [b.members for part in settlements(data, DAY).components for b in part.blockers] == [("p8", "p9")]
    assert [b.members for p in settlements(data, DAY, actors=["n", "s"]).components for b in p.blockers] == [("p1", "p2")]


def test_an_issue_that_must_be_answered_can_block() -> None:
    rows = tuple(position(f"p{n}", "ns"[n % 2], d, "rejects", 1.0) for n, d in enumerate("def"))
    assert settlements(dataset(*rows), DAY).feasible
    blocked = settlements(dataset(*rows), DAY, decide="j")
    assert [b.members for part in blocked.components for b in part.blockers] == [("p0", "p1", "p2")]
    assert blocked.components[0].blockers[0].bonds[0].rule == "exhaustive"
    assert blocked.least.ways == ((("p0",), ("p1",), ("p2",)),)


def test_a_red_line_named_as_moving_does_not_bind_but_still_counts() -> None:
    found = settlements(dataset(*CLASH), DAY, move="p1")
    assert found.feasible
    assert found.moved == ("p1",)
    assert found.frontier[0].moves == ("p1",)
    assert {"p1", "p2"} == {p.position for p in found.red_lines}
    assert any(wish.position == "p1" for wish in found.wishes)


@pytest.mark.parametrize(
    ("given", "hint"),
    [({"move": "p3"}, ""), ({"move": "p11"}, "p1"), ({"actors": "N "}, "n"), ({"issues": "k"}, ""), ({"decide": "k"}, "")],
)
def test_a_name_that_nothing_has_is_refused(given, hint) -> None:
    with pytest.raises(UnknownName) as error:
        settlements(dataset(*CLASH), DAY, **given)
    assert error.value.fault.hint == hint or not hint


@pytest.mark.parametrize("given", [{"limit": -1}, {"seconds": 0}])
def test_a_limit_or_time_that_cannot_be_used_is_refused(given) -> None:
    with pytest.raises(UsageError):
        settlements(dataset(*CLASH), DAY, **given)


def test_without_time_the_answer_says_that_it_is_partial() -> None:
    found = settlements(posgraph.open().dataset, DAY, seconds=1e-9)
    assert found.partial
    assert found.to_dict()["partial"] is True


def test_where_nothing_can_be_settled_at_all_the_answer_is_whole() -> None:
    terms = tuple(Demand(id=d, issue="i", label=d) for d in "ab")
    clash = (("a", "requires", "b"), ("a", "incompatible", "b"), ("b", "requires", "a"))
    found = settlements(dataset(position("p1", "n", "a", "demands"), terms=terms, relations=clash, issues=DECIDED), DAY)
    assert (found.feasible, found.least, found.frontier, found.partial) == (False, None, (), False)
    assert found.components[0].hard


# zones


def test_a_zone_says_what_is_fixed_open_and_shut_and_by_whom() -> None:
    rows = (
        position("p1", "n", "a", "demands", 1.0),
        position("p2", "s", "b", "rejects", 1.0),
        position("p3", "s", "c", "demands"),
    )
    zones = {zone.issue: zone for zone in settlements(dataset(*rows), DAY).zones}
    assert (zones["i"].fixed, zones["i"].open, zones["i"].shut) == (("a",), ("c",), ("b",))
    assert zones["i"].shut_by == {"b": ("p2",)}
    assert not zones["i"].blocked


def test_a_demand_that_clashes_with_a_red_line_is_shut_by_it() -> None:
    rows = (position("p1", "n", "a", "demands", 1.0), position("p2", "s", "c", "demands"))
    data = dataset(*rows, relations=(("a", "incompatible", "b"), ("c", "requires", "b")))
    zone = settlements(data, DAY).zones[0]
    assert zone.shut == ("b", "c")
    assert zone.shut_by == {"b": ("p1",), "c": ("p1",)}


def test_what_only_two_ways_out_together_would_allow_is_shut_by_the_red_lines_of_which_one_stays() -> None:
    rows = (
        position("p1", "n", "a", "rejects", 1.0),
        position("p2", "s", "b", "rejects", 1.0),
        position("p3", "n", "c", "demands"),
    )
    found = settlements(dataset(*rows, relations=(("c", "requires", "a"), ("c", "requires", "b")), issues=DECIDED), DAY)
    assert found.least.ways == ((("p1",), ("p2",)),)
    assert all("c" not in deal.demands for deal in found.frontier)
    assert found.zones[0].shut_by == {"c": ("p1", "p2")}
    assert found.zones[0].open == ("a", "b")


def test_numbers_meet_where_the_ranges_of_all_overlap() -> None:
    terms = tuple(
        Demand(id=id, issue="i", label=id, min=low, max=high) for id, low, high in (("w", 10, 30), ("x", 20, None), ("y", 40, 50))
    )
    issues = (Issue(id="i", label="I", unit="years"),)
    said = (position("p1", "n", "w", "demands"), position("p2", "s", "x", "accepts"))
    met = settlements(dataset(*said, terms=terms, issues=issues), DAY).zones[0].range
    assert met.to_dict() == {"unit": "years", "by": {"n": [10, 30], "s": [20, None]}, "meet": [20, 30], "gap": None}
    said = (position("p1", "n", "w", "demands"), position("p2", "s", "y", "accepts"))
    apart = settlements(dataset(*said, terms=terms, issues=issues), DAY).zones[0].range
    assert (apart.meet, apart.gap) == (None, 10)


def test_a_yes_to_one_number_is_not_one_to_every_number_below_a_ceiling_that_it_keeps() -> None:
    ends = (("exact", 800, 800), ("ceiling", None, 800), ("low", None, 85))
    terms = tuple(Demand(id=id, issue="i", label=id, min=low, max=high) for id, low, high in ends)
    issues = (Issue(id="i", label="I", unit="soldiers"),)
    said = (position("p1", "n", "low", "demands"), position("p2", "s", "exact", "accepts"))
    keeps = (("exact", "entails", "ceiling"),)
    found = settlements(dataset(*said, terms=terms, issues=issues, relations=keeps), DAY).zones[0].range
    assert (found.by["s"], found.meet, found.gap) == ((800, 800), None, 715)


def test_ranks_of_one_party_are_its_range_and_exclude_each_other_only_for_others() -> None:
    terms = tuple(Demand(id=f"r{n}", issue="i", label=str(n), rank=n) for n in (1, 2, 3))
    said = [position("p1", "n", "r2", "demands", 1.0), position("p2", "n", "r3", "demands", 1.0)]
    assert settlements(dataset(*said, terms=terms), DAY).feasible
    said.append(position("p3", "s", "r1", "demands", 1.0))
    found = settlements(dataset(*said, terms=terms), DAY)
    assert sorted(b.members for part in found.components for b in part.blockers) == [("p1", "p3"), ("p2", "p3")]
    assert {bond.rule for part in found.components for b in part.blockers for bond in b.bonds} == {"scale"}


# steps


def order(id, actor, first, then):
    return SequencePreference(id=id, actor=actor, first=first, relation="before", then=then, stance=Stance.demands)


def test_a_deal_whose_steps_cannot_be_ordered_says_so() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "b", "demands"))
    orders = (order("s1", "n", "a", "b"), order("s2", "s", "b", "a"), order("s3", "x", "b", "c"))
    deal = settlements(dataset(*rows, sequencing=orders), DAY).frontier[0]
    assert deal.demands == ("a", "b")
    assert deal.steps.to_dict() == {"consistent": False, "contradictions": [["s1", "s2"]]}


def test_a_step_that_the_deal_leaves_out_binds_no_order() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "a", "demands"), position("p3", "s", "b", "rejects"))
    orders = (order("s1", "n", "a", "b"), order("s2", "s", "b", "a"))
    assert settlements(dataset(*rows, sequencing=orders), DAY).frontier[0].steps.consistent


@pytest.mark.parametrize("word", ["same", "entails", "requires"])
def test_a_step_that_brings_with_it_what_the_deal_leaves_out_is_left_out_too(word) -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "a", "demands"), position("p3", "s", "b", "rejects"))
    orders = (order("s1", "n", "a", "f"), order("s2", "s", "f", "a"))
    assert settlements(dataset(*rows, relations=(("f", word, "b"),), sequencing=orders), DAY).frontier[0].steps.consistent


def test_a_step_that_nobody_speaks_of_is_taken() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "a", "demands"))
    orders = (order("s1", "n", "a", "f"), order("s2", "s", "f", "a"))
    assert not settlements(dataset(*rows, sequencing=orders), DAY).frontier[0].steps.consistent


# plans


def plan(id, *demands, status="tabled", day="2025-01-01"):
    clauses = tuple(Clause(proposal=id, number=f"c{n}", demand=d) for n, d in enumerate(demands, 1))
    return Proposal(id=id, label=id, status=status, date=When.parse(day)), clauses


def with_plans(data, *plans):
    return replace(data, proposals=tuple(p for p, _ in plans), clauses=tuple(c for _, cs in plans for c in cs))


def test_a_plan_crosses_what_it_breaks_and_is_silent_on_what_it_leaves_out() -> None:
    rows = (
        position("p1", "n", "a", "demands", 1.0),
        position("p2", "s", "b", "rejects", 1.0),
        position("p3", "s", "d", "demands", 1.0),
    )
    data = with_plans(dataset(*rows, relations=(("c", "incompatible", "d"),)), plan("x", "b", "c"), plan("y", "a"))
    x, y = settlements(data, DAY).proposals
    assert (x.crosses, x.silent) == ({"s": ("p2", "p3")}, {"n": ("p1",)})
    assert (y.crosses, y.silent) == ({}, {"s": ("p3",)})


def test_a_plan_is_measured_on_the_scale_of_the_deals() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "a", "rejects"), position("p3", "s", "b", "demands"))
    found = settlements(with_plans(dataset(*rows), plan("x", "a")), DAY)
    x = found.proposals[0]
    assert x.satisfaction == {"n": 1.0, "s": 0.0}  # worst case of s: a alone, −0.5
    assert x.distance == pytest.approx(min(dist((1, 0), tuple(d.satisfaction.values())) for d in found.frontier))
    assert len(x.beaten_by) == 1  # a and b: n as well off, s better
    assert x.nearest[0].added == ("b",)
    assert x.nearest[0].clauses == ()


def test_the_repair_of_a_plan_keeps_all_clauses_but_those_that_must_go() -> None:
    rows = (position("p1", "n", "a", "demands", 1.0), position("p2", "s", "b", "rejects", 1.0))
    x = settlements(with_plans(dataset(*rows), plan("x", "b", "c")), DAY).proposals[0]
    assert (x.repair.clauses, x.repair.dropped, x.repair.added) == (("c1",), ("b",), ("a",))


def test_two_clauses_that_ask_the_same_weigh_more_than_one_in_the_repair() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "b", "demands"))
    data = with_plans(dataset(*rows, relations=(("a", "incompatible", "b"),)), plan("x", "b", "a", "b"), plan("y", "a", "b", "a"))
    assert [p.repair.clauses for p in settlements(data, DAY).proposals] == [("c2",), ("c2",)]


def test_a_plan_crosses_what_no_deal_that_says_so_could_keep_however_little_it_says_itself() -> None:
    rows = (position("p1", "n", "a", "rejects", 1.0), position("p2", "s", "c", "rejects"))
    apart = tuple((x, "incompatible", y) for x, y in ("db", "dc"))
    x = settlements(with_plans(dataset(*rows, relations=apart, issues=DECIDED), plan("x", "d")), DAY).proposals[0]
    assert (x.crosses, x.silent) == ({"n": ("p1",)}, {})  # with d, of a, b and c, of which one must be in, only a is left


def test_a_plan_whose_clauses_clash_says_so() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "b", "demands"))
    data = with_plans(dataset(*rows, relations=(("a", "incompatible", "b"),)), plan("x", "a", "b"))
    assert settlements(data, DAY).proposals[0].to_dict()["coherent"] is False


def test_plans_of_later_days_and_absent_ones_are_not_on_the_table() -> None:
    rows = (position("p1", "n", "a", "demands"),)
    plans = (plan("x", "a", day="2026-01-01"), plan("y", "a", status="absent"), plan("z", "a"))
    assert [p.proposal for p in settlements(with_plans(dataset(*rows), *plans), DAY).proposals] == ["z"]


def test_only_the_part_of_a_plan_that_is_asked_about_is_measured() -> None:
    rows = (position("p1", "n", "a", "demands"), position("p2", "s", "d", "demands"))
    found = settlements(with_plans(dataset(*rows), plan("x", "a", "d"), plan("y", "e")), DAY, issues="i")
    assert [(p.proposal, p.demands) for p in found.proposals] == [("x", ("a",))]


# tracing


def test_every_number_can_be_recomputed_from_the_answer_itself() -> None:
    found = posgraph.open().settlements(DAY).to_dict()
    weight = {w["position"]: w for w in found["wishes"]}
    for row in (*found["frontier"], *found["proposals"]):
        for actor in found["parties"]:
            sums = sum(w["weight"] for w in weight.values() if w["actor"] == actor and set(w["demands"]) <= set(row["demands"]))
            scale = found["scale"][actor]
            assert row["values"][actor] == pytest.approx(sums)
            assert row["satisfaction"][actor] == pytest.approx((sums - scale["worst"]) / (scale["best"] - scale["worst"]))
    stances = {p["position"]: p for p in found["positions"]}
    for w in weight.values():
        p = stances[w["position"]]
        salience = 0.5 if p["salience"] is None else p["salience"]
        assert w["weight"] == pytest.approx(salience * Stance(p["stance"]).polarity)


def test_miami_names_recognition_and_the_held_part_of_donbas_with_both_sides_and_their_sources() -> None:
    found = posgraph.open().settlements(DAY)
    blockers = {b.members for part in found.components for b in part.blockers}
    assert {("RU003", "UA048"), ("RU013", "UA018")} <= blockers
    assert [part.issues for part in found.components] == [("recognition-annexed",), ("territory-donbas",), ("neutrality",)]
    red_lines = {p.position: p for p in found.red_lines}
    assert red_lines["RU003"].quote == "a push for recognition of annexed territories"
    assert all(red_lines[id].source for members in blockers for id in members)
    assert red_lines["UA018"].firmness == 1


def test_the_28_points_are_nearer_to_russia_and_the_20_points_to_ukraine() -> None:
    """Question 8 of the fact base."""
    plans = {p.proposal: p.satisfaction for p in posgraph.open().settlements(DAY).proposals}
    draft, text = plans["28-points"], plans["20-points"]
    assert draft["russia"] - draft["ukraine"] > 0 > text["russia"] - text["ukraine"]


def test_the_problem_of_a_day_before_anybody_spoke_is_empty() -> None:
    data = posgraph.open().dataset
    asked = problem(data, in_force(data, date(1990, 1, 1)), ("russia", "ukraine"))
    assert (asked.red_lines, asked.wishes) == ((), ())


# issues


def test_a_deal_names_the_red_lines_on_other_issues_that_it_crosses() -> None:
    rows = (
        position("p1", "n", "a", "demands"),
        position("p2", "s", "d", "rejects", 1.0),
        position("p3", "x", "d", "rejects", 1.0),
        position("p4", "s", "e", "demands", 1.0),
    )
    data = dataset(*rows, relations=(("a", "requires", "d"),))
    some = settlements(data, DAY, issues="i", actors=("n", "s"))
    assert some.feasible
    assert [(deal.demands, deal.elsewhere) for deal in some.frontier] == [(("a", "d"), ("p2",))]
    assert [p.position for p in some.elsewhere] == ["p2"]
    everything = settlements(data, DAY, actors=("n", "s"))
    assert [deal.elsewhere for deal in everything.frontier] == [() for _ in everything.frontier]


def test_a_deal_on_the_ceasefire_alone_names_the_red_line_on_donbas_that_it_crosses() -> None:
    found = posgraph.open().settlements(DAY, issues="ceasefire")
    assert "UA018" in [p.position for p in found.elsewhere]

"""What findings hang on: toys worked out by hand."""

from __future__ import annotations

import pytest

from posgraph.analysis.robustness import robustness
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Demand, Issue, Participation, Source
from tests.analysis.toys import NOW, order, position, relation, toy


def asked(dataset, **more):
    return robustness(dataset, NOW, **({"draws": 0} | more))


def red(id, actor, demand, stance="demands", **more):
    return position(id, actor, demand, stance, firmness=1.0, **more)


def test_nothing_in_conflict_hangs_on_nothing() -> None:
    found = asked(toy([position("p1", "n", "vote")]))
    assert (found.conflicts, found.disputes, found.orders.flips, found.settlements.flips) == ((), (), (), ())
    assert (found.orders.consistent, found.settlements.feasible, found.partial) == (True, True, False)
    assert found.verdict == "There are no conflicts."


def test_a_conflict_exists_whatever_the_numbers_are_but_its_severity_does_not() -> None:
    rows = [position("p1", "n", "vote", confidence=0.9), position("p2", "s", "vote", "rejects", salience=0.5, confidence=0.6)]
    [one] = asked(toy(rows)).conflicts
    # p1: 1 × [0, 1] × [0.75, 1]; p2: 1 × [0.375, 0.625] × [0.45, 0.75]
    assert (one.low, one.high) == (0.0, 0.46875)
    assert one.assumed == {"p1": ("salience",)}
    assert one.severity == pytest.approx(0.3)
    assert (one.best, one.worst, one.hangs_on) == (1, 1, ("p1", "p2"))
    assert one.survives == {"low": True, "medium": False, "unknown": True}


def test_a_dispute_hangs_on_the_one_report_that_all_its_conflicts_share() -> None:
    rows = [position("p1", "n", "vote", source="x"), *(position(f"q{i}", "s", "vote", "rejects", source="y") for i in (1, 2))]
    [one] = asked(toy(rows)).disputes
    assert (one.conflicts, one.apart, one.sources_apart, one.sources) == (2, 1, 1, ("x", "y"))
    assert [(s.kind, s.id, s.rows) for s in one.hangs_on] == [
        ("position", "p1", ("p1",)),
        ("source", "x", ("p1",)),
        ("source", "y", ("q1", "q2")),
    ]
    assert one.verdict == "It hangs on one report: p1 (source x)."


def test_a_dispute_that_two_independent_pairs_carry_hangs_on_no_report() -> None:
    rows = [position(f"p{i}", "n", d) for i, d in enumerate("ab")] + [
        position(f"q{i}", "s", d, "rejects") for i, d in enumerate("ab")
    ]
    [one] = asked(toy(rows)).disputes
    assert (one.conflicts, one.apart, one.sources_apart, one.hangs_on) == (2, 2, 2, ())
    assert one.verdict == "No one report carries it: 2 independent pairs of reports do, and 0 sources."


def test_two_claims_that_say_the_same_make_neither_of_them_needed() -> None:
    rows = [position("p1", "n", "narrow"), position("p2", "s", "wide", "rejects")]
    once = [relation("narrow entails wide")]
    twice = [*once, relation("narrow entails between"), relation("between entails wide")]
    assert asked(toy(rows, relations=once)).conflicts[0].hangs_on == ("narrow.entails.wide", "p1", "p2")
    assert asked(toy(rows, relations=twice)).conflicts[0].hangs_on == ("p1", "p2")


def test_the_members_of_a_contradiction_are_what_it_hangs_on_and_doubts_say_why() -> None:
    rows = [
        order("o1", "n", "treaty before truce", confidence=0.9, mode="byRepresentative", source="x"),
        order("o2", "s", "truce before treaty", confidence=0.6, mode="byOpponent", source="y"),
    ]
    found = asked(toy(orders=rows))
    [part] = found.orders.components
    assert [(s.kind, s.id, s.doubts) for s in part.sets[0].hangs_on] == [
        ("order", "o1", ()),
        ("order", "o2", ("medium", "relayed")),
        ("source", "x", ()),
        ("source", "y", ()),
    ]
    assert part.sets[0].survives == {"low": True, "medium": False, "unknown": True}
    assert [(flip.kind, flip.id) for flip in found.orders.flips] == [
        ("confidence", "medium"), ("order", "o1"), ("order", "o2"), ("source", "x"), ("source", "y"),
    ]  # fmt: skip
    verdict = found.to_dict()["orders"]["verdict"]
    assert "The contradiction between o1 and o2 hangs on one report in doubt: o2 (source y), of medium confidence" in verdict
    assert (
        "There is an order that suits all without o1, o2, the source x, the source y or the reports of low or medium" in verdict
    )


def test_a_withdrawal_is_certainly_the_cheapest_if_it_is_so_at_its_dearest() -> None:
    rows = [
        order("o1", "n", "treaty before truce", firmness=0.25, salience=0.2),  # [0, 0.5] × [0.075, 0.325]
        order("o2", "s", "truce before treaty", firmness=1.0, salience=0.9),  # [0.875, 1] × [0.775, 1]
    ]
    [part] = asked(toy(orders=rows)).orders.components
    assert [(w.members, w.low, w.high, w.certainly, w.possibly) for w in part.concessions] == [
        (("o1",), 0.0, 0.1625, True, True),
        (("o2",), 0.678125, 1.0, False, False),
    ]
    assert part.decided_by == ()


def test_unknown_numbers_leave_open_which_withdrawal_is_cheapest_and_name_what_decides() -> None:
    rows = [order("o1", "n", "treaty before truce"), order("o2", "s", "truce before treaty")]
    [part] = asked(toy(orders=rows)).orders.components
    assert [(w.low, w.high, w.certainly, w.possibly) for w in part.concessions] == [(0.0, 1.0, False, True)] * 2
    assert part.decided_by == ("o1", "o2")
    assert [w.assumed for w in part.concessions] == [{id: ("firmness", "salience")} for id in ("o1", "o2")]


def test_a_blocker_hangs_on_its_red_lines_and_on_the_claim_that_links_them() -> None:
    rows = [red("p1", "n", "narrow", confidence=0.9), red("p2", "s", "wide", "rejects", confidence=0.9)]
    found = asked(toy(rows, relations=[relation("narrow entails wide")])).settlements
    [part] = found.components
    assert [(s.kind, s.id) for s in part.sets[0].hangs_on] == [
        ("relation", "narrow.entails.wide"), ("position", "p1"), ("position", "p2"),
    ]  # fmt: skip
    assert [s.id for s in part.sets[0].doubtful] == ["narrow.entails.wide"]
    assert [flip.id for flip in found.flips] == ["narrow.entails.wide", "p1", "p2"]


def test_a_red_line_of_low_confidence_is_set_aside_to_see_what_the_others_block() -> None:
    rows = [
        red("p1", "n", "vote", confidence=0.9), red("p2", "s", "vote", "rejects", confidence=0.3),
        red("p3", "n", "truce", confidence=0.9), red("p4", "s", "truce", "rejects", confidence=0.9),
    ]  # fmt: skip
    high = asked(toy(rows)).settlements.high_confidence
    assert high is not None
    assert (high.set_aside, high.feasible, high.blockers) == (("p2",), False, (("p3", "p4"),))


def test_a_deal_may_depend_on_a_position_whose_firmness_nobody_knows() -> None:
    rows = [red("p1", "n", "vote"), position("p2", "s", "vote", "rejects"), position("p3", "s", "truce", firmness=0.9)]
    found = asked(toy(rows)).settlements
    assert (found.feasible, found.firmer, found.feasible_if_firmer) == (True, ("p2", "p3"), False)


def test_to_say_less_of_a_scale_may_leave_no_room() -> None:
    demands = [Demand(id=f"r{rank}", issue="scale", label=str(rank), rank=rank) for rank in (1, 2, 3)]
    rows = [red("high", "n", "r3"), position("also", "n", "r1"), red("low", "s", "r1")]
    found = asked(toy(rows, demands=demands, issues=[Issue(id="scale", label="Scale")])).settlements
    # who is pro 1 and 3 can live with all between; without the 1 its range begins above what the other wants
    assert found.feasible
    assert [(flip.kind, flip.id) for flip in found.flips] == [("position", "also")]


def test_options_that_one_claim_lets_stand_together_are_apart_without_it() -> None:
    demands = [Demand(id=id, issue="pick", label=id) for id in ("wide", "narrow")]
    rows = [red("p1", "n", "wide"), red("p2", "s", "narrow")]
    dataset = toy(
        rows,
        demands=demands,
        issues=[Issue(id="pick", label="Pick", exclusive=True)],
        relations=[relation("narrow entails wide")],
    )
    found = asked(dataset).settlements
    assert (found.feasible, [flip.id for flip in found.flips]) == (True, ["narrow.entails.wide"])


def test_the_same_seed_draws_the_same_and_sharp_numbers_keep_their_deal() -> None:
    rows = [position("p1", "n", "vote", salience=1.0), position("p2", "s", "vote", "rejects", salience=0.05)]
    found = asked(toy(rows), draws=20, seed=3).settlements
    assert found == asked(toy(rows[::-1]), draws=20, seed=3).settlements
    assert found.draws == 20
    # each party has its own scale: what one gains the other loses, whatever the saliences are
    assert {name: (s.demands, s.share, s.deals) for name, s in found.best.items()}["total"] == ((), 1.0, 1)


def test_what_the_best_deal_holds_may_depend_on_saliences() -> None:
    rows = [
        position("p1", "n", "a", salience=0.5), position("p2", "n", "b", salience=0.5),
        position("p3", "s", "free"),
    ]  # fmt: skip
    found = asked(toy(rows, relations=[relation("a incompatible b")]), draws=50).settlements
    total = found.best["total"]
    assert total.deals == 2
    assert set(total.sometimes) == {"a", "b"}
    assert sum(total.sometimes.values()) == pytest.approx(1)
    assert (total.always, total.never) == ((), ())
    assert total.share == total.sometimes[next(d for d in total.demands if d != "free")]


def test_who_must_agree_stays_the_same_when_reports_are_left_out() -> None:
    people = tuple(Participation(process="talks", actor=a, role="party") for a in "ns")
    rows = [red("p1", "n", "vote"), red("p2", "s", "vote", "rejects"), red("p3", "t", "vote", "rejects")]
    found = asked(toy(rows, participations=people)).settlements
    assert found.parties == ("n", "s")
    assert [m.members for part in found.components for m in part.sets] == [("p1", "p2")]


def test_evidence_comes_with_every_row_that_is_named() -> None:
    rows = [position("p1", "n", "vote", quote="yes", source="x"), position("p2", "s", "vote", "rejects")]
    found = asked(toy(rows, sources=(Source(id="x", title="X"),)))
    assert [(p.position, p.quote, p.source and p.source.id) for p in found.positions] == [("p1", "yes", "x"), ("p2", None, None)]


def test_a_limit_caps_what_is_told_and_not_what_is_counted() -> None:
    rows = [position(f"p{d}", "n", d) for d in "abc"] + [position(f"q{d}", "s", d, "rejects") for d in "abc"]
    found = asked(toy(rows), limit=1)
    assert (len(found.conflicts), len(found.disputes)) == (1, 1)
    assert found.without[0].conflicts == 3


def test_no_time_yields_a_partial_answer_that_says_so() -> None:
    rows = [red("p1", "n", "vote"), red("p2", "s", "vote", "rejects")]
    found = robustness(toy(rows, [order("o1", "n", "a before b"), order("o2", "s", "b before a")]), NOW, seconds=1e-9)
    assert found.partial
    assert found.to_dict()["partial"]
    assert "cut off" in repr(found)


def test_what_cannot_be_asked_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownName, match="nobody"):
        robustness(toy(), NOW, actors="nobody")
    with pytest.raises(UsageError, match="draws"):
        robustness(toy(), NOW, draws=-1)
    with pytest.raises(UsageError, match="seconds"):
        robustness(toy(), NOW, seconds=0)
    with pytest.raises(UsageError, match="limit"):
        robustness(toy(), NOW, limit=-1)


def test_a_limit_does_not_change_what_is_said_of_all_conflicts() -> None:
    rows = [position(f"p{d}", "n", d) for d in "abc"] + [position(f"q{d}", "s", d, "rejects") for d in "abc"]
    assert asked(toy(rows), limit=1).verdict == asked(toy(rows)).verdict
    assert asked(toy(rows), limit=1).verdict.startswith("3 conflicts exist ")


def test_what_was_not_tried_for_want_of_time_is_not_told_as_found() -> None:
    rows = [position("p1", "n", "a"), position("p2", "n", "a"), position("q1", "s", "a", "rejects")]
    rows += [position("p3", "n", "b"), position("q3", "t", "b", "rejects")]
    found = robustness(toy(rows, [order("o1", "n", "a before b"), order("o2", "s", "b before a")]), NOW, seconds=1e-9)
    told = [d.verdict for d in found.disputes]
    assert told[0] == "Time was over before it was known whether one report alone carries it."
    assert told[1] == "One pair of reports carries it: p3 and q3."
    assert "none is known to hang on one report; time was over" in found.verdict
    assert found.to_dict()["orders"]["partial"]
    assert "before it was known whether a single report, relation or source decides it" in found.to_dict()["orders"]["verdict"]


def test_a_deadlock_hangs_on_the_order_that_says_the_same_as_the_condition() -> None:
    waits, refuses = position("p0", "t", "d", only_if=("a",)), position("p1", "n", "a", "opposes")
    found = asked(toy([waits, refuses], [order("o0", "t", "a before d")]))
    [deadlock] = [c for c in found.conflicts if c.rule == "deadlock"]
    assert deadlock.hangs_on == ("o0", "p0", "p1")
    assert "each of these reports: o0, p0 and p1" in found.disputes[0].verdict

"""Ranked issues: R6 and the overlap of scales where demands entail each other, ranks are refused, or rows come and go."""

from datetime import date, timedelta

from hypothesis import given, settings

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.overlaps import overlaps
from tests.analysis import oracle
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, Demand, Issue, position, relation, toy

RANKS = [Demand(id=f"g{r}", issue="guarantee", label=f"g{r}", rank=r) for r in (1, 2, 3, 4, 5)]
DAY = timedelta(days=1)


def on_scale(*positions, relations=()):
    return toy(
        positions,
        issues=[Issue(id="guarantee", label="Guarantee")],
        demands=RANKS,
        relations=[relation(text) for text in relations],
    )


def gaps(dataset, **asked):
    return conflicts(dataset, **{"as_of": NOW, "rules": ["R6"], **asked}).items


def common(dataset, **asked):
    return [o.to_dict()["parts"] for o in overlaps(dataset, **{"as_of": NOW, "kinds": ["scale"], **asked})]


def days(finding):
    return finding.to_dict()["from"], finding.to_dict()["until"]


def test_a_rank_that_a_side_refuses_is_not_common() -> None:
    rows = [
        position("p1", "n", "g1"),
        position("p4", "n", "g4"),
        position("p2", "n", "g2", "rejects"),
        position("q1", "s", "g1"),
        position("q5", "s", "g5"),
        position("q3", "s", "g3", "opposes"),
    ]
    (parts,) = common(on_scale(*rows))
    assert parts["ranks"] == [1, 4]
    assert parts["stated"] == {"a": [1, 4], "b": [1, 5]}


def test_where_every_rank_in_common_is_refused_nothing_is() -> None:
    rows = [position("p1", "n", "g1"), position("p3", "n", "g3"), position("q", "s", "g2"), position("r", "n", "g2", "rejects")]
    assert common(on_scale(*rows[:3]))[0]["ranks"] == [2]
    assert common(on_scale(*rows)) == []


def test_the_ranks_stated_go_with_the_sides_shown() -> None:
    rows = [position("z1", "n", "g1"), position("z3", "n", "g3"), position("a2", "s", "g2"), position("a4", "s", "g4")]
    (found,) = overlaps(on_scale(*rows), NOW, kinds=["scale"])
    assert (found.ids, found.parts["ranks"]) == (("a2", "z3"), [2, 3])
    assert found.parts["stated"] == {"a": [2, 4], "b": [1, 3]}


def test_a_yes_states_the_ranks_of_all_that_it_entails() -> None:
    rows = [position("p", "n", "g5"), position("q", "s", "g1")]
    assert len(gaps(on_scale(*rows))) == 1
    d = on_scale(*rows, relations=["g5 entails g1"])
    assert gaps(d) == ()
    assert [o.kind for o in overlaps(d, NOW)] == ["implied"]


def test_a_demand_without_a_rank_states_that_of_what_it_entails_and_the_relation_is_named() -> None:
    d = on_scale(position("p", "n", "treaty"), position("q", "s", "pledge"), relations=["treaty entails g4", "pledge same g2"])
    (gap,) = gaps(d)
    assert (gap.ids, gap.chain, gap.issue) == (("p", "q"), ("treaty", "g4", "g2", "pledge"), "guarantee")
    assert gap.parts["relations"] == ("treaty.entails.g4", "pledge.same.g2")
    assert gap.parts["ranks"] == {"a": 4, "b": 2}


def test_two_that_entail_one_rank_by_different_ways_have_it_in_common() -> None:
    d = on_scale(position("p", "n", "x"), position("q", "s", "y"), relations=["x entails g2", "y entails g2"])
    (found,) = overlaps(d, NOW)
    assert (found.kind, found.chain, found.parts["ranks"]) == ("scale", ("x", "g2", "y"), [2])
    assert found.parts["relations"] == ("x.entails.g2", "y.entails.g2")


def test_no_to_the_wide_is_no_to_the_rank_that_entails_it() -> None:
    red = {"firmness": 1.0}
    rows = [position("p", "n", "g3", **red), position("q", "s", "g1", **red), position("r", "s", "troops", "rejects", **red)]
    assert [c.hard for c in gaps(on_scale(*rows))] == [False]
    assert [c.hard for c in gaps(on_scale(*rows, relations=["g3 entails troops"]))] == [True]
    assert [c.hard for c in gaps(on_scale(*rows, relations=["troops entails g3"]))] == [False]
    both = [position("p1", "n", "g1"), position("p3", "n", "g3"), position("q2", "s", "g2"), position("q4", "s", "g4")]
    assert common(on_scale(*both, rows[2], relations=["g3 entails troops"]))[0]["ranks"] == [2]


def test_a_gap_lasts_while_neither_side_changes_what_it_says_on_the_issue() -> None:
    rows = [
        position("p", "n", "g3"),
        position("q", "s", "g2"),
        position("early", "s", "g4", begin="2025-01", end="2025-02"),
        position("late", "n", "g1", begin="2026-02"),
    ]
    (gap,) = gaps(on_scale(*rows))
    assert days(gap) == ("2025-03-01", "2026-01-31")
    assert gaps(on_scale(*rows), as_of="2025-02-28") == gaps(on_scale(*rows), as_of="2026-02-01") == ()
    assert [days(c) for c in gaps(on_scale(*rows), without=["late"])] == [("2025-03-01", None)]


def test_ever_sees_a_gap_that_opens_when_something_ends() -> None:
    rows = [position("p", "n", "g3"), position("q", "s", "g2"), position("early", "s", "g4", end="2025-02")]
    (gap,) = gaps(on_scale(*rows), as_of=None, ever=True)
    assert (gap.ids, days(gap)) == (("p", "q"), ("2025-03-01", None))


def test_ranks_are_common_while_neither_side_changes_what_it_says_on_the_issue() -> None:
    rows = [
        position("p1", "n", "g1"),
        position("p3", "n", "g3"),
        position("q", "s", "g2"),
        position("r", "n", "g2", "rejects", begin="2026-03", end="2026-04"),
    ]
    (found,) = overlaps(on_scale(*rows), NOW, kinds=["scale"])
    assert days(found) == (None, "2026-02-28")


@given(datasets())
@settings(max_examples=150, deadline=None)
def test_common_ranks_are_what_the_definition_says(dataset) -> None:
    found = {
        frozenset((o.a.actor, o.b.actor)): (
            o.parts["ranks"],
            {o.a.actor: o.parts["stated"]["a"], o.b.actor: o.parts["stated"]["b"]},
        )
        for o in overlaps(dataset, NOW, kinds=["scale"])
    }
    assert found == oracle.common_ranks(dataset, NOW)


@given(datasets())
@settings(max_examples=60, deadline=None)
def test_a_gap_holds_on_just_the_days_on_which_both_say_the_same(dataset) -> None:
    first, last = date(2025, 10, 25), date(2026, 3, 5)

    def said(on, who):
        return {p.id for p in oracle.in_force(dataset, on) if p.actor in who and oracle.ranks(dataset, p)}

    for c in gaps(dataset):
        who = {c.a.actor, c.b.actor}
        now, start, end = said(NOW, who), c.start or first, c.end or last
        assert all(said(start + n * DAY, who) == now for n in range((end - start).days + 1))
        assert c.start is None or said(start - DAY, who) != now
        assert c.end is None or said(end + DAY, who) != now

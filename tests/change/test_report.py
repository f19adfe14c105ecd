"""What changed between two days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.report import report
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Actor, Participation, Source
from tests.analysis.made_up import datasets
from tests.analysis.toys import Demand, Issue, order, position, relation, toy

TALKS = replace(
    toy(
        [
            position("n1", "n", "truce", "rejects", "2025-01-01", firmness=1.0, source="paper"),
            position("n2", "n", "truce", "accepts", "2025-03-01", only_if=("vote",), source="speech"),
            position("s1", "s", "truce", "demands", "2025-01-01", firmness=1.0),
            position("s2", "s", "vote", "rejects", "2025-01-01", "2025-02-28"),
            position("t1", "t", "vote", "supports", "2025-02-10", "2025-02-20"),
        ],
        [order("o1", "n", "vote before truce", begin="2025-01-01"), order("o2", "s", "truce before vote", begin="2025-02-01")],
        demands=[Demand(id="truce", issue="misc", label="a truce"), Demand(id="vote", issue="misc", label="a vote")],
    ),
    actors=tuple(Actor(id=a, label=label, kind="state") for a, label in (("n", "North"), ("s", "South"), ("t", "Third"))),
    sources=(Source(id="paper", title="A paper", publisher="The Daily"), Source(id="speech", title="A speech")),
)


def ids(changes):
    return [c.evidence.position for c in changes]


def test_what_came_and_what_went_is_told_apart() -> None:
    p = report(TALKS, "2025-01-15", "2025-03-15").positions
    assert ids(p.begun) == ["o2", "n2"]
    assert [(c.evidence.position, str(c.day), c.by) for c in p.superseded] == [("n1", "2025-03-01", ("n2",))]
    assert [(c.evidence.position, str(c.day), c.by) for c in p.ended] == [("s2", "2025-03-01", ())]
    assert ids(p.passed) == ["t1"]


def test_conflicts_overlaps_and_contradictions_that_one_day_has_only() -> None:
    found = report(TALKS, "2025-01-15", "2025-03-15")
    assert [(c.rule, c.ids) for c in found.conflicts.gone] == [("contradiction", ("s1", "n1"))]
    assert [(c.rule, c.ids) for c in found.conflicts.new] == [("order", ("o1", "o2"))]
    assert [(o.kind, o.ids) for o in found.overlaps.new] == [("shared", ("n2", "s1"))]
    assert [c.members for c in found.orders.new] == [("o1", "o2")]
    assert (found.orders.since.consistent, found.orders.until.consistent) == (True, False)
    assert found.orders.until.withdraw == ("o1",)


def test_what_blocks_a_deal_on_one_day_only() -> None:
    found = report(TALKS, "2025-01-15", "2025-03-15").settlements
    assert (found.since.feasible, found.since.blockers) == (False, (("n1", "s1"),))
    assert (found.until.feasible, found.until.blockers) == (True, ())
    assert ([b.members for b in found.gone], found.new) == ([("n1", "s1")], ())
    back = report(TALKS, "2025-03-15", "2025-01-15").settlements
    assert ([b.members for b in back.new], back.gone) == ([("n1", "s1")], ())


def test_the_paragraph_says_what_the_data_say() -> None:
    assert [s.text for s in report(TALKS, "2025-01-15", "2025-03-15").sentences] == [
        "From 2025-01-15 to 2025-03-15 the data show: 3 shifts; 1 conflict new, 1 gone; 1 overlap new; "
        "1 contradiction among orders new.",
        "On 2025-01-15 one order of the steps suited all, on 2025-03-15 none did.",
        "The contradiction that is new: North demanded ‘a vote’ before ‘a truce’ (o1; no source given); South demanded "
        "‘a truce’ before ‘a vote’ (o2; no source given).",
        "On 2025-01-15 there was 1 set of red lines of North and South that no deal could keep together; on 2025-03-15 there was "
        "a deal that could keep every red line of North and South.",
        "The conflict that is new: North demanded ‘a vote’ before ‘a truce’ (o1; no source given), and South demanded "
        "‘a truce’ before ‘a vote’ (o2; no source given).",
        "1 conflict between red lines is gone: South demanded ‘a truce’ (s1; no source given), and North rejected it "
        "(n1; The Daily).",
        "From 2025-03-01 North accepted ‘a truce’ only if ‘a vote’ (n2; A speech), having rejected it (n1; The Daily): a "
        "reversal that approached South.",
        "Third supported ‘a vote’ (t1; no source given); from 2025-02-21 nothing on record stood in its place.",
        "South rejected ‘a vote’ (s2; no source given); from 2025-03-01 nothing on record stood in its place.",
        "The overlap that is new: North accepted ‘a truce’ only if ‘a vote’ (n2; A speech), and South demanded it (s1; no "
        "source given).",
        "2 positions and orders held on 2025-03-15 but not on 2025-01-15, 2 on 2025-01-15 but not on 2025-03-15 (1 of them "
        "superseded) and 1 only on days in between.",
        "1 position is the first on record of a holder on its demand: Third (1).",
    ]


def test_the_verdict_comes_before_conflicts_and_these_before_the_shifts_of_parties_and_of_others() -> None:
    rows = (
        position("s0", "s", "vote", "rejects", "2025-02-10"),
        position("s3", "s", "vote", "opposes", "2025-02-20"),
        position("t2", "t", "truce", "rejects", "2025-01-01"),
        position("t3", "t", "truce", "opposes", "2025-03-02"),
    )
    roles = [Participation(process="talks", actor="s", role="party")]
    data = replace(TALKS, positions=(*TALKS.positions[:3], *rows), participations=tuple(roles))
    told = [s.ids[:2] for s in report(data, "2025-01-15", "2025-03-15").sentences[1:7]]
    assert told == [("o1", "o2"), ("o1", "o2"), ("o1", "o2"), ("s1", "n1"), ("s0", "s3"), ("n1", "n2")]


def test_conflicts_between_red_lines_that_share_no_position_are_told_first() -> None:
    red = {"begin": "2025-02-01", "firmness": 1.0}
    rows = [position("n1", "n", "truce", **red), *(position(f"s{n}", "s", "truce", "rejects", **red) for n in range(3))]
    more = [position("n2", "n", "vote", salience=0.1, **red), position("s9", "s", "vote", "rejects", salience=0.1, **red)]
    told = next(s.text for s in report(toy((*rows, *more)), "2025-01-01", "2025-03-01").sentences if "red lines are" in s.text)
    assert told.startswith("4 conflicts between red lines are new, 3 of them: N demanded ‘truce’ (n1;")
    assert [told.count(f"({id};") for id in ("n1", "s0", "n2", "s9", "s1", "s2")] == [2, 1, 1, 1, 1, 0]


def test_looking_back_is_said_and_has_no_shifts() -> None:
    first, *_, last = (s.text for s in report(TALKS, "2025-03-15", "2025-01-15").sentences)
    assert first == (
        "Looking back from 2025-03-15 to 2025-01-15 the data show: 1 conflict new (1 between red lines), 1 gone; 1 overlap gone; "
        "1 contradiction among orders gone."
    )
    assert last == (
        "2 positions and orders held on 2025-01-15 but not on 2025-03-15, 2 on 2025-03-15 but not on 2025-01-15 and 1 only on "
        "days in between."
    )


def test_a_position_that_moves_nothing_else_is_told_with_the_days() -> None:
    told = [
        s.text for s in report(toy([position("p", "n", "truce", "demands", "2025-02-01")]), "2025-01-01", "2025-03-01").sentences
    ]
    assert told == [
        "From 2025-01-01 to 2025-03-01 the data show no shift, and no conflict, overlap or contradiction among orders that came "
        "or went.",
        "1 position or order held on 2025-03-01 but not on 2025-01-01.",
        "1 position is the first on record of a holder on its demand: N (1).",
    ]


def test_each_sentence_names_its_rows_and_their_sources() -> None:
    found = report(TALKS, "2025-01-15", "2025-03-15")
    moved = next(s for s in found.sentences if "North accepted" in s.text and "having" in s.text)
    assert (moved.ids, moved.sources) == (("n1", "n2", "s1"), ("paper", "speech"))
    assert all(s.ids for s in found.sentences)
    assert found.paragraph == " ".join(s.text for s in found.sentences)


def test_a_firmer_yes_says_how_firm_it_is() -> None:
    d = toy([
        position("p", "n", "truce", "demands", "2025-01-01", firmness=0.75),
        position("q", "n", "truce", "demands", "2025-03-01", firmness=1.0),
    ])  # fmt: skip
    assert report(d, "2025-02-01", "2025-03-15").sentences[1].text == (
        "From 2025-03-01 N demanded ‘truce’ (q; red line; no source given), having demanded it (p; firm; no source given): a "
        "hardening."
    )


def test_what_others_tell_is_not_said_as_the_holders_own_word() -> None:
    d = toy([position("p", "n", "truce", "rejects", "2025-01-01", "2025-02-01", mode="anonymous")])
    assert "(p; no source given; anonymously)" in report(d, "2025-01-15", "2025-03-15").paragraph


def test_a_conflict_that_goes_on_under_a_newer_position_is_neither_gone_nor_new() -> None:
    d = toy([
        position("p", "n", "truce", "demands", "2025-01-01"),
        position("q", "n", "truce", "supports", "2025-03-01"),
        position("r", "s", "truce", "rejects", "2025-01-01"),
    ])  # fmt: skip
    found = report(d, "2025-02-01", "2025-03-15")
    assert (found.conflicts.gone, found.conflicts.new) == ((), ())
    assert ids(found.positions.superseded) == ["p"]


def test_many_shifts_are_told_in_sum_but_for_the_newest() -> None:
    rows = [position(f"p{n:02}", "n", "truce", ("accepts", "rejects")[n % 2], f"2025-01-{n + 1:02}") for n in range(20)]
    told = [s.text for s in report(toy(rows), "2025-01-01", "2025-02-01").sentences]
    assert [text[:15] for text in told[1:7]] == [f"From 2025-01-{day}" for day in range(15, 21)]
    assert told[7] == "Further shifts: 13 reversals."


def test_many_silences_are_counted_by_holder() -> None:
    rows = [position(f"p{n}", actor, f"d{n}", "accepts", "2025-01-01", "2025-01-20") for n, actor in enumerate("sns")]
    told = report(toy(rows), "2025-01-01", "2025-02-01").sentences
    assert ("3 positions ended with none in their place: S (2) and N (1).", ("p1", "p0", "p2")) in [(s.text, s.ids) for s in told]


def test_it_can_be_limited_to_actors_and_issues() -> None:
    d = toy(
        [
            position("p", "n", "truce", "demands", "2025-01-01"),
            position("q", "s", "seat", "rejects", "2025-01-01"),
            position("r", "n", "issue:other", "rejects", "2025-01-01"),
        ],
        [order("o", "n", "truce before seat", begin="2025-01-01")],
        demands=[Demand(id="seat", issue="other", label="seat")],
        issues=[Issue(id="other", label="Other")],
    )

    def begun(**limits):
        return ids(report(d, "2024-12-01", "2025-02-01", **limits).positions.begun)

    assert begun() == ["o", "p", "q", "r"]
    assert begun(actors="s") == ["q"]
    assert begun(issues=("other",)) == ["o", "q", "r"]
    with pytest.raises(UnknownName):
        begun(actors="nobody")
    with pytest.raises(UsageError) as caught:
        report(d, "yesterday")
    assert caught.value.fault.where == "since"


def test_a_requirement_that_cannot_be_met_is_a_contradiction_with_an_order() -> None:
    d = toy(orders=[order("o", "n", "vote before truce", begin="2025-02-01")], relations=[relation("vote requires truce")])
    found = report(d, "2025-01-01", "2025-03-01").orders
    assert [c.members for c in found.new] == [("o", "vote.requires.truce")]


days = st.sampled_from([date(2025, 10, 1), date(2025, 12, 10), date(2025, 12, 29), date(2026, 1, 20), date(2026, 4, 1)])


@settings(max_examples=40)
@given(datasets(), days)
def test_from_a_day_to_the_same_day_nothing_changed(d, day) -> None:
    shown = report(d, day, day).to_dict()
    assert shown["paragraph"] == f"Nothing changed from {day} to {day}."
    assert shown["sentences"] == shown["shifts"] == []
    assert set(map(len, shown["positions"].values())) == {0}
    assert [shown[name][way] for name in ("conflicts", "overlaps", "orders") for way in ("gone", "new")] == [[]] * 6


@settings(max_examples=40)
@given(datasets(), days, days)
def test_looking_back_swaps_gone_and_new(d, one, other) -> None:
    there, back = report(d, one, other), report(d, other, one)
    for part in ("conflicts", "overlaps", "orders"):
        assert getattr(there, part).gone == getattr(back, part).new
        assert getattr(there, part).new == getattr(back, part).gone
    assert (there.orders.since, there.orders.until) == (back.orders.until, back.orders.since)
    assert set(ids(there.positions.begun)) == set(ids((*back.positions.ended, *back.positions.superseded)))
    assert there.positions.passed == back.positions.passed


@settings(max_examples=40)
@given(datasets(), days, days)
def test_every_sentence_ends_and_rests_on_rows_of_the_data(d, one, other) -> None:
    known = {row.id for row in (*d.positions, *d.sequencing, *d.relations)}
    told = report(d, one, other).sentences
    assert all(s.text.endswith(".") and "None" not in s.text and s.ids and {*s.ids} <= known for s in told)
    assert not told or (str(one) in told[0].text and str(other) in told[0].text)


@settings(max_examples=40)
@given(datasets(), days, days, st.randoms())
def test_the_order_of_rows_does_not_matter(d, one, other, random) -> None:
    rows, orders = list(d.positions), list(d.sequencing)
    random.shuffle(rows)
    random.shuffle(orders)
    shuffled = replace(d, positions=tuple(rows), sequencing=tuple(orders))
    assert report(shuffled, one, other).to_dict() == report(d, one, other).to_dict()


def test_december_2025_at_miami() -> None:
    with posgraph.open() as graph:
        found = graph.report("2025-12-12", "2025-12-29")
    assert {(s.kind, s.ids) for s in found.shifts if s.kind != "first"} == {
        ("concession", ("UA047", "UA026")),
        ("unclear", ("US026", "US012")),
        ("reversal", ("UA045", "UA011")),
        ("silence", ("US024",)),
    }
    assert any({"SQ001", "SQ014"} <= set(c.members) for c in found.orders.new)
    (army,) = [s for s in found.sentences if s.ids[:2] == ("UA045", "UA011")]
    assert army.text.startswith("From 2025-12-24 Ukraine accepted ‘armed forces of 800,000 in peacetime’ (UA011; ")
    assert "having rejected ‘limits on the size or weapons of the Ukrainian armed forces’ (UA045; LIGA.net" in army.text

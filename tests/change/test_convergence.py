"""Convergence of two actors over moving windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.convergence import convergence
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.sparkline import curve, sparkline
from posgraph.analysis.windows import Span, ends
from posgraph.errors import UnknownName, UsageError
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, Demand, Issue, position, toy

RULES = ("R1", "R2", "R3", "R4", "R5", "R6", "R8")

TALKS = toy([
    position("n1", "n", "truce", "rejects", "2025-01-01", "2025-03-31", salience=1.0, confidence=1.0),
    position("n2", "n", "truce", "accepts", "2025-04-01", salience=1.0, confidence=1.0),
    position("s1", "s", "truce", "demands", "2025-01-01", salience=0.8, confidence=0.5),
    position("n3", "n", "vote", "demands", "2025-01-01", salience=0.5, confidence=0.5),
    position("s2", "s", "vote", "supports", "2025-02-01", salience=1.0, confidence=0.2),
])  # fmt: skip


def test_the_index_weighs_what_two_share_against_what_they_clash_on() -> None:
    found = convergence(TALKS, "n", "s", window="days:1", step="months:1", until="2025-05-01", as_of=NOW)
    # truce: rejects × demands, min(1·1·1, 1·0.8·0.5) = 0.4 until March, then accepts × demands, min(0.5, 0.4) = 0.4;
    # vote: demands × supports, min(1·0.5·0.5, 0.75·1·0.2) = 0.15 from February. On 1 April the window holds 31 March too.
    assert [(str(p.end), p.overlap, p.conflict) for p in found] == [
        ("2025-01-01", 0, 0.4),
        ("2025-02-01", 0.15000000000000002, 0.4),
        ("2025-03-01", 0.15000000000000002, 0.4),
        ("2025-04-01", 0.55, 0.4),
        ("2025-05-01", 0.55, 0),
    ]
    assert [p.index for p in found] == pytest.approx([-1, -0.25 / 0.55, -0.25 / 0.55, 0.15 / 0.95, 1])
    assert (found.trend, found.change) == ("converged", 2.0)
    assert [m.ids for m in found.points[3].overlaps] == [("n2", "s1"), ("n3", "s2")]
    assert [p.position for p in found.evidence] == ["n1", "n2", "n3", "s1", "s2"]


def test_the_span_is_that_of_the_dated_positions_by_the_day_asked_about() -> None:
    found = convergence(TALKS, "n", "s", as_of=NOW)
    assert (str(found.points[0].end), str(found.points[-1].end)) == ("2025-01-01", "2025-04-01")
    assert str(convergence(TALKS, "n", "s", as_of="2025-02-15").points[-1].end) == "2025-02-01"


def test_without_dates_there_is_nothing_to_follow() -> None:
    found = convergence(toy([position("p", "n", "a"), position("q", "s", "a")]), "n", "s")
    assert (len(found), found.trend, found.change) == (0, "unknown", None)
    (point,) = convergence(toy([position("p", "n", "a"), position("q", "s", "a")]), "n", "s", until="2025-01-01")
    assert point.index == 1


def test_two_who_speak_of_different_things_have_no_index() -> None:
    d = toy([position("p", "n", "a", begin="2025-01"), position("q", "s", "b", begin="2025-03")])
    assert {p.index for p in convergence(d, "n", "s", as_of=NOW)} == {None}


def test_a_conflict_on_a_scale_counts_only_on_the_days_on_which_it_holds() -> None:
    ranks = [Demand(id=d, issue="army", label=d, rank=n) for n, d in enumerate(("low", "mid", "high"), 1)]
    d = toy(
        [
            position("p", "n", "high", begin="2025-01-01"),
            position("q", "s", "low", begin="2025-01-01"),
            position("r", "s", "high", "accepts", "2025-03-01", "2025-04-30"),
        ],
        demands=ranks,
        issues=[Issue(id="army", label="Army")],
    )
    found = convergence(d, "n", "s", window="days:1", step="months:1", since="2025-02-15", until="2025-06-15")
    assert [len(p.conflicts) for p in found] == [1, 0, 0, 1, 1]
    assert [[str(start) for start, _ in m.runs] for m in found.conflicts] == [["2025-01-01", "2025-05-01"]]


def test_assumed_numbers_are_named() -> None:
    d = toy([position("p", "n", "a", begin="2025-01", salience=1.0), position("q", "s", "a", begin="2025-03", confidence=0.5)])
    found = convergence(d, "n", "s", as_of=NOW).to_dict()
    assert found["assumed"] == [
        {"position": "p", "assumed": ["confidence"]},
        {"position": "q", "assumed": ["salience"]},
    ]
    assert found["overlaps"] == [
        {"ids": ["p", "q"], "by": ["shared"], "weight": 0.25, "runs": [{"from": "2025-03-01", "until": None}]}
    ]


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(UnknownName):
        convergence(TALKS, "n", "nobody")
    for wrong in (
        {"window": "months"}, {"window": "weeks:2"}, {"step": "days:0"}, {"since": "May"}, {"until": "2025-13-01"},
        {"since": "2025-06-01", "until": "2025-05-01"}, {"step": "days:1", "since": "0001-01-01", "until": "2025-01-01"},
    ):  # fmt: skip
        with pytest.raises(UsageError) as caught:
            convergence(TALKS, "n", "s", as_of=NOW, **wrong)
        assert caught.value.fault.where in (*wrong, "since")
    with pytest.raises(UsageError):
        convergence(TALKS, "n", "n")


def test_spans_end_where_a_month_or_the_calendar_ends() -> None:
    assert Span.parse("years:1").before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert Span.parse("months:2").before(date(1, 1, 31)) == date.min
    assert Span.parse("days:30").before(date(1, 1, 31)) == date(1, 1, 1)
    assert Span.parse("years:9").after(date(9999, 1, 1)) == date.max
    assert list(ends(date(2025, 1, 1), date(2025, 1, 1), Span("days", 1))) == [date(2025, 1, 1)]


def test_the_pictures_are_made_of_the_numbers_alone() -> None:
    assert sparkline([None, -1.0, 0.999, 1.0]) == "·▁██"
    assert curve([0.0, None, 1.0, -1.0], width=30, height=10).count("<polyline") == 1
    assert curve([0.0, None, 1.0, -1.0], width=30, height=10).count("<circle") == 1
    html = convergence(TALKS, "n", "s", as_of=NOW)._repr_html_()
    assert html == convergence(TALKS, "n", "s", as_of=NOW)._repr_html_()
    assert html.startswith("<div><svg")


SPAN = {"window": "days:25", "step": "days:20", "since": "2025-11-10", "until": "2026-01-25"}


@settings(max_examples=25)
@given(datasets())
def test_a_window_counts_what_holds_on_any_of_its_days(d) -> None:
    def weights(found, name):
        return {tuple(sorted(f.ids)): getattr(f, name) for f in found}

    for point in convergence(d, "n", "s", **SPAN):
        days = [point.start + timedelta(n) for n in range((point.end - point.start).days + 1)]
        clash: dict[tuple[str, ...], float] = {}
        agree: dict[tuple[str, ...], float] = {}
        for day in days:
            clash |= weights(conflicts(d, day, actors=("n", "s"), rules=RULES), "severity")
            agree |= weights(overlaps(d, day, actors=("n", "s")), "strength")
        assert {m.ids: m.weight for m in point.conflicts} == clash
        assert {m.ids: m.weight for m in point.overlaps} == agree
        assert (point.overlap, point.conflict) == (fsum(agree.values()), fsum(clash.values()))


@given(datasets())
def test_the_index_is_between_minus_one_and_one_and_the_same_from_both_sides(d) -> None:
    found = convergence(d, "n", "s", **SPAN)
    assert all(p.index is None or -1 <= p.index <= 1 for p in found)
    other = convergence(d, "s", "n", **SPAN)
    assert other.to_dict() == found.to_dict() | {"actors": ["s", "n"]}


@given(datasets(), st.randoms())
def test_the_order_of_rows_does_not_matter(d, random) -> None:
    rows, orders = list(d.positions), list(d.sequencing)
    random.shuffle(rows)
    random.shuffle(orders)
    shuffled = replace(d, positions=tuple(rows), sequencing=tuple(orders))
    assert convergence(shuffled, "n", "s", **SPAN).to_dict() == convergence(d, "n", "s", **SPAN).to_dict()


def test_the_bundled_data_give_an_index_that_its_pairs_add_up_to() -> None:
    with posgraph.open() as graph:
        last = graph.convergence("russia", "ukraine", as_of="2025-12-29").points[-1]
    assert str(last.end) == "2025-12-29"
    assert ("RU003", "UA048") in {m.ids for m in last.conflicts}
    assert ("RU051", "UA014") in {m.ids for m in last.overlaps}
    assert last.index == (last.overlap - last.conflict) / (last.overlap + last.conflict)
    assert last.index is not None
    assert last.index < 0

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import httpx
import pytest

from posgraph.model import Actor, Dataset, Demand, Event, Issue, Position, SequencePreference, When
from posgraph.model.plan import Proposal
from posgraph.stance import Stance
from posgraph_api.figures.standalone import standalone
from posgraph_api.figures.timeline import timeline_figure
from posgraph_api.pages import timeline
from posgraph_api.pages.drawing import _drawn, _made
from posgraph_api.views.timeline.lanes import LANES, MARKS
from posgraph_api.views.timeline.page import TimelineView
from posgraph_api.views.timeline.span import Span, best_span
from tests.pages.datasets import SCRIPT, hostile, large
from tests.pages.visiting import golden, graph_of, visit

DAY = date(2025, 6, 1)


def toy() -> Dataset:
    """North gave in on a tariff and turned on a cap; south said one thing in April and ended it in May, and one thing in July."""
    said = (
        ("n1", "north", "tariff", "demands", "2024-01", None, 0.9),
        ("n2", "north", "tariff", "accepts", "2025-05-01", None, None),
        ("n3", "north", "cap", "demands", "2025-04-15", None, 0.2),
        ("n4", "north", "cap", "rejects", "2025-05-15", None, 0.2),
        ("s1", "south", "tariff", "opposes", "2025-04-15", "2025-05-10", 0.5),
        ("s2", "south", "cap", "neutral", "2025-07-01", None, None),
        ("s3", "south", "quota", "undefined", None, None, None),
    )
    rows = tuple(
        Position(
            id=id, actor=actor, demand=demand, stance=Stance(stance), salience=salience,
            valid_from=When.parse(begin) if begin else None, valid_to=When.parse(end) if end else None, quote=f"quote of {id}",
        )
        for id, actor, demand, stance, begin, end, salience in said
    )  # fmt: skip
    orders = tuple(
        SequencePreference(
            id=id, actor="south", first=first, relation="before", then=then, stance=Stance.demands, valid_from=When.parse(begin)
        )
        for id, first, then, begin in (("o1", "cap", "tariff", "2025-01"), ("o2", "tariff", "cap", "2025-04"))
    )
    return Dataset(
        id="toy",
        actors=tuple(Actor(id=id, label=id.title(), kind="state") for id in ("north", "south")),
        issues=(Issue(id="arms", label="arms"), Issue(id="trade", label="trade")),
        demands=(
            Demand(id="cap", issue="arms", label="a cap on arms"),
            Demand(id="tariff", issue="trade", label="a tariff"),
            Demand(id="quota", issue="trade", label="a quota"),
        ),
        positions=rows,
        sequencing=orders,
        events=(
            Event(id="v1", label="a summit", status="occurred", date=When.parse("2025-05-02")),
            Event(id="v2", label="a call", status="occurred", date=When.parse("2025-05-04")),
            Event(id="v3", label="a vote", status="planned", date=When.parse("2026-05")),
            Event(id="v4", label="a rumour", status="denied", date=When.parse("2025-05-04")),
        ),
        proposals=(Proposal(id="pact", label="the pact", status="adopted", date=When.parse("2025-05-02")),),
    )


def view_of(dataset: Dataset, **query: object) -> TimelineView:
    view = timeline.PAGE.view(visit(timeline.PAGE, graph_of(dataset), **({"asof": DAY} | query)))
    assert isinstance(view, TimelineView)
    return view


def lanes(view: TimelineView) -> dict[str, tuple[list[str], int]]:
    return {lane.label: ([mark.id + mark.arrow for mark in lane.marks], lane.before) for lane in view.lanes.lanes}


def test_the_span_ends_on_the_day_and_most_statements_begin_in_it() -> None:
    assert view_of(toy()).span == Span(date(2025, 3, 1), DAY)  # of five that begin by the day, two in a month, four in three


def test_a_span_may_be_chosen_by_either_end_or_both() -> None:
    starts = [date(2025, 1, 1)]
    assert best_span(starts, DAY, date(2025, 2, 1), None) == Span(date(2025, 2, 1), DAY)
    assert best_span(starts, DAY, None, date(2025, 1, 10)) == Span(date(2024, 12, 10), date(2025, 1, 10))
    assert best_span((), DAY, None, None) == Span(date(2024, 6, 1), DAY)
    assert best_span((), DAY, date(2026, 1, 1), None).last > date(2026, 1, 1)


def test_two_hundred_statements_are_enough_for_a_span() -> None:
    many = [date(2025, 5, 20)] * 200 + [date(2020, 1, 1)] * 1000
    assert best_span(many, DAY, None, None) == Span(date(2025, 5, 1), DAY)
    assert best_span(many[1:], DAY, None, None) == Span(date(2015, 6, 1), DAY)


@pytest.mark.parametrize("years", [(1, 9999), (9998, 9999), (1, 2), (1900, 2025)])
def test_a_span_of_any_length_has_few_ticks(years: tuple[int, int]) -> None:
    span = Span(date(years[0], 1, 1), date(years[1], 12, 31))
    assert 1 <= len(list(span.ticks())) <= 17
    assert all(span.first <= day <= span.last for day, _ in span.ticks())


def test_without_choices_a_lane_is_an_issue_and_marks_are_what_begins_in_the_span() -> None:
    view = view_of(toy())
    assert lanes(view) == {"arms": (["n3", "n4⇅"], 0), "trade": (["s1", "n2▲"], 2)}  # before: n1 and s3, of unknown beginning
    assert (view.later, view.moves, view.lanes.bars) == (1, 2, False)


def test_of_an_actor_every_position_in_force_is_a_bar() -> None:
    view = view_of(toy(), actor="north")
    assert lanes(view) == {"arms": (["n3", "n4⇅"], 0), "trade": (["n1", "n2▲"], 0)}
    assert [str(mark.end) for mark in view.lanes.lanes[1].marks] == ["2025-04-30", "None"]


def test_on_an_issue_a_lane_is_an_actor() -> None:
    assert lanes(view_of(toy(), issue="trade")) == {"North": (["n1", "n2▲"], 0), "South": (["s3", "s1"], 0)}


def test_on_an_issue_with_others_below_it_the_lanes_say_which() -> None:
    data = toy()
    nested = data.having("issues", (Issue(id="arms", label="arms", broader="trade"), Issue(id="trade", label="trade")))
    found = view_of(nested, issue="trade").lanes.lanes
    assert [(lane.label, lane.under) for lane in found] == [("North", "arms"), ("North", "trade"), ("South", "trade")]


def test_what_ended_before_the_span_or_begins_after_it_is_not_shown() -> None:
    view = view_of(toy(), **{"from": date(2025, 5, 20)}, to=date(2025, 7, 2))
    assert {mark.id for mark in view.shown} == {"n2", "n4", "s2", "s3"}


def test_events_and_adopted_plans_stand_together_by_day_and_what_was_denied_does_not() -> None:
    assert [(each.day.day, [name for name, _ in each.names]) for each in view_of(toy()).happenings] == [
        (2, ["a summit", "the pact"]),
        (4, ["a call"]),
    ]


def test_the_drawer_holds_all_statements_on_the_target_with_their_shifts() -> None:
    history = view_of(toy(), pick="n2").history
    assert history is not None
    assert history.title == "North: a tariff"
    assert [(step.statement.id, step.state, [kind for kind, *_ in step.shifts]) for step in history.steps] == [
        ("n1", "in force until 2025-04-30", ["first"]),
        ("n2", "in force", ["▲ concession"]),
    ]


def test_silence_is_told_at_the_statement_that_ended() -> None:
    history = view_of(toy(), pick="s1").history
    assert history is not None
    assert [kind for kind, *_ in history.steps[0].shifts] == ["first", "silence"]


def test_the_history_of_a_wanted_order_is_of_both_its_steps() -> None:
    history = view_of(toy(), pick="o2").history
    assert history is not None
    assert [(step.statement.id, step.state) for step in history.steps] == [
        ("o1", "in force until 2025-03-31"),
        ("o2", "in force"),
    ]


def test_a_vague_day_is_told_as_vague_wherever_it_stands() -> None:
    said = (("v1", "demands", "2024", "2024-06~"), ("v2", "accepts", "2024-09", "2025-01-05"))
    rows = tuple(
        Position(
            id=id, actor="north", demand="tariff", stance=Stance(stance), valid_from=When.parse(since), valid_to=When.parse(until)
        )
        for id, stance, since, until in said
    )
    graph = graph_of(replace(toy(), positions=rows))
    view = timeline.PAGE.view(visit(timeline.PAGE, graph, asof="2025-01-01", pick="v2"))
    assert [(mark.since, mark.until) for mark in view.rows] == [("2024-09", "2025-01-05"), ("2024", "2024-06~")]
    assert [day for step in view.history.steps for kind, day, _ in step.shifts if "concession" in kind] == ["2024-09"]


def test_the_picture_of_an_actor() -> None:
    at = visit(timeline.PAGE, graph_of(toy()), asof=DAY, actor="north", pick="n2")
    figure = timeline_figure(timeline.PAGE.view(at), at.links)
    golden("timeline.svg", standalone(figure, "Timeline", "", ""))


def test_marks_of_a_lane_do_not_meet() -> None:
    at = visit(timeline.PAGE, graph_of(large(20, 40, 1800)), asof=date(2025, 12, 1))
    drawn = timeline_figure(timeline.PAGE.view(at), at.links).drawn
    found = [tuple(map(float, mark)) for mark in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawn)]
    assert len(found) == MARKS
    meet = [(a, b) for n, a in enumerate(found) for b in found[:n] if a[1] == b[1] and abs(a[0] - b[0]) < a[2] + b[2]]
    assert not meet


def test_of_a_large_dataset_the_newest_are_drawn_and_the_page_says_so() -> None:
    at = visit(timeline.PAGE, graph_of(large(20, 40, 1800)), asof=date(2025, 12, 1))
    view = timeline.PAGE.view(at)
    assert len(view.lanes.lanes) == LANES
    assert f"Only {MARKS} marks are drawn" in _drawn(at, timeline.PAGE, "http://x").data.decode()


def test_hostile_texts_stay_texts() -> None:
    for chosen in (
        {},
        {"actor": "script(alert)"},
        {"issue": "i&amp", "pick": "o2#"},
        {"from": date(1, 1, 1), "to": date(9999, 12, 31)},
    ):
        at = visit(timeline.PAGE, graph_of(hostile()), asof=DAY, **chosen)
        for body in (_drawn(at, timeline.PAGE, "http://x"), _made(at, timeline.PAGE, "svg")):
            assert SCRIPT.encode() not in body.data
            assert b"<i>issue" not in body.data


def test_rows_are_the_positions_of_the_span_with_their_days() -> None:
    at = visit(timeline.PAGE, graph_of(toy()), asof=DAY, actor="north")
    assert timeline.PAGE.table
    columns, rows = timeline.PAGE.table(timeline.PAGE.view(at), at)
    found = list(rows)
    assert [(row["position"], str(row["start"]), row["shift"]) for row in found] == [
        ("n4", "2025-05-15", "reversal"), ("n2", "2025-05-01", "concession"), ("n3", "2025-04-15", "first"),
        ("n1", "2024-01-01", "first"),
    ]  # fmt: skip
    assert all(set(row) == set(columns) for row in found)


def test_json_is_what_rest_gives(client: httpx.Client) -> None:
    given = client.get("/timeline.json?asof=2025-12-29&from=2025-12-01&actor=ukraine").json()
    assert given == client.get("/v1/shifts?as_of=2025-12-29&since=2025-12-01&actor=ukraine").json()
    assert given["items"]


@pytest.mark.parametrize(
    ("query", "where", "hint"),
    [
        ("pick=RU0001", "pick", "RU001"),
        ("actor=rusia", "actor", "russia"),
        ("from=2025-12-02&to=2025-12-01", "to", ""),
        ("from=x", "from", ""),
    ],
)
def test_what_cannot_be_shown_is_refused(client: httpx.Client, query: str, where: str, hint: str) -> None:
    answer = client.get(f"/timeline.json?{query}")
    assert answer.status_code == 400
    assert [(error["where"], error["hint"] or "") for error in answer.json()["errors"]] == [(where, hint)]


def test_a_chosen_span_stays_in_the_address(client: httpx.Client) -> None:
    path = "/timeline?asof=2025-12-29&actor=ukraine&from=2025-12-01&to=2025-12-31"
    answer = client.get(path, headers={"accept": "text/html"})
    assert (answer.status_code, str(answer.url).endswith(path)) == (200, True)

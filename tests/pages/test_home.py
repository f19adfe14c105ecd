"""The home page: the main answer in words, worked out by hand for each case; what is unsure, who moved, what to ask."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import httpx
import pytest

import posgraph
from posgraph.analysis.settlements.results import Component
from posgraph.analysis.settlements.verdict import Verdict
from posgraph.graph import Graph
from posgraph.model import (
    Actor,
    Dataset,
    Demand,
    DemandRelation,
    Issue,
    Participation,
    Position,
    Process,
    SequencePreference,
    When,
)
from posgraph.stance import Stance
from posgraph_api.figures.begun import begun_figure
from posgraph_api.pages import drawing
from posgraph_api.pages.home import PAGE
from posgraph_api.pages.page import csv
from posgraph_api.views.home.begun import begun
from posgraph_api.views.told.deals import deals_part
from posgraph_api.views.told.part import Part
from posgraph_api.views.told.saying import Telling, plain
from tests.pages.datasets import hostile, large
from tests.pages.visiting import golden, graph_of, visit

DAY = date(2025, 6, 1)
START = When.parse("2025-01-01")
NAMES = {"n": "North", "s": "South", "w": "West"}


def position(id: str, actor: str, demand: str, stance: str, firmness: float | None = None, **more: object) -> Position:
    return Position(id=id, actor=actor, demand=demand, stance=Stance(stance), firmness=firmness, valid_from=START, **more)  # type: ignore[arg-type]


def order(
    id: str, actor: str, first: str, then: str, firmness: float | None = None, salience: float | None = 1.0
) -> SequencePreference:
    return SequencePreference(
        id=id, actor=actor, first=first, relation="before", then=then, stance=Stance.demands, firmness=firmness,
        salience=salience, valid_from=START,
    )  # fmt: skip


def toy(*rows: Position | SequencePreference, **more: object) -> Graph:
    """Three actors, the steps a, b and c of one issue, and these rows."""
    return graph_of(
        Dataset(
            id="toy",
            title="Toy talks",
            actors=tuple(Actor(id=id, label=label, kind="state") for id, label in NAMES.items()),
            issues=(Issue(id="i", label="the issue"),),
            demands=tuple(Demand(id=id, issue="i", label=f"step {id}") for id in "abc"),
            positions=tuple(row for row in rows if isinstance(row, Position)),
            sequencing=tuple(row for row in rows if isinstance(row, SequencePreference)),
            **more,  # type: ignore[arg-type]
        )
    )


def told(graph: Graph, day: date = DAY) -> tuple[str, Part, tuple[Part, ...]]:
    """The verdict, and the parts of the answer."""
    answer = PAGE.view(visit(PAGE, graph, asof=day)).answer
    return plain(answer.main.verdict), answer.main, answer.others


def drawn(graph: Graph | None = None, **query: object) -> str:
    """The page as HTML."""
    return drawing._drawn(visit(PAGE, graph, **query), PAGE, "http://example.org").data.decode()


def test_contradictory_orders_come_first_with_the_reason_and_what_would_end_them() -> None:
    verdict, main, others = told(toy(order("o1", "n", "a", "b", 0.5), order("o2", "s", "b", "a", 0.25)))
    assert verdict == "No order of steps satisfies everyone"
    assert plain(main.lead) == "The 2 wanted orders in force hold 1 contradiction."
    (point,) = main.points
    assert plain(point.said) == "North demanded ‘step a’ before ‘step b’ (o1), but South demanded the reverse (o2)."
    assert plain(point.because) == "Both cannot be had, because each of the two steps would have to wait for the other."
    assert [plain(way) for way in point.ways] == [
        "South giving up ‘step b’ before ‘step a’ (o2): cost 0.25",
        "North giving up ‘step a’ before ‘step b’ (o1): cost 0.5",
    ]
    assert [plain(note) for note in main.notes] == ["A cost is firmness × salience of what is given up."]
    assert [plain(part.verdict) for part in others] == ["The hardest conflict is between North and South"]


def test_three_orders_lead_round_in_a_circle_and_unknown_numbers_are_told() -> None:
    _, main, _ = told(toy(order("o1", "n", "a", "b"), order("o2", "s", "b", "c", 1.0, None), order("o3", "w", "c", "a", 1.0)))
    (point,) = main.points
    assert plain(point.said) == (
        "North demanded ‘step a’ before ‘step b’ (o1); South demanded ‘step b’ before ‘step c’ (o2); "
        "and West demanded ‘step c’ before ‘step a’ (o3)."
    )
    assert plain(point.because).endswith("they lead round in a circle: ‘step a’ → ‘step b’ → ‘step c’ → ‘step a’.")
    assert [plain(way) for way in point.ways][:1] == ["North giving up ‘step a’ before ‘step b’ (o1): cost 0.5"]
    assert [plain(note) for note in main.notes][1:] == [
        "The firmness of o1 is unknown; 0.5 stands for it.",
        "The salience of o2 is unknown; 0.5 stands for it.",
    ]


def test_steps_that_are_to_begin_together_are_not_said_to_wait_for_each_other() -> None:
    both = replace(order("o2", "s", "a", "b", 1.0), relation="with")
    _, main, _ = told(toy(order("o1", "n", "a", "b", 1.0), both))
    assert plain(main.points[0].said).endswith(", but South demanded ‘step a’ with ‘step b’ (o2).")
    assert plain(main.points[0].because) == "Both cannot be had, because the two steps cannot lie in time as both say."


def test_relations_that_contradict_themselves_without_any_wanted_order_are_told_so() -> None:
    claims = (DemandRelation(id="r1", demand_a="a", relation="requires", demand_b="b", by="n"),
              DemandRelation(id="r2", demand_a="b", relation="requires", demand_b="a", by="s"))  # fmt: skip
    _, main, _ = told(toy(position("p1", "n", "c", "demands"), relations=claims))
    assert plain(main.lead) == "What is in force holds 1 contradiction."


def test_what_a_search_did_not_find_out_is_not_told_as_found() -> None:
    telling = Telling(Dataset(id="none"), lambda _: None)
    fine, unknown = Verdict(("n", "s"), ()), Verdict(("n", "s"), (Component((), (), (), partial=True),))
    assert plain(deals_part(unknown, None, telling).verdict) == "Whether a deal can keep every red line is not known"
    part = deals_part(fine, replace(unknown, parties=("n", "s", "w")), telling)
    assert plain(part.verdict) == "A deal can keep every red line of the parties"
    assert "those of all 3 actors that hold a position is not known" in plain(part.lead)


def test_rows_are_listed_as_the_record_was_at_the_moment_that_is_asked_about() -> None:
    html = drawn(toy(position("p1", "n", "a", "demands")), recorded_at="2025-06-01T00:00:00Z")
    assert 'href="/v1/demands?recorded_at=2025-06-01' in html
    assert "its permalinks lead to the record of now" in html


def test_a_claim_that_closes_the_circle_is_told_with_whose_it_is() -> None:
    claim = DemandRelation(id="r", demand_a="a", relation="same", demand_b="c", by="w")
    _, main, _ = told(toy(order("o1", "n", "a", "b", 1.0), order("o2", "s", "b", "c", 1.0), relations=(claim,)))
    assert "‘step a’ is the same step as ‘step c’ (r, so West)" in plain(main.points[0].said)


def test_orders_that_go_together_leave_the_word_to_the_red_lines() -> None:
    rows = (order("o1", "n", "a", "b"), order("o2", "s", "b", "c"), position("p1", "n", "a", "demands", 1.0, salience=0.4),
            position("p2", "s", "a", "rejects", 1.0))  # fmt: skip
    verdict, main, others = told(toy(*rows))
    assert verdict == "No deal keeps every red line"
    assert plain(main.lead) == "1 set of red lines blocks a deal among North and South."
    (point,) = main.points
    assert plain(point.said) == "North demanded ‘step a’ (p1), but South rejected it (p2)."
    assert plain(point.because) == "The one asks for what the other refuses, and both are red lines."
    assert [plain(way) for way in point.ways] == [
        "North moving on ‘step a’ (p1): cost 0.4",
        "South moving on ‘step a’ (p2): cost 0.5",
    ]
    assert plain(main.notes[-1]) == "The salience of p2 is unknown; 0.5 stands for it."
    assert plain(others[0].verdict) == "One order of steps satisfies everyone"
    assert plain(others[0].lead) == "The 2 wanted orders in force can all be had together."


def test_where_the_parties_could_agree_those_beside_the_table_are_asked_too() -> None:
    rows = (
        position("p1", "n", "a", "demands", 1.0),
        position("p2", "s", "b", "accepts"),
        position("p3", "w", "a", "rejects", 1.0),
    )
    roles = tuple(Participation(process="talks", actor=actor, role="party") for actor in ("n", "s"))
    _, main, _ = told(toy(*rows, processes=(Process(id="talks", label="Talks"),), participations=roles))
    assert plain(main.lead) == "1 set of red lines blocks a deal among all 3 actors that hold a position."
    assert plain(main.notes[0]) == "A deal could keep every red line of the parties alone: North and South."


def test_without_orders_and_red_lines_the_hardest_conflict_comes_first() -> None:
    rows = (position("p1", "n", "a", "demands", 0.75, salience=1.0, confidence=1.0),
            position("p2", "s", "a", "rejects", 0.75, salience=0.5, confidence=1.0, mode="byOpponent"))  # fmt: skip
    verdict, main, others = told(toy(*rows))
    assert verdict == "The hardest conflict is between North and South"
    assert plain(main.lead) == "1 conflict between positions in force. The hardest is on ‘the issue’."
    assert plain(main.points[0].said) == "North demanded ‘step a’ (p1), but South rejected it (p2, as its opponent tells it)."
    assert plain(main.points[0].because).startswith("They conflict because one is for what the other is against. Severity ")
    assert [plain(part.verdict) for part in others] == ["A deal can keep every red line"]


def test_without_any_conflict_that_is_said() -> None:
    verdict, main, _ = told(toy(position("p1", "n", "a", "demands"), position("p2", "s", "a", "accepts")))
    assert verdict == "Nothing conflicts"
    assert (
        plain(main.lead)
        == "2 positions and wanted orders are in force, and no rule sets two of different holders against each other."
    )


def test_on_an_empty_day_the_nearest_day_with_something_is_told() -> None:
    verdict, main, others = told(toy(position("p1", "n", "a", "demands")), date(2024, 1, 1))
    assert verdict == "Nothing is in force on 2024-01-01"
    assert [plain(note) for note in main.notes] == ["The nearest day on which something begins or ends is 2025-01-01."]
    assert others == ()
    assert "Nothing is in force." in drawn(toy(position("p1", "n", "a", "demands")), asof=date(2024, 1, 1))


def test_the_answer_of_the_miami_talks() -> None:
    verdict, main, others = told(posgraph.open(), date(2025, 12, 29))
    assert verdict == "No order of steps satisfies everyone"
    assert plain(main.points[0].said) == (
        "Russia demanded ‘peace agreement’ before ‘ceasefire’ (SQ001, as a third party tells it), "
        "but European allies and Ukraine supported the reverse (SQ014, as its opponent tells it)."
    )
    assert plain(main.points[0].ways[0]) == (
        "Russia giving up ‘peace agreement’ before ‘ceasefire’ (SQ001, as a third party tells it): cost 0.5"
    )
    assert plain(others[0].verdict) == "No deal keeps every red line"
    assert plain(main.notes[-1]) == "The salience of SQ001, SQ003, SQ009, SQ014, SQ059 and SQ060 is unknown; 0.5 stands for it."


def test_the_answer_of_the_brexit_talks_on_the_eve_of_the_protocol() -> None:
    verdict, main, others = told(posgraph.open("brexit"), date(2019, 10, 16))
    assert verdict == "No deal keeps every red line"
    assert plain(main.points[0].said) == (
        "United Kingdom rejected ‘the United Kingdom stays in the single market’ (BX004), DUP rejected "
        "‘goods checks in the Irish Sea’ (BX012) and Ireland rejected ‘customs checks on the island of Ireland’ (BX019)."
    )
    assert "one of these has to hold: ‘goods checks in the Irish Sea’, " in plain(main.points[0].because)
    assert plain(main.points[0].ways[0]) == "Ireland moving on ‘customs checks on the island of Ireland’ (BX019): cost 0.5"
    assert plain(others[0].verdict) == "One order of steps satisfies everyone"
    assert (
        "&amp;actor=dup&amp;" in drawn(posgraph.open("brexit"), asof=date(2019, 10, 16)).partition("The deals there would be")[0]
    )


def test_every_row_that_the_answer_names_leads_to_its_quote() -> None:
    html = drawn(asof=date(2025, 12, 29))
    assert 'href="/?asof=2025-12-29&amp;row=SQ001#drawer"' in html
    assert 'href="/orders?asof=2025-12-29&amp;cycle=1"' in html
    drawer = drawn(asof=date(2025, 12, 29), row="SQ001").partition('<aside id="drawer"')[2]
    assert "“first a peace agreement, then a ceasefire”" in drawer
    claim = drawn(asof=date(2025, 12, 29), row="REL-agreement").partition('<aside id="drawer"')[2]
    assert "A claim of <bdi>coder</bdi>" in claim
    assert "is the same step as" in claim


def test_what_is_unsure_is_counted_and_shown() -> None:
    rows = (position("p1", "n", "a", "demands", salience=1.0, confidence=1.0),
            position("p2", "s", "a", "ambiguous", 1.0, confidence=1.0, mode="anonymous"))  # fmt: skip
    view = PAGE.view(visit(PAGE, toy(*rows), asof=DAY))
    assert {one.kind: (one.count, one.share) for one in view.unsure} == {
        "third": (1, "50 %"), "open": (1, "50 %"), "salience": (1, "50 %"), "firmness": (1, "50 %"), "quote": (2, "100 %"),
        "source": (2, "100 %"),
    }  # fmt: skip
    assert [each.id for each in PAGE.view(visit(PAGE, toy(*rows), asof=DAY, unsure="open")).drawer.statements] == ["p2"]


def test_the_latest_moves_are_told_and_not_those_that_come_later() -> None:
    later = {"valid_from": When.parse("2025-03-01"), "revises": "p1", "revision_reason": "change"}
    moved = Position(id="p2", actor="n", demand="a", stance=Stance.accepts, **later)  # type: ignore[arg-type]
    graph = toy(position("p1", "n", "a", "rejects"), moved)
    (shift,) = PAGE.view(visit(PAGE, graph, asof=DAY)).shifts
    assert (shift.day, shift.kind, plain(shift.said)) == (
        "2025-03-01",
        "reversal",
        "North accepted ‘step a’ (p2), having rejected it (p1)",
    )
    assert PAGE.view(visit(PAGE, graph, asof=date(2025, 2, 1))).shifts == ()


def test_the_answer_as_data_and_its_rows_as_csv() -> None:
    at = visit(PAGE, asof=date(2025, 12, 29))
    view = PAGE.view(at)
    assert PAGE.result
    assert PAGE.table
    found = PAGE.result(view, at)
    assert found["answer"]["kind"] == "orders"
    assert found["answer"]["rows"][:2] == ["SQ001", "SQ014"]
    assert found["counts"]["positions"] == 168
    assert (found["in_force"], found["unsure"]["salience"]) == (215, 215)
    lines = csv(PAGE.table(view, at)).decode().splitlines()
    assert lines[0] == "row,holder,what,quote,source,title,url"
    assert lines[1].startswith(
        'SQ001,russia,Russia demands: peace agreement before ceasefire,"first a peace agreement, then a ceasefire",expert'
    )
    json.dumps(found)


def test_hostile_texts_are_text() -> None:
    html = drawn(graph_of(hostile()), asof=date(2025, 12, 29), unsure="third")
    assert html.count("<script") == 1
    assert not re.search(r'href="(?:javascript|data):', html)
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert "{{ 7 * 7 }} {% raw %}" in unescape(html)


def test_a_large_dataset_is_told_in_few_words() -> None:
    html = drawn(graph_of(large(20, 12, 1500)), asof=date(2025, 12, 29))
    assert len(html) < 40_000
    assert re.search(r"5 of \d+, red lines first", html)


def test_bars_count_what_begins_and_lead_to_their_last_day() -> None:
    at = visit(PAGE, toy(position("p1", "n", "a", "demands")), asof=DAY)
    found = begun([date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 28)], DAY)
    figure = begun_figure(found, at.links)
    assert figure
    assert re.findall(r'href="([^"]*)" aria-label="([^"]*)"', figure.drawn) == [
        ("/?asof=2025-01-31", "2025-01: 1 begin; show 2025-01-31"),
        ("/?asof=2025-02-28", "2025-02: 2 begin; show 2025-02-28"),
    ]
    assert begun_figure(begun([None], DAY), at.links) is None
    golden("begun.svg", figure.inline())


@pytest.mark.parametrize(
    ("query", "near"), [("row=SQ0001", "SQ001"), ("unsure=salienc", "salience"), ("as_of=2025-12-29", "asof")]
)
def test_what_is_not_there_is_refused_with_what_was_meant(client: httpx.Client, query: str, near: str) -> None:
    answer = client.get(f"/?{query}", headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert near in answer.text


def test_the_addresses_of_the_other_formats(client: httpx.Client) -> None:
    assert client.get("/home.json?asof=2025-12-29").json()["answer"]["verdict"] == "No order of steps satisfies everyone"
    assert client.get("/home.csv?asof=2025-12-29").text.startswith("row,holder")
    assert client.get("/home.svg?asof=2025-12-29").headers["content-type"] == "image/svg+xml"

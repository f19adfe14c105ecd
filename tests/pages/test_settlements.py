"""The page of settlements: who must move, the deals and proposals in the picture, and what lies behind each mark."""

from __future__ import annotations

from collections.abc import Iterator
from csv import DictReader
from dataclasses import replace
from io import StringIO

import httpx
import pytest

import posgraph
from posgraph.graph import Graph
from posgraph.model import Actor, Dataset, Demand, Issue, Position, Source, When
from posgraph.model.plan import Clause, Proposal
from posgraph.stance import Stance
from posgraph_api.figures.frontier import frontier_figure
from posgraph_api.http.problems import Problem
from posgraph_api.pages.drawing import _drawn, _made
from posgraph_api.pages.settlements import PAGE
from posgraph_api.pages.visit import Visit
from posgraph_api.views.settlements.frontier import Frontier, Point
from posgraph_api.views.settlements.page import SettlementsView
from posgraph_api.views.text import width
from tests.pages.datasets import hostile, large
from tests.pages.visiting import golden, graph_of, visit

DAY = "2025-12-29"
BORDER = ("european-union", "united-kingdom", "johnson-government", "ireland", "dup")


def toy() -> Dataset:
    """North insists on a vote, South on none; a plan on the table has the truce that South wants."""
    said = (
        ("p1", "north", "vote", "demands", 1.0, 0.8),
        ("p2", "south", "vote", "rejects", 1.0, None),
        ("p3", "south", "truce", "supports", 0.75, None),
    )
    return Dataset(
        id="toy",
        sources=(Source(id="s", title="Source"),),
        actors=tuple(Actor(id=id, label=id.title(), kind="state") for id in ("north", "south")),
        issues=(Issue(id="i", label="Issue"), Issue(id="j", label="Other issue")),
        demands=(Demand(id="vote", issue="i", label="A vote"), Demand(id="truce", issue="j", label="A truce")),
        positions=tuple(
            Position(
                id=id, actor=actor, demand=demand, stance=Stance(stance), firmness=firmness, salience=salience,
                valid_from=When.parse("2025-01"), quote=f"Quote of {id}", source="s",
            )
            for id, actor, demand, stance, firmness, salience in said
        ),
        proposals=(Proposal(id="plan", label="The plan", date=When.parse("2025-06")),),
        clauses=(Clause(proposal="plan", number="c1", demand="truce", text="A truce at once"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Iterator[Graph]:
    with graph_of(toy()) as graph:
        yield graph


def view_of(graph: Graph | None = None, **query: object) -> SettlementsView:
    """The view of the page."""
    view: SettlementsView = PAGE.view(visit(PAGE, graph, **({"asof": DAY} | query)))
    return view


def html_of(graph: Graph | None = None, **query: object) -> str:
    """The page."""
    return _drawn(visit(PAGE, graph, **({"asof": DAY} | query)), PAGE, "http://here").data.decode()


def svg_of(at: Visit) -> str:
    """The picture of the page."""
    assert PAGE.figure is not None
    figure = PAGE.figure(PAGE.view(at), at)
    assert figure is not None
    return figure.inline()


def test_who_must_move_is_told_with_the_cost_and_what_is_unknown_of_it(small: Graph) -> None:
    view = view_of(small)
    (part,) = view.parts
    assert view.verdict == "No deal can keep every red line of North and South: 1 set of red lines blocks it."
    assert [[line.said for line in blocker.lines] for blocker in part.blockers] == [
        ["North demands: A vote", "South rejects: A vote"]
    ]
    assert [reason.text for reason in part.blockers[0].reasons] == ["the one asks for what the other refuses"]
    # South's salience is unknown, so 0.5 stands for it: 1 × 0.5 is less than 1 × 0.8
    assert [(way.ids, way.cost, way.least) for way in part.ways] == [(("p2",), "0.5", True), (("p1",), "0.8", False)]
    assert [(p.sum, p.assumed) for way in part.ways for p in way.prices] == [("1 × 0.5", True), ("1 × 0.8", False)]


def test_deals_and_proposals_are_placed_by_what_they_are_worth_to_the_parties(small: Graph) -> None:
    view = view_of(small)
    assert view.frontier is not None
    # If South moves, the vote is in. To South that is −0.5 + 0.5 × 0.75 = −0.125 on a scale from −0.5 to 0.375.
    (deal,) = view.frontier.deals
    assert (deal.id, deal.x, deal.y) == ("d1", 1.0, pytest.approx(0.375 / 0.875, abs=1e-6))
    (plan,) = view.frontier.plans
    assert (plan.label, plan.x, plan.y) == ("The plan", 0.0, 1.0)
    assert [(row.own, [line.id for line in row.moves]) for row in view.deals] == [(("A truce", "A vote"), ["p2"])]
    # sqrt(1² + 0.5714²)
    assert [(row.distance, row.crossed, row.silent) for row in view.plans] == [("1.15", 0, 1)]


def test_the_drawer_of_a_deal_tells_what_each_party_gets_and_gives_up(small: Graph) -> None:
    drawer = view_of(small, pick="d1").drawer
    assert drawer is not None
    assert drawer.deal is not None
    north, south = drawer.deal.shares
    assert ([line.id for line in north.got], [line.id for line in north.lost]) == (["p1"], [])
    assert ([line.id for line in south.got], [line.id for line in south.lost]) == (["p3"], ["p2"])
    assert [card.id for card in drawer.deal.moves] == ["p2"]
    assert [(group.issue, group.demands) for group in drawer.deal.demands] == [
        ("Issue", (("vote", "A vote"),)),
        ("Other issue", (("truce", "A truce"),)),
    ]
    assert "“Quote of p2”" in html_of(small, pick="d1")


def test_the_drawer_of_a_proposal_tells_what_its_text_would_have_to_change(small: Graph) -> None:
    drawer = view_of(small, plan="plan").drawer
    assert drawer is not None
    assert drawer.plan is not None
    assert drawer.plan.repair is not None
    assert drawer.plan.repair.clauses == ()
    assert drawer.plan.repair.added[0].demands == (("vote", "A vote"),)


def test_a_blocker_opens_with_the_quotes_of_its_red_lines(small: Graph) -> None:
    text = html_of(small, blocker="p1~p2")
    assert "“Quote of p1”" in text
    assert "“Quote of p2”" in text
    assert "“Quote of p3”" not in text


def test_what_is_not_there_on_the_day_is_told_in_the_drawer(small: Graph) -> None:
    for given in ({"pick": "d9"}, {"blocker": "p1~p3"}):
        assert "There is no such thing among the answers" in html_of(small, **given)


def test_the_least_that_must_move_in_miami_costs_2_in_three_parts() -> None:
    view = view_of()
    assert view.least == "2"
    assert sorted(part.blockers_count for part in view.parts) == [1, 3, 3]
    assert [label for _, label in view.parties] == ["Russia", "Ukraine"]
    assert [[way.ids for way in ways] for ways in view.orders if len(ways) == 2] == [[("SQ059",), ("SQ060",)]]


def test_a_red_line_that_others_report_says_so_wherever_it_is_told() -> None:
    lines = {line.id: line.said for part in view_of().parts for each in part.blockers for line in each.lines}
    assert lines["RU003"] == "Russia demands: recognition of annexed territory as Russian, as a third party tells it"
    assert lines["UA048"] == "Ukraine rejects: recognition of annexed territory as Russian"


def test_the_relations_behind_a_blocker_are_told_with_whose_claim_they_are() -> None:
    drawer = view_of(blocker="RU033~UA058").drawer
    assert drawer is not None
    assert drawer.blocker is not None
    (reason,) = drawer.blocker.reasons
    assert "brings ‘recognition of Crimea as Russian’ with it" in reason.text
    assert reason.relations[0].startswith("by coder: ")


def test_the_border_is_blocked_by_two_sets_of_red_lines() -> None:
    found = view_of(posgraph.open("brexit"), asof="2019-10-16", actor=BORDER)
    (part,) = found.parts
    assert {frozenset(line.id for line in blocker.lines) for blocker in part.blockers} == {
        frozenset({"BX004", "BX012", "BX019"}),
        frozenset({"BX006", "BX012", "BX019"}),
    }


def test_the_picture_of_the_border_is_the_one_that_was_looked_at() -> None:
    at = visit(PAGE, posgraph.open("brexit"), asof="2019-10-16", actor=BORDER, x="dup", y="ireland")
    golden("frontier-border.svg", svg_of(at))


def test_the_picture_of_a_scenario_has_the_frontier_of_today_dashed(small: Graph) -> None:
    text = svg_of(visit(PAGE, small, asof=DAY, drop=("p2",)))
    assert 'class="today"' in text
    golden("frontier-supposed.svg", text)


def test_the_picture_stands_alone_as_a_file(small: Graph) -> None:
    text = _made(visit(PAGE, small, asof=DAY), PAGE, "svg").data.decode()
    assert text.startswith("<?xml")
    assert "Settlements as of 2025-12-29" in text


def test_names_in_the_picture_do_not_stand_on_each_other() -> None:
    near = [(n % 4 / 5 + 0.1, n // 4 * 0.03 + 0.4) for n in range(20)]
    plans = tuple(Point(f"p{n}", f"Proposal {n} of the mediators", "", x, y) for n, (x, y) in enumerate(near))
    drawn = frontier_figure(
        Frontier("n", "s", "North", "South", True, (), plans, (), "", ""), lambda kind, key: f"/{kind}/{key}"
    ).drawn
    boxes = []
    for part in drawn.split("<text ")[1:]:
        if 'class="name' in part:
            text = part.partition(">")[2].partition("<")[0]
            x, y = (float(part.partition(f'{name}="')[2].partition('"')[0]) for name in ("x", "y"))
            wide = width(text, 12)
            left = x - wide if " end" in part else x - wide / 2 if " middle" in part else x
            boxes.append((left, y - 11, left + wide, y + 3))
    assert len(boxes) > 10
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_json_is_what_the_interface_gives(client: httpx.Client) -> None:
    for given, path in (
        ({}, "/v1/settlements"),
        ({"accept": "UA018"}, "/v1/settlements?move=UA018"),
        ({"drop": "SQ001"}, "/v1/whatif?drop=SQ001"),
    ):
        page = client.get("/settlements.json", params={"asof": DAY} | given).json()
        assert page == client.get(path, params=httpx.QueryParams(httpx.URL(path).query.decode()).set("as_of", DAY)).json()


def test_the_table_holds_deals_concessions_blockers_and_proposals(small: Graph) -> None:
    body = _made(visit(PAGE, small, asof=DAY), PAGE, "csv").data.decode()
    rows = [(row["kind"], row["id"], row["rows"], row["cost"]) for row in DictReader(StringIO(body))]
    assert rows == [
        ("blocker", "", "p1;p2", ""),
        ("concession", "", "p2", "0.5"),
        ("concession", "", "p1", "0.8"),
        ("deal", "d1", "p2", ""),
        ("proposal", "plan", "", ""),
    ]


def test_hostile_texts_are_text_on_every_part_of_the_page() -> None:
    graph = graph_of(hostile())
    plain = view_of(graph)
    keys = [blocker.key for part in plain.parts for blocker in part.blockers]
    for given in (
        {},
        {"pick": "d1"},
        {"plan": "plan+1"},
        {"line": "r%1"},
        {"drop": ("o1",)},
        *({"blocker": key} for key in keys[:1]),
    ):
        text = html_of(graph, **given)
        assert "<script>alert" not in text
        assert 'href="javascript:' not in text


def test_a_search_that_was_cut_off_says_so_and_can_be_had_longer() -> None:
    view = view_of()
    at = visit(PAGE, asof=DAY)
    cut = replace(PAGE, view=lambda _at: replace(view, partial=True, longer=10))
    text = _drawn(at, cut, "http://here").data.decode()
    assert "The search was cut off:" in text
    assert f'href="/settlements?asof={DAY}&amp;seconds=10"' in text


def test_of_many_parties_the_two_of_the_picture_and_the_least_satisfied_are_listed() -> None:
    view = view_of(graph_of(large(12, 12, 90)), asof="2026-01-01")
    assert len(view.parties) > 6
    assert view.frontier is not None
    assert [id for id, _ in view.columns] == [view.frontier.x, view.frontier.y]
    assert {len(row.shares) for row in view.deals} == {3}


def test_a_day_before_all_has_nothing_against_a_deal() -> None:
    assert "No party holds a position on this day" in html_of(asof="1900-01-01")


def test_what_nothing_has_is_refused_with_what_was_meant(client: httpx.Client) -> None:
    for given, meant in (({"accept": "UA0018"}, "UA018"), ({"plan": "20-point"}, "20-points"), ({"x": "rusia"}, "russia")):
        answer = client.get("/settlements", params={"asof": DAY} | given, headers={"accept": "text/html"})
        assert answer.status_code == 400
        assert meant in answer.text


def test_two_changes_that_contradict_each_other_are_refused(small: Graph) -> None:
    with pytest.raises((Problem, ValueError), match="contradict each other"):
        view_of(small, set=("north:vote=accepts", "north:vote=rejects"))

"""What is supposed on the page of settlements, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from posgraph.graph import Graph
from posgraph_api.pages.settlements import PAGE, _supposed
from posgraph_api.pages.supposing import SettlementsQuery, answers
from posgraph_api.views.settlements.whatif import Supposed
from tests.pages.test_settlements import DAY, html_of, toy, view_of
from tests.pages.visiting import graph_of, visit


@pytest.fixture(scope="module")
def small() -> Iterator[Graph]:
    with graph_of(toy()) as graph:
        yield graph


def supposed(graph: Graph | None = None, **query: object) -> Supposed:
    """What the page says is supposed."""
    found = view_of(graph, **query).supposed
    assert found is not None
    return found


def test_the_cheapest_withdrawals_free_the_orders_of_miami() -> None:
    for other in ("SQ059", "SQ060"):
        found = supposed(drop=("SQ001", other))
        order = next(turn for turn in found.turns if turn.title == "The order of steps")
        assert order.said.startswith("One order of the steps suits all: the orders are free. Without what is supposed: no order")
        assert (order.gone_count, order.new_count, order.better) == (3, 0, True)
    assert "the orders are free" not in html_of(drop=("SQ001",))


def test_a_red_line_that_is_withdrawn_opens_a_deal_and_ends_its_conflict(small: Graph) -> None:
    deal, _, conflicts = supposed(small, drop=("p2",)).turns
    assert deal.said.startswith("A deal can keep every red line. Without what is supposed: no deal can keep every red line")
    assert [[line.id for line in lines] for lines in deal.gone] == [["p1", "p2"]]
    assert conflicts.said == "0 conflicts, 1 without what is supposed."
    assert [[line.id for line in lines] for lines in conflicts.gone] == [["p1", "p2"]]


def test_a_red_line_that_moves_stays_as_a_wish(small: Graph) -> None:
    found = supposed(small, accept=("p2",))
    (deal,) = found.turns
    assert deal.said.startswith("A deal can keep every red line.")
    assert [each.said for each in found.assumed] == ["This red line moves, and stays as a wish: South rejects: A vote"]
    assert view_of(small, accept=("p2",)).deals[0].shares[1] == "0.43"


def test_what_cannot_move_on_the_day_is_left_aside_and_told(small: Graph) -> None:
    found = supposed(small, accept=("p2", "p3"))
    assert found.turns[0].said.startswith("A deal can keep every red line.")
    assert found.notes[0] == "It is no red line of a party on that day, so it cannot move: South supports: A truce"


def test_another_stance_is_told_as_supposed_and_never_as_said(small: Graph) -> None:
    found = supposed(small, set=("south:vote=accepts",))
    assert [(each.name, each.said) for each in found.assumed] == [("set", "South accepts: A vote")]
    assert found.notes == ("What is supposed comes in the place of: South rejects: A vote",)
    assert "nobody has said it" in html_of(small, set=("south:vote=accepts",), line="set:south:vote")


def test_a_comparison_that_is_left_to_a_longer_search_is_told(small: Graph) -> None:
    at = visit(PAGE, small, asof=DAY, drop=("p2",))
    left = replace(answers(at), difference=None)
    found = _supposed(left, at.words)
    assert left.partial
    assert found is not None
    assert [turn.title for turn in found.turns] == ["A deal"]
    assert found.notes == (
        "The dataset is large: conflicts and orders with and without what is supposed are compared by a longer search.",
    )


def test_without_a_scenario_nothing_is_supposed(small: Graph) -> None:
    assert view_of(small).supposed is None


def test_scenarios_stand_side_by_side() -> None:
    rows = {each.id: each for each in view_of(compare=True).compared}
    assert rows[""].orders == "3 contradictions, least cost 0.88"  # 0.5 + 0.375
    assert rows["russia-drops-its-order"].orders == "1 contradiction, least cost 0.38"
    assert rows["russia-drops-its-order"].changes == ("drop SQ001",)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"without": ("b", "a")}, {"drop": ("a", "b")}),
        ({"drop": ("a", "a"), "without": ("b",)}, {"drop": ("a", "b")}),
        ({"row": "p1\tset\tn:vote", "to": "accepts"}, {"set": ("n:vote=accepts",)}),
        ({"row": "p1\tset\tn:vote", "to": "moves", "accept": ("a",)}, {"accept": ("a", "p1")}),
        ({"row": "o1\torder\tn:a before b", "to": "rejects"}, {"order": ("n:a before b=rejects",)}),
        ({"row": "r1\tdrop\t", "to": "withdrawn"}, {"drop": ("r1",)}),
        ({"to": "withdrawn"}, {}),
    ],
)
def test_each_supposition_is_written_in_one_way(given: dict[str, object], meant: dict[str, object]) -> None:
    assert SettlementsQuery.model_validate(given) == SettlementsQuery.model_validate(meant)


def test_the_form_leads_to_the_address_of_the_change(client: httpx.Client) -> None:
    given = {"asof": DAY, "row": "SQ001\torder\trussia:peace-agreement before ceasefire", "to": "withdrawn", "accept": ""}
    answer = client.get("/settlements", params=given, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (302, f"/settlements?asof={DAY}&drop=SQ001")


def test_every_row_that_the_form_offers_can_be_supposed(small: Graph) -> None:
    for _, rows in view_of(small).choices.groups:
        for row in rows:
            query = SettlementsQuery.model_validate({"row": row.value, "to": "neutral"})
            assert query.set_ in (("north:vote=neutral",), ("south:vote=neutral",), ("south:truce=neutral",))


def test_links_of_the_page_are_canonical(small: Graph) -> None:
    at = visit(PAGE, small, asof=DAY, drop=("p3", "p1"), accept=("p2",))
    assert at.links.here(pick="d1") == f"/settlements?asof={DAY}&drop=p1&drop=p3&accept=p2&pick=d1"
    text = html_of(small, drop=("p3",))
    assert f'href="/settlements?asof={DAY}&amp;drop=p1&amp;drop=p3"' in text

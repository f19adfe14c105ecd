"""Three borders and no free place: what the red lines on the Irish border leave, worked out by hand.

A place needs that nobody refuses it as a red line: the island is shut by BX019, the sea by BX012 (and BX014, of the May
government), the third way out by BX004 and by BX006, each alone. So a set of red lines leaves no place if it holds one of each.
"""

from __future__ import annotations

import pytest

EVE = "2019-10-16"
"""The day before the revised protocol."""
AT_THE_TABLE = ["european-union", "united-kingdom", "johnson-government", "ireland"]


def knots(found) -> list[list[list[str]]]:
    """By component the blockers."""
    return [sorted(sorted(b) for b in c["blockers"]) for c in found.to_dict()["components"]]


def moves(found) -> dict[frozenset[str], float]:
    """The concessions of the only component, with their costs."""
    (component,) = found.to_dict()["components"]
    return {frozenset(c["move"]): c["cost"] for c in component["concessions"]}


def test_with_the_dup_no_place_is_left(brexit) -> None:
    found = brexit.settlements(as_of=EVE, actors=[*AT_THE_TABLE, "dup"])
    assert not found.feasible
    assert knots(found) == [[["BX004", "BX012", "BX019"], ["BX006", "BX012", "BX019"]]]
    # a red line 1, times unknown salience 0.5
    assert moves(found) == pytest.approx(
        {frozenset({"BX012"}): 0.5, frozenset({"BX019"}): 0.5, frozenset({"BX004", "BX006"}): 1.0}
    )


def test_the_three_refusals_that_the_fact_base_names_are_a_knot(brexit) -> None:
    found = brexit.settlements(as_of=EVE, actors=["dup", "ireland", "may-government", "united-kingdom"])
    assert knots(found) == [
        [[third, sea, "BX019"] for third in ("BX004", "BX006") for sea in ("BX012", "BX014")],
    ]
    assert set(moves(found)) == {frozenset({"BX019"}), frozenset({"BX012", "BX014"}), frozenset({"BX004", "BX006"})}


def test_without_the_united_kingdom_outside_the_single_market_there_is_no_knot(brexit) -> None:
    assert brexit.settlements(as_of=EVE, actors=["dup", "ireland", "may-government"]).feasible


def test_without_the_dup_the_sea_is_the_place(brexit) -> None:
    found = brexit.settlements(as_of=EVE, actors=AT_THE_TABLE)
    assert found.feasible
    places = {"border-on-island", "border-in-irish-sea", "whole-uk-in-customs-union-and-single-market"}
    assert {tuple(places & set(deal["demands"])) for deal in found.to_dict()["frontier"]} == {("border-in-irish-sea",)}


def test_if_the_dup_had_not_refused_the_sea_a_place_is_free(brexit, dataset) -> None:
    dropped = [c.removeprefix("drop ") for c in dataset.by_id("scenarios")["without-the-dup-red-line"].changes]
    assert brexit.settlements(as_of=EVE, actors=[*AT_THE_TABLE, "dup"], without=dropped).feasible


def test_the_protocol_crosses_the_red_lines_of_the_dup_and_no_other(brexit) -> None:
    plans = brexit.settlements(as_of="2019-10-18", actors=[*AT_THE_TABLE, "dup"]).to_dict()["proposals"]
    (crosses,) = [plan["crosses"] for plan in plans if plan["proposal"] == "revised-protocol-2019-10-17"]
    assert crosses == {"dup": ["BX012", "BX022"]}

"""Questions an analyst asks of these rows, with the answers worked out from the fact base by hand."""

from __future__ import annotations

from datetime import date

import pytest

from posgraph.analysis.force import in_force
from posgraph.graphs.entailments import entailments

MAY_2017 = "2017-05-15"
EVE = date(2019, 10, 16)
"""The day before the revised protocol."""


def pairs(found) -> set[frozenset[str]]:
    """The two rows of each finding."""
    return {frozenset((item["a"]["position"], item["b"]["position"])) for item in found.to_dict()["items"]}


def both(*rows: str) -> set[frozenset[str]]:
    """``both("A B", "C D")`` are two pairs."""
    return {frozenset(row.split()) for row in rows}


def refusals(dataset, day: date) -> dict[str, list[str]]:
    """By place of the border, the red lines that refuse it, or what it brings with it, on that day."""
    graph = entailments(dataset)
    lines = [h.row for h in in_force(dataset, day).positions if h.row.firmness == 1 and h.row.stance.contra]
    places = [d.id for d in dataset.demands if d.issue == "irish-border"]
    return {place: sorted(p.id for p in lines if p.demand in graph.needed(place)) for place in places}


# Phased or parallel talks?


def test_phases_and_parallel_talks_clash_in_may_2017(brexit) -> None:
    assert pairs(brexit.conflicts(as_of=MAY_2017)) == both("BX001 BX002", "SQ100 SQ101")
    assert pairs(brexit.conflicts(as_of=MAY_2017, rules="order")) == both("SQ100 SQ101")


def test_no_order_of_the_talks_suits_both_in_may_2017(brexit) -> None:
    orders = brexit.orders(as_of=MAY_2017).to_dict()
    (knot,) = orders["components"]
    assert sorted(knot["steps"]) == ["future-relationship-talks", "withdrawal-terms"]
    assert [sorted(c["members"]) for c in knot["contradictions"]] == [["SQ100", "SQ101"]]
    # unknown salience 0.5, times firm 0.75 for London and red line 1 for Brussels
    ways = {way["withdraw"][0]: way["cost"] for way in knot["concessions"]}
    assert ways == pytest.approx({"SQ101": 0.375, "SQ100": 0.5})


def test_london_took_the_order_of_brussels_on_19_june_2017(brexit, dataset) -> None:
    assert both("BX001 BX002", "SQ100 SQ101") <= pairs(brexit.conflicts(as_of="2017-06-18"))
    assert not pairs(brexit.conflicts(as_of="2017-06-19"))
    assert brexit.orders(as_of="2017-06-19").consistent
    assert both("BX001 BX003", "SQ100 SQ102") <= pairs(brexit.overlaps(as_of="2017-06-19"))
    (agreed,) = [c.demand for c in dataset.clauses if c.proposal == "sequencing-2017-06-19"]
    assert agreed == dataset.by_id("positions")["BX001"].demand


# Three borders and no free place


def test_every_place_of_the_border_is_refused_as_a_red_line_in_october_2019(dataset) -> None:
    assert refusals(dataset, EVE) == {
        "border-on-island": ["BX019"],
        "border-in-irish-sea": ["BX012", "BX014"],
        "whole-uk-in-customs-union-and-single-market": ["BX004", "BX006"],
    }


def test_before_october_2019_no_row_refuses_checks_on_the_island(dataset) -> None:
    assert refusals(dataset, date(2019, 9, 30))["border-on-island"] == []


def test_the_clashes_of_the_eve_of_the_protocol(brexit) -> None:
    assert pairs(brexit.conflicts(as_of=EVE, issues=["irish-border", "renegotiation"])) == both(
        "BX015 BX012", "BX015 BX014", "BX015 BX013", "BX015 BX020", "BX019 BX020", "BX013 BX016", "BX017 BX018"
    )


def test_that_the_border_has_one_place_only_matters_for_one_clash(brexit) -> None:
    assert pairs(brexit.conflicts(as_of=EVE, rules="exclusive")) == both("BX015 BX020")
    assert not pairs(brexit.conflicts(as_of="2019-10-17", rules="exclusive"))


def test_london_and_dublin_wait_for_each_other_on_the_time_limit(brexit) -> None:
    assert pairs(brexit.conflicts(as_of="2018-12-01", rules="deadlock")) == both("BX013 BX016")


def test_after_the_protocol_the_knot_is_between_london_and_the_dup(brexit) -> None:
    left = pairs(brexit.conflicts(as_of="2019-10-18", actors=["johnson-government", "dup", "ireland", "european-union"]))
    assert left == both("BX021 BX022", "BX021 BX012")

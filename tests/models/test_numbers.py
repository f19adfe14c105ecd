"""Numbers drawn from a dataset: positions on a line, salience, capability; and the toll road as a dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

import posgraph
from posgraph.analysis.models.exchanges import exchanges
from posgraph.analysis.models.forecasts import forecasts
from posgraph.analysis.models.numbers import numbers
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Participation
from tests.analysis.toys import NOW, Demand, Issue, position, relation, toy
from tests.models.cases import case

ROAD = Path(__file__).parent / "toll-road"
EXPECTED = case("toll_road_nl_expected")["toll_road_nl"]
TOLL = [Demand(id=f"t{n}", issue="toll", label=f"{n} euros", min=n, max=n) for n in (0, 4, 10)]


def line(rows, demands=TOLL, **more):
    (found,) = numbers(toy(rows, demands=demands, issues=[Issue(id="toll", label="Toll", unit="euros")], **more), NOW).lines
    return found


def test_a_demand_stands_for_the_middle_of_its_range_or_its_only_bound() -> None:
    demands = [
        Demand(id="some", issue="toll", label="", min=2, max=4),
        Demand(id="least", issue="toll", label="", min=6),
        Demand(id="most", issue="toll", label="", max=9),
    ]
    found = line([position(d, a, d) for a, d in (("n", "some"), ("s", "least"), ("t", "most"))], demands)
    assert [s.position for s in found.stands] == [3, 6, 9]
    assert (found.low, found.high, found.kind, found.unit) == (2, 9, "range", "euros")


def test_ranks_stand_for_themselves_where_there_is_no_range() -> None:
    ranked = [Demand(id=f"r{n}", issue="toll", label="", rank=n) for n in (1, 5)]
    found = line([position("n1", "n", "r1"), position("s1", "s", "r5")], ranked)
    assert ([s.position for s in found.stands], found.kind, found.unit) == ([1, 5], "rank", None)


def test_several_demands_stand_for_the_middle_of_their_hull() -> None:
    assert line([position("n1", "n", "t0"), position("n2", "n", "t10"), position("n3", "n", "t4")]).stands[0].position == 5


def test_what_a_demand_entails_counts_unless_it_is_only_wider() -> None:
    found = line(
        [position("n1", "n", "free"), position("s1", "s", "t10")],
        relations=[relation("free entails t0"), relation("t10 entails t4")],
    )
    assert [(n.stand.actor, n.stand.position, n.demands) for n in found.numbers] == [("n", 0, ("t0",)), ("s", 10, ("t10",))]


def test_who_refuses_or_is_silent_is_left_out_by_name() -> None:
    found = line([position("n1", "n", "t0"), position("s1", "s", "t4", "rejects"), position("t1", "t", "other")])
    assert found.left_out == ("s", "t")


def test_unknown_numbers_are_named() -> None:
    found = line([position("n1", "n", "t0", salience=0.8), position("n2", "n", "t4"), position("s1", "s", "t4")])
    assert [(n.stand.salience, n.stand.capability, n.assumed) for n in found.numbers] == [
        (0.8, 1, ("capability",)),
        (0.5, 1, ("salience", "capability")),
    ]


def test_capability_counts_where_all_have_one_and_the_question_goes_before_the_data() -> None:
    rows = [position("n1", "n", "t0"), position("s1", "s", "t4")]
    own = tuple(Participation(process="p", actor=a, role="party", capability=c) for a, c in (("n", 3.0), ("s", None)))
    d = toy(rows, demands=TOLL, issues=[Issue(id="toll", label="Toll")], participations=own)
    assert numbers(d, NOW).unknown == ("s",)
    assert [s.capability for s in numbers(d, NOW).lines[0].stands] == [1, 1]
    asked = numbers(d, NOW, capability={"s": 2})
    assert ([s.capability for s in asked.lines[0].stands], asked.unknown) == ([3, 2], ())


def test_issues_that_are_no_line_are_named() -> None:
    one = Demand(id="only", issue="one", label="", min=3)
    rows = [position("n1", "n", "only"), position("n2", "n", "t0", salience=0.0)]
    d = toy(rows, demands=[*TOLL, one], issues=[Issue(id="toll", label="Toll"), Issue(id="one", label="One")])
    found = forecasts(d, NOW)
    assert (len(found), found.skipped) == (0, ("one", "toll"))


def test_what_cannot_be_a_capability_is_refused() -> None:
    d = toy([position("n1", "n", "t0")], demands=TOLL, issues=[Issue(id="toll", label="Toll")])
    with pytest.raises(UsageError, match="capability of n"):
        numbers(d, NOW, capability={"n": -1})
    with pytest.raises(UnknownName, match="one of: n, s, t"):
        numbers(d, NOW, capability={"nn": 1})


def test_the_toll_road_as_a_dataset_has_the_published_means() -> None:
    with posgraph.open(ROAD) as road:
        found = forecasts(road.dataset, NOW)
    assert {f.line.issue for f in found} == EXPECTED["issues"].keys()
    for f in found:
        expected = EXPECTED["issues"][f.line.issue]
        assert [f.line.low, f.line.high] == expected["scale"]
        values = {e.method: round(e.value, 6) for e in f.estimates}
        assert values["compromise"] == expected["compromise_cs_weighted_mean"]
        assert values["median"] == expected["cs_weighted_median"]
        assert round(f.spread**2, 5) == round(expected["weighted_variance"], 5)
    assert found.unknown == ()


def test_the_toll_road_as_a_dataset_has_the_published_exchanges() -> None:
    with posgraph.open(ROAD) as road:
        found = exchanges(road.dataset, NOW, scale="coded", bookkeeping="published")
    published = EXPECTED["equal_gain_exchange_round1"]
    assert (found.candidates, len(found), round(found.total, 4)) == (
        published["candidate_exchanges"],
        published["realized"],
        published["sum_of_gains"],
    )
    shown = found.to_dict()["items"]
    for item, first in zip(shown, published["first"], strict=False):
        assert round(item["gain"], 6) == first["gain"]
        assert {(item["i"], item["i_gives"]), (item["j"], item["j_gives"])} == {
            (first["i"], first["i_gives"]),
            (first["j"], first["j_gives"]),
        }


def test_stretched_scales_move_in_the_units_of_the_issue() -> None:
    with posgraph.open(ROAD) as road:
        found = exchanges(road.dataset, NOW)
    height = [m for e in found for m in e.moves if m.issue == "tol-hoogte"]
    assert height
    assert all(0.5 <= x <= 7 for m in height for x in (m.start, m.end, m.outcome_before, m.outcome_after))
    assert found.outcomes["tol-hoogte"][0] == pytest.approx(2.270992, abs=1e-6)

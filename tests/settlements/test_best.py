"""The best deals by three measures: against every set tried one by one, and against published optima."""

import json
from datetime import date
from fractions import Fraction
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.best import best, roof
from posgraph.analysis.settlements.encoding import encode
from posgraph.analysis.settlements.frontier import frontier
from posgraph.analysis.settlements.maxsat import optimum
from posgraph.analysis.settlements.problem import problem
from posgraph.analysis.settlements.scales import MEASURES, Measures, scales
from posgraph.analysis.settlements.ways import ways
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance
from tests.settlements import brute

CASES = Path(__file__).parent.parent / "cases" / "theory"


@settings(max_examples=40, deadline=None)
@given(brute.datasets())
def test_the_best_deals_are_the_best_of_all_sets_tried_one_by_one(dataset) -> None:
    asked = brute.posed(dataset)
    result, points = frontier(asked, scales(asked)), brute.frontier(asked)
    by_id = {deal.id: deal for deal in result.deals}
    assert sorted(result.best) == (sorted(MEASURES) if points else [])
    for name, top in result.best.items():
        measure = brute.MEASURES[name]
        highest = max(map(measure, points))
        assert top.value == pytest.approx(float(highest), abs=1e-12)
        assert top.proven
        plainest = brute.plainest(demands for point, demands in points.items() if measure(point) == highest)
        assert list(by_id[top.deal].demands) == plainest


@settings(max_examples=40, deadline=None)
@given(brute.datasets(7))
def test_without_the_frontier_the_best_deals_are_as_good(dataset) -> None:
    asked = brute.posed(dataset)
    measures, every = Measures(asked.parties, scales(asked)), ways(encode(asked, asked.binding), inf)
    points = brute.frontier(asked)
    assert bool(points) == (every is not None)
    for name in MEASURES if every else ():
        found = best(every, measures, name, inf)
        satisfied = tuple(Fraction(s, measures.one) for s in measures.satisfactions(found.point.values))
        assert found.proven
        assert brute.MEASURES[name](satisfied) == max(map(brute.MEASURES[name], points))
        demands = frozenset(every.encoding.bought(found.point.price))
        assert all(bond.holds(demands) for bond in asked.binding)
        assert brute.satisfaction(asked, demands) == satisfied
        assert satisfied in points or (name == "nash" and not any(map(brute.MEASURES[name], points)))


def test_a_demand_that_nobody_values_stays_out_unless_another_needs_it() -> None:
    relations = (
        DemandRelation(id="r1", demand_a="vote", relation="requires", demand_b="truce", by="coder"),
        DemandRelation(id="r2", demand_a="court", relation="requires", demand_b="treaty", by="coder"),
    )
    rows = [("p1", "n", "vote", "demands"), ("p2", "s", "court", "rejects")]
    held = tuple(Position(id=i, actor=a, demand=d, stance=Stance(s)) for i, a, d, s in rows)
    demands = tuple(Demand(id=d, issue="i", label=d) for d in ("court", "treaty", "truce", "vote"))
    asked = brute.posed(Dataset(id="toy", demands=demands, relations=relations, positions=held))
    assert [deal.demands for deal in frontier(asked, scales(asked)).deals] == [("truce", "vote")]


def instance(case):
    """All that the options are worth to the six parties together, as the salience of one party that demands them all."""
    names = {(i, o): f"i{i:02}o{o}" for i in range(case["n_issues"]) for o in range(case["n_options"])}
    demands = tuple(Demand(id=name, issue=name[:3], label=name) for name in names.values())
    issues = tuple(Issue(id=i, label=i, exclusive=True, exhaustive=True) for i in sorted({d.issue for d in demands}))
    pairs = [(names[i, o], names[j, p]) for i, o, j, p in case["incompatible_pairs"]]
    relations = tuple(
        DemandRelation(id=f"{a}.{b}", demand_a=a, relation="incompatible", demand_b=b, by="coder") for a, b in pairs
    )
    worth = {names[i, o]: value / 50_000 for i, row in enumerate(case["option_value"]) for o, value in enumerate(row)}
    positions = tuple(Position(id=f"p {d}", actor="all", demand=d, stance=Stance.demands, salience=w) for d, w in worth.items())
    dataset = Dataset(
        id="made", actors=(Actor(id="all", label="All", kind="group"),), issues=issues, demands=demands, relations=relations,
        positions=positions,
    )  # fmt: skip
    return problem(dataset, in_force(dataset, date(2025, 12, 29)), ["all"])


@pytest.mark.parametrize("case", json.loads((CASES / "settlement_instances.json").read_text()), ids=lambda case: case["id"])
def test_the_published_best_total_is_found_by_both_methods(case) -> None:
    asked = instance(case)
    expected = case["expected"]["best_total_value_ignoring_red_lines"]
    assert scales(asked)["all"].best * 50_000 == pytest.approx(expected, abs=1e-6)
    (deal,) = frontier(asked, scales(asked)).deals
    assert deal.values["all"] * 50_000 == pytest.approx(expected, abs=1e-6)


@given(brute.datasets(), st.lists(st.integers(1, 9), min_size=3, max_size=3))
@settings(max_examples=30, deadline=None)
def test_the_diagram_and_maxsat_agree_on_every_weighted_sum(dataset, weights) -> None:
    asked = brute.posed(dataset)
    encoding = encode(asked, asked.binding)
    found, worth = (
        ways(encoding, inf),
        {v: sum(w * x for w, x in zip(weights, r, strict=True)) for v, r in encoding.gains.items()},
    )
    other = optimum(encoding, worth, inf)
    assert other.feasible == (found is not None)
    if found:
        assert sum(w * x for w, x in zip(weights, found.top(weights).values, strict=True)) == other.bound


@given(st.integers(0, 10**40), st.integers(1, 7))
def test_the_roof_of_a_number_is_the_least_whose_power_reaches_it(number, degree) -> None:
    found = roof(number, degree)
    assert found**degree >= number
    assert not found or (found - 1) ** degree < number

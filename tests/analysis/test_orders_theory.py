"""Orders that are too tangled to list everything: least withdrawals with known answers, and what a cut-off search says."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from posgraph.analysis.orders import orders
from posgraph.model import Dataset
from tests.analysis.toys import order, toy

CASES = json.loads((Path(__file__).parent.parent / "cases" / "theory" / "feedback_arcs.json").read_text())


def wanted(arcs) -> Dataset:
    """One order per arc, by seven holders; an arc of weight 1 … 10 costs a tenth of it."""
    return toy(
        orders=[
            order(f"s{i:03}", f"h{i % 7}", f"x{tail} before x{head}", firmness=1.0, salience=weight / 10)
            for i, (tail, head, weight) in enumerate(arcs)
        ]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_cheapest_withdrawal_is_the_least_feedback_arc_set(case) -> None:
    d = wanted(case["arcs"])
    found = orders(d, limit=1, seconds=60)
    assert round(found.cheapest.concession.cost * 10) == case["optimal_feedback_weight"]
    assert found.cheapest.proven
    assert orders(d, without=found.cheapest.concession.withdraw).consistent
    assert {step.step for step in found.roadmap} == {f"x{n}" for arc in case["arcs"] for n in arc[:2]}
    rank = {stage.step: stage.rank for stage in found.roadmap}
    kept = [row for row in d.sequencing if row.id not in found.cheapest.concession.withdraw]
    assert all(rank[row.first] < rank[row.then] for row in kept)


def test_all_is_listed_where_there_is_little_of_it_and_the_first_thousand_where_there_is_much() -> None:
    found = orders(wanted(CASES[0]["arcs"]), limit=5000)
    (part,) = found.components
    # 50 cycles and 4690 minimal sets, as networkx.simple_cycles and Berge's multiplication count them
    assert (len(part.contradictions), len(part.concessions), part.partial) == (50, 4690, False)
    assert [len(c.members) for c in part.contradictions] == sorted(len(c.members) for c in part.contradictions)
    assert [c.cost for c in part.concessions] == sorted(c.cost for c in part.concessions)
    (cut,) = orders(wanted(CASES[0]["arcs"])).components
    assert cut.concessions == part.concessions[:1000]
    assert cut.partial


def test_where_contradictions_are_too_many_to_list_the_smallest_are_told_and_the_cheapest_concessions_first() -> None:
    found = orders(wanted(CASES[2]["arcs"]), limit=20)
    (part,) = found.components
    assert part.partial
    assert [len(c.members) for c in part.contradictions] == sorted(len(c.members) for c in part.contradictions)
    assert len({c.withdraw for c in part.concessions}) == 20
    costs = [c.cost for c in part.concessions]
    assert costs == sorted(costs)
    assert round(costs[0] * 10) == CASES[2]["optimal_feedback_weight"]


def test_a_search_that_runs_out_of_time_tells_the_best_that_it_found_and_what_nothing_can_undercut() -> None:
    random = Random(1)
    arcs = [(*random.sample(range(200), 2), random.randint(1, 10)) for _ in range(600)]  # pure noise: nobody solves it
    d = wanted(arcs)
    found = orders(d, seconds=2.0)
    assert found.partial
    assert not found.cheapest.proven
    assert 0 < found.cheapest.bound < found.cheapest.concession.cost
    assert orders(d, without=found.cheapest.concession.withdraw).consistent
    assert found.roadmap
    assert all(part.contradictions and part.concessions for part in found.components)
    hurried = orders(d, seconds=0.001)
    assert hurried.partial
    assert orders(d, without=hurried.cheapest.concession.withdraw).consistent
    assert all(len(part.contradictions) >= 1 for part in hurried.components)

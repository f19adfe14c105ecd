"""The frontier: against every set of demands one by one, and against a published negotiation."""

import json
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.frontier import frontier
from posgraph.analysis.settlements.pareto import Packing
from posgraph.analysis.settlements.problem import problem
from posgraph.analysis.settlements.results import Scale
from posgraph.analysis.settlements.scales import scales
from posgraph.model import Actor, Dataset, Demand, Issue, Position
from posgraph.stance import Stance
from tests.settlements import brute

CASES = Path(__file__).parent.parent / "cases" / "theory"


def found(asked, limit=None, deadline=inf):
    return frontier(asked, scales(asked), limit, deadline)


def floats(points):
    return {tuple(map(float, point)): list(demands) for point, demands in points.items()}


def told(result):
    return {tuple(deal.satisfaction.values()): list(deal.demands) for deal in result.deals}


@settings(max_examples=50, deadline=None)
@given(brute.datasets())
def test_the_frontier_is_that_of_all_sets_tried_one_by_one(dataset) -> None:
    asked = brute.posed(dataset)
    result = found(asked)
    assert told(result) == floats(brute.frontier(asked))
    assert result.complete
    assert result.count == len(result.deals)
    totals = [sum(map(float, deal.satisfaction.values())) for deal in result.deals]
    assert totals == pytest.approx(sorted(totals, reverse=True))
    assert [deal.id for deal in result.deals] == [f"d{n}" for n in range(1, result.count + 1)]
    for deal in result.deals:
        assert all(bond.holds(deal.demands) for bond in asked.binding)
        assert deal.values == asked.values(deal.demands)


@settings(max_examples=25, deadline=None)
@given(brute.datasets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(dataset, random) -> None:
    def shuffled(rows):
        return tuple(random.sample(rows, len(rows)))

    tables = ("demands", "issues", "relations", "positions", "actors")
    other = replace(dataset, **{name: shuffled(getattr(dataset, name)) for name in tables})
    assert found(brute.posed(dataset)) == found(brute.posed(other))


@settings(max_examples=25, deadline=None)
@given(brute.datasets())
def test_more_red_lines_never_make_a_better_deal_possible(dataset) -> None:
    asked = brute.posed(dataset)
    free = found(asked.moving(line.id for line in asked.red_lines))
    for deal in found(asked).deals:
        assert any(all(other.values[a] >= deal.values[a] for a in asked.parties) for other in free.deals)


@settings(max_examples=12, deadline=None)
@given(brute.datasets(6))
def test_out_of_time_the_answer_is_settlements_that_do_not_beat_each_other_and_says_so(dataset) -> None:
    asked = brute.posed(dataset)
    result = found(asked, deadline=0.0)
    possible = brute.settlements(asked, asked.binding)
    assert bool(result.deals) == bool(possible)
    assert result.complete or possible
    assert not result.complete or told(result) == floats(brute.frontier(asked))
    points = [tuple(deal.values.values()) for deal in result.deals]
    assert not any(p != q and all(x >= y for x, y in zip(p, q, strict=True)) for p in points for q in points)
    for deal in result.deals:
        assert frozenset(deal.demands) in possible


def test_out_of_time_most_of_a_frontier_is_missing_and_says_so() -> None:
    result = found(published()[0], deadline=0.0)
    assert 0 < result.count < 18
    assert not result.complete
    assert [result.best[name].proven for name in ("least", "nash")] == [False, False]


@settings(max_examples=25, deadline=None)
@given(brute.datasets(), st.integers(1, 6))
def test_a_limit_keeps_what_is_best_for_each_and_by_every_measure(dataset, limit) -> None:
    asked = brute.posed(dataset)
    whole, part = found(asked), found(asked, limit)
    every = {tuple(deal.satisfaction.items()): deal for deal in whole.deals}
    assert (part.count, part.complete) == (whole.count, whole.complete)
    assert limit <= len(part.deals) <= max(limit, 6) or len(part.deals) == whole.count
    for deal in part.deals:
        assert every[tuple(deal.satisfaction.items())].demands == deal.demands
    for actor in asked.parties if whole.deals else ():
        assert max(d.satisfaction[actor] for d in part.deals) == max(d.satisfaction[actor] for d in whole.deals)
    assert {name: best.value for name, best in part.best.items()} == {name: best.value for name, best in whole.best.items()}


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=40), st.integers(1, 4))
def test_points_that_no_other_beats_are_kept_whatever_their_number_of_values(rows, size) -> None:
    packing = Packing(size, 5)
    points = {packing.pack(row[:size]): 0 for row in rows}
    plain = {packing.unpack(point) for point in points}
    kept = {p for p in plain if not any(q != p and all(x >= y for x, y in zip(q, p, strict=True)) for q in plain)}
    assert {packing.unpack(point) for point in packing.front(points, inf)} == kept


def test_where_red_lines_contradict_each_other_the_frontier_is_empty() -> None:
    rows = [("p1", "n", "demands"), ("p2", "s", "rejects")]
    held = tuple(Position(id=i, actor=a, demand="vote", stance=Stance(s), firmness=1.0) for i, a, s in rows)
    dataset = Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=held)
    result = found(brute.posed(dataset))
    assert (result.deals, result.count, result.complete, result.best) == ((), 0, True, {})


def published(scaled=None):
    """The Itex-Cypress negotiation; an option is demanded by whom it is worth something to, with that worth as salience."""
    case = json.loads((CASES / "ItexvsCypress.json").read_text())
    demands, positions = {}, []
    for party, profile in case["profiles"].items():
        for issue, options in profile["evaluations"].items():
            for option, evaluation in options.items():
                id = f"{issue} {option}"
                demands[id] = Demand(id=id, issue=issue, label=option)
                worth = profile["weights"][issue] * evaluation / max(options.values())
                positions.append(Position(id=f"{party} {id}", actor=party, demand=id, stance=Stance.demands, salience=worth))
    issues = tuple(Issue(id=d, label=d, exclusive=True, exhaustive=True) for d in case["profiles"]["Itex"]["weights"])
    actors = tuple(Actor(id=party, label=party, kind="company") for party in case["profiles"])
    dataset = Dataset(id="itex", actors=actors, issues=issues, demands=tuple(demands.values()), positions=tuple(positions))
    asked = problem(dataset, in_force(dataset, brute.DAY), ["Itex", "Cypress"])
    return asked, case["expected_genius_normalised"]


def test_the_published_frontier_of_itex_and_cypress() -> None:
    asked, expected = published()
    result = found(asked)
    assert (result.count, expected["pareto_size"]) == (18, 18)
    points = sorted((round(d.values["Itex"], 8), round(d.values["Cypress"], 8)) for d in result.deals)
    assert points == sorted(tuple(point["utilities"]) for point in expected["pareto"])
    outcomes = {tuple(d.demands) for d in result.deals}
    assert outcomes == {tuple(sorted(f"{i} {o}" for i, o in point["outcome"].items())) for point in expected["pareto"]}
    worst = scales(asked)
    assert [worst[a].worst for a in ("Itex", "Cypress")] == pytest.approx(expected["min_utils"], abs=1e-11)
    assert [worst[a].best for a in ("Itex", "Cypress")] == pytest.approx(expected["max_utils"], abs=1e-11)


def test_the_published_best_deals_of_itex_and_cypress() -> None:
    asked, expected = published()
    result = frontier(asked, {actor: Scale(0.0, 1.0) for actor in asked.parties})  # as published: 0 is no deal, nothing is scaled
    by_id = {deal.id: deal for deal in result.deals}
    published_as = {"total": "max_welfare", "least": "kalai_egalitarian", "nash": "nash"}
    for name, best in result.best.items():
        point = expected["disagreement_0"][published_as[name]]
        assert [round(by_id[best.deal].values[a], 8) for a in ("Itex", "Cypress")] == point["utilities"]
        assert set(by_id[best.deal].demands) == {f"{issue} {option}" for issue, option in point["outcome"].items()}
    assert result.best["nash"].value == pytest.approx(expected["disagreement_0"]["nash_product"], abs=1e-11)

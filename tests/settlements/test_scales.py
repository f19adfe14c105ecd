"""The ends of each party's scale: against every set tried one by one."""

from dataclasses import replace
from math import inf

from hypothesis import assume, given, settings

from posgraph.analysis.settlements.results import Scale
from posgraph.analysis.settlements.scales import scales
from posgraph.model import Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance
from tests.settlements import brute


@settings(max_examples=40, deadline=None)
@given(brute.datasets(7))
def test_the_ends_are_the_worst_and_the_best_of_all_sets_tried_one_by_one(dataset) -> None:
    asked = brute.posed(dataset)
    assume(brute.settlements(asked, asked.bonds))
    expected = {a: Scale(float(low), float(high)) for a, (low, high) in zip(asked.parties, brute.ends(asked), strict=True)}
    assert scales(asked, inf) == expected


@settings(max_examples=25, deadline=None)
@given(brute.datasets(7))
def test_out_of_time_no_settlement_lies_beyond_the_ends(dataset) -> None:
    asked = brute.posed(dataset)
    assume(brute.settlements(asked, asked.bonds))
    found = scales(asked, 0.0)
    for actor, (low, high) in zip(asked.parties, brute.ends(asked), strict=True):
        assert found[actor].worst <= float(low)
        assert found[actor].best >= float(high)
        assert not found[actor].proven


@settings(max_examples=15, deadline=None)
@given(brute.datasets(7))
def test_the_scale_stays_when_red_lines_move(dataset) -> None:
    asked = brute.posed(dataset)
    assert scales(asked) == scales(asked.moving(line.id for line in asked.red_lines))


def test_a_wish_under_conditions_counts_only_with_all_of_them() -> None:
    held = (
        Position(id="p1", actor="n", demand="vote", stance=Stance.conditional, only_if=("truce",), salience=1.0),
        Position(id="p2", actor="n", demand="truce", stance=Stance.rejects, salience=0.1),
    )
    demands = tuple(Demand(id=d, issue="i", label=d) for d in ("truce", "vote"))
    asked = brute.posed(Dataset(id="toy", demands=demands, positions=held))
    assert scales(asked)["n"] == Scale(-0.1, 0.15)


def test_on_its_scale_the_worst_case_is_0_and_the_best_1() -> None:
    assert [Scale(-0.3, 0.6).of(x) for x in (-0.3, 0.0, 0.6)] == [0.0, 1 / 3, 1.0]
    assert Scale(0.2, 0.2).of(0.2) == 1.0


def test_what_can_never_be_settled_is_no_end_of_a_scale() -> None:
    words = ("incompatible", "requires")
    relations = tuple(DemandRelation(id=w, demand_a="a", relation=w, demand_b="b", by="coder") for w in words)
    held = (Position(id="p", actor="n", demand="a", stance=Stance.demands, salience=0.4),)
    demands = tuple(Demand(id=d, issue="i", label=d) for d in ("a", "b"))
    dataset = Dataset(id="toy", demands=demands, relations=relations, positions=held)
    assert scales(brute.posed(dataset))["n"] == Scale(0.0, 0.0)
    asked = replace(dataset, issues=(Issue(id="i", label="I", exhaustive=True),), demands=demands[:1], relations=())
    assert scales(brute.posed(asked))["n"] == Scale(0.4, 0.4)


def test_where_nothing_can_be_settled_at_all_no_end_is_proven() -> None:
    words = ("incompatible", "requires")
    relations = tuple(DemandRelation(id=w, demand_a="a", relation=w, demand_b="b", by="coder") for w in words)
    held = (Position(id="p", actor="n", demand="a", stance=Stance.demands, salience=0.4),)
    issues = (Issue(id="i", label="I", exhaustive=True), Issue(id="j", label="J"))
    demands = (Demand(id="a", issue="i", label="a"), Demand(id="b", issue="j", label="b"))
    found = scales(brute.posed(Dataset(id="toy", issues=issues, demands=demands, relations=relations, positions=held)))
    assert not found["n"].proven

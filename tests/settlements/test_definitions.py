"""The whole answer against the definitions of docs/semantics.md, applied to every set of demands."""

from dataclasses import replace
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.settlements.answer import settlements
from posgraph.model import Clause, Issue, Proposal
from posgraph.stance import Stance
from tests.analysis import made_up
from tests.settlements.definitions import POLARITY, Answer


@st.composite
def datasets(draw):
    """Datasets with ranges, ranks, conditions, exclusive and exhaustive issues, plans, and positions on their clauses."""
    data = draw(made_up.datasets())
    issues = tuple(Issue(id=i.id, label=i.id, exclusive=i.exclusive, exhaustive=draw(st.booleans())) for i in data.issues)
    pick = st.sampled_from([d.id for d in data.demands])
    clauses = tuple(
        Clause(proposal=f"plan{n}", number=f"c{k}", demand=d)
        for n in range(draw(st.integers(0, 2)))
        for k, d in enumerate(draw(st.lists(pick, min_size=1, max_size=4)))
    )
    proposals = tuple(Proposal(id=id, label=id) for id in sorted({c.proposal for c in clauses}))
    targets = st.one_of(pick, st.sampled_from([f"clause:{c.proposal}/{c.number}" for c in clauses])) if clauses else pick
    stances = st.sampled_from([Stance(word) for word in POLARITY])
    positions = tuple(
        replace(
            row, demand=draw(targets), stance=draw(stances), firmness=draw(st.sampled_from([None, 1.0, 1.0])), valid_from=None,
            valid_to=None, revises=None, revision_reason=None,
        )
        for row in data.positions
    )  # fmt: skip
    return replace(data, issues=issues, positions=positions, proposals=proposals, clauses=clauses, sequencing=())


@settings(max_examples=120, deadline=None)
@given(datasets())
def test_the_whole_answer_is_that_of_the_definitions(data) -> None:
    found, expected = settlements(data, "2025-12-29", limit=10**6), Answer(data)
    assert found.parties == tuple(expected.parties)
    assert not found.partial
    assert found.feasible == any(not broken for broken in expected.broken.values())
    if not expected.sets:
        assert any(part.hard for part in found.components)
        assert found.frontier == ()
        return
    told = [({frozenset(b.members) for b in p.blockers}, {frozenset(c.move) for c in p.concessions}) for p in found.components]
    assert len(told) == len(expected.components)
    assert all(part in expected.components for part in told)
    for part in found.components:
        assert [c.cost for c in part.concessions] == [float(expected.cost(c.move)) for c in part.concessions]
    if found.least:
        least = sum(min(map(expected.cost, ways)) for _, ways in expected.components)
        assert found.least.cost == float(least)
    assert {tuple(d.satisfaction.values()): [*d.demands] for d in found.frontier} == {
        tuple(map(float, point)): some for point, some in expected.frontier.items()
    }
    for name, best in found.best.items():
        assert best.value == pytest.approx(float(expected.best[name]), abs=1e-12)
    for zone in found.zones:
        assert set(zone.fixed) == {d for d in (*zone.fixed, *zone.open, *zone.shut) if all(d in s for s in expected.deals)}
        assert set(zone.shut) == {d for d in (*zone.fixed, *zone.open, *zone.shut) if not any(d in s for s in expected.deals)}
    for plan in found.proposals:
        _measured(plan, expected)


def _measured(plan, expected) -> None:
    clauses, said = expected.plan(plan.proposal)
    point = tuple(map(float, expected.satisfaction(said)))
    assert set(plan.demands) == said
    assert (not plan.clashes) == (not any(pair <= said for pair in expected.apart))
    assert tuple(plan.satisfaction.values()) == pytest.approx(point)
    if lines := expected.crosses(said):
        assert tuple({id for ids in of.values() for id in ids} for of in (plan.crosses, plan.silent)) == lines
    assert plan.distance == pytest.approx(min(dist(point, tuple(map(float, other))) for other in expected.frontier))
    assert (len(clauses) - len(plan.repair.clauses), len(plan.repair.added)) == expected.repair(plan.proposal)

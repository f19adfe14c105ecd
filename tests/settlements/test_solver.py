"""The SAT solver as it is used here."""

from __future__ import annotations

from itertools import product
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.clash import contra, pro
from posgraph.analysis.settlements.parts import autarky, parts
from posgraph.analysis.settlements.problem import Bond
from posgraph.analysis.settlements.solver import OutOfTime, Solver, negated
from tests.settlements import oracle
from tests.settlements.made_up import DEMANDS, bonds, literals, problems

some_bonds = st.lists(bonds("entails"), max_size=12)


@given(some_bonds, st.lists(literals, max_size=3))
def test_it_says_yes_exactly_where_some_set_of_demands_keeps_all(rows, asked) -> None:
    with Solver(DEMANDS, rows) as solver:
        found = solver.holds(asked)
    wanted = [*rows, *(Bond((x,), "red-line", "i") for x in asked)]
    assert (found is None) == oracle.impossible(DEMANDS, wanted)
    assert found is None or oracle.keeps(wanted, found)


@given(some_bonds, st.lists(literals, max_size=5))
def test_a_core_is_part_of_what_was_asked_and_cannot_hold_by_itself(rows, asked) -> None:
    with Solver(DEMANDS, rows) as solver:
        if solver.holds(asked) is None:
            core = solver.core()
            assert core <= set(asked)
            assert solver.holds(sorted(core)) is None


def test_what_is_behind_a_switch_binds_only_where_it_is_asked_for() -> None:
    with Solver(["vote"]) as solver:
        wanted = solver.switch([Bond((pro("vote"),), "red-line", "i")])
        refused = solver.switch([Bond((contra("vote"),), "red-line", "i")])
        assert [solver.holds(asked) for asked in ((), (wanted,), (refused,))] == [frozenset(), {"vote"}, frozenset()]
        assert solver.holds((wanted, refused)) is None
        assert solver.core() == {wanted, refused}
        solver.add((negated(refused), negated(wanted)))
        assert solver.holds() is not None
        assert solver.holds([pro("vote"), refused]) is None


def test_without_need_nothing_is_in_a_settlement_unless_it_is_preferred() -> None:
    with Solver(["truce", "vote"], [Bond((pro("truce"), pro("vote")), "exhaustive", "i")]) as solver:
        assert len(solver.holds() or ()) == 1
        solver.prefer([pro("truce"), pro("vote")])
        assert solver.holds() == {"truce", "vote"}


def test_an_empty_clause_leaves_nothing() -> None:
    with Solver(["vote"]) as solver:
        solver.add(())
        assert solver.holds() is None
        assert solver.core() == frozenset()


def test_after_the_deadline_there_is_no_answer() -> None:
    with Solver(["vote"], deadline=monotonic() - 1) as solver, pytest.raises(OutOfTime):
        solver.holds()


def test_a_hard_question_is_given_up_at_the_deadline() -> None:
    # twelve do not fit into eleven places: out of reach for this kind of solver
    places = [[f"{step:02}.{place}" for place in range(11)] for step in range(12)]
    full = [Bond(tuple(pro(x) for x in row), "exhaustive", "i") for row in places]
    apart = [
        Bond((contra(a[n]), contra(b[n])), "exclusive", "i") for a, b in product(places, places) if a < b for n in range(len(a))
    ]
    names = sorted(x for row in places for x in row)
    with Solver(names, [*full, *apart], deadline=monotonic() + 0.3) as solver, pytest.raises(OutOfTime):
        solver.holds()


@given(some_bonds)
def test_harmless_literals_keep_every_bond_that_speaks_of_their_demands(rows) -> None:
    found = autarky(rows, monotonic() + 60)
    touched = {x.demand for x in found}
    assert len(touched) == len(found)
    assert all(found & {*b.literals} for b in rows if touched & {x.demand for x in b.literals})
    left = [b for b in rows if not found & {*b.literals}]
    # no choice of demands does the same for what is left
    names = sorted({x.demand for b in left for x in b.literals})
    for signs in product((-1, 0, 1), repeat=len(names)) if len(names) <= 5 else ():
        chosen = {(d, s) for d, s in zip(names, signs, strict=True) if s}
        on = {d for d, _ in chosen}
        assert not chosen or not all(chosen & {*b.literals} for b in left if on & {x.demand for x in b.literals})


@settings(max_examples=60, deadline=None)
@given(problems)
def test_parts_share_nothing_and_each_is_contradictory(whole) -> None:
    found = parts(whole, monotonic() + 60)
    assert len({d for part in found for d in part.demands}) == sum(len(part.demands) for part in found)
    assert len({id for part in found for id in part.asks}) == sum(len(part.lines) for part in found)
    for part in found:
        assert oracle.impossible(part.demands, [*part.bonds, *(b for asked in part.asks.values() for b in asked)])
    assert bool(found) == (not oracle.settlements(whole))

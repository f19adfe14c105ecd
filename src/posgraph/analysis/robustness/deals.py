"""How far the answer about settlements holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from posgraph.analysis.robustness.costs import deciding, priced, ways
from posgraph.analysis.robustness.draws import drawn
from posgraph.analysis.robustness.drops import Drop, trusted_as
from posgraph.analysis.robustness.findings import Component, Flip, Minimal
from posgraph.analysis.robustness.hanging import Hanging
from posgraph.analysis.robustness.ranges import Range, plausible
from posgraph.analysis.robustness.results import HighOnly, SettlementsHold
from posgraph.analysis.robustness.supports import supports
from posgraph.analysis.robustness.world import World
from posgraph.analysis.settlements.problem import Bond, Problem
from posgraph.analysis.settlements.results import Blocker, Settlements
from posgraph.analysis.settlements.results import Component as Part
from posgraph.analysis.settlements.solver import OutOfTime

LINKS = ("entails", "requires", "same")
"""Relations that say which ranks a demand stands for, and which options of an issue do not exclude each other."""


def settlements_hold(hanging: Hanging, found: Settlements, bands: Sequence[Drop]) -> SettlementsHold:
    """What blocks a deal, and the ways out, with what they hang on and how their costs may vary; not yet the best deals."""
    hanging.complete &= not found.partial
    problem, feasible = hanging.base.problem, found.feasible
    proofs = [_proof(hanging, bonds, ()) for part in found.components if (bonds := part.hard)]
    proofs += [_proof(hanging, b.bonds, b.members) for part in found.components for b in part.blockers]
    drops = _might_block(hanging) if feasible else hanging.droppable.meeting(proofs)
    before = hanging.untried
    if feasible is None:
        flips: tuple[Drop, ...] = ()
    else:
        flips = hanging.tried((d for d in (*bands, *drops) if d.ids), _infeasible if feasible else _feasible)
    return SettlementsHold(
        parties=problem.parties,
        feasible=feasible,
        components=tuple(_component(hanging, part, bands) for part in found.components),
        flips=tuple(Flip(d.kind, d.id, tuple(sorted(d.ids))) for d in flips),
        high_confidence=_high_only(hanging, found.components) if feasible is False else None,
        firmer=_firmer(problem),
        feasible_if_firmer=_if_firmer(hanging) if feasible else None,
        moved=found.moved,
        draws=0,
        best={},
        partial=feasible is None or hanging.untried > before or (not feasible and not proofs),
    )


def with_draws(
    hanging: Hanging, deals: SettlementsHold, found: Settlements, draws: int, seed: int, deadline: float
) -> SettlementsHold:
    """The same with how the best deals fare, where there are deals: once one of the cheapest ways out is taken."""
    if not (found.feasible or found.least):
        return deals
    relaxed = hanging.base.problem
    for tied in found.least.ways if found.least else ():
        relaxed = relaxed.moving_one_of(tied)
    told = drawn(relaxed, draws, seed, deadline)
    hanging.complete &= told.complete
    return replace(deals, draws=told.draws, best=told.best)


def _feasible(world: World) -> bool:
    return world.feasible


def _infeasible(world: World) -> bool:
    return not world.feasible


def _blocks(members: tuple[str, ...], world: World) -> bool:
    return world.blocks(members)


def _unblocked(members: tuple[str, ...], world: World) -> bool:
    return not world.blocks(members)


def _proof(hanging: Hanging, bonds: Sequence[Bond], members: Sequence[str]) -> frozenset[str]:
    """All that a blocker may hang on. Where ranks are too far apart, that may be anything said of ranks."""
    found = {*members, *(id for bond in bonds for id in bond.relations)}
    return frozenset(found | _of_ranks(hanging) if any(bond.rule == "scale" for bond in bonds) else found)


def _of_ranks(hanging: Hanging) -> set[str]:
    """Positions and relations that may say where a party stands on a scale."""
    problem = hanging.base.problem
    links = {r.id for r in problem.dataset.relations if r.relation in LINKS}
    return {id for id, h in problem.held.items() if h.row.stance.pro} | links


def _might_block(hanging: Hanging) -> list[Drop]:
    """What could turn a deal down by being left out.

    A party that says less of a scale has a smaller range there; options of an issue may exclude each other once no relation says
    that one entails the other.
    """
    dataset = hanging.base.problem.dataset
    ranked = any(d.rank is not None for d in dataset.demands)
    links = {r.id for r in dataset.relations if r.relation in LINKS}
    return hanging.droppable.touching(_of_ranks(hanging) if ranked else links)


def _component(hanging: Hanging, part: Part, bands: Sequence[Drop]) -> Component:
    problem = hanging.base.problem
    lines = {line.id: line for line in problem.red_lines}
    price = {id: salience(lines[id].held.row.salience) for c in part.concessions for id in c.move}
    told = ways([c.move for c in part.concessions], price)
    return Component(
        sets=tuple(_minimal(hanging, blocker, bands) for blocker in part.blockers),
        concessions=tuple(
            priced(way, c.cost, {id: lines[id].assumed for id in c.move if lines[id].assumed}, part.partial)
            for way, c in zip(told, part.concessions, strict=True)
        ),
        decided_by=deciding(told, price),
        partial=part.partial,
    )


def salience(coded: float | None) -> Range:
    """What it may cost to move a red line: its salience. That it is one, of firmness 1, is what the question takes as given."""
    return plausible("salience", coded)


def _minimal(hanging: Hanging, blocker: Blocker, bands: Sequence[Drop]) -> Minimal:
    before = hanging.untried
    drops = hanging.on([_proof(hanging, blocker.bonds, blocker.members)], partial(_unblocked, blocker.members))
    cut = hanging.untried > before
    return Minimal(
        members=blocker.members,
        actors=blocker.actors,
        survives=hanging.survives(bands, partial(_blocks, blocker.members)),
        hangs_on=supports(hanging.asked.dataset, drops),
        partial=cut,
    )


def _high_only(hanging: Hanging, found: Sequence[Part]) -> HighOnly | None:
    """The verdict where only the red lines of high confidence bind; the others stay as wishes."""
    problem = hanging.base.problem
    aside = frozenset(line.id for line in problem.red_lines if trusted_as(line.held.row.confidence) != "high")
    try:
        feasible = hanging.base.allows(problem.moving(aside).binding)
    except OutOfTime:
        hanging.complete = False
        return None
    left = tuple(b.members for part in found for b in part.blockers if aside.isdisjoint(b.members))
    return HighOnly(tuple(sorted(aside)), feasible, left)


def _firmer(problem: Problem) -> tuple[str, ...]:
    """Positions that are no red lines as coded, but whose firmness may be 1."""
    rows = (h.row for h in problem.held.values())
    return tuple(sorted(row.id for row in rows if row.firmness != 1 and plausible("firmness", row.firmness).high == 1))


def _if_firmer(hanging: Hanging) -> bool | None:
    try:
        return hanging.base.firm(frozenset(_firmer(hanging.base.problem)))
    except OutOfTime:
        hanging.complete = False
        return None

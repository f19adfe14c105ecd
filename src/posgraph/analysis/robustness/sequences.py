"""How far the answer about orders of steps holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from posgraph.analysis.orders.results import Component as Part
from posgraph.analysis.orders.results import Orders
from posgraph.analysis.robustness.costs import deciding, priced, ways
from posgraph.analysis.robustness.drops import Drop
from posgraph.analysis.robustness.findings import Component, Flip, Minimal
from posgraph.analysis.robustness.hanging import Hanging
from posgraph.analysis.robustness.ranges import Range, plausible
from posgraph.analysis.robustness.results import OrdersHold
from posgraph.analysis.robustness.supports import supports
from posgraph.analysis.robustness.world import World
from posgraph.model import SequencePreference


def orders_hold(hanging: Hanging, found: Orders, bands: Sequence[Drop]) -> OrdersHold:
    """The contradictions and concessions that were found, with what they hang on and how their costs may vary.

    Without some rows, just those contradictions are left that have none of them as a member: statements are only taken away.
    """
    proofs = [c.members for part in found.components for c in part.contradictions]
    tried = [drop for drop in (*bands, *hanging.droppable.meeting(proofs)) if drop.ids and proofs]
    before = hanging.untried
    flips = hanging.tried(tried, _consistent)
    return OrdersHold(
        consistent=found.consistent,
        components=tuple(_component(hanging, part, bands) for part in found.components),
        flips=tuple(Flip(d.kind, d.id, tuple(sorted(d.ids))) for d in flips),
        partial=hanging.untried > before or (not found.consistent and not proofs),
    )


def _consistent(world: World) -> bool:
    return world.consistent


def _component(hanging: Hanging, part: Part, bands: Sequence[Drop]) -> Component:
    rows = hanging.asked.dataset.by_id("sequencing")
    sets = []
    for each in part.contradictions:
        drops = hanging.droppable.meeting([each.members])  # it is minimal: each of these ends it
        survives = hanging.survives(bands, partial(_apart_from, frozenset(each.members)))
        sets.append(Minimal(each.members, each.actors, survives, supports(hanging.asked.dataset, drops)))
    price = {id: price_of(rows[id]) for c in part.concessions for id in c.withdraw}
    told = ways([c.withdraw for c in part.concessions], price)
    return Component(
        sets=tuple(sets),
        concessions=tuple(priced(way, c.cost, c.assumed, part.partial) for way, c in zip(told, part.concessions, strict=True)),
        decided_by=deciding(told, price),
        partial=part.partial,
    )


def _apart_from(members: frozenset[str], world: World) -> bool:
    return members.isdisjoint(world.gone)


def price_of(row: SequencePreference) -> Range:
    """What it may cost to withdraw a preference: firmness × salience."""
    return plausible("firmness", row.firmness) * plausible("salience", row.salience)

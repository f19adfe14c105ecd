"""R7: orders of steps that cannot all be had, as pairs of those who want them.

Every minimal contradiction of the analysis of orders gives one conflict for each two of its members that holders can be
asked about: two preferences, or a preference and a condition. Two conditions are left to R9. Two members of one holder are
a pair only where nobody else is in the contradiction: a holder is not at odds with itself because another stands in its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from time import monotonic

from posgraph.analysis.force import Force, overlap
from posgraph.analysis.orders.contradictions import MOST, Contradiction, every_contradiction
from posgraph.analysis.orders.knots import knots
from posgraph.analysis.orders.statements import statements
from posgraph.analysis.pairs import AnyHeld, Pair
from posgraph.graphs.constraints import CONDITION, PREFERENCE
from posgraph.model import Dataset


@dataclass(frozen=True, slots=True)
class Contrary:
    """Pairs by R7; ``complete`` is False where time or number cut the search for contradictions off."""

    pairs: tuple[Pair, ...]
    complete: bool


def contrary_orders(dataset: Dataset, force: Force, seconds: float) -> Contrary:
    """Every two members, with different sources, of a minimal contradiction among the orders in force."""
    deadline = monotonic() + seconds
    preferences = {(h.row.id, PREFERENCE): h for h in force.preferences}
    held: dict[tuple[str, str], AnyHeld] = {**preferences, **{(h.row.id, CONDITION): h for h in force.conditional}}
    found, complete = every_contradiction(knots(statements(dataset, force)), MOST, deadline)
    return Contrary(tuple(pair for each in found for pair in _pairs(dataset, held, each)), complete)


def _pairs(dataset: Dataset, held: dict[tuple[str, str], AnyHeld], found: Contradiction) -> Iterator[Pair]:
    members = {(c.source, c.kind): held[c.source, c.kind] for c in found.because if (c.source, c.kind) in held}
    span = overlap(*members.values())
    if span is None:
        return
    relations = tuple(dict.fromkeys(c.source for c in found.because if (c.source, c.kind) not in members))
    cycle = tuple(dict.fromkeys(c.source for c in found.because))
    issue = dataset.by_id("demands")[found.steps[0]].issue
    alone = len({h.row.actor for h in members.values()}) == 1
    for x, y in combinations(sorted(members), 2):
        if PREFERENCE in (x[1], y[1]) and (alone or members[x].row.actor != members[y].row.actor):
            yield Pair("order", members[x], members[y], found.steps, relations, issue, span, {"cycle": cycle})

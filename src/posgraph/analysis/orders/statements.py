"""What bears on the order of steps: preferences and conditions in force, and the relations that link their steps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from posgraph.analysis.force import Force, Held
from posgraph.analysis.state import demand_of
from posgraph.graphs.constraints import CONDITION, PREFERENCE, Constraint, relation_constraints
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, Position, SequencePreference


@dataclass(frozen=True, slots=True)
class Statements:
    """Constraints, each with the days on which it holds.

    Days are the bits of a number, one bit per day that matters. What is in force at one date has one such day; what was in
    force at any time has several, and statements clash only on a day that they share.
    """

    days: Mapping[Constraint, int]
    all_days: int


Keep = Callable[[SequencePreference | Position, Iterable[str]], bool]
"""Whether a row, and the steps that it puts in order, are asked for."""


def everything(row: SequencePreference | Position, steps: Iterable[str]) -> bool:  # noqa: ARG001 (a Keep)
    """Keep all rows."""
    return True


def statements(dataset: Dataset, force: Force, keep: Keep = everything) -> Statements:
    """The constraints of a dataset.

    A condition *is* an order of steps. Where its holder also states that order as a preference in force (the same pair of
    steps, or steps that are the same; ``before``, or ``meets``, which says more), the two are one and the preference stands
    for both: else withdrawing the preference could never help. Of preferences that are imagined away the conditions go too.
    """
    preferences = [h for h in force.preferences if h.row.stance.pro]
    conditions = [
        (h, d) for h in force.positions if h.row.only_if and h.row.stance.pro and (d := demand_of(dataset, h.row.demand))
    ]
    left_out = [h for h in force.left_out if h.row.stance.pro]
    bits, all_days = _days([*preferences, *left_out, *(h for h, _ in conditions)])
    same = entailments(dataset).same

    def order(holder: str, earlier: str, later: str) -> tuple[str, str, str]:
        return holder, min(same(earlier)), min(same(later))

    stated: dict[tuple[str, str, str], int] = {}
    for h in (*preferences, *left_out):
        if before := _before(h.row):
            stated[order(*before)] = stated.get(order(*before), 0) | bits[id(h)]
    days: dict[Constraint, int] = {}
    for h in preferences:
        row = h.row
        if keep(row, (row.first, row.then)):
            days[Constraint(row.id, PREFERENCE, row.actor, row.first, row.relation, row.then)] = bits[id(h)]
    for c, demand in conditions:
        for earlier in c.row.only_if:
            own = bits[id(c)] & ~stated.get(order(c.row.actor, earlier, demand), 0)
            if own and keep(c.row, (demand, earlier)):
                days[Constraint(c.row.id, CONDITION, c.row.actor, demand, CONDITION, earlier)] = own
    for relation in relation_constraints(dataset, sorted({step for s in days for step in (s.first, s.then)})):
        days[relation] = all_days
    return Statements(days, all_days)


def _before(row: SequencePreference) -> tuple[str, str, str] | None:
    """Holder, earlier and later step of a preference that says what a condition does: that the one ends before the other.

    ``meets`` and ``metBy`` do too: who wants a step to follow at once on another wants it only after that other.
    """
    if row.relation in ("before", "meets"):
        return row.actor, row.first, row.then
    return (row.actor, row.then, row.first) if row.relation in ("after", "metBy") else None


def _days(held: Sequence[Held[SequencePreference] | Held[Position]]) -> tuple[dict[int, int], int]:
    """Which of the days that matter each row covers (by identity), and all of them.

    Rows that all overlap pairwise share a day (Helly), and the latest start among them is one: so starts are enough, and
    of those only the ones after which something ends before the next.
    """
    starts = sorted({h.start or date.min for h in held})
    ends = sorted({h.end for h in held if h.end})
    kept = [day for day, later in pairwise(starts) if bisect_left(ends, day) < bisect_left(ends, later)]
    kept += starts[-1:] or [date.min]  # relations hold on some day even where nobody wants anything
    bits = {}
    for h in held:
        first = bisect_left(kept, h.start or date.min)
        last = bisect_right(kept, h.end or date.max)
        bits[id(h)] = (1 << last) - (1 << first)
    return bits, (1 << len(kept)) - 1

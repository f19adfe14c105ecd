"""What bears on the order of steps: preferences and conditions in force, and the relations that link their steps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from posgraph.analysis.conditions import conditions
from posgraph.analysis.force import Force, Held
from posgraph.graphs.constraints import CONDITION, PREFERENCE, Constraint, relation_constraints
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

    A condition *is* an order of steps. Where its holder also states that order as a preference in force, the preference
    stands for both (``conditions``): else withdrawing it could never help. Of preferences that are imagined away the
    conditions go too.
    """
    preferences = [h for h in force.preferences if h.row.stance.pro]
    waiting = list(conditions(dataset, force, (*force.preferences, *force.left_out)))
    bits, all_days = _days([*preferences, *(c.held for c in waiting)])
    days: dict[Constraint, int] = {}
    for h in preferences:
        row = h.row
        if keep(row, (row.first, row.then)):
            days[Constraint(row.id, PREFERENCE, row.actor, row.first, row.relation, row.then)] = bits[id(h)]
    for c in waiting:
        position = c.held.row
        if keep(position, (c.later, c.earlier)):
            constraint = Constraint(position.id, CONDITION, position.actor, c.later, CONDITION, c.earlier)
            days[constraint] = days.get(constraint, 0) | bits[id(c.held)]
    for relation in relation_constraints(dataset, sorted({step for s in days for step in (s.first, s.then)})):
        days[relation] = all_days
    return Statements(days, all_days)


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

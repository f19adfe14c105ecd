"""Conditions as orders of steps: who will have d only if e wants e before d (docs/decisions/0003).

Where the holder of a condition also states that order as a preference, the preference stands for it. This is the one place
that says when; orders (R7), refused orders (R8) and deadlocks (R9) all ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from posgraph.analysis.force import DAY, Force, Held
from posgraph.analysis.precedence import Precedence, implied, precedence
from posgraph.analysis.state import demand_of
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, Position, SequencePreference


@dataclass(frozen=True, slots=True)
class Condition:
    """``earlier`` is to come before ``later``, says a position that is pro; ``held`` is that position, on a run of its days."""

    held: Held[Position]
    earlier: str
    later: str


def conditions(dataset: Dataset, force: Force, stated: Iterable[Held[SequencePreference]]) -> Iterator[Condition]:
    """The conditions in force, on the days on which none of the preferences ``stated`` says the same.

    The same is an order of the same two steps (or of steps that are the same) that puts the one before the other: ``before``,
    or ``meets``, which says more.
    """
    same = entailments(dataset).same
    said: defaultdict[tuple[str, str, str], list[Held[SequencePreference]]] = defaultdict(list)
    for preference in stated:
        if preference.row.stance.pro:
            for order in implied(precedence(preference.row)):
                if order.relation == "before":
                    said[preference.row.actor, min(same(order.first)), min(same(order.then))].append(preference)
    for held in force.conditional:
        later = demand_of(dataset, held.row.demand) if held.row.stance.pro else None
        for earlier in held.row.only_if if later else ():
            standing = said.get((held.row.actor, min(same(earlier)), min(same(later or ""))), ())
            if force.moment and standing:
                continue  # all that is here is in force at the moment: the preference too
            for run in _unstated(held, standing):
                yield Condition(run, earlier, later or "")


def ordered(condition: Condition) -> Precedence:
    """The order that a condition is."""
    return Precedence(condition.earlier, "before", condition.later)


def _unstated(held: Held[Position], stated: Iterable[Held[SequencePreference]]) -> Iterator[Held[Position]]:
    """The position on each run of its days on which none of these is in force."""
    start = held.start
    for other in sorted(stated, key=lambda h: h.start or date.min):
        if other.start and (start is None or start < other.start):
            if held.end is None or other.start <= held.end:
                yield replace(held, start=start, end=other.start - DAY)
            else:
                break
        if other.end is None or other.end == date.max:
            return
        start = other.end + DAY if start is None else max(start, other.end + DAY)
    if start is None or held.end is None or start <= held.end:
        yield replace(held, start=start) if start != held.start else held

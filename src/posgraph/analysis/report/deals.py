"""Whether a deal could keep the red lines of the parties on two days, and what blocks it on one of them only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from time import monotonic

from posgraph.analysis.force import in_force
from posgraph.analysis.orders.contradictions import MOST
from posgraph.analysis.parties import consenting
from posgraph.analysis.report.results import DealsChange, DealVerdict
from posgraph.analysis.settlements.components import components
from posgraph.analysis.settlements.problem import Problem, problem
from posgraph.analysis.settlements.results import Blocker
from posgraph.model import Dataset


def deals(dataset: Dataset, days: tuple[date, date], actors: Iterable[str], issues: Iterable[str], seconds: float) -> DealsChange:
    """The verdicts on both days, with the parties of each, or these actors.

    A blocker is the same where the same holders draw the same red lines, in newer positions or not.
    """
    asked = [_asked(dataset, day, frozenset(actors), issues) for day in days]
    found = [components(each, MOST, monotonic() + seconds) for each in asked]
    blockers = [sorted((b for part in parts for b in part.blockers), key=lambda b: b.members) for parts in found]
    said = [{_said(each, b): b for b in some} for each, some in zip(asked, blockers, strict=True)]
    since, until = (
        DealVerdict(
            parties=each.parties,
            feasible=None if parts and not any(p.blockers or p.hard for p in parts) else not parts,
            blockers=tuple(b.members for b in some),
            partial=any(part.partial for part in parts),
        )
        for each, parts, some in zip(asked, found, blockers, strict=True)
    )
    old, new = said
    return DealsChange(
        since=since,
        until=until,
        gone=tuple(b for key, b in old.items() if key not in new),
        new=tuple(b for key, b in new.items() if key not in old),
    )


def _asked(dataset: Dataset, day: date, actors: frozenset[str], issues: Iterable[str]) -> Problem:
    force = in_force(dataset, day)
    return problem(dataset, force, consenting(dataset, force, actors), issues)


def _said(asked: Problem, blocker: Blocker) -> Hashable:
    rows = (asked.held[id].row for id in blocker.members)
    return frozenset((row.actor, row.demand, row.stance.sign, row.only_if) for row in rows)

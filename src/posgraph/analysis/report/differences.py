"""The differences between two days: what is in force, what clashes and overlaps, what stands about orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date

from posgraph.analysis.evidence import shown
from posgraph.analysis.force import DAY, Force, begin, in_force
from posgraph.analysis.orders import Contradiction, Orders
from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.report.results import Change, Difference, Turnover, Verdict, Verdicts
from posgraph.analysis.results import Conflicts, Finding, Overlaps
from posgraph.analysis.revisions import Revisions
from posgraph.model import Dataset, Position, SequencePreference

AnyRow = Position | SequencePreference


def turnover(dataset: Dataset, since: date, until: date, keep: Callable[[AnyRow], bool]) -> Turnover:
    """What is in force on one of the days only, of the rows to keep, by day and id.

    A row is superseded where another of its holder on the same target, or one that changes it, begins the day after its end.
    """
    before, after = _held(in_force(dataset, since), keep), _held(in_force(dataset, until), keep)
    first, last = min(since, until), max(since, until)
    ever = _held(in_force(dataset, None, ever=True), keep)
    passed = [h for h in ever.values() if h.start and h.end and first < h.start and h.end < last]
    began = [h for id, h in after.items() if id not in before]
    went = [h for id, h in before.items() if id not in after]
    heirs = _heirs(dataset, went)

    def gone(h: AnyHeld) -> Change:
        return Change(shown(dataset, h), h.end + DAY if h.end and h.end < date.max else None, heirs[h.row.id])

    return Turnover(
        begun=_sorted(Change(shown(dataset, h), h.start) for h in began),
        ended=_sorted(gone(h) for h in went if not heirs[h.row.id]),
        superseded=_sorted(gone(h) for h in went if heirs[h.row.id]),
        passed=_sorted(Change(shown(dataset, h), h.start) for h in passed),
    )


def _held(force: Force, keep: Callable[[AnyRow], bool]) -> dict[str, AnyHeld]:
    everything: list[AnyHeld] = [*force.positions, *force.preferences]
    return {h.row.id: h for h in everything if keep(h.row)}


def _heirs(dataset: Dataset, went: Iterable[AnyHeld]) -> Mapping[str, tuple[str, ...]]:
    """By id of what went, the rows that took its place on the day after its end."""
    went = list(went)
    changed: dict[str, set[str]] = {h.row.id: set() for h in went}
    starts: defaultdict[Hashable, set[str]] = defaultdict(set)
    both: tuple[Revisions[Position], Revisions[SequencePreference]] = (
        Revisions(dataset.positions),
        Revisions(dataset.sequencing),
    )
    for revisions in both if went else ():
        for row in revisions.standing:
            starts[_occasion(row, begin(row))].add(row.id)
        for h in went:
            for new in revisions.changed(h.row.id):
                if h.end and begin(new) == h.end + DAY:
                    changed[h.row.id].add(new.id)
    for h in went:
        if h.end and h.end < date.max:
            changed[h.row.id] |= starts[_occasion(h.row, h.end + DAY)]
    return {id: tuple(sorted(ids)) for id, ids in changed.items()}


def _occasion(row: AnyRow, day: date) -> Hashable:
    target: Hashable = frozenset((row.first, row.then)) if isinstance(row, SequencePreference) else row.demand
    return row.actor, target, day


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda c: (c.day or date.min, c.evidence.position)))


def conflict_difference(before: Conflicts, after: Conflicts) -> Difference:
    """Conflicts that hold on one of the days only: of one rule, between the same holders, on the same targets.

    One that goes on under a newer position on the same target is neither gone nor new.
    """
    old, new = ({_meeting(c.rule, c) for c in found} for found in (before, after))
    return Difference(
        gone=tuple(c for c in before if _meeting(c.rule, c) not in new),
        new=tuple(c for c in after if _meeting(c.rule, c) not in old),
        partial=before.partial or after.partial,
    )


def overlap_difference(before: Overlaps, after: Overlaps) -> Difference:
    """Overlaps that hold on one of the days only, as for conflicts."""
    old, new = ({_meeting(o.kind, o) for o in found} for found in (before, after))
    return Difference(
        gone=tuple(o for o in before if _meeting(o.kind, o) not in new),
        new=tuple(o for o in after if _meeting(o.kind, o) not in old),
    )


def _meeting(rule: str, found: Finding) -> Hashable:
    return rule, frozenset((side.actor, side.demand) for side in (found.a, found.b))


def verdicts(before: Orders, after: Orders) -> Verdicts:
    """Both verdicts, and the contradictions that one of the days has only: the same holders say the same in no other."""
    old, new = ({_said(c) for c in _contradictions(found)} for found in (before, after))
    return Verdicts(
        since=_verdict(before),
        until=_verdict(after),
        gone=tuple(c for c in _contradictions(before) if _said(c) not in new),
        new=tuple(c for c in _contradictions(after) if _said(c) not in old),
    )


def _contradictions(found: Orders) -> list[Contradiction]:
    return sorted((c for part in found.components for c in part.contradictions), key=lambda c: c.rank)


def _said(found: Contradiction) -> Hashable:
    return frozenset((c.holder, str(c)) for c in found.because)


def _verdict(found: Orders) -> Verdict:
    least = found.cheapest.concession if found.cheapest else None
    return Verdict(
        consistent=found.consistent,
        contradictions=sum(len(part.contradictions) for part in found.components),
        withdraw=least.withdraw if least else None,
        cost=least.cost if least else None,
        partial=found.partial,
    )

"""In force: which positions and sequence preferences hold at a date, since when and until when.

A row is out for good where another revises it as a correction or a retraction. Otherwise it holds from the first day of
its validity to the last, or to the day before a superseding row begins: a later one of the same holder on the same target,
or one that revises it as a change. The target of a sequence preference is the unordered pair of its steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from posgraph.analysis.filters import names
from posgraph.analysis.precedence import precedence
from posgraph.errors import UnknownName
from posgraph.graphs.once import once
from posgraph.model import Dataset, Position, SequencePreference, When

Row = TypeVar("Row", bound=Position | SequencePreference)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held(Generic[Row]):
    """A row and the days on which it is in force, both included; None is open.

    ``disputed``: the same holder is also reported, from the same day, with the opposite sign on the same target (for a
    preference: on the same order of the two steps).
    """

    row: Row
    start: date | None
    end: date | None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Force:
    """What is in force; rows are sorted by id. ``moment`` is the day, or None where all times count.

    ``left_out`` are preferences in force that are imagined away. They are told of because a condition that its holder also
    states as such an order is that order, and so goes with it (decision 3).
    """

    positions: tuple[Held[Position], ...]
    preferences: tuple[Held[SequencePreference], ...]
    moment: date | None = None
    left_out: tuple[Held[SequencePreference], ...] = ()


def in_force(dataset: Dataset, as_of: date | None, ever: bool = False) -> Force:
    """What is in force at ``as_of`` (None: today), or, with ``ever``, what was at any time.

    >>> from posgraph.stance import Stance
    >>> def position(id, stance, begin):
    ...     return Position(id=id, actor="north", demand="ceasefire", stance=stance, valid_from=When.parse(begin))
    >>> d = Dataset(id="toy", positions=(position("p1", Stance.rejects, "2025-03"), position("p2", Stance.accepts, "2025-12-20")))
    >>> [(h.row.id, h.end and str(h.end)) for h in in_force(d, date(2025, 6, 1)).positions]
    [('p1', '2025-12-19')]
    >>> [h.row.id for h in in_force(d, date(2025, 12, 29)).positions], len(in_force(d, None, ever=True).positions)
    (['p2'], 2)
    """
    history = _history(dataset)
    if ever:
        return history
    day = as_of or date.today()
    return _cut(history, day)


def imagined(
    dataset: Dataset, as_of: date | None, ever: bool = False, without: str | Iterable[str] = ()
) -> tuple[Dataset, Force]:
    """The dataset without the relations of these ids, and what is in force in it without these positions and preferences.

    To leave a row out is to imagine that its holder does not insist on it. What it superseded or corrected stays out: nobody
    has said that it is back (decision 2). Raises UnknownName for an id that is none of these.

    >>> from posgraph.stance import Stance
    >>> said = [("p1", Stance.rejects, "2024"), ("p2", Stance.accepts, "2025")]
    >>> rows = [Position(id=i, actor="n", demand="vote", stance=s, valid_from=When.parse(begin)) for i, s, begin in said]
    >>> _, force = imagined(Dataset(id="toy", positions=tuple(rows)), None, without="p2")
    >>> [h.row.id for h in force.positions]
    []
    """
    force = in_force(dataset, as_of, ever)
    gone = frozenset(names(without))
    if not gone:
        return dataset, force
    tables = ("positions", "sequencing", "relations")
    for name in sorted(gone):
        if not any(name in dataset.by_id(table) for table in tables):
            raise UnknownName("without", name, "the id of a position, a sequence preference or a relation")
    if any(name in dataset.by_id("relations") for name in gone):
        dataset = replace(dataset, relations=tuple(r for r in dataset.relations if r.id not in gone))
    return dataset, replace(
        force,
        positions=tuple(h for h in force.positions if h.row.id not in gone),
        preferences=tuple(h for h in force.preferences if h.row.id not in gone),
        left_out=tuple(h for h in force.preferences if h.row.id in gone),
    )


def snapshots(force: Force) -> Iterator[Force]:
    """What is in force at one moment, for rules that look at several rows of a holder at once.

    One moment is itself. Of all times it is enough to look at the days on which something begins: rows that are ever in
    force together are so on the day on which the last of them begins.
    """
    if force.moment:
        yield force
        return
    starts = {h.start for h in force.positions} | {h.start for h in force.preferences}
    for start in sorted({start or date.min for start in starts}):
        yield _cut(force, start)


def overlap(*held: Held[Position] | Held[SequencePreference]) -> tuple[date | None, date | None] | None:
    """The days on which all are in force: latest start and earliest end, None being open; None where there is no such day."""
    start = max((h.start for h in held if h.start), default=None)
    end = min((h.end for h in held if h.end), default=None)
    return None if start and end and start > end else (start, end)


def _cut(force: Force, day: date) -> Force:
    return Force(_at(force.positions, day), _at(force.preferences, day), day, _at(force.left_out, day))


def _at(rows: Iterable[Held[Row]], day: date) -> tuple[Held[Row], ...]:
    return tuple(h for h in rows if (h.start is None or h.start <= day) and (h.end is None or day <= h.end))


@once
def _history(dataset: Dataset) -> Force:
    return Force(_effective(dataset.positions), _effective(dataset.sequencing))


def standing(rows: Iterable[Row]) -> list[Row]:
    """Rows that no other row corrects or retracts."""
    rows = list(rows)
    undone = {row.revises for row in rows if row.revision_reason in ("correction", "retraction")}
    return [row for row in rows if row.id not in undone]


def begin(row: Position | SequencePreference) -> date:
    """First day of validity; one that is missing or open counts as earliest."""
    return _first(row.valid_from) or date.min


def _first(when: When | None) -> date | None:
    return when.first if when else None


def _effective(rows: Iterable[Row]) -> tuple[Held[Row], ...]:
    """Every row that was ever in force, with its effective days."""
    groups: defaultdict[tuple[str, Hashable], list[Row]] = defaultdict(list)
    changed: defaultdict[str, list[date]] = defaultdict(list)
    for row in standing(rows):
        groups[row.actor, _target(row)].append(row)
        if row.revises and row.revision_reason == "change":
            changed[row.revises].append(begin(row))
    held: list[Held[Row]] = []
    for group in groups.values():
        begins = sorted(begin(r) for r in group)
        later = {one: (other,) for one, other in pairwise(begins) if one < other}
        kept = [_until(r, [*changed[r.id], *later.get(begin(r), ())]) for r in group]
        held.extend(_disputes([h for h in kept if h]))
    return tuple(sorted(held, key=lambda h: h.row.id))


def _until(row: Row, superseding: Iterable[date]) -> Held[Row] | None:
    """The row with its effective days; None where it never came into force."""
    next_begin = min(superseding, default=None)
    if next_begin and next_begin <= begin(row):
        return None
    last = row.valid_to.last if row.valid_to else None
    end = min((day for day in (last, next_begin and next_begin - DAY) if day), default=None)
    return None if end and end < begin(row) else Held(row, _first(row.valid_from), end)


def _disputes(group: list[Held[Row]]) -> list[Held[Row]]:
    """Mark rows of one holder and target that begin on the same day with opposite signs."""
    signs: defaultdict[Hashable, set[int]] = defaultdict(set)
    for h in group:
        signs[h.start, _matter(h.row)].add(h.row.stance.sign)
    return [replace(h, disputed=bool(h.row.stance.sign) and {1, -1} <= signs[h.start, _matter(h.row)]) for h in group]


def _target(row: Position | SequencePreference) -> Hashable:
    """What a later row of the same holder supersedes this one on."""
    return frozenset((row.first, row.then)) if isinstance(row, SequencePreference) else row.demand


def _matter(row: Position | SequencePreference) -> Hashable:
    """What the sign of a row is about. To want *a before b* and to refuse *b before a* is no dispute."""
    return precedence(row) if isinstance(row, SequencePreference) else row.demand

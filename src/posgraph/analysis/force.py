"""In force: which positions and sequence preferences hold at a date, since when and until when.

A row is out for good where another revises it as a correction or a retraction. Otherwise it holds from the first day of
its validity to the last, or to the day before a superseding row begins: a later one of the same holder on the same target,
or one that revises it as a change. No row supersedes one that revises it. The target of a sequence preference is the
unordered pair of its steps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import Generic, TypeVar

from posgraph.analysis.filters import names
from posgraph.analysis.precedence import Precedence, compatible, implied, precedence
from posgraph.analysis.renewal import touched
from posgraph.analysis.revisions import Revisions
from posgraph.errors import UnknownName
from posgraph.graphs.once import once
from posgraph.model import Dataset, Position, SequencePreference, When

Row = TypeVar("Row", bound=Position | SequencePreference)

Saying = tuple[int, Precedence | None]
"""What a row says of its target: the sign, and for a preference the order that it is about."""

DAY = timedelta(days=1)

MOMENTS = 4
"""So many days are remembered, each with what is in force on it."""


@dataclass(frozen=True, slots=True)
class Held(Generic[Row]):
    """A row and the days on which it is in force, both included; None is open.

    ``disputed``: a report of the same holder from the same day disagrees, and is in force too: the opposite sign on the same
    target; for preferences, an order that is wanted and refused, or two wanted that exclude each other.
    """

    row: Row
    start: date | None
    end: date | None
    disputed: bool = False


@dataclass(frozen=True)
class Force:
    """What is in force; rows are sorted by id. ``moment`` is the day, or None where all times count.

    ``left_out`` are preferences in force that are imagined away. They are told of because a condition that its holder also
    states as such an order is that order, and so goes with it (decision 3). ``timeline`` holds the positions of all times that
    this was cut from: a rule that looks at several rows at once needs it to say since when and until when they all stand.
    """

    positions: tuple[Held[Position], ...]
    preferences: tuple[Held[SequencePreference], ...]
    moment: date | None = None
    left_out: tuple[Held[SequencePreference], ...] = ()
    timeline: tuple[Held[Position], ...] = ()

    @cached_property
    def conditional(self) -> tuple[Held[Position], ...]:
        """The positions that are on a condition."""
        return tuple([h for h in self.positions if h.row.only_if])


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
    if ever:
        return _history(dataset)
    day, moments = as_of or date.today(), _moments(dataset)
    force = moments.get(day) or _marked(_cut(_history(dataset), day))
    moments[day] = force
    for oldest in list(moments)[:-MOMENTS]:
        moments.pop(oldest, None)
    return force


@once(of=("positions", "sequencing"))
def _moments(dataset: Dataset) -> dict[date, Force]:  # noqa: ARG001 (kept with it)
    """What is in force on the days asked for last."""
    return {}


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
    return dataset, _marked(
        replace(
            force,
            positions=tuple(h for h in force.positions if h.row.id not in gone),
            preferences=tuple(h for h in force.preferences if h.row.id not in gone),
            left_out=tuple(h for h in force.preferences if h.row.id in gone),
            timeline=tuple(h for h in force.timeline if h.row.id not in gone),
        )
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
    return Force(_at(force.positions, day), _at(force.preferences, day), day, _at(force.left_out, day), force.timeline)


def _at(rows: Iterable[Held[Row]], day: date) -> tuple[Held[Row], ...]:
    return tuple([h for h in rows if (h.start is None or h.start <= day) and (h.end is None or day <= h.end)])


def _marked(force: Force) -> Force:
    """The same, with disputes as they are among what is left: a report that has ended, or is imagined away, disputes nothing."""
    return replace(force, positions=_still(force.positions), preferences=_still(force.preferences))


def _still(rows: tuple[Held[Row], ...]) -> tuple[Held[Row], ...]:
    over = {h.row.id: h for h in _disputes([h for h in rows if h.disputed]) if not h.disputed}
    return tuple([over.get(h.row.id, h) for h in rows]) if over else rows


def _renewed(history: Force, former: tuple[Position, ...], dataset: Dataset) -> Force:
    """The history of a dataset that has other positions than the one of which ``history`` is that."""
    found = touched(former, dataset.positions, group)
    anew = [h for h in _effective(found.context) if group(h.row) in found.groups]
    kept = [h for h in history.timeline if h.row.actor not in found.holders or group(h.row) not in found.groups]
    positions = tuple(sorted(kept + anew, key=_id))
    return replace(history, positions=positions, timeline=positions)


@once(of=("positions", "sequencing"), renew=_renewed)
def _history(dataset: Dataset) -> Force:
    positions = _effective(dataset.positions)
    return Force(positions, _effective(dataset.sequencing), timeline=positions)


def group(row: Position | SequencePreference) -> Hashable:
    """Whose row it is, and on what target."""
    return row.actor, _target(row)


_id = attrgetter("row.id")


def begin(row: Position | SequencePreference) -> date:
    """First day of validity; one that is missing or open counts as earliest."""
    return _first(row.valid_from) or date.min


def _first(when: When | None) -> date | None:
    return when.first if when else None


def _effective(rows: Iterable[Row]) -> tuple[Held[Row], ...]:
    """Every row that was ever in force, with its effective days."""
    revisions = Revisions(rows)
    groups: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for row in revisions.standing:
        groups[group(row)].append(row)
    held: list[Held[Row]] = []
    for rows_of in groups.values():
        rows_of.sort(key=begin)
        held += _disputes(_superseded(rows_of, revisions)) if len(rows_of) > 1 else _superseded(rows_of, revisions)
    return tuple(sorted(held, key=_id))


def _superseded(rows: list[Row], revisions: Revisions[Row]) -> Iterator[Held[Row]]:
    """The rows of one holder on one target, the earliest first, with their effective days."""
    begins = [begin(row) for row in rows]
    for row, own in zip(rows, begins, strict=True):
        later = bisect_right(begins, own)
        if row.revises:
            following = (other for other in rows[later:] if not revisions.follows(row, other))
            superseding = [begin(other) for other in islice(following, 1)]
        else:
            superseding = begins[later : later + 1]
        superseding += [begin(other) for other in revisions.changed(row.id)]
        if h := _until(row, own, min(superseding, default=None)):
            yield h


def _until(row: Row, begin: date, next_begin: date | None) -> Held[Row] | None:
    """The row with its effective days, where another supersedes it from ``next_begin``; None where it never came into force."""
    if next_begin and next_begin <= begin:
        return None
    end = row.valid_to.last if row.valid_to else None
    if next_begin and (end is None or next_begin <= end):
        end = next_begin - DAY
    return None if end and end < begin else Held(row, _first(row.valid_from), end)


def _disputes(rows: Iterable[Held[Row]]) -> tuple[Held[Row], ...]:
    """The rows, each marked as disputed where another of them disagrees that begins on the same day.

    All are in force at one moment, or ever: then too those that begin on the same day have that day in common.
    """
    rows = tuple(rows)
    occasions: defaultdict[Hashable, list[Held[Row]]] = defaultdict(list)
    for h in rows:
        occasions[_occasion(h)].append(h)
    marked: dict[str, Held[Row]] = {}
    for together in occasions.values():
        said = {_saying(h.row) for h in together} if len(together) > 1 else set()
        for h in together:
            disputed = any(_disagree(_saying(h.row), other) for other in said)
            if h.disputed != disputed:
                marked[h.row.id] = replace(h, disputed=disputed)
    return tuple([marked.get(h.row.id, h) for h in rows]) if marked else rows


def _occasion(held: Held[Row]) -> Hashable:
    return group(held.row), held.start


def _target(row: Position | SequencePreference) -> Hashable:
    """What a later row of the same holder supersedes this one on."""
    return frozenset((row.first, row.then)) if isinstance(row, SequencePreference) else row.demand


def _saying(row: Position | SequencePreference) -> Saying:
    return row.stance.sign, precedence(row) if isinstance(row, SequencePreference) else None


def _disagree(one: Saying, other: Saying) -> bool:
    """True where two rows on one target cannot both report their holder rightly."""
    (sign, order), (other_sign, other_order) = one, other
    if order is None or other_order is None:
        return sign * other_sign < 0
    if sign * other_sign < 0:
        return (other_order in implied(order)) if sign > 0 else (order in implied(other_order))
    return sign > 0 and other_sign > 0 and not compatible(order, other_order)

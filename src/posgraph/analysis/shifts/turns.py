"""Turns: which position of a holder came after which, which was its first on a target, and where it fell silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from posgraph.analysis.force import DAY, begin, in_force
from posgraph.analysis.revisions import Revisions
from posgraph.model import Dataset, Position


class Turn(NamedTuple):
    """From one position to the next; ``before`` is None for a first one, ``after`` for a silence. ``day``: None is unknown."""

    before: Position | None
    after: Position | None
    day: date | None


class Place(NamedTuple):
    """Where a position stands among those of its holder: by its first day, but after all that it changes."""

    day: date
    depth: int


def turns(dataset: Dataset, until: date | None = None) -> Iterator[Turn]:
    """Every turn by ``until`` (None: all), of positions that nobody corrected or retracted.

    Positions on one target follow one another by their first day. Where several begin on one day, each is compared with each
    of the day before and after it. A change follows what it changes, on whatever target and whatever their dates.
    """
    revisions = Revisions(dataset.positions)
    rows = [row for row in revisions.standing if until is None or begin(row) <= until]
    changes: defaultdict[str, list[Position]] = defaultdict(list)
    for old in rows:
        for new in revisions.changed(old.id):
            changes[new.id].append(old)
            if new.actor == old.actor and new.demand != old.demand and (until is None or begin(new) <= until):
                yield Turn(old, new, _known(new))
    places = _places(rows, changes)
    targets: defaultdict[tuple[str, str], list[Position]] = defaultdict(list)
    for row in rows:
        targets[row.actor, row.demand].append(row)
    for said in targets.values():
        steps = [list(group) for _, group in groupby(sorted(said, key=lambda p: places[p.id]), key=lambda p: places[p.id])]
        yield from (Turn(None, row, _known(row)) for row in steps[0] if row.id not in changes)
        for earlier, later in pairwise(steps):
            yield from (Turn(a, b, _known(b)) for a in earlier for b in later)
    yield from _silences(dataset, revisions, until)


def _known(row: Position) -> date | None:
    return row.valid_from.first if row.valid_from else None


def _places(rows: Sequence[Position], changes: Mapping[str, list[Position]]) -> Mapping[str, Place]:
    """Of rows that revise one another in a circle, each keeps its own day."""
    by_id = {row.id: row for row in rows}
    found: dict[str, Place] = {}
    for row in rows:
        entered: set[str] = set()
        walk = [row.id]
        while walk:
            olds = [old.id for old in changes.get(walk[-1], ()) if old.id in by_id]
            waiting = [id for id in olds if id not in found and id not in entered]
            entered.add(walk[-1])
            if waiting and walk[-1] not in found:
                walk.extend(waiting)
                continue
            here = by_id[walk.pop()]
            before = max((found[id] for id in olds if id in found), default=None)
            late = before is not None and begin(here) <= before.day
            found[here.id] = Place(before.day, before.depth + 1) if before and late else Place(begin(here), 0)
    return found


def _silences(dataset: Dataset, revisions: Revisions[Position], until: date | None) -> Iterator[Turn]:
    """Positions whose validity ended, where the holder has nothing in force on the target after that, nor changed them."""
    last = until or date.max
    spans: defaultdict[tuple[str, str], date] = defaultdict(lambda: date.min)
    history = [h for h in in_force(dataset, None, ever=True).positions if (h.start or date.min) <= last]
    for h in history:
        key = (h.row.actor, h.row.demand)
        spans[key] = max(spans[key], h.end or date.max)
    for h in history:
        own = h.row.valid_to.last if h.row.valid_to else None
        ended = h.end is not None and h.end == own and h.end < last and h.end == spans[h.row.actor, h.row.demand]
        if h.end and ended and not any(begin(new) <= last for new in revisions.changed(h.row.id)):
            yield Turn(h.row, None, h.end + DAY)

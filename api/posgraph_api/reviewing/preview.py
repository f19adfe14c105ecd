"""Previews: what accepting a draft would do to the conflicts, and the row as it would stand in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.results import Conflict
from posgraph.analysis.rules import RULES
from posgraph.analysis.words import Words
from posgraph.errors import DataError, Fault, RefusedChange
from posgraph.model import Dataset
from posgraph.recording import edited
from posgraph_api.reviewing.drafts import Entry

TOLD = 20
"""So many conflicts are told one by one."""

_SHARED = ("order", "deadlock")


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict in words: the two sides, and by which rule."""

    one: str
    other: str
    rule: str
    severity: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The conflicts of a day that come and go with a row, the most severe first; at most TOLD of each, and the numbers of all."""

    day: date
    new: tuple[Clash, ...]
    gone: tuple[Clash, ...]
    news: int
    lost: int
    partial: bool

    def to_dict(self) -> dict[str, Any]:
        """The effect as it is kept with the decision."""
        told = {"new": self.new, "gone": self.gone}
        listed = {name: [[c.one, c.other, c.rule, c.severity] for c in found] for name, found in told.items()}
        return {"day": self.day.isoformat(), **listed, "news": self.news, "lost": self.lost, "partial": self.partial}

    @classmethod
    def from_dict(cls, value: Any) -> Effect:
        """The inverse of :meth:`to_dict`."""
        new, gone = (tuple(Clash(*one) for one in value[name]) for name in ("new", "gone"))
        return cls(date.fromisoformat(value["day"]), new, gone, value["news"], value["lost"], value["partial"])


@dataclass(frozen=True, slots=True)
class Trial:
    """A dataset with a draft in it: the dataset afterwards and the new row; or what stands in the way."""

    after: Dataset | None = None
    row: Any = None
    faults: tuple[Fault, ...] = ()


def trial(dataset: Dataset, entry: Entry) -> Trial:
    """Try a draft by the rules of every write; nothing is written."""
    own = tuple(entry.faults())
    try:
        after, rows = edited(dataset, entry.steps())
    except (DataError, RefusedChange) as error:
        return Trial(faults=own + tuple(error.faults))
    if own:
        return Trial(faults=own)
    return Trial(after, after.by_id(entry.table)[rows[-1].key])


def day_of(row: Any, today: date) -> date:
    """The day on which a row begins to hold, where that is told; else today."""
    return row.valid_from.first or today if row.valid_from else today


def effect(before: Dataset, after: Dataset, actor: str, day: date, seconds: float) -> Effect:
    """What becomes of the conflicts of a day where a row of an actor is added."""
    (old, cut), (found, cut_too) = (_clashes(each, actor, day, seconds) for each in (before, after))
    known, left = {_key(c) for c in old}, {_key(c) for c in found}
    new, gone = [c for c in found if _key(c) not in known], [c for c in old if _key(c) not in left]
    return Effect(day, _told(new, after), _told(gone, before), len(new), len(gone), cut or cut_too)


def _clashes(dataset: Dataset, actor: str, day: date, seconds: float) -> tuple[list[Conflict], bool]:
    """The conflicts that a row of an actor can have to do with, the most severe first, and whether the search was cut off: its
    own by any rule, and those of all by the rules in which more than two rows have a part.
    """
    own = conflicts(dataset, day, actors=(actor,), rules=[rule for rule in RULES if rule not in _SHARED], seconds=seconds)
    shared = conflicts(dataset, day, rules=_SHARED, seconds=seconds)
    return sorted([*own, *shared], key=lambda c: (-c.severity, *_key(c))), shared.partial


def _key(conflict: Conflict) -> tuple[str, ...]:
    return conflict.rule, *sorted(conflict.ids)


def _told(found: Iterable[Conflict], dataset: Dataset) -> tuple[Clash, ...]:
    words = Words(dataset)
    return tuple(Clash(words.said(c.ids[0]), words.said(c.ids[1]), c.rule, round(c.severity, 2)) for c in list(found)[:TOLD])

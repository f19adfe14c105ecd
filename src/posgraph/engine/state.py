"""State: the positions that are in force on a day, sorted by literal, then by holder, then by id.

All positions are sorted so once. The state of a day is then a filter of two columns of days, and stays sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from posgraph.engine.columns import Columns

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

CHUNK = 1 << 16
"""Rows that are filtered at a time: their columns fit into the cache of a processor."""


@dataclass(frozen=True, eq=False)
class State:
    """Rows of ``Columns`` that have a literal, sorted by (literal, actor, row); the arrays are of one length.

    ``level[n]`` is the place of the weight in ``levels``, which are sorted. 24 bytes a position.
    """

    literals: int
    actors: int
    levels: npt.NDArray[np.float64]
    row: Int32
    literal: Int32
    actor: Int32
    level: Int32
    start: Int32
    end: Int32

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def bounds(self) -> Int64:
        """Literal ``x`` has the places from ``bounds[x]`` to ``bounds[x + 1]``."""
        return offsets(np.bincount(self.literal, minlength=self.literals))

    @cached_property
    def cells(self) -> Cells:
        """Who holds which literal, and how often."""
        return _cells(self)

    def weights(self) -> npt.NDArray[np.float64]:
        """The weight of each row."""
        return self.levels[self.level]

    def take(self, places: Int64 | Mask) -> State:
        """Some of the rows, in the same order."""
        taken = (getattr(self, name)[places] for name in ("row", "literal", "actor", "level", "start", "end"))
        return State(self.literals, self.actors, self.levels, *taken)

    def at(self, day: date | None) -> State:
        """What is in force on a day; all of it where no day is given."""
        return self if day is None else self.take(standing(self.start, self.end, day.toordinal()))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Runs of a state with one literal and one actor: ``key`` = literal × actors + actor, sorted; first place and number."""

    key: Int64
    literal: Int32
    actor: Int32
    first: Int64
    number: Int64
    bounds: Int64

    def find(self, literal: Int32, actor: Int32, actors: int) -> Int64:
        """The place of each cell; the number of cells where there is none."""
        key = literal.astype(np.int64) * actors + actor
        found = np.searchsorted(self.key, key)
        return np.where(np.append(self.key, -1)[found] == key, found, len(self.key))


def state(columns: Columns) -> State:
    """Every position that was ever in force and has a literal."""
    rows = np.flatnonzero((columns.literal >= 0) & (columns.start <= columns.end))
    key = columns.literal[rows].astype(np.int64) * max(len(columns.actors), 1) + columns.actor[rows]
    row: Int32 = rows[np.argsort(key, kind="stable")].astype(np.int32)
    weight = columns.weight[row]
    levels = np.unique(weight)
    level = np.searchsorted(levels, weight)
    return State(
        literals=2 * len(columns.demands),
        actors=len(columns.actors),
        levels=levels,
        row=row,
        literal=columns.literal[row],
        actor=columns.actor[row],
        level=level.astype(np.int32),
        start=columns.start[row],
        end=columns.end[row],
    )


def standing(start: Int32, end: Int32, day: int) -> Int64:
    """The places of the rows that are in force on a day (an ordinal)."""
    found = [np.flatnonzero(part) + at for at, part in _parts(start, end, day)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def standing_count(start: Int32, end: Int32, day: int) -> int:
    """How many rows are in force on a day (an ordinal)."""
    return sum(int(np.count_nonzero(part)) for _, part in _parts(start, end, day))


def _parts(start: Int32, end: Int32, day: int) -> Iterator[tuple[int, Mask]]:
    for at in range(0, len(start), CHUNK):
        mask = start[at : at + CHUNK] <= day
        mask &= end[at : at + CHUNK] >= day
        yield at, mask


def offsets(numbers: npt.NDArray[np.integer[Any]]) -> Int64:
    """Where each of some runs begins, and where the last ends."""
    found = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(numbers, out=found[1:])
    return found


def spread(first: Int64, number: Int64) -> tuple[Int64, Int64]:
    """For runs that begin at ``first`` with ``number`` members: which run each member is of, and its place.

    >>> spread(np.array([5, 9]), np.array([2, 1]))[1].tolist()
    [5, 6, 9]
    """
    owner = np.repeat(np.arange(len(first)), number)
    shift = first - (np.cumsum(number) - number)
    return owner, np.arange(len(owner)) + np.repeat(shift, number)


def _cells(state: State) -> Cells:
    size = len(state)
    edge = np.ones(size, np.bool_)
    edge[1:] = (state.literal[1:] != state.literal[:-1]) | (state.actor[1:] != state.actor[:-1])
    first = np.flatnonzero(edge)
    literal, actor = state.literal[first], state.actor[first]
    return Cells(
        key=literal.astype(np.int64) * max(state.actors, 1) + actor,
        literal=literal,
        actor=actor,
        first=first,
        number=np.diff(first, append=size),
        bounds=offsets(np.bincount(literal, minlength=state.literals)),
    )

"""Pairs of positions that meet: how many by each row of a table, and all of them as a stream of blocks.

The number is exact and lists no pair: by literal the one side times the other, less the pairs of one holder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from posgraph.engine.state import Int32, Int64, State, offsets, spread

BLOCK = 1 << 18
"""Pairs in a block of the stream, about."""
WORK = 1 << 21
"""Members that are looked up at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Rows of a table, and which pairs count: of one holder or not, with one actor on either side or not, of all times or not.

    ``one``: the code of that actor, or −1. Of several actors the state holds only theirs.
    """

    x: Int32
    y: Int32
    rule: npt.NDArray[np.int8]
    row: Int64
    within: bool
    one: int
    ever: bool

    def __len__(self) -> int:
        return len(self.x)


def tally(state: State, asked: Question) -> Int64:
    """How many pairs meet by each row.

    With one actor on either side they are all pairs without those that are left when it is gone.
    """
    found = _all(state, asked)
    if not asked.within:
        found -= _own(state, asked)
    if asked.one >= 0:
        others = state.take(state.actor != asked.one)
        found -= _all(others, asked)
        if not asked.within:
            found += _own(others, asked)
    return found


def _all(state: State, asked: Question) -> Int64:
    n = np.diff(state.bounds)
    if asked.ever:
        return _meeting(state, asked.x.astype(np.int64), asked.y.astype(np.int64), state.bounds, state.literal)
    return np.where(asked.x == asked.y, n[asked.x] * (n[asked.x] - 1) // 2, n[asked.x] * n[asked.y])


def _own(state: State, asked: Question) -> Int64:
    """Pairs of one holder."""
    cells = state.cells
    n = np.diff(cells.bounds)
    turned = n[asked.x] > n[asked.y]
    small, large = np.where(turned, asked.y, asked.x), np.where(turned, asked.x, asked.y)
    found = np.zeros(len(asked), np.int64)
    ends = offsets(cells.number)
    of = np.repeat(np.arange(len(cells.number)), cells.number) if asked.ever else np.zeros(0, np.int64)
    for part in portions(n[small]):
        owner, cell = spread(cells.bounds[small[part]], n[small[part]])
        literal = large[part][owner]
        other = cells.find(literal, cells.actor[cell], max(state.actors, 1))
        there = np.flatnonzero(other < len(cells.key))
        one, two, owner = cell[there], other[there], owner[there]
        if asked.ever:
            number = _meeting(state, one, two, ends, of)
        else:
            number = np.where(one == two, cells.number[one] * (cells.number[one] - 1) // 2, cells.number[one] * cells.number[two])
        found[part] = np.bincount(owner, weights=number, minlength=len(found[part])).astype(np.int64)
    return found


def _meeting(state: State, x: Int64, y: Int64, bounds: Int64, of: npt.NDArray[np.integer[Any]]) -> Int64:
    """Pairs of members of runs ``x`` and ``y`` of the state whose days meet; of one run, each two once.

    They do not meet where the one ends before the other starts: that is counted by search among the ends, sorted by run.
    """
    ends = np.sort(of.astype(np.int64) << 32 | state.end)
    n = np.diff(bounds)
    found = np.where(x == y, n[x] * (n[x] - 1) // 2, n[x] * n[y])

    def before(one: Int64, two: Int64) -> None:
        for part in portions(n[two]):
            owner, place = spread(bounds[two[part]], n[two[part]])
            run = one[part][owner]
            ended = np.searchsorted(ends, run << 32 | state.start[place]) - bounds[run]
            found[part] -= np.bincount(owner, weights=ended, minlength=len(found[part])).astype(np.int64)

    before(x, y)
    different = np.flatnonzero(x != y)
    if len(different):
        kept, found = found, found[different]
        before(y[different], x[different])
        kept[different] = found
        found = kept
    return found


def portions(sizes: npt.NDArray[np.integer[Any]], most: int = WORK) -> Iterator[slice]:
    """Slices of about ``most`` members each."""
    ends = np.cumsum(sizes)
    at = 0
    while at < len(sizes):
        done = int(ends[at - 1]) if at else 0
        to = max(int(np.searchsorted(ends, done + most, side="right")), at + 1)
        yield slice(at, to)
        at = to


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Each place ``a`` of the state meets all places from ``low`` up to ``high``, by the row ``meeting`` of the question."""

    meeting: Int64
    a: Int64
    low: Int64
    high: Int64


def blocks(state: State, asked: Question) -> Iterator[tuple[Int32, Int32, Int32]]:
    """All pairs, as rows of the table and rows of ``Columns`` for ``a`` and ``b``: three arrays of one length a block.

    By row of the table; a block holds about ``BLOCK`` pairs, or those of one position by one row. So memory is that of the
    state and of some blocks, whatever the number of pairs.
    """
    n = np.diff(state.bounds)
    for part in portions(np.where(n[asked.y] > 0, n[asked.x], 0), WORK >> 2):
        lines = _of_one(state, asked, part) if asked.one >= 0 else _of_all(state, asked, part)
        width = lines.high - lines.low
        for few in portions(width, BLOCK):
            found = _block(state, asked, lines, few, width[few])
            if len(found[0]):
                yield found


def _block(state: State, asked: Question, lines: Lines, few: slice, width: Int64) -> tuple[Int32, Int32, Int32]:
    meeting, place = lines.meeting[few], lines.a[few]
    shift = (lines.low[few] - (np.cumsum(width) - width)).astype(np.int32)
    b = np.arange(int(width.sum()), dtype=np.int32)
    b += np.repeat(shift, width)
    row = np.repeat(asked.row[meeting].astype(np.int32), width)
    one, two = np.repeat(state.row[place], width), state.row[b]
    twins = asked.x[meeting] == asked.y[meeting]
    if twins.any():
        turn = one > two
        if not twins.all():
            turn &= np.repeat(twins, width)
        one[turn], two[turn] = two[turn], one[turn]
    if asked.ever:
        start = np.maximum(np.repeat(state.start[place], width), state.start[b])
        keep = start <= np.minimum(np.repeat(state.end[place], width), state.end[b])
        return row[keep], one[keep], two[keep]
    return row, one, two


def _of_all(state: State, asked: Question, part: slice) -> Lines:
    """Any two holders; of one holder too where the question says so."""
    x, y = asked.x[part], asked.y[part]
    first, last = state.bounds[x], state.bounds[x + 1]
    low, high = state.bounds[y], state.bounds[y + 1]
    meeting = np.flatnonzero((high > low) & (last > first))
    if asked.within:
        return _lines(part, [(meeting, first[meeting], last[meeting], low[meeting], high[meeting])], x == y)
    cells = state.cells
    n = np.diff(cells.bounds)
    owner, cell = spread(cells.bounds[x[meeting]], n[x[meeting]])
    owner = meeting[owner]
    first, last = cells.first[cell], cells.first[cell] + cells.number[cell]
    own = cells.find(y[owner], cells.actor[cell], max(state.actors, 1))
    at = np.append(cells.first, 0)[own]
    there = own < len(cells.key)
    twins = x[owner] == y[owner]
    before = np.where(twins, low[owner], np.where(there, at, high[owner]))
    after = np.flatnonzero(there)
    past = at[after] + cells.number[own[after]]
    runs = [(owner, first, last, low[owner], before), (owner[after], first[after], last[after], past, high[owner[after]])]
    return _lines(part, runs, np.zeros(len(x), np.bool_))


def _of_one(state: State, asked: Question, part: slice) -> Lines:
    """One holder on either side."""
    cells, x, y = state.cells, asked.x[part], asked.y[part]
    one = np.full(len(x), asked.one, np.int32)

    def run(literal: Int32) -> tuple[Int64, Int64]:
        """From where to where the literal is that holder's."""
        found = cells.find(literal, one, max(state.actors, 1))
        first = np.append(cells.first, 0)[found]
        return first, first + np.append(cells.number, 0)[found]

    (first, last), (low, high) = run(x), run(y)
    twins = x == y
    held, other = np.flatnonzero(last > first), np.flatnonzero((high > low) & ~twins)
    begin, finish = state.bounds[y], state.bounds[y + 1]
    parted = high > low
    runs = [
        (held, first[held], last[held], begin[held], np.where(parted, low, finish)[held]),
        (held, first[held], last[held], np.where(parted, high, finish)[held], finish[held]),
        (other, state.bounds[x][other], np.where(last > first, first, state.bounds[x + 1])[other], low[other], high[other]),
        (other, np.where(last > first, last, state.bounds[x + 1])[other], state.bounds[x + 1][other], low[other], high[other]),
    ]
    if asked.within:
        runs.append((held, first[held], last[held], low[held], high[held]))
        same = _lines(part, runs[-1:], twins)
        apart = _lines(part, runs[:-1], np.zeros(len(x), np.bool_))
        return Lines(*(np.concatenate([getattr(apart, name), getattr(same, name)]) for name in ("meeting", "a", "low", "high")))
    return _lines(part, runs, np.zeros(len(x), np.bool_))


def _lines(part: slice, runs: list[tuple[Int64, Int64, Int64, Int64, Int64]], triangle: npt.NDArray[np.bool_]) -> Lines:
    """Runs of places by runs of places as lines; in a triangle each place meets those after it."""
    meeting, first, last, low, high = (np.concatenate(column) for column in zip(*runs, strict=True))
    owner, a = spread(first, last - first)
    begin = np.where(triangle[meeting[owner]], a + 1, low[owner])
    keep = np.flatnonzero(begin < high[owner])
    order = keep[np.argsort(meeting[owner[keep]], kind="stable")] if len(runs) > 1 else keep
    return Lines(meeting[owner[order]] + part.start, a[order], begin[order], high[owner[order]])

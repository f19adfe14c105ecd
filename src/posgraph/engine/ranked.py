"""Pairs in the library's order, a page at a time: heaviest first, then by rule, then by the ids of ``a`` and ``b``.

A pair weighs what the lighter of its two sides weighs. So the pairs of at least some weight are those among the positions of at
least that weight, and ``tally`` counts them without listing any. The order is walked in bands of weights: where many pairs
share one weight, as in roll calls, the band is that weight alone, and its pairs come by rule and by ``a``, in portions; else a
band holds as many weights as make about one page, and its pairs are sorted.

Memory: the state (24 bytes a position in force, and half as much again while a band is walked), and at most the greater of
``PORTION`` pairs and the partners of one position; never all pairs. Pairs of one holder that a question leaves out are passed
over one by one inside a band, and so are those whose days do not meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from posgraph.engine.pairs import Question, tally
from posgraph.engine.state import Int32, Int64, Mask, State, offsets, spread

PORTION = 1 << 19
"""Pairs that are made at a time, about."""
FEW = 1 << 10
"""Pairs that are made at first, about."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Pairs in order: places of weights in ``levels``, rows of the table, rows of ``Columns``."""

    level: Int32
    row: Int32
    a: Int32
    b: Int32

    def __len__(self) -> int:
        return len(self.a)

    def cut(self, part: slice | Mask | Int64) -> Found:
        """Some of them."""
        return Found(self.level[part], self.row[part], self.a[part], self.b[part])


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: after the pairs of greater level; in this level, after lesser rules; then from row ``a``, with ``b`` on.

    ``level`` is that of the key's weight, or the first below it where no position has that weight: then ``rule`` is −1.
    """

    level: int
    rule: int
    a: int
    b: int


def ordered(state: State, asked: Question, after: Place | None = None, few: int = FEW) -> Iterator[Found]:
    """All pairs in order, in portions, the first of about ``few`` pairs; or those from a place on."""
    top = len(state.levels) - 1
    if after is not None:
        top = after.level
        if after.rule >= 0:
            yield from _level(state, asked, top, few, after)
            top -= 1
    histogram = np.bincount(state.level, minlength=len(state.levels))
    while top >= 0:
        low = _threshold(state, asked, top, few, histogram)
        if low < top:
            yield from _band(state, asked, low + 1, top)
        if low >= 0:
            yield from _level(state, asked, low, few)
        top, few = low - 1, min(2 * few, PORTION)


def _threshold(state: State, asked: Question, top: int, few: int, histogram: npt.NDArray[np.int64]) -> int:
    """The greatest level such that at least ``few`` pairs lie from it to ``top``; −1 where there are fewer in all."""

    def pairs(level: int) -> int:
        return int(tally(state.take(state.level >= level), asked).sum())

    above = np.cumsum(histogram[::-1])[::-1]  # positions of at least each level
    known = pairs(top + 1) if top + 1 < len(histogram) else 0
    high, step = top + 1, max(2 * int(above[top + 1] if top + 1 < len(above) else 0), few)
    while True:
        low = min(int(np.searchsorted(-above, -step, side="right")) - 1, high - 1)
        low = max(low, 0)
        if pairs(low) - known >= few:
            break
        if low == 0:
            return -1
        high, step = low, 4 * max(step, int(above[low]))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if pairs(middle) - known >= few else (low, middle)
    return low


def _band(state: State, asked: Question, low: int, high: int) -> Iterator[Found]:
    """The pairs whose level is from ``low`` to ``high``, sorted: they are few."""
    walk = Walk(state.take(state.level >= low), asked, high)
    parts = [part for rule in np.unique(asked.rule) for part in walk.by_rule(int(rule), 0, PORTION)]
    if parts:
        found = Found(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("level", "row", "a", "b")))
        yield found.cut(np.argsort(-found.level, kind="stable"))


def _level(state: State, asked: Question, level: int, few: int, after: Place | None = None) -> Iterator[Found]:
    """The pairs of one level, by rule and ids."""
    walk = Walk(state.take(state.level >= level), asked, level)
    for rule in np.unique(asked.rule).tolist():
        if after is None or rule > after.rule:
            yield from walk.by_rule(rule, 0, few)
        elif rule == after.rule:
            for part in walk.by_rule(rule, after.a, few):
                yield part.cut((part.a > after.a) | (part.b >= after.b))


class Walk:
    """The pairs of a state whose lighter side has at most level ``high``, rule by rule in the order of ``a`` and ``b``.

    Of a position of at most that level all others are partners; of a heavier one those of at most that level. With one actor on
    either side all are partners of its positions, and its positions are those of the others.
    """

    def __init__(self, state: State, asked: Question, high: int) -> None:
        self.state, self.asked = state, asked
        light = state.level <= high
        theirs = state.actor == asked.one if asked.one >= 0 else np.ones(len(state), np.bool_)
        kinds = [np.ones(len(state), np.bool_), light]
        if asked.one >= 0:
            kinds += [theirs, light & theirs]
        places = [np.flatnonzero(kind) for kind in kinds]
        starts = offsets(np.array([len(place) for place in places]))
        self.partners = np.concatenate(places)
        self.bounds = np.stack(
            [offsets(np.bincount(state.literal[p], minlength=state.literals)) + at for p, at in zip(places, starts, strict=False)]
        )
        self.kind = np.where(light, 0, 1) + (np.where(theirs, 0, 2) if asked.one >= 0 else 0)

    def by_rule(self, rule: int, start: int, few: int) -> Iterator[Found]:
        """Pairs of one rule with ``a`` from row ``start`` on, or where a row meets its own literal either of the two."""
        state, asked = self.state, self.asked
        rows = np.flatnonzero(asked.rule == rule)
        rows = rows[np.argsort(asked.x[rows], kind="stable")]
        first = offsets(np.bincount(asked.x[rows], minlength=state.literals))
        width = self.bounds[:, 1:] - self.bounds[:, :-1]  # kind × literal
        summed = np.stack([np.bincount(asked.x[rows], weights=w[asked.y[rows]], minlength=state.literals) for w in width])
        number = summed[self.kind, state.literal].astype(np.int64)
        places = np.flatnonzero((number > 0) & (state.row >= start))
        places = places[np.argsort(state.row[places])]
        ends = np.cumsum(number[places])
        at = 0
        while at < len(places):
            done = int(ends[at - 1]) if at else 0
            to = max(int(np.searchsorted(ends, done + few, side="right")), at + 1)
            if len(found := self._pairs(places[at:to], rows, first)):
                yield found
            at, few = to, min(2 * few, PORTION)

    def _pairs(self, places: Int64, rows: Int64, first: Int64) -> Found:
        """All pairs of these places, sorted by row of ``a`` and of ``b``."""
        state, asked = self.state, self.asked
        literal = state.literal[places]
        owner, line = spread(first[literal], first[literal + 1] - first[literal])
        meeting, place = rows[line], places[owner]
        kind, y = self.kind[place], asked.y[meeting]
        low = self.bounds[kind, y]
        of, at = spread(low, self.bounds[kind, y + 1] - low)
        one, two, meeting = place[of], self.partners[at], meeting[of]
        a, b = state.row[one], state.row[two]
        keep = (asked.x[meeting] != asked.y[meeting]) | (a < b)
        if not asked.within:
            keep &= state.actor[one] != state.actor[two]
        if asked.ever:
            keep &= np.maximum(state.start[one], state.start[two]) <= np.minimum(state.end[one], state.end[two])
        one, two, a, b, meeting = one[keep], two[keep], a[keep], b[keep], meeting[keep]
        order = np.argsort(a.astype(np.int64) << 32 | b, kind="stable")
        level = np.minimum(state.level[one], state.level[two])
        return Found(level, asked.row[meeting].astype(np.int32), a, b).cut(order)


class Reading:
    """A walk over the order that pages are read off; what was made beyond a page is kept for the next."""

    def __init__(self, portions: Iterator[Found]) -> None:
        self._portions = portions
        self._left: list[Found] = []

    def page(self, limit: int) -> tuple[Found, bool]:
        """The next pairs, and whether none comes after them."""
        have = sum(map(len, self._left))
        for part in self._portions:
            self._left.append(part)
            have += len(part)
            if have > limit:
                break
        if not self._left:
            none: Any = np.zeros(0, np.int32)
            return Found(none, none, none, none), True
        whole = Found(*(np.concatenate([getattr(part, name) for part in self._left]) for name in ("level", "row", "a", "b")))
        self._left = [whole.cut(slice(limit, None))] if have > limit else []
        return whole.cut(slice(limit)), have <= limit

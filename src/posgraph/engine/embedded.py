"""The embedded engine: numpy and scipy, in memory, in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

import numpy as np

from posgraph.engine import events
from posgraph.engine.columns import Columns, columns
from posgraph.engine.days import MAX
from posgraph.engine.engine import Key, Matrix, Measure, Ranked, Span
from posgraph.engine.limits import EVERY, Limits, Which
from posgraph.engine.matrices import listed, product
from posgraph.engine.meetings import Meetings, meetings
from posgraph.engine.pairs import Question, blocks, tally
from posgraph.engine.questions import question
from posgraph.engine.ranked import FEW, Found, Place, Reading, ordered
from posgraph.engine.state import Int32, State, standing_count, state
from posgraph.errors import UsageError
from posgraph.graphs.once import once
from posgraph.model import Dataset

KEPT = 4
"""How many readings of pages are kept open, so that the next page goes on where the last one ended."""
LISTED = 10_000_000
"""Pairs of all times up to which their matrix is summed pair by pair."""


class Embedded:
    """Answers from columns held in memory: 29 bytes a position beside its id, and 24 bytes a position with a literal.

    ``vocabulary`` is a dataset with the demands and their relations; its positions are not read.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> rows = [Position(id=id, actor=id, demand="d", stance=Stance(word)) for id, word in (("p", "demands"), ("q", "rejects"))]
    >>> toy = Dataset(id="toy", demands=(Demand(id="d", issue="i", label="D"),), positions=tuple(rows))
    >>> engine = Embedded(columns(toy), toy)
    >>> engine.count(date(2025, 12, 29))["contradiction"], engine.ranked(None).a, engine.matrix(None).between("p", "q")
    (1, ['p'], 1.0)
    """

    name = "embedded"

    def __init__(self, columns: Columns, vocabulary: Dataset) -> None:
        self.columns, self.vocabulary = columns, vocabulary
        self.state = state(columns)
        self._readings: OrderedDict[tuple[object, ...], Reading] = OrderedDict()
        self._lock = Lock()

    def in_force(self, day: date) -> int:
        """How many positions are in force on a day, whatever they say."""
        return standing_count(self.columns.start, self.columns.end, day.toordinal())

    def count(self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY) -> dict[str, int]:
        """How many pairs meet, by rule; no pair is listed. Of one day some 30 bytes a position in force are held."""
        table, asked, there = self._asked(day, which, limits)
        numbers = np.zeros(len(table.names), np.int64)
        np.add.at(numbers, asked.rule, tally(there, asked))
        return {name: int(numbers[table.names.index(name)]) for name in table.asked(limits)}

    def blocks(
        self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY
    ) -> Iterator[tuple[Int32, Int32, Int32]]:
        """All pairs in blocks of three arrays: rows of the table, rows of ``columns`` for ``a`` and for ``b``; see ``pairs``."""
        _, asked, there = self._asked(day, which, limits)
        return blocks(there, asked)

    def ranked(
        self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY, limit: int = 100, after: Key | None = None
    ) -> Ranked:
        """The first pairs in the order of ``conflicts`` and ``overlaps``, or the first after a key; see ``ranked``."""
        if limit < 0:
            raise UsageError("limit", limit, "a number of pairs, 0 or more")
        reading = self._recall((day, which, limits, after)) if after else None
        if reading is None:
            _, asked, there = self._asked(day, which, limits)
            place = self._place(after) if after else None
            reading = Reading(ordered(there, asked, place, max(FEW, limit + 1)))
        found, done = reading.page(limit)
        return self._told(found, done, which, reading, (day, which, limits))

    def matrix(self, day: date | None, which: Which = "conflicts", measure: Measure = "count", limits: Limits = EVERY) -> Matrix:
        """Actors by actors, float64."""
        _, asked, there = self._asked(day, which, limits)
        if day is None and int(tally(there, replace(asked, ever=False)).sum()) <= LISTED:
            values = listed(there, asked, measure, self.columns)
        elif day is None:
            (values,) = events.spans(there, asked, measure, [(0, MAX)])
        else:
            values = product(there, asked, measure)
        return Matrix(self.columns.actors, values, which, measure, (day, day) if day else None)

    def windows(
        self,
        spans: Sequence[Span] | Sequence[date],
        which: Which = "conflicts",
        measure: Measure = "count",
        limits: Limits = EVERY,
    ) -> Iterator[Matrix]:
        """A matrix for each day or span of days, one after another; see ``events``."""
        wanted = [span if isinstance(span, tuple) else (span, span) for span in spans]
        for first, last in wanted:
            if first > last:
                raise UsageError("spans", f"{first}/{last}", "spans that end on the day on which they begin, or later")
        _, asked, there = self._asked(None, which, limits)
        ordinals = [(first.toordinal(), last.toordinal()) for first, last in wanted]
        if all(first == last for first, last in wanted) and ordinals == sorted(ordinals):
            made = events.days(there, [day for day, _ in ordinals], asked, measure)
        else:
            made = events.spans(there, asked, measure, ordinals)
        for span, values in zip(wanted, made, strict=True):
            yield Matrix(self.columns.actors, values, which, measure, span)

    def _asked(self, day: date | None, which: Which, limits: Limits) -> tuple[Meetings, Question, State]:
        table = meetings(self.vocabulary, which)
        asked = question(table, limits, self.columns, ever=day is None)
        there = self.state.at(day)
        codes = limits.codes(self.columns.actors)
        if codes is not None and len(codes) != 1:
            there = there.take(np.isin(there.actor, codes))
        return table, asked, there

    def _place(self, after: Key) -> Place:
        levels = self.state.levels
        level = int(np.searchsorted(levels, after.weight))
        if level == len(levels) or levels[level] != after.weight:
            return Place(level - 1, -1, 0, 0)
        a, past = self.columns.place(after.a), self.columns.place(after.a, after=True)
        return Place(level, after.rule, a, self.columns.place(after.b, after=True) if past > a else 0)

    def _recall(self, key: tuple[object, ...]) -> Reading | None:
        with self._lock:
            return self._readings.pop(key, None)

    def _told(self, found: Found, done: bool, which: Which, reading: Reading, asked: tuple[object, ...]) -> Ranked:
        a, b = self.columns.names(found.a), self.columns.names(found.b)
        weight = self.state.levels[found.level] if len(found) else np.zeros(0)
        rule = meetings(self.vocabulary, which).rule
        following = None if done or not a else Key(float(weight[-1]), int(rule[found.row[-1]]), a[-1], b[-1])
        if following:
            with self._lock:
                self._readings[(*asked, following)] = reading
                while len(self._readings) > KEPT:
                    self._readings.popitem(last=False)
        hard = self.columns.hard[found.a] & self.columns.hard[found.b]
        return Ranked(weight, found.row, a, b, hard, done, following)


@once
def embedded(dataset: Dataset) -> Embedded:
    """The engine of a dataset, made once."""
    return Embedded(columns(dataset), dataset.having("positions", ()))

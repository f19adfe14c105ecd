"""A matrix that is kept current: after a write only what the changed positions bring with them is added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from posgraph.engine.columns import Columns
from posgraph.engine.engine import Matrix, Measure
from posgraph.engine.events import Moving
from posgraph.engine.limits import EVERY, Limits, Which
from posgraph.engine.meetings import Meetings
from posgraph.engine.questions import question
from posgraph.engine.state import state


class Change(NamedTuple):
    """A position that came into force (``came``) or is in force no more: codes of its actor and its literal, and its weight."""

    actor: int
    literal: int
    weight: float
    came: bool


def changes(before: Columns, after: Columns, day: date) -> list[Change]:
    """What a write has changed on a day, where actors and demands are the same: for the rows that came, went or are different.

    Reads every row: it is for writes of many rows. One who knows which positions a write concerns says so itself.
    """
    found = []
    for columns, came in ((before, False), (after, True)):
        there = (columns.literal >= 0) & (columns.start <= day.toordinal()) & (columns.end >= day.toordinal())
        rows = np.flatnonzero(there)
        cells = zip(columns.actor[rows].tolist(), columns.literal[rows].tolist(), columns.weight[rows].tolist(), strict=True)
        found.append({(id, *cell): Change(*cell, came) for id, cell in zip(columns.names(rows), cells, strict=True)})
    old, new = found
    return [*(old[key] for key in old.keys() - new.keys()), *(new[key] for key in new.keys() - old.keys())]


class Current:
    """The matrix of one day between different holders, kept current.

    A change costs two lines of the matrix and a number for each literal that meets the one changed: some 20 µs with 500 actors.
    Counts stay exact. Sums of weights gather rounding errors, below 10⁻¹⁶ of the greatest sum a change: renew it now and then.
    """

    def __init__(
        self, columns: Columns, meetings: Meetings, day: date, measure: Measure = "count", rules: frozenset[str] = frozenset()
    ) -> None:
        self.columns, self.day, self.measure, self.which = columns, day, measure, meetings.which
        limits: Limits = Limits(rules=rules) if rules else EVERY
        there = state(columns).at(day)
        moving = Moving(there, question(meetings, limits, columns, ever=False), measure)
        moving.move(np.arange(len(there)), np.zeros(0, np.int64))
        self._against, self._rows = moving.against, moving.rows
        self.values = moving.half + moving.half.T
        np.fill_diagonal(self.values, 0.0)

    def apply(self, changed: Iterable[Change]) -> None:
        """Bring the matrix up to date; ``values`` and what it gives are changed in place."""
        for actor, literal, weight, came in changed:
            if literal < 0:
                continue
            delta = (weight if self.measure == "weight" else 1.0) * (1.0 if came else -1.0)
            part = slice(self._rows.indptr[literal], self._rows.indptr[literal + 1])
            line = delta * self._against[literal]
            self.values[actor] += line
            self.values[:, actor] += line
            self.values[actor, actor] = 0.0
            self._against[self._rows.indices[part], actor] += delta * self._rows.data[part]

    def matrix(self) -> Matrix:
        """The matrix as it is now; a copy."""
        which: Which = self.which
        return Matrix(self.columns.actors, self.values.copy(), which, self.measure, (self.day, self.day))

"""Matrices over time: from one day to the next only what has changed is multiplied.

V[x, j] = Σ T[x, y]·K[y, j] over the rows that join literals x and y says what actor j holds against literal x. Where the
holdings K of an actor i change by δ on literal x, the matrix changes by δ·V[x, :], and V by δ in the few literals that meet x.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from posgraph.engine.engine import Measure
from posgraph.engine.matrices import Float64, finished, own, table
from posgraph.engine.pairs import Question
from posgraph.engine.state import Int64, State, standing

NONE = np.zeros(0, np.int64)


class Moving:
    """Half of the matrix, kept while positions come and go; ``half`` and its transpose are the matrix of a day.

    ``formed``, likewise, counts each pair on the first day on which both are in force, and never takes it away. V and the two
    halves take 8 × actors × (literals + 2 × actors) bytes.
    """

    def __init__(self, state: State, asked: Question, measure: Measure) -> None:
        self.state = state
        rows = table(asked, state.literals)
        self.rows = (rows + rows.T).tocsr()
        self.against = np.zeros((state.literals, state.actors))
        self.half = np.zeros((state.actors, state.actors))
        self.formed: Float64 | None = None
        self.weight = state.weights() if measure == "weight" else np.ones(len(state))

    def move(self, came: Int64, gone: Int64) -> None:
        """Positions of these places come, others go; what ``formed`` counts comes alone."""
        places = np.concatenate([came, gone])
        if not len(places):
            return
        value = self.weight[places]
        value[len(came) :] *= -1.0
        actors, line = np.unique(self.state.actor[places], return_inverse=True)
        change = (value, (line, self.state.literal[places]))
        delta = sparse.csr_array(change, shape=(len(actors), self.state.literals))
        reached = (self.rows @ delta.T.tocsr()).tocoo()
        place = reached.row.astype(np.int64) * self.state.actors + actors[reached.col]
        against, halves = self.against.reshape(-1), reached.data / 2
        against[place] += halves
        # V as it is half way from before to after counts once what has changed with what has changed.
        grown = delta @ self.against
        self.half[actors] += grown
        if self.formed is not None and len(came):
            self.formed[actors] += grown
        against[place] += halves


def days(state: State, ordinals: Sequence[int], asked: Question, measure: Measure) -> Iterator[Float64]:
    """The matrix of each day, from the first to the last; the days are sorted."""
    moving, last = Moving(state, asked, measure), None
    comes, goes = np.argsort(state.start, kind="stable"), np.argsort(state.end, kind="stable")
    starts, ends = state.start[comes], state.end[goes]
    for day in ordinals:
        if last is None:
            now = standing(state.start, state.end, day)
            moving.move(now, NONE)
        else:
            came, gone = (
                comes[slice(*np.searchsorted(starts, [last, day], "right"))],
                goes[slice(*np.searchsorted(ends, [last, day]))],
            )
            moving.move(np.sort(came[state.end[came] >= day]), np.sort(gone[state.start[gone] <= last]))
        last = day
        there = state.take(standing(state.start, state.end, day)) if asked.within else state.take(np.zeros(0, np.int64))
        yield finished(moving.half, own(there, asked, measure), asked)


def spans(state: State, asked: Question, measure: Measure, wanted: Sequence[tuple[int, int]]) -> Iterator[Float64]:
    """The matrix of each span of days: its pairs are those of its first day, and those that form later in it."""
    moving = Moving(state, asked, measure)
    moving.formed = formed = np.zeros_like(moving.half)
    opening: dict[int, Float64] = {}
    ready: dict[tuple[int, int], Float64] = {}
    comes, goes = np.argsort(state.start, kind="stable"), np.argsort(state.end, kind="stable")
    starts, ends = state.start[comes], state.end[goes].astype(np.int64) + 1
    left, at = list(wanted), 0
    for day in np.unique(np.concatenate([starts, ends, np.array(wanted, np.int64).ravel()])).tolist():
        moving.move(NONE, goes[np.searchsorted(ends, day) : np.searchsorted(ends, day, side="right")])
        moving.move(comes[np.searchsorted(starts, day) : np.searchsorted(starts, day, side="right")], NONE)
        if any(first == day for first, _ in left[at:]):
            opening[day] = moving.half - formed
        for first, last in {span for span in left[at:] if span[1] == day}:
            ready[first, last] = formed + opening[first]
        while at < len(left) and left[at] in ready:
            first, last = left[at]
            there = (state.start <= last) & (state.end >= first)
            yield finished(ready[first, last], own(state.take(there), asked, measure), asked)
            at += 1
            if (first, last) not in left[at:]:
                del ready[first, last]
        if at == len(left):
            return

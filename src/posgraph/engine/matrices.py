"""Actors by actors: how many pairs each two have, or the sum of the products of their weights.

With K[x, i] what actor i holds of literal x (its number, or the sum of its weights) and T[x, y] the rows of a table, the matrix
is KᵀTK and its transpose. Literals that many hold are multiplied as dense columns, the others as sparse ones, whichever costs
less. Counts are exact; sums of weights are sums of float64, in an order that is always the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from posgraph.engine.columns import Columns
from posgraph.engine.engine import Measure
from posgraph.engine.pairs import Question, blocks, portions
from posgraph.engine.state import State

Float64 = npt.NDArray[np.float64]

SPARSE = 5.0e-9
"""Seconds that a product of two sparse cells takes, about."""
DENSE = 4.0e-11
"""Seconds that a product of two numbers of dense columns takes, about."""
ENOUGH = 2e7
"""Products of sparse cells from which dense columns pay."""
SHARE = 1 << 24
"""Products of sparse cells that are made at a time, about."""


def holdings(state: State, measure: Measure) -> Any:
    """Literals by actors, sparse: how many positions, or the sum of their weights."""
    cells = state.cells
    values = cells.number.astype(np.float64)
    if measure == "weight" and len(values):
        values = np.add.reduceat(state.weights(), cells.first)
    shape = (state.literals, state.actors)
    return sparse.csr_array((values, cells.actor, cells.bounds.astype(np.int32)), shape=shape)


def table(asked: Question, literals: int) -> Any:
    """Literals by literals, sparse: how many rows join them; a literal that meets itself counts half."""
    halves = np.where(asked.x == asked.y, 0.5, 1.0)
    return sparse.csr_array((halves, (asked.x, asked.y)), shape=(literals, literals))


def product(state: State, asked: Question, measure: Measure) -> Float64:
    """The matrix, with pairs of one holder on its diagonal where the question asks for them."""
    held = holdings(state, measure)
    rows = table(asked, state.literals)
    half = _half(held, rows)
    return finished(half, own(state, asked, measure), asked)


def listed(state: State, asked: Question, measure: Measure, columns: Columns) -> Float64:
    """The matrix, pair by pair from the stream: where pairs are few, and their days must meet."""
    found = np.zeros((state.actors, state.actors))
    for _, a, b in blocks(state, asked):
        i, j = columns.actor[a], columns.actor[b]
        value = columns.weight[a] * columns.weight[b] if measure == "weight" else np.ones(len(a))
        np.add.at(found, (i, j), value)
        apart = i != j
        np.add.at(found, (j[apart], i[apart]), value[apart])
    return found


def finished(half: Float64, diagonal: Float64, asked: Question) -> Float64:
    """One half and its transpose, with this diagonal, and of one actor only its row and its column."""
    whole: Float64 = half + half.T
    np.fill_diagonal(whole, whole.diagonal() / 2 - diagonal if asked.within else 0.0)
    if asked.one >= 0:
        line = whole[asked.one].copy()
        whole[:] = 0.0
        whole[asked.one] = whole[:, asked.one] = line
    return whole


def own(state: State, asked: Question, measure: Measure) -> Float64:
    """What a literal that meets itself counts too much for a holder: half of each position with itself."""
    twins = np.bincount(asked.x[asked.x == asked.y], minlength=state.literals)
    each = state.weights() ** 2 if measure == "weight" else np.ones(len(state))
    halves: Any = 0.5 * np.bincount(state.actor, weights=twins[state.literal] * each, minlength=state.actors)
    return np.asarray(halves, np.float64)


def _half(held: Any, rows: Any) -> Float64:
    """KᵀTK: hot literals as dense columns, some at a time; the others as sparse ones, some actors at a time."""
    actors = held.shape[1]
    reached = rows @ held
    work = np.diff(held.indptr).astype(np.float64) * np.diff(reached.indptr)
    hot = work * SPARSE > actors * actors * DENSE
    if work.sum() < ENOUGH:
        hot[:] = False
    found = np.zeros((actors, actors))
    places = np.flatnonzero(hot)
    for at in range(0, len(places), 128):
        few = places[at : at + 128]
        one, two = held[few].toarray(), reached[few].toarray()
        if _whole(one, two):
            one, two = one.astype(np.float32), two.astype(np.float32)
        found += one.T @ two
    cold = np.flatnonzero(~hot & (work > 0))
    tail = held[cold].T.tocsr()
    reached = reached[cold]
    for part in portions(tail @ np.diff(reached.indptr).astype(np.float64), SHARE):
        found[part] += (tail[part] @ reached).toarray()
    return found


def _whole(one: Float64, two: Float64) -> bool:
    """Whether float32, which is twice as fast, holds the product exactly: whole numbers, or halves, that stay below 2²³."""
    return bool(one.sum(axis=0).max() * two.max() < 1 << 23 and not (one % 1).any() and not (2 * two % 1).any())

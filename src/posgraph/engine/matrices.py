"""Actors by actors: how many pairs each two have, or the sum of the products of their weights.

With K[x, i] what actor i holds of literal x (its number, or the sum of its weights) and T[x, y] the rows of a table, the matrix
is KᵀTK and its transpose. Literals that many hold are multiplied as dense columns, those that few hold as sparse ones, those in
between sparse with dense, whichever costs least. Counts are exact; sums of weights are sums of float64, in an order that is
always the same.
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

SPARSE = 7.0e-9
"""Seconds that a product of two sparse cells takes, about."""
MIXED = 1.8e-10
"""Seconds that a product of a sparse cell and a number of a dense column takes, about."""
DENSE = 3.0e-11
"""Seconds that a product of two numbers of dense columns takes, about."""
BLOCK = 1024
"""So many literals are made dense at a time."""
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
    """KᵀTK: each literal in the way that costs least, with both sides dense, one, or none (then some actors at a time)."""
    actors = held.shape[1]
    reached = rows @ held
    mine, theirs = np.diff(held.indptr).astype(np.float64), np.diff(reached.indptr)
    costs = np.stack([mine * theirs * SPARSE, mine * actors * MIXED, np.full(len(mine), actors * actors * DENSE)])
    way = np.argmin(costs, axis=0)
    if mine @ theirs < ENOUGH:
        way[:] = 0
    found = np.zeros((actors, actors))
    halves = not (held.data % 1).any() and not (2 * reached.data % 1).any()
    for dense in (1, 2):
        places = np.flatnonzero((way == dense) & (theirs > 0))
        for at in range(0, len(places), BLOCK):
            few = places[at : at + BLOCK]
            one, two = held[few], reached[few]
            if halves and _low(one, two):
                one, two = one.astype(np.float32), two.astype(np.float32)
            found += one.T.tocsr() @ two.toarray() if dense == 1 else one.toarray().T @ two.toarray()
    cold = np.flatnonzero((way == 0) & (theirs > 0))
    tail = held[cold].T.tocsr()
    reached = reached[cold]
    for part in portions(tail @ np.diff(reached.indptr).astype(np.float64), SHARE):
        found[part] += (tail[part] @ reached).toarray()
    return found


def _low(one: Any, two: Any) -> bool:
    """Whether float32, which is twice as fast, holds a product of whole numbers and halves exactly: where it stays below 2²³."""
    return bool(one.sum(axis=0).max() * two.data.max() < 1 << 23)

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

from posgraph.engine.engine import Measure
from posgraph.engine.pairs import Question
from posgraph.engine.state import State

Float64 = npt.NDArray[np.float64]

SPARSE = 4.0e-9
"""Seconds that a product of two sparse cells takes, about."""
DENSE = 4.0e-11
"""Seconds that a product of two numbers of dense columns takes, about."""
SHARE = 1 << 26
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
    halves: Float64 = 0.5 * np.bincount(state.actor, weights=twins[state.literal] * each, minlength=state.actors)
    return halves


def _half(held: Any, rows: Any) -> Float64:
    """KᵀTK."""
    actors = held.shape[1]
    reached = rows @ held
    number, width = np.diff(held.indptr).astype(np.float64), np.diff(reached.indptr).astype(np.float64)
    hot = number * width * SPARSE > actors * actors * DENSE
    found = np.zeros((actors, actors))
    if hot.any():
        for at in range(0, len(places := np.flatnonzero(hot)), 256):
            few = places[at : at + 256]
            found += held[few].toarray().T @ reached[few].toarray()
    cold = np.flatnonzero(~hot & (number > 0) & (width > 0))
    costs = np.cumsum(number[cold] * width[cold])
    cuts: Any = np.searchsorted(costs, np.arange(SHARE, costs[-1], SHARE)) + 1 if len(costs) else []
    for few in np.split(cold, cuts):
        if len(few):
            part = (held[few].T.tocsr() @ reached[few]).tocoo()
            found[part.row, part.col] += part.data
    return found

"""Counting: how often each actor said what about each demand, as a matrix, and the products of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

DENSE = 1 << 20
"""Up to so many cells a matrix is dense, whatever is in it."""
SHARE = 0.02
"""A larger one is dense where more than this share of its cells is filled."""
LARGEST = 100_000_000
"""So many cells a dense one has at most (800 MB)."""

ALONE = 1 << 18
"""Up to so many steps a product is made by one thread (OpenBLAS)."""
MANY = 64
"""Up to so many blocks of that size are worth while."""


@dataclass(frozen=True)
class Counts:
    """X: ``actors`` × (``demands`` × ``levels``), dense or scipy's CSR; the number of statements, or the sum of their weights.

    ``values`` are the numbers of the levels of a scale, empty where levels are alike or not.
    """

    x: Any
    actors: int
    demands: int
    levels: int
    values: Matrix

    @classmethod
    def of(
        cls,
        actor: NDArray[Any],
        demand: NDArray[Any],
        level: NDArray[Any],
        weight: Matrix | None,
        shape: tuple[int, int, int],
        values: Matrix,
    ) -> Counts:
        """Count statements given by their codes."""
        actors, demands, levels = shape
        width = demands * levels
        column = demand.astype(np.int64) * levels + level
        if actors * width <= DENSE or (len(actor) > SHARE * actors * width and actors * width <= LARGEST):
            x = np.bincount(actor * np.int64(width) + column, weight, actors * width)
            return cls(x.astype(np.float64, copy=False).reshape(actors, width), *shape, values)
        from scipy.sparse import csr_array

        data = np.ones(len(actor)) if weight is None else weight
        found = csr_array((data, (actor, column)), shape=(actors, width))
        found.sum_duplicates()
        found.eliminate_zeros()
        return cls(found, *shape, values)

    @cached_property
    def cube(self) -> Matrix:
        """X dense, actors × demands × levels."""
        return dense(self.x).reshape(self.actors, self.demands, self.levels)

    @cached_property
    def mentions(self) -> Any:
        """Actors × demands: statements of whatever stance."""
        if isinstance(self.x, np.ndarray):
            return self.cube.sum(axis=2) if self.levels > 1 else self.x
        from scipy.sparse import eye_array, kron

        return self.x @ kron(eye_array(self.demands), np.ones((self.levels, 1)), format="csr")

    @cached_property
    def activity(self) -> Matrix:
        """How much each actor said."""
        return np.asarray(self.x.sum(axis=1)).ravel()

    @cached_property
    def joint(self) -> Matrix:
        """Pairs of statements of two actors on the same demand."""
        return product(self.mentions, self.mentions)

    @cached_property
    def alike(self) -> Matrix:
        """Pairs of statements of two actors on the same demand and of the same level."""
        return self.joint if self.levels == 1 else product(self.x, self.x)

    @cached_property
    def apart(self) -> Matrix:
        """Pairs of statements on the same demand, each by how far its levels lie apart: 0 to 1 (boolean, text: 0 or 1)."""
        if not len(self.values):
            return self.joint - self.alike
        reach = self.values[-1] - self.values[0]
        if not reach:
            return np.zeros_like(self.joint)
        distance = np.abs(self.values[:, None] - self.values[None, :])
        if isinstance(self.x, np.ndarray):
            moved = (self.x.reshape(-1, self.levels) @ distance).reshape(self.x.shape)
        else:
            from scipy.sparse import eye_array, kron

            moved = self.x @ kron(eye_array(self.demands), distance, format="csr")
        found = product(self.x, moved)
        return np.asarray((found + found.T) / (2 * reach))

    @cached_property
    def union(self) -> Matrix:
        """Jaccard's: what either said and the other did not, and the pairs that both said."""
        there = (self.x != 0).astype(np.float64)
        both = product(self.x, there)
        return self.activity[:, None] + self.activity[None, :] - both - both.T + self.alike


def product(a: Any, b: Any) -> Matrix:
    """The product of a with b transposed, as an array.

    A library that multiplies starts threads from some size on, which wait for one another longer than a matrix of a window
    takes: up to there it is multiplied block by block.
    """
    if not isinstance(a, np.ndarray) or not 0 < len(b) * a.shape[1] <= ALONE or len(a) * len(b) * a.shape[1] > MANY * ALONE:
        return dense(a @ b.T)
    rows = ALONE // (len(b) * a.shape[1])
    return np.concatenate([a[n : n + rows] @ b.T for n in range(0, len(a), rows)])


def dense(matrix: Any) -> Matrix:
    """An array, of an array or of a sparse one."""
    return matrix if isinstance(matrix, np.ndarray) else np.asarray(matrix.toarray())

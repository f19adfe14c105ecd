"""Splits: every way to part names in two, valued at once; a search where they are too many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Values = NDArray[np.float64]

MOST = 20
"""Of so many names every split is looked at: half a million."""

_STARTS = 20
_EQUAL = 1e-12


def every(first: Matrix, second: Matrix, apart: Matrix) -> Values:
    """For each split the sum over its pairs: ``first`` of those on the first side, ``second`` on the second, else ``apart``.

    Split n puts name k + 1 on the second side where bit k of n is set; name 0 is on the first. Shape: 2^(names - 1).

    >>> one = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> every(one, one, 0 * one).tolist()
    [1.0, 0.0]
    """
    values = np.zeros(1)
    for k in range(1, len(first)):
        stay, go = np.array([first[0, k]]), np.array([apart[0, k]])
        for j in range(1, k):
            stay = np.concatenate([stay + first[j, k], stay + apart[j, k]])
            go = np.concatenate([go + apart[j, k], go + second[j, k]])
        values = np.concatenate([values + stay, values + go])
    return values


def sizes(names: int) -> NDArray[np.int64]:
    """How many names each split puts on the second side."""
    count = np.zeros(1, np.int64)
    for _ in range(names - 1):
        count = np.concatenate([count, count + 1])
    return count


def greatest(values: Values) -> int:
    """The first split of those with the greatest value, rounding aside."""
    most = values.max()
    return int(np.flatnonzero(values >= most - _EQUAL * max(1.0, abs(most)))[0])


def side(split: int, size: int) -> NDArray[np.bool_]:
    """Which of the names a split puts on the second side."""
    return np.array([False, *(bool(split >> k & 1) for k in range(size - 1))])


def climb(size: int, value: Callable[[NDArray[np.float64]], float], gain: Callable[[NDArray[np.float64]], Values],
          starts: list[NDArray[np.float64]]) -> NDArray[np.bool_]:  # fmt: skip
    """The best split that moves of single names lead to, from these starts and from some drawn with a fixed seed.

    A split is +1 and -1 for each name. ``gain`` tells what ``value`` is after each name alone has moved.
    """
    draw = np.random.default_rng(0)
    best, most = np.ones(size), -np.inf
    for start in [*starts, *(draw.choice([-1.0, 1.0], size) for _ in range(_STARTS))]:
        split = np.where(start < 0, -1.0, 1.0)
        here = value(split)
        while True:
            moved = gain(split)
            n = int(moved.argmax())
            if moved[n] <= here + _EQUAL * max(1.0, abs(here)):
                break
            split[n] *= -1
            here = value(split)
        if here > most + _EQUAL * max(1.0, abs(here)):
            best, most = split, here
    return (best * best[0] < 0) if size else np.zeros(0, np.bool_)

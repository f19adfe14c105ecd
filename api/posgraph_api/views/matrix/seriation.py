"""Seriation: actors in a row, so that those who say alike of the same demands stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Said = Mapping[str, float]
"""What somebody says: a number −1 … 1 by demand."""


def distance(one: Said, other: Said) -> float:
    """How far two stand apart, 0 … 1: the mean of |p − q| / 2 over what both speak of, and one more that counts as ½.

    So who share nothing are ½ apart, and who agree on much are nearer than who agree on little.

    >>> distance({"a": 1.0, "b": 1.0}, {"a": 1.0, "c": -1.0}), distance({"a": 1.0}, {"a": -1.0}), distance({"a": 1.0}, {})
    (0.25, 0.75, 0.5)
    """
    both = sorted(set(one) & set(other))
    return (sum(abs(one[name] - other[name]) for name in both) / 2 + 0.5) / (len(both) + 1)


def seriated(said: Mapping[str, Said]) -> list[str]:
    """The names in a row: the nearest two groups are joined again and again (mean distance), ends that are near side by side.

    Ties go to the names that come first; the row begins at the end whose actor speaks of more.

    >>> seriated({"a": {"x": 1.0}, "b": {"x": -1.0}, "c": {"x": 0.75}, "d": {"x": -0.5, "y": 1.0}})
    ['a', 'c', 'd', 'b']
    """
    names = sorted(said)
    apart = _apart([said[name] for name in names])
    groups = [[n] for n in range(len(names))]
    means = apart + np.diag(np.full(len(names), np.inf))
    while len(groups) > 1:
        low, high = divmod(int(np.argmin(means.round(9))), len(groups))  # the first of equals, so low < high
        one, other = groups[low], groups[high]
        joined = (len(one) * means[low] + len(other) * means[high]) / (len(one) + len(other))
        means[low], means[:, low] = joined, joined
        means[low, low] = np.inf
        means = np.delete(np.delete(means, high, 0), high, 1)
        groups[low] = _joined(one, other, apart)
        del groups[high]
    row = [names[n] for n in groups[0]] if groups else []
    return row[::-1] if row and len(said[row[-1]]) > len(said[row[0]]) else row


def _apart(said: Sequence[Said]) -> NDArray[np.float64]:
    found = np.zeros((len(said), len(said)))
    for n, one in enumerate(said):
        for m in range(n):
            found[n, m] = found[m, n] = distance(one, said[m])
    return found


def _joined(one: list[int], other: list[int], apart: NDArray[np.float64]) -> list[int]:
    """Two rows as one, each turned so that the ends that meet are the nearest."""
    ways = [(a, b) for a in (one, one[::-1]) for b in (other, other[::-1])]
    first, second = min(ways, key=lambda way: round(float(apart[way[0][-1], way[1][0]]), 9))
    return first + second

"""Networks of tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from posgraph.networks import Network


def network(matrix: Any, kind: str = "congruence", names: Sequence[str] = ()) -> Network:
    """A one-mode network; its names are letters if none are given."""
    cells = np.array(matrix, dtype=np.float64).reshape(len(matrix), len(matrix))
    rows = tuple(names) or tuple(f"{n:02d}" for n in range(len(cells)))
    return Network("one", kind, "none", "include", rows, rows, cells)


def tied(pairs: dict[tuple[str, str], float], kind: str = "congruence", alone: Sequence[str] = ()) -> Network:
    """A network by its ties."""
    names = sorted({name for pair in pairs for name in pair} | set(alone))
    matrix = np.zeros((len(names), len(names)))
    for (a, b), weight in pairs.items():
        matrix[names.index(a), names.index(b)] = matrix[names.index(b), names.index(a)] = weight
    return network(matrix, kind, names)


def twins(agree: Any, clash: Any, names: Sequence[str] = ()) -> Network:
    """A subtract network that can tell its congruence from its conflict."""
    parts = {"congruence": agree, "conflict": clash, "subtract": np.array(agree) - np.array(clash)}

    def counted(kind: str) -> Network:
        made = network(parts[kind], kind, names)
        return Network("one", kind, "none", "include", made.rows, made.columns, made.matrix, recount=counted)

    return counted("subtract")


def shuffled(one: Network, order: Sequence[int]) -> Network:
    """The same network with its actors in another order."""
    names = tuple(one.rows[n] for n in order)
    return Network("one", one.kind, "none", "include", names, names, one.matrix[np.ix_(order, order)])


@st.composite
def weighted(draw: st.DrawFn, least: int = -3, most: int = 8) -> Network:
    """A small network with whole weights."""
    size = draw(st.integers(1, most))
    matrix = np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1, size):
            matrix[i, j] = matrix[j, i] = draw(st.integers(least, 3))
    return network(matrix, "subtract" if least < 0 else "congruence")

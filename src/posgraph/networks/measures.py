"""Measures: from counts to ties. docs/networks.md has the formulas and their sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from posgraph.errors import UsageError
from posgraph.model.cells import near
from posgraph.networks.counting import Counts, Matrix, dense

MOST_COMBINED = 52
"""So many levels fit as bits into a number without rounding."""

_Tie = Callable[[Counts], Matrix]

ONE: Mapping[str, _Tie] = MappingProxyType(
    {
        "ignore": lambda x: x.joint,
        "congruence": lambda x: x.joint - x.apart if len(x.values) else x.alike,
        "conflict": lambda x: x.apart,
        "subtract": lambda x: ONE["congruence"](x) - x.apart,
    }
)
"""One-mode kinds: the tie between two actors."""

_NORMS: Mapping[str, Callable[[Counts, str], Matrix]] = MappingProxyType(
    {
        "average": lambda x, _: (x.activity[:, None] + x.activity[None, :]) / 2,
        "jaccard": lambda x, _: x.union,
        "activity_product": lambda x, _: np.outer(x.activity, x.activity),
        "cosine": lambda x, kind: _lengths(x, kind),
        "shared": lambda x, _: x.joint,
    }
)

TWO: Mapping[str, _Tie] = MappingProxyType(
    {
        "ignore": lambda x: dense(x.mentions),
        "subtract": lambda x: _balance(x),
        "combine": lambda x: (x.cube != 0) @ (2.0 ** np.arange(x.levels - 1, -1, -1)),
    }
)
"""Two-mode kinds: the tie of an actor to a demand."""

_TWO_NORMS: Mapping[str, Callable[[Counts], Matrix]] = MappingProxyType(
    {
        "activity": lambda x: x.activity[:, None],
        "prominence": lambda x: np.asarray(x.x.sum(axis=0)).reshape(x.demands, x.levels).sum(axis=1)[None, :],
    }
)

MODES = MappingProxyType({"one": tuple(ONE), "two": tuple(TWO)})
NORMS = MappingProxyType({"one": ("none", *_NORMS), "two": ("none", *_TWO_NORMS)})


def check(mode: str, kind: str, norm: str) -> None:
    """UsageError unless there is such a network."""
    if mode not in MODES:
        raise UsageError("mode", mode, "one (actors and actors) or two (actors and demands)", near(str(mode), MODES))
    for argument, value, names in (("kind", kind, MODES[mode]), ("norm", norm, NORMS[mode])):
        if value not in names:
            hint = "none" if value == "no" else near(str(value), names)
            raise UsageError(argument, value, f"with mode {mode}, one of: {', '.join(names)}", hint)
    if kind == "combine" and norm != "none":
        raise UsageError("norm", norm, "none: with kind combine a cell is a code, which no division keeps")


def measured(counts: Counts, mode: str, kind: str, norm: str) -> Matrix:
    """The matrix of a network, normalised; what would be divided by 0 is 0. One-mode: the diagonal is 0."""
    tie = (ONE if mode == "one" else TWO)[kind](counts)
    if norm != "none":
        by = _NORMS[norm](counts, kind) if mode == "one" else _TWO_NORMS[norm](counts)
        tie = np.divide(tie, by, out=np.zeros_like(tie), where=by > 0)
    if mode == "one":
        tie = (tie + tie.T) / 2  # weights are added up in different orders
        np.fill_diagonal(tie, 0)
    return tie


def _lengths(x: Counts, kind: str) -> Matrix:
    """Products of the lengths of two rows, a length being the square root of an actor's agreement with itself."""
    own = ONE["ignore" if kind == "ignore" else "congruence"](x).diagonal()
    return np.sqrt(np.outer(own, own))


def _balance(x: Counts) -> Matrix:
    """For less against; of a scale, the sum of its values."""
    values = x.values if len(x.values) else np.array([-1.0, 1.0])
    found: Matrix = x.cube @ values
    return found

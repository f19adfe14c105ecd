"""A tally: how many statements of each stance there are on each demand, or by each actor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError
from posgraph.networks.moments import bound
from posgraph.networks.selecting import chosen, within

if TYPE_CHECKING:
    from posgraph.networks.statements import Level, Statements


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """``counts`` (int64), ``len(names)`` × ``len(levels)``; without stances one level, None, that counts all."""

    by: str
    names: tuple[str, ...]
    levels: tuple[Level | None, ...]
    counts: NDArray[np.int64]

    def to_dict(self) -> dict[str, Any]:
        """The tally in JSON's types."""
        return {"by": self.by, "names": list(self.names), "levels": list(self.levels), "counts": self.counts.tolist()}


def tally(
    statements: Statements,
    by: str = "demand",
    start: date | str | None = None,
    stop: date | str | None = None,
    exclude: Mapping[str, Collection[str]] | None = None,
    keep: Mapping[str, Collection[str]] | None = None,
) -> Tally:
    """Count the statements on each demand (or by each actor) by stance; all that have both, and no other cell is needed.

    >>> from posgraph.networks import Statements
    >>> said = Statements.of(actor=["n", "s", ""], demand=["vote", "vote", "aid"], stance=[True, False, True])
    >>> tally(said).names, tally(said).counts.tolist()
    (('aid', 'vote'), [[0, 1], [1, 1]])
    """
    if by not in ("demand", "actor"):
        raise UsageError("by", by, "demand or actor")
    rows = within(statements, bound("start", start), bound("stop", stop))
    column = statements.actor if by == "actor" else statements.demand
    codes, stance = column.codes[rows], statements.stance.codes[rows]
    mask = chosen(statements, rows, exclude, keep) & (codes >= 0)
    levels: tuple[Level | None, ...] = statements.stance.levels
    if statements.stance.kind == "none":
        levels, stance = (None,), np.zeros_like(codes)
    mask &= stance >= 0
    names, row = np.unique(codes[mask], return_inverse=True)
    counts = np.bincount(row * len(levels) + stance[mask], minlength=len(names) * len(levels)).reshape(len(names), len(levels))
    return Tally(by, tuple(column.names[code] for code in names.tolist()), levels, counts)

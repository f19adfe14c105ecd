"""What every engine answers, in one form: counts of pairs, pages of them in the library's order, matrices of actors.

The embedded engine (numpy, scipy) and the distributed one (Ibis) give the same. They know the rules that follow from a table of
literals: R1 to R5, and the overlaps shared, implied, shared-refusal and range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from posgraph.engine.limits import EVERY, Limits, Which

Measure = Literal["count", "weight"]
"""``count``: how many pairs. ``weight``: the sum over pairs of the product of their two weights."""

Span = tuple[date, date]
"""First and last day."""


class Key(NamedTuple):
    """Where a page ends: the weight of its last pair, the place of its rule, and the two ids."""

    weight: float
    rule: int
    a: str
    b: str


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A page of pairs, heaviest first, then by rule, then by ids: the order of ``conflicts`` and ``overlaps``.

    ``weight[n]``: the lesser of the weights of the two. ``row[n]``: the row of the table by which they meet. ``a[n]``, ``b[n]``:
    their ids, ``a`` on the side ``x`` of the row. ``hard[n]``: both are red lines. ``done``: no pair comes after these. ``next``:
    where to go on; None where ``done``, or where there are no pairs.
    """

    weight: npt.NDArray[np.float64]
    row: npt.NDArray[np.int32]
    a: list[str]
    b: list[str]
    hard: npt.NDArray[np.bool_]
    done: bool
    next: Key | None

    def __len__(self) -> int:
        return len(self.a)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Actors by actors, symmetric: ``names`` are both its rows and its columns; ``values`` is a float64 array of that shape.

    The diagonal is 0, or, where pairs within one holder were asked for, theirs. ``span``: the days that it is about (both
    included); None where all times count.
    """

    names: tuple[str, ...]
    values: npt.NDArray[np.float64]
    which: Which
    measure: Measure
    span: Span | None

    def between(self, one: str, other: str) -> float:
        """The value of two actors."""
        return float(self.values[self.names.index(one), self.names.index(other)])


class Engine(Protocol):
    """What an engine answers. ``day`` None: at any time, where the days of the two positions must meet."""

    name: str

    def in_force(self, day: date) -> int:
        """How many positions are in force on a day, whatever they say."""
        ...

    def count(self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY) -> dict[str, int]:
        """How many pairs meet, by rule, for every rule that is asked for."""
        ...

    def ranked(
        self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY, limit: int = 100, after: Key | None = None
    ) -> Ranked:
        """The first pairs in order, or the first after a key."""
        ...

    def matrix(self, day: date | None, which: Which = "conflicts", measure: Measure = "count", limits: Limits = EVERY) -> Matrix:
        """Actors by actors."""
        ...

    def windows(
        self,
        spans: Sequence[Span] | Sequence[date],
        which: Which = "conflicts",
        measure: Measure = "count",
        limits: Limits = EVERY,
    ) -> Iterator[Matrix]:
        """A matrix for each day, or each span of days: there a pair counts if both are in force on some day of the span."""
        ...

"""From which weight on there are enough pairs: so that the heaviest are found without listing all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from posgraph.engine.meetings import Meetings

if TYPE_CHECKING:
    import pyarrow as pa

BUCKETS = 128
"""Into how many classes weights fall, 0 … 1; a power of two, so that to multiply by it rounds nothing."""

MORE = 8
"""By how much more is looked for where what was found did not do."""


@dataclass(frozen=True, slots=True, eq=False)
class Heaviness:
    """``pairs[n]``: at most how many pairs there are both of whose positions weigh ``n / BUCKETS`` or more."""

    pairs: npt.NDArray[np.float64]

    @classmethod
    def of(cls, classes: pa.Table, met: Meetings, kept: npt.NDArray[np.int64]) -> Heaviness:
        """From numbers of positions by literal and class of weight."""
        literals = 1 + max([0, *met.x[kept].tolist(), *met.y[kept].tolist()])
        literal, bucket, number = (classes[name].to_numpy() for name in ("literal", "bucket", "number"))
        known = literal < literals
        held = np.zeros((BUCKETS + 1, literals))
        np.add.at(held, (np.minimum(bucket[known], BUCKETS), literal[known]), number[known])
        held = held[::-1].cumsum(axis=0)[::-1]
        x, y = met.x[kept], met.y[kept]
        same, other = x == y, x != y
        pairs = [
            float((one[x[other]] @ one[y[other]]) + (one[x[same]] * np.maximum(one[x[same]] - 1, 0)).sum() / 2) for one in held
        ]
        return cls(np.array(pairs))

    def thresholds(self, wanted: int, below: float | None = None) -> Iterator[int]:
        """Classes of weight to try, one after the other: from each on there may be so many pairs (not heavier than ``below``).

        The last is 0: all pairs.

        >>> list(Heaviness(np.array([90, 40, 10, *[0] * (BUCKETS - 2)])).thresholds(9))
        [2, 0]
        """
        top = BUCKETS if below is None else min(int(below * BUCKETS), BUCKETS)
        heavier = self.pairs[top + 1] if top < BUCKETS else 0.0
        place = top + 1
        while place > 0:
            enough = np.flatnonzero(self.pairs[:place] - heavier >= wanted)
            place = int(enough[-1]) if len(enough) else 0
            yield place
            wanted *= MORE

"""The product of a block of actors with all actors, in Python, run by a worker: numpy, scipy, pyarrow, nothing of posgraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Rows of ``expressions.parts`` to cells ``(one, other, value)`` of P C Pᵀ: ``C[x, y]`` is ``factor``, summed.

    A part may hold several blocks; the rows of a block are all in one part.
    """

    x: Any
    y: Any
    factor: Any
    actors: int
    literals: int

    def cells(self, batches: Iterator[Any]) -> Iterator[Any]:
        """The cells of each block of this part."""
        import numpy as np
        import pyarrow as pa
        from scipy.sparse import coo_array

        rows = list(batches)
        if not rows:
            return
        table = pa.Table.from_batches(rows)
        block, side, actor, literal, value = (table.column(n).to_numpy() for n in range(5))
        table_of_meetings = coo_array((self.factor, (self.x, self.y)), shape=(self.literals, self.literals)).tocsr()
        for one in np.unique(block):
            here = block == one
            mine, every = here & (side == 0), here & (side == 1)
            if mine.any():
                left = self._matrix(actor[mine], literal[mine], value[mine]) @ table_of_meetings
                found = (left @ self._matrix(actor[every], literal[every], value[every]).T).tocoo()
                cells = (found.row.astype(np.int32), found.col.astype(np.int32), found.data)
                yield pa.RecordBatch.from_arrays([pa.array(cell) for cell in cells], ["one", "other", "value"])

    def _matrix(self, actor: Any, literal: Any, value: Any) -> Any:
        from scipy.sparse import coo_array

        return coo_array((value, (actor, literal)), shape=(self.actors, self.literals)).tocsr()

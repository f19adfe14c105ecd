"""A preview: what the first rows of a foreign table would become, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from posgraph.importers.foreign.building import Imported


@dataclass(frozen=True, slots=True)
class Preview:
    """A row of the source: the cells of its position, or why it becomes none."""

    row: int
    position: dict[str, str]
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"row": self.row, "position": self.position or None, "left_out": self.why or None}


def preview(imported: Imported, count: int) -> list[Preview]:
    """The first rows of the source, in their order (the header is row 1)."""
    left = {row: why for why, rows in imported.left.items() for row in rows[rows < count + 2].tolist()}
    taken = np.flatnonzero(imported.rows < count + 2)
    cells = imported.columns.take(taken).to_pylist()
    made = {int(imported.rows[n]): {name: str(cell) for name, cell in row.items() if cell not in (None, "")}
            for n, row in zip(taken.tolist(), cells, strict=True)}  # fmt: skip
    return [Preview(row, made.get(row, {}), left.get(row, "")) for row in sorted({*made, *left})]

"""An entry: one row of a table while a dataset is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from posgraph.model.schema import Table
from posgraph.reading.sheet import where


@dataclass(frozen=True, slots=True)
class Entry:
    """The values of a row that could be read; ``bad`` names the columns that could not, or lack."""

    table: Table
    place: str
    number: int
    values: dict[str, Any]
    bad: set[str]

    @property
    def key(self) -> str | None:
        """The row's key, its parts joined with ``/``; None if a part could not be read."""
        parts = [self.values.get(name) for name in self.table.key]
        return "/".join(map(str, parts)) if all(parts) else None

    def where(self, column: str = "") -> str:
        """The place of a fault in this row."""
        return where(self.place, self.number, self.key or "", column)

"""An entry: one row of a table while a dataset is read, with the faults found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from posgraph.errors import Fault
from posgraph.model.schema import Table
from posgraph.reading.sheet import where

LONGEST = 200
"""Characters of a value that a fault shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The values of a row that could be read; ``bad`` names the columns that could not, or lack.

    ``name`` is what a fault calls the row where its key could not be read.
    """

    table: Table
    place: str
    number: int
    values: dict[str, Any]
    bad: set[str]
    name: str = ""
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    @property
    def key(self) -> str | None:
        """The row's key, its parts joined with ``/``; None if a part could not be read."""
        parts = [self.values.get(name) for name in self.table.key]
        return "/".join(map(str, parts)) if all(parts) else None

    def tell(self, column: str, value: str, expected: str, hint: str = "") -> None:
        """Add a fault of a column."""
        shown = value if len(value) <= LONGEST else value[:LONGEST] + "…"
        fault = Fault(where(self.place, self.number, self.key or self.name, column), shown, expected, hint)
        self.faults.append((self.table.names.index(column), fault))

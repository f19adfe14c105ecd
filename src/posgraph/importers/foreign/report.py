"""What an import made of its rows, and what it left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that became no position: why, how many, and the first of them (the header is row 1)."""

    why: str
    count: int
    first: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"why": self.why, "count": self.count, "first_rows": list(self.first)}


@dataclass(frozen=True, slots=True)
class Report:
    """``rows`` read, ``positions`` made of them, ``tables``: rows by table; ``unused`` columns; ``remarks`` in words."""

    source: str
    kind: str
    rows: int
    positions: int
    tables: Mapping[str, int]
    stances: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    unused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON; ``stances`` says for each word of the source how often it became which stance."""
        return {
            "source": self.source,
            "kind": self.kind,
            "rows": self.rows,
            "positions": self.positions,
            "tables": dict(self.tables),
            "stances": {word: dict(found) for word, found in self.stances.items()},
            "left_out": [left.to_dict() for left in self.left_out],
            "unused": list(self.unused),
            "remarks": list(self.remarks),
        }

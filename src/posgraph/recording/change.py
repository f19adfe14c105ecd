"""Changes: what one write did to the rows of a dataset, by whom, when, from where and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from posgraph.model.cells import render
from posgraph.model.schema import BY_NAME

Cells = Mapping[str, str]
"""The cells of a row as text, by column, without the empty ones: as a CSV table would hold them."""

HEADER = "datasets"
"""What stands for the table in a change of a dataset's header."""

MANY = "*"
"""What stands for the dataset in a change that may have to do with several, and does not tell their rows."""

KINDS = ("edit", "load", "remove", "update", "store", "restore")
"""What a write may be: rows edited, a dataset loaded whole or removed, a SPARQL update, a graph stored, a backup restored."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and from where; ``address`` is empty where it is not recorded."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """The key under which a client may send a request again, and a digest of the request that came with it first."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after a change; None where there was, or is, no such row."""

    table: str
    key: str
    before: Cells | None
    after: Cells | None

    @property
    def verb(self) -> str:
        """``created``, ``revised`` or ``retracted``.

        >>> RowChange("actors", "a", None, {"id": "a"}).verb
        'created'
        """
        return "created" if self.before is None else "retracted" if self.after is None else "revised"

    def to_dict(self) -> dict[str, Any]:
        """The row's change as JSON."""
        before, after = (None if cells is None else dict(cells) for cells in (self.before, self.after))
        return {"table": self.table, "key": self.key, "did": self.verb, "before": before, "after": after}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write. ``number`` rises by at least one with each; ``at`` is in UTC and later than that of the change before.

    ``rows`` tell what became of rows that the model knows. Of a dataset that was loaded where there was none they tell nothing:
    all its rows are new.
    """

    number: int
    id: str
    at: datetime
    kind: str
    by: str
    address: str = ""
    dataset: str = ""
    reason: str = ""
    rows: tuple[RowChange, ...] = ()
    key: Key | None = None

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON, without the address and the key, which are not for everybody."""
        return {
            "number": self.number,
            "at": written(self.at),
            "kind": self.kind,
            "by": self.by,
            "dataset": None if self.dataset in ("", MANY) else self.dataset,
            "reason": self.reason or None,
            "rows": [row.to_dict() for row in self.rows],
        }


def cells(table: str, row: object) -> dict[str, str]:
    """The cells of a row as text."""
    pairs = ((column.name, render(column, getattr(row, column.name))) for column in BY_NAME[table].columns)
    return {name: text for name, text in pairs if text}


def written(moment: datetime) -> str:
    """A moment in UTC as text, to the microsecond.

    >>> written(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

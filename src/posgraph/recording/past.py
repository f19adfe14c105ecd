"""The past: a dataset as it was recorded at a moment, from what it holds now and the changes since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from posgraph.model import Dataset
from posgraph.model.cells import parse
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.recording.change import HEADER, Cells, Change


def past(now: Dataset | None, since: Iterable[Change]) -> Dataset | None:
    """The dataset before these changes, the newest of which comes first; None where there was no such dataset.

    >>> from posgraph.model import Actor
    >>> past(Dataset(id="toy", actors=(Actor(id="a", label="A", kind="state"),)), []).actors[0].label
    'A'
    """
    header: Cells | None = now.header if now is not None else None
    rows: dict[str, dict[str, Any]] = {t.name: dict(now.by_id(t.name)) if now is not None else {} for t in TABLES}
    for change in since:
        if change.kind == "load" and not change.rows:
            header = None  # there was none before
            for table in rows.values():
                table.clear()
            continue
        for row in reversed(change.rows):  # of a row that was written twice, the first state counts
            if row.table == HEADER:
                header = row.before
            elif row.before is None:
                rows[row.table].pop(row.key, None)
            else:
                rows[row.table][row.key] = row.before
    if header is None:
        return None
    made = {name: tuple(_row(name, row) for row in table.values()) for name, table in rows.items()}
    return Dataset(**header, **made)  # type: ignore[arg-type]


def _row(name: str, row: Any) -> Any:
    """A row of the present as it is, one of the past from its cells."""
    return row_of(name, row) if isinstance(row, dict) else row


def row_of(name: str, row: Cells) -> Any:
    """The row of a table that has these cells, which were without fault when they were written.

    >>> row_of("actors", {"id": "a", "label": "A", "kind": "state"}).label
    'A'
    """
    table = BY_NAME[name]
    values = {column.name: parse(column, row[column.name]) for column in table.columns if row.get(column.name)}
    return table.record(**values)

"""Rows of an archive as positions: only those that an answer shows are ever made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from posgraph.model import Position, When
from posgraph.model.cells import parse
from posgraph.model.schema import BY_NAME, Column, Kind
from posgraph.stance import Stance

if TYPE_CHECKING:
    import pyarrow as pa

_TABLE = BY_NAME["positions"]


def positions(table: pa.Table, rows: Iterable[int]) -> list[Position]:
    """The positions in these rows of the columns of positions.csv, in the order given.

    >>> import pyarrow as pa
    >>> table = pa.table({"id": ["p"], "actor": ["a"], "demand": ["d"], "stance": ["accepts"], "valid_from": ["2025-12"]})
    >>> found, = positions(table, [0])
    >>> found.stance.polarity, found.valid_from.first
    (0.5, datetime.date(2025, 12, 1))
    """
    import pyarrow as pa

    return [_position(cells) for cells in table.take(pa.array(rows, pa.int64())).to_pylist()]


def dated(table: pa.Table) -> pa.Table:
    """The table with ``begins``: the first day of each validity as a text, where it has one."""
    import pyarrow as pa

    if "valid_from" not in table.column_names:
        return table
    written = table["valid_from"].combine_chunks()
    days = [day.isoformat() if (day := When.parse(text).first) else None for text in written.dictionary.to_pylist()]
    begins = pa.array(days, pa.string()).take(written.indices)
    return table.append_column("begins", begins)


def _position(cells: Mapping[str, Any]) -> Position:
    return Position(**{name: _value(_TABLE.column(name), cell) for name, cell in cells.items() if cell is not None})


def _value(column: Column, cell: Any) -> Any:
    if column.is_list:
        return tuple(sorted(cell)) if not isinstance(cell, str) else parse(column, cell)
    if column.kind is Kind.date:
        return When.parse(cell)
    return Stance(cell) if column.name == "stance" else cell

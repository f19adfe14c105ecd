"""A grid of cells, as a CSV file or a spreadsheet holds one, matched with the columns of its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph.model.schema import BY_NAME
from posgraph.reading import Row, Sheet, Unreadable, where
from posgraph.reading.sheet import Cell


def sheet(table: str, place: str, records: Iterable[tuple[int, list[Cell]]], faults: list[Fault]) -> Sheet:
    """The sheet of a table from numbered rows of cells, the first of which are the column names.

    Blank rows are passed over. A column name that the table has not, one that stands twice, and a row that is longer or
    shorter than the header are added to ``faults``.
    """
    rows = iter(records)
    head = next(rows, (1, []))[1]
    while head and head[-1] == "":
        head = head[:-1]
    if not head:  # an empty file is a table without rows
        return Sheet(table, place, BY_NAME[table].names)
    names = _columns(table, place, head, faults)
    found = Sheet(table, place, tuple(name for name in names if name))
    found.rows.extend(_rows(place, names, len(head), rows, faults))
    return found


def _columns(table: str, place: str, head: list[Cell], faults: list[Fault]) -> list[str]:
    """The column at each place of the header; an empty name where there is none."""
    known = BY_NAME[table].names
    names: list[str] = []
    for cell in head:
        name = cell.strip() if isinstance(cell, str) else cell.value
        if name not in known:
            what = f"one of the columns: {', '.join(known)}"
            faults.append(Fault(where(place, 1, column=name), name, what, near(name, [k for k in known if k not in head])))
            name = ""
        elif name in names:
            faults.append(Fault(where(place, 1, column=name), name, "each column once"))
            name = ""
        names.append(name)
    return names


def _rows(place: str, names: list[str], width: int, rows: Iterator[tuple[int, list[Cell]]], faults: list[Fault]) -> Iterator[Row]:
    for number, cells in rows:
        full = len(cells) - next((n for n, cell in enumerate(reversed(cells)) if not _blank(cell)), len(cells))
        if not full:
            continue
        if full > width or len(cells) < width:
            shown = ", ".join(cell.value if isinstance(cell, Unreadable) else cell for cell in cells)
            faults.append(
                Fault(where(place, number), shown[:120], f"{width} cells, as in the header, not {max(full, len(cells))}")
            )
        yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name})


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()

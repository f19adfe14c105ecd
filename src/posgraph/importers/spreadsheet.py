"""The spreadsheet (.xlsx): a sheet for each table, by the same names; the sheet ``dataset`` holds the header as key and value."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from posgraph.errors import DataError, Fault
from posgraph.importers.grid import sheet
from posgraph.model.cells import decimal, near
from posgraph.model.schema import TABLES
from posgraph.reading import Book, Sheet, Unreadable, where
from posgraph.reading.header import name as id_of
from posgraph.reading.sheet import Cell

Record = tuple[int, list[Cell]]

HEADER = "dataset"

CELLS = 50_000_000
"""So many cells are read. A file of a few bytes can name the last cell of a sheet, before which there are 17 thousand million."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_spreadsheet(path: Path) -> bool:
    """True for a spreadsheet file.

    >>> is_spreadsheet(Path("book.xlsx"))
    True
    """
    return path.suffix.lower() in (".xlsx", ".xlsm")


def read_spreadsheet(path: Path) -> Book:
    """The cells of a spreadsheet, as the person who fills it in sees them; raises DataError if it cannot be opened."""
    return read_workbook(path.read_bytes(), path.name, path.stem)


def read_workbook(content: bytes, place: str, name: str) -> Book:
    """The same of the bytes of a spreadsheet; ``name`` is what a dataset is called that has no id, where it is not empty."""
    faults: list[Fault] = []
    names = [table.name for table in TABLES]
    called = {"id": id_of(name)} if name else {}
    header = called | {"title": name} if name else {}
    sheets: dict[str, Sheet] = {}
    for title, records in grids(content, place).items():
        at = f"{place} sheet {title}"
        if title == HEADER:
            header = called | _header(at, records, faults)
        elif title in names:
            sheets[title] = sheet(title, at, records, faults)
        elif any(cell for _, cells in records for cell in cells):
            what = f"one of the sheets: {', '.join([HEADER, *names])}"
            faults.append(Fault(at, title, what, near(title, [HEADER, *names])))
    return Book(place, f"{place} sheet {HEADER}", header, {n: sheets[n] for n in names if n in sheets}, tuple(faults))


def grids(content: bytes, place: str) -> dict[str, list[Record]]:
    """The rows of each sheet, all of a sheet equally long."""
    import zlib
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings(), closing(BytesIO(content)) as raw:
            warnings.simplefilter("ignore")  # extensions of the format that hold no cells
            values = load_workbook(raw, read_only=True, data_only=True)
            formulas = load_workbook(raw, read_only=True, data_only=False)
            budget = _Budget(CELLS)
            grids = {title: list(_records(values[title], formulas[title], budget)) for title in values.sheetnames}
    except _TooWideError:
        what = f"at most {CELLS} cells, those counted that lie empty before the last of a row"
        raise DataError([Fault(place, f"more than {CELLS} cells", what)]) from None
    except (BadZipFile, zlib.error, InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
            EOFError, NotImplementedError, OSError) as error:  # fmt: skip
        # a damaged file breaks its reader in any of these ways
        raise DataError([Fault(place, str(error)[:200], "a spreadsheet file (.xlsx) that is not damaged")]) from None
    for title, records in grids.items():
        width = len(records[0][1]) if records else 0  # cells beyond the header are told as such, not filled up to
        grids[title] = [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in records]
    return grids


def _header(place: str, records: list[Record], faults: list[Fault]) -> dict[str, str]:
    """Rows of key and value below the header ``key, value``."""
    header: dict[str, str] = {}
    for number, cells in records:
        texts = [cell if isinstance(cell, str) else cell.value for cell in [*cells, "", ""]]
        if number == 1:
            if texts[:2] != ["key", "value"]:
                faults.append(Fault(where(place, 1), ", ".join(texts[:2]), "the columns key, value"))
        elif texts[0]:
            if texts[0] in header:
                faults.append(Fault(where(place, number), texts[0], "each key once"))
            header[texts[0]] = texts[1]
    return header


class _TooWideError(Exception):
    """More cells than are read."""


@dataclass(slots=True)
class _Budget:
    """How many cells may still be read."""

    left: int

    def take(self, cells: int) -> None:
        """Count the cells of a row; one that is empty counts, too."""
        self.left -= cells + 1
        if self.left < 0:
            raise _TooWideError


def _records(values: Any, formulas: Any, budget: _Budget) -> Iterator[Record]:
    """The rows, without the empty cells at their ends; the first, and of the others those that hold something."""
    for grid in (values, formulas):
        grid.reset_dimensions()  # what the file says of its own size is often wrong
    for number, (row, made) in enumerate(zip(values.iter_rows(), formulas.iter_rows(), strict=True), 1):
        budget.take(len(row))
        cells = [_cell(cell, source) for cell, source in zip(row, made, strict=True)]
        while cells and cells[-1] == "":
            cells.pop()
        if cells or number == 1:
            yield number, cells


def _cell(cell: Any, source: Any) -> Cell:
    """The text of a cell: a date as a date, a number without needless zeros, a truth value in lower case."""
    value = cell.value
    if value is None:
        if source.data_type == "f":
            return Unreadable(
                str(source.value), "a formula whose value is stored (open and save the file in a spreadsheet program)"
            )
        return ""
    if cell.data_type == "e":
        return Unreadable(str(value), "a value, not an error of a formula")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return decimal(value)
    if isinstance(value, datetime):
        if value.time() == time():
            return _date(value.date(), cell.number_format)
        return value.isoformat(" ")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def _date(day: date, number_format: str) -> str:
    """A day, or the month or year alone where the cell shows no more."""
    shown = _QUOTED.sub("", number_format.lower())
    if "d" in shown:
        return day.isoformat()
    return day.isoformat()[:7] if "m" in shown else day.isoformat()[:4]

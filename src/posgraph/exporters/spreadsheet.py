"""The spreadsheet: a sheet for each table that has rows; the same dataset gives the same bytes."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph.model.cells import render
from posgraph.model.schema import TABLES, Column, Kind

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST = 32767
"""Characters that a cell of a spreadsheet can hold."""

_TIME = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NUMBERS = (Kind.degree, Kind.number, Kind.amount, Kind.whole, Kind.flag)


def spreadsheet(dataset: Dataset) -> bytes:
    """The bytes of the .xlsx file. Raises UsageError where a text is longer than a cell can hold."""
    from openpyxl import Workbook

    sheets = _sheets(dataset)  # before the book is begun, as it cannot be left half-written
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            _row(sheet, row, bold=number == 0)
    raw = BytesIO()
    book.save(raw)
    return _without_times(raw.getvalue())


def _sheets(dataset: Dataset) -> dict[str, list[list[Any]]]:
    """The rows of each sheet, its header first."""
    sheets: dict[str, list[list[Any]]] = {"dataset": [["key", "value"], *map(list, dataset.header.items())]}
    for table in TABLES:
        if table.required or dataset.rows(table.name):
            rows = [[_value(column, getattr(row, column.name)) for column in table.columns] for row in dataset.rows(table.name)]
            sheets[table.name] = [list(table.names), *rows]
    for value in (value for rows in sheets.values() for row in rows for value in row):
        if isinstance(value, str) and len(value) > LONGEST:
            raise UsageError("text", value[:60] + "…", f"at most {LONGEST} characters in a cell of a spreadsheet")
    return sheets


def _value(column: Column, value: Any) -> Any:
    """A number or truth value as such, unless a word stands for it or a spreadsheet would round it; anything else as text."""
    text = render(column, value)
    if column.kind not in _NUMBERS or value is None or text in (column.numbers or {}):
        return text
    return value if float(f"{value:.15g}") == value else text


def _row(sheet: WriteOnlyWorksheet, values: list[Any], *, bold: bool) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = []
    for value in values:
        text = isinstance(value, str)
        cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", value) if text else value)
        if text:
            cell.data_type = "s"  # a text that begins with = is no formula
            cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell if value != "" else None)
    sheet.append(cells)


def _without_times(raw: bytes) -> bytes:
    """The same archive without the times of its making."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(ZipInfo(name), _TIME.sub(b"", content) if name == "docProps/core.xml" else content, ZIP_DEFLATED)
    return out.getvalue()

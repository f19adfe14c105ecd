"""Assembly: a book of cells becomes a dataset, or every fault that stands in the way is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from posgraph.errors import DataError, Fault
from posgraph.model import Dataset, Issue, Process, Source
from posgraph.model.cells import CellError, expected, near, parse, prefixes, singular
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind, Table
from posgraph.reading.checks import Finding, check, cycles
from posgraph.reading.entry import Entry
from posgraph.reading.header import header, place
from posgraph.reading.sentences import sentence
from posgraph.reading.sheet import Book, Sheet, Unreadable, where

IMPLIED = ("issues", "processes", "sources")
"""Tables that references imply where they are absent as a whole."""

_REFERRING = {t.name: [c for c in t.columns if c.to and c.kind is not Kind.agent] for t in TABLES}
_REQUIRED = {t.name: [c for c in t.columns if c.required] for t in TABLES}
_PLAIN = frozenset({Kind.text, Kind.texts, Kind.id})


def assemble(book: Book) -> Dataset:
    """The dataset of a book; raises DataError with every fault of it."""
    return Assembly(book).dataset()


class Assembly:
    """The rows of a book while they are read; collects faults."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.faults = list(book.faults)
        self.entries = {name: list(self._read(sheet)) for name, sheet in book.sheets.items()}
        self.keys = {name: self._index(entries) for name, entries in self.entries.items()}
        self.header = header(book, self.faults)
        self._tables()
        self._imply()
        self._main_process()
        for table in TABLES:
            for entry in self.entries.get(table.name, ()):
                self._references(table, entry)
                for finding in check(table, entry):
                    self._found(entry, finding)
            for entry, finding in cycles(table, self.entries.get(table.name, ())):
                self._found(entry, finding)

    def dataset(self) -> Dataset:
        """The dataset; raises DataError if there were faults."""
        if self.faults:
            raise DataError(self.faults)
        rows = {t.name: tuple(t.record(**e.values) for e in self.entries.get(t.name, ())) for t in TABLES}
        return Dataset(**self.header, **rows)  # type: ignore[arg-type]

    def _read(self, sheet: Sheet) -> Iterator[Entry]:
        """The rows of a sheet, each cell read; cells that recur are read once."""
        table = BY_NAME[sheet.table]
        columns = [column for column in table.columns if column.name in sheet.columns]
        lacking = {c.name for c in table.columns if c.required and c.name not in sheet.columns and not _optional(table, c)}
        for name in sorted(lacking, key=table.names.index):
            self._add(where(sheet.place), "", f"a column {name}. {sentence(table.name, name)}")
        known: dict[str, dict[str, Any]] = {column.name: {} for column in columns}
        for row in sheet.rows:
            entry = Entry(table, sheet.place, row.number, {}, set(lacking))
            late: list[tuple[Column, Unreadable]] = []
            for column in columns:
                cell = row.cells.get(column.name, "")
                if not cell:
                    continue
                if isinstance(cell, Unreadable):
                    late.append((column, cell))
                    continue
                seen = known[column.name]
                if cell in seen:
                    entry.values[column.name] = seen[cell]
                    continue
                try:
                    value = parse(column, cell)
                except CellError as error:
                    late.append((column, Unreadable(cell, error.expected, error.hint)))
                    continue
                if value is not None:
                    entry.values[column.name] = value
                    if column.kind not in _PLAIN:
                        seen[cell] = value
            entry.bad.update(column.name for column, _ in late)
            _name_relation(table, entry)
            self._complete(table, entry, late)
            yield entry

    def _complete(self, table: Table, entry: Entry, late: list[tuple[Column, Unreadable]]) -> None:
        """Tell the cells that could not be read, and the required ones that are empty."""
        for column, cell in late:
            what = cell.expected if cell.expected not in ("", expected(column)) else sentence(table.name, column.name)
            self._add(entry.where(column.name), cell.value, what, cell.hint)
        for column in _REQUIRED[table.name]:
            if column.name not in entry.values and column.name not in entry.bad:
                self._add(entry.where(column.name), "", sentence(table.name, column.name))
                entry.bad.add(column.name)

    def _index(self, entries: list[Entry]) -> dict[str, Entry]:
        """Rows by key; a key that two rows share is a fault that names both."""
        index: dict[str, Entry] = {}
        for entry in entries:
            if (key := entry.key) is None:
                continue
            if first := index.get(key):
                name = " + ".join(entry.table.key)
                place = f"{first.place} row {first.number}" if first.number else first.place
                self._add(
                    entry.where(name), key, f"{sentence(entry.table.name, 'id-unique', f'each {name} once')}; {place} has it too"
                )
            else:
                index[key] = entry
        return index

    def _tables(self) -> None:
        """Required tables are there, and at least one statement of a position or an order."""
        suffix = ".csv" if self.book.header_place == "dataset.toml" else ""
        for table in TABLES:
            if table.required and table.name not in self.entries:
                needed = ", ".join(c.name for c in table.columns if c.required)
                self._add(self.book.place, "", f"a table {table.name}{suffix} with the columns {needed}")
        if not self.entries.get("positions") and not self.entries.get("sequencing"):
            self._add(self.book.place, "", f"at least one row in positions{suffix} or sequencing{suffix}")

    def _imply(self) -> None:
        """Rows of the absent tables that references imply."""
        records = {"issues": Issue, "processes": Process, "sources": Source}
        absent = [name for name in IMPLIED if name not in self.entries]
        if not absent:
            return
        wanted: dict[str, set[str]] = {name: set() for name in absent}
        for entry in (entry for entries in self.entries.values() for entry in entries):
            for _, to, key, _ in _referred(entry):
                if to in wanted:
                    wanted[to].add(key)
        if "processes" in wanted and (main := self.header.get("process")):
            wanted["processes"].add(main)
        for name in absent:
            table = BY_NAME[name]
            label = "title" if records[name] is Source else "label"
            extra = {"kind": "process"} if name == "processes" else {}
            self.entries[name] = [Entry(table, name, 0, {"id": k, label: k, **extra}, set()) for k in sorted(wanted[name])]
            self.keys[name] = self._index(self.entries[name])

    def _main_process(self) -> None:
        if (main := self.header.get("process")) and main not in self.keys.get("processes", {}):
            what = sentence("datasets", "process", "the id of a process")
            self._add(
                place(self.book, "process"), main, f"{what}; no process has this id", near(main, self.keys.get("processes", {}))
            )

    def _references(self, table: Table, entry: Entry) -> None:
        """Every reference names a row that is there."""
        for column, to, key, text in _referred(entry):
            rows = self.keys.get(to)
            if rows is None and BY_NAME[to].required:
                continue  # the table as a whole is missing, and that was said
            if rows is None or key not in rows:
                hint = near(key, rows or {})
                prefix = text[: -len(key)] if text != key else ""
                what = sentence(table.name, column.name)
                self._add(entry.where(column.name), text, f"{what}; no {singular(to)} has this id", prefix + hint if hint else "")

    def _found(self, entry: Entry, finding: Finding) -> None:
        what = sentence(entry.table.name, finding.check, finding.expected)
        self._add(entry.where(finding.column), finding.value, f"{what}; {finding.detail}" if finding.detail else what)

    def _add(self, place: str, value: str, what: str, hint: str = "") -> None:
        self.faults.append(Fault(place, value if len(value) <= 200 else value[:200] + "…", what, hint))


def _optional(table: Table, column: Column) -> bool:
    """Required in the model, yet implied in a table: the id of a relation."""
    return table.name == "relations" and column.name == "id"


def _name_relation(table: Table, entry: Entry) -> None:
    if table.name == "relations" and "id" not in entry.values and "id" not in entry.bad:
        parts = [entry.values.get(name) for name in ("demand_a", "relation", "demand_b")]
        if all(parts):
            entry.values["id"] = ".".join(map(str, parts))
        else:
            entry.bad.add("id")


def _referred(entry: Entry) -> Iterable[tuple[Column, str, str, str]]:
    """References of a row: the column, the table and key referred to, and the text as written."""
    for column in _REFERRING[entry.table.name]:
        value = entry.values.get(column.name)
        if not value:
            continue
        if column.kind is Kind.refs:
            for key in value:
                yield column, column.to, key, key
        elif column.kind is Kind.ref:
            yield column, column.to, value, value
        else:
            prefix, colon, key = value.partition(":")
            yield (column, prefixes(column)[prefix], key, value) if colon else (column, column.to.split()[0], value, value)

"""Assembly: a book of cells becomes a dataset, or every fault that stands in the way is told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from posgraph.errors import DataError, Fault
from posgraph.model import Dataset, Issue, Process, Source
from posgraph.model.cells import CellError, expected, near, parse, prefixes, singular
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind, Table
from posgraph.reading.checks import Finding, check, cycles, shared
from posgraph.reading.entry import Entry
from posgraph.reading.header import header, place
from posgraph.reading.sentences import sentence
from posgraph.reading.sheet import Book, Cell, Row, Sheet, Unreadable, where

IMPLIED = ("issues", "processes", "sources")
"""Tables that references imply where they are absent as a whole."""

HINTS = 1000
"""So many near matches of references are looked for: each is held against a whole table, and nobody reads more."""

_REFERRING = {t.name: [c for c in t.columns if c.to and c.kind is not Kind.agent] for t in TABLES}
_REQUIRED = {t.name: [c for c in t.columns if c.required] for t in TABLES}
_PLAIN = frozenset({Kind.text, Kind.texts, Kind.id})


def assemble(book: Book) -> Dataset:
    """The dataset of a book; raises DataError with every fault of it."""
    return Assembly(book).dataset()


def add(dataset: Dataset, rows: Mapping[str, Sequence[Mapping[str, Cell]]]) -> Dataset:
    """The dataset with more rows, given by table as the texts of their cells; raises DataError with every fault of them.

    >>> from posgraph.model import Actor, Demand
    >>> toy = Dataset(id="toy", actors=(Actor(id="a", label="A", kind="state"),), demands=(Demand(id="d", issue="i", label="D"),),
    ...     issues=(Issue(id="i", label="I"),))
    >>> add(toy, {"positions": [{"id": "p", "actor": "a", "demand": "d", "stance": "accepts"}]}).positions[0].stance.polarity
    0.5
    >>> add(toy, {"positions": [{"id": "p", "actor": "b", "demand": "d", "stance": "accepts"}]})
    Traceback (most recent call last):
    posgraph.errors.DataError: 1 fault; nothing was loaded
    positions (p) column actor: 'b'. A position names its holder: the id of an actor of this dataset; no actor has this id
    """
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for name, given in rows.items():
        known = BY_NAME[name].names
        sheets[name] = Sheet(name, name, known, [Row(0, cells) for cells in given])
        faults += [_unknown(BY_NAME[name], cells, column) for cells in given for column in cells if column not in known]
    more = Assembly(Book(dataset.id, "dataset", dataset.header, sheets, tuple(faults)), dataset)
    new = more.rows()
    for name in sheets:
        dataset = dataset.having(name, (*dataset.rows(name), *new[name]))
    return dataset


def _unknown(table: Table, cells: Mapping[str, Cell], column: str) -> Fault:
    key = "/".join(str(cells[name]) for name in table.key if cells.get(name))
    return Fault(
        where(table.name, key=key, column=column),
        column,
        f"one of the columns: {', '.join(table.names)}",
        near(column, table.names),
    )


class Assembly:
    """The rows of a book while they are read, alone or as more rows of a dataset; collects faults."""

    def __init__(self, book: Book, onto: Dataset | None = None) -> None:
        self.book = book
        self.faults = list(book.faults)
        self.hints = 0
        self.header = header(book, self.faults)
        if onto is None:
            self._tables()
        self.entries = {name: list(self._read(sheet)) for name, sheet in book.sheets.items()}
        self.keys: dict[str, Collection[str]] = {t.name: onto.by_id(t.name) for t in TABLES} if onto else {}
        for name, entries in self.entries.items():
            self.keys[name] = {*self.keys.get(name, ()), *_index(entries, self.keys.get(name, ()))}
        if onto is None:
            self._imply()
        for entry, finding in shared(self.entries, {t.name: onto.by_id(t.name) for t in TABLES} if onto else {}):
            _found(entry, finding)
        self._main_process()
        for table in TABLES:
            entries = self.entries.get(table.name, [])
            for entry in entries:
                self._references(entry)
                for finding in check(table, entry):
                    _found(entry, finding)
            for entry, finding in cycles(table, entries):
                _found(entry, finding)
            self.faults += [fault for entry in entries for _, fault in sorted(entry.faults, key=lambda pair: pair[0])]

    def dataset(self) -> Dataset:
        """The dataset; raises DataError if there were faults."""
        return Dataset(**self.header, **self.rows())  # type: ignore[arg-type]

    def rows(self) -> dict[str, tuple[Any, ...]]:
        """The rows by table; raises DataError if there were faults."""
        if self.faults:
            raise DataError(self.faults)
        return {t.name: tuple(t.record(**e.values) for e in self.entries.get(t.name, ())) for t in TABLES}

    def _tables(self) -> None:
        """Required tables and columns are there, and at least one statement of a position or an order."""
        suffix = ".csv" if self.book.header_place.endswith(".toml") else ""
        there = {*self.book.sheets, *self.book.partial}
        for table in TABLES:
            if table.required and table.name not in there:
                needed = ", ".join(c.name for c in table.columns if c.required)
                self.faults.append(Fault(self.book.place, "", f"a table {table.name}{suffix} with the columns {needed}"))
            elif table.name in self.book.sheets:
                sheet = self.book.sheets[table.name]
                lacking = [name for name in table.names if name in _lacking(table, sheet)]
                self.faults += [
                    Fault(where(sheet.place), "", f"a column {name}. {sentence(table.name, name)}") for name in lacking
                ]
        statements = [self.book.sheets[name] for name in ("positions", "sequencing") if name in self.book.sheets]
        if not any(sheet.rows for sheet in statements) and there.isdisjoint(self.book.partial & {"positions", "sequencing"}):
            self.faults.append(Fault(self.book.place, "", f"at least one row in positions{suffix} or sequencing{suffix}"))

    def _read(self, sheet: Sheet) -> Iterator[Entry]:
        """The rows of a sheet, each cell read; cells that recur are read once."""
        table = BY_NAME[sheet.table]
        columns = [column for column in table.columns if column.name in sheet.columns]
        lacking = _lacking(table, sheet)
        known: dict[str, dict[str, Any]] = {column.name: {} for column in columns}
        for row in sheet.rows:
            entry = Entry(table, sheet.place, row.number, {}, set(lacking), row.key)
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
                    late.append((column, Unreadable(error.value, error.expected, error.hint)))
                    continue
                if value is not None:
                    entry.values[column.name] = value
                    if column.kind not in _PLAIN:
                        seen[cell] = value
            entry.bad.update(column.name for column, _ in late)
            _name_relation(entry)
            _complete(entry, late)
            yield entry

    def _imply(self) -> None:
        """Rows of the absent tables that references imply."""
        records = {"issues": Issue, "processes": Process, "sources": Source}
        absent = [name for name in IMPLIED if name not in self.entries and name not in self.book.partial]
        wanted: dict[str, set[str]] = {name: set() for name in absent}
        if "processes" in wanted and (main := self.header.get("process")):
            wanted["processes"].add(main)
        for entry in (entry for entries in self.entries.values() for entry in entries) if absent else ():
            for _, to, key, _ in _referred(entry):
                if to in wanted:
                    wanted[to].add(key)
        for name in absent:
            table = BY_NAME[name]
            label = "title" if records[name] is Source else "label"
            extra = {"kind": "process"} if name == "processes" else {}
            self.entries[name] = [Entry(table, name, 0, {"id": k, label: k, **extra}, set()) for k in sorted(wanted[name])]
            self.keys[name] = _index(self.entries[name])

    def _main_process(self) -> None:
        keys = self.keys.get("processes", ())
        if (main := self.header.get("process")) and main not in keys and "processes" not in self.book.partial:
            what = sentence("datasets", "process", "the id of a process")
            self.faults.append(Fault(place(self.book, "process"), main, f"{what}; no process has this id", near(main, keys)))

    def _references(self, entry: Entry) -> None:
        """Every reference names a row that is there."""
        for column, to, key, text in _referred(entry):
            rows = self.keys.get(to, ())
            if key in rows or to in self.book.partial or (to not in self.keys and BY_NAME[to].required):
                continue  # there; or the table itself is at fault, and that was told
            what = sentence(entry.table.name, column.name)
            entry.tell(column.name, text, f"{what}; no {singular(to)} has this id", self._hint(column, text, key, rows))

    def _hint(self, column: Column, text: str, key: str, rows: Collection[str]) -> str:
        """The key in another table that the column may name, else a near match; after HINTS of them none is looked for."""
        self.hints += 1
        if self.hints > HINTS:
            return ""
        if column.kind is Kind.target and text == key:
            for prefix, table in prefixes(column).items():
                if key in self.keys.get(table, ()):
                    return f"{prefix}:{key}"
        hint = near(key, rows)
        return text[: len(text) - len(key)] + hint if hint else ""


def _lacking(table: Table, sheet: Sheet) -> set[str]:
    """Required columns that a sheet has not; the id of a relation can be implied."""
    return {c.name for c in _REQUIRED[table.name] if c.name not in sheet.columns} - (
        {"id"} if table.name == "relations" else set()
    )


def _complete(entry: Entry, late: list[tuple[Column, Unreadable]]) -> None:
    """Tell the cells that could not be read, and the required ones that are empty."""
    for column, cell in late:
        what = cell.expected if cell.expected not in ("", expected(column)) else sentence(entry.table.name, column.name)
        entry.tell(column.name, cell.value, what, cell.hint)
    for column in _REQUIRED[entry.table.name]:
        if column.name not in entry.values and column.name not in entry.bad:
            entry.tell(column.name, "", sentence(entry.table.name, column.name))
            entry.bad.add(column.name)


def _index(entries: list[Entry], taken: Collection[str] = ()) -> dict[str, Entry]:
    """Rows by key; a key that two rows share is a fault that names both, and so is one that is taken already."""
    index: dict[str, Entry] = {}
    for entry in entries:
        if (key := entry.key) is None:
            continue
        first = index.setdefault(key, entry)
        if first is not entry or key in taken:
            names = " + ".join(entry.table.key)
            at = f"{first.place} row {first.number}" if first.number else "another row"
            what = sentence(entry.table.name, "id-unique", f"each {names} once")
            entry.tell(entry.table.key[-1], key, f"{what}; {at} has it too")
    return index


def _found(entry: Entry, finding: Finding) -> None:
    what = sentence(entry.table.name, finding.check, finding.expected)
    entry.tell(finding.column, finding.value, f"{what}; {finding.detail}" if finding.detail else what)


def _name_relation(entry: Entry) -> None:
    if entry.table.name == "relations" and "id" not in entry.values and "id" not in entry.bad:
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

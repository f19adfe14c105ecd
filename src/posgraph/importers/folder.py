"""The folder of CSV tables: dataset.toml and one file a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from itertools import count
from pathlib import Path
from threading import Lock

from posgraph.errors import Fault
from posgraph.importers.grid import sheet
from posgraph.importers.header import HEADER, entries, texts
from posgraph.model.cells import near
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.reading import Book, Sheet, Unreadable, where
from posgraph.reading.header import name as id_of
from posgraph.reading.sheet import Cell

TABLE_FILES = (".csv", ".tsv", ".tab")
"""How the names of files end that hold tables, or are meant to."""

Files = Mapping[str, Callable[[], bytes]]
"""The files of a folder by name, each read when it is asked for."""

_LIMIT = Lock()
_SURROGATE = re.compile("[\udc80-\udcff]")
_UTF8 = "text in UTF-8 (save it as “CSV UTF-8”)"
_COMMAS = "columns separated by commas (save it as “CSV UTF-8, comma delimited”)"
_RULES = "a row of CSV: a cell with commas, quotes or line breaks stands between two quotes, and a quote in it is doubled"


def is_folder(path: Path) -> bool:
    """True for a folder that holds a dataset's header or a table.

    >>> is_folder(Path("no such folder"))
    False
    """
    return path.is_dir() and ((path / HEADER).is_file() or any(file.suffix.lower() in TABLE_FILES for file in path.iterdir()))


def read_folder(path: Path) -> Book:
    """The cells of a dataset folder."""
    return read_files(path.resolve().name, {file.name: file.read_bytes for file in path.iterdir() if file.is_file()})


def read_files(name: str, files: Files) -> Book:
    """The cells of the files of a dataset folder of this name, wherever they lie."""
    return _Folder(name, files).book()


class _Folder:
    """A folder while it is read; collects faults and the tables that could not be read to their end."""

    def __init__(self, name: str, files: Files) -> None:
        self.name, self.files = name, files
        self.faults: list[Fault] = []
        self.partial: set[str] = set()

    def book(self) -> Book:
        self._strangers()
        header = self._header()
        sheets = {table.name: self._table(file, table.name) for table in TABLES if (file := _file(table.name)) in self.files}
        found = {name: sheet for name, sheet in sheets.items() if sheet is not None}
        return Book(self.name, HEADER, header, found, tuple(self.faults), frozenset(self.partial))

    def _strangers(self) -> None:
        """Table files that are none of a dataset's."""
        tables = [table.name for table in TABLES]
        names = [_file(table) for table in tables]
        for name in sorted(self.files):
            if Path(name).suffix.lower() in TABLE_FILES and name not in names and not name.startswith((".", "~")):
                hint = near(Path(name).stem, tables)
                what = f"one of the tables: {', '.join(names)}"
                self.faults.append(Fault(f"{self.name}/{name}", name, what, f"{hint}.csv" if hint else ""))

    def _header(self) -> dict[str, str]:
        """The entries of dataset.toml; without that file the folder's name is id and title."""
        if HEADER not in self.files:
            return {"id": id_of(self.name), "title": self.name}
        found = entries(self.files[HEADER](), self.faults)
        return {} if found is None else {"id": id_of(self.name), **texts(found, self.faults)}

    def _table(self, file: str, table: str) -> Sheet | None:
        raw = self.files[file]()
        if _is_utf_16(raw):
            self._unread(table, Fault(where(file, 1), "UTF-16", _UTF8))
            return None
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        head = text.split("\n", 1)[0].strip()
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            known = set(BY_NAME[table].names)
            if sign in head and known.isdisjoint(_names(head, ",")) and not known.isdisjoint(_names(head, sign)):
                self._unread(table, Fault(where(file, 1), f"{name}: {head[:80]}", _COMMAS))
                return None
        with _cells_of(len(text)):
            return sheet(table, file, self._records(table, file, text), self.faults)

    def _unread(self, table: str, fault: Fault) -> None:
        self.faults.append(fault)
        self.partial.add(table)

    def _records(self, table: str, place: str, text: str) -> Iterator[tuple[int, list[Cell]]]:
        """Rows with their numbers; a row that breaks the rules of CSV ends the table with a fault."""
        broken = _SURROGATE.search(text) is not None
        lines = csv.reader(StringIO(text, newline=""), strict=True)
        for number in count(1):
            line = lines.line_num
            try:
                record = next(lines)
            except StopIteration:
                return
            except csv.Error as error:
                shown = text.split("\n")[line][:120]
                self._unread(table, Fault(where(place, number), shown.strip(), f"{_RULES} ({error})"))
                return
            yield number, [_cell(cell) for cell in record] if broken else record  # type: ignore[misc]


def _file(table: str) -> str:
    return f"{table}.csv"


def _is_utf_16(raw: bytes) -> bool:
    """By its mark, or, as column names are ASCII, by every other byte being NUL; a lone NUL is a fault of its cell."""
    head = raw[: min(len(raw) & ~1, 20)]
    return raw.startswith((b"\xff\xfe", b"\xfe\xff")) or (bool(head) and not (any(head[1::2]) and any(head[::2])))


@contextmanager
def _cells_of(length: int) -> Iterator[None]:
    """Let cells be this long. The limit is the whole process's, so that tables are read one at a time."""
    with _LIMIT:
        before = csv.field_size_limit()
        csv.field_size_limit(max(before, length))
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _names(head: str, sign: str) -> set[str]:
    return {name.strip(' "') for name in head.split(sign)}


def _cell(text: str) -> Cell:
    """A cell of a file that is not UTF-8 throughout: where a byte is at fault, what it says in the usual other encoding."""
    if not _SURROGATE.search(text):
        return text
    raw = text.encode("utf-8", "surrogateescape")
    return Unreadable(_SURROGATE.sub("\ufffd", text), _UTF8, raw.decode("cp1252", "replace"))

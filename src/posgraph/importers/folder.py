"""The folder of CSV tables: dataset.toml and one file a table."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from posgraph.errors import Fault
from posgraph.importers.grid import sheet
from posgraph.model.cells import near
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.reading import Book, Sheet, Unreadable, where
from posgraph.reading.header import name as id_of
from posgraph.reading.sheet import Cell

HEADER = "dataset.toml"
_TABLES = (".csv", ".tsv", ".tab")

_LINE = re.compile(r" \(at line (\d+), column (\d+)\)| \(at end of document\)")
_SURROGATE = re.compile("[\udc80-\udcff]")
_UTF8 = "text in UTF-8 (save it as “CSV UTF-8”)"
_COMMAS = "columns separated by commas (save it as “CSV UTF-8, comma delimited”)"


def is_folder(path: Path) -> bool:
    """True for a folder that holds a dataset's header or a table.

    >>> is_folder(Path("no such folder"))
    False
    """
    return path.is_dir() and ((path / HEADER).is_file() or any(file.suffix.lower() in _TABLES for file in path.iterdir()))


def read_folder(path: Path) -> Book:
    """The cells of a dataset folder."""
    faults: list[Fault] = []
    names = [f"{table.name}.csv" for table in TABLES]
    for file in sorted(path.iterdir()):
        if file.name.startswith((".", "~")) or file.name in names or not file.is_file():
            continue
        if file.suffix.lower() in _TABLES:
            faults.append(
                Fault(f"{path.name}/{file.name}", file.name, f"one of the tables: {', '.join(names)}", near(file.name, names))
            )
    header = _header(path / HEADER, path, faults)
    sheets = {t.name: _table(path / f"{t.name}.csv", t.name, faults) for t in TABLES if (path / f"{t.name}.csv").is_file()}
    return Book(path.resolve().name, HEADER, header, {name: s for name, s in sheets.items() if s is not None}, tuple(faults))


def _header(file: Path, folder: Path, faults: list[Fault]) -> dict[str, str]:
    """The entries of dataset.toml; without that file the folder's name is id and title."""
    name = folder.resolve().name
    if not file.is_file():
        return {"id": id_of(name), "title": name}
    raw = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        entries = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(Fault(f"{HEADER} line {line}", repr(raw[error.start : error.end])[2:-1], _UTF8))
        return {}
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found and found[1] else raw.count(b"\n") + 1
        text = raw.decode("utf-8").splitlines()[line - 1 : line]
        faults.append(Fault(f"{HEADER} line {line}", "".join(text), f'TOML, such as title = "…" ({_LINE.sub("", str(error))})'))
        return {}
    header = {"id": id_of(name)}
    for key, value in entries.items():
        if isinstance(value, str):
            header[key] = value
        else:
            faults.append(Fault(f"{HEADER} {key}", str(value), f'a text in quotes: {key} = "…"'))
    return header


def _table(file: Path, table: str, faults: list[Fault]) -> Sheet | None:
    raw = file.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4000]:
        faults.append(Fault(where(file.name, 1), "UTF-16", _UTF8))
        return None
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    head = text.split("\n", 1)[0].strip()
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        known = set(BY_NAME[table].names)
        if sign in head and known.isdisjoint(_names(head, ",")) and not known.isdisjoint(_names(head, sign)):
            faults.append(Fault(where(file.name, 1), f"{name}: {head[:80]}", _COMMAS))
            return None
    return sheet(table, file.name, _records(file.name, text, faults), faults)


def _names(head: str, sign: str) -> set[str]:
    return {name.strip(' "') for name in head.split(sign)}


def _records(place: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with their numbers; a row that breaks the rules of CSV ends the table with a fault."""
    broken = _SURROGATE.search(text) is not None
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(
                Fault(where(place, number), str(error), 'a row of CSV: a cell with commas, quotes or line breaks stands in "…"')
            )
            return
        yield number, [_cell(cell) for cell in record] if broken else record  # type: ignore[misc]


def _cell(text: str) -> Cell:
    if _SURROGATE.search(text):
        shown = _SURROGATE.sub(lambda m: f"\\x{ord(m[0]) - 0xDC00:02x}", text)
        return Unreadable(shown, _UTF8)
    return text

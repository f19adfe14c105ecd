"""Reading an archive: its tables as ever, its positions as columns, each checked before anything is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from posgraph.archive.archive import Archive
from posgraph.archive.checking import TOLD, check, days
from posgraph.archive.cleaning import TABLE, not_numbers, typed
from posgraph.archive.place import POSITIONS
from posgraph.errors import DataError, Fault, UsageError
from posgraph.importers.folder import read_files
from posgraph.model import Dataset, Issue, Process, Source
from posgraph.model.cells import near
from posgraph.reading import Book, assemble
from posgraph.reading.assembly import IMPLIED

if TYPE_CHECKING:
    import pyarrow as pa

_BESIDE = ("issue", "polarity", "begins", "ends")
"""Columns that such a file has beside those of the table; they follow from the others."""

_DAYS = {"begins": ("valid_from", "first"), "ends": ("valid_to", "last")}
"""Those of them that other engines read, each with what it follows from."""

_ROWS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "issues": lambda key: Issue(id=key, label=key),
        "processes": lambda key: Process(id=key, label=key, kind="process"),
        "sources": lambda key: Source(id=key, title=key),
    }
)


def read_archive(path: str | PathLike[str], engine: str = "embedded") -> Archive:
    """The archive in a folder; ``engine`` names where its pairs are worked out (docs/cluster.md).

    Raises UsageError where the folder is none, DataError with the faults of its tables, or else of its positions.
    """
    folder = Path(fspath(path))
    if not (folder / POSITIONS).is_file():
        raise UsageError("path", path, f"a folder with dataset.toml, tables as CSV and {POSITIONS}")
    book = _book(folder)
    vocabulary = assemble(book)
    found = _opened(folder / POSITIONS)
    table = typed(POSITIONS, found.select([name for name in found.column_names if name in TABLE.names]))
    for name in IMPLIED:
        if name not in book.sheets:
            vocabulary = _implied(vocabulary, name, table)
    check(vocabulary, table)
    if faults := [*_other_days(found, table), *(_mended(found, table) if engine != "embedded" else ())]:
        raise DataError(faults)
    return Archive(vocabulary, _by_id(table), folder, engine)


def _book(folder: Path) -> Book:
    """The cells of a folder's tables, without its positions."""
    book = read_files(folder.resolve().name, {file.name: file.read_bytes for file in folder.iterdir() if _is_table(file)})
    return replace(book, partial=book.partial | {"positions"})


def _is_table(file: Path) -> bool:
    return file.is_file() and file.suffix != ".parquet"


def _opened(file: Path) -> pa.Table:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        schema = parquet.read_schema(file)
        there = schema.names
        known = [*TABLE.names, *_BESIDE]
        faults = [Fault(f"{file.name} column {name}", name, f"one of the columns: {', '.join(TABLE.names)}", near(name, known))
                  for name in there if name not in known]  # fmt: skip
        faults += [Fault(f"{file.name} column {name}", name, "a column that stands once")
                   for name in sorted(set(there)) if there.count(name) > 1]  # fmt: skip
        names = [name for name in (*TABLE.names, *_DAYS) if there.count(name) == 1]
        table = parquet.read_table(file, columns=names, memory_map=True, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        first = str(error).splitlines()[0]
        raise DataError([Fault(file.name, "", f"a file in the Parquet format ({first})")]) from None
    lacking = [c.name for c in TABLE.columns if c.required and c.name not in there]
    faults += [Fault(file.name, "", f"a column {name}") for name in lacking]
    faults += not_numbers(file.name, schema)
    if not faults and not table.num_rows:
        faults.append(Fault(file.name, "", "at least one row"))
    if faults:
        raise DataError(faults)
    return table


def _other_days(found: pa.Table, table: pa.Table) -> Iterator[Fault]:
    """A fault for each row whose first or last day is another than its validity says, as far as TOLD."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, (column, bound) in _DAYS.items():
        if name not in found.column_names:
            continue
        if not (pa.types.is_date(found[name].type) or pa.types.is_null(found[name].type)):
            yield Fault(f"{POSITIONS} column {name}", str(found[name].type), "a column of days (date32)")
            continue
        since = pc.add(found[name].combine_chunks().cast(pa.date32()).cast(pa.int32()), date(1970, 1, 1).toordinal())
        there = since.fill_null(0).to_numpy(zero_copy_only=False)
        wanted = days(table[column], bound) if column in table.column_names else np.zeros(len(there), np.int32)
        for n in np.flatnonzero(there != wanted)[:TOLD].tolist():
            value = str(found[name][n].as_py() or "")
            yield Fault(f"{POSITIONS} row {n + 1} column {name}", value, f"the {bound} day that {column} can mean")


def _mended(found: pa.Table, table: pa.Table) -> Iterator[Fault]:
    """A fault for each column with cells that had to be cleaned: another engine reads the file itself."""
    import pyarrow as pa

    what = "cells without spaces at their ends, in NFC: another engine reads the file itself"
    for name in ("id", "actor", "demand", "stance"):
        plain = found[name].cast(found[name].type.value_type) if pa.types.is_dictionary(found[name].type) else found[name]
        if not plain.cast(pa.large_string()).equals(table[name].cast(pa.large_string())):
            yield Fault(
                f"{POSITIONS} column {name}",
                "",
                what,
            )


def _by_id(table: pa.Table) -> pa.Table:
    """The rows sorted by id, as those of every table of a dataset are."""
    import pyarrow.compute as pc

    ids = table["id"].combine_chunks()
    if len(ids) > 1 and not pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        table = table.take(pc.sort_indices(ids))
    return table.combine_chunks()


def _implied(vocabulary: Dataset, name: str, table: pa.Table) -> Dataset:
    """The vocabulary with the rows of a table that the positions name, which the archive has not; as every importer does."""
    column = {"sources": "source", "issues": "demand", "processes": "process"}[name]
    if column not in table.column_names:
        return vocabulary
    texts = [text for text in table[column].combine_chunks().dictionary.to_pylist() if text]
    keys = {text.removeprefix("issue:") for text in texts if name != "issues" or text.startswith("issue:")}
    more = [_ROWS[name](key) for key in keys if key not in vocabulary.by_id(name)]
    return vocabulary.having(name, [*vocabulary.rows(name), *more]) if more else vocabulary

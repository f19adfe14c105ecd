"""Reading an archive: its tables as ever, its positions as columns, each checked before anything is answered.

Whole columns are proved to be without fault where that is cheap: the different values of a column are few. Rows that are not
proved are read as every importer reads them, and so their faults are told in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posgraph.archive.archive import Archive
from posgraph.archive.place import POSITIONS
from posgraph.errors import DataError, Fault, UsageError
from posgraph.importers.folder import read_files
from posgraph.model import Dataset, Source
from posgraph.model.cells import CellError, near, parse, prefixes, render
from posgraph.model.schema import BY_NAME, Column, Kind
from posgraph.reading import Book, Row, Sheet, assemble
from posgraph.reading.assembly import Assembly

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

TABLE = BY_NAME["positions"]
TOLD = 1000
"""So many rows with faults are told; of more it is said how many there are."""

_BESIDE = ("issue", "polarity", "begins", "ends")
"""Columns that such a file has beside those of the table; they follow from the others, and are not read."""

_ALONE = ("only_if", "lower", "upper", "revises", "revision_reason")
"""Columns with rules of their own across cells or rows: a row that has one is read as every importer reads it."""

_NUMBERS = (Kind.degree, Kind.number, Kind.amount)
_ID = r'^[^/\\;:"<>\x00-\x1f\x7f]+$'
_DOTS = r"^\.+$"
_UNFIT = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


def read_archive(path: str | PathLike[str], engine: str = "embedded") -> Archive:
    """The archive in a folder; ``engine`` names where its pairs are worked out (docs/cluster.md).

    Raises UsageError where the folder is none, DataError with the faults of its tables, or else of its positions.
    """
    folder = Path(fspath(path))
    if not (folder / POSITIONS).is_file():
        raise UsageError("path", path, f"a folder with dataset.toml, tables as CSV and {POSITIONS}")
    vocabulary = read_vocabulary(folder)
    table = _typed(_opened(folder / POSITIONS))
    vocabulary = _with_sources(vocabulary, table, told=(folder / "sources.csv").exists())
    check(vocabulary, table)
    return Archive(vocabulary, _by_id(table), folder, engine)


def read_vocabulary(folder: Path) -> Dataset:
    """The dataset of a folder without its positions. Raises DataError with every fault of its tables."""
    book = read_files(folder.resolve().name, {file.name: file.read_bytes for file in folder.iterdir() if _is_table(file)})
    partial = book.partial | {"positions"} | ({"sources"} - book.sheets.keys())
    return assemble(replace(book, partial=partial))


def _is_table(file: Path) -> bool:
    return file.is_file() and file.suffix != ".parquet"


def _opened(file: Path) -> pa.Table:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(file, memory_map=True)
    except (pa.ArrowInvalid, OSError) as error:
        first = str(error).splitlines()[0]
        raise DataError([Fault(file.name, "", f"a file in the Parquet format ({first})")]) from None
    known = [*TABLE.names, *_BESIDE]
    faults = [Fault(f"{file.name} column {name}", name, f"one of the columns: {', '.join(TABLE.names)}", near(name, known))
              for name in table.column_names if name not in known]  # fmt: skip
    lacking = [c.name for c in TABLE.columns if c.required and c.name not in table.column_names]
    faults += [Fault(file.name, "", f"a column {name}") for name in lacking]
    faults += list(_not_numbers(file.name, table.schema))
    if not faults and not table.num_rows:
        faults.append(Fault(file.name, "", "at least one row"))
    if faults:
        raise DataError(faults)
    return table.select([name for name in TABLE.names if name in table.column_names])


def _not_numbers(place: str, schema: pa.Schema) -> Iterator[Fault]:
    """A fault for each column of numbers that holds something else."""
    for field in schema:
        if field.name in TABLE.names and TABLE.column(field.name).kind in _NUMBERS and not _is_number(field.type):
            yield Fault(f"{place} column {field.name}", str(field.type), "a column of numbers (double)")


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind))


def _typed(table: pa.Table) -> pa.Table:
    """The columns as posgraph writes them: numbers as float64, lists as lists, what recurs as dictionaries, texts as texts."""
    return _each(table, _column)


def _each(table: pa.Table, make: Callable[[Column, pa.Array], pa.Array]) -> pa.Table:
    import pyarrow as pa

    arrays = {name: make(TABLE.column(name), table[name].combine_chunks()) for name in table.column_names}
    return pa.table(arrays)


def _column(column: Column, values: pa.Array) -> pa.Array:
    import pyarrow as pa

    plain = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    if column.kind in _NUMBERS:
        return plain.cast(pa.float64())
    if column.is_list and pa.types.is_list(plain.type):
        return plain
    texts = plain.cast(pa.large_string())
    return texts if column.kind in (Kind.id, Kind.text) or column.is_list else texts.dictionary_encode()


def _by_id(table: pa.Table) -> pa.Table:
    """The rows sorted by id, as those of every table of a dataset are."""
    import pyarrow.compute as pc

    ids = table["id"].combine_chunks()
    if len(ids) > 1 and not pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        table = table.take(pc.sort_indices(ids))
    return table.combine_chunks()


def _with_sources(vocabulary: Dataset, table: pa.Table, told: bool) -> Dataset:
    """The vocabulary; without a table of sources, those that the positions name."""
    if told or "source" not in table.column_names:
        return vocabulary
    names = {name for name in table["source"].combine_chunks().dictionary.to_pylist() if name}
    there = vocabulary.by_id("sources")
    return vocabulary.having("sources", [*there.values(), *(Source(id=n, title=n) for n in names if n not in there)])


def check(vocabulary: Dataset, table: pa.Table) -> None:
    """Raise DataError with every fault of the positions; after TOLD rows it says only how many more have one."""
    suspects = _suspects(vocabulary, table)
    if not len(suspects):
        return
    shown = suspects[: 50 * TOLD]
    cells = _cells(table, shown)
    rows = [Row(int(n) + 1, row) for n, row in zip(shown, cells, strict=True)]
    sheet = Sheet("positions", POSITIONS, tuple(table.column_names), rows)
    faults = Assembly(Book(vocabulary.id, "dataset", vocabulary.header, {"positions": sheet}), vocabulary).faults
    more = len(faults) - TOLD
    if more > 0:
        faults = [*faults[:TOLD], Fault(POSITIONS, f"{more:,} more", "rows without faults: the first ones are told above")]
    if faults:
        raise DataError(faults)


def _suspects(vocabulary: Dataset, table: pa.Table) -> np.ndarray[Any, Any]:
    """The rows that are not proved to be without fault, in order."""
    import numpy as np

    fine = np.ones(table.num_rows, dtype=bool)
    for name in table.column_names:
        fine &= _proved(vocabulary, TABLE.column(name), table[name].combine_chunks())
    fine &= _unique(table["id"].combine_chunks(), {id for t in ("sequencing", "relations") for id in vocabulary.by_id(t)})
    if "quote" in table.column_names:
        sourced = _given(table["source"]) if "source" in table.column_names else np.zeros(len(fine), dtype=bool)
        fine &= ~_given(table["quote"]) | sourced
    if {"valid_from", "valid_to"} <= set(table.column_names):
        first, last = days(table["valid_from"], "first"), days(table["valid_to"], "last")
        fine &= (first == 0) | (last == 0) | (first <= last)
    if "revises" in table.column_names:  # what a suspect revises is read with it
        import pyarrow.compute as pc

        revised = table["revises"].combine_chunks().dictionary
        if len(revised):
            fine &= ~pc.is_in(table["id"], value_set=revised).to_numpy(zero_copy_only=False)
    return np.flatnonzero(~fine)


def _given(values: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    import pyarrow.compute as pc

    found: np.ndarray[Any, Any] = pc.is_valid(values).to_numpy(zero_copy_only=False)
    return found


def _unique(ids: pa.Array, taken: Iterable[str]) -> np.ndarray[Any, Any]:
    """True where no other row has the same id, and none of ``taken`` is it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    order = pc.sort_indices(ids).to_numpy()
    there = ids.take(pa.array(order))
    same = np.zeros(len(ids), dtype=bool)
    if len(ids) > 1:
        twins = pc.equal(there[1:], there[:-1]).fill_null(True).to_numpy(zero_copy_only=False)
        same[order[1:]] |= twins
        same[order[:-1]] |= twins
    others = pc.is_in(ids, value_set=pa.array(sorted(taken), ids.type)).to_numpy(zero_copy_only=False)
    found: np.ndarray[Any, Any] = ~(same | others)
    return found


def _proved(vocabulary: Dataset, column: Column, values: pa.Array) -> np.ndarray[Any, Any]:
    """True for each row whose cell in a column is surely without fault."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    empty = pc.is_null(values).to_numpy(zero_copy_only=False)
    if column.name in _ALONE:
        fine = empty | (_lengths(values) == 0) if pa.types.is_list(values.type) else empty
    elif pa.types.is_floating(values.type):
        within = pc.and_(pc.greater_equal(values, 0.0), pc.less_equal(values, 1.0)).fill_null(True)
        fine = within.to_numpy(zero_copy_only=False)
    elif pa.types.is_dictionary(values.type):
        good = np.array([_is_good(vocabulary, column, text) for text in values.dictionary.to_pylist()] or [True])
        fine = empty | good[values.indices.fill_null(0).to_numpy()]
    elif column.kind is Kind.id:
        right = pc.and_(pc.match_substring_regex(values, _ID), pc.invert(pc.match_substring_regex(values, _DOTS)))
        clean = pc.equal(values, pc.utf8_trim_whitespace(pc.utf8_normalize(values.cast(pa.string()), "NFC")).cast(values.type))
        fine = pc.and_(right, clean).fill_null(False).to_numpy(zero_copy_only=False)
    else:
        unfit = pc.or_(pc.match_substring_regex(values, _UNFIT), pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(values)), 0))
        fine = pc.invert(unfit).fill_null(True).to_numpy(zero_copy_only=False)
    found: np.ndarray[Any, Any] = fine & ~empty if column.required else fine
    return found


def _lengths(values: pa.Array) -> np.ndarray[Any, Any]:
    import pyarrow.compute as pc

    found: np.ndarray[Any, Any] = pc.list_value_length(values).fill_null(0).to_numpy(zero_copy_only=False)
    return found


def _is_good(vocabulary: Dataset, column: Column, text: str) -> bool:
    """Whether a text that recurs can be read, is written as it is kept, and names what is there."""
    try:
        value = parse(column, text)
    except CellError:
        return False
    if value is None or str(value) != text:
        return False
    if column.kind is Kind.ref:
        return text in vocabulary.by_id(column.to)
    if column.kind is Kind.target:
        prefix, colon, key = text.partition(":")
        place, name = (prefixes(column)[prefix], key) if colon else ("demands", text)
        return name in vocabulary.by_id(place)
    return True


def _cells(table: pa.Table, rows: np.ndarray[Any, Any]) -> list[dict[str, str]]:
    """The cells of some rows as texts, as a table of CSV would hold them."""
    found = table.take(rows).to_pylist()
    return [{name: _text(TABLE.column(name), value) for name, value in row.items() if value is not None} for row in found]


def _text(column: Column, value: Any) -> str:
    return value if isinstance(value, str) else render(column, value)


def days(dates: pa.ChunkedArray, bound: str) -> np.ndarray[Any, Any]:
    """The ``first`` or ``last`` day of dates as written, as proleptic ordinals; 0 where it is open, or cannot be read."""
    import numpy as np

    from posgraph.model import When

    values = dates.combine_chunks()
    ordinals = [0]
    for text in values.dictionary.to_pylist():
        try:
            day = getattr(When.parse(text), bound)
        except ValueError:
            day = None
        ordinals.append(day.toordinal() if day else 0)
    codes: np.ndarray[Any, Any] = values.indices.fill_null(-1).to_numpy()
    found: np.ndarray[Any, Any] = np.array(ordinals, dtype=np.int32)[codes + 1]
    return found

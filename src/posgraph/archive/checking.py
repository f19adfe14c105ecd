"""Positions of an archive checked before anything is answered.

Whole columns are proved to be without fault where that is cheap: the different values of a column are few. Rows that are not
proved are read as every importer reads them, and so their faults are told in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from posgraph.archive.cleaning import TABLE
from posgraph.archive.place import POSITIONS
from posgraph.errors import DataError, Fault
from posgraph.model import Dataset
from posgraph.model.cells import CellError, parse, prefixes, render
from posgraph.model.schema import Column, Kind
from posgraph.reading import Book, Row, Sheet
from posgraph.reading.assembly import Assembly

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

TOLD = 1000
"""So many faults are told; of more it is said that there are more."""

PART = 50_000
"""So many rows are read at a time as every importer reads them: some 2 kB each."""

_ALONE = ("only_if", "lower", "upper", "revises", "revision_reason")
"""Columns with rules of their own across cells or rows: a row that has one is read as every importer reads it."""

_ID = r'\A[^/\\;:"<>\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fffe}\x{ffff}]+\z'
_DOTS = r"\A\.+\z"
_UNFIT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"


def check(vocabulary: Dataset, table: pa.Table) -> None:
    """Raise DataError with the faults of the positions, by row; of more than TOLD it says only that there are more."""
    import numpy as np

    alone, together = _suspects(vocabulary, table)
    parts = [together, *np.split(alone, range(PART, len(alone), PART))] if len(alone) + len(together) > PART else [
        np.sort(np.concatenate([alone, together]))
    ]  # fmt: skip
    faults: list[Fault] = []
    for part in parts:
        faults += _faults(vocabulary, table, part)
        if len(faults) > TOLD:
            break
    more = len(faults) - TOLD
    if more > 0:
        told = f"{more:,} more" if len(parts) == 1 else f"at least {more:,} more"
        faults = [*faults[:TOLD], Fault(POSITIONS, told, "rows without faults: the first ones are told above")]
    if faults:
        raise DataError(faults)


def _faults(vocabulary: Dataset, table: pa.Table, rows: np.ndarray[Any, Any]) -> list[Fault]:
    """The faults of some rows, read as every importer reads them."""
    if not len(rows):
        return []
    numbered = [Row(int(n) + 1, row) for n, row in zip(rows, _cells(table, rows), strict=True)]
    sheet = Sheet("positions", POSITIONS, tuple(table.column_names), numbered)
    return Assembly(Book(vocabulary.id, "dataset", vocabulary.header, {"positions": sheet}), vocabulary).faults


def _suspects(vocabulary: Dataset, table: pa.Table) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The rows that are not proved to be without fault, in order: those to be read alone, and those that others bear on."""
    import numpy as np

    fine = np.ones(table.num_rows, dtype=bool)
    for name in table.column_names:
        fine &= _proved(vocabulary, TABLE.column(name), table[name].combine_chunks())
    if "quote" in table.column_names:
        sourced = _given(table["source"]) if "source" in table.column_names else np.zeros(len(fine), dtype=bool)
        fine &= ~_given(table["quote"]) | sourced
    if {"valid_from", "valid_to"} <= set(table.column_names):
        first, last = days(table["valid_from"], "first"), days(table["valid_to"], "last")
        fine &= (first == 0) | (last == 0) | (first <= last)
    bound = ~_unique(table["id"].combine_chunks(), {id for t in ("sequencing", "relations") for id in vocabulary.by_id(t)})
    if "revises" in table.column_names:
        import pyarrow.compute as pc

        revised = table["revises"].combine_chunks().dictionary
        if len(revised):
            bound |= pc.is_in(table["id"], value_set=revised).to_numpy(zero_copy_only=False)
            bound |= _given(table["revises"])
    return np.flatnonzero(~fine & ~bound), np.flatnonzero(bound)


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
        fine = right.fill_null(False).to_numpy(zero_copy_only=False)
    else:
        fine = pc.invert(pc.match_substring_regex(values, _UNFIT)).fill_null(True).to_numpy(zero_copy_only=False)
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

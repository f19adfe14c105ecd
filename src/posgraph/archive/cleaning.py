"""The columns of a file as an archive keeps them: typed, and each cell clean as every importer cleans it.

Numbers are float64, lists are lists, what recurs is a dictionary, texts are texts. A cell that holds nothing is null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from posgraph.errors import DataError, Fault
from posgraph.model.cells import clean, split
from posgraph.model.schema import BY_NAME, Column, Kind

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = BY_NAME["positions"]

_NUMBERS = (Kind.degree, Kind.number, Kind.amount)
_CLEAN = r"\A[\x21-\x7e](?:[\x20-\x7e\n\t]*[\x21-\x7e])?\z"
"""Texts that are surely clean; what others are, Python says."""


def typed(place: str, table: pa.Table) -> pa.Table:
    """The columns of a table of positions, as an archive keeps them.

    Raises DataError with a fault for each column that holds something else than the table's cells can be.

    >>> import pyarrow as pa
    >>> typed("file", pa.table({"id": [" p "], "quote": [""], "salience": [1]})).to_pylist()
    [{'id': 'p', 'quote': None, 'salience': 1.0}]
    """
    import pyarrow as pa

    arrays, faults = {}, []
    for name in table.column_names:
        try:
            arrays[name] = _column(TABLE.column(name), table[name])
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError):
            faults.append(Fault(f"{place} column {name}", str(table[name].type), _expected(TABLE.column(name))))
    if faults:
        raise DataError(faults)
    return pa.table(arrays)


def _expected(column: Column) -> str:
    if column.is_list:
        return "a column of lists of texts"
    if column.kind in _NUMBERS:
        return "a column of numbers (double)"
    return "a column of days, or of dates as texts" if column.kind is Kind.date else "a column of texts, in UTF-8"


def not_numbers(place: str, schema: pa.Schema) -> Iterator[Fault]:
    """A fault for each column of numbers that holds something else."""
    for field in schema:
        if field.name in TABLE.names and TABLE.column(field.name).kind in _NUMBERS and not _is_number(field.type):
            yield Fault(f"{place} column {field.name}", str(field.type), _expected(TABLE.column(field.name)))


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind))


def _column(column: Column, chunks: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    plain = chunks.cast(chunks.type.value_type) if pa.types.is_dictionary(chunks.type) else chunks
    if column.kind in _NUMBERS:
        return plain.cast(pa.float64()).combine_chunks()
    if column.is_list:
        return _lists(plain)
    if column.kind is Kind.date and pa.types.is_timestamp(plain.type):
        days = plain.cast(pa.date32())
        if plain.type.tz or not days.cast(plain.type).equals(plain):
            raise pa.ArrowInvalid("moments, not days")
        plain = days
    texts = plain.cast(pa.large_string()).combine_chunks()
    if column.kind in (Kind.id, Kind.text):
        return _texts(texts)
    coded = texts.dictionary_encode()
    names = _texts(coded.dictionary)
    if names.equals(coded.dictionary):
        return coded
    return names.take(coded.indices).dictionary_encode()


def _texts(texts: pa.Array) -> pa.Array:
    """The texts, clean; null where nothing is left."""
    import pyarrow as pa
    import pyarrow.compute as pc

    unsure = pc.invert(pc.match_substring_regex(texts, _CLEAN)).fill_null(False)
    if not pc.any(unsure).as_py():
        return texts
    anew = pa.array([clean(text) or None for text in texts.filter(unsure).to_pylist()], texts.type)
    return pc.replace_with_mask(texts, unsure, anew)


def _lists(values: pa.ChunkedArray) -> pa.Array:
    """The lists, or the lists in texts: each item clean and once, sorted."""
    import pyarrow as pa

    kind = pa.list_(pa.string())
    if pa.types.is_null(values.type):
        return values.cast(kind).combine_chunks()
    if not any(is_kind(values.type) for is_kind in (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)):
        return pa.array([_items(split(clean(text))) if text else None for text in values.cast(pa.string()).to_pylist()], kind)
    texts = values.cast(kind).combine_chunks()
    if not len(texts.flatten()):
        return texts
    return pa.array([items and _items(items) for items in texts.to_pylist()], kind)


def _items(items: list[Any]) -> list[str]:
    return sorted({text for item in items if item and (text := clean(item))})

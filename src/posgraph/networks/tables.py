"""Tables of statements as files hold them: every column as text, whatever the format."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posgraph.errors import DataError, Fault, UnknownName, UsageError
from posgraph.model.cells import near

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
CSV = (".csv", ".tsv", ".tab", ".txt")
PARQUET = (".parquet", ".pq")
BOOKS = (".xlsx", ".xlsm")
DNA = ".dna"
_UTF8 = "text in UTF-8 (save it as “CSV UTF-8”)"


def load(source: Any, sheet: str | None = None) -> tuple[str, pa.Table]:
    """A name for faults, and the table, its columns text without blanks around; row n of it is row n + 2 of the source.

    ``source`` is a path to CSV (parted by commas, semicolons or tabs), Parquet or .xlsx, a pyarrow or pandas table, or a
    mapping of columns. DataError where it is damaged.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        suffix = path.suffix.lower()
        if sheet is not None and suffix not in BOOKS:
            raise UsageError("sheet", sheet, "a spreadsheet (.xlsx); other files have no sheets")
        if suffix in PARQUET:
            return path.name, _texts(path.name, _parquet(path))
        if suffix in BOOKS:
            return _book(path, sheet)
        if suffix == DNA:
            from posgraph.importers.foreign.dna import table

            return path.name, _texts(path.name, table(path))
        if suffix in CSV:
            return path.name, _texts(path.name, _csv(path.name, path.read_bytes()))
        hint = " (--map is for one table; leave it out to read a dataset folder)" if path.is_dir() else ""
        raise UsageError("path", path, f"a table: a file that ends in {', '.join((*CSV, *PARQUET, *BOOKS, DNA))}{hint}")
    return "table", _texts("table", _memory(source))


def _memory(source: Any) -> pa.Table:
    import pyarrow as pa

    if isinstance(source, pa.Table):
        return source
    if isinstance(source, Mapping):
        lengths = {name: len(cells) for name, cells in source.items()}
        if len(set(lengths.values())) > 1:
            raise UsageError("columns", lengths, "columns of the same length")
        return pa.table({name: _array(cells) for name, cells in source.items()})
    if hasattr(source, "columns") and hasattr(source, "itertuples"):  # pandas, which is not needed to be there
        return pa.table({str(name): _array(source[name]) for name in source.columns})
    if hasattr(source, "__arrow_c_stream__"):
        return pa.table(source)
    raise UsageError("table", type(source).__name__, "a path, a pyarrow or pandas table, or a mapping of columns")


def _array(cells: Any) -> pa.Array:
    """A column; one of mixed types becomes text."""
    import pyarrow as pa

    try:
        return pa.array(cells, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return pa.array([None if cell is None or cell != cell else str(cell) for cell in cells], pa.string())


def _parquet(path: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with path.open("rb") as file:
            return pq.read_table(file)
    except (pa.ArrowInvalid, OSError) as error:
        if isinstance(error, OSError) and error.filename:
            raise
        raise DataError([Fault(path.name, str(error)[:200], "a Parquet file that is not damaged")]) from None


def _csv(place: str, raw: bytes) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv as arrow

    text = _decoded(place, raw)
    head = text.split("\n", 1)[0].strip("\r")
    delimiter = max(
        DELIMITERS, key=lambda sign: (len(next(csv.reader([head], delimiter=sign), [])), -list(DELIMITERS).index(sign))
    )
    names = _header(place, text, delimiter)
    broken: list[tuple[int | None, int, str]] = []

    def note(row: Any) -> str:
        broken.append((row.number, row.actual_columns, row.text))
        return "skip"

    content = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        table = arrow.read_csv(
            pa.BufferReader(content),
            read_options=arrow.ReadOptions(use_threads=False, block_size=max(1 << 20, min(len(content) + 1, 1 << 28))),
            parse_options=arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note),
            convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise DataError([Fault(place, str(error)[:200], "a table of rows and columns")]) from None
    if broken:
        what = f"{len(names)} cells, as the header has, parted by {DELIMITERS[delimiter]}"
        raise DataError([Fault(f"{place} row {n}", line[:120], f"{what}; there are {cells}") for n, cells, line in broken[:1000]])
    return table


def _decoded(place: str, raw: bytes) -> str:
    head = raw[:20]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(head) > 3 and not any(head[1::2])):
        raise DataError([Fault(f"{place} row 1", "UTF-16", _UTF8)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = [(n, line) for n, line in enumerate(raw.split(b"\n"), 1) if not _is_utf8(line)][:1000]
        faults = [Fault(f"{place} line {n}", line[:120].decode("utf-8", "replace"), _UTF8) for n, line in lines]
        raise DataError(faults) from None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _header(place: str, text: str, delimiter: str) -> list[str]:
    from io import StringIO

    names = next(csv.reader(StringIO(text[: 1 << 20], newline=""), delimiter=delimiter), [])
    if not names or not any(name.strip() for name in names):
        raise DataError([Fault(f"{place} row 1", "", "the names of the columns")])
    _once(place, names)
    return names


def _once(place: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError([Fault(f"{place} row 1", name, "a name for each column, and each name once") for name in twice])


def _book(path: Path, sheet: str | None) -> tuple[str, pa.Table]:
    import pyarrow as pa

    from posgraph.importers.spreadsheet import grids

    found = grids(path.read_bytes(), path.name)
    titles = list(found)
    if sheet is not None and sheet not in found:
        raise UnknownName("sheet", sheet, f"one of the sheets: {', '.join(titles)}", near(sheet, titles))
    full = [title for title in titles if any(cell for _, cells in found[title] for cell in cells)]
    if sheet is None and len(full) > 1:
        raise UsageError("sheet", "", f"one of the sheets of {path.name}: {', '.join(full)}")
    title = sheet or (full or titles)[0]
    place = f"{path.name} sheet {title}"
    records = found[title]
    faults = [
        Fault(f"{place} row {number}", cell.value, cell.expected, cell.hint)
        for number, cells in records
        for cell in cells
        if not isinstance(cell, str)
    ]
    header = [str(cell) for cell in records[0][1]] if records else []
    while header and not header[-1].strip():
        header.pop()
    faults += [
        Fault(f"{place} row {number}", " ".join(map(str, cells[len(header) :])), f"{len(header)} cells, as the header has")
        for number, cells in records[1:]
        if any(cells[len(header) :])
    ]
    if not header:
        faults.append(Fault(f"{place} row 1", "", "the names of the columns"))
    if faults:
        raise DataError(faults)
    _once(place, header)
    rows: list[list[str]] = []
    for number, cells in records[1:]:
        rows += [[""] * len(header)] * (number - 2 - len(rows))  # an empty row is a row, so that the others keep their numbers
        rows.append([str(cell) for cell in cells])
    columns = {name: pa.array([row[n] if n < len(row) else "" for row in rows], pa.string()) for n, name in enumerate(header)}
    return place, _texts(place, pa.table(columns))


def _texts(place: str, table: pa.Table) -> pa.Table:
    """The same table, all its cells text, empty ones the empty text."""
    import pyarrow as pa

    names = [str(name).strip() for name in table.column_names]
    _once(place, names)
    return pa.table([_text(table.column(n)) for n in range(len(names))], names=names)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_timestamp(kind):
        column = pc.local_timestamp(column) if kind.tz else column
        column = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s"))
    elif pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        column = pa.chunked_array([[None if cell is None else str(cell) for cell in column.to_pylist()]], pa.string())
    return pc.fill_null(pc.utf8_trim_whitespace(column.cast(pa.string())), "")

"""Rows of one table in pieces, as they are made: CSV as in a dataset's folder, and an Arrow stream of typed columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from posgraph import tables
from posgraph.model import Dataset
from posgraph.model.cells import render
from posgraph.model.dataset import row_key
from posgraph.model.schema import Table
from posgraph.names import mint

IRI = "iri"
"""A column that rows may have beside those of their table: their name in RDF."""

PIECE = 1000
"""Rows that are made at a time."""


def csv_rows(dataset: Dataset, table: Table, rows: Iterable[Any], columns: Sequence[str] = ()) -> Iterator[bytes]:
    r"""The rows as a table of the dataset's folder has them, or of its ``columns`` (and ``iri``) those that are named.

    >>> from posgraph.model import Actor
    >>> from posgraph.model.schema import BY_NAME
    >>> b"".join(csv_rows(Dataset(id="toy"), BY_NAME["actors"], [Actor(id="a", label="A", kind="state")], ["id", "kind"]))
    b'id,kind\na,state\n'
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = columns or table.names
    writer.writerow(names)
    known = {column.name: column for column in table.columns}
    for some in _pieces(rows):
        for row in some:
            writer.writerow(
                [iri(dataset, table, row) if name == IRI else render(known[name], getattr(row, name)) for name in names]
            )
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def arrow_rows(dataset: Dataset, table: Table, rows: Sequence[Any], columns: Sequence[str] = ()) -> Iterator[bytes]:
    """The rows as a stream of Arrow (IPC): typed columns with what a notebook wants beside them, or those that are named."""
    import pyarrow as pa

    found = tables.typed(dataset, table.name, rows)
    if columns:
        if IRI in columns:
            found = found.append_column(IRI, pa.array([iri(dataset, table, row) for row in rows], pa.string()))
        found = found.select(list(columns))
    sink = BytesIO()
    with pa.ipc.new_stream(sink, found.schema) as stream:
        for batch in found.to_batches(max_chunksize=PIECE * 10):
            stream.write_batch(batch)
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue()


def iri(dataset: Dataset, table: Table, row: object) -> str:
    """The IRI of a row."""
    return mint(dataset.base, table.kind, *row_key(table.name, row))


def _pieces(rows: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """The rows in pieces; one without rows where there are none, as a header stands above nothing, too."""
    given = iter(rows)
    yield list(islice(given, PIECE))
    while some := list(islice(given, PIECE)):
        yield some

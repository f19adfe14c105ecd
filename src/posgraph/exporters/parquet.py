"""Parquet and Arrow: a file of typed columns for each table that has rows, and one for the dataset's header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import IO, TYPE_CHECKING

from posgraph import tables
from posgraph.model import Dataset
from posgraph.model.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

NAMES = ("dataset.parquet", *(f"{table.name}.parquet" for table in TABLES))
"""The files of a Parquet folder."""

ARROW_NAMES = tuple(name.replace(".parquet", ".arrow") for name in NAMES)
"""The files of an Arrow folder."""

ALWAYS = ("positions", "sequencing")
"""Tables that are written even without rows."""

GROUP = 100_000
"""Rows that are made into columns, and written, at a time."""

Write = Callable[[IO[bytes]], None]


def parquet(dataset: Dataset) -> dict[str, Write]:
    """The files of a Parquet folder by name, each as what writes it: a row group at a time is held in memory."""
    return {f"{name}.parquet": partial(_parquet, batches) for name, batches in _tables(dataset).items()}


def arrow(dataset: Dataset) -> dict[str, Write]:
    """The files of a folder of Arrow IPC files (also called Feather, version 2) by name, each as what writes it."""
    return {f"{name}.arrow": partial(_arrow, batches) for name, batches in _tables(dataset).items()}


Groups = Callable[[], Iterator["pa.Table"]]


def _tables(dataset: Dataset) -> Mapping[str, Groups]:
    """For each table to write what makes its columns, a group of rows after another."""
    named = [table.name for table in TABLES if table.name in ALWAYS or dataset.rows(table.name)]
    return {"dataset": partial(_header, dataset), **{name: partial(_groups, dataset, name) for name in named}}


def _header(dataset: Dataset) -> Iterator[pa.Table]:
    import pyarrow as pa

    header = dataset.header
    yield pa.table({"key": pa.array(header, pa.string()), "value": pa.array(header.values(), pa.string())})


def _groups(dataset: Dataset, name: str) -> Iterator[pa.Table]:
    rows = dataset.rows(name)
    for start in range(0, max(len(rows), 1), GROUP):
        yield tables.typed(dataset, name, rows[start : start + GROUP])


def _parquet(groups: Groups, file: IO[bytes]) -> None:
    from pyarrow.parquet import ParquetWriter

    given = groups()
    first = next(given)
    with ParquetWriter(file, first.schema) as writer:
        for group in chain([first], given):
            writer.write_table(group)


def _arrow(groups: Groups, file: IO[bytes]) -> None:
    """One dictionary a column: the groups of a file share it, as readers want it whole."""
    import pyarrow as pa

    table = pa.concat_tables(groups()).unify_dictionaries()
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=GROUP)

"""Parquet: a file of typed columns for each table that has rows, and one for the dataset's header."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from posgraph import tables
from posgraph.model import Dataset
from posgraph.model.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

NAMES = ("dataset.parquet", *(f"{table.name}.parquet" for table in TABLES))
"""The files of a Parquet folder."""

ALWAYS = {"positions": tables.positions, "sequencing": tables.sequencing}
"""Tables that are written even without rows, with what a notebook wants beside their columns."""


def parquet(dataset: Dataset) -> dict[str, bytes]:
    """The files of the folder by name."""
    import pyarrow as pa

    header = dataset.header
    made = {"dataset": pa.table({"key": pa.array(header, pa.string()), "value": pa.array(header.values(), pa.string())})}
    for table in TABLES:
        if table.name in ALWAYS:
            made[table.name] = ALWAYS[table.name](dataset)
        elif dataset.rows(table.name):
            made[table.name] = tables.rows(dataset, table.name)
    return {f"{name}.parquet": _file(table) for name, table in made.items()}


def _file(table: pa.Table) -> bytes:
    from pyarrow.parquet import write_table

    raw = BytesIO()
    write_table(table, raw)
    return raw.getvalue()

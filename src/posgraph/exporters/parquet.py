"""Parquet: the typed columns of positions and of sequence preferences, a file each."""

from __future__ import annotations

from io import BytesIO

from posgraph import tables
from posgraph.model import Dataset

NAMES = ("positions.parquet", "sequencing.parquet")
"""The files of a Parquet folder."""


def parquet(dataset: Dataset) -> dict[str, bytes]:
    """The files of the folder by name."""
    from pyarrow.parquet import write_table

    files: dict[str, bytes] = {}
    for name, table in zip(NAMES, (tables.positions(dataset), tables.sequencing(dataset)), strict=True):
        raw = BytesIO()
        write_table(table, raw)
        files[name] = raw.getvalue()
    return files

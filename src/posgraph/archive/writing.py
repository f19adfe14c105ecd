"""Writing an archive: the tables as CSV, the positions as one Parquet file."""

from __future__ import annotations

from io import BytesIO
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from posgraph import tables
from posgraph.archive.place import POSITIONS
from posgraph.exporters import folder
from posgraph.exporters.files import write_folder
from posgraph.model import Dataset

if TYPE_CHECKING:
    import pyarrow as pa

NAMES = (*folder.NAMES, POSITIONS)
"""The files that an archive may hold."""


def write_archive(dataset: Dataset, path: str | PathLike[str], positions: pa.Table | None = None) -> Path:
    """Write a dataset as an archive, whole or not at all, and return its path.

    ``positions`` are columns of positions.csv (strings or dictionaries of them, numbers, lists of strings), for more positions
    than a dataset should hold; without them those of the dataset are written. Raises UsageError where the path cannot be
    written to.
    """
    place = Path(fspath(path))
    files = {name: raw for name, raw in folder.folder(dataset).items() if name != "positions.csv"}
    table = tables.positions(dataset) if positions is None else positions
    write_folder(place, {**files, POSITIONS: _parquet(table)}, NAMES)
    return place


def _parquet(table: pa.Table) -> bytes:
    from pyarrow.parquet import write_table

    raw = BytesIO()
    write_table(table, raw, compression="zstd")
    return raw.getvalue()

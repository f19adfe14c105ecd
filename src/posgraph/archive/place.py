"""Where an archive lies: a dataset folder with ``positions.parquet`` in the place of ``positions.csv``."""

from __future__ import annotations

from pathlib import Path

POSITIONS = "positions.parquet"
"""The file of an archive's positions."""


def is_archive(path: Path) -> bool:
    """True for a folder with a header or tables as CSV, whose positions are a Parquet file.

    A folder of Parquet files alone, as ``posgraph export --to parquet`` writes it, is none: its other tables are not CSV.

    >>> is_archive(Path("no such folder"))
    False
    """
    from posgraph.importers.header import HEADER

    return (path / POSITIONS).is_file() and not (path / "positions.csv").exists() and (path / HEADER).is_file()

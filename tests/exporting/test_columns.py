"""Parquet and Arrow: the same typed columns, in groups of rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow.parquet import ParquetFile, read_table

from posgraph import exporters, importers, tables
from posgraph.exporters import parquet
from posgraph.model import Dataset
from posgraph.model.schema import TABLES

COMPLETE = Path(__file__).parents[1] / "formats" / "complete"


def arrow(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def test_arrow_files_hold_what_parquet_files_hold(tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    for kind in ("arrow", "parquet"):
        exporters.export(dataset, tmp_path / kind, kind)
    names = sorted(path.stem for path in (tmp_path / "arrow").iterdir())
    assert names == sorted(["dataset", *(table.name for table in TABLES)])
    for name in names:
        assert arrow(tmp_path / "arrow" / f"{name}.arrow") == read_table(tmp_path / "parquet" / f"{name}.parquet"), name
    assert arrow(tmp_path / "arrow" / "positions.arrow") == tables.positions(dataset)


def test_tables_longer_than_a_group_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 3)
    dataset = importers.read(COMPLETE)
    for kind in ("arrow", "parquet"):
        exporters.export(dataset, tmp_path / kind, kind)
    file = ParquetFile(tmp_path / "parquet" / "positions.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [3, 1]
    expected = tables.positions(dataset).to_pylist()
    assert file.read().to_pylist() == expected
    assert file.schema_arrow == tables.positions(dataset).schema
    assert arrow(tmp_path / "arrow" / "positions.arrow").to_pylist() == expected


def test_positions_and_orders_are_written_even_without_rows(tmp_path: Path) -> None:
    exporters.export(Dataset(id="empty"), tmp_path / "out", "arrow")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["dataset.arrow", "positions.arrow", "sequencing.arrow"]
    assert arrow(tmp_path / "out" / "positions.arrow").num_rows == 0


def test_a_folder_of_arrow_files_is_replaced_whole(tmp_path: Path) -> None:
    exporters.export(importers.read(COMPLETE), tmp_path / "out", "arrow")
    exporters.export(Dataset(id="empty"), tmp_path / "out", "arrow")
    assert len(list((tmp_path / "out").iterdir())) == 3

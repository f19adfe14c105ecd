"""Positions and other rows as Arrow columns, and in Parquet."""

from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import read_table

from posgraph import exporters, importers, tables
from posgraph.model import Dataset
from posgraph.model.schema import TABLES

COMPLETE = Path(__file__).parent / "complete"


def test_positions_have_typed_columns() -> None:
    table = tables.positions(importers.read(COMPLETE))
    assert table.schema.field("actor").type == pa.dictionary(pa.int32(), pa.string())
    assert table.schema.field("salience").type == pa.float64()
    assert table.schema.field("only_if").type == pa.list_(pa.string())
    assert table.schema.field("begins").type == pa.date32()
    columns = ["id", "actor", "demand", "issue", "stance", "polarity", "salience", "valid_from", "begins", "ends", "only_if"]
    assert [tuple(row.values()) for row in table.select(columns).to_pylist()] == [
        ("P1", "town", "low-toll", "toll", "supports", 0.75, 0.8, "2024-02-01", date(2024, 2, 1), date(2024, 2, 28), []),
        ("P2", "town", "no-toll", "toll", "demands", 1.0, 1.0, "2024-03", date(2024, 3, 1), None, ["noise-wall", "survey"]),
        ("P3", "north", "issue:toll", "toll", "undefined", None, None, None, None, date(2024, 12, 31), []),
        ("P4", "greens", "clause:plan/1(a)", "toll", "rejects", -1.0, 0.05, "2024-03-05/..", date(2024, 3, 5), None, []),
    ]


def test_sequence_preferences_have_their_steps() -> None:
    table = tables.sequencing(importers.read(COMPLETE)).select(["first", "relation", "then", "polarity", "basis"])
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("survey", "before", "digging", 1.0, "P1"),
        ("digging", "with", "noise-wall", 0.5, None),
        ("digging", "finishedBy", "noise-wall", -0.5, None),
    ]


def test_an_empty_dataset_has_the_same_columns() -> None:
    empty = tables.positions(Dataset(id="empty"))
    assert empty.num_rows == 0
    assert empty.schema == tables.positions(importers.read(COMPLETE)).schema


def test_parquet_holds_every_table_that_has_rows(tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    exporters.export(dataset, tmp_path / "out", "parquet")
    assert read_table(tmp_path / "out" / "positions.parquet") == tables.positions(dataset)
    assert read_table(tmp_path / "out" / "sequencing.parquet") == tables.sequencing(dataset)
    files = {file.stem: read_table(file) for file in (tmp_path / "out").iterdir()}
    assert dict(zip(*files.pop("dataset").to_pydict().values(), strict=True)) == dataset.header
    assert {name: table.num_rows for name, table in files.items()} == {t.name: len(dataset.rows(t.name)) for t in TABLES}


def test_any_table_has_typed_columns() -> None:
    dataset = importers.read(COMPLETE)
    demands = tables.rows(dataset, "demands")
    assert [demands.schema.field(name).type for name in ("id", "rank", "min", "notation")] == [
        pa.string(),
        pa.int64(),
        pa.float64(),
        pa.list_(pa.string()),
    ]
    assert tables.rows(dataset, "issues").schema.field("exclusive").type == pa.bool_()
    assert tables.rows(dataset, "participations").schema.field("capability").type == pa.float64()
    assert tables.rows(dataset, "scenarios").schema.field("changes").type == pa.list_(pa.string())
    assert tables.rows(dataset, "processes").schema.field("begins").type == pa.date32()


def test_parquet_of_few_tables_has_few_files(tmp_path: Path) -> None:
    base = importers.read(Path(__file__).parent / "base")
    exporters.export(importers.read(COMPLETE), tmp_path / "out", "parquet")
    exporters.export(base, tmp_path / "out", "parquet")
    assert sorted(file.stem for file in (tmp_path / "out").iterdir()) == [
        "actors", "dataset", "demands", "issues", "positions", "sequencing", "sources",
    ]  # fmt: skip

"""Positions as Arrow columns, and in Parquet."""

from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import read_table

from posgraph import exporters, importers, tables
from posgraph.model import Dataset

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


def test_parquet_holds_both_tables(tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    exporters.export(dataset, tmp_path / "out", "parquet")
    assert read_table(tmp_path / "out" / "positions.parquet") == tables.positions(dataset)
    assert read_table(tmp_path / "out" / "sequencing.parquet") == tables.sequencing(dataset)

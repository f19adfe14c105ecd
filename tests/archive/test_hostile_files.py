"""Files of positions that others wrote: each is read as the same cells in CSV would be, or refused with its faults."""

import csv
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from posgraph.analysis.conflicts import conflicts
from posgraph.archive import checking
from posgraph.archive.place import POSITIONS
from posgraph.archive.reading import read_archive
from posgraph.archive.rows import positions
from posgraph.errors import DataError
from posgraph.importers import read

ROWS = 6
COLUMNS = {
    "id": ["p1", "p2", "p3", "p4", "p5", "p6"],
    "actor": ["a", "b", "a", "b", "a", "b"],
    "demand": ["d", "d", "e", "e", "f", "f"],
    "stance": ["demands", "rejects", "supports", "demands", "conditional", "opposes"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dataset without sources, issues and processes, and without its positions."""
    (tmp_path / "dataset.toml").write_text('id = "t"\ntitle = "T"\nlicence = "CC0-1.0"\n')
    (tmp_path / "actors.csv").write_text("id,label,kind\na,A,state\nb,B,state\n")
    (tmp_path / "demands.csv").write_text("id,issue,label\nd,i,D\ne,i,E\nf,i,F\n")
    return tmp_path


def filled(folder: Path, **columns: object) -> Path:
    """The folder with positions of these columns, beside those that all have."""
    parquet.write_table(pa.table(COLUMNS | columns), folder / POSITIONS)
    return folder


def as_csv(folder: Path, to: Path, columns: Mapping[str, list[str]]) -> Path:
    """The same as a dataset of CSV."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(POSITIONS))
    with (to / "positions.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(columns)
        written.writerows(zip(*columns.values(), strict=True))
    return to


def faults(place: Path, engine: str = "embedded") -> list[str]:
    with pytest.raises(DataError) as raised:
        read_archive(place, engine)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("name", "cells", "texts"),
    [
        ("actor", [" a", "b ", "a", "b", "a", "b"], None),
        ("stance", [" demands", "rejects", "supports", "demands", "conditional", "opposes\n"], None),
        ("id", [" p1", "p2", "cafe\u0301", "\uff01", "\U0001f600", "p6"], None),
        ("note", ["a\r\nb", "", "  ", "e\u0301", "x\n", "\u3000y"], None),
        ("valid_from", ["", " 2025", "2025-01", "2025-01-01", "", "2024/.."], None),
        ("source", ["", " s", "s", "t", "", "s"], None),
        ("process", ["", "talks", "talks", "", "", ""], None),
        ("demand", ["d", "issue:i", "issue:j", "e", "f", "f"], None),
        ("only_if", ["", "", "", "", "e; d;e", ""], None),
        ("only_if", [None, [], None, [None], ["e", " d", "e"], []], ["", "", "", "", "e; d;e", ""]),
        ("only_if", pa.array([None] * 4 + [["e", "d"], []], pa.large_list(pa.large_string())), ["", "", "", "", "d;e", ""]),
        ("only_if", pa.nulls(ROWS), [""] * ROWS),
        ("id", pa.array(range(ROWS), pa.int64()), ["0", "1", "2", "3", "4", "5"]),
        ("id", pa.array([f"p{n}".encode() for n in range(ROWS)]), [f"p{n}" for n in range(ROWS)]),
        ("valid_from", pa.array([date(2025, 1, 2)] * ROWS), ["2025-01-02"] * ROWS),
        ("valid_from", pa.array([datetime(2025, 1, 2)] * ROWS), ["2025-01-02"] * ROWS),
        ("salience", pa.array([1, 0, 1, 0, 1, None]), ["1", "0", "1", "0", "1", ""]),
        ("salience", pa.array([0.5, 1.0] * 3).dictionary_encode(), ["0.5", "1"] * 3),
        ("note", pa.chunked_array([pa.array(["x"]).dictionary_encode(), pa.array([*"yzxyz"]).dictionary_encode()]), [*"xyzxyz"]),
    ],
)
def test_cells_are_cleaned_as_those_of_csv_are(folder, tmp_path, name, cells, texts) -> None:
    archive = read_archive(filled(folder, **{name: cells}))
    found = archive.whole()
    assert found == read(as_csv(folder, tmp_path / "csv", COLUMNS | {name: texts or cells}))
    assert tuple(positions(archive.table, range(ROWS))) == found.positions
    assert archive.columns.ids.to_pylist() == sorted(row.id for row in found.positions)
    assert archive.conflicts("2026-01-01", limit=None) == conflicts(found, "2026-01-01")


@pytest.mark.parametrize(
    ("name", "cells", "told"),
    [
        ("note", pa.array([b"\xff\xfe"] * ROWS), "a column of texts, in UTF-8"),
        ("note", pa.array([{"a": 1}] * ROWS), "a column of texts"),
        ("actor", pa.array([["a"]] * ROWS), "a column of texts"),
        ("only_if", pa.array([{"a": 1}] * ROWS), "a column of lists of texts"),
        ("valid_from", pa.array([datetime(2025, 1, 2, tzinfo=UTC)] * ROWS), "a column of days, or of dates as texts"),
        ("valid_from", pa.array([datetime(2025, 1, 2, 3)] * ROWS), "a column of days, or of dates as texts"),
        ("firmness", pa.array(["firm"] * ROWS), "a column of numbers"),
        ("note", ["a\ufffe", "b", "c", "d", "e", "f"], "row 1 (p1) column note: 'a\\ufffe'"),
        ("id", ["a\x85b", "b\u2028c", "d", "e", "f", "g"], "row 1 column id: 'a\\x85b'"),
        ("begins", pa.array([date(2025, 1, 2)] * ROWS), "row 1 column begins: '2025-01-02'; expected the first day"),
        ("ends", ["x"] * ROWS, "a column of days (date32)"),
    ],
)
def test_what_no_cell_can_be_is_a_fault(folder, name, cells, told) -> None:
    lines = faults(filled(folder, **{name: cells}))
    assert any(
        f"positions.parquet {'' if told.startswith('row') else 'column ' + name}" in line and told in line for line in lines
    )


def test_a_column_that_stands_twice_is_told_by_its_name(folder) -> None:
    table = pa.table(COLUMNS)
    parquet.write_table(table.append_column("actor", table["actor"]), folder / POSITIONS)
    assert faults(folder) == ["positions.parquet column actor: 'actor'; expected a column that stands once"]


def test_another_engine_is_given_no_file_whose_cells_had_to_be_cleaned(folder) -> None:
    filled(folder, actor=[" a", "b", "a", "b", "a", "b"])
    assert "another engine reads the file itself" in faults(folder, "duckdb")[0]


def test_every_row_that_is_not_proved_is_read_however_many_there_are(folder, monkeypatch) -> None:
    monkeypatch.setattr(checking, "PART", 2)
    filled(folder, lower=[None, "d", "d", "d", "d", "nobody"], id=["p1", "p2", "p3", "p4", "p5", "p5"])
    lines = faults(folder)
    assert any("row 6 (p5) column lower: 'nobody'" in line for line in lines)
    assert any("row 6 (p5) column id: 'p5'" in line and "row 5 has it too" in line for line in lines)
    filled(folder, revises=[None, "p1", "p2", "p3", "p4", "p5"], revision_reason=[None] + ["change"] * 5)
    assert len(read_archive(folder)) == ROWS


def test_sources_that_other_tables_name_are_implied_too(folder, tmp_path) -> None:
    (folder / "sequencing.csv").write_text("id,actor,first,relation,then,stance,source\no,a,d,before,e,demands,s2\n")
    found = read_archive(filled(folder, source=["s1"] * ROWS)).whole()
    assert [source.id for source in found.sources] == ["s1", "s2"]
    assert found == read(as_csv(folder, tmp_path / "csv", COLUMNS | {"source": ["s1"] * ROWS}))

"""Cells that are hard on their file: very long ones, and bytes that no text has."""

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from posgraph import exporters, importers
from posgraph.errors import DataError, UsageError
from posgraph.model import Dataset

BASE = Path(__file__).parent / "base"


def long(length: int) -> Dataset:
    dataset = importers.read(BASE)
    return replace(dataset, positions=tuple(replace(p, quote="ä" * length) if p.quote else p for p in dataset.positions))


@pytest.mark.parametrize("kind", ["csv", "ttl", "jsonld"])
def test_a_quote_of_300_000_characters_comes_back(kind: str, tmp_path: Path) -> None:
    before = csv.field_size_limit()
    dataset = long(300_000)
    path = exporters.export(dataset, tmp_path / ("out" if kind == "csv" else f"out.{kind}"))
    assert importers.read(path) == dataset
    assert csv.field_size_limit() == before


def test_long_cells_are_read_by_several_threads_at_once(tmp_path: Path) -> None:
    paths = [exporters.export(long(length), tmp_path / str(length)) for length in (140_000, 300_000, 200_000, 150_000)]
    before = csv.field_size_limit()
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(importers.read, paths * 3))
    assert [max(len(p.quote or "") for p in each.positions) for each in read[:4]] == [140_000, 300_000, 200_000, 150_000]
    assert csv.field_size_limit() == before


def test_a_spreadsheet_refuses_what_its_cells_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at most 32767 characters in a cell of a spreadsheet"):
        exporters.export(long(40_000), tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told(encoding: str, tmp_path: Path) -> None:
    folder = exporters.export(importers.read(BASE), tmp_path / "well")
    actors = folder / "actors.csv"
    actors.write_bytes(actors.read_text().encode(encoding))
    with pytest.raises(DataError, match=r"actors\.csv row 1: 'UTF-16'; expected text in UTF-8"):
        importers.read(folder)


def test_a_nul_byte_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    folder = exporters.export(importers.read(BASE), tmp_path / "well")
    actors = folder / "actors.csv"
    actors.write_bytes(actors.read_bytes().replace(b"Dale village", b"Dale\0 village"))
    with pytest.raises(DataError) as error:
        importers.read(folder)
    assert [str(fault) for fault in error.value.faults] == [
        "actors.csv row 2 (dale) column label: 'Dale\\x00 village'; expected a text without control characters; "
        "did you mean 'Dale village'?"
    ]

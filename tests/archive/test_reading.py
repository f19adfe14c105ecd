"""An archive is the dataset that it was written from, and every fault of its positions is told in the words of the tables."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import posgraph
from posgraph import resources
from posgraph.archive.checking import TOLD
from posgraph.archive.place import POSITIONS, is_archive
from posgraph.archive.reading import read_archive
from posgraph.archive.rows import positions
from posgraph.archive.writing import write_archive
from posgraph.errors import DataError, UsageError
from posgraph.importers import read

BUNDLED = ("miami-2025", "russia-ukraine", "brexit")


@pytest.fixture(scope="module")
def talks(tmp_path_factory) -> Path:
    return write_archive(read("brexit"), tmp_path_factory.mktemp("archives") / "talks")


def with_rows(talks: Path, to: Path, change) -> Path:
    """A copy of the archive with its positions changed."""
    shutil.copytree(talks, to)
    rows = parquet.read_table(to / POSITIONS).to_pylist()
    change(rows)
    parquet.write_table(pa.Table.from_pylist(rows), to / POSITIONS)
    return to


def faults(place: Path) -> list[str]:
    with pytest.raises(DataError) as raised:
        read_archive(place)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize("name", BUNDLED)
def test_an_archive_reads_back_as_the_dataset_that_it_was_written_from(name, tmp_path) -> None:
    dataset = read(name)
    place = write_archive(dataset, tmp_path / "kept")
    assert is_archive(place)
    assert not (place / "positions.csv").exists()
    found = read_archive(place)
    assert tuple(positions(found.table, range(len(found)))) == dataset.positions
    assert found.whole() == read(place) == dataset


def test_a_folder_of_tables_is_no_archive(tmp_path) -> None:
    assert not is_archive(resources.data() / "brexit")
    with pytest.raises(UsageError, match=r"positions\.parquet"):
        read_archive(tmp_path)


def test_an_archive_can_be_loaded_into_a_store_as_any_dataset(talks, tmp_path) -> None:
    assert posgraph.load(talks, tmp_path / "talks.store") == ("brexit",)
    with posgraph.open(tmp_path / "talks.store") as graph:
        assert graph.dataset == read("brexit")


def test_rows_may_stand_in_any_order(talks, tmp_path) -> None:
    turned = with_rows(talks, tmp_path / "turned", lambda rows: rows.reverse())
    assert read_archive(turned).whole() == read("brexit")


def test_every_fault_is_told_with_its_row_in_the_words_of_the_tables(talks, tmp_path) -> None:
    def spoil(rows) -> None:
        rows[0]["actor"] = "nobody"
        rows[1]["stance"] = "rejcts"
        rows[2]["salience"] = 1.5
        rows[3]["valid_from"], rows[3]["valid_to"] = "2019-10-02", "2019-10-01"
        rows[4]["id"] = rows[5]["id"]
        rows[6]["quote"], rows[6]["source"] = "No.", None
        rows[7]["revises"] = "BX999"

    told = faults(with_rows(talks, tmp_path / "spoilt", spoil))
    for number, word in enumerate(["'nobody'", "'rejcts'", "'1.5'", "'2019-10-01'"], start=1):
        assert any(f"positions.parquet row {number} " in line and word in line for line in told), (number, told)
    assert any("row 6 " in line and "row 5 has it too" in line for line in told)
    assert any("row 7 " in line and "source" in line for line in told)
    assert any("row 8 " in line and "'BX999'" in line for line in told)
    assert any("did you mean 'rejects'" in line for line in told)


def test_a_revision_of_another_row_is_no_fault(talks, tmp_path) -> None:
    def revise(rows) -> None:
        rows[7]["revises"], rows[7]["revision_reason"] = rows[6]["id"], "correction"

    assert len(read_archive(with_rows(talks, tmp_path / "revised", revise))) == 31


def test_of_very_many_faults_the_first_are_told_and_the_others_counted(talks, tmp_path) -> None:
    def spoil(rows) -> None:
        rows[:] = [{**rows[0], "id": f"p{n}", "actor": "nobody"} for n in range(TOLD + 5)]

    told = faults(with_rows(talks, tmp_path / "spoilt", spoil))
    assert len(told) == TOLD + 1
    assert "'5 more'" in told[-1]


def test_columns_that_are_none_of_the_table_or_lack_are_told(talks, tmp_path) -> None:
    def rename(rows) -> None:
        for row in rows:
            row["actr"] = row.pop("actor")
            row["salience"] = "high"

    told = faults(with_rows(talks, tmp_path / "renamed", rename))
    assert any("'actr'" in line and "did you mean 'actor'?" in line for line in told)
    assert any("a column actor" in line for line in told)
    assert any("column salience" in line and "a column of numbers" in line for line in told)


def test_a_file_that_is_not_parquet_is_told_as_such(talks, tmp_path) -> None:
    shutil.copytree(talks, tmp_path / "torn")
    (tmp_path / "torn" / POSITIONS).write_bytes(b"id,actor\n")
    (line,) = faults(tmp_path / "torn")
    assert "a file in the Parquet format" in line


def test_an_archive_without_positions_is_told_as_such(talks, tmp_path) -> None:
    shutil.copytree(talks, tmp_path / "empty")
    whole = parquet.read_table(talks / POSITIONS)
    parquet.write_table(whole.slice(0, 0), tmp_path / "empty" / POSITIONS)
    (line,) = faults(tmp_path / "empty")
    assert "at least one row" in line


def test_sources_that_only_positions_name_are_sources(talks, tmp_path) -> None:
    shutil.copytree(talks, tmp_path / "bare")
    (tmp_path / "bare" / "sources.csv").unlink()
    found = read_archive(tmp_path / "bare")
    named = {row.source for row in found.whole().positions if row.source}
    assert named <= set(found.dataset.by_id("sources"))
    assert all(source.title for source in found.dataset.sources)


def test_where_there_is_something_else_no_archive_is_written(tmp_path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("keep me")
    with pytest.raises(UsageError):
        write_archive(read("brexit"), tmp_path / "letters")
    assert [file.name for file in (tmp_path / "letters").iterdir()] == ["note.txt"]

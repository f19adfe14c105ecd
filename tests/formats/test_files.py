"""Files are written whole or not at all, and never over what is not a dataset."""

from pathlib import Path

import pytest

from posgraph import exporters, importers
from posgraph.errors import UnknownName, UsageError
from posgraph.exporters import EXPORTERS
from posgraph.exporters.files import write_folder

BASE = Path(__file__).parent / "base"
COMPLETE = Path(__file__).parent / "complete"


def test_a_folder_with_other_files_is_never_written_to(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="this one holds other files"):
        exporters.export(importers.read(BASE), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_dataset_folder_is_replaced_and_other_files_in_it_stay(tmp_path: Path) -> None:
    exporters.export(importers.read(COMPLETE), tmp_path)
    (tmp_path / "README.md").write_text("About this dataset")
    exporters.export(importers.read(BASE), tmp_path)
    assert importers.read(tmp_path) == importers.read(BASE)
    assert not (tmp_path / "events.csv").exists()
    assert (tmp_path / "README.md").read_text() == "About this dataset"


def test_when_a_file_of_a_folder_cannot_be_written_all_stay_as_they_were(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    exporters.export(importers.read(BASE), folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(FileNotFoundError):
        write_folder(folder, {"actors.csv": b"new", "no/such/folder.csv": b"new"}, ["actors.csv"])
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("kind", ["ttl", "xlsx"])
def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{kind}"
    path.write_text("old")
    exporters.export(importers.read(BASE), path)
    assert importers.read(path) == importers.read(BASE)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_is_not_written_where_a_folder_is_nor_a_folder_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").write_text("")
    dataset = importers.read(BASE)
    with pytest.raises(UsageError, match="the name of a file, not of a folder"):
        exporters.export(dataset, tmp_path / "a", "ttl")
    with pytest.raises(UsageError, match="the name of a folder, not of a file"):
        exporters.export(dataset, tmp_path / "b", "csv")


def test_the_end_of_a_path_chooses_the_kind(tmp_path: Path) -> None:
    dataset = importers.read(BASE)
    assert exporters.export(dataset, tmp_path / "new" / "deep.nt").read_bytes() == exporters.render(dataset, "nt")
    with pytest.raises(UsageError, match=r"did you mean '.*a\.ttl'"):
        exporters.export(dataset, tmp_path / "a.tl")
    with pytest.raises(UnknownName, match="did you mean 'trig'"):
        exporters.export(dataset, tmp_path / "a", "trg")
    with pytest.raises(UsageError, match="xlsx, ttl, trig, nt, nq, jsonld"):
        exporters.render(dataset, "csv")


def test_every_kind_of_output_is_a_file_or_a_folder() -> None:
    assert all(bool(exporter.suffix) != bool(exporter.names) for exporter in EXPORTERS.values())


def test_a_byte_order_mark_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    exporters.export(importers.read(BASE), tmp_path)
    for file in tmp_path.iterdir():
        blank = b",,,,\r\n\r\n" if file.suffix == ".csv" else b"\r\n"
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n") + blank)
    assert importers.read(tmp_path) == importers.read(BASE)


def test_empty_tables_and_files_beside_them_are_fine(tmp_path: Path) -> None:
    exporters.export(importers.read(BASE), tmp_path)
    (tmp_path / "events.csv").write_text("id,label,status\n")
    (tmp_path / "relations.csv").write_text("")
    (tmp_path / "SOURCE.txt").write_text("")
    (tmp_path / "._positions.csv").write_bytes(b"\0\5")
    assert importers.read(tmp_path) == importers.read(BASE)


def test_absent_tables_are_implied_by_what_refers_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "My talks"
    folder.mkdir()
    (folder / "actors.csv").write_text("id,label,kind\na,A,state\n")
    (folder / "demands.csv").write_text("id,issue,label\nd,i,D\n")
    (folder / "positions.csv").write_text("id,actor,demand,stance,source,process\np,a,issue:j,accepts,s,t\n")
    (folder / "relations.csv").write_text("demand_a,relation,demand_b,by\n")
    dataset = importers.read(folder)
    assert (dataset.id, dataset.title, dataset.base) == ("My-talks", "My talks", "https://w3id.org/posgraph/id/My-talks/")
    assert [(issue.id, issue.label) for issue in dataset.issues] == [("i", "i"), ("j", "j")]
    assert [(source.id, source.title) for source in dataset.sources] == [("s", "s")]
    assert [(process.id, process.kind) for process in dataset.processes] == [("t", "process")]

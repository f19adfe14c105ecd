"""Columns kept beside a store count for as long as nothing was written to it, by whomever."""

import os
import shutil
import time
from pathlib import Path

import pyoxigraph
import pytest

import posgraph
from posgraph import importers, resources
from posgraph.archive import keeping, projection
from posgraph.archive.projection import of_dataset
from posgraph.names import dataset_graph
from tests.cli.console import run

MIAMI = "miami-2025"
POSITION = pyoxigraph.NamedNode("https://w3id.org/posgraph/id/miami-2025/position/RU001")
SEEN = pyoxigraph.Quad(POSITION, pyoxigraph.NamedNode("http://example.org/seen"), pyoxigraph.Literal("yes"),
                       pyoxigraph.NamedNode(dataset_graph(MIAMI)))  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("stores") / "s"
    posgraph.load(resources.data() / MIAMI, place)
    return place


@pytest.fixture
def store(loaded, tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(projection, "MANY", 10)
    return Path(shutil.copytree(loaded, tmp_path / "s"))


def kept(store: Path) -> list[str]:
    return sorted(file.name for file in (store / keeping.FOLDER).glob("*"))


def asked(store: Path) -> posgraph.Graph:
    with posgraph.open(store, read_only=True) as graph:
        assert graph.dataset == importers.read(MIAMI)
        return graph


def test_columns_are_kept_and_found_again(store) -> None:
    asked(store)
    first = kept(store)
    assert len(first) == 1
    found = keeping.found(store, MIAMI)
    assert found is not None
    assert found.whole() == importers.read(MIAMI)
    asked(store)
    assert kept(store) == first


def test_opening_for_writing_without_a_write_leaves_them(store) -> None:
    posgraph.open(store).close()  # the log of the load becomes a table of the store
    asked(store)
    before = kept(store)
    posgraph.open(store).close()
    assert keeping.found(store, MIAMI) is not None
    asked(store)
    assert kept(store) == before


def test_a_write_of_another_program_makes_them_anew(store) -> None:
    asked(store)
    before = kept(store)
    native = pyoxigraph.Store(str(store))
    native.update("DELETE WHERE { GRAPH ?g { <https://w3id.org/posgraph/id/miami-2025/position/RU001> "
                  "<https://w3id.org/posgraph/ns#salience> ?o } }")  # fmt: skip
    del native
    assert keeping.found(store, MIAMI) is None
    with posgraph.open(store, read_only=True) as graph:
        assert graph.dataset.by_id("positions")["RU001"].salience is None
    assert len(kept(store)) == 1
    assert kept(store) != before


def test_what_only_the_ordinary_reading_understands_is_kept_too(store) -> None:
    native = pyoxigraph.Store(str(store))
    native.add(SEEN)
    del native
    asked(store)
    found = keeping.found(store, MIAMI)
    assert found is not None
    assert found.whole() == importers.read(MIAMI)


def test_a_write_in_the_same_process_is_seen(store) -> None:
    with posgraph.open(store) as graph:
        assert graph.archive().whole() == importers.read(MIAMI)
        graph.store.update(
            "DELETE WHERE { GRAPH ?g { <https://w3id.org/posgraph/id/miami-2025/position/RU001> pg:salience ?o } }"
        )
        assert graph.archive().whole() == graph.dataset
        assert graph.dataset.by_id("positions")["RU001"].salience is None


def test_spoilt_columns_are_made_anew(store) -> None:
    asked(store)
    (file,) = (store / keeping.FOLDER).iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    assert keeping.found(store, MIAMI) is None
    asked(store)
    assert keeping.found(store, MIAMI) is not None


def test_what_was_begun_long_ago_and_never_finished_is_removed(store) -> None:
    folder = store / keeping.FOLDER
    folder.mkdir()
    for name in ("old.part", "new.part"):
        (folder / name).write_bytes(b"")
    os.utime(folder / "old.part", (time.time() - 100_000,) * 2)
    asked(store)
    assert [name for name in kept(store) if name.endswith(".part")] == ["new.part"]


def test_a_folder_that_cannot_be_written_to_is_no_error(store) -> None:
    (store / keeping.FOLDER).write_bytes(b"a file in its place")
    asked(store)
    assert keeping.found(store, MIAMI) is None


def test_columns_of_a_store_that_was_written_to_meanwhile_are_not_kept(store) -> None:
    assert not keeping.keep(of_dataset(importers.read(MIAMI)), store, "another stamp")
    assert not (store / keeping.FOLDER).exists()


def test_a_backup_has_no_columns_and_gets_none(store, tmp_path) -> None:
    asked(store)
    assert run("backup", str(tmp_path / "b"), "--data", str(store)).exit_code == 0
    asked(tmp_path / "b")
    assert not (tmp_path / "b" / keeping.FOLDER).exists()


@pytest.mark.parametrize("command", [
    ["conflicts", "--as-of", "2025-12-29"], ["conflicts", "--ever", "--limit", "3"], ["overlaps", "--as-of", "2025-12-29"],
    ["conflicts", "--as-of", "2025-12-29", "--without", "RU001"], ["network", "--as-of", "2025-12-29"],
    ["network", "--kind", "conflict", "--by", "meaning", "--as-of", "2025-12-29"],
])  # fmt: skip
def test_a_large_store_answers_as_a_small_one(store, monkeypatch, command) -> None:
    asking = [*command, "--data", str(store), "--format", "json"]
    from_columns = run(*asking)
    assert keeping.found(store, MIAMI) is not None
    shutil.rmtree(store / keeping.FOLDER)
    monkeypatch.setattr(projection, "MANY", 10_000)
    assert run(*asking).stdout == from_columns.stdout
    assert from_columns.stdout.startswith("{")
    assert not (store / keeping.FOLDER).exists()

"""The store in a folder: what it makes, what it refuses, and that one process has it at a time."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from posgraph import __version__
from posgraph.errors import StoreError
from posgraph.store import DiskStore, is_store
from posgraph.store.lock import SHARES

G = "http://example.org/g"
A = NamedNode("http://example.org/a")
ONE = [Quad(A, A, Literal(1))]


def test_a_folder_that_does_not_exist_is_made_with_its_marker(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "a" / "b"):
        pass
    assert json.loads((tmp_path / "a" / "b" / "posgraph.json").read_text()) == {"format": 1, "posgraph": __version__}


def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "s") as store:
        store.replace(G, ONE)
    with DiskStore(tmp_path / "s") as store:
        assert store.select("SELECT ?o { ?s ?p ?o }").to_dicts() == [{"o": 1}]


def test_a_store_of_plain_oxigraph_can_be_opened(tmp_path: Path) -> None:
    pyoxigraph.Store(str(tmp_path / "s")).add(Quad(A, A, A, NamedNode(G)))
    assert is_store(tmp_path / "s")
    with DiskStore(tmp_path / "s") as store:
        assert store.graphs() == (G,)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    DiskStore(tmp_path / "s").close()
    (tmp_path / "s" / "posgraph.json").write_text('{"format": 2, "posgraph": "9.0"}')
    with pytest.raises(StoreError, match=r"format 2; .* reads up to 1: install a newer one"):
        DiskStore(tmp_path / "s")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "1"}', "\udcff"])
def test_a_marker_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    DiskStore(tmp_path / "s").close()
    (tmp_path / "s" / "posgraph.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(StoreError, match="format"):
        DiskStore(tmp_path / "s")


@pytest.mark.parametrize("name", ["actors.csv", "dataset.toml"])
def test_a_dataset_is_no_store(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(StoreError, match="is a dataset, not a store"):
        DiskStore(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_with_other_files_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(StoreError, match="holds other files"):
        DiskStore(tmp_path)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    with pytest.raises(StoreError, match="is a file"):
        DiskStore(tmp_path / "f")


@contextmanager
def another_process(opens: str) -> Iterator[None]:
    """A process that has a store open meanwhile."""
    code = f"import pyoxigraph; from posgraph.store import DiskStore; s = {opens}; print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        yield
        other.communicate(b"\n")


def test_a_store_that_another_process_writes_to_is_refused(tmp_path: Path) -> None:
    DiskStore(tmp_path / "s").close()
    for opens in (f"DiskStore({str(tmp_path / 's')!r})", f"pyoxigraph.Store({str(tmp_path / 's')!r})"):
        with another_process(opens):
            for read_only in (True, False):
                with pytest.raises(StoreError, match="is open in another process"):
                    DiskStore(tmp_path / "s", read_only=read_only)
    DiskStore(tmp_path / "s").close()


@pytest.mark.skipif(not SHARES, reason="this system has no shared locks")
def test_several_processes_read_a_store_and_none_writes_meanwhile(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "s") as store:
        store.replace(G, ONE)
    with another_process(f"DiskStore({str(tmp_path / 's')!r}, read_only=True)"):
        with DiskStore(tmp_path / "s", read_only=True) as reader:
            assert reader.graphs() == (G,)
        with pytest.raises(StoreError, match="is open in another process"):
            DiskStore(tmp_path / "s")
        with pytest.raises(OSError, match="lock"):
            pyoxigraph.Store(str(tmp_path / "s"))
    with DiskStore(tmp_path / "s") as store:
        store.drop(G)


def test_a_process_that_dies_leaves_no_lock(tmp_path: Path) -> None:
    code = f"import os; from posgraph.store import DiskStore; s = DiskStore({str(tmp_path / 's')!r}); os._exit(1)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 1
    DiskStore(tmp_path / "s", read_only=True).close()
    DiskStore(tmp_path / "s").close()


def test_a_store_that_was_dropped_without_being_closed_is_free(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "s")
    del store
    DiskStore(tmp_path / "s").close()


def test_closing_frees_the_folder(tmp_path: Path) -> None:
    first = DiskStore(tmp_path / "s")
    with pytest.raises(StoreError, match="is open"):
        DiskStore(tmp_path / "s")
    first.close()
    first.close()
    DiskStore(tmp_path / "s").close()


def test_a_backup_is_a_store_that_many_may_read(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "s") as store:
        store.replace(G, ONE)
        store.optimize()
        store.backup(str(tmp_path / "copy"))
        store.drop(G)
    with DiskStore(tmp_path / "copy", read_only=True) as one, DiskStore(tmp_path / "copy", read_only=True) as two:
        assert one.graphs() == two.graphs() == (G,)
        with pytest.raises(StoreError, match="disk store"):
            one.drop(G)


def test_reading_only_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is no store"):
        DiskStore(tmp_path / "s", read_only=True)
    assert not (tmp_path / "s").exists()

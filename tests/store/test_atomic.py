"""Replacing a graph: a reader sees the old one or the new one, and a write that fails changes nothing."""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from posgraph.errors import StoreError
from posgraph.store import DiskStore, RemoteStore, Store
from posgraph.store.interface import STAGING
from tests.store.conftest import serve

G = "http://example.org/g"
P = NamedNode("http://example.org/p")
SIZE = 5_000
READ = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?kinds) { ?s ?p ?o }"


def generation(number: int) -> list[Quad]:
    return [Quad(NamedNode(f"http://example.org/{i}"), P, Literal(number)) for i in range(SIZE)]


def test_a_reader_never_sees_half_a_graph(store: Store) -> None:
    store.replace(G, generation(0))
    done = threading.Event()
    seen: list[dict[str, object]] = []

    def read() -> None:
        while not done.is_set():
            seen.extend(store.select(READ).to_dicts())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(1, 4):
            store.replace(G, generation(number))
    finally:
        done.set()
        reader.join()
    assert len(seen) > 3
    assert all(row == {"n": SIZE, "kinds": 1} for row in seen)


WRITER = """
import os, sys
from pyoxigraph import Literal, NamedNode, Quad
from posgraph.store import DiskStore
store = DiskStore(sys.argv[1])
p = NamedNode("http://example.org/p")
store.replace("http://example.org/g", [Quad(p, p, Literal(n)) for n in range(3)])
print("written", flush=True)
while True:
    for n in range(1000):
        store.replace("http://example.org/g", [Quad(NamedNode(f"http://example.org/{i}"), p, Literal(n)) for i in range(500)])
"""


def test_a_writer_that_is_killed_leaves_a_whole_graph(tmp_path: Path) -> None:
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "s")], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"written\n"
            writer.kill()
        with DiskStore(tmp_path / "s") as store:
            (row,) = store.select(READ).to_dicts()
            assert row in ({"n": 3, "kinds": 3}, {"n": 500, "kinds": 1})


LOADER = """
import sys
from pyoxigraph import Literal, NamedNode, Quad
from posgraph.store import DiskStore
p = NamedNode("http://example.org/p")
quads = [Quad(NamedNode(f"http://example.org/{i}"), p, Literal(1)) for i in range(60_000)]
store = DiskStore(sys.argv[1])
print("begun", flush=True)
store.replace("http://example.org/g", quads)
"""


def test_a_first_load_that_is_killed_leaves_nothing_or_all(tmp_path: Path) -> None:
    for number, patience in enumerate((0.02, 0.1, 0.2, 0.3, 0.4)):
        with subprocess.Popen([sys.executable, "-c", LOADER, str(tmp_path / str(number))], stdout=subprocess.PIPE) as loader:
            assert loader.stdout is not None
            assert loader.stdout.readline() == b"begun\n"
            with suppress(subprocess.TimeoutExpired):
                loader.wait(patience)
            loader.kill()
        with DiskStore(tmp_path / str(number)) as store:
            (row,) = store.select(READ).to_dicts()
            assert row in ({"n": 0, "kinds": 0}, {"n": 60_000, "kinds": 1})
            store.replace(G, generation(2))
            assert store.select(READ).to_dicts() == [{"n": SIZE, "kinds": 1}]


def test_an_endpoint_that_stops_half_way_keeps_the_old_graph(tmp_path: Path) -> None:
    place = ("--location", str(tmp_path / "s"))
    process, address = serve(*place)
    try:
        with RemoteStore(f"{address}/query") as store:
            store.replace(G, generation(0)[:10])

            def kill_when_it_has_begun() -> None:
                while STAGING not in store.fetch("SELECT ?g { GRAPH ?g {} }", "text/csv", None)[0].decode():
                    pass
                process.kill()

            killer = threading.Thread(target=kill_when_it_has_begun)
            killer.start()
            with pytest.raises(StoreError, match="cannot be reached"):
                store.replace(G, [Quad(P, P, Literal(number)) for number in range(20 * SIZE)])
            killer.join()
            process.wait()
        process, address = serve(*place)
        with RemoteStore(f"{address}/query") as store:
            assert store.select(READ).to_dicts() == [{"n": 10, "kinds": 1}]
            assert store.graphs() == (G,)  # what the broken write left beside it is no part of what is seen
            store.replace(G, generation(2))
            assert store.select(READ).to_dicts() == [{"n": SIZE, "kinds": 1}]
    finally:
        process.kill()
        process.wait()

"""A store with many positions: what reading it as ever costs, projecting it to columns, and finding these again."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.made import SIZES, dataset
from posgraph import reading, writing
from posgraph.archive import keeping, projection
from posgraph.names import dataset_graph
from posgraph.store import DiskStore

T = TypeVar("T")


def timed(name: str, work: Callable[[], T], positions: int) -> T:
    """Do a piece of work once, and print its processor seconds and how many positions that is a second."""
    begun, processor = time.perf_counter(), time.process_time()
    found = work()
    used = time.process_time() - processor
    wall = time.perf_counter() - begun
    print(f"{name:<44}{used:9.3f} s of processor{wall:9.3f} s{positions / wall:14,.0f} positions a second")
    return found


def main() -> None:
    """Print the figures for a size of benchmarks.made (M, unless said)."""
    size = SIZES[next((word for word in sys.argv[1:] if word in SIZES), "M")]
    data = dataset(size)
    graph, many = dataset_graph(data.id), size.positions
    with tempfile.TemporaryDirectory() as folder, DiskStore(Path(folder) / "s") as store:
        timed("the statements written", lambda: store.replace(graph, writing.quads(data)), many)
        place = Path(store.place)
        read = timed("the ordinary reading", lambda: reading.dataset(list(store.quads(graph)), data.id), many)
        found = timed("projected to columns", lambda: projection.project(store, graph, data.base, data.id), many)
        assert found is not None
        kept = timed("kept beside the store", lambda: keeping.keep(found, place, keeping.stamp(place)), many)
        again = timed("found again", lambda: keeping.found(place, data.id), many)
        assert kept
        assert again is not None
        whole = timed("all positions of these as objects", again.whole, many)
        assert whole == read == data


if __name__ == "__main__":
    main()

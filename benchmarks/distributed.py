"""The same questions embedded, on DuckDB, on Sail and on Spark, in one run: wall time, and how many times the embedded.

``python -m benchmarks.distributed [S] [M] [N] [L]``; without sizes S and M. Spark needs Java; what is not installed is left out.
Every answer is compared with that of the embedded engine before its time is shown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import made
from posgraph.engine.columns import from_table
from posgraph.engine.distributed import Distributed, connect
from posgraph.engine.embedded import Embedded
from posgraph.engine.engine import Engine
from posgraph.errors import UsageError
from posgraph.model import Dataset

SYSTEMS = ("duckdb", "sail", "spark")
ON_SPARK = ("S", "M")
"""Sizes that Spark is asked for."""
MONTHS = [date(2021, month, 1) for month in range(1, 13)]
LIMIT = 1000

JOBS: dict[str, Callable[[Engine], Any]] = {
    "positions in force on a day": lambda engine: engine.in_force(made.MOMENT),
    "conflicts by rule": lambda engine: engine.count(made.MOMENT),
    "the heaviest 1,000": lambda engine: engine.ranked(made.MOMENT, limit=LIMIT).a,
    "actors by actors, number": lambda engine: engine.matrix(made.MOMENT).values,
    "actors by actors, weight": lambda engine: engine.matrix(made.MOMENT, measure="weight").values,
    "12 months": lambda engine: sum(month.values for month in engine.windows(MONTHS)),
}


def same(one: Any, other: Any) -> bool:
    return np.allclose(one, other, rtol=1e-9) if isinstance(one, np.ndarray) else one == other


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, Any]:
    """The fastest of some runs, and what came of it."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - begun)
    return min(times), found


def written(size: made.Size, folder: str) -> Path:
    """The positions as Parquet, a chunk at a time."""
    from pyarrow.parquet import ParquetWriter

    path = Path(folder) / f"{size.name}.parquet"
    chunks = made.chunks(size)
    first = next(chunks)
    with ParquetWriter(path, first.schema) as writer:
        writer.write_batch(first)
        for chunk in chunks:
            writer.write_batch(chunk)
    return path


def opened(name: str, path: Path, vocabulary: Dataset) -> Iterator[tuple[float, float, Engine]]:
    """Seconds to start, seconds until the effective days are there, and the engine."""
    try:
        start, connection = timed(lambda: connect(name))
    except UsageError as error:
        print(f"{name}: {error}")
        return

    def ready() -> Engine:
        engine = Distributed(path, vocabulary, connection)
        engine.held  # noqa: B018
        return engine

    try:
        seconds, engine = timed(ready)
        yield start, seconds, engine
    finally:
        connection.close()


def embedded(path: Path, vocabulary: Dataset) -> Engine:
    from pyarrow.parquet import read_table

    return Embedded(from_table(read_table(path), vocabulary), vocabulary)


def line(job: str, system: str, seconds: float, base: float | None = None) -> None:
    print(f"{job:<34}{system:<10}{seconds * 1000:12.1f} ms" + (f"{seconds / base:10.1f} x" if base else ""))


def compared(size: made.Size, folder: str) -> None:
    """Every job of one size."""
    vocabulary, path = made.vocabulary(size), written(size, folder)
    print(f"{size.name}: {size.actors:,} actors, {size.demands:,} demands, {size.positions:,} positions")
    runs = 3 if size.positions <= 1_000_000 else 1
    ready, engine = timed(lambda: embedded(path, vocabulary))
    line("until effective days are there", "embedded", ready)
    base = {}
    for job, ask in JOBS.items():
        ask(engine)
        base[job] = timed(partial(ask, engine), runs)
        line(job, "embedded", base[job][0])
    for system in SYSTEMS if size.name in ON_SPARK else SYSTEMS[:2]:
        for start, seconds, other in opened(system, path, vocabulary):
            line("start", system, start)
            line("until effective days are there", system, seconds, ready)
            for job, ask in JOBS.items():
                seconds, found = timed(partial(ask, other), runs)
                assert same(found, base[job][1]), (system, job)
                line(job, system, seconds, base[job][0])


def main() -> None:
    """Print the times of each size that is named."""
    with TemporaryDirectory() as folder:
        for name in [name for name in sys.argv[1:] if name in made.SIZES] or ["S", "M"]:
            compared(made.SIZES[name], folder)


if __name__ == "__main__":
    main()

"""How time grows with the number of positions, for the embedded engine and its rivals: docs/pictures/growth.csv and .svg.

All conflicts of a day are counted, and their matrix of actors is made, at sizes from 200 to 10 million positions. A rival is
left out once a job has taken it longer than LONGEST. CPU seconds of all threads. Every answer is held against the others.
``python -m benchmarks growth`` measures and draws; ``python -m benchmarks.growth draw`` draws what was measured.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import made
from benchmarks.engine import (
    COUNT_SQL,
    DAY,
    MATRIX_SQL,
    SPARQL_COUNT,
    SPARQL_MATRIX,
    by_sql,
    cpu,
    database,
    graph_of,
    looped_matrix,
    looped_pairs,
    triples,
)
from posgraph.engine.columns import from_table
from posgraph.engine.embedded import Embedded
from posgraph.engine.meetings import meetings

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
TABLE = PICTURES / "growth.csv"
LONGEST = 3.0
COLUMNS = ("job", "engine", "positions", "pairs", "seconds")
SIZES = (
    made.SIZES["S"],
    made.Size("1k", 50, 200, 1_000),
    made.Size("10k", 200, 800, 10_000),
    made.SIZES["M"],
    made.SIZES["N"],
    made.SIZES["L"],
)
ENGINES = {
    "posgraph": ("posgraph, columns", "#0072b2", "o"),
    "loops": ("loops over a networkx graph", "#d55e00", "s"),
    "sparql": ("SPARQL, in posgraph's store", "#cc79a7", "^"),
    "duckdb": ("DuckDB, SQL by hand", "#009e73", "D"),
}
JOBS = {"count": "All conflicts of a day, counted", "matrix": "Actors × actors, by number of conflicts"}


def measured(size: made.Size, slow: set[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """The rows of one size; whoever is in ``slow`` with a job is not asked."""
    vocabulary = made.vocabulary(size)
    engine = Embedded(from_table(made.table(size), vocabulary), vocabulary)
    table, runs = meetings(vocabulary, "conflicts"), 5 if size.positions <= 100_000 else 1
    pairs = sum(engine.count(DAY).values())

    def row(job: str, name: str, seconds: float) -> dict[str, Any]:
        print(f"    {size.positions:>10,} positions  {job:<8}{name:<10}{seconds:12.6f} s", flush=True)
        return dict(zip(COLUMNS, (job, name, size.positions, pairs, f"{seconds:.3g}"), strict=True))

    counting: dict[str, Callable[[], int]] = {"posgraph": lambda: sum(engine.count(DAY).values())}
    summing: dict[str, Callable[[], int]] = {"posgraph": lambda: int(engine.matrix(DAY).values.sum()) // 2}
    if {("count", "loops"), ("matrix", "loops")} - slow:
        graph = graph_of(engine, DAY)
        counting["loops"] = lambda: sum(1 for _ in looped_pairs(graph, table))
        summing["loops"] = lambda: sum(looped_matrix(graph, table).values())
    if {("count", "sparql"), ("matrix", "sparql")} - slow:
        store = triples(engine, DAY)
        counting["sparql"] = lambda: int(next(iter(store.query(SPARQL_COUNT)))["n"].value)
        summing["sparql"] = lambda: sum(int(answer["n"].value) for answer in store.query(SPARQL_MATRIX))
    if {("count", "duckdb"), ("matrix", "duckdb")} - slow:
        connection = database(engine)
        counting["duckdb"] = lambda: int(by_sql(connection, COUNT_SQL, DAY, "conflicts")[0][0])
        summing["duckdb"] = lambda: sum(int(cell[2]) for cell in by_sql(connection, MATRIX_SQL, DAY, "conflicts"))
    for job, works in (("count", counting), ("matrix", summing)):
        for name, work in works.items():
            if (job, name) not in slow:
                seconds, found = cpu(work, runs if name == "posgraph" else 1)
                assert found == pairs, (job, name, found, pairs)
                yield row(job, name, seconds)


def write() -> None:
    """Measure every size, each in a process of its own, and keep the table."""
    rows: list[dict[str, str]] = []
    for number in range(len(SIZES)):
        slow = {(row["job"], row["engine"]) for row in rows if float(row["seconds"]) > LONGEST}
        told = [f"{job}:{name}" for job, name in sorted(slow)]
        command = [sys.executable, "-m", "benchmarks.growth", "size", str(number), *told]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        rows += csv.DictReader(done.stdout.splitlines(), COLUMNS)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def draw() -> None:
    """The table as a picture, in SVG and PNG."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "posgraph", "font.size": 9, "svg.fonttype": "path"})
    from matplotlib import pyplot

    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figure, plots = pyplot.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained")
    for plot, (job, title) in zip(plots, JOBS.items(), strict=True):
        for name, (label, colour, sign) in ENGINES.items():
            points = [
                (int(row["positions"]), float(row["seconds"])) for row in rows if (row["job"], row["engine"]) == (job, name)
            ]
            plot.plot(*zip(*points, strict=True), color=colour, marker=sign, markersize=5, linewidth=1.6, label=label)
        plot.set_xscale("log")
        plot.set_yscale("log")
        plot.set_title(title, loc="left", fontsize=10)
        plot.set_xlabel("positions")
        plot.set_xticks(
            [200, 1e3, 1e4, 1e5, 1e6, 1e7], ["200", "1,000", "10,000", "100,000", "1 million", "10 million"], fontsize=8
        )
        plot.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
        plot.spines[["top", "right"]].set_visible(False)
    plots[0].set_ylabel("CPU seconds")
    plots[0].legend(frameon=False, fontsize=8.5, loc="upper left")
    figure.savefig(PICTURES / "growth.svg", metadata={"Date": None})
    figure.savefig(PICTURES / "growth.png", dpi=110, metadata={"Software": None})


def main() -> None:
    """Measure and draw."""
    write()
    draw()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["draw"]:
            draw()
        case ["size", number, *told]:
            out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
            slow = {(pair.partition(":")[0], pair.partition(":")[2]) for pair in told}
            stream, sys.stdout = sys.stdout, sys.stderr
            found = list(measured(SIZES[int(number)], slow))
            sys.stdout = stream
            out.writerows(found)
        case _:
            main()

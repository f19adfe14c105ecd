"""The columnar engine at four sizes, beside loops over a networkx graph, SPARQL, and SQL for DuckDB written by hand.

CPU seconds of all threads, the best of some runs; peak memory of the job. Every answer is checked: by count and checksum against
the rivals, and at each size against plain loops over a sample. ``python -m benchmarks engine L`` also runs 10 million positions.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks import made
from posgraph.analysis.conflicts import conflicts
from posgraph.engine.columns import Columns, columns, from_table
from posgraph.engine.current import Change, Current
from posgraph.engine.embedded import Embedded
from posgraph.engine.limits import EVERY
from posgraph.engine.matrices import product
from posgraph.engine.meetings import Meetings, meetings

DAY = made.MOMENT
MONTHS = [date(made.FIRST.year + n // 12, 1 + n % 12, 1) for n in range(12 * made.YEARS)]
WHICH = ("conflicts", "overlaps")


def cpu(work: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    """CPU seconds of all threads, the best of some runs, and what came of it."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        found = work()
        times.append(time.process_time() - begun)
    return min(times), found


def peak() -> float:
    """Megabytes at the highest since the last reset."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), float("nan"))


def reset_peak() -> None:
    """Begin to watch memory anew, where the system can do that."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def said(seconds: float) -> str:
    """Seconds in a readable unit."""
    return (
        f"{seconds:9.2f} s " if seconds >= 10 else f"{seconds * 1000:9.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:9.2f} µs"
    )


def told(
    job: str, ours: float, target: str = "", kept: bool = True, rivals: dict[str, tuple[float, float]] | None = None
) -> None:
    """One line a job: our time, the target, and each rival with its ratio and the ratio promised (0: none)."""
    print(f"{job:<46}{said(ours)}  {target}{'' if kept else ' MISSED'}", flush=True)
    for name, (theirs, least) in (rivals or {}).items():
        ratio = theirs / ours
        promised = f"  (at least {least:,.0f}{'' if ratio >= least else ', MISSED'})" if least else ""
        print(f"    {name:<42}{said(theirs)}  {ratio:10,.0f} x{promised}", flush=True)


# --- rivals


def graph_of(engine: Embedded, day: date) -> Any:
    """Literals and who holds them, as a networkx graph with an edge for each position."""
    import networkx as nx

    there = engine.state.at(day)
    graph = nx.MultiGraph()
    for row, actor, literal in zip(there.row.tolist(), there.actor.tolist(), there.literal.tolist(), strict=True):
        graph.add_edge(("actor", actor), ("literal", literal), row)
    return graph


def looped_pairs(graph: Any, table: Meetings) -> Iterator[tuple[int, int, int, int]]:
    """Every pair, position by position: actor and row of both."""
    for x, y in zip(table.x.tolist(), table.y.tolist(), strict=True):
        if ("literal", x) in graph and ("literal", y) in graph:
            for (_, i), ones in graph[("literal", x)].items():
                for (_, j), others in graph[("literal", y)].items():
                    if i != j:
                        for a in ones:
                            for b in others:
                                if x != y or a < b:
                                    yield i, j, a, b


def looped_sums(graph: Any, table: Meetings) -> tuple[int, int, int]:
    """How many pairs, and the sums of the rows of either side."""
    count = first = second = 0
    for _, _, a, b in looped_pairs(graph, table):
        count, first, second = count + 1, first + a, second + b
    return count, first, second


def looped_matrix(graph: Any, table: Meetings) -> dict[tuple[int, int], int]:
    found: defaultdict[tuple[int, int], int] = defaultdict(int)
    for i, j, _, _ in looped_pairs(graph, table):
        found[min(i, j), max(i, j)] += 1
    return found


PAIRS_SQL = """
with state as (select * from positions where begins <= ? and ends >= ?)
select count(*), sum(if(c.x = c.y and a.n > b.n, b.n, a.n)), sum(if(c.x = c.y and a.n > b.n, a.n, b.n))
from clash c join state a on a.literal = c.x join state b on b.literal = c.y
where a.actor <> b.actor and c.which = ? and (c.x <> c.y or a.n < b.n)
"""
COUNT_SQL = PAIRS_SQL.replace(PAIRS_SQL[PAIRS_SQL.index(", sum") : PAIRS_SQL.index("\nfrom clash")], "")
MATRIX_SQL = """
with state as (select actor, literal, count(*) as held from positions where begins <= ? and ends >= ? group by actor, literal)
select least(a.actor, b.actor) as i, greatest(a.actor, b.actor) as j, sum(a.held * b.held)
from clash c join state a on a.literal = c.x join state b on b.literal = c.y
where a.actor <> b.actor and c.which = ? and (c.x <> c.y or a.actor < b.actor) group by i, j
"""


def database(engine: Embedded) -> Any:
    """The same columns and tables in DuckDB, in memory."""
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    state = engine.state
    positions = pa.table(  # noqa: F841 (named in SQL)
        {"n": state.row, "actor": state.actor, "literal": state.literal, "begins": state.start, "ends": state.end}
    )
    tables = [meetings(engine.vocabulary, which) for which in WHICH]
    clash = pa.concat_tables([pa.table({"which": [t.which] * len(t), "x": t.x, "y": t.y}) for t in tables])  # noqa: F841
    connection.execute("create table held as select * from positions")
    connection.execute("create table met as select * from clash")
    connection.unregister("positions")
    connection.execute("create view positions as select * from held")
    connection.execute("create view clash as select * from met")
    return connection


def by_sql(connection: Any, sql: str, day: date, which: str) -> list[tuple[int, ...]]:
    rows: list[tuple[int, ...]] = connection.execute(sql, [day.toordinal(), day.toordinal(), which]).fetchall()
    return rows


SPARQL_PAIRS = """
select (count(*) as ?n) (sum(?i) as ?first) (sum(?j) as ?second) where {
  ?c <p:x> ?x ; <p:y> ?y . ?a <p:literal> ?x ; <p:actor> ?one ; <p:n> ?i . ?b <p:literal> ?y ; <p:actor> ?other ; <p:n> ?j .
  filter(?one != ?other) }
"""
SPARQL_COUNT = """
select (count(*) as ?n) where {
  ?c <p:x> ?x ; <p:y> ?y . ?a <p:literal> ?x ; <p:actor> ?one . ?b <p:literal> ?y ; <p:actor> ?other . filter(?one != ?other) }
"""
SPARQL_MATRIX = """
select ?one ?other (count(*) as ?n) where {
  ?c <p:x> ?x ; <p:y> ?y . ?a <p:literal> ?x ; <p:actor> ?one . ?b <p:literal> ?y ; <p:actor> ?other .
  filter(?one != ?other) } group by ?one ?other
"""


def triples(engine: Embedded, day: date) -> Any:
    """What is in force, and the conflict table, in the store that posgraph embeds; a kindness: the day is sought already."""
    import pyoxigraph as ox

    def node(kind: str, n: int) -> Any:
        return ox.NamedNode(f"{kind}:{n}")

    names = {name: ox.NamedNode(f"p:{name}") for name in ("x", "y", "literal", "actor", "n")}
    there, table = engine.state.at(day), meetings(engine.vocabulary, "conflicts")
    quads = []
    for n, (x, y) in enumerate(zip(table.x.tolist(), table.y.tolist(), strict=True)):
        quads += [ox.Quad(node("c", n), names["x"], node("l", x)), ox.Quad(node("c", n), names["y"], node("l", y))]
    for row, actor, literal in zip(there.row.tolist(), there.actor.tolist(), there.literal.tolist(), strict=True):
        subject = node("s", row)
        quads += [
            ox.Quad(subject, names["literal"], node("l", literal)),
            ox.Quad(subject, names["actor"], node("a", actor)),
            ox.Quad(subject, names["n"], ox.Literal(row)),
        ]
    store = ox.Store()
    store.bulk_extend(quads)
    store.optimize()
    return store


# --- ours


def streamed(engine: Embedded, which: Any = "conflicts") -> tuple[int, int, int]:
    """All pairs made, counted and summed up."""
    count = first = second = 0
    for _, a, b in engine.blocks(DAY, which):
        count, first, second = count + len(a), first + int(a.sum(dtype=np.int64)), second + int(b.sum(dtype=np.int64))
    return count, first, second


def made_pairs(engine: Embedded) -> int:
    """All pairs made and counted."""
    return sum(len(a) for _, a, _ in engine.blocks(DAY))


def both(engine: Embedded) -> list[Any]:
    return [engine.matrix(DAY, which).values for which in WHICH]


def top(engine: Embedded) -> Any:
    """The first thousand, with nothing kept from before."""
    engine._readings.clear()
    return engine.ranked(DAY, limit=1000)


def sampled(engine: Embedded, values: Any) -> None:
    """Check pairs of actors by plain loops over their positions, and the top by looking for what is heavier."""
    random, table, held = Random(1), meetings(engine.vocabulary, "conflicts"), engine.columns
    day = DAY.toordinal()
    some = random.sample(range(len(held.actors)), min(6, len(held.actors)))
    there = np.flatnonzero(np.isin(held.actor, some) & (held.start <= day) & (held.end >= day) & (held.literal >= 0))
    by: defaultdict[tuple[int, int], int] = defaultdict(int)
    for actor, literal in zip(held.actor[there].tolist(), held.literal[there].tolist(), strict=True):
        by[actor, literal] += 1
    for i in some:
        for j in some:
            if i < j:
                n = sum(
                    by.get((i, x), 0) * by.get((j, y), 0) + (x != y) * by.get((j, x), 0) * by.get((i, y), 0)
                    for x, y in zip(table.x.tolist(), table.y.tolist(), strict=True)
                )
                assert n == values[i, j] == values[j, i], (i, j, n, values[i, j])
    page = top(engine)
    order = list(zip((-page.weight).tolist(), table.rule[page.row].tolist(), page.a, page.b, strict=True))
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def report(name: str) -> None:
    """All jobs at one size."""
    size = made.SIZES[name]
    print(f"\n{name}: {size.actors:,} actors, {size.demands:,} demands, {size.positions:,} positions", flush=True)
    vocabulary = made.vocabulary(size)
    table: Any = made.table(size)
    compiled, rules = cpu(lambda: meetings(vocabulary, "conflicts"), 1)
    reset_peak()
    projected, held = cpu(partial(from_table, table, vocabulary), 1)
    table = None
    sorted_once, engine = cpu(lambda: Embedded(held, vocabulary), 1)
    rate = size.positions / (projected + sorted_once)
    told("conflict table from demands", compiled, "at most 0.1 s at 10 thousand demands", name != "L" or compiled <= 0.1)
    told(f"columns from a table, {rate:,.0f} a second", projected, "at least 50 thousand a second", rate >= 5e4)
    told("sorted once for all days", sorted_once)
    print(f"    {held.nbytes / len(held):.0f} bytes a position in columns, peak {peak():,.0f} MB", flush=True)
    if name in "SM":
        _same(held, columns(made.dataset(size)))
    reset_peak()
    moment, number = cpu(lambda: engine.in_force(DAY))
    reading, _ = cpu(lambda: (held.start.max(), held.end.max()))
    kept = name != "L" or moment <= 4 * reading
    told(f"as-of: {number:,} in force", moment, f"{moment / reading:.1f} reads of its columns (at most 4 at L)", kept)
    counted, counts = cpu(lambda: engine.count(DAY))
    total = sum(counts.values())
    told(f"count: {total:,} pairs", counted)
    stream, _ = cpu(lambda: made_pairs(engine), 1 if name == "L" else 3)
    rate = total / stream
    told(f"stream, {rate / 1e6:,.0f} million pairs a second", stream, "at least 200 million at L", name != "L" or rate >= 2e8)
    first, page = cpu(lambda: top(engine), 3)
    told("top 1,000", first, "at most 1 s at L", first <= 1)
    if page.next:
        pages = []
        for _ in range(20):
            seconds, page = cpu(lambda after=page.next: engine.ranked(DAY, limit=100, after=after), 1)
            pages.append(seconds)
            if page.done:
                break
        told("a page of 100 after it, median of 20", float(np.median(pages)), "at most 1 ms", float(np.median(pages)) <= 1e-3)
    summed, values = cpu(lambda: both(engine), 1 if name == "L" else 5)
    sampled(engine, values[0])
    high = peak()
    kept = name != "L" or (summed <= 4 and high <= 4096)
    told("both matrices, conflicts and overlaps", summed, f"at most 4 s and 4 GB at L; peak {high:,.0f} MB", kept)
    del rules
    RIVALS[name](engine, values, summed, counted, moment)


def _same(one: Columns, other: Columns) -> None:
    for field in ("actor", "literal", "weight", "hard", "start", "end"):
        assert np.array_equal(getattr(one, field), getattr(other, field)), field


def small(engine: Embedded, values: Any, summed: float, counted: float, moment: float) -> None:
    """S: any single call, and the loops, which nothing beats there."""
    del counted, moment
    graph, table = graph_of(engine, DAY), meetings(engine.vocabulary, "conflicts")
    calls = {
        "count": cpu(lambda: engine.count(DAY))[0],
        "a page": cpu(lambda: top(engine))[0],
        "a matrix": summed / 2,
        "a matrix of all times": cpu(lambda: engine.matrix(None))[0],
    }
    slowest = max(calls, key=lambda name: calls[name])
    told(f"the slowest single call: {slowest}", calls[slowest], "at most 2 ms", calls[slowest] <= 2e-3)
    looped, found = cpu(lambda: looped_matrix(graph, table))
    assert all(values[0][i, j] == n for (i, j), n in found.items())
    told("conflict matrix", summed / 2, rivals={"networkx loops": (looped, 0)})


def middle(engine: Embedded, values: Any, summed: float, counted: float, moment: float) -> None:
    """M: every rival."""
    table, connection = meetings(engine.vocabulary, "conflicts"), database(engine)
    as_of = f"select count(*) from positions where begins <= {DAY.toordinal()} and ends >= {DAY.toordinal()}"
    told("as-of", moment, rivals={"DuckDB": (cpu(lambda: connection.execute(as_of).fetchall())[0], 0)})
    built, graph = cpu(lambda: graph_of(engine, DAY), 1)
    ours, sums = cpu(lambda: streamed(engine))
    looped, expected = cpu(lambda: looped_sums(graph, table), 2)
    sql, (by_duck,) = cpu(lambda: by_sql(connection, PAIRS_SQL, DAY, "conflicts"))
    store = triples(engine, DAY)
    sparql, answer = cpu(lambda: next(iter(store.query(SPARQL_PAIRS))), 1)
    assert sums == expected == tuple(by_duck) == tuple(int(term.value) for term in answer)
    told("all pairs made and summed up", ours, rivals={"networkx loops": (looped, 0), "SPARQL": (sparql, 0), "DuckDB": (sql, 0)})
    looped, number = cpu(lambda: sum(1 for _ in looped_pairs(graph, table)), 2)
    sql, ((by_duck,),) = cpu(lambda: by_sql(connection, COUNT_SQL, DAY, "conflicts"))
    sparql, answer = cpu(lambda: next(iter(store.query(SPARQL_COUNT))), 1)
    assert number == sums[0] == by_duck == int(answer["n"].value)
    rivals = {"networkx loops": (looped, 50), "SPARQL": (sparql, 1000), "DuckDB": (sql, 5)}
    told("all pairs counted", counted, rivals=rivals)
    loops = 0.0
    for found, which in zip(values, WHICH, strict=True):
        seconds, cells = cpu(lambda which=which: looped_matrix(graph, meetings(engine.vocabulary, which)), 1)
        loops += seconds
        assert sum(cells.values()) * 2 == found.sum()
        assert all(found[cell] == n for cell, n in cells.items())
    sql, _ = cpu(lambda: [by_sql(connection, MATRIX_SQL, DAY, which) for which in WHICH], 3)
    cells = {(i, j): n for i, j, n in by_sql(connection, MATRIX_SQL, DAY, "conflicts")}
    assert all(values[0][cell] == n for cell, n in cells.items())
    assert sum(cells.values()) * 2 == values[0].sum()
    sparql, rows = cpu(lambda: list(store.query(SPARQL_MATRIX)), 1)
    assert sum(int(row["n"].value) for row in rows) * 2 == values[0].sum()
    rivals = {
        "networkx loops": (loops, 150),
        "SPARQL, conflicts only, twice that": (2 * sparql, 400),
        "DuckDB": (sql, 5),
    }
    told("both matrices", summed, rivals=rivals)
    windows(engine, connection, loops / 2 + built)
    writes(engine)
    listings()


def windows(engine: Embedded, connection: Any, loops: float) -> None:
    """120 monthly windows of the conflict matrix."""

    def each() -> float:
        return sum(matrix.values.sum() for matrix in engine.windows(MONTHS))

    _, asked, _ = engine._asked(DAY, "conflicts", EVERY)
    ours, total = cpu(each, 3)
    scipy, alone = cpu(lambda: sum(product(engine.state.at(day), asked, "count").sum() for day in MONTHS), 1)
    some = MONTHS[4::12]
    sql, sums = cpu(lambda: [sum(row[2] for row in by_sql(connection, MATRIX_SQL, day, "conflicts")) for day in some], 1)
    assert total == alone
    assert [2 * n for n in sums] == [product(engine.state.at(day), asked, "count").sum() for day in some]
    rivals = {
        "networkx loops, one window × 120": (120 * loops, 2000),
        "DuckDB, ten windows × 12": (12 * sql, 100),
        "scipy, each window by itself": (scipy, 10),
    }
    told("120 monthly windows", ours, rivals=rivals)


def writes(engine: Embedded) -> None:
    """One position that comes, with both matrices correct after it."""
    kept = [Current(engine.columns, meetings(engine.vocabulary, which), DAY) for which in WHICH]
    random = Random(3)
    literals = 2 * len(engine.columns.demands)
    came = [Change(random.randrange(len(engine.columns.actors)), random.randrange(literals), 1.0, True) for _ in range(500)]
    gone = [change._replace(came=False) for change in reversed(came)]
    before = [current.matrix().values for current in kept]
    seconds, _ = cpu(lambda: [current.apply([change]) for change in (*came, *gone) for current in kept])
    assert all(np.array_equal(values, current.matrix().values) for values, current in zip(before, kept, strict=True))
    told("one write to both matrices correct", seconds / 1000, "at most 100 µs", seconds / 1000 <= 1e-4)


def listings() -> None:
    """The first conflicts as ``conflicts`` shows them, from objects: at first, again, after a write, on another day."""
    dataset = made.dataset(made.SIZES["M"])
    first, expected = cpu(lambda: conflicts(dataset, as_of=DAY, limit=20), 1)
    again, found = cpu(lambda: conflicts(dataset, as_of=DAY, limit=20))
    assert found == expected
    one, *others = dataset.positions
    written = dataset.having("positions", [replace(one, quote="Said otherwise."), *others])
    after, _ = cpu(lambda: conflicts(written, as_of=DAY, limit=20), 1)
    other, _ = cpu(lambda: conflicts(dataset, as_of=DAY + timedelta(days=1), limit=20), 1)
    for what, seconds in {"at first": first, "again": again, "after a write": after, "on another day": other}.items():
        told(f"conflicts(limit=20) of 100 thousand objects, {what}", seconds)


def large(engine: Embedded, values: Any, summed: float, counted: float, moment: float) -> None:
    """N and L: DuckDB, which must find as many pairs; its matrices at N only."""
    connection = database(engine)
    as_of = f"select count(*) from positions where begins <= {DAY.toordinal()} and ends >= {DAY.toordinal()}"
    told("as-of", moment, rivals={"DuckDB": (cpu(lambda: connection.execute(as_of).fetchall())[0], 0)})
    sql, ((count,),) = cpu(lambda: by_sql(connection, COUNT_SQL, DAY, "conflicts"), 1)
    assert count == sum(engine.count(DAY).values())
    told("all pairs counted", counted, rivals={"DuckDB": (sql, 0)})
    if len(engine.columns) > 2_000_000 and not os.environ.get("POSGRAPH_BENCH"):
        return
    sql, rows = cpu(lambda: by_sql(connection, MATRIX_SQL, DAY, "conflicts"), 1)
    assert sum(row[2] for row in rows) * 2 == values[0].sum()
    told("the conflict matrix", summed / 2, rivals={"DuckDB": (sql, 0)})


RIVALS: dict[str, Callable[[Embedded, Any, float, float, float], None]] = {"S": small, "M": middle, "N": large, "L": large}


def main() -> None:
    """Each size in a process of its own, so that its memory is its own."""
    asked = [word for word in sys.argv[1:] if word in made.SIZES]
    sizes = asked or (list("SMNL") if os.environ.get("POSGRAPH_BENCH") == "full" else list("SMN"))
    for name in sizes:
        subprocess.run([sys.executable, "-m", "benchmarks.engine", name], check=True)


if __name__ == "__main__":
    report(sys.argv[1])

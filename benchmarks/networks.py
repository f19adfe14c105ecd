"""Networks of 20 thousand coded statements against plain Python loops in the order of the field's reference tool, in CPU time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.clock import line
from posgraph.networks import Statements

STATEMENTS, ACTORS, DEMANDS, DOCUMENTS = 20_000, 100, 50, 5_000
FIRST, DAYS = date(2015, 1, 1), 2_500
DUPLICATES_BOUND, WINDOWS_BOUND = 100, 50
"""How many times faster than the loops the two are to be."""

Row = tuple[str, str, bool, date, str]


def made(seed: int = 1) -> list[Row]:
    """Statements with realistic skew: few actors say much, few demands are spoken of much; a document has one date."""
    rng = np.random.default_rng(seed)
    days = rng.integers(0, DAYS, DOCUMENTS)
    documents = rng.integers(0, DOCUMENTS, STATEMENTS)
    actors = rng.choice(ACTORS, STATEMENTS, p=_skew(ACTORS))
    demands = rng.choice(DEMANDS, STATEMENTS, p=_skew(DEMANDS))
    leaning = rng.random((ACTORS, DEMANDS))
    stances = rng.random(STATEMENTS) < leaning[actors, demands]
    rows = [
        (f"actor {a:03}", f"demand {d:02}", bool(s), FIRST + timedelta(days=int(days[n])), f"{n:05}")
        for a, d, s, n in zip(actors, demands, stances, documents, strict=True)
    ]
    return sorted(rows, key=lambda row: (row[3], row[4]))


def _skew(number: int) -> Any:
    weights = 1 / np.arange(1, number + 1) ** 0.7
    return weights / weights.sum()


def distinct(rows: Sequence[Row]) -> list[Row]:
    """The first of each that say the same in one document: each is held against all before it, the latest first."""
    kept: list[Row] = []
    for row in rows:
        actor, demand, stance, _, document = row
        for other in reversed(kept):
            if other[0] == actor and other[1] == demand and other[2] == stance and other[4] == document:
                break
        else:
            kept.append(row)
    return kept


def loops(rows: Sequence[Row]) -> dict[tuple[str, str], float]:
    """Congruence, divided by the mean activity: an array of actors, demands and stances, and a loop over each of them."""
    actors = sorted({row[0] for row in rows})
    demands = sorted({row[1] for row in rows})
    place = {name: n for n, name in enumerate(actors)} | {name: n for n, name in enumerate(demands)}
    x = [[[0, 0] for _ in demands] for _ in actors]
    for actor, demand, stance, _, _ in rows:
        x[place[actor]][place[demand]][stance] += 1
    activity = [sum(sum(cell) for cell in mine) for mine in x]
    found: dict[tuple[str, str], float] = defaultdict(float)
    for i, mine in enumerate(x):
        for j in range(i + 1, len(x)):
            total, other = 0, x[j]
            for d in range(len(demands)):
                for k in (0, 1):
                    for other_k in (0, 1):
                        total += mine[d][k] * other[d][other_k] * (1 - abs(k - other_k))
            if total:
                found[actors[i], actors[j]] = total / ((activity[i] + activity[j]) / 2)
    return found


def cpu(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """CPU seconds of all threads of the fastest of some runs, and what came out."""
    best, found = float("inf"), None
    for _ in range(runs):
        begun = time.process_time()
        found = work()
        best = min(best, time.process_time() - begun)
    return best, found


def same(matrix: Any, rows: Sequence[str], expected: dict[tuple[str, str], float]) -> None:
    """AssertionError unless the matrix holds these ties, and no other, to 1e-9."""
    held = np.zeros_like(matrix)
    place = {name: n for n, name in enumerate(rows)}
    for (a, b), weight in expected.items():
        held[place[a], place[b]] = held[place[b], place[a]] = weight
    np.testing.assert_allclose(matrix, held, rtol=0, atol=1e-9)


def main() -> None:
    rows = made()
    names = ("actor", "demand", "stance", "date", "document")
    statements = Statements.of(**{name: [row[n] for row in rows] for n, name in enumerate(names)})

    ours, network = cpu(lambda: statements.network(kind="congruence", norm="average", duplicates="document"), 5)
    theirs, expected = cpu(lambda: loops(distinct(rows)), 1)
    same(network.matrix, network.rows, expected)
    line("duplicates by document, CPU", ours, "loops as the reference tool", theirs, theirs / DUPLICATES_BOUND)

    ours, networks = cpu(lambda: statements.networks("months:3", kind="congruence", norm="average"), 5)
    spans = [(one.window.start, one.window.stop) for one in networks if one.window]
    theirs, found = cpu(lambda: [loops([row for row in rows if start <= row[3] <= stop]) for start, stop in spans], 1)
    for network, expected in zip(networks, found, strict=True):
        same(network.matrix, network.rows, expected)
    line(f"{len(networks)} windows of months, CPU", ours, "loops as the reference tool", theirs, theirs / WINDOWS_BOUND)


if __name__ == "__main__":
    main()

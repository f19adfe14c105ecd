"""Base incompatibility: pairs of demands that cannot both hold.

Because it is declared, or both are options of one exclusive issue, or both have ranges on one issue that do not meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import inf
from typing import Any

from posgraph.graphs.entailments import entailments
from posgraph.graphs.once import VOCABULARY, once
from posgraph.model import Dataset, Demand


@dataclass(frozen=True, slots=True)
class Base:
    """Demands ``m`` and ``n`` cannot both hold, by ``rule``; ``m`` comes before ``n`` by id."""

    m: str
    n: str
    rule: str
    issue: str
    relations: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@once(of=VOCABULARY)
def base_incompatible(dataset: Dataset) -> tuple[Base, ...]:
    """Every pair of base-incompatible demands, once per rule."""
    return (*_declared(dataset), *_exclusive(dataset), *_ranges(dataset))


def bounds(demand: Demand) -> tuple[float, float]:
    """The demand's range; an open side is infinite."""
    return (-inf if demand.min is None else demand.min, inf if demand.max is None else demand.max)


def ranged(dataset: Dataset) -> dict[str, list[Demand]]:
    """Demands with a range, by issue (and so by unit: an issue has one)."""
    found: defaultdict[str, list[Demand]] = defaultdict(list)
    for demand in dataset.demands:
        if demand.min is not None or demand.max is not None:
            found[demand.issue].append(demand)
    return found


def _declared(dataset: Dataset) -> Iterator[Base]:
    claims: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in dataset.relations:
        if row.relation == "incompatible" and row.demand_a != row.demand_b:
            claims[min(row.demand_a, row.demand_b), max(row.demand_a, row.demand_b)].append(row.id)
    demands = dataset.by_id("demands")
    for (m, n), ids in sorted(claims.items()):
        yield Base(m, n, "incompatible", demands[m].issue, tuple(ids))


def _exclusive(dataset: Dataset) -> Iterator[Base]:
    graph = entailments(dataset)
    exclusive = {issue.id for issue in dataset.issues if issue.exclusive}
    options: defaultdict[str, list[str]] = defaultdict(list)
    for demand in dataset.demands:
        if demand.issue in exclusive:
            options[demand.issue].append(demand.id)
    for issue, ids in options.items():
        for m, n in combinations(ids, 2):
            if n not in graph.needed(m) and m not in graph.needed(n):
                yield Base(m, n, "exclusive", issue)


def _ranges(dataset: Dataset) -> Iterator[Base]:
    issues = dataset.by_id("issues")
    for issue, demands in ranged(dataset).items():
        unit = issues[issue].unit if issue in issues else None
        for m, n in combinations(demands, 2):
            (low_m, high_m), (low_n, high_n) = bounds(m), bounds(n)
            gap = max(low_m, low_n) - min(high_m, high_n)
            if gap > 0:
                yield Base(m.id, n.id, "range", issue, extra={"gap": gap, "unit": unit})

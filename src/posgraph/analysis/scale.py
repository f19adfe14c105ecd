"""Ranked issues: how far apart two holders stand on a scale (R6), and which ranks they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, permutations

from posgraph.analysis.force import Held, overlap
from posgraph.analysis.pairs import Pair
from posgraph.analysis.state import demand_of, reference
from posgraph.model import Dataset, Demand, Position


@dataclass(frozen=True, slots=True)
class Ranked:
    """A position on a demand that has a rank."""

    rank: int
    demand: str
    held: Held[Position]


@dataclass(slots=True)
class Standing:
    """Where a holder stands on a ranked issue."""

    pro: list[Ranked] = field(default_factory=list)
    contra: list[Ranked] = field(default_factory=list)

    @property
    def low(self) -> int:
        """The lowest rank that it is pro."""
        return min(r.rank for r in self.pro)

    @property
    def high(self) -> int:
        """The highest rank that it is pro."""
        return max(r.rank for r in self.pro)

    def nearest(self, low: int, high: int) -> Ranked:
        """Its pro position nearest to the ranks low … high; of equals the lowest, then the first by id."""
        return min(self.pro, key=lambda r: (max(low - r.rank, r.rank - high, 0), r.rank, r.held.row.id))


def apart(dataset: Dataset, positions: Iterable[Held[Position]]) -> Iterator[Pair]:
    """R6: the lowest rank that ``a`` is pro lies above the highest that ``b`` is pro; hard only if b is contra above that."""
    for issue, holders in _standings(dataset, positions).items():
        for a, b in permutations(holders.values(), 2):
            if a.low <= b.high:
                continue
            softened = not any(r.rank > b.high for r in b.contra)
            ranks = {"ranks": {"a": a.low, "b": b.high}}
            for one in (r for r in a.pro if r.rank == a.low):
                for other in (r for r in b.pro if r.rank == b.high):
                    if span := overlap(one.held, other.held):
                        yield Pair("scale", one.held, other.held, _chain(one, other), (), issue, span, ranks, softened)


def together(dataset: Dataset, positions: Iterable[Held[Position]]) -> Iterator[Pair]:
    """Ranks that lie between the lowest and the highest of both, unless the one rank is a demand that both are pro anyway."""
    scales = _scales(dataset)
    for issue, holders in _standings(dataset, positions).items():
        for a, b in combinations(holders.values(), 2):
            low, high = max(a.low, b.low), min(a.high, b.high)
            ranks = sorted({rank for d in scales[issue] if (rank := d.rank) is not None and low <= rank <= high})
            one, other = sorted((a.nearest(low, high), b.nearest(low, high)), key=lambda r: r.held.row.id)
            shared = {r.demand for r in a.pro if r.rank in ranks} & {r.demand for r in b.pro if r.rank in ranks}
            if ranks and not (len(ranks) == 1 and shared) and (span := overlap(one.held, other.held)):
                yield Pair("scale", one.held, other.held, _chain(one, other), (), issue, span, {"ranks": ranks})


def _chain(one: Ranked, other: Ranked) -> tuple[str, ...]:
    between = (one.demand,) if one.demand == other.demand else (one.demand, other.demand)
    return (*reference(one.held.row), *between, *reference(other.held.row))


def _scales(dataset: Dataset) -> Mapping[str, list[Demand]]:
    """Ranked demands by issue."""
    found: defaultdict[str, list[Demand]] = defaultdict(list)
    for demand in dataset.demands:
        if demand.rank is not None:
            found[demand.issue].append(demand)
    return found


def _standings(dataset: Dataset, positions: Iterable[Held[Position]]) -> Mapping[str, Mapping[str, Standing]]:
    """By issue and holder, of those that are pro at least one rank; holders by id."""
    demands = dataset.by_id("demands")
    found: defaultdict[str, defaultdict[str, Standing]] = defaultdict(lambda: defaultdict(Standing))
    for held in positions:
        demand = demands.get(demand_of(dataset, held.row.demand) or "") if held.row.stance.sign else None
        if demand is not None and demand.rank is not None:
            standing = found[demand.issue][held.row.actor]
            (standing.pro if held.row.stance.pro else standing.contra).append(Ranked(demand.rank, demand.id, held))
    return {
        issue: {actor: holders[actor] for actor in sorted(holders) if holders[actor].pro}
        for issue, holders in sorted(found.items())
    }

"""The rules R1 to R5, and the overlaps that mirror them, as tables over literals.

A literal is a demand with a sign: + where a holder is pro, - where it is contra. The tables follow from the demands and
their relations only; conflicts and overlaps are the state joined with a table (``pairs``). All that R1 to R5 mean is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import isfinite
from types import MappingProxyType
from typing import Any, NamedTuple

from posgraph.graphs.entailments import Chain, Entailments, entailments
from posgraph.graphs.incompatible import Base, base_incompatible, bounds, ranged
from posgraph.graphs.once import VOCABULARY, once
from posgraph.model import Dataset


class Literal(NamedTuple):
    """A demand and a sign, +1 or -1."""

    demand: str
    sign: int

    def __str__(self) -> str:
        return self.demand + ("⁺" if self.sign > 0 else "⁻")


@dataclass(frozen=True, slots=True)
class Clash:
    """Literals ``x`` and ``y`` meet by ``rule``; ``chain`` leads from the one demand to the other.

    ``issue`` is the question on which they meet; ``extra`` holds what the rule reports besides (gap, unit, intersection).
    """

    x: Literal
    y: Literal
    rule: str
    chain: tuple[str, ...]
    relations: tuple[str, ...]
    issue: str
    extra: Mapping[str, Any] = field(default_factory=dict)


Table = Mapping[Literal, tuple[Clash, ...]]
"""Rows of a table by their first literal."""


def pro(demand: str) -> Literal:
    """The literal of a holder that is pro."""
    return Literal(demand, 1)


def contra(demand: str) -> Literal:
    """The literal of a holder that is contra."""
    return Literal(demand, -1)


@once(of=VOCABULARY)
def clash_table(dataset: Dataset) -> Table:
    """What cannot be had together: R1 to R5. Rows of R1 and R2 go from pro to contra, the others from the lesser id.

    >>> from posgraph.model import Demand, DemandRelation
    >>> demands = (Demand(id="narrow", issue="i", label="N"), Demand(id="wide", issue="i", label="W"))
    >>> row = DemandRelation(id="r", demand_a="narrow", relation="entails", demand_b="wide", by="coder")
    >>> table = clash_table(Dataset(id="toy", demands=demands, relations=(row,)))
    >>> for rows in table.values():
    ...     for row in rows:
    ...         print(row.x, row.y, row.rule, row.chain, row.relations)
    narrow⁺ narrow⁻ contradiction ('narrow',) ()
    narrow⁺ wide⁻ refused-consequence ('narrow', 'wide') ('r',)
    wide⁺ wide⁻ contradiction ('wide',) ()
    """
    graph, issue_of = entailments(dataset), {d.id: d.issue for d in dataset.demands}
    refused = {d: contra(d) for d in issue_of}
    rows: list[Clash] = []
    for d in issue_of:
        x = pro(d)
        for e, chain in graph.needed(d).items():
            rule = "contradiction" if e == d else "refused-consequence"
            rows.append(Clash(x, refused[e], rule, chain.steps, chain.relations, issue_of[e]))
    return _table([*rows, *_base_clashes(dataset, graph)])


@once(of=VOCABULARY)
def opposed(dataset: Dataset) -> Mapping[Literal, frozenset[Literal]]:
    """For each literal those that it cannot be had together with, by R1 to R5, read both ways."""
    found: defaultdict[Literal, set[Literal]] = defaultdict(set)
    for x, rows in clash_table(dataset).items():
        for row in rows:
            found[x].add(row.y)
            found[row.y].add(x)
    return {x: frozenset(ys) for x, ys in found.items()}


@once(of=VOCABULARY)
def overlap_table(dataset: Dataset) -> Table:
    """What is wanted or refused together: shared, implied, shared-refusal, range."""
    graph, issue_of = entailments(dataset), {d.id: d.issue for d in dataset.demands}
    rows: list[Clash] = []
    for d in issue_of:
        x, entailed = pro(d), graph.entailed(d)
        rows.append(Clash(x, x, "shared", entailed[d].steps, (), issue_of[d]))
        for e, chain in entailed.items():
            if e != d and not (e < d and d in graph.entailed(e)):
                rows.append(Clash(x, pro(e), "implied", chain.steps, chain.relations, issue_of[e]))
        for e, chain in graph.same(d).items():
            if d <= e:
                rows.append(Clash(contra(d), contra(e), "shared-refusal", chain.steps, chain.relations, issue_of[e]))
    return _table([*rows, *_meeting_ranges(dataset, graph)])


def _table(rows: Iterable[Clash]) -> Table:
    found: defaultdict[Literal, list[Clash]] = defaultdict(list)
    for row in rows:
        found[row.x].append(row)
    return MappingProxyType({x: tuple(ys) for x, ys in found.items()})


def _entailers(dataset: Dataset, graph: Entailments) -> Mapping[str, list[tuple[str, Chain]]]:
    """For each demand, the demands that entail it, each with its chain."""
    found: defaultdict[str, list[tuple[str, Chain]]] = defaultdict(list)
    for demand in dataset.demands:
        for e, chain in graph.entailed(demand.id).items():
            found[e].append((demand.id, chain))
    return found


def _base_clashes(dataset: Dataset, graph: Entailments) -> Iterator[Clash]:
    """R3, R4, R5: some m in E*(d) and n in E*(e) are base-incompatible; one row per pair and rule, the shortest chain."""
    entailers = _entailers(dataset, graph)
    best: dict[tuple[str, str, str], tuple[Chain, Base]] = {}
    for base in base_incompatible(dataset):
        for d, to_m in entailers[base.m]:
            for e, to_n in entailers[base.n]:
                if d == e:
                    continue
                one, other = (to_m, to_n) if d < e else (to_n, to_m)
                chain = one.meets(other, *base.relations)
                key = (min(d, e), max(d, e), base.rule)
                if key not in best or chain.order < best[key][0].order:
                    best[key] = (chain, base)
    for (d, e, rule), (chain, base) in best.items():
        yield Clash(pro(d), pro(e), rule, chain.steps, chain.relations, base.issue, base.extra)


def _meeting_ranges(dataset: Dataset, graph: Entailments) -> Iterator[Clash]:
    """Two demands whose ranges on an issue meet. The range of a demand is that of all that it entails, intersected.

    Where both have their range from one demand only, and one of the two entails the other, there are no two ranges to
    compare: that is ``implied``, and no more. Where neither entails the other, the range that they share is told.
    """
    units = {issue.id: issue.unit for issue in dataset.issues}
    entailers = _entailers(dataset, graph)
    for issue, demands in ranged(dataset).items():
        own: defaultdict[str, list[tuple[Chain, float, float]]] = defaultdict(list)
        for m in demands:
            for d, chain in entailers[m.id]:
                own[d].append((chain, *bounds(m)))
        for d, e in combinations(sorted(own), 2):
            low = max(lower for _, lower, _ in (*own[d], *own[e]))
            high = min(upper for _, _, upper in (*own[d], *own[e]))
            implied = e in graph.entailed(d) or d in graph.entailed(e)
            ways = [a.meets(b) for a, *_ in own[d] for b, *_ in own[e] if a.steps[-1] != b.steps[-1] or not implied]
            if low <= high and ways:
                chain = min(ways, key=lambda way: way.order)
                found = {"min": low if isfinite(low) else None, "max": high if isfinite(high) else None}
                extra = {"range": found, "unit": units.get(issue)}
                yield Clash(pro(d), pro(e), "range", chain.steps, chain.relations, issue, extra)

"""Ranked issues: how far apart two holders stand on a scale (R6), and which ranks both can live with.

A holder is pro a rank where it is pro a demand that has this rank, or that entails one that has it (yes to the narrow is yes
to the wide). It is contra a rank where it refuses a demand that has this rank, or that one with this rank entails (no to the
wide is no to the narrow).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from posgraph.analysis.clash import Literal, contra, pro
from posgraph.analysis.force import DAY, Force, Held
from posgraph.analysis.pairs import Pair
from posgraph.analysis.state import reference, state
from posgraph.analysis.strength import red_line
from posgraph.graphs.entailments import Chain, Entailments, entailments
from posgraph.graphs.once import VOCABULARY, once
from posgraph.model import Dataset, Position


@dataclass(frozen=True, slots=True)
class Ranked:
    """A position that is for or against a rank; the chain joins its demand and the one that has the rank."""

    rank: int
    chain: Chain
    held: Held[Position]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a holder stands on a ranked issue, and the run of days (both included; None is open) on which it says just that."""

    pro: tuple[Ranked, ...]
    contra: tuple[Ranked, ...]
    start: date | None
    end: date | None

    @property
    def low(self) -> int:
        """The lowest rank that it is pro."""
        return min(r.rank for r in self.pro)

    @property
    def high(self) -> int:
        """The highest rank that it is pro."""
        return max(r.rank for r in self.pro)

    @property
    def stated(self) -> list[int]:
        """The ranks that it is pro."""
        return sorted({r.rank for r in self.pro})

    def nearest(self, ranks: Iterable[int]) -> Ranked:
        """What it is pro nearest to these ranks; of equals the lowest, then the shortest chain, then the first by id."""
        near = {r.rank: min(abs(r.rank - rank) for rank in ranks) for r in self.pro}
        return min(self.pro, key=lambda r: (near[r.rank], r.rank, len(r.chain.steps), r.held.row.id, r.chain.steps))


class Meeting(NamedTuple):
    """Two holders that are pro something on a ranked issue, on days on which neither changes what it says there."""

    issue: str
    a: Standing
    b: Standing
    span: tuple[date | None, date | None]


def apart(dataset: Dataset, force: Force) -> Iterator[Pair]:
    """R6: the lowest rank that ``a`` is pro lies above the highest that ``b`` is pro.

    Hard only if ``b`` draws a red line in between: it is contra a rank above its highest, up to and with the lowest of ``a``.
    """
    for issue, left, right, span in _meetings(dataset, force):
        for a, b in ((left, right), (right, left)):
            if a.low <= b.high:
                continue
            softened = not any(b.high < r.rank <= a.low and red_line(r.held.row) for r in b.contra)
            ranks = {"ranks": {"a": a.low, "b": b.high}}
            for one in (r for r in a.pro if r.rank == a.low):
                for other in (r for r in b.pro if r.rank == b.high):
                    chain, relations = _chain(one, other)
                    yield Pair("scale", one.held, other.held, chain, relations, issue, span, ranks, softened)


def together(dataset: Dataset, force: Force) -> Iterator[Pair]:
    """Ranks that both can live with: between the lowest and the highest that each is pro, less those that either is contra.

    A single rank that both have from demands of which one entails the other is not told again: that is ``shared`` or
    ``implied``. The positions shown are those nearest to the common ranks; ``stated`` are the ranks that each is pro.
    """
    graph, scales = entailments(dataset), _scales(dataset)
    for issue, a, b, span in _meetings(dataset, force):
        low, high = max(a.low, b.low), min(a.high, b.high)
        refused = {r.rank for r in (*a.contra, *b.contra)}
        ranks = [rank for rank in scales[issue] if low <= rank <= high and rank not in refused]
        if not ranks or (len(ranks) == 1 and _told(graph, ranks[0], a, b)):
            continue
        (one, mine), (other, theirs) = sorted(
            ((s.nearest(ranks), s.stated) for s in (a, b)), key=lambda side: side[0].held.row.id
        )
        chain, relations = _chain(one, other)
        extra = {"ranks": ranks, "stated": {"a": mine, "b": theirs}}
        yield Pair("scale", one.held, other.held, chain, relations, issue, span, extra)


def _told(graph: Entailments, rank: int, a: Standing, b: Standing) -> bool:
    """Whether both have the rank from demands that are one, or of which one entails the other."""
    mine, theirs = ({r.chain.steps[0] for r in s.pro if r.rank == rank} for s in (a, b))
    return any(e in graph.entailed(d) or d in graph.entailed(e) for d in mine for e in theirs)


def _chain(one: Ranked, other: Ranked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The way from the demand of the one to that of the other, over their ranks, and the relations that it rests on."""
    way = one.chain.meets(other.chain)
    return (*reference(one.held.row), *way.steps, *reference(other.held.row)), way.relations


@once(of=VOCABULARY)
def _scales(dataset: Dataset) -> Mapping[str, list[int]]:
    """The ranks of each ranked issue, lowest first."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for demand in dataset.demands:
        if demand.rank is not None:
            found[demand.issue].add(demand.rank)
    return {issue: sorted(ranks) for issue, ranks in found.items()}


@once(of=VOCABULARY)
def _ranks(dataset: Dataset) -> Mapping[Literal, list[tuple[str, int, Chain]]]:
    """What each literal says of ranks: issue, rank, and the chain between its demand and the one that has the rank."""
    graph, demands = entailments(dataset), dataset.by_id("demands")
    found: defaultdict[Literal, list[tuple[str, int, Chain]]] = defaultdict(list)
    for d in dataset.demands:
        for e, chain in graph.entailed(d.id).items():
            wide = demands[e]
            if wide.rank is not None:
                found[pro(d.id)].append((wide.issue, wide.rank, chain))
            if d.rank is not None:
                found[contra(e)].append((d.issue, d.rank, chain))
    return found


def _meetings(dataset: Dataset, force: Force) -> Iterator[Meeting]:
    """Every two holders on a ranked issue, at the moment or, of all times, on each run of days on which neither changes."""
    rows: defaultdict[str, defaultdict[str, list[tuple[int, Ranked]]]] = defaultdict(lambda: defaultdict(list))
    said = _ranks(dataset)
    ranked = {literal.demand for literal in said}
    now = {h.row.id: h for h in _on(force.positions, ranked)}
    for literal, held in state(dataset, (now.get(h.row.id, h) for h in _on(force.timeline, ranked))).items():
        for issue, rank, chain in said.get(literal, ()):
            for h in held:
                rows[issue][h.row.actor].append((literal.sign, Ranked(rank, chain, h)))
    for issue, holders in sorted(rows.items()):
        standings = {actor: list(_standings(holders[actor], force.moment)) for actor in sorted(holders)}
        for left, right in combinations(standings.values(), 2):
            for a in left:
                for b in right:
                    start = max((s.start for s in (a, b) if s.start), default=None)
                    end = min((s.end for s in (a, b) if s.end), default=None)
                    if start is None or end is None or start <= end:
                        yield Meeting(issue, a, b, (start, end))


def _on(positions: Iterable[Held[Position]], demands: Collection[str]) -> list[Held[Position]]:
    """Those on one of the demands, and on clauses, which stand for demands."""
    return [h for h in positions if h.row.demand in demands or ":" in h.row.demand] if demands else []


def _standings(rows: list[tuple[int, Ranked]], moment: date | None) -> Iterator[Standing]:
    """The standing of a holder at the moment, or all that it ever had; none on days on which it is pro nothing."""
    held = [r.held for _, r in rows]
    begins = {h.start or date.min for h in held} | {h.end + DAY for h in held if h.end and h.end < date.max}
    for day in [moment] if moment else sorted(begins):
        now = [(sign, r) for sign, r in rows if (r.held.start or date.min) <= day <= (r.held.end or date.max)]
        wanted = tuple(r for sign, r in now if sign > 0)
        if wanted:
            start = max((begin for begin in begins if date.min < begin <= day), default=None)
            after = min((begin for begin in begins if begin > day), default=None)
            yield Standing(wanted, tuple(r for sign, r in now if sign < 0), start, after and after - DAY)

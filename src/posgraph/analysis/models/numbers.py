"""From a dataset to numbers on a line: where each actor stands on an issue, how much it cares, what it can bring to bear.

A demand's number is the middle of its range where both bounds are given, else the one bound, else (on an issue without ranges)
its rank. An actor's number on an issue is that of the demands there that it is pro, or that are entailed by what it is pro; of
demands that entail each other only the narrowest count, and of several the middle of their hull. An actor without a number is
named as left out. Its salience is the greatest that is known of the positions that its number rests on, else 0.5. Its
capability is what the question says, else that of its participation; where that of anybody is unknown, all count alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.filters import chosen_actors, chosen_issues
from posgraph.analysis.force import Held, imagined
from posgraph.analysis.models.stand import Stand
from posgraph.analysis.parties import consenting, takes_part
from posgraph.analysis.state import demand_of
from posgraph.errors import UsageError
from posgraph.graphs.entailments import Chain, Entailments, entailments
from posgraph.model import Dataset, Demand, Position
from posgraph.stance import UNKNOWN

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Number:
    """Where an actor stands, and what that rests on: its demands with a number, and its positions.

    ``assumed`` names those of ``salience`` and ``capability`` that were unknown.
    """

    stand: Stand
    demands: tuple[str, ...]
    positions: tuple[Evidence, ...]
    assumed: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``actors``."""
        stand = self.stand
        return {
            "actor": stand.actor,
            "position": stand.position,
            "salience": stand.salience,
            "capability": stand.capability,
            "weight": stand.weight,
            "assumed": list(self.assumed),
            "demands": list(self.demands),
            "positions": [p.to_dict() for p in self.positions],
        }


@dataclass(frozen=True, slots=True)
class Line:
    """An issue as a line from ``low`` to ``high``, the least and the greatest number of its demands; ``kind``: range or rank."""

    issue: str
    label: str
    kind: str
    unit: str | None
    low: float
    high: float
    numbers: tuple[Number, ...]
    left_out: tuple[str, ...]

    @property
    def stands(self) -> tuple[Stand, ...]:
        """The numbers alone."""
        return tuple(n.stand for n in self.numbers)

    def to_dict(self) -> dict[str, Any]:
        """The issue, its scale, who stands where, and who has no number there."""
        return {
            "issue": self.issue,
            "label": self.label,
            "kind": self.kind,
            "unit": self.unit,
            "scale": [self.low, self.high],
            "actors": [n.to_dict() for n in self.numbers],
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True, slots=True)
class Numbers:
    """All lines that somebody has a number on, by issue, of these actors.

    ``unknown`` are the actors whose capability nobody has given; where there are any, all count alike. ``skipped`` are issues
    that are no line: all their demands have one number, or nobody who stands there has any weight.
    """

    as_of: date | None
    actors: tuple[str, ...]
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]
    skipped: tuple[str, ...]


def numbers(
    dataset: Dataset,
    moment: date | None,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    capability: Mapping[str, float] | None = None,
    without: str | Iterable[str] = (),
) -> Numbers:
    """The lines of a dataset at a day. No actors named: the parties, else all who hold a position in force.

    Raises UnknownName, and UsageError for a capability below 0.

    >>> from posgraph.stance import Stance
    >>> demands = [Demand(id=f"t{n}", issue="toll", label=f"{n} euros", min=n, max=n) for n in (0, 4, 10)]
    >>> rows = [Position(id=d, actor=a, demand=d, stance=Stance.demands) for a, d in (("n", "t0"), ("s", "t4"))]
    >>> (line,) = numbers(Dataset(id="toy", demands=tuple(demands), positions=tuple(rows)), date(2025, 1, 1)).lines
    >>> line.low, line.high, [(s.actor, s.position, s.salience) for s in line.stands]
    (0, 10, [('n', 0.0, 0.5), ('s', 4.0, 0.5)])
    """
    within, given = chosen_issues(dataset, issues), _given(dataset, capability or {})
    data, force = imagined(dataset, moment, moment is None, without)
    who = consenting(data, force, chosen_actors(data, actors))
    spans, held = _spans(data), [h for h in force.positions if h.row.actor in who and h.row.stance.pro]
    found = {issue: _wanted(data, held, own) for issue, own in spans.items() if not within or issue in within}
    counted = {actor for wanted in found.values() for actor in wanted}
    known = {a: c for a in counted if (c := given.get(a, _capability(data, a, moment))) is not None}
    unknown = tuple(sorted(counted - known.keys()))
    weights = dict.fromkeys(counted, 1.0) if unknown else known
    lines = [_line(data, issue, spans[issue], wanted, weights, unknown, who) for issue, wanted in sorted(found.items()) if wanted]
    usable = [line for line in lines if line.high > line.low and any(s.weight > 0 for s in line.stands)]
    skipped = tuple(line.issue for line in lines if line not in usable)
    return Numbers(moment, tuple(sorted(who)), tuple(usable), unknown, skipped)


def _given(dataset: Dataset, capability: Mapping[str, float]) -> Mapping[str, float]:
    for actor, value in capability.items():
        chosen_actors(dataset, actor)
        if not (isfinite(value) and value >= 0):
            raise UsageError(f"capability of {actor}", value, "a number, 0 or more")
    return capability


def _capability(dataset: Dataset, actor: str, moment: date | None) -> float | None:
    """That of the actor's part in the main process; of no part in it, the greatest of all."""
    rows = [p for p in dataset.participations if p.actor == actor and p.capability is not None and takes_part(p, moment)]
    main = [p for p in rows if p.process == dataset.process]
    return max((p.capability for p in main or rows if p.capability is not None), default=None)


Spans = Mapping[str, Span]
"""The numbers of an issue's demands: the least and the greatest that each allows."""


def _spans(dataset: Dataset) -> dict[str, dict[str, Span]]:
    """By issue; ranks only where no demand of the issue has a range."""
    ranges: defaultdict[str, dict[str, Span]] = defaultdict(dict)
    ranks: defaultdict[str, dict[str, Span]] = defaultdict(dict)
    for d in dataset.demands:
        bounds = [b for b in (d.min, d.max) if b is not None and isfinite(b)]
        if bounds:
            ranges[d.issue][d.id] = min(bounds), max(bounds)
        if d.rank is not None:
            ranks[d.issue][d.id] = d.rank, d.rank
    return {**ranks, **ranges}


Wanted = Mapping[str, list[tuple[Chain, Held[Position]]]]
"""By actor: the demands with a number that it is pro, as ends of chains from its positions."""


def _wanted(dataset: Dataset, held: Iterable[Held[Position]], spans: Spans) -> Wanted:
    graph = entailments(dataset)
    found: defaultdict[str, list[tuple[Chain, Held[Position]]]] = defaultdict(list)
    for h in held:
        demand = demand_of(dataset, h.row.demand)
        for e, chain in graph.entailed(demand).items() if demand else ():
            if e in spans:
                found[h.row.actor].append((chain, h))
    return {actor: _narrowest(graph, ways) for actor, ways in found.items()}


def _narrowest(graph: Entailments, ways: Sequence[tuple[Chain, Held[Position]]]) -> list[tuple[Chain, Held[Position]]]:
    """Without the demands that another of them entails, unless both entail each other."""
    ends = {chain.steps[-1] for chain, _ in ways}
    wide = {e for d in ends for e in graph.entailed(d) if e != d and d not in graph.entailed(e)}
    return [(chain, h) for chain, h in ways if chain.steps[-1] not in wide]


def _line(
    dataset: Dataset,
    issue: str,
    spans: Spans,
    wanted: Wanted,
    weights: Mapping[str, float],
    unknown: Sequence[str],
    who: frozenset[str],
) -> Line:
    row = dataset.by_id("issues").get(issue)
    demands: dict[str, Demand] = dataset.by_id("demands")
    ranged = any(demands[d].min is not None or demands[d].max is not None for d in spans)
    ends = [bound for span in spans.values() for bound in span]
    return Line(
        issue=issue,
        label=row.label if row else issue,
        kind="range" if ranged else "rank",
        unit=row.unit if row and ranged else None,
        low=min(ends),
        high=max(ends),
        numbers=tuple(
            _number(dataset, actor, spans, wanted[actor], weights[actor], actor in unknown) for actor in sorted(wanted)
        ),
        left_out=tuple(sorted(who - wanted.keys())),
    )


def _number(
    dataset: Dataset, actor: str, spans: Spans, ways: Sequence[tuple[Chain, Held[Position]]], weight: float, unknown: bool
) -> Number:
    reached = sorted({chain.steps[-1] for chain, _ in ways})
    middles = [sum(spans[d]) / 2 for d in reached]
    rows = {h.row.id: h for _, h in ways}
    known = [h.row.salience for h in rows.values() if h.row.salience is not None]
    assumed = (*(() if known else ("salience",)), *(("capability",) if unknown else ()))
    stand = Stand(actor, (min(middles) + max(middles)) / 2, max(known, default=UNKNOWN), weight)
    return Number(stand, tuple(reached), tuple(shown(dataset, rows[id]) for id in sorted(rows)), assumed)

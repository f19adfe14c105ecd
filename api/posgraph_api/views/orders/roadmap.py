"""The roadmap as a page shows it: what can be at the same distance from now, what it asks of whom, what it rests on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from posgraph.analysis.orders import Orders
from posgraph.analysis.words import listed
from posgraph.model import Dataset
from posgraph_api.views.orders.brief import Brief
from posgraph_api.views.orders.contradiction import Claim, claim

MOST = 40
"""How many steps of a rank are listed."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of the roadmap; ``also`` are steps that are one with it; ``knotted``: contradictions are about it."""

    step: str
    label: str
    also: tuple[str, ...]
    knotted: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """Steps of one rank, those that contradictions are about first; ``more`` are not listed."""

    number: int
    stops: tuple[Stop, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Asks:
    """What the roadmap asks one holder to do without."""

    actor: str
    holder: str
    orders: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The roadmap: ranks, what it asks, which narrow steps stand before a wider one, and the claims it also rests on."""

    ranks: tuple[Rank, ...]
    asks: tuple[Asks, ...]
    narrow: tuple[str, ...]
    rests: tuple[Claim, ...]


def roadmap(found: Orders, dataset: Dataset, focus: Collection[str]) -> Roadmap:
    """The roadmap of an answer; ``focus`` are the steps that contradictions are about."""
    words = Brief(dataset)
    ranks = []
    for number, stages in groupby(found.roadmap, key=lambda stage: stage.rank):
        stops = [
            Stop(s.step, words.demand(s.step), tuple(map(words.demand, s.also)), not set(focus).isdisjoint((s.step, *s.also)))
            for s in stages
        ]
        stops.sort(key=lambda stop: not stop.knotted)
        ranks.append(Rank(number, tuple(stops[:MOST]), len(stops) - len(stops[:MOST])))
    asks = found.cheapest.asks.items() if found.cheapest else ()
    by_wide: dict[str, list[str]] = {}
    for stage in found.roadmap:
        for wide in stage.entails:
            by_wide.setdefault(wide, []).append(stage.step)
    shown = {id for part in found.components for each in part.contradictions for id in each.members}
    return Roadmap(
        tuple(ranks),
        tuple(Asks(a, words.actor(a), tuple((p.position, words.wanted(p.to_dict())) for p in ps)) for a, ps in asks),
        tuple(f"{listed(map(words.demand, narrow))} before {words.demand(wide)}" for wide, narrow in by_wide.items()),
        tuple(claim(r.id, dataset, words) for r in found.relations if r.relation in ("requires", "same") and r.id not in shown),
    )

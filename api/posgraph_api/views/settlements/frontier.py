"""Deals and proposals by the satisfaction of two parties, for the scatter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posgraph.analysis.settlements.results import Settlements
from posgraph.analysis.words import Words, listed

BEST = {"total": "total", "least": "the least satisfied", "nash": "Nash product"}
"""By what a deal can be best."""

MOST = 400
"""So many dots are drawn at most."""


@dataclass(frozen=True, slots=True)
class Point:
    """A deal or a proposal in the picture. ``name`` tells all of it in words; ``others`` are how many more stand there."""

    id: str
    label: str
    name: str
    x: float
    y: float
    best: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class Frontier:
    """The picture: what its axes are, its points, and the frontier without the scenario.

    ``whole``: there are no other parties, so that the deals are the frontier of the picture, too. ``same``: what is supposed
    leaves the frontier as it is; then ``today`` is empty.
    """

    x: str
    y: str
    x_label: str
    y_label: str
    whole: bool
    deals: tuple[Point, ...]
    plans: tuple[Point, ...]
    today: tuple[tuple[float, float], ...]
    chosen: str
    plan: str
    same: bool = False


def frontier(
    found: Settlements, today: Settlements | None, words: Words, x: str, y: str, chosen: str = "", plan: str = ""
) -> Frontier:
    """The deals and proposals of a result, and the deals of how things stand today, where that is another."""
    told = words.actor(x), words.actor(y)
    marks = best(found)
    dots: dict[tuple[float, float], list[Point]] = {}
    for deal in found.frontier[:MOST]:
        at = round(deal.satisfaction[x], 6), round(deal.satisfaction[y], 6)
        by = marks.get(deal.id, ())
        label = f"{deal.id}, best by {listed(by) if len(by) < len(BEST) else 'all measures'}" if by else deal.id
        point = Point(deal.id, label, f"Deal {label}: {_shares(deal.satisfaction, x, y, words)}", *at, best=bool(by))
        dots.setdefault(at, []).append(point)
    plans = [
        Point(
            each.proposal,
            each.label,
            f"Proposal {each.label}: {_shares(each.satisfaction, x, y, words)}",
            round(each.satisfaction[x], 6),
            round(each.satisfaction[y], 6),
        )
        for each in found.proposals
    ]
    deals = today.frontier[:MOST] if today else ()
    before = sorted({(round(deal.satisfaction[x], 6), round(deal.satisfaction[y], 6)) for deal in deals})
    same = bool(before) and before == sorted(dots)
    points = tuple(_one(each, chosen) for each in dots.values())
    return Frontier(
        x, y, *told, len(found.parties) == 2, points, tuple(plans), () if same else tuple(before), chosen, plan, same
    )  # fmt: skip


def degree(value: float) -> str:
    """A satisfaction as tables show it.

    >>> degree(1.0), degree(0.428571)
    ('1.00', '0.43')
    """
    return f"{value:.2f}"


def best(found: Settlements) -> dict[str, tuple[str, ...]]:
    """By deal, what it is best by.

    >>> sorted(BEST)
    ['least', 'nash', 'total']
    """
    marks: dict[str, tuple[str, ...]] = {}
    for name, deal in found.best.items():
        marks[deal.deal] = (*marks.get(deal.deal, ()), BEST.get(name, name))
    return marks


def axes(found: Settlements, x: str | None, y: str | None) -> tuple[str, str] | None:
    """The two parties of the picture: those asked for, else those whose satisfaction differs most from deal to deal."""
    if len(found.parties) < 2 or not found.frontier:
        return None
    spread = {a: _spread(deal.satisfaction[a] for deal in found.frontier) for a in found.parties}
    ranked = sorted(found.parties, key=lambda a: (-spread[a], a)) if len(found.parties) > 2 else list(found.parties)
    one = x if x in found.parties else next(a for a in ranked if a != y)
    other = y if y in found.parties and y != one else next(a for a in ranked if a != one)
    return one, other


def _spread(values: Iterable[float]) -> float:
    every = list(values)
    return round(max(every) - min(every), 6)


def _one(stack: list[Point], chosen: str) -> Point:
    """Of deals at one place, the chosen or the best one, with the number of the others."""
    top = next((p for p in stack if p.id == chosen), None) or next((p for p in stack if p.best), stack[0])
    more = len(stack) - 1
    return Point(
        top.id, top.label, f"{top.name}; {more} more at the same place" if more else top.name, top.x, top.y, top.best, more
    )


def _shares(satisfaction: Mapping[str, float], x: str, y: str, words: Words) -> str:
    return listed(f"{words.actor(a)} {degree(satisfaction[a])}" for a in (x, y))

"""The parts of an answer about orders: the contradictions that hang together, and what ends them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from posgraph.analysis.orders import Orders
from posgraph.model import Dataset
from posgraph_api.views.orders.brief import Brief
from posgraph_api.views.orders.contradiction import Card, WayOut, cards, numbered, said_in, way_out

FULL = 5
"""How many contradictions are shown with their evidence."""

LISTED = 50
"""How many more are named."""

WAYS = 10
"""How many ways out of each part are shown unless all are asked for."""

ALL_WAYS = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the answer: its contradictions, and what ends them. ``message`` says why nothing does."""

    number: int
    steps: tuple[str, ...]
    cards: tuple[Card, ...]
    more: int
    ways: tuple[WayOut, ...]
    ways_out: int
    message: str
    partial: bool


def parts_of(found: Orders, dataset: Dataset, cycle: int | None, every_way: bool, quoted: Collection[str]) -> tuple[Part, ...]:
    """The parts of an answer; ``cycle`` is the contradiction chosen, ``quoted`` are ids that the page shows elsewhere."""
    words = Brief(dataset)
    firsts = [next(n for n, part, _ in numbered(found) if part == at) for at in range(1, len(found.components) + 1)][:FULL]
    rest = [n for n, _, _ in numbered(found) if n not in firsts and n != cycle]
    full = [*firsts, *rest][:FULL] + ([cycle] if cycle else [])
    every = cards(found, dataset, full, quoted)
    said = said_in(found)
    parts = []
    for at, component in enumerate(found.components, 1):
        own = [card for card in every if card.part == at]
        listed_too = [card for card in own if not card.full][:LISTED]
        kept = tuple(card for card in own if card.full or card in listed_too)
        most = ALL_WAYS if every_way else WAYS
        parts.append(
            Part(
                number=at,
                steps=tuple(map(words.demand, component.steps)),
                cards=kept,
                more=len(own) - len(kept),
                ways=tuple(way_out(each, said, words) for each in component.concessions[:most]),
                ways_out=len(component.concessions),
                message=component.message,
                partial=component.partial,
            )
        )
    return tuple(parts)

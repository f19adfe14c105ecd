"""Panels: groups of marks on a grid, side by side, for pictures that are too dense for free places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from posgraph_api.figures.layout import Point

_CELL, _ROW, _HEAD, _GAP = 76.0, 50.0, 30.0, 56.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A bloc's panel, and the places of its members; ``cell`` is the width that each has."""

    bloc: int
    x: float
    y: float
    width: float
    height: float
    cell: float
    places: tuple[Point, ...]


def paneled(blocs: Sequence[int], width: float) -> tuple[tuple[Panel, ...], float]:
    """One panel for each bloc, in rows that are no wider than the width, and how high all are.

    >>> panels, height = paneled([1, 2, 1], 400)
    >>> [(panel.x, panel.y, panel.width, len(panel.places)) for panel in panels], height
    ([(0.0, 0.0, 172.0, 2), (228.0, 0.0, 96.0, 1)], 92.0)
    """
    found: list[Panel] = []
    x, y, tallest = 0.0, 0.0, 0.0
    for bloc, size in sorted(Counter(blocs).items()):
        columns = max(1, min(size, round((1.6 * size) ** 0.5), int((width - 20) // _CELL)))
        columns = 2 if size == 2 else columns
        rows = -(-size // columns)
        wide, high = columns * _CELL + 20, rows * _ROW + _HEAD + 12
        if x and x + wide > width:
            x, y, tallest = 0.0, y + tallest + _GAP, 0.0
        places = tuple(
            (
                x + 10 + (n % columns + 0.5) * _CELL + (8 if n // columns % 2 else -8) * (columns > 1),
                y + _HEAD + 16 + n // columns * _ROW,
            )
            for n in range(size)
        )
        found.append(Panel(bloc, x, y, wide, high, _CELL, places))
        x, tallest = x + wide + _GAP, max(tallest, high)
    return tuple(found), y + tallest

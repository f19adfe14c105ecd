"""Shelves: where pictures that do not hang together stand in one picture, side by side and then below each other."""

from __future__ import annotations

from collections.abc import Iterable


def shelved(sizes: Iterable[tuple[float, float]], width: float, apart: float) -> tuple[list[tuple[float, float]], float, float]:
    """The left upper corner of each, in the order given, and the width and height of all.

    >>> shelved([(60, 20), (30, 10), (40, 10)], 100, 5)
    ([(0.0, 0.0), (65.0, 0.0), (0.0, 25.0)], 95.0, 35.0)
    """
    corners: list[tuple[float, float]] = []
    x = y = tall = whole = 0.0
    for wide, high in sizes:
        if x and x + wide > width:
            x, y, tall = 0.0, y + tall + apart, 0.0
        corners.append((round(x, 1), round(y, 1)))
        whole, tall = max(whole, x + wide), max(tall, high)
        x += wide + apart
    return corners, round(whole, 1), round(y + tall, 1)

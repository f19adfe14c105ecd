"""Layouts: where actors stand in a picture, so that those who agree stand together; the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Matrix = NDArray[np.float64]

_PLACES = 6
_TURNS = 400


def distances(stances: Sequence[Mapping[str, float]]) -> Matrix:
    """How far actors stand apart: the mean absolute difference of their polarities over what both speak of.

    Where two speak of nothing in common, the mean of all other distances stands for theirs; 1 where there is none.

    >>> distances([{"vote": 1.0, "truce": 1.0}, {"vote": -1.0, "truce": 0.5}, {"wall": 1.0}]).tolist()
    [[0.0, 1.25, 1.25], [1.25, 0.0, 1.25], [1.25, 1.25, 0.0]]
    """
    columns = {demand: n for n, demand in enumerate(sorted({demand for row in stances for demand in row}))}
    values, known = np.zeros((len(stances), len(columns))), np.zeros((len(stances), len(columns)), dtype=bool)
    for row, said in enumerate(stances):
        for demand, polarity in said.items():
            values[row, columns[demand]], known[row, columns[demand]] = polarity, True
    found = np.full((len(stances), len(stances)), np.nan)
    for row in range(len(stances)):
        common = known & known[row]
        counts = common.sum(axis=1)
        total = (np.abs(values - values[row]) * common).sum(axis=1)
        found[row] = np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
    np.fill_diagonal(found, np.nan)
    apart = found[~np.isnan(found)]
    filled = np.where(np.isnan(found), apart.mean() if apart.size else 1.0, found).round(_PLACES)
    np.fill_diagonal(filled, 0.0)
    return filled


def scaled(apart: Matrix) -> tuple[Point, ...]:
    """Places in the plane whose distances come near to those given: classical scaling (Torgerson 1952).

    The axes are those of the two largest eigenvalues of −½ J D² J, with J = I − 1/n. Where an eigenvalue has several axes, and
    for the sign of each, the one is taken in which the actor that stands out most is on the positive side, so that the places
    do not hang on how a machine rounds.

    >>> scaled(np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]]))
    ((1.0, 0.0), (0.0, 0.0), (-1.0, 0.0))
    """
    size = len(apart)
    if size < 2:
        return ((0.0, 0.0),) * size
    centre = np.eye(size) - 1.0 / size
    left = -0.5 * centre @ (apart**2) @ centre
    axes = []
    for _ in range(2):
        value, axis = _axis(left)
        axes.append(axis * np.sqrt(max(value, 0.0)))
        left = left - value * np.outer(axis, axis)
    return tuple((_round(x), _round(y)) for x, y in zip(*axes, strict=True))


def _axis(matrix: Matrix) -> tuple[float, Matrix]:
    """The largest eigenvalue, and an axis of it."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    space = vectors[:, values >= values[-1] - 1e-9 * max(1.0, abs(values[-1]))]
    share = (space**2).sum(axis=1).round(_PLACES)
    axis = space @ space[int(np.argmax(share))]
    return float(values[-1]), axis / np.linalg.norm(axis)


def _round(value: float) -> float:
    return round(float(value), _PLACES) + 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """What takes room: its middle and its size."""

    x: float
    y: float
    width: float
    height: float


def fitted(places: Sequence[Point], width: float, height: float) -> tuple[Point, ...]:
    """Places moved and stretched, by the same on both axes, to fill a room from (0, 0).

    >>> fitted([(-1.0, 0.0), (1.0, 1.0)], 100, 80)
    ((0.0, 15.0), (100.0, 65.0))
    """
    if not places:
        return ()
    low, high = [min(axis) for axis in zip(*places, strict=True)], [max(axis) for axis in zip(*places, strict=True)]
    spans = [top - bottom for bottom, top in zip(low, high, strict=True)]
    factor = min((room / span for room, span in zip((width, height), spans, strict=True) if span > 0), default=0.0)
    return tuple(
        (
            round(width / 2 + (x - (low[0] + high[0]) / 2) * factor, 1),
            round(height / 2 + (y - (low[1] + high[1]) / 2) * factor, 1),
        )
        for x, y in places
    )


def spread(boxes: Sequence[Box], width: float, gap: float = 4) -> tuple[Box, ...]:
    """Boxes pushed apart until none lies on another; none leaves the width, downwards and upwards there is room.

    >>> [(box.x, box.y) for box in spread([Box(50, 10, 20, 10), Box(50, 10, 20, 10)], 100, gap=0)]
    [(50, 5.0), (50, 15.0)]
    """
    found = list(boxes)
    for turn in range(_TURNS):
        calm = True
        for one in range(len(found)):
            for other in range(one + 1, len(found)):
                if moved := _pushed(found[one], found[other], width, gap, sideways=turn < _TURNS / 4):
                    found[one], found[other] = moved
                    calm = False
        if calm:
            break
    return tuple(replace(box, x=round(box.x, 1), y=round(box.y, 1)) for box in found)


def _pushed(a: Box, b: Box, width: float, gap: float, sideways: bool) -> tuple[Box, Box] | None:
    """Two boxes pushed apart where they need the shorter way; None where they are clear of each other."""
    across, along = (a.width + b.width) / 2 + gap - abs(a.x - b.x), (a.height + b.height) / 2 + gap - abs(a.y - b.y)
    if across <= 0.01 or along <= 0.01:
        return None
    if sideways and across < along:
        half = across / 2 if b.x >= a.x else -across / 2
        return _within(replace(a, x=a.x - half), width), _within(replace(b, x=b.x + half), width)
    half = along / 2 if b.y >= a.y else -along / 2
    return replace(a, y=a.y - half), replace(b, y=b.y + half)


def _within(box: Box, width: float) -> Box:
    return replace(box, x=min(max(box.x, box.width / 2), width - box.width / 2))

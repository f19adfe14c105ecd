"""Routes: where the boxes and links of layers stand, with a port of its own for each link, so that no label meets another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from posgraph_api.figures.layers import Item, Layers, Link, box, layered

_GAP, _PASS = 16, 10
_PORT, _EDGE = 10, 6
_SWEEPS = 10
LEAD = 12
"""How far from a box the label of a link begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands: its left upper corner, and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """The line of a link, where its label begins (the middle of its height), and where its arrow ends, with 1 for rightwards."""

    path: str
    label: tuple[float, float]
    end: tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture of boxes and links, and how large it is; ``back`` are links that lead from right to left."""

    width: float
    height: float
    boxes: Mapping[str, Place]
    routes: Mapping[str, Route]
    back: frozenset[str]


Key = tuple[Item, str, bool, bool]
"""A port: item, link, whether on the right, and whether a link of one layer ends there."""

Ports = Mapping[Item, Sequence[Key]]


def laid_out(heights: Mapping[str, float], links: Iterable[Link], width: float) -> Layout:
    """Boxes of one width and at least these heights, with their links.

    >>> found = laid_out({"truce": 40, "vote": 40}, [Link("1", "truce", "vote", width=60, height=14)], 100)
    >>> found.boxes["truce"].x, found.boxes["vote"].x, found.routes["1"].label
    (0, 240, (112, 20.0))
    """
    given = {link.id: link for link in links}
    found = layered(heights, given.values())
    ports = _ports(found, given)
    offsets, tall = _offsets(ports, given, heights)
    middle = _middles(found, offsets, tall)
    left, zones, whole = _columns(found, ports, given, width)
    at = found.layer_of
    places = {id: Place(left[at[box(id)]], round(middle[box(id)] - tall[box(id)] / 2, 1), width, tall[box(id)]) for id in heights}
    routes = {}
    for id, way in found.ways.items():
        stops = [_Stop(item, left[at[item]], left[at[item]] + width, left[at[item]] + width + zones[at[item]]) for item in way]
        if at[way[0]] == at[way[-1]]:
            routes[id] = _loop(id, stops, middle, offsets, given[id].tail)
        else:
            routes[id] = _across(id, stops, middle, offsets, id in found.back)
    low = max((middle[item] + tall[item] / 2 for item in middle), default=0.0)
    return Layout(whole, round(low, 1), places, routes, found.back)


def _ports(found: Layers, links: Mapping[str, Link]) -> dict[Item, list[Key]]:
    """The ports of each item, those of a side from above: so ordered that links leave one another alone."""
    places, at = found.places, found.layer_of
    ranked: defaultdict[Item, list[tuple[tuple[int, int, str, bool], Key]]] = defaultdict(list)
    for id in sorted(links):
        for one, other in pairwise(found.ways[id]):
            if at[one] == at[other]:
                for own, far, end in ((one, other, False), (other, one, True)):
                    apart = places[far] - places[own]
                    side = 1 if apart > 0 or (apart == 0 and end) else -1
                    ranked[own].append(((side, -apart, id, end), (own, id, True, end)))
            else:
                ranked[one].append(((0, places[other], id, False), (one, id, True, False)))
                ranked[other].append(((0, places[one], id, False), (other, id, False, False)))
    return {item: [key for _, key in sorted(some)] for item, some in ranked.items()}


def _labelled(key: Key) -> bool:
    """Whether the label of a link stands at this port: at its left end, or at its first where both are on the right."""
    item, _, right, end = key
    return right and item[1] < 0 and not end


def _offsets(ports: Ports, links: Mapping[str, Link], heights: Mapping[str, float]) -> tuple[dict[Key, float], dict[Item, float]]:
    """How far below the middle of its item each port lies, and how tall each item is."""
    offsets: dict[Key, float] = {}
    tall: dict[Item, float] = {box(id): height for id, height in heights.items()}
    for item, keys in ports.items():
        if item[1] >= 0:
            offsets.update(dict.fromkeys(keys, 0.0))
            tall[item] = _PASS
            continue
        for right in (True, False):
            side = [key for key in keys if key[2] is right]
            rooms = [max(_PORT, links[key[1]].height + 4 if _labelled(key) else 0) for key in side]
            tall[item] = max(tall[item], sum(rooms) + 2 * _EDGE)
            below = -sum(rooms) / 2
            for key, room in zip(side, rooms, strict=True):
                offsets[key] = below + room / 2
                below += room
    return offsets, tall


def _middles(found: Layers, offsets: Mapping[Key, float], tall: Mapping[Item, float]) -> dict[Item, float]:
    """The middle of each item: as near to where its links are straight as those above and below it allow."""
    pulls: defaultdict[Item, list[tuple[Item, float, bool]]] = defaultdict(list)
    at = found.layer_of
    for id, way in found.ways.items():
        for one, other in pairwise(way):
            if at[one] != at[other]:
                shift = offsets[one, id, True, False] - offsets[other, id, False, False]
                pulls[other].append((one, shift, True))
                pulls[one].append((other, -shift, False))
    middle: dict[Item, float] = {}
    for layer in found.layers:
        middle.update(zip(layer, settled([0.0] * len(layer), _apart(layer, tall), [1.0] * len(layer)), strict=True))
    for sweep in range(_SWEEPS):
        forth, both = sweep % 2 == 0, sweep >= _SWEEPS - 2
        for layer in found.layers if forth else found.layers[::-1]:
            wanted = []
            for item in layer:
                near = [middle[other] + shift for other, shift, left in pulls[item] if both or left is forth]
                wanted.append(fmean(near) if near else middle[item])
            weights = [4.0 if item[1] >= 0 else 1.0 + len(pulls[item]) / 4 for item in layer]
            middle.update(zip(layer, settled(wanted, _apart(layer, tall), weights), strict=True))
    top = min((middle[item] - tall[item] / 2 for item in middle), default=0.0)
    return {item: round(y - top, 1) for item, y in middle.items()}


def _apart(layer: Sequence[Item], tall: Mapping[Item, float]) -> list[float]:
    """How far apart the middles of those that follow each other in a layer stand at least."""
    return [(tall[one] + tall[other]) / 2 + (_GAP if one[1] < 0 or other[1] < 0 else 2) for one, other in pairwise(layer)]


def settled(wanted: Sequence[float], apart: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Places in a row, nearest to those wanted (least squares) among all that stand far enough apart.

    Pool adjacent violators (isotonic regression): what would stand too near is moved as one.

    >>> settled([0, 0, 9], [2, 2], [1, 1, 1])
    [-1.0, 1.0, 9.0]
    """
    offsets = [0.0]
    for gap in apart:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for want, offset, weight in zip(wanted, offsets, weights, strict=False):
        value, mass, size = float(want - offset), weight, 1
        while pools and pools[-1][0] > value:
            other, more, count = pools.pop()
            value = (value * mass + other * more) / (mass + more)
            mass, size = mass + more, size + count
        pools.append((value, mass, size))
    flat = [value for value, _, size in pools for _ in range(size)]
    return [value + offset for value, offset in zip(flat, offsets, strict=False)]


def _columns(found: Layers, ports: Ports, links: Mapping[str, Link], width: float) -> tuple[list[float], list[float], float]:
    """Where each layer begins, how wide the labels on its right are, and where the last ends."""
    left: list[float] = []
    zones: list[float] = []
    at: float = 0
    end: float = 0
    for layer in found.layers:
        keys = [key for item in layer for key in ports.get(item, ()) if key[2]]
        wide = [links[key[1]].width for key in keys if _labelled(key)]
        zone = LEAD + 8 + max(wide) if wide else 0
        left.append(at)
        zones.append(zone)
        bends = 28 + min(56, 4 * max(4, len(keys))) if keys else 0
        at, end = at + width + zone + bends + (16 if wide else 0), at + width + zone + (34 if keys else 0)
    return left, zones, round(end, 1)


@dataclass(frozen=True, slots=True)
class _Stop:
    """An item that a line passes: where it is entered, where a box ends there, and where the labels beside it end."""

    item: Item
    entry: float
    right: float
    bend: float


def _loop(id: str, stops: Sequence[_Stop], middle: Mapping[Item, float], offsets: Mapping[Key, float], tail: str) -> Route:
    """The line between two boxes of one layer: out to the right, and back."""
    first, last = stops[0], stops[-1]
    start = middle[first.item] + offsets[first.item, id, True, False]
    end = middle[last.item] + offsets[last.item, id, True, True]
    far = first.bend + 34
    out, back = f"M{first.right:g} {start:.1f}H{first.bend:g}", f"{first.bend:g} {end:.1f}H{first.right:g}"
    path = f"{out}C{far:g} {start:.1f} {far:g} {end:.1f} {back}"
    at = end if first.item[0] == tail else start
    return Route(path, (first.right + LEAD, round(start, 1)), (first.right, round(at, 1), -1))


def _across(id: str, stops: Sequence[_Stop], middle: Mapping[Item, float], offsets: Mapping[Key, float], back: bool) -> Route:
    """The line through layers: straight beside boxes and labels, curved between the layers."""
    first = stops[0]
    start = middle[first.item] + offsets[first.item, id, True, False]
    path = f"M{first.right:g} {start:.1f}H{first.bend:g}"
    x, y = first.bend, start
    for stop in stops[1:]:
        to = middle[stop.item] + offsets[stop.item, id, False, False]
        half = (x + stop.entry) / 2
        path += f"C{half:g} {y:.1f} {half:g} {to:.1f} {stop.entry:g} {to:.1f}"
        x, y = stop.bend, to
        if stop.item[1] >= 0:
            path += f"H{stop.bend:g}"
    end = (first.right, round(start, 1), -1) if back else (stops[-1].entry, round(y, 1), 1)
    return Route(path, (first.right + LEAD, round(start, 1)), end)

"""The picture of who is at odds with whom, or agrees: actors as discs, what lies between two of them as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from posgraph.analysis.wording import count
from posgraph.analysis.words import number
from posgraph_api.figures.markup import Html, tag
from posgraph_api.figures.ring import RADIUS, Spot, ring
from posgraph_api.figures.standalone import Figure
from posgraph_api.links.links import Links
from posgraph_api.views.findings.network import DENSE, Edge, Network, Node
from posgraph_api.views.findings.sort import Sort
from posgraph_api.views.layout import Box, Point, fitted, spread
from posgraph_api.views.text import isolated, shorten, width, wrap

_WIDTH, _HEIGHT, _EDGE = 860.0, 460.0, 70.0
_LABEL, _LINE = 118.0, 15.0
_LEAST, _MOST, _CAP = 7.0, 22.0, 10.0
_BENDS = (0.08, -0.08, 0.2, -0.2, 0.0)


@dataclass(frozen=True, slots=True)
class Disc:
    """A node where it is drawn; ``spot`` is its place where that is on a ring."""

    node: Node
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    spot: Spot | None = None


def network_figure(drawn: Network, links: Links, sort: Sort, chosen: tuple[str, str] | None = None) -> Figure | None:
    """The picture; None where there is nothing to draw."""
    if not drawn.nodes:
        return None
    discs, wide, height = _dense(drawn) if len(drawn.nodes) > DENSE else _open(drawn)
    at = {disc.node.actor: disc for disc in discs}
    most = max((edge.total for edge in drawn.edges), default=1.0) or 1.0
    lines = [_edge(edge, at, most, wide / 2, links, sort, chosen) for edge in reversed(drawn.edges)]
    marks = [_disc(disc, links, sort) for disc in discs]
    label = (
        f"{count(drawn.pairs, 'pair')} of {count(drawn.actors, 'actor')} with {sort.thing}s between them; the table holds all."
    )
    return Figure(wide, height, tag("g", lines, marks, class_=f"network {sort.thing}s"), label)


def _radius(node: Node, most: int, cap: float) -> float:
    least = min(_LEAST, cap / 2)
    return round(least + (cap - least) * sqrt(node.count / most), 1)


def _open(drawn: Network) -> tuple[tuple[Disc, ...], float, float]:
    """Few actors: by the distance of their stances."""
    most = max(node.count for node in drawn.nodes)
    radii = [_radius(node, most, _MOST) for node in drawn.nodes]
    lines = [wrap(node.label, _LABEL, 2) or ("?",) for node in drawn.nodes]
    places = fitted([node.place for node in drawn.nodes], _WIDTH - 2 * _EDGE, _HEIGHT)
    boxes = [
        Box(x + _EDGE, y, max(2 * radius, *(width(line) for line in text)), 2 * radius + 4 + _LINE * len(text))
        for (x, y), radius, text in zip(places, radii, lines, strict=True)
    ]
    apart = spread(boxes, _WIDTH, gap=10)
    top = min(box.y - box.height / 2 for box in apart) - 4
    height = max(box.y + box.height / 2 for box in apart) - top + 8
    discs = tuple(
        Disc(node, round(box.x, 1), round(box.y - box.height / 2 + radius - top, 1), radius, text)
        for node, box, radius, text in zip(drawn.nodes, apart, radii, lines, strict=True)
    )
    return discs, _WIDTH, round(height, 1)


def _dense(drawn: Network) -> tuple[tuple[Disc, ...], float, float]:
    """Many actors: on a ring, bloc by bloc."""
    most = max(node.count for node in drawn.nodes)
    nodes = sorted(drawn.nodes, key=lambda node: (node.bloc, node.actor))
    cap = min(_CAP, 2.2 * RADIUS / len(nodes))
    labels = [shorten(node.label, _LABEL, 11) for node in nodes]
    side = round(RADIUS + cap + 12 + max(width(label, 11) for label in labels))
    spots = ring([node.bloc for node in nodes], side)
    discs = (
        Disc(node, spot.x, spot.y, _radius(node, most, cap), (label,), spot)
        for node, label, spot in zip(nodes, labels, spots, strict=True)
    )
    return tuple(discs), 2 * side, 2 * side


def _disc(disc: Disc, links: Links, sort: Sort) -> Html:
    node = disc.node
    said = f"{node.label}: {count(node.count, sort.thing)} with {count(node.others, 'actor')}"
    text = _around(disc, disc.spot) if disc.spot else _below(disc)
    parts = (tag("title", said), tag("circle", cx=f"{disc.x:g}", cy=f"{disc.y:g}", r=f"{disc.radius:g}"), text)
    return tag(
        "a", *parts, href=links.here(actor=(node.actor,), edge=None, pair=None, row=None, nth=None), id=f"n-{node.actor}",
        class_="node", aria_label=f"{said}. Show only these.",
    )  # fmt: skip


def _below(disc: Disc) -> list[Html]:
    return [
        tag("text", isolated(line), x=f"{disc.x:g}", y=f"{disc.y + disc.radius + 13 + n * _LINE:g}", class_="middle halo")
        for n, line in enumerate(disc.lines)
    ]


def _around(disc: Disc, spot: Spot) -> list[Html]:
    """The label outside of the ring, along its radius."""
    room, turn = (-disc.radius - 6, spot.turn + 180) if spot.left else (disc.radius + 6, spot.turn)
    place = f"translate({disc.x:g} {disc.y:g}) rotate({turn:g})"
    class_ = "small end" if spot.left else "small"
    return [tag("text", isolated(line), x=f"{room:.1f}", y="4", transform=place, class_=class_) for line in disc.lines]


def _edge(
    edge: Edge, at: Mapping[str, Disc], most: float, middle: float, links: Links, sort: Sort, chosen: tuple[str, str] | None
) -> Html:  # fmt: skip
    a, b = at[edge.a], at[edge.b]
    hard = f", {edge.hard} hard" if edge.hard and sort.thing == "conflict" else ""
    said = f"{a.node.label} and {b.node.label}: {count(edge.count, sort.thing)}{hard}, {sort.weight} up to {number(edge.most)}"
    path, wide = _path(a, b, [disc for name, disc in at.items() if name not in (edge.a, edge.b)], middle), _wide(edge, most, a)
    classes = ["tie", "dashed" if sort.thing == "conflict" and not edge.hard else ""]
    classes += ["chosen"] if chosen and set(chosen) == {edge.a, edge.b} else []
    return tag(
        "a",
        tag("title", said),
        tag("path", d=path, class_="reach"),
        tag("path", d=path, class_=f"drawn {sort.shade(edge.most)}", stroke_width=f"{wide:.1f}"),
        href=links.here("drawer", edge=f"{edge.a}~{edge.b}", pair=None, nth=None),
        id=f"e-{edge.a}~{edge.b}",
        class_=" ".join(filter(None, classes)),
        aria_label=said,
    )


def _wide(edge: Edge, most: float, end: Disc) -> float:
    """How wide a line is; on a ring lines are thin."""
    return 0.6 + 3 * edge.total / most if end.spot else 1.2 + 7.8 * sqrt(edge.total / most)


def _path(a: Disc, b: Disc, others: Sequence[Disc], middle: float) -> str:
    """A line from disc to disc, bent so that it runs over as few others as can be; on a ring, towards its middle."""
    if a.spot:
        x, y = (round(middle + 0.25 * ((p + q) / 2 - middle), 1) for p, q in ((a.x, b.x), (a.y, b.y)))
        return f"M{a.x:g} {a.y:g}Q{x:g} {y:g} {b.x:g} {b.y:g}"
    bent = min(_BENDS, key=lambda bend: (_over(a, b, bend, others), _BENDS.index(bend)))
    x, y = _control(a, b, bent)
    return f"M{a.x:g} {a.y:g}Q{x:g} {y:g} {b.x:g} {b.y:g}"


def _control(a: Disc, b: Disc, bend: float) -> Point:
    return round((a.x + b.x) / 2 + (b.y - a.y) * bend, 1), round((a.y + b.y) / 2 - (b.x - a.x) * bend, 1)


def _over(a: Disc, b: Disc, bend: float, others: Sequence[Disc]) -> int:
    """How many other discs a line would run over."""
    cx, cy = _control(a, b, bend)
    low, high = (min(a.x, b.x) - 60, min(a.y, b.y) - 60), (max(a.x, b.x) + 60, max(a.y, b.y) + 60)
    near = [o for o in others if low[0] <= o.x <= high[0] and low[1] <= o.y <= high[1]]
    found = set[str]()
    for n in range(1, 10):
        t = n / 10
        x, y = (((1 - t) ** 2) * p + 2 * t * (1 - t) * c + t * t * q for p, c, q in ((a.x, cx, b.x), (a.y, cy, b.y)))
        found |= {o.node.actor for o in near if hypot(o.x - x, o.y - y) < o.radius + 5}
    return len(found)

"""The picture of who is at odds with whom, or agrees: actors as discs, what lies between two of them as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from posgraph.analysis.wording import count
from posgraph.analysis.words import number
from posgraph_api.figures.layout import Box, Point, fitted, spread
from posgraph_api.figures.markup import Html, tag
from posgraph_api.figures.panels import Panel, paneled
from posgraph_api.figures.standalone import Figure
from posgraph_api.figures.text import isolated, shorten, width, wrap
from posgraph_api.pages.visit import Links
from posgraph_api.views.network import DENSE, Edge, Network, Node
from posgraph_api.views.sort import Sort

_WIDTH, _HEIGHT, _EDGE = 860.0, 460.0, 70.0
_LABEL, _LINE = 118.0, 15.0
_LEAST, _MOST, _CAP = 7.0, 22.0, 11.0
STEPS = {"conflict": ((0.75, "s1-edge"), (0.5, "s4-edge"), (0.25, "s5-edge")),
         "overlap": ((0.75, "s19-edge"), (0.5, "s17-edge"), (0.25, "s15-edge"))}  # fmt: skip
"""The classes of lines by the largest weight on them; those of a lesser weight are grey."""

_BENDS = (0.08, -0.08, 0.2, -0.2, 0.0)


@dataclass(frozen=True, slots=True)
class Disc:
    """A node where it is drawn."""

    node: Node
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]


def step(thing: str, weight: float) -> str:
    """The class of a line by the largest weight on it.

    >>> step("conflict", 0.8), step("overlap", 0.5), step("overlap", 0.1)
    ('s1-edge', 's17-edge', 'weak')
    """
    return next((name for least, name in STEPS[thing] if weight >= least), "weak")


def network_figure(drawn: Network, links: Links, sort: Sort, chosen: tuple[str, str] | None = None) -> Figure | None:
    """The picture; None where there is nothing to draw."""
    if not drawn.nodes:
        return None
    discs, panels, width, height = _dense(drawn) if len(drawn.nodes) > DENSE else _open(drawn)
    at = {disc.node.actor: disc for disc in discs}
    most = max((edge.total for edge in drawn.edges), default=1.0) or 1.0
    lines = [_edge(edge, at, most, links, sort, chosen) for edge in reversed(drawn.edges)]
    marks = [_disc(disc, links, sort) for disc in discs]
    label = (
        f"{count(drawn.pairs, 'pair')} of {count(drawn.actors, 'actor')} with {sort.thing}s between them; the table holds all."
    )
    return Figure(
        width, height, tag("g", [_ground(panel) for panel in panels], lines, marks, class_=f"network {sort.thing}s"), label
    )


def _radius(node: Node, most: int, cap: float) -> float:
    return round(_LEAST + (cap - _LEAST) * sqrt(node.count / most), 1)


def _open(drawn: Network) -> tuple[tuple[Disc, ...], tuple[Panel, ...], float, float]:
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
    return discs, (), _WIDTH, round(height, 1)


def _dense(drawn: Network) -> tuple[tuple[Disc, ...], tuple[Panel, ...], float, float]:
    """Many actors: in panels, one for each bloc."""
    most = max(node.count for node in drawn.nodes)
    panels, height = paneled([node.bloc for node in drawn.nodes], _WIDTH)
    cells: list[tuple[Node, Point, float]] = []
    for panel in panels:
        members = [node for node in drawn.nodes if node.bloc == panel.bloc]
        cells += [(node, place, panel.cell - 6) for node, place in zip(members, panel.places, strict=True)]
    discs = (Disc(node, x, y, _radius(node, most, _CAP), (shorten(node.label, room, 11),)) for node, (x, y), room in cells)
    return tuple(discs), panels, _WIDTH, height


def _ground(panel: Panel) -> Html:
    title = f"bloc {panel.bloc}: {count(len(panel.places), 'actor')}"
    return tag(
        "g",
        tag(
            "rect",
            x=f"{panel.x:g}",
            y=f"{panel.y:g}",
            width=f"{panel.width:g}",
            height=f"{panel.height:g}",
            rx="8",
            class_="bloc",
        ),
        tag("text", title, x=f"{panel.x + 10:g}", y=f"{panel.y + 17:g}", class_="small soft"),
    )


def _disc(disc: Disc, links: Links, sort: Sort) -> Html:
    node = disc.node
    said = f"{node.label}: {count(node.count, sort.thing)} with {count(node.others, 'actor')}"
    small = len(disc.lines) == 1 and disc.radius <= _CAP
    text = [
        tag("text", isolated(line), x=f"{disc.x:g}", y=f"{disc.y + disc.radius + 13 + n * _LINE:g}", class_="middle halo")
        for n, line in enumerate(disc.lines)
    ]
    parts = (tag("title", said), tag("circle", cx=f"{disc.x:g}", cy=f"{disc.y:g}", r=f"{disc.radius:g}"), text)
    return tag(
        "a", *parts, href=links.here(actor=(node.actor,), edge=None, pair=None, row=None, nth=None), id=f"n-{node.actor}",
        class_="node small" if small and node.bloc else "node", aria_label=f"{said}. Show only these.",
    )  # fmt: skip


def _edge(
    edge: Edge, at: Mapping[str, Disc], most: float, links: Links, sort: Sort, chosen: tuple[str, str] | None
) -> Html:  # fmt: skip
    a, b = at[edge.a], at[edge.b]
    hard = f", {edge.hard} hard" if edge.hard and sort.thing == "conflict" else ""
    said = f"{a.node.label} and {b.node.label}: {count(edge.count, sort.thing)}{hard}, {sort.weight} up to {number(edge.most)}"
    path, wide = _path(a, b, [disc for name, disc in at.items() if name not in (edge.a, edge.b)]), 1.2 + 7.8 * edge.total / most
    classes = ["edge", "dashed" if sort.thing == "conflict" and not edge.hard else ""]
    classes += ["chosen"] if chosen and set(chosen) == {edge.a, edge.b} else []
    return tag(
        "a",
        tag("title", said),
        tag("path", d=path, class_="reach"),
        tag("path", d=path, class_=f"drawn {step(sort.thing, edge.most)}", stroke_width=f"{wide:.1f}"),
        href=links.here("drawer", edge=f"{edge.a}~{edge.b}", pair=None, nth=None),
        id=f"e-{edge.a}~{edge.b}",
        class_=" ".join(filter(None, classes)),
        aria_label=said,
    )


def _path(a: Disc, b: Disc, others: Sequence[Disc]) -> str:
    """A line from disc to disc, bent so that it runs over as few others as can be."""
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

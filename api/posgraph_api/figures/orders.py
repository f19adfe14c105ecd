"""The orders of steps as a picture: boxes in layers from the earlier to the later, and an arrow for each order that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

import networkx as nx

from posgraph_api.figures.layers import Link
from posgraph_api.figures.markup import Html, join, tag
from posgraph_api.figures.routes import Layout, Place, Route, laid_out
from posgraph_api.figures.shelves import shelved
from posgraph_api.figures.standalone import Figure
from posgraph_api.links.links import Links
from posgraph_api.views.orders.arrows import Arrow, Map, Step
from posgraph_api.views.text import isolated, width, wrap

WIDE = 1290
_BOX, _LABEL, _TEXT, _SMALL, _LINE = 144, 100, 13, 11.5, 16
_APART = 34
_KEY = 700
_KINDS = (
    ("preference", "wanted order"), ("condition", "condition: only after"), ("requires", "required first"), ("same", "same step"),
)  # fmt: skip


def orders_figure(shown: Map, answer: str, links: Links) -> Figure | None:
    """The picture of a map of steps; None where there is nothing to show."""
    if not shown.steps:
        return None
    pieces = [(steps, arrows, _layout(steps, arrows)) for steps, arrows in _pieces(shown)]
    most = max([WIDE, *(layout.width for *_, layout in pieces)])
    corners, wide, high = shelved(((layout.width, layout.height) for *_, layout in pieces), most, _APART)
    drawn = [
        tag("g", _piece(*piece, links), transform=f"translate({x + 1:g} {y + 1:g})")
        for piece, (x, y) in zip(pieces, corners, strict=True)
    ]
    label = f"{answer}. {len(shown.steps)} steps from left (earlier) to right (later), {len(shown.arrows)} arrows."
    return Figure(max(wide, _KEY) + 2, round(high + 48, 1), join(*drawn, _legend(shown, high + 36)), label)


def _pieces(shown: Map) -> list[tuple[list[Step], list[Arrow]]]:
    """The steps that hang together, with their arrows: those in contradictions first, then the largest."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(step.id for step in shown.steps)
    graph.add_edges_from((arrow.tail, arrow.head) for arrow in shown.arrows)
    found = []
    for held in nx.connected_components(graph):
        steps = [step for step in shown.steps if step.id in held]
        found.append((steps, [arrow for arrow in shown.arrows if arrow.tail in held]))
    return sorted(found, key=lambda piece: (not any(s.tangled for s in piece[0]), -len(piece[0]), piece[0][0].id))


def _layout(steps: Sequence[Step], arrows: Iterable[Arrow]) -> Layout:
    heights = {step.id: _LINE * len(_lines(step)) + 16.0 for step in steps}
    links = []
    for arrow in arrows:
        told = _told(arrow)
        links.append(Link(arrow.id, arrow.tail, arrow.head, arrow.level, arrow.loose, _wide(arrow, told), 14.0 * len(told)))
    return laid_out(heights, links, _BOX)


def _lines(step: Step) -> tuple[str, ...]:
    return wrap(step.label, _BOX - 18, 3, _TEXT) or (step.id[:20],)


def _told(arrow: Arrow) -> tuple[str, ...]:
    """The label of an arrow: who wants it, in two lines at most, and how."""
    who = tuple(map(isolated, wrap(arrow.who, _LABEL, 2, _SMALL))) or ("?",)
    if not arrow.how:
        return who
    if len(who) == 1 and width(f"{who[0]}: {arrow.how}", _SMALL) <= _LABEL:
        return (f"{who[0]}: {arrow.how}",)
    return *who, arrow.how


def _wide(arrow: Arrow, told: Sequence[str]) -> float:
    """How wide its label is; that of a contradiction is bold."""
    return round(max(width(line, _SMALL) for line in told) * (1.1 if arrow.cycles else 1), 1)


def _piece(steps: Sequence[Step], arrows: Sequence[Arrow], layout: Layout, links: Links) -> Html:
    """Lines below boxes, labels above all; what is in a contradiction above what is not."""
    upwards = sorted(arrows, key=lambda a: (bool(a.cycles) and not a.dim, a.id))
    return join(
        [_arrow(arrow, layout.routes[arrow.id], links) for arrow in upwards],
        [_box(step, layout.boxes[step.id], links) for step in steps],
        [_name(arrow, layout.routes[arrow.id]) for arrow in arrows],
    )


def _arrow(arrow: Arrow, route: Route, links: Links) -> Html:
    x, y, way = route.end
    hue = f" hue{arrow.hue}" if arrow.hue is not None else ""
    state = (" red" if arrow.cycles else "") + (" gone" if arrow.gone else "") + (" dim" if arrow.dim else "")
    head = (
        None if arrow.relation in ("same", "with", "equals") else tag("path", d=f"M{x:g} {y:g}l{-9 * way} -4.5v9z", class_="head")
    )
    return tag(
        "a", tag("title", arrow.says), tag("path", d=route.path, class_="hit"), tag("path", d=route.path, class_="way"), head,
        href=links.here("drawer", pair=arrow.pair), id=f"a-{quote(arrow.id, safe='')}", aria_label=arrow.says,
        class_=f"arrow {arrow.kind}{hue}{state}",
    )  # fmt: skip


def _name(arrow: Arrow, route: Route) -> Html:
    x, y = route.label
    told = _told(arrow)
    top = y - 7 * len(told) + 11
    lines = [tag("text", line, x=f"{x:g}", y=f"{round(top + 14 * n, 1):g}") for n, line in enumerate(told)]
    under = tag(
        "rect",
        x=f"{x - 2:g}",
        y=f"{round(top - 11, 1):g}",
        width=f"{_wide(arrow, told) + 6:g}",
        height=f"{14 * len(told):g}",
        class_="paper",
    )
    state = (" red" if arrow.cycles else "") + (" gone" if arrow.gone else "") + (" dim" if arrow.dim else "")
    return tag("g", under, lines, class_=f"told{state}", aria_hidden="true")


def _box(step: Step, place: Place, links: Links) -> Html:
    told = _lines(step)
    middle = place.y + place.height / 2 - _LINE * len(told) / 2 + 12
    lines = [
        tag("text", isolated(line), x=f"{place.x + place.width / 2:g}", y=f"{round(middle + _LINE * n, 1):g}", class_="middle")
        for n, line in enumerate(told)
    ]
    frame = tag(
        "rect", x=f"{place.x:g}", y=f"{place.y:g}", width=f"{place.width:g}", height=f"{round(place.height, 1):g}", rx="6",
    )  # fmt: skip
    state = (" red" if step.tangled else "") + (" dim" if step.dim else "")
    return tag(
        "a",
        tag("title", step.label),
        frame,
        lines,
        href=links.thing("demand", step.id),
        aria_label=step.label,
        class_=f"step{state}",
    )


def _legend(shown: Map, y: float) -> Html:
    """What the lines mean: those that are there."""
    kinds = {arrow.kind for arrow in shown.arrows}
    entries = [(name, f"arrow {kind}") for kind, name in _KINDS if kind in kinds]
    if any(arrow.cycles for arrow in shown.arrows):
        entries.append(("in a contradiction", "arrow preference red"))
    if any(arrow.gone for arrow in shown.arrows):
        entries.append(("imagined away", "arrow preference gone"))
    drawn, x = [], 0.0
    for name, style in entries:
        line = tag("path", d=f"M{x:g} {y - 4:g}h34", class_="way")
        head = None if "same" in style else tag("path", d=f"M{x + 38:g} {y - 4:g}l-9 -4.5v9z", class_="head")
        drawn.append(tag("g", line, head, tag("text", name, x=f"{x + 46:g}", y=f"{y:g}", class_="small soft"), class_=style))
        x = round(x + 46 + width(name, 11) + 22, 1)
    return tag("g", drawn, class_="key")

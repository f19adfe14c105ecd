"""The timeline as a picture: lanes of marks, with what happened as thin lines, and names that do not meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from posgraph_api.figures.markup import Html, join, tag
from posgraph_api.figures.standalone import Figure
from posgraph_api.links.links import Links
from posgraph_api.views.text import isolated, shorten, width
from posgraph_api.views.timeline.lanes import Lane, Mark
from posgraph_api.views.timeline.page import TimelineView
from posgraph_api.views.timeline.span import Span

WIDTH = 1180.0
_LEFT, _RIGHT, _PAD = 210.0, 24.0, 5.0
_TIER, _TIERS, _AXIS = 15.0, 6, 22.0
_SMALL, _NAME, _LABEL = 11.0, 190.0, 300.0
_ROW = {True: 26.0, False: 20.0}


@dataclass(frozen=True, slots=True)
class _Time:
    """Days to pixels."""

    span: Span

    def x(self, day: date) -> float:
        share = (day - self.span.first).days / self.span.days
        return round(_LEFT + 12 + max(0.0, min(1.0, share)) * (WIDTH - _LEFT - _RIGHT - 12), 1)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark in its lane: where it begins and ends, its row, and where its label stands (empty: none)."""

    mark: Mark
    x: float
    end: float
    row: int
    label: str
    left: bool


def timeline_figure(view: TimelineView, links: Links) -> Figure:
    """The picture."""
    time, bars = _Time(view.span), view.lanes.bars
    names = list(_names(view, time))
    top = (1 + max((tier for *_, tier in names), default=-1)) * _TIER + _AXIS
    y, lanes = top, list[Html]()
    for lane in view.lanes.lanes:
        placed, rows = _packed(lane, time, bars)
        lanes += _lane(lane, placed, y, bars, view.picked, links)
        y += rows * _ROW[bars] + 2 * _PAD
    drawn = join(
        *(
            tag("line", x1=f"{x:g}", x2=f"{x:g}", y1=f"{tier * _TIER + 4:g}", y2=f"{y:g}", class_=kind)
            for x, kind, *_, tier in names
        ),
        *_axis(time, top, y),
        *lanes,
        *(_named(x, tier, text, end) for x, _, text, end, tier in names if text),
    )
    label = (
        f"{view.lanes.drawn} of {len(view.shown)} positions in {len(view.lanes.lanes)} lanes from {view.span.first} to "
        f"{view.span.last}; the table below holds the same."
    )
    return Figure(WIDTH, y + 6, tag("g", drawn, class_="timeline"), label)


def _axis(time: _Time, top: float, bottom: float) -> Iterator[Html]:
    for day, name in time.span.ticks():
        x = f"{time.x(day):g}"
        yield tag("line", x1=x, x2=x, y1=f"{top:g}", y2=f"{bottom:g}", class_="line")
        yield tag("text", name, x=x, y=f"{top - 7:g}", class_="middle small soft halo")


def _names(view: TimelineView, time: _Time) -> Iterator[tuple[float, str, str, bool, int]]:
    """Lines with their names: place, kind, text, whether it stands on the left, tier. A name that finds no tier is left out."""
    lines = [(each.day, "event", _event(each.names)) for each in view.happenings]
    if view.span.first <= view.day <= view.span.last:
        lines.append((view.day, "asof", f"as of {view.day}"))
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_TIERS)]
    for day, kind, name in sorted(lines, key=lambda line: (line[1] == "event", line[0])):
        x, text = time.x(day), isolated(shorten(name, _NAME, _SMALL))
        wide = width(text, _SMALL) + 10
        end = x + wide > WIDTH
        low, high = (x - wide, x) if end else (x, x + wide)
        free = (n for n in range(_TIERS) if all(high < a or low > b for a, b in taken[n]))
        tier = next(free, None)
        if tier is not None:
            taken[tier].append((low, high))
        yield x, kind, text if tier is not None else "", end, tier or 0


def _named(x: float, tier: int, text: str, end: bool) -> Html:
    at, class_ = x + (-4 if end else 4), f"small halo{' end' if end else ''}"
    return tag("text", text, x=f"{at:g}", y=f"{tier * _TIER + 11:g}", class_=class_)


def _event(names: Sequence[tuple[str, str]]) -> str:
    return names[0][0] if len(names) == 1 else f"{len(names)} events: {names[0][0]}"


def _radius(mark: Mark) -> float:
    """The radius of a mark: by salience; that of an unknown one stands for nothing, and its edge is dashed."""
    return 7.0 if mark.salience is None else round(5.5 + 3 * max(0.0, min(1.0, mark.salience)), 1)


def _packed(lane: Lane, time: _Time, bars: bool) -> tuple[list[_Placed], int]:
    """Marks in rows, each in the first in which it meets no other."""
    taken: list[list[tuple[float, float]]] = [[(_LEFT, _LEFT + 34)]] if lane.before else []
    placed = []
    for mark in lane.marks:
        x, end = time.x(mark.start or time.span.first), time.x(mark.end or time.span.last)
        clipped = mark.start is None or mark.start < time.span.first
        reach = (8 if clipped else _radius(mark)) + (12 if mark.arrow else 0) + 4
        text = isolated(shorten(mark.label, _LABEL, _SMALL)) if bars else ""
        wide = width(text, _SMALL) if text else 0.0
        left = bool(text) and x + reach + wide > WIDTH - 4
        low = x - reach - (wide if left else 0)
        high = max(end if bars else x, x + reach + (0 if left else wide))
        free = (n for n, row in enumerate(taken) if all(high + 3 < a or low - 3 > b for a, b in row))
        row = next(free, len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((low, high))
        placed.append(_Placed(mark, x, end, row, text, left))
    return placed, max(1, len(taken))


def _lane(lane: Lane, placed: Sequence[_Placed], y: float, bars: bool, picked: str, links: Links) -> Iterator[Html]:
    yield tag("line", x1="0", x2=f"{WIDTH:g}", y1=f"{y:g}", y2=f"{y:g}", class_="line")
    at = y + _PAD + _ROW[bars] / 2 + 4
    side = f"{_LEFT - 10:g}"
    yield tag(
        "text", isolated(shorten(lane.label, _LEFT - 28, 12)), x=side, y=f"{at - (6 if lane.under else 0):g}", class_="end lane"
    )
    if lane.under:
        yield tag("text", isolated(shorten(lane.under, _LEFT - 28, _SMALL)), x=side, y=f"{at + 8:g}", class_="end small soft")
    if lane.before:
        yield tag("text", f"◂ {lane.before}", x=f"{_LEFT + 2:g}", y=f"{at:g}", class_="small soft")
    for each in placed:
        yield _mark(each, y + _PAD + each.row * _ROW[bars], bars, each.mark.id == picked, links)


def _mark(placed: _Placed, y: float, bars: bool, picked: bool, links: Links) -> Html:
    mark, x = placed.mark, placed.x
    centre, radius = y + (17 if bars else 10), _radius(mark)
    clipped = mark.start is None or x <= _LEFT + 12
    reach = 8 if clipped and bars else radius
    when = f"{mark.since or 'no known beginning'}{f' to {mark.until}' if mark.end and mark.end < date.max else ''}"
    shift = f", {mark.kind}" if mark.arrow else ""
    name = f"{when}: {shorten(mark.told, 2000)}{shift} ({mark.id})"
    parts = [tag("title", name)]
    if bars and placed.end > x:
        parts.append(
            tag("rect", x=f"{x:g}", y=f"{centre - 2.5:g}", width=f"{placed.end - x:g}", height="5", class_=f"bar {mark.level}")
        )
    if bars and clipped:
        parts.append(tag("path", d=f"M{x - 8:g} {centre:g}l9 -6v12z", class_=f"from {mark.level}"))
    else:
        class_ = f"dot {mark.level}{' unknown' if mark.salience is None else ''}"
        parts.append(tag("circle", cx=f"{x:g}", cy=f"{centre:g}", r=f"{radius:g}", class_=class_))
        parts.append(tag("text", mark.sign, x=f"{x:g}", y=f"{centre + 4:g}", class_=f"middle sign {mark.level}-text"))
    side = -1 if placed.left else 1
    beside = x + side * (reach + 3)
    text = f"{mark.sign} {placed.label}" if bars and clipped else placed.label
    if mark.arrow:
        parts.append(tag("text", mark.arrow, x=f"{x + radius + 1:g}", y=f"{centre + (-4 if bars else 4):g}", class_="small bold"))
    if text:
        shift_by = 12 if mark.arrow and side > 0 else 0
        parts.append(
            tag("text", text, x=f"{beside + shift_by:g}", y=f"{centre - 6:g}", class_=f"small halo{' end' if side < 0 else ''}")
        )
    class_ = "mark-link picked" if picked else "mark-link"
    return tag("a", parts, id=f"m-{mark.id}", href=links.here("drawer", pick=mark.id), class_=class_, aria_label=name)

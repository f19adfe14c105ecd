"""The scatter of deals: how far each satisfies two parties, the frontier, and the proposals in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor

from posgraph_api.figures.markup import Html, join, tag
from posgraph_api.figures.standalone import Figure
from posgraph_api.views.settlements.frontier import Frontier, Point
from posgraph_api.views.text import isolated, shorten, width

WIDTH, HEIGHT = 860.0, 540.0
_LEFT, _TOP, _RIGHT, _BOTTOM = 62.0, 14.0, 20.0, 56.0
_LABEL, _SIZE, _ROW = 260.0, 12.5, 15.0
_NEAR = ((10, 4), (-10, 4), (0, -11), (0, 20), (10, -9), (-10, -9), (10, 17), (-10, 17))
_TIERS = (0, 18, 36, 54, 78, 104)

Box = tuple[float, float, float, float]
Placed = tuple[Point, float, float]
"""A mark, and where it stands."""
Href = Callable[[str, str], str]
"""The address behind a mark: of a ``deal`` or a ``plan``, by its id."""


class _Plane:
    """Satisfaction to pixels. The axes run from the least value in tenths to 1, or to the greatest."""

    def __init__(self, view: Frontier) -> None:
        points = [(p.x, p.y) for p in (*view.deals, *view.plans)] + list(view.today)
        self.ends = tuple(_ends([p[axis] for p in points]) for axis in (0, 1))

    def x(self, value: float) -> float:
        low, high = self.ends[0]
        return round(_LEFT + (value - low) / (high - low) * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        low, high = self.ends[1]
        return round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)


def frontier_figure(view: Frontier, href: Href) -> Figure:
    """The picture."""
    plane = _Plane(view)
    deals = [(point, plane.x(point.x), plane.y(point.y)) for point in view.deals]
    plans = [(point, plane.x(point.x), plane.y(point.y)) for point in view.plans]
    label = (
        f"Deals by the satisfaction of {view.x_label} (to the right) and {view.y_label} (upwards), 0 worst case to 1 best case: "
        f"{len(deals)} on the frontier, {len(plans)} proposals; the table below holds the same."
    )
    placed = [*_names(view, deals, plans, plane)]
    names = {key: name for key, name, _ in placed}
    drawn = join(
        _steps(plane, [(p.x, p.y) for p in view.deals], "within", closed=True) if view.whole else None,
        *_grid(view, plane),
        _steps(plane, [(p.x, p.y) for p in view.deals], "edge") if view.whole else None,
        _steps(plane, view.today, "today") if view.whole else _rings(plane, view.today),
        *(lead for _, _, lead in placed),
        *(_mark("f", at, _dot(view, *at), href, names) for at in deals),
        *(_mark("p", at, _diamond(view, *at), href, names) for at in plans),
    )
    return Figure(WIDTH, HEIGHT, drawn, label)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis, in tenths.

    >>> _ends([0.34, 0.9]), _ends([0.1, 0.12]), _ends([0.5, 1.0]), _ends([1.0])
    ((0.3, 1.0), (0.0, 1.0), (0.4, 1.0), (0.7, 1.0))
    """
    least = round(min(values) * 10, 6)
    low = floor(least) - (1 if floor(least) > 0 and least - floor(least) < 0.2 else 0)  # no mark upon the axis
    high = max(10, ceil(round(max(values) * 10, 6)))
    return (0.0 if 0 < low < 2 else min(low, high - 3) / 10), high / 10


def _grid(view: Frontier, plane: _Plane) -> Iterator[Html]:
    bottom, top, right = HEIGHT - _BOTTOM, _TOP, WIDTH - _RIGHT
    for value in _ticks(*plane.ends[0]):
        x = plane.x(value)
        yield tag("line", x1=f"{x:g}", x2=f"{x:g}", y1=f"{top:g}", y2=f"{bottom:g}", class_="line")
        yield tag("text", f"{value:g}", x=f"{x:g}", y=f"{bottom + 17:g}", class_="middle small soft")
    for value in _ticks(*plane.ends[1]):
        y = plane.y(value)
        yield tag("line", x1=f"{_LEFT:g}", x2=f"{right:g}", y1=f"{y:g}", y2=f"{y:g}", class_="line")
        yield tag("text", f"{value:g}", x=f"{_LEFT - 8:g}", y=f"{y + 4:g}", class_="end small soft")
    across, along = (_LEFT + right) / 2, (_TOP + bottom) / 2
    yield tag("text", _axis(view.x_label, right - _LEFT), x=f"{across:g}", y=f"{HEIGHT - 14:g}", class_="middle")
    turn = f"rotate(-90 16 {along:g})"
    yield tag("text", _axis(view.y_label, bottom - top), x="16", y=f"{along:g}", class_="middle", transform=turn)


def _axis(label: str, most: float) -> str:
    return f"{isolated(shorten(label, most - 190))}: satisfaction, 0 to 1"


def _ticks(low: float, high: float) -> Iterator[float]:
    tenths = round((high - low) * 10)
    stride = 1 if tenths <= 6 else 2 if tenths <= 12 else ceil(tenths / 6)
    return (round(high - n / 10, 1) for n in range(0, tenths + 1, stride))


def _steps(plane: _Plane, points: Iterable[tuple[float, float]], class_: str, closed: bool = False) -> Html | None:
    """The line beyond which no deal lies, as steps: between two deals there is none."""
    edge = _edge(points)
    if not edge:
        return None
    low_x, low_y = plane.x(plane.ends[0][0]), plane.y(plane.ends[1][0])
    path, at = [f"M{plane.x(edge[0][0]):g} {low_y:g}"], edge[0][0]
    for x, y in edge:
        path += [f"H{plane.x(x):g}"] if x != at else []
        path.append(f"V{plane.y(y):g}")
        at = x
    end = [f"H{low_x:g}", f"V{low_y:g} Z"] if closed else [f"H{low_x:g}"]
    return tag("path", d=" ".join([*path, *end]), class_=class_)


def _edge(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those of the points that no other beats, from the right to the left.

    >>> _edge([(0.2, 0.9), (0.8, 0.5), (0.7, 0.4)])
    [(0.8, 0.5), (0.2, 0.9)]
    """
    edge = list[tuple[float, float]]()
    for x, y in sorted(points, key=lambda p: (-p[0], -p[1])):
        if not edge or y > edge[-1][1]:
            edge.append((x, y))
    return edge


def _rings(plane: _Plane, points: Iterable[tuple[float, float]]) -> Html:
    """Deals without the scenario, where more than two parties count and no line can be drawn."""
    return join(*(tag("circle", cx=f"{plane.x(x):g}", cy=f"{plane.y(y):g}", r="7", class_="today") for x, y in points))


def _mark(kind: str, at: Placed, shape: Html, href: Href, names: Mapping[str, Html]) -> Html:
    """A shape with its name, which lead to what is behind them."""
    point, key = at[0], f"{kind}-{at[0].id}"
    address = href("deal" if kind == "f" else "plan", point.id)
    return tag("a", tag("title", point.name), names.get(key), shape, href=address, id=key, aria_label=point.name)


def _dot(view: Frontier, point: Point, x: float, y: float) -> Html:
    kinds = ["deal", *(["best"] if point.best else []), *(["chosen"] if point.id == view.chosen else [])]
    return tag("circle", cx=f"{x:g}", cy=f"{y:g}", r="7.5" if point.best else "5.5", class_=" ".join(kinds))


def _diamond(view: Frontier, point: Point, x: float, y: float) -> Html:
    kinds = "plan chosen" if point.id == view.plan else "plan"
    return tag("path", d=f"M{x:g} {y - 7:g} L{x + 7:g} {y:g} L{x:g} {y + 7:g} L{x - 7:g} {y:g} Z", class_=kinds)


def _names(
    view: Frontier, deals: Sequence[Placed], plans: Sequence[Placed], plane: _Plane
) -> Iterator[tuple[str, Html, Html | None]]:
    """Names of the best deals, of the chosen one and of the proposals, where nothing else stands."""
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for _, x, y in (*deals, *plans)]
    if view.whole:
        taken += _line(plane, [(p.x, p.y) for p in view.deals])
    named = [("f", each) for each in deals if each[0].best or each[0].id == view.chosen]
    for kind, (point, x, y) in (*named, *(("p", each) for each in plans)):
        text = shorten(point.label, _LABEL, _SIZE)
        place = _place(x, y, width(text, _SIZE), taken)
        if place is None:
            continue
        at, base, anchor, far = place
        taken.append(_box(at, base, width(text, _SIZE), anchor))
        near = base - 10 if base > y else base + 3
        lead = tag("line", x1=f"{x:g}", y1=f"{y:g}", x2=f"{at:.1f}", y2=f"{near:.1f}", class_="lead") if far else None
        written = tag("text", isolated(text), x=f"{at:.1f}", y=f"{base:.1f}", class_=f"name halo {anchor}".strip())
        yield f"{kind}-{point.id}", written, lead


def _line(plane: _Plane, points: Iterable[tuple[float, float]]) -> Iterator[Box]:
    """The long parts of the frontier, on which no name may stand."""
    edge = _edge(points)
    for (x, y), (left, _) in pairwise([*edge, (plane.ends[0][0], edge[-1][1])] if edge else []):
        if plane.x(x) - plane.x(left) > 30:
            yield plane.x(left), plane.y(y) - 1, plane.x(x), plane.y(y) + 1


def _place(x: float, y: float, wide: float, taken: Sequence[Box]) -> tuple[float, float, str, bool] | None:
    """Where a label may stand: its point, its base line, how it is set there, whether it needs a line; None without room."""
    for far in _TIERS:
        for dx, dy in _NEAR:
            base, anchor = y + dy + (far if dy > 4 else -far), "" if dx > 0 else "end" if dx < 0 else "middle"
            box = _box(x + dx, base, wide, anchor)
            inside = box[0] >= _LEFT + 2 and box[2] <= WIDTH - 4 and box[1] >= 2 and box[3] <= HEIGHT - _BOTTOM - 2
            if inside and not any(_meet(box, other) for other in taken):
                return x + dx, base, anchor, far > 0
    return None


def _box(at: float, base: float, wide: float, anchor: str) -> Box:
    left = at - wide if anchor == "end" else at - wide / 2 if anchor == "middle" else at
    return left - 2, base - _ROW + 3, left + wide + 2, base + 4


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

"""The matrix as a picture: the same grid as the table of the page, with its legend, for files and papers."""

from __future__ import annotations

from collections.abc import Iterator

from posgraph_api.figures.markup import Html, join, tag
from posgraph_api.figures.standalone import Figure
from posgraph_api.links.links import Links
from posgraph_api.views.levels import level
from posgraph_api.views.matrix.cell import Cell
from posgraph_api.views.matrix.page import MatrixView
from posgraph_api.views.text import isolated, shorten, width

_SIZE, _MOST, _GAP = 12.0, 170.0, 8.0
_HEIGHT = 26.0
_LEGEND = (
    (level(-1.0), "−1", "rejects"),
    (level(-0.5), "−½", "opposes"),
    (level(0.0), "0", "neutral"),
    (level(0.25), "+¼", "on a condition"),
    (level(0.5), "+½", "accepts"),
    (level(0.75), "+¾", "supports"),
    (level(1.0), "+1", "demands"),
    (level(None), "?", "ambiguous or open"),
    ("mixed", "±", "for some demands, against others"),
    ("past", "…", "no longer in force"),
    ("none", "", "no record"),
)
_NOTE = (
    "A cell shows the strongest stance; a small number: so many positions; ° only reported by others; ! reports disagree; "
    "newest move: ▲ concession ▼ hardening ⇅ reversal ◇ unclear"
)


def matrix_figure(view: MatrixView, links: Links) -> Figure:
    """The picture."""
    wide = 18.0 if view.compact else 42.0
    left = _extent([head.label for head in view.rows])
    top = _extent([head.label for head in view.columns])
    grid = max(left + len(view.columns) * wide, 560.0)
    bottom = top + len(view.rows) * _HEIGHT
    legend, height = _legend(grid, bottom + 18)
    drawn = join(
        *_heads(view, left, top, wide),
        *(
            _cell(one, left + m * wide, top + n * _HEIGHT, wide, view.compact, links)
            for n, row in enumerate(view.cells)
            for m, one in enumerate(row)
        ),
        *legend,
    )
    label = (
        f"Stances of {len(view.rows)} actors (rows) on {len(view.columns)} issues (columns): {view.filled} cells with positions "
        f"in force, {view.mixed} of them mixed."
    )
    return Figure(grid, height, tag("g", drawn, class_="grid"), label)


def _extent(labels: list[str]) -> float:
    return round(min(_MOST, max(width(label, _SIZE) for label in labels)) + _GAP)


def _heads(view: MatrixView, left: float, top: float, wide: float) -> Iterator[Html]:
    for n, head in enumerate(view.rows):
        text = isolated(shorten(head.label, _MOST, _SIZE))
        yield tag("text", text, x=f"{left - _GAP:g}", y=f"{top + (n + 0.5) * _HEIGHT + 4:g}", class_="head end")
    for m, head in enumerate(view.columns):
        x, text = left + (m + 0.5) * wide + 4, isolated(shorten(head.label, _MOST, _SIZE))
        yield tag("text", text, x=f"{x:g}", y=f"{top - _GAP:g}", class_="head", transform=f"rotate(-90 {x:g} {top - _GAP:g})")


def _cell(one: Cell | None, x: float, y: float, wide: float, compact: bool, links: Links) -> Html:
    if one is None:
        return _box("none", x, y, wide)
    beside = 0 if compact or not (one.small or one.arrow) else 3 + 2.5 * len(one.small)
    at, ink = x + wide / 2 - beside, f"{one.level}-text"
    text = [tag("text", one.sign if compact else one.mark, x=f"{at:g}", y=f"{y + 18:g}", class_=f"middle {ink}")]
    if not compact and one.small:
        text.append(tag("text", one.small, x=f"{x + wide - 7:g}", y=f"{y + 11:g}", class_=f"tiny end {ink}"))
    if not compact and one.arrow:
        text.append(tag("text", one.arrow, x=f"{x + wide - 7:g}", y=f"{y + 22:g}", class_=f"tiny end {ink}"))
    if compact:  # so many links would be most of the picture
        return join(_box(one.level, x, y, wide), *text)
    name = f"{one.actor}, {one.issue}: {one.told}"
    inner = [tag("title", name), _box(one.level, x, y, wide), *text]
    return tag("a", inner, href=links.here("drawer", cell=f"{one.actor}~{one.issue}"), aria_label=name)


def _box(kind: str, x: float, y: float, wide: float) -> Html:
    left, top, width_, height = x + 1, y + 1, wide - 2, _HEIGHT - 2
    box = tag("rect", x=f"{left:g}", y=f"{top:g}", width=f"{width_:g}", height=f"{height:g}", rx="2", class_=kind)
    if kind == "mixed":
        sides = ((left, "s2"), (left + width_ - 4, "s18"))
        edges = [tag("rect", x=f"{at:g}", y=f"{top:g}", width="4", height=f"{height:g}", class_=side) for at, side in sides]
        return join(box, edges)
    if kind in ("none", "past"):
        ends = [
            (left + at, left + min(at + height, width_), top + height - (min(at + height, width_) - at)) for at in (0, 8, 16, 24)
        ]
        path = "".join(f"M{a:g} {top + height:g}L{b:g} {c:g}" for a, b, c in ends if a < left + width_)
        return join(box, tag("path", d=path, class_="hatch"))
    return box


def _legend(most: float, y: float) -> tuple[list[Html], float]:
    """The keys in lines of this width, and where they end."""
    drawn, x = list[Html](), 0.0
    for kind, mark, name in _LEGEND:
        wide = 34 + width(name, 11) + 14
        if x and x + wide > most:
            x, y = 0.0, y + 28
        drawn += [_box(kind, x, y, 28), tag("text", mark, x=f"{x + 14:g}", y=f"{y + 17:g}", class_=f"small middle {kind}-text"),
                  tag("text", name, x=f"{x + 34:g}", y=f"{y + 17:g}", class_="small soft")]  # fmt: skip
        x = round(x + wide, 1)
    y, line = y + 46, ""
    for word in [*_NOTE.split(" "), ""]:
        longer = f"{line} {word}".strip()
        if not word or width(longer, 11) > most:
            drawn.append(tag("text", line, x="0", y=f"{y:g}", class_="small soft"))
            y, line = y + 16, word
        else:
            line = longer
    return drawn, y

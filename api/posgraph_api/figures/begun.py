"""Bars: how many statements begin in each stretch of time; each bar leads to its last day."""

from __future__ import annotations

from posgraph_api.figures.markup import Html, join, tag
from posgraph_api.figures.standalone import Figure
from posgraph_api.links.links import Links
from posgraph_api.views.home.begun import Bar, Begun

WIDTH, HEIGHT, FLOOR, TOP = 720, 116, 92, 16


def begun_figure(found: Begun, links: Links) -> Figure | None:
    """The bars; None where no beginning is known."""
    if not found.bars:
        return None
    most, step = max(bar.count for bar in found.bars), min(WIDTH / len(found.bars), 60)
    drawn = [_bar(bar, n * step, step, most, links) for n, bar in enumerate(found.bars)]
    width = step * len(found.bars)
    floor = tag("line", x1="0", x2=f"{width:.1f}", y1=f"{FLOOR}", y2=f"{FLOOR}", class_="line")
    span = f"{found.total} from {found.bars[0].name} to {found.bars[-1].name}"
    label = f"How many statements begin when: {span}, at most {most} in one bar"
    return Figure(WIDTH, HEIGHT, join(floor, drawn, _names(found.bars, step, width)), label)


def _bar(bar: Bar, x: float, step: float, most: int, links: Links) -> Html | None:
    here = None
    if bar.here:
        here = tag("rect", x=f"{x:.1f}", y="0", width=f"{step:.1f}", height=f"{FLOOR}", class_="begun-here")
    if not bar.count:
        return here
    tall, gap = max(2.0, bar.count / most * (FLOOR - TOP)), min(2.0, step / 6)
    rect = tag(
        "rect", x=f"{x + gap:.1f}", y=f"{FLOOR - tall:.1f}", width=f"{step - 2 * gap:.1f}", height=f"{tall:.1f}", class_="begun"
    )
    number = tag("text", str(bar.count), x=f"{x + step / 2:.1f}", y=f"{FLOOR - tall - 4:.1f}", class_="small soft middle")
    said = f"{bar.name}: {bar.count} begin; show {bar.last}"
    shown = join(tag("title", said), rect, number if step >= 14 and (bar.count * 8 >= most or bar.here) else None)
    return join(here, tag("a", shown, href=links.here(asof=bar.last), aria_label=said))


def _names(bars: tuple[Bar, ...], step: float, width: float) -> list[Html]:
    """The years, where there is room, at their first bar."""
    found: list[Html] = []
    free = 0.0
    for n, bar in enumerate(bars):
        x = n * step
        if (
            (n == 0 or bar.first.month == 1 or bars[n - 1].first.year != bar.first.year)
            and x >= free
            and x + 30 <= max(width, 60)
        ):
            name = str(bar.first.year) if bar.first.month == 1 or n else bar.name[:7]
            found.append(tag("text", name, x=f"{x:.1f}", y=f"{HEIGHT - 8}", class_="small soft"))
            free = x + (60 if len(name) > 4 else 40)
    return found

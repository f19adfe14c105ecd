"""A row of numbers as a small picture: in characters, or as SVG."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None]) -> str:
    """One bar a number from -1 to 1; ``·`` where there is none.

    >>> sparkline([-1, -0.5, None, 0, 1])
    '▁▃·▅█'
    """
    return "".join("·" if v is None else BARS[min(int((v + 1) / 2 * len(BARS)), len(BARS) - 1)] for v in values)


def curve(values: Sequence[float | None], width: int = 480, height: int = 80) -> str:
    """The numbers, from -1 to 1, as a line in SVG, broken where there is none, with a thin line half way up.

    >>> curve([-1, 1], width=10, height=10).count("polyline")
    1
    """
    step = width / max(len(values) - 1, 1)
    runs: list[list[str]] = [[]]
    for n, v in enumerate(values):
        if v is None:
            runs.append([])
        else:
            runs[-1].append(f"{n * step:.1f},{(1 - v) / 2 * height:.1f}")
    lines = [
        f'<polyline fill="none" stroke="currentColor" stroke-width="2" points="{" ".join(run)}"/>'
        if len(run) > 1
        else f'<circle fill="currentColor" r="2" cx="{run[0].split(",")[0]}" cy="{run[0].split(",")[1]}"/>'
        for run in runs
        if run
    ]
    middle = f'<line x1="0" x2="{width}" y1="{height / 2:.1f}" y2="{height / 2:.1f}" stroke="currentColor" stroke-opacity="0.3"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="-3 -3 {width + 6} {height + 6}">{middle}{"".join(lines)}</svg>'
    )

"""The convergence of two actors as a frozen result: windows with their index, and the pairs that each rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from math import fsum
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.sparkline import curve, sparkline
from posgraph.analysis.windows import Span

Days = tuple[date | None, date | None]
"""The first and the last day of a run of days; None is open."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two positions, one of each actor, that conflict or overlap: by which rules, how much, on which runs of days."""

    ids: tuple[str, str]
    rules: tuple[str, ...]
    weight: float
    runs: tuple[Days, ...]

    def within(self, first: date, last: date) -> bool:
        """True where they meet on some day of a window, both ends included."""
        return any((start or date.min) <= last and first <= (end or date.max) for start, end in self.runs)

    def to_dict(self) -> dict[str, Any]:
        """The meeting as plain data."""
        runs = [{"from": start and start.isoformat(), "until": end and end.isoformat()} for start, end in self.runs]
        return {"ids": [*self.ids], "by": [*self.rules], "weight": self.weight, "runs": runs}


@dataclass(frozen=True, slots=True)
class Point:
    """One window: what the two share in it and what they clash on."""

    start: date
    end: date
    overlaps: tuple[Meeting, ...]
    conflicts: tuple[Meeting, ...]

    @property
    def overlap(self) -> float:
        """O: the sum of the strengths."""
        return fsum(m.weight for m in self.overlaps)

    @property
    def conflict(self) -> float:
        """C: the sum of the severities."""
        return fsum(m.weight for m in self.conflicts)

    @property
    def index(self) -> float | None:
        """(O - C) / (O + C), -1 … 1; None where both are 0."""
        whole = self.overlap + self.conflict
        return (self.overlap - self.conflict) / whole if whole else None

    def to_dict(self) -> dict[str, Any]:
        """The window with its index, and the pairs that it was computed from."""
        return {
            "from": self.start.isoformat(),
            "until": self.end.isoformat(),
            "index": self.index,
            "overlap": self.overlap,
            "conflict": self.conflict,
            "pairs": len(self.overlaps) + len(self.conflicts),
            "ids": {name: [[*m.ids] for m in getattr(self, name)] for name in ("overlaps", "conflicts")},
        }


@dataclass(frozen=True, slots=True, repr=False)
class Convergence:
    """The index of two actors, window by window; ``as_of`` is None where all times count.

    ``overlaps`` and ``conflicts`` are all pairs that any window counts, ``evidence`` their positions, ``assumed`` what was
    unknown of each of these and counted as 0.5.
    """

    actors: tuple[str, str]
    as_of: date | None
    window: Span
    step: Span
    points: tuple[Point, ...]
    overlaps: tuple[Meeting, ...]
    conflicts: tuple[Meeting, ...]
    evidence: tuple[Evidence, ...]
    assumed: tuple[tuple[str, tuple[str, ...]], ...]

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def known(self) -> tuple[Point, ...]:
        """The windows that have an index."""
        return tuple(p for p in self.points if p.index is not None)

    @property
    def change(self) -> float | None:
        """The last index minus the first; None where fewer than two windows have one."""
        known = [p.index for p in self.points if p.index is not None]
        return known[-1] - known[0] if len(known) > 1 else None

    @property
    def trend(self) -> str:
        """The change in a word: converged, diverged, unchanged, or unknown."""
        if self.change is None:
            return "unknown"
        return "converged" if self.change > 0 else "diverged" if self.change < 0 else "unchanged"

    @property
    def line(self) -> str:
        """The indices as a row of bars."""
        return sparkline([p.index for p in self.points])

    def to_dict(self) -> dict[str, Any]:
        """``{"actors", "as_of", "window", "step", "points", "trend", "overlaps", "conflicts", "positions", "assumed"}``."""
        first, last = (self.known[0], self.known[-1]) if self.change is not None else (None, None)
        return {
            "actors": [*self.actors],
            "as_of": self.as_of and self.as_of.isoformat(),
            "window": str(self.window),
            "step": str(self.step),
            "points": [p.to_dict() for p in self.points],
            "trend": {
                "change": self.change,
                "word": self.trend,
                "first": first and first.end.isoformat(),
                "last": last and last.end.isoformat(),
            },
            "overlaps": [m.to_dict() for m in self.overlaps],
            "conflicts": [m.to_dict() for m in self.conflicts],
            "positions": [p.to_dict() for p in self.evidence],
            "assumed": [{"position": id, "assumed": [*names]} for id, names in self.assumed],
        }

    def __repr__(self) -> str:
        change = "" if self.change is None else f" ({self.change:+.2f})"
        lines = [f"{' and '.join(self.actors)}: {self.trend}{change}", self.line] if self.points else ["no dated positions"]
        told = ("none" if p.index is None else f"{p.index:+.2f}" for p in self.points)
        return "\n".join([*lines, *(f"{p.end}  {index}" for p, index in zip(self.points, told, strict=True))])

    def _repr_html_(self) -> str:
        change = "" if self.change is None else f" ({self.change:+.2f})"
        caption = f"{escape(' and '.join(self.actors))}: {self.trend}{change}"
        rows = "".join(
            f"<tr><td>{p.start}</td><td>{p.end}</td><td>{'' if p.index is None else f'{p.index:+.2f}'}</td>"
            f"<td>{p.overlap:.2f}</td><td>{p.conflict:.2f}</td></tr>"
            for p in self.points
        )
        head = "".join(f"<th>{name}</th>" for name in ("from", "until", "index", "overlap", "conflict"))
        table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<div>{curve([p.index for p in self.points])}{table}</div>"

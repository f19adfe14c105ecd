"""What the pages of conflicts and of overlaps share: what they call things, and long lists in parts."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.analysis.results import Conflict, Overlap

Found = Conflict | Overlap


@dataclass(frozen=True, slots=True)
class Sort:
    """Conflicts or overlaps: what one is called, which parameter tells its kind, its weight, the vocabulary of its kinds.

    ``shades`` are the classes of levels by which a picture tells weights, each from a least weight on.
    """

    thing: str
    kind: str
    weight: str
    vocabulary: str
    shades: tuple[tuple[float, str], ...]

    def shade(self, weight: float) -> str:
        """The class of a line by the largest weight on it."""
        return next((f"{name}-edge" for least, name in self.shades if weight >= least), "weak")


@dataclass(frozen=True, slots=True)
class Part:
    """Numbers ``first`` to ``last`` of ``total``; ``before`` and ``after`` begin the parts beside it, if there are any."""

    first: int
    last: int
    total: int
    before: int | None
    after: int | None


def kind_of(found: Found) -> str:
    """By which rule, or in which way, two rows meet."""
    return getattr(found, "rule", "") or getattr(found, "kind", "")


def weight(found: Found) -> float:
    """How much a finding weighs."""
    return found.severity if isinstance(found, Conflict) else found.strength


def part_of(total: int, first: int, size: int) -> Part:
    """The part that begins at ``first``; what begins after the end begins where the last part does.

    >>> part_of(120, 51, 50), part_of(3, 51, 50).first
    (Part(first=51, last=100, total=120, before=1, after=101), 1)
    """
    first = first if first <= total else max(1, (max(total, 1) - 1) // size * size + 1)
    last = min(total, first + size - 1)
    return Part(first, last, total, max(1, first - size) if first > 1 else None, last + 1 if last < total else None)

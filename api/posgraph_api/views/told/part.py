"""A part of the main answer: a verdict, and the points that it rests on, each with why, and what would end it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from posgraph.analysis.wording import listed
from posgraph_api.views.told.saying import Said, plain, rows, words


@dataclass(frozen=True, slots=True)
class Point:
    """Rows that cannot all have their way, why not, and the ways out, the cheapest first (``more`` are not told)."""

    said: Said
    because: Said
    ways: tuple[Said, ...] = ()
    more: int = 0
    also: tuple[Said, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The point as data."""
        return {
            "says": plain(self.said),
            "because": plain(self.because),
            "also": [plain(said) for said in self.also],
            "ways_out": [plain(way) for way in self.ways],
            "rows": [*rows(self.said)],
        }


@dataclass(frozen=True, slots=True)
class Part:
    """``kind`` is ``orders``, ``deals``, ``conflicts`` or ``nothing``; ``trouble`` whether something stands in the way.

    ``actors`` are those that it was asked about, where these are not the parties.
    """

    kind: str
    verdict: Said
    lead: Said
    points: tuple[Point, ...]
    notes: tuple[Said, ...]
    trouble: bool
    actors: tuple[str, ...] = ()

    @property
    def sentences(self) -> Iterator[Said]:
        """All that is said, in order."""
        yield self.lead
        for point in self.points:
            yield from (point.said, point.because, *point.also, *point.ways)
        yield from self.notes

    def to_dict(self) -> dict[str, Any]:
        """The part as data."""
        return {
            "kind": self.kind,
            "verdict": plain(self.verdict),
            "lead": plain(self.lead),
            "points": [point.to_dict() for point in self.points],
            "notes": [plain(note) for note in self.notes],
        }


def assumed(name: str, ids: Iterable[str], most: int = 6) -> Said:
    """That a number is unknown, and what stands for it.

    >>> plain(assumed("salience", ["SQ1", "SQ2"]))
    'The salience of SQ1 and SQ2 is unknown; 0.5 stands for it.'
    """
    every = sorted(set(ids))
    return words(f"The {name} of {listed(every, most)} is unknown; 0.5 stands for it.") if every else ()

"""Plausible ranges: what a salience, firmness or confidence may be, given what is coded.

A word is coded as a number by convention, so it stands for all that lies nearer to it than to the next word. Of a number that
is no word's, the third digit means nothing: an eighth either way. What is unknown may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from posgraph.model import Position, SequencePreference
from posgraph.stance import CONFIDENCE, FIRMNESS

AROUND = Fraction(1, 8)
"""How far from a coded number that is no word's the truth may lie."""

NUMBERS = ("salience", "firmness", "confidence")


class Range(NamedTuple):
    """The least and the most that a number may be, both included."""

    low: Fraction
    high: Fraction

    def __mul__(self, other: object) -> Range:
        """The range of a product of two numbers, neither below 0, that vary by themselves."""
        if not isinstance(other, Range):
            return NotImplemented
        return Range(self.low * other.low, self.high * other.high)


ANYTHING = Range(Fraction(0), Fraction(1))


def _words(values: Mapping[str, float]) -> dict[Fraction, Range]:
    """Each word's number with its range: half way to its neighbours, or to the end of the scale."""
    known = sorted(Fraction(str(value)) for value in values.values())
    edges = [Fraction(0), *((a + b) / 2 for a, b in pairwise(known)), Fraction(1)]
    return {value: Range(low, high) for value, (low, high) in zip(known, pairwise(edges), strict=True)}


WORDS: Mapping[str, Mapping[Fraction, Range]] = MappingProxyType(
    {"salience": {}, "firmness": _words(FIRMNESS), "confidence": _words(CONFIDENCE)}
)
"""By column, the numbers that words stand for, each with its range."""


def plausible(column: str, value: float | None) -> Range:
    """The range of a coded number of this column.

    >>> [tuple(map(float, plausible("firmness", value))) for value in (1, 0.75, 0.25, None)]
    [(0.875, 1.0), (0.5, 0.875), (0.0, 0.5), (0.0, 1.0)]
    >>> [tuple(map(float, plausible("confidence", value))) for value in (0.9, 0.6, 0.3)]
    [(0.75, 1.0), (0.45, 0.75), (0.0, 0.45)]
    >>> tuple(map(float, plausible("salience", 0.9)))
    (0.775, 1.0)
    """
    if value is None:
        return ANYTHING
    exact = Fraction(str(value))
    known = WORDS[column].get(exact)
    return known or Range(max(exact - AROUND, ANYTHING.low), min(exact + AROUND, ANYTHING.high))


def weight(row: Position | SequencePreference) -> Range:
    """What a row may weigh in a conflict: |polarity| × salience × confidence."""
    polarity = Fraction(str(abs(row.stance.polarity or 0.0)))
    return Range(polarity, polarity) * plausible("salience", row.salience) * plausible("confidence", row.confidence)


def table() -> dict[str, list[dict[str, object]]]:
    """The ranges as the JSON results show them: by column, of each word and of what is unknown."""
    words = {"salience": {}, "firmness": FIRMNESS, "confidence": CONFIDENCE}
    found: dict[str, list[dict[str, object]]] = {}
    for column in NUMBERS:
        rows = [(word, value) for word, value in words[column].items()]
        found[column] = [_told(word, value, plausible(column, value)) for word, value in (*rows, ("unknown", None))]
        found[column].append({"coded": "any other number", "value": None, "around": float(AROUND)})
    return found


def _told(word: str, value: float | None, range: Range) -> dict[str, object]:
    return {"coded": word, "value": value, "low": float(range.low), "high": float(range.high)}

"""Likely duplicates: rows that say what a draft says, so that nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from posgraph.model import Dataset, When

MOST = 6
"""So many are shown."""

LIKE = 0.7
"""From here on two quotes are told to be alike: the share of letters that stand in both, in order (Ratcliff, Obershelp)."""

_NEAR = 31  # days
_LETTERS = 600  # of a quote that are compared
_LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """A row that may be the same as another, and why."""

    row: Any
    score: float
    why: tuple[str, ...]


def duplicates(dataset: Dataset, table: str, row: Any, most: int = MOST) -> tuple[Likeness, ...]:
    """The rows of a table that may say the same as ``row``, the likeliest first; never the row itself.

    The same holder on the same demand (an order: on both steps) counts 3, on a related demand 2, on the same issue 1; dates a
    month apart at most 1; the same source 1; quotes 3 times their likeness. From 3 on a row is shown.
    """
    about = _About(dataset, row)
    found = (about.likeness(other) for other in dataset.rows(table) if other.id != row.id)
    likely = [one for one in found if one is not None and one.score >= _LEAST]
    return tuple(sorted(likely, key=lambda one: (-one.score, one.row.id))[:most])


class _About:
    """What a row is about, and how far another one is from it."""

    def __init__(self, dataset: Dataset, row: Any) -> None:
        self._dataset, self._row = dataset, row
        self._targets = frozenset(_targets(row))
        self._related = frozenset(_related(dataset, self._targets))
        self._issues = frozenset(_issues(dataset, self._targets))
        self._quote = _plain(row.quote)

    def likeness(self, other: Any) -> Likeness | None:
        """How like another row is; None where nothing speaks for it."""
        why: list[str] = []
        score = self._subject(other, why) if other.actor == self._row.actor else 0.0
        same = alike(self._quote, _plain(other.quote)) if score or _plain(other.quote)[:20] == self._quote[:20] else 0.0
        if same >= LIKE:
            why.append("the same quote" if same == 1 else "a similar quote")
            score += 3 * same
        if score and _apart(self._row.valid_from, other.valid_from) <= _NEAR:
            score += 1
            why.append("about the same time")
        if score and self._row.source and other.source == self._row.source:
            score += 1
            why.append("the same source")
        return Likeness(other, round(score, 2), tuple(why)) if score else None

    def _subject(self, other: Any, why: list[str]) -> float:
        targets = frozenset(_targets(other))
        for score, is_so, word in (
            (3.0, targets == self._targets, "the same demand" if len(targets) == 1 else "the same steps"),
            (2.0, bool(targets & (self._related | self._targets)), "a related demand"),
            (1.0, bool(self._issues.intersection(_issues(self._dataset, targets))), "the same issue"),
        ):
            if is_so:
                why.append(f"the same holder on {word}")
                return score
        return 0.0


def alike(one: str, other: str) -> float:
    """How like two quotes are, 0 … 1; 0 where one is missing.

    >>> alike("no ceasefire now", "no ceasefire, now"), alike("", "")
    (0.97, 0.0)
    """
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    match = SequenceMatcher(None, one[:_LETTERS], other[:_LETTERS], autojunk=False)
    if match.real_quick_ratio() < LIKE or match.quick_ratio() < LIKE:
        return 0.0
    return round(match.ratio(), 2)


def _plain(quote: str | None) -> str:
    return " ".join((quote or "").casefold().split())


def _targets(row: Any) -> tuple[str, ...]:
    return (row.demand,) if hasattr(row, "demand") else (row.first, row.then)


def _related(dataset: Dataset, targets: frozenset[str]) -> Iterator[str]:
    for relation in dataset.relations:
        if relation.demand_a in targets:
            yield relation.demand_b
        if relation.demand_b in targets:
            yield relation.demand_a


def _issues(dataset: Dataset, targets: frozenset[str]) -> Iterator[str]:
    for target in targets:
        demand = dataset.by_id("demands").get(target)
        if demand is not None:
            yield demand.issue
        elif target.startswith("issue:"):
            yield target.removeprefix("issue:")


def _apart(one: When | None, other: When | None) -> float:
    """Days between the beginnings of two rows; endless where one is not known."""
    days = [when.first for when in (one, other) if when is not None and when.first is not None]
    first: list[date] = days
    return abs((first[0] - first[1]).days) if len(first) == 2 else float("inf")

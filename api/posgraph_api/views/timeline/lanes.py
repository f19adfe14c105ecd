"""Lanes: positions along time, by issue, or by issue of one actor, or by actor on one issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from posgraph.analysis.force import Held
from posgraph.analysis.shifts.answer import found_by, issue_of
from posgraph.analysis.words import Words, verb
from posgraph.model import Dataset, Position
from posgraph_api.views.days import since, until
from posgraph_api.views.levels import level, sign
from posgraph_api.views.moves import SIGNS
from posgraph_api.views.timeline.span import Span

LANES, MARKS = 40, 240
"""So many lanes and marks are drawn at most; of marks the newest."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A position: when it began (``start``; None is unknown) and ended, its colour, its salience (None is unknown), its shift.

    ``since`` and ``until`` are its days as they are written: a vague date, such as ``2025-12~``, is told as vague.
    """

    id: str
    actor: str
    issue: str
    label: str
    start: date | None
    end: date | None
    level: str
    sign: str
    salience: float | None
    kind: str
    told: str
    since: str = ""
    until: str = ""

    @property
    def arrow(self) -> str:
        """The sign of its shift, where it is a move."""
        return SIGNS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: its marks by their beginning, and how many more are in force in the span but began before it.

    ``under`` is the issue, where the label is an actor's and several issues are shown.
    """

    label: str
    under: str
    marks: tuple[Mark, ...]
    before: int


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is drawn, and what is left out of it: ``total`` positions are in force in the span; ``hidden`` lanes are not drawn."""

    lanes: tuple[Lane, ...]
    bars: bool
    total: int
    begun: int
    drawn: int
    hidden: int


def marks_of(dataset: Dataset, rows: Iterable[Held[Position]]) -> tuple[Mark, ...]:
    """Every position of all times as a mark, by its beginning."""
    words = Words(dataset)
    kinds: dict[str, str] = {}
    for turn, move in found_by(dataset, None):
        if turn.after and (move.kind in SIGNS or turn.after.id not in kinds):
            kinds[turn.after.id] = move.kind
    found = [_mark(dataset, held, kinds.get(held.row.id, ""), words) for held in rows]
    return tuple(sorted(found, key=lambda mark: (mark.start or date.min, mark.id)))


def _mark(dataset: Dataset, held: Held[Position], kind: str, words: Words) -> Mark:
    row = held.row
    polarity = row.stance.polarity
    what = words.demand(row.demand)
    return Mark(
        row.id, row.actor, issue_of(dataset, row.demand) or "", what, held.start, held.end, level(polarity), sign(polarity),
        row.salience, kind, f"{words.actor(row.actor)} {verb(row.stance.value)}: {what}{words.hearsay(row.id)}",
        since(held.start, row.valid_from.text if row.valid_from else None),
        until(held.end, row.valid_to.text if row.valid_to else None),
    )  # fmt: skip


def lanes_of(marks: Iterable[Mark], words: Words, span: Span, bars: bool, by_actor: bool) -> Lanes:
    """The lanes of these marks; without ``bars`` only what begins in the span has a mark of its own."""
    held = [m for m in marks if (m.start or date.min) <= span.last and (m.end or date.max) >= span.first]
    begun = [m for m in held if m.start and m.start >= span.first]
    drawn = (held if bars else begun)[-MARKS:]
    groups: defaultdict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in drawn:
        groups[_lane(mark, by_actor)].append(mark)
    before = _before(held, span, by_actor)
    keys = sorted({*groups, *(before if not bars else ())}, key=lambda key: (-len(groups.get(key, ())), key))[:LANES]
    several = len({issue for _, issue in keys}) > 1
    lanes = [Lane(*_name(key, words, several), tuple(groups.get(key, ())), 0 if bars else before.get(key, 0)) for key in keys]
    return Lanes(
        tuple(sorted(lanes, key=lambda lane: (lane.label.casefold(), lane.label, lane.under))),
        bars,
        len(held),
        len(begun),
        sum(len(lane.marks) for lane in lanes),
        len({_lane(mark, by_actor) for mark in held}) - len(lanes),
    )


def _lane(mark: Mark, by_actor: bool) -> tuple[str, str]:
    return mark.actor if by_actor else "", mark.issue


def _before(held: Iterable[Mark], span: Span, by_actor: bool) -> Mapping[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for mark in held:
        if mark.start is None or mark.start < span.first:
            found[_lane(mark, by_actor)] += 1
    return found


def _name(key: tuple[str, str], words: Words, several: bool) -> tuple[str, str]:
    """Label and what stands under it."""
    actor, issue = key
    on = words.label("issues", issue) if issue else "no issue"
    return (words.actor(actor), on if several else "") if actor else (on, "")

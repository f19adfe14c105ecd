"""The history of a statement: all that its holder said on the same target over time, and the shifts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posgraph.analysis.evidence import evidence
from posgraph.analysis.force import Force, begin
from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.shifts import shifts
from posgraph.analysis.words import Words
from posgraph.model import Dataset, Position, SequencePreference
from posgraph_api.views.meanings import Meaning, meanings
from posgraph_api.views.moves import SIGNS, when
from posgraph_api.views.statement import Statement, statement


@dataclass(frozen=True, slots=True)
class Step:
    """A statement in its history: what became of it, and the shifts that led to it (kind and day) or, at its end, from it."""

    statement: Statement
    state: str
    shifts: tuple[tuple[str, str, Meaning], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Who on what, the oldest statement first."""

    title: str
    picked: str
    steps: tuple[Step, ...]


def history(dataset: Dataset, id: str, ever: Force, day: date) -> History:
    """The history of a position or a wanted order, by its id; positions on other targets that it turned from or to among them."""
    orders = dataset.by_id("sequencing")
    row: Position | SequencePreference = orders.get(id) or dataset.by_id("positions")[id]
    rows: list[Position | SequencePreference]
    moves = shifts(dataset, ever=True, actors=row.actor).items
    if isinstance(row, SequencePreference):
        rows = [r for r in dataset.sequencing if r.actor == row.actor and {r.first, r.then} == {row.first, row.then}]
    else:
        same = {r.id for r in dataset.positions if (r.actor, r.demand) == (row.actor, row.demand)}
        linked = {other for shift in moves if same & set(shift.ids) for other in shift.ids}
        rows = [r for r in dataset.positions if r.id in same | linked]
    words = Words(dataset)
    spans: dict[str, AnyHeld] = {held.row.id: held for held in ever.positions}
    spans |= {held.row.id: held for held in ever.preferences}
    kinds = meanings("shift-kind")
    steps = []
    for each in sorted(rows, key=lambda r: (begin(r), r.id)):
        held = spans.get(each.id)
        told = tuple(
            (f"{SIGNS.get(shift.kind, '')} {shift.kind}".strip(), when(shift), kinds[shift.kind])
            for shift in sorted(moves, key=lambda s: s.day or date.min)
            if (shift.after.position if shift.after else shift.ids[0]) == each.id
        )
        state = _state(held.start, held.end, day) if held else "corrected, retracted or never in force"
        steps.append(Step(statement(evidence(dataset, each, bool(held and held.disputed)), dataset), state, told))
    about = steps[0].statement.wanted if isinstance(row, SequencePreference) else words.demand(row.demand)
    return History(f"{words.actor(row.actor)}: {about}", id, tuple(steps))


def _state(start: date | None, end: date | None, day: date) -> str:
    """What has become of a statement by the day.

    >>> _state(None, date(2025, 1, 1), date(2025, 2, 1)), _state(date(2025, 3, 1), None, date(2025, 2, 1))
    ('in force until 2025-01-01', 'begins on 2025-03-01')
    """
    if start and start > day:
        return f"begins on {start}"
    return f"in force until {end}" if end and end < day else "in force"

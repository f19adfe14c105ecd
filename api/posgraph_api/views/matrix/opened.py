"""What lies behind a cell of the matrix: every statement, those that ended before, wanted orders, and how the actor moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posgraph.analysis.evidence import shown
from posgraph.analysis.force import Force, Held
from posgraph.analysis.shifts import Shift
from posgraph.analysis.shifts.answer import issue_of
from posgraph.analysis.words import Words
from posgraph.model import Dataset, Position
from posgraph_api.views.matrix.cell import Cell
from posgraph_api.views.meanings import Meaning, meanings
from posgraph_api.views.moves import SIGNS, when
from posgraph_api.views.statement import Statement, statement


@dataclass(frozen=True, slots=True)
class Move:
    """A shift of the actor on the issue."""

    day: str
    sign: str
    meaning: Meaning
    told: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What the drawer shows of a cell."""

    actor: str
    actor_label: str
    issue: str
    issue_label: str
    cell: Cell | None
    statements: tuple[Statement, ...]
    earlier: tuple[Statement, ...]
    orders: tuple[Statement, ...]
    moves: tuple[Move, ...]


def by_cell(dataset: Dataset, rows: Iterable[Held[Position]]) -> defaultdict[tuple[str, str], list[Held[Position]]]:
    """Rows by actor and issue; those on a clause that proposes no demand are on none."""
    found: defaultdict[tuple[str, str], list[Held[Position]]] = defaultdict(list)
    for held in rows:
        if issue := issue_of(dataset, held.row.demand):
            found[held.row.actor, issue].append(held)
    return found


def ended(history: Force, day: date) -> list[Held[Position]]:
    """Positions that were in force before the day, and are no more."""
    return [held for held in history.positions if held.end and held.end < day]


def opened(
    dataset: Dataset,
    one: Cell | None,
    chosen: tuple[str, str],
    force: Force,
    history: Force,
    shifts: Iterable[Shift],
    day: date,
) -> Opened:
    """The drawer of a cell, which may be empty."""
    words = Words(dataset)
    actor, issue = chosen
    now = {held.row.id: held for held in force.positions}
    before = {held.row.id: held for held in ended(history, day)}
    orders = [
        held
        for held in force.preferences
        if held.row.actor == actor and issue in (issue_of(dataset, held.row.first), issue_of(dataset, held.row.then))
    ]
    kinds = meanings("shift-kind")
    moves = [
        Move(when(shift), SIGNS.get(shift.kind, ""), kinds[shift.kind], _told(shift, words))
        for shift in shifts
        if shift.actor == actor and shift.issue == issue and (shift.day or date.min) <= day and shift.kind != "first"
    ]
    return Opened(
        actor=actor,
        actor_label=words.actor(actor),
        issue=issue,
        issue_label=words.label("issues", issue),
        cell=one,
        statements=tuple(statement(shown(dataset, now[id]), dataset) for id in (one.positions if one else ())),
        earlier=tuple(statement(shown(dataset, before[id]), dataset) for id in (one.earlier if one else ())),
        orders=tuple(statement(shown(dataset, held), dataset) for held in orders),
        moves=tuple(moves),
    )


def _told(shift: Shift, words: Words) -> str:
    sides = [f"{words.sentence(p.to_dict())} ({p.position}{words.hearsay(p.position)})" for p in (shift.before, shift.after) if p]
    return " → ".join(sides)

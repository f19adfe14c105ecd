"""What a form offers to suppose: rows in force, with what each says, and what they can be supposed to be instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from posgraph.analysis.force import Force
from posgraph.analysis.words import Words
from posgraph.model import DemandRelation, Position, SequencePreference

OFFERED = 160
"""So many rows are offered; any other can be named in the address."""

Row = Position | SequencePreference | DemandRelation

CUT = 110
"""Characters of what a row says."""

WITHDRAWN, MOVES = "withdrawn", "moves"
"""What can be supposed of a row beside another stance: that it is left out, that it is no red line any more."""

TO = (
    (WITHDRAWN, "is withdrawn, or does not hold"),
    (MOVES, "moves: is a wish, no red line"),
    ("demands", "becomes: demands"),
    ("supports", "becomes: supports"),
    ("accepts", "becomes: accepts"),
    ("neutral", "becomes: is neutral on"),
    ("opposes", "becomes: opposes"),
    ("rejects", "becomes: rejects"),
)
"""What the form can make of a row."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A row: the value that the form sends, and what it says."""

    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Rows in groups, how many are left out, and what can be supposed of them."""

    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    left: int
    to: tuple[tuple[str, str], ...] = TO


def choices(
    force: Force, red: Collection[str], first: Collection[str], relations: Sequence[DemandRelation], words: Words
) -> Choices:
    """The rows in force on a day: red lines, orders, relations that matter, other positions; those of ``first`` actors first."""
    held = sorted((h.row for h in force.positions), key=lambda row: (row.actor not in first, row.actor, row.id))
    every: tuple[tuple[str, list[Row]], ...] = (
        ("Red lines", [row for row in held if row.id in red]),
        ("Orders of steps", [h.row for h in force.preferences]),
        ("Relations behind what blocks (withdrawn only)", [*relations]),
        ("Other positions", [row for row in held if row.id not in red]),
    )
    return Choices(tuple(_cut(every, words)), max(0, sum(len(rows) for _, rows in every) - OFFERED))


def _cut(every: Iterable[tuple[str, list[Row]]], words: Words) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    room = OFFERED
    for name, rows in every:
        if rows[:room]:
            yield name, tuple(_choice(row, words) for row in rows[:room])
        room = max(0, room - len(rows))


def _choice(row: Row, words: Words) -> Choice:
    """A row; the value is its id, the verb of a change, and what that is about."""
    match row:
        case DemandRelation():
            return Choice(f"{row.id}\tdrop\t", _short(words.relation(row.id)))
        case SequencePreference():
            spelt = f"order\t{row.actor}:{row.first} {row.relation} {row.then}"
        case Position():
            spelt = f"set\t{row.actor}:{row.demand}"
    return Choice(f"{row.id}\t{spelt}", _short(f"{words.said(row.id)} ({row.id})"))


def _short(text: str) -> str:
    return text if len(text) <= CUT else f"{text[: CUT - 1]}…"

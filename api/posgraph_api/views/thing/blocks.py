"""What the page of a thing is built from: blocks of facts, statements, sentences and stances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from posgraph.analysis.evidence import shown
from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.results import Conflict, Conflicts
from posgraph.analysis.shifts import Shift
from posgraph.model import Dataset
from posgraph.stance import Stance
from posgraph_api.links.links import Links
from posgraph_api.views.levels import level, sign
from posgraph_api.views.rows import row_kind
from posgraph_api.views.statement import THIRD, Statement, statement
from posgraph_api.views.told.saying import Said, Telling

MOST = 30
"""So many statements of a page are shown as cards, and so many lines of a list."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text, and where it leads; nowhere without an address."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A property in words with its values."""

    name: str
    values: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An actor's stance in short; the address is that of the statement. ``third``: neither it nor who speaks for it is heard."""

    actor: str
    says: str
    sign: str
    level: str
    href: str
    third: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a block under a heading of its own."""

    heading: Link | None
    statements: tuple[Statement, ...] = ()
    lines: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the page; ``note`` says what is left out, ``rest`` and ``more`` where that is.

    ``stands`` are what one can stand for or against, each with who does.
    """

    title: str
    groups: tuple[Group, ...] = ()
    facts: tuple[Fact, ...] = ()
    stands: tuple[tuple[Link, tuple[Mark, ...]], ...] = ()
    note: str = ""
    rest: tuple[Fact, ...] = ()
    more: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What the blocks of a thing are made from. ``conflicts`` and ``shifts`` are worked out when they are asked for, and take
    what the library's functions take: ``actors``, ``issues``.
    """

    dataset: Dataset
    day: date
    links: Links
    telling: Telling
    held: Mapping[str, AnyHeld] = field(hash=False)
    conflicts: Callable[..., Conflicts]
    shifts: Callable[..., tuple[Shift, ...]]

    def cards(self, rows: Iterable[str]) -> tuple[Statement, ...]:
        """The cards of rows, whether they are in force or not."""
        return tuple(statement(found, self.dataset) for id in rows if (found := self.telling.find(id)))

    def mark(self, held: AnyHeld) -> Mark:
        """The stance of a row in force."""
        found = shown(self.dataset, held)
        polarity = Stance(found.stance).polarity
        kind = "order" if found.steps else "position"
        return Mark(
            self.label("actors", found.actor),
            found.stance,
            sign(polarity),
            level(polarity),
            self.links.thing(kind, found.position),
            found.mode in THIRD,
        )

    def label(self, table: str, id: str) -> str:
        """What a row is called."""
        found = self.dataset.by_id(table).get(id)
        return str(getattr(found, "label", None) or getattr(found, "title", None) or id) if found is not None else id

    def link(self, kind: str, table: str, id: str) -> Link:
        """A row by name, with its permalink; free text leads nowhere."""
        return Link(self.label(table, id), self.links.thing(kind, id) if id in self.dataset.by_id(table) else "")

    def place(self, id: str) -> str:
        """The permalink of a position, a wanted order or a relation; empty for anything else."""
        kind = row_kind(self.dataset, id)
        return self.links.thing(kind, id) if kind else ""

    def clashes(self, rows: Iterable[str], **among: str) -> tuple[Conflict, ...]:
        """The conflicts of the day that one of these rows is a side of; ``among`` says among which to look for them."""
        wanted = frozenset(rows)
        return tuple(conflict for conflict in self.conflicts(**among) if not wanted.isdisjoint(conflict.ids))


def facts(*pairs: tuple[str, Iterable[Link]]) -> tuple[Fact, ...]:
    """Facts, without those that have no value.

    >>> facts(("kind", [Link("state")]), ("part of", []))
    (Fact(name='kind', values=(Link(text='state', href=''),)),)
    """
    return tuple(Fact(name, values) for name, given in pairs if (values := tuple(each for each in given if each.text)))


def left_out(number: int, of: int, things: str) -> str:
    """What is left out.

    >>> left_out(30, 83, "statements"), left_out(3, 3, "statements")
    ('30 of 83 statements are shown.', '')
    """
    return f"{number} of {of} {things} are shown." if of > number else ""

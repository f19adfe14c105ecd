"""What blocks a deal and what must move, as a page shows it: red lines by what they say, why they clash, what each move costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.settlements.problem import Bond
from posgraph.analysis.settlements.results import Blocker, Component, Concession, Settlements
from posgraph.analysis.words import Words, listed, number

SHOWN = 12
"""So many blockers and concessions of a part are shown; the others are counted, and stand in the table to download."""

_RULES: Mapping[str, Callable[[str, str], str]] = {
    "entails": lambda no, yes: f"{no} brings {yes} with it",
    "requires": lambda no, yes: f"{no} needs {yes}",
    "same": lambda no, yes: f"{no} is the same as {yes}",
    "condition": lambda no, yes: f"{no} only with {yes}",
    "incompatible": lambda no, _: f"{no} cannot hold together",
    "exclusive": lambda no, _: f"only one of {no} can be chosen: they are options of one issue",
    "range": lambda no, _: f"the ranges of {no} do not meet",
    "scale": lambda no, _: f"{no} lie too far apart on the scale of their issue",
    "exhaustive": lambda _, yes: f"a deal must hold one of {yes}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A red line, or another row, by what it says."""

    id: str
    actor: str
    holder: str
    said: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A bond that red lines run against: its rule in words, and the relations that claim it, with whose claim each is."""

    text: str
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Red lines that no deal can keep together; ``key`` joins their ids."""

    key: str
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What one red line costs to move: firmness × salience, and whether 0.5 stands for a salience that is unknown."""

    line: Line
    sum: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class Way:
    """Red lines that would do if they moved, with what that costs and whom."""

    ids: tuple[str, ...]
    prices: tuple[Price, ...]
    cost: str
    least: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what blocks a deal, independent of the others; ``blockers`` and ``ways`` are the first of so many."""

    title: str
    blockers: tuple[Blocked, ...]
    blockers_count: int
    ways: tuple[Way, ...]
    ways_count: int
    hard: tuple[Reason, ...]
    partial: bool


def parts(found: Settlements, words: Words) -> tuple[Part, ...]:
    """The parts of what blocks a deal."""
    rows = {row.position: row for row in found.red_lines}
    return tuple(_part(component, rows, words) for component in found.components)


def blocked(found: Settlements, words: Words, key: str | None) -> Blocked | None:
    """The blocker of a key, wherever it stands in its part."""
    every = (blocker for part in found.components for blocker in part.blockers)
    return next((_blocked(blocker, words) for blocker in every if key and _key(blocker) == key), None)


def lines(ids: Iterable[str], rows: Mapping[str, Evidence], words: Words) -> tuple[Line, ...]:
    """Rows by what they say."""
    return tuple(line(id, words, rows.get(id)) for id in ids)


def line(id: str, words: Words, row: Evidence | None = None) -> Line:
    """A row by what it says."""
    said = words.said(id)
    told = words.relation(id) if said == id else f"{said}{words.hearsay(id)}"
    return Line(id, row.actor if row else "", words.actor(row.actor) if row else "", told)


def reason(bond: Bond, words: Words) -> Reason:
    """A bond in words."""
    no, yes = (
        listed(f"‘{words.demand(literal.demand)}’" for literal in bond.literals if literal.sign == sign) for sign in (-1, 1)
    )
    told = _RULES[bond.rule](no, yes) if bond.rule in _RULES else f"{bond.rule}: {no or yes}"
    return Reason(told, tuple(words.relation(id) for id in bond.relations))


def _part(component: Component, rows: Mapping[str, Evidence], words: Words) -> Part:
    least = component.concessions[0].cost if component.concessions else None
    return Part(
        listed((words.label("issues", issue) for issue in component.issues), 4),
        tuple(_blocked(blocker, words) for blocker in component.blockers[:SHOWN]),
        len(component.blockers),
        tuple(_way(way, rows, words, way.cost == least) for way in component.concessions[:SHOWN]),
        len(component.concessions),
        tuple(reason(bond, words) for bond in component.hard),
        component.partial,
    )


def _blocked(blocker: Blocker, words: Words) -> Blocked:
    return Blocked(_key(blocker), tuple(line(id, words) for id in blocker.members), tuple(_reasons(blocker, words)))


def _key(blocker: Blocker) -> str:
    return "~".join(blocker.members)


def _reasons(blocker: Blocker, words: Words) -> Iterator[Reason]:
    if not blocker.bonds:
        yield Reason("the one asks for what the other refuses", ())
    for bond in blocker.bonds:
        yield reason(bond, words)


def _way(way: Concession, rows: Mapping[str, Evidence], words: Words, least: bool) -> Way:
    return Way(way.move, tuple(_price(id, rows, words) for id in way.move), number(way.cost), least)


def _price(id: str, rows: Mapping[str, Evidence], words: Words) -> Price:
    row = rows[id]
    weight = "0.5" if row.salience is None else number(row.salience)
    return Price(line(id, words, row), f"{number(row.firmness)} × {weight}", row.salience is None)

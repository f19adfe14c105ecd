"""Sentences whose names stand apart from the words, and whose rows can become links to what proves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.wording import RELATIONS, SAID, TOLD
from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph_api.views.text import cut

LONGEST = 120
"""So many characters of a name stand in a sentence; its own page has all of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence: words, a name of the data (``name``), or a row that proves what is said (``row``: its id)."""

    text: str
    name: bool = False
    row: str = ""


Said = tuple[Piece, ...]


def words(text: str) -> Said:
    """Words of the page."""
    return (Piece(text),)


def name(text: str) -> Said:
    """A name of the data, cut where it is very long.

    >>> plain(name("Russia")), len(plain(name("long " * 1000)))
    ('Russia', 120)
    """
    return (Piece(cut(text, LONGEST), name=True),)


def row(id: str) -> Said:
    """A row, by its id."""
    return (Piece(id, row=id),)


def plain(said: Iterable[Piece]) -> str:
    """A sentence as text."""
    return "".join(piece.text for piece in said)


def rows(said: Iterable[Piece]) -> tuple[str, ...]:
    """The rows that a sentence names, each once."""
    return tuple(dict.fromkeys(piece.row for piece in said if piece.row))


def joined(parts: Sequence[Said], between: str = ", ", last: str = " and ") -> Said:
    """Parts in a list.

    >>> plain(joined([words("a"), words("b"), words("c")]))
    'a, b and c'
    """
    found: Said = ()
    for n, part in enumerate(parts):
        found += (words(last if n == len(parts) - 1 else between) if n else ()) + part
    return found


class Telling:
    """Who said what, in the words of one dataset; ``find`` gives the evidence of a row that is in force."""

    def __init__(self, dataset: Dataset, find: Callable[[str], Evidence | None]) -> None:
        self._dataset, self._words = dataset, Words(dataset)
        self.find = find

    def actor(self, id: str) -> Said:
        """An actor by its name."""
        return name(self._words.label("actors", id))

    def actors(self, ids: Sequence[str], most: int = 4) -> Said:
        """Several actors; of more than ``most`` only so many, and the number of the others."""
        if len(ids) <= most + 1:
            return joined([self.actor(id) for id in ids])
        return joined([*(self.actor(id) for id in ids[:most]), words(f"{len(ids) - most} others")])

    def demand(self, id: str) -> Said:
        """What a position is about, in quotation marks: a demand, an issue or a clause."""
        kind, colon, rest = id.partition(":")
        if colon and kind == "issue":
            return words("the issue ‘") + name(self._words.label("issues", rest)) + words("’")
        if colon and kind == "clause":
            plan, _, number = rest.partition("/")
            return words("clause ") + name(number) + words(" of ‘") + name(self._words.label("proposals", plan)) + words("’")
        return words("‘") + name(self._words.label("demands", id)) + words("’")

    def issue(self, id: str) -> Said:
        """An issue in quotation marks."""
        return words("‘") + name(self._words.label("issues", id)) + words("’")

    def wanted(self, p: Evidence) -> Said:
        """What a row is about: a demand, or an order of two steps."""
        if not p.steps:
            return self.demand(p.demand)
        first, relation, then = p.steps
        return self.demand(first) + words(f" {relation} ") + self.demand(then)

    def did(self, p: Evidence, target: Said | None = None) -> Said:
        """What the holder did to the target: ``accepted ‘a truce’ only if ‘a vote’``."""
        about = self.wanted(p) if target is None else target
        if not p.only_if:
            return words(f"{SAID[p.stance]} ") + about
        waits = joined([self.demand(demand) for demand in p.only_if])
        return words(SAID[p.stance].removesuffix(" on a condition") + " ") + about + words(" only if ") + waits

    def says(self, p: Evidence, target: Said | None = None) -> Said:
        """Who said what, and on whose word where it is another's: ``Russia rejected ‘a ceasefire’ (RU001)``."""
        return self.actor(p.actor) + words(" ") + self.did(p, target) + self.cited(p)

    def cited(self, p: Evidence) -> Said:
        """The row in brackets, and on whose word it is known."""
        told = ", ".join(part for part in (TOLD.get(p.mode or "", ""), "disputed" if p.disputed else "") if part)
        return words(" (") + row(p.position) + words(f"{told and ', ' + told})")

    def moves(self, ids: Iterable[str], doing: str) -> Said:
        """Who would do what on which of these rows, each holder once: ``Russia giving up ‘a’ (p1) and ‘b’ (p2)``."""
        by_actor: dict[str, list[Evidence]] = {}
        for found in filter(None, map(self.find, ids)):
            by_actor.setdefault(found.actor, []).append(found)
        told = [self.actor(actor) + words(f" {doing} ") + joined([*map(self._wanted, ps)]) for actor, ps in by_actor.items()]
        return joined(told, "; ", "; and ")

    def _wanted(self, p: Evidence) -> Said:
        return self.wanted(p) + self.cited(p)

    def relation(self, id: str) -> Said:
        """A relation between demands, and whose claim it is."""
        found = self._dataset.by_id("relations").get(id)
        if found is None:
            return row(id)
        claim = self.demand(found.demand_a) + words(f" {RELATIONS[found.relation]} ") + self.demand(found.demand_b)
        return claim + words(" (") + self._cut(id) + words(", so ") + self.actor(found.by) + words(")")

    def member(self, id: str) -> Said:
        """A position, a wanted order or a relation."""
        found = self.find(id)
        return self.says(found) if found else self.relation(id)

    def _cut(self, id: str) -> Said:
        """The row of a relation; an id that only repeats what is related is told as "claim"."""
        return (Piece(id if len(id) <= 24 else "a claim", row=id),)

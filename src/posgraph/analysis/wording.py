"""Positions in words: what a holder said of a demand, and on whose word that is known."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from posgraph.analysis.evidence import Evidence, evidence
from posgraph.model import Dataset
from posgraph.stance import FIRMNESS

SAID = MappingProxyType(
    {
        "demands": "demanded",
        "supports": "supported",
        "accepts": "accepted",
        "conditional": "accepted on a condition",
        "neutral": "stayed neutral on",
        "opposes": "opposed",
        "rejects": "rejected",
        "ambiguous": "stayed ambiguous on",
        "undefined": "left open",
    }
)
"""Stances as verbs, in a form that is both past tense and participle, and the same of one holder and of several."""

TOLD = MappingProxyType(
    {
        "byOpponent": "as its opponent tells it",
        "byMediator": "as a mediator tells it",
        "byThirdParty": "as a third party tells it",
        "anonymous": "anonymously",
        "inferred": "inferred by the coder",
    }
)
"""On whose word a position is known, where it is neither its holder's nor its representative's."""

RELATIONS = MappingProxyType(
    {
        "incompatible": "cannot hold together with",
        "same": "is the same step as",
        "entails": "entails",
        "requires": "requires",
    }
)
"""Relations between demands as verbs."""

FIRM = MappingProxyType({value: word.replace("_", " ") for word, value in FIRMNESS.items()})


class Wording:
    """Phrases on the positions of one dataset, with labels in the place of ids."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def actor(self, id: str) -> str:
        """The label of an actor."""
        return self._label("actors", id)

    def target(self, p: Evidence) -> str:
        """What a position is about, in quotation marks: a demand, an issue, a clause, or an order of two steps."""
        if p.steps:
            first, relation, then = p.steps
            return f"‘{self._label('demands', first)}’ {relation} ‘{self._label('demands', then)}’"
        kind, colon, name = p.demand.partition(":")
        if colon and kind == "issue":
            return f"the issue ‘{self._label('issues', name)}’"
        if colon and kind == "clause":
            proposal, _, number = name.partition("/")
            return f"clause {number} of ‘{self._label('proposals', proposal)}’"
        return f"‘{self._label('demands', p.demand)}’"

    def did(self, p: Evidence, target: str | None = None) -> str:
        """What the holder did to the target (or to what else it is called): ``accepted ‘a truce’ only if ‘a vote’``."""
        what = self.target(p) if target is None else target
        if not p.only_if:
            return f"{SAID[p.stance]} {what}"
        waits = listed(f"‘{self._label('demands', d)}’" for d in p.only_if)
        return f"{SAID[p.stance].removesuffix(' on a condition')} {what} only if {waits}"

    def says(self, p: Evidence) -> str:
        """Who said what: ``Russia rejected ‘a ceasefire’ (RU001; TASS, 2025-12-29)``."""
        return f"{self.actor(p.actor)} {self.did(p)} ({self.cited(p)})"

    def pair(self, a: Evidence, b: Evidence) -> str:
        """Two positions that belong together; a target that they share is named once."""
        if a.steps or b.steps or a.demand != b.demand:
            return f"{self.says(a)}, and {self.says(b)}"
        return f"{self.says(a)}, and {self.actor(b.actor)} {self.did(b, 'it')} ({self.cited(b)})"

    def row(self, id: str) -> str:
        """A position, a wanted order, or a relation and whose claim it is."""
        for table in ("positions", "sequencing"):
            if (row := self._dataset.by_id(table).get(id)) is not None:
                return self.says(evidence(self._dataset, row))
        relation = self._dataset.by_id("relations").get(id)
        if relation is None:
            return id
        one, other = (f"‘{self._label('demands', d)}’" for d in (relation.demand_a, relation.demand_b))
        return f"{one} {RELATIONS[relation.relation]} {other} ({id}; so {self.actor(relation.by)})"

    def cited(self, p: Evidence, firmness: bool = False) -> str:
        """The row and its source, and on whose word it is."""
        firm = FIRM.get(p.firmness or 0.0) or f"firmness {p.firmness:g}" if firmness and p.firmness is not None else ""
        source = p.source
        where = ", ".join(str(part) for part in (source.publisher or source.title, source.published) if part) if source else ""
        parts = (p.position, firm, where or "no source given", TOLD.get(p.mode or "", ""), "disputed" if p.disputed else "")
        return "; ".join(part for part in parts if part)

    def sources(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The sources of positions, wanted orders and relations, each once, in the order of the rows."""
        tables = [self._dataset.by_id(name) for name in ("positions", "sequencing", "relations")]
        rows = (table[id] for id in ids for table in tables if id in table)
        return tuple(dict.fromkeys(row.source for row in rows if row.source))

    def _label(self, table: str, id: str) -> str:
        row = self._dataset.by_id(table).get(id)
        return str(row.label) if row is not None else id


def listed(parts: Iterable[str], most: int | None = None) -> str:
    """A list in words; of more than ``most`` only so many, and the number of the others.

    >>> listed("abc"), listed("abcd", 2)
    ('a, b and c', 'a, b and 2 others')
    """
    every = list(parts)
    if most is not None and len(every) > most + 1:
        every = [*every[:most], f"{len(every) - most} others"]
    *rest, last = every or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def count(number: int, thing: str, plural: str = "") -> str:
    """A number of things.

    >>> count(1, "conflict"), count(3000, "party", "parties")
    ('1 conflict', '3,000 parties')
    """
    return f"{number:,} {thing if number == 1 else plural or thing + 's'}"

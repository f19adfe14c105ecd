"""Pairs of rows that a rule brings together, before severity and evidence are added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from posgraph.analysis.clash import Table
from posgraph.analysis.force import Held, overlap
from posgraph.analysis.state import State, reference
from posgraph.model import Position, SequencePreference

AnyHeld = Held[Position] | Held[SequencePreference]


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows ``a`` and ``b`` meet by ``rule`` (or kind of overlap) on ``issue``; ``span`` are the days on which both hold.

    ``chain`` leads from the demand of ``a`` to that of ``b`` over ``relations``. ``extra`` is what the rule reports
    besides. ``softened``: the rule itself says that this conflict is not hard, however firm the two are.
    """

    rule: str
    a: AnyHeld
    b: AnyHeld
    chain: tuple[str, ...]
    relations: tuple[str, ...]
    issue: str
    span: tuple[date | None, date | None]
    extra: Mapping[str, Any] = field(default_factory=dict)
    softened: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """The rule and the two rows, whichever comes first."""
        return (self.rule, *sorted((self.a.row.id, self.b.row.id)))  # type: ignore[return-value]

    @property
    def within(self) -> bool:
        """True where one holder stands on both sides."""
        return self.a.row.actor == self.b.row.actor


def join(held: State, table: Table) -> Iterator[Pair]:
    """The state joined with a table on both sides: every pair of positions that a row brings together and that overlap."""
    for x, left in held.items():
        for row in table.get(x, ()):
            for b in held.get(row.y, ()):
                for a in left:
                    if row.x == row.y and a.row.id >= b.row.id:
                        continue
                    span = overlap(a, b)
                    if span:
                        chain = (*reference(a.row), *row.chain, *reference(b.row))
                        yield Pair(row.rule, a, b, chain, row.relations, row.issue, span, row.extra)


def shortest(pairs: Iterable[Pair]) -> list[Pair]:
    """Each pair of rows once per rule, with its shortest chain (of equals the one not softened, then the first by ids)."""
    best: dict[tuple[str, str, str], Pair] = {}
    for pair in pairs:
        known = best.get(pair.key)
        if known is None or _rank(pair) < _rank(known):
            best[pair.key] = pair
    return list(best.values())


def _rank(pair: Pair) -> tuple[int, bool, tuple[str, ...], str]:
    return len(pair.chain), pair.softened, pair.chain, pair.a.row.id

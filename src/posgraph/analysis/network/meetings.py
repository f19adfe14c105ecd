"""Positions that meet: pairs that conflict by R1 to R5, and pairs that overlap, as ties of their holders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posgraph.analysis.clash import Table, clash_table, overlap_table
from posgraph.analysis.dress import Asked as Limits
from posgraph.analysis.network.asked import Asked
from posgraph.analysis.network.evidence import HeldPosition, Positions, weighed
from posgraph.analysis.pairs import Pair, join
from posgraph.analysis.state import State, state
from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph.networks import Network
from posgraph.networks.assembly import CELLS

Days = tuple[date | None, date | None]
Matrix = NDArray[np.float64]

CONFLICT, CONGRUENCE = "conflict", "congruence"
MOST = 2_000_000
"""So many pairs are held at once, each with what is behind it; the engine counts more of them without."""


@dataclass(frozen=True, slots=True)
class Met:
    """Two positions of different holders that meet, once, by however many rules: ``a`` is the lesser id.

    ``kind`` is conflict or congruence; ``chain`` leads from a demand to the other, the shortest that a rule has.
    """

    kind: str
    a: HeldPosition
    b: HeldPosition
    rules: tuple[str, ...]
    chain: tuple[str, ...]
    relations: tuple[str, ...]
    span: Days
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """The pair in JSON's types."""
        return {
            "kind": self.kind,
            "a": self.a.row.id,
            "b": self.b.row.id,
            "rules": list(self.rules),
            "chain": list(self.chain),
            "relations": list(self.relations),
            "from": self.span[0] and self.span[0].isoformat(),
            "until": self.span[1] and self.span[1].isoformat(),
            "weight": self.weight,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """The pairs that are asked for, and the positions whose holders they could join."""

    dataset: Dataset
    held: tuple[HeldPosition, ...]
    met: tuple[Met, ...]

    def network(self, asked: Asked, positions: NDArray[np.bool_] | None = None, met: Sequence[Met] | None = None) -> Network:
        """Count a network of these of the positions and of the pairs (None: all)."""
        held = self.held if positions is None else tuple(h for h, keep in zip(self.held, positions, strict=True) if keep)
        pairs = self.met if met is None else tuple(met)
        names = tuple(sorted({h.row.actor for h in held}))
        if len(names) ** 2 > CELLS:
            raise UsageError("network", f"{len(names):,} actors", f"at most {CELLS:,} cells; name fewer actors, or issues")
        return self._counted(asked, held, pairs, names, asked.kind)

    def _counted(
        self, asked: Asked, held: tuple[HeldPosition, ...], pairs: tuple[Met, ...], names: tuple[str, ...], kind: str
    ) -> Network:
        agree, clash = (_ties([m for m in pairs if m.kind == which], names) for which in (CONGRUENCE, CONFLICT))
        matrix = {CONGRUENCE: agree, CONFLICT: clash, "subtract": agree - clash}[kind]
        norm = _norm(asked.norm, held, names, asked.weight, agree + clash)
        shown = tuple(m for m in pairs if kind in (m.kind, "subtract"))
        ids = {h.row.id: h for h in held}
        return Network(
            mode="one",
            kind=kind,
            norm=asked.norm,
            duplicates=asked.duplicates,
            rows=names,
            columns=names,
            matrix=np.divide(matrix, norm, out=np.zeros_like(matrix), where=norm != 0),
            statements=len(held),
            behind=Positions(self.dataset, ids, partial(_ids, shown), partial(_behind, shown), asked.weight),
            recount=partial(self._counted, asked, held, pairs, names),
        )


def meetings(dataset: Dataset, positions: Iterable[HeldPosition], asked: Asked) -> Meetings:
    """The pairs of positions that meet by a rule, each once; positions count that have a literal on the issues asked for, or
    that take part in a pair.
    """
    literal = state(dataset, positions)
    issue_of = {d.id: d.issue for d in dataset.demands}
    limits = Limits(frozenset(), asked.issues, within=False, limit=None)
    found: list[Met] = []
    tables: tuple[tuple[str, Table], ...] = ((CONFLICT, clash_table(dataset)), (CONGRUENCE, overlap_table(dataset)))
    _bounded(literal, tables)
    for kind, table in tables:
        found += _once(kind, (pair for pair in join(literal, table) if limits.keeps(pair, issue_of)), asked.weight)
    partaking = {h.row.id for met in found for h in (met.a, met.b)}
    held = (
        h
        for (demand, _), rows in literal.items()
        for h in rows
        if not asked.issues or issue_of.get(demand) in asked.issues or h.row.id in partaking
    )
    return Meetings(dataset, tuple(sorted(held, key=lambda h: h.row.id)), tuple(found))


def _bounded(literal: State, tables: Iterable[tuple[str, Table]]) -> None:
    """Refuse a question that would bring too many pairs together."""
    rows = (row for _, table in tables for x in literal for row in table.get(x, ()))
    pairs = sum(len(literal[row.x]) * len(literal.get(row.y, ())) for row in rows)
    if pairs > MOST:
        expected = f"at most {MOST:,} pairs of positions; name actors, or a day (or by=demand)"
        raise UsageError("by", f"meaning, {pairs:,} pairs", expected)


def _once(kind: str, pairs: Iterable[Pair], weight: str) -> list[Met]:
    groups: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        one, other = sorted((pair.a.row.id, pair.b.row.id))
        groups[one, other].append(pair)
    return [_met(kind, groups[key], weight) for key in sorted(groups)]


def _met(kind: str, pairs: Sequence[Pair], weight: str) -> Met:
    first = min(pairs, key=lambda pair: (len(pair.chain), pair.rule, pair.chain))
    one: Any
    other: Any
    one, other = sorted((first.a, first.b), key=lambda h: h.row.id)
    mine, theirs = weighed(one.row, weight), weighed(other.row, weight)
    weight_ = min(mine, theirs) if weight == "severity" else mine * theirs
    rules = tuple(sorted({pair.rule for pair in pairs}))
    return Met(kind, one, other, rules, first.chain, first.relations, first.span, weight_)


def _ties(pairs: Sequence[Met], names: tuple[str, ...]) -> Matrix:
    """The sum of the weights of the pairs of each two actors."""
    place = {name: n for n, name in enumerate(names)}
    size = len(names)
    cells = np.array([place[m.a.row.actor] * size + place[m.b.row.actor] for m in pairs], np.int64)
    weights = np.array([m.weight for m in pairs], np.float64)
    half: Matrix = np.bincount(cells, weights, minlength=size * size).astype(np.float64).reshape(size, size)
    return half + half.T


def _norm(norm: str, held: Sequence[HeldPosition], names: tuple[str, ...], weight: str, met: Matrix) -> Matrix:
    """What each tie is divided by; an actor's activity is the sum of what its positions count."""
    if norm == "shared":
        return met
    activity: defaultdict[str, float] = defaultdict(float)
    for h in held:
        activity[h.row.actor] += weighed(h.row, weight)
    mine = np.array([activity[name] for name in names], np.float64)
    if norm == "average":
        return (mine[:, None] + mine[None, :]) / 2
    return np.outer(mine, mine) if norm == "activity_product" else np.ones_like(met)


def _behind(pairs: Sequence[Met], row: str | None, column: str | None) -> tuple[Met, ...]:
    """The pairs of these two actors, or of one of them."""
    if row is not None and column is not None:
        return tuple(m for m in pairs if {m.a.row.actor, m.b.row.actor} == {row, column})
    name = row if row is not None else column
    return tuple(m for m in pairs if name is None or name in (m.a.row.actor, m.b.row.actor))


def _ids(pairs: Sequence[Met], row: str | None, column: str | None) -> tuple[str, ...]:
    """The positions of these pairs, by demand, actor and id."""
    found = {h.row.id: h for m in _behind(pairs, row, column) for h in (m.a, m.b)}
    return tuple(sorted(found, key=lambda key: (found[key].row.demand, found[key].row.actor, key)))

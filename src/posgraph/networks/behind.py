"""Behind a cell: the statements that it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.networks.moments import DAY, shown
from posgraph.networks.network import Said
from posgraph.networks.statements import NO_DATE

if TYPE_CHECKING:
    from posgraph.networks.statements import Statements

TEXTS = ("quote", "source", "url")


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """The statements that a network was counted from, for :meth:`posgraph.networks.Network.between`."""

    statements: Statements
    rows: NDArray[np.intp]
    mode: str
    kind: str
    weight: NDArray[np.float64] | None
    ends: tuple[int, int]
    """The codes of the least and the greatest level: between these alone a scale knows no agreement."""

    def __call__(self, row: str | None, column: str | None) -> tuple[Said, ...]:
        """Those behind a cell, by demand, actor and date."""
        s = self.statements
        actor, demand = s.actor.codes[self.rows], s.demand.codes[self.rows]
        mask = np.ones(len(self.rows), np.bool_)
        if self.mode == "two":
            mask &= actor == s.actor.names.index(row) if row is not None else mask
            mask &= demand == s.demand.names.index(column) if column is not None else mask
        elif row is not None and column is not None and row != column:
            one, two = (self.rows[actor == s.actor.names.index(name)] for name in (row, column))
            mask = np.isin(self.rows, np.concatenate([self._meeting(one, two), self._meeting(two, one)]))
        elif row is not None and column is not None:
            mask = np.zeros_like(mask)  # nobody has a tie to itself
        elif (name := row or column) is not None:
            mask = actor == s.actor.names.index(name)
        found = self.rows[mask]
        order = np.lexsort((found, s.actor.codes[found], s.demand.codes[found]))
        whole = not np.any(s.date[s.date != NO_DATE] % DAY)
        columns = {name: s.columns[s.roles[name]] for name in ("id", *TEXTS) if name in s.roles and s.roles[name] in s.columns}
        return tuple(self._said(int(n), columns, whole) for n in found[order])

    def _meeting(self, mine: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of mine with which one of the others' makes a tie of this kind."""
        s = self.statements
        demand, level = s.demand.codes, s.stance.codes
        if self.kind in ("ignore", "subtract"):
            return mine[np.isin(demand[mine], demand[others])]
        levels = len(s.stance.levels)
        there = np.bincount(demand[others], minlength=len(s.demand.names))
        key = demand.astype(np.int64) * levels + level
        found, number = np.unique(key[others], return_counts=True)
        everyone, alike = there[demand[mine]], _looked_up(found, number, key[mine])
        if self.kind == "conflict":
            return mine[everyone > alike]
        if s.stance.kind in ("integer", "number"):
            low, high = self.ends
            opposite = np.where(level[mine] == low, high, np.where(level[mine] == high, low, level[mine]))
            far = _looked_up(found, number, demand[mine].astype(np.int64) * levels + opposite)
            alike = np.where(opposite == level[mine], everyone, everyone - far)
        return mine[alike > 0]

    def _said(self, n: int, columns: dict[str, Any], whole: bool) -> Said:
        s = self.statements
        code = int(s.stance.codes[n])
        return Said(
            id=columns["id"][n] if "id" in columns else f"row {s.row[n]}",
            actor=s.actor[n],
            demand=s.demand[n],
            stance=s.stance.levels[code] if code >= 0 else None,
            date=None if s.date[n] == NO_DATE else shown(int(s.date[n]), whole),
            document=s.document[n],
            weight=1.0 if self.weight is None else float(self.weight[n]),
            **{name: columns[name][n] for name in TEXTS if name in columns},
        )


def _looked_up(keys: NDArray[np.int64], numbers: NDArray[np.intp], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """The number beside each key (ascending); 0 where the key is not there."""
    if not len(keys):
        return np.zeros(len(wanted), np.intp)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, numbers[at], 0)

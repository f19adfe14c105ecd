"""The clash table and the overlap table of ``analysis.clash``, compiled: which literals meet, by numbers.

All that the rules mean is in the rows; an engine only counts, multiplies and lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posgraph.analysis.clash import Clash, Literal, Table, clash_table, overlap_table
from posgraph.analysis.rules import KINDS, RULES, TABLED
from posgraph.engine.limits import Limits, Which
from posgraph.graphs.once import VOCABULARY, once
from posgraph.model import Dataset

Int32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """A table as columns: literals ``x[n]`` and ``y[n]``, coded as in ``Columns``, meet by rule ``names[rule[n]]``: ``rows[n]``.

    ``rule`` codes sort as the rules do. No two rows have one rule and the same two literals.

    >>> from posgraph.model import Demand
    >>> met = conflicts(Dataset(id="toy", demands=(Demand(id="d", issue="i", label="D"),)))
    >>> met.x.tolist(), met.y.tolist(), met.names[met.rule[0]]
    ([0], [1], 'contradiction')
    """

    which: Which
    names: tuple[str, ...]
    x: Int32
    y: Int32
    rule: npt.NDArray[np.int8]
    rows: tuple[Clash, ...]
    issue_of: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.x)

    def kept(self, limits: Limits) -> npt.NDArray[np.int64]:
        """The rows that rules and issues leave, in order; an issue counts wherever it stands on the chain."""
        keep = np.ones(len(self), np.bool_)
        if limits.rules:
            keep &= np.array([name in limits.rules for name in self.names], np.bool_)[self.rule]
        if limits.issues:
            keep &= np.fromiter((self._touches(row, limits.issues) for row in self.rows), np.bool_, len(self))
        return np.flatnonzero(keep)

    def asked(self, limits: Limits) -> tuple[str, ...]:
        """The names of the rules of this table that are asked for, in order."""
        named = TABLED[self.which]
        return tuple(name for name in named if not limits.rules or name in limits.rules)

    def _touches(self, row: Clash, issues: frozenset[str]) -> bool:
        return row.issue in issues or any(self.issue_of.get(demand) in issues for demand in row.chain)


@once(of=VOCABULARY)
def conflicts(dataset: Dataset) -> Meetings:
    """What cannot be had together (R1 to R5), compiled once."""
    return _compiled(dataset, "conflicts", clash_table(dataset), tuple(RULES))


@once(of=VOCABULARY)
def overlaps(dataset: Dataset) -> Meetings:
    """What is wanted or refused together (shared, implied, shared-refusal, range), compiled once."""
    return _compiled(dataset, "overlaps", overlap_table(dataset), KINDS)


def meetings(dataset: Dataset, which: Which) -> Meetings:
    """The one or the other."""
    return conflicts(dataset) if which == "conflicts" else overlaps(dataset)


def _compiled(dataset: Dataset, which: Which, table: Table, names: tuple[str, ...]) -> Meetings:
    rows = tuple(row for group in table.values() for row in group)
    place = {demand.id: 2 * n for n, demand in enumerate(dataset.demands)}
    code = {name: n for n, name in enumerate(names)}

    def coded(literal: Literal) -> int:
        return place[literal.demand] + (literal.sign < 0)

    return Meetings(
        which=which,
        names=names,
        x=np.fromiter((coded(row.x) for row in rows), np.int32, len(rows)),
        y=np.fromiter((coded(row.y) for row in rows), np.int32, len(rows)),
        rule=np.fromiter((code[row.rule] for row in rows), np.int8, len(rows)),
        rows=rows,
        issue_of={demand.id: demand.issue for demand in dataset.demands},
    )

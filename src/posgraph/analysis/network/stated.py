"""Positions as statements: who says yes or no to which demand, since when, by which source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from posgraph.analysis.network.asked import Asked
from posgraph.analysis.network.evidence import HeldPosition, Positions, weighed
from posgraph.analysis.state import demand_of
from posgraph.model import Dataset
from posgraph.networks import Coded, Network, Stances, Statements
from posgraph.networks.assembly import Question
from posgraph.networks.assembly import network as counted
from posgraph.networks.statements import NO_DATE

_EPOCH = date(1970, 1, 1).toordinal()
_ROLES = {"actor": "actor", "demand": "demand", "stance": "stance", "date": "date", "document": "document", "id": "id"}


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """Positions on demands as statements, in the order of statements."""

    dataset: Dataset
    held: tuple[HeldPosition, ...]
    statements: Statements

    def network(self, asked: Asked, rows: NDArray[np.intp] | None = None) -> Network:
        """Count a network of these of the positions (None: all)."""
        statements = self.statements if rows is None else _taken(self.statements, rows)
        weight = "salience" if asked.weight == "salience" else None
        question = Question(asked.mode, asked.kind, asked.norm, asked.duplicates, False, None, None, None, None, weight)
        chosen = self.held if rows is None else tuple(self.held[n] for n in rows.tolist())
        held = {h.row.id: h for h in chosen if h.row.stance.sign or asked.kind == "ignore"}
        return self._sourced(counted(statements, question), held, asked.weight)

    def _sourced(self, found: Network, held: Mapping[str, HeldPosition], weight: str) -> Network:
        """The network with positions behind its ties in the place of rows."""
        behind, recount = found.behind, found.recount
        assert behind is not None
        return replace(
            found,
            behind=Positions(self.dataset, held, lambda a, b: tuple(said.id for said in behind(a, b)), None, weight),
            recount=recount and (lambda kind: self._sourced(recount(kind), held, weight)),
        )


def stated(dataset: Dataset, positions: Sequence[HeldPosition], asked: Asked) -> Stated:
    """The positions that are asked for, of those on a demand; a clause stands for the demand that it proposes.

    A stance with a sign is a yes or a no; one without (neutral, ambiguous, undefined) is an empty stance.
    """
    issue_of = {d.id: d.issue for d in dataset.demands}
    chosen = []
    for h in positions:
        demand = demand_of(dataset, h.row.demand)
        if demand and (not asked.issues or issue_of.get(demand) in asked.issues):
            chosen.append((_moment(h.start), h.row.source or "", h.row.id, demand, h))
    chosen.sort(key=lambda each: each[:3])
    held = tuple(each[4] for each in chosen)
    columns = {
        "actor": Coded.of([h.row.actor for h in held]),
        "demand": Coded.of([each[3] for each in chosen]),
        "document": Coded.of([each[1] for each in chosen]),
        "id": Coded.of([each[2] for each in chosen]),
        "salience": Coded.of([repr(weighed(h.row, "salience")) for h in held]),
    }
    codes = np.array([(h.row.stance.sign + 1) // 2 if h.row.stance.sign else -1 for h in held], np.int32)
    return Stated(
        dataset,
        held,
        Statements(
            actor=columns["actor"],
            demand=columns["demand"],
            stance=Stances("boolean", (False, True), codes),
            date=np.array([each[0] for each in chosen], np.int64),
            document=columns["document"],
            row=np.arange(2, len(held) + 2, dtype=np.int64),
            columns=columns,
            roles=_ROLES,
            place=dataset.id,
        ),
    )


def _moment(day: date | None) -> int:
    return NO_DATE if day is None else (day.toordinal() - _EPOCH) * 86400


def _taken(statements: Statements, rows: NDArray[np.intp]) -> Statements:
    s = statements
    columns: Mapping[str, Coded] = {name: column.take(rows) for name, column in s.columns.items()}
    return Statements(
        actor=columns["actor"],
        demand=columns["demand"],
        stance=Stances(s.stance.kind, s.stance.levels, s.stance.codes[rows]),
        date=s.date[rows],
        document=columns["document"],
        row=s.row[rows],
        columns=columns,
        roles=s.roles,
        place=s.place,
    )

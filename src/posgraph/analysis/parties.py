"""Parties: whose consent a settlement needs, where the question names nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from posgraph.analysis.force import Force
from posgraph.model import Dataset, Participation
from posgraph.model.dates import covers


def parties(dataset: Dataset, moment: date | None) -> frozenset[str]:
    """The participants with role party on that day (None: on any); empty where the data name none.

    They are those of the dataset's own process; where it names none, of its rounds, then of their meetings; else of any process.

    >>> rows = [Participation(process="talks", actor=a, role=r) for a, r in (("n", "party"), ("s", "party"), ("u", "mediator"))]
    >>> sorted(parties(Dataset(id="toy", participations=tuple(rows)), None))
    ['n', 's']
    """
    rows = [p for p in dataset.participations if p.role == "party" and takes_part(p, moment)]
    level = {dataset.process} if dataset.process else set()
    seen: set[str] = set()
    while level:
        if found := frozenset(p.actor for p in rows if p.process in level):
            return found
        seen |= level
        level = {p.id for p in dataset.processes if p.part_of in level and p.id not in seen}
    return frozenset(p.actor for p in rows)


def consenting(dataset: Dataset, force: Force, named: Collection[str] = ()) -> frozenset[str]:
    """Whose consent counts: those named, else the parties on the day of what is in force, else all who hold a position in it.

    >>> from posgraph.analysis.force import in_force
    >>> from posgraph.model import Position
    >>> from posgraph.stance import Stance
    >>> toy = Dataset(id="toy", positions=(Position(id="p", actor="n", demand="vote", stance=Stance.accepts),))
    >>> force = in_force(toy, date(2025, 1, 1))
    >>> sorted(consenting(toy, force)), sorted(consenting(toy, force, ["s"]))
    (['n'], ['s'])
    """
    return frozenset(named) or parties(dataset, force.moment) or frozenset(h.row.actor for h in force.positions)


def takes_part(row: Participation, moment: date | None) -> bool:
    """Whether the row covers that day (None: any day)."""
    return moment is None or covers(row.valid_from, row.valid_to, moment)

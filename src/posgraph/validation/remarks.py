"""Remarks: what a coder may want to look at again; none of it is a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from posgraph.errors import Fault
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.model.dataset import row_key

NAMES = 1000
"""So many names of reporters are held against the ids of actors."""

SHOWN = 10
"""Rows that a remark names in its text."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on rows of a table: what they have in common, and their keys; where it helps, ``faults`` say what stands there.

    >>> print(Remark("positions", "without a source", ("P1", "P2")))
    positions without a source: 2 (P1, P2)
    """

    table: str
    text: str
    rows: tuple[str, ...]
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        names = ", ".join(self.rows[:SHOWN]) + (", …" if len(self.rows) > SHOWN else "")
        return "; ".join([f"{self.table} {self.text}: {len(self.rows)} ({names})", *map(str, self.faults)])

    def to_dict(self) -> dict[str, Any]:
        """The remark as JSON; ``faults`` only where there are any."""
        faults = {"faults": [fault.to_dict() for fault in self.faults]} if self.faults else {}
        return {"table": self.table, "text": self.text, "rows": list(self.rows)} | faults


Find = Callable[[Dataset, str], Iterable[Any]]


def remarks(dataset: Dataset) -> list[Remark]:
    """The remarks that a dataset calls for.

    >>> from posgraph.model import Demand
    >>> for remark in remarks(Dataset(id="toy", demands=(Demand(id="d", issue="i", label="D"),))):
    ...     print(remark)
    demands that nobody takes a position on: 1 (d)
    """
    found: list[Remark] = []
    for tables, text, find in REMARKS:
        for table in tables.split():
            rows = tuple("/".join(row_key(table, row)) for row in find(dataset, table))
            if rows:
                found.append(Remark(table, text, rows))
    return found


def _lacks(column: str) -> Find:
    def find(dataset: Dataset, table: str) -> Iterator[Any]:
        return (row for row in dataset.rows(table) if getattr(row, column) is None)

    return find


def _unwanted(dataset: Dataset, _: str) -> Iterator[Any]:
    """Demands in no position, order, bound or clause that a position is on."""
    named: set[str | None] = {row.demand for row in dataset.positions}
    named |= {clause.demand for clause in dataset.clauses if f"clause:{clause.proposal}/{clause.number}" in named}
    named |= {step for row in dataset.sequencing for step in (row.first, row.then)}
    named |= {demand for row in dataset.positions for demand in (*row.only_if, row.lower, row.upper)}
    return (demand for demand in dataset.demands if demand.id not in named)


def _silent(dataset: Dataset, _: str) -> Iterator[Any]:
    """Actors without a position, that nobody names either."""
    named: set[str | None] = {row.part_of for row in dataset.actors}
    named |= {row.actor for row in dataset.participations}
    for table in ("positions", "sequencing"):
        named |= {name for row in dataset.rows(table) for name in (row.actor, row.reported_by)}
    named |= {row.by for table in ("relations", "assessments") for row in dataset.rows(table)}
    named |= {name for row in dataset.representations for name in (row.representative, row.represented)}
    named |= {name for row in dataset.proposals for name in row.proposed_by}
    return (actor for actor in dataset.actors if actor.id not in named)


def _uncited(dataset: Dataset, _: str) -> Iterator[Any]:
    cited = {row.source for _, row in dataset if hasattr(row, "source")}
    return (source for source in dataset.sources if source.id not in cited)


def _nowhere(dataset: Dataset, _: str) -> Iterator[Any]:
    return (source for source in dataset.sources if source.url is None and source.publisher is None)


def _unquoted(dataset: Dataset, table: str) -> Iterator[Any]:
    return (row for row in dataset.rows(table) if row.source is not None and row.quote is None)


def _typed(dataset: Dataset, table: str) -> Iterator[Any]:
    """Rows whose reporter is a text that is almost the id of an actor."""
    ids = dataset.by_id("actors")
    almost: dict[str, bool] = {}  # each name is looked at once, and no more than NAMES of them: it takes long
    for row in dataset.rows(table):
        name = row.reported_by
        if not name or name in ids or " " in name:
            continue
        if name not in almost and len(almost) < NAMES:
            almost[name] = bool(near(name, ids))
        if almost.get(name):
            yield row


def _unitless(dataset: Dataset, _: str) -> Iterator[Any]:
    issues = dataset.by_id("issues")
    for demand in dataset.demands:
        if (demand.min is not None or demand.max is not None) and demand.issue in issues and issues[demand.issue].unit is None:
            yield demand


def _lonely(dataset: Dataset, _: str) -> Iterator[Any]:
    counts = Counter(demand.issue for demand in dataset.demands)
    return (issue for issue in dataset.issues if issue.exclusive and counts[issue.id] < 2)


REMARKS: tuple[tuple[str, str, Find], ...] = (
    ("demands", "that nobody takes a position on", _unwanted),
    ("actors", "that nothing names", _silent),
    ("positions sequencing", "without a source", _lacks("source")),
    ("positions sequencing", "with a source, without a quote", _unquoted),
    ("positions sequencing", "with unknown salience", _lacks("salience")),
    ("positions sequencing", "with unknown firmness", _lacks("firmness")),
    ("positions sequencing", "with unknown confidence", _lacks("confidence")),
    ("positions sequencing", "without a beginning", _lacks("valid_from")),
    ("positions sequencing", "reported by a name that is almost an actor's id", _typed),
    ("sources", "that nothing cites", _uncited),
    ("sources", "with neither publisher nor address", _nowhere),
    ("demands", "with a range, on an issue without a unit", _unitless),
    ("issues", "that are exclusive and have fewer than two demands", _lonely),
)
"""Every remark: the tables it is made on, what it says of rows, and which rows those are."""

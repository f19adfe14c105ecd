"""A dataset: its header and its rows, frozen; equal by value whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from posgraph.model.actor import Actor, Participation, Representation
from posgraph.model.demand import Demand, DemandRelation, Issue
from posgraph.model.event import Assessment, Event
from posgraph.model.plan import Clause, Proposal
from posgraph.model.position import Position, SequencePreference
from posgraph.model.process import Process
from posgraph.model.scenario import Scenario
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.model.source import Source
from posgraph.names import DATA


def row_key(table: str, row: object) -> tuple[str, ...]:
    """The key of a row: its id, or the columns that name it."""
    return tuple(str(getattr(row, name)) for name in BY_NAME[table].key)


def _by_key(table: str, rows: Iterable[object]) -> dict[str, Any]:
    return {"/".join(row_key(table, row)): row for row in rows}


@dataclass(frozen=True, slots=True)
class Kept:
    """What was worked out of a dataset, by the function that did it.

    ``done``: the tables that the result follows from (none: all), whether it can be renewed when positions change, the result.
    ``stale``: the same tables, a former result, and the positions that it was made from.
    """

    done: dict[Callable[..., Any], tuple[frozenset[str], bool, Any]] = field(default_factory=dict)
    stale: dict[Callable[..., Any], tuple[frozenset[str], Any, tuple[Any, ...]]] = field(default_factory=dict)

    def heir(self, table: str, positions: tuple[Any, ...]) -> Kept:
        """What another dataset takes along, which has other rows in one table; ``positions`` are those of this one."""
        done = dict(self.done)
        heir = Kept({name: kept for name, kept in done.items() if kept[0] and table not in kept[0]})
        heir.stale.update((name, old) for name, old in dict(self.stale).items() if table == "positions" or table not in old[0])
        if table == "positions":
            heir.stale.update((name, (kept[0], kept[2], positions)) for name, kept in done.items() if kept[1])
        return heir


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Everything of one dataset. Rows are kept sorted by key, so that equal content is equal.

    >>> from posgraph.stance import Stance
    >>> d = Dataset(id="toy", actors=(Actor(id="b", label="B", kind="state"), Actor(id="a", label="A", kind="state")))
    >>> [a.id for a in d.actors], d.base
    (['a', 'b'], 'https://w3id.org/posgraph/id/toy/')
    """

    id: str
    title: str = ""
    licence: str = ""
    base: str = ""
    description: str = ""
    process: str | None = None
    sources: tuple[Source, ...] = ()
    actors: tuple[Actor, ...] = ()
    processes: tuple[Process, ...] = ()
    issues: tuple[Issue, ...] = ()
    demands: tuple[Demand, ...] = ()
    relations: tuple[DemandRelation, ...] = ()
    positions: tuple[Position, ...] = ()
    sequencing: tuple[SequencePreference, ...] = ()
    participations: tuple[Participation, ...] = ()
    representations: tuple[Representation, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    clauses: tuple[Clause, ...] = ()
    events: tuple[Event, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    def __post_init__(self) -> None:
        if not self.base:
            object.__setattr__(self, "base", f"{DATA}{self.id}/")
        for table in TABLES:
            rows = sorted(getattr(self, table.name), key=lambda row: row_key(table.name, row))
            object.__setattr__(self, table.name, tuple(rows))

    @cached_property
    def _index(self) -> MappingProxyType[str, dict[str, Any]]:
        return MappingProxyType({t.name: _by_key(t.name, self.rows(t.name)) for t in TABLES})

    @cached_property
    def kept(self) -> Kept:
        """What was worked out of this dataset (``graphs.once``)."""
        return Kept()

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: the rows, not what was worked out of them."""
        return {name: value for name, value in self.__dict__.items() if name != "kept"}

    def having(self, table: str, rows: Iterable[Any]) -> Dataset:
        """The dataset with other rows in one table; what it knows of the other tables is not worked out again.

        >>> toy = Dataset(id="toy", actors=(Actor(id="a", label="A", kind="state"),))
        >>> toy.having("actors", ()) == Dataset(id="toy"), len(toy.actors)
        (True, 1)
        """
        sorted_rows = tuple(sorted(rows, key=lambda row: row_key(table, row)))
        other = object.__new__(Dataset)
        index = MappingProxyType({**self._index, table: _by_key(table, sorted_rows)})
        kept = self.kept.heir(table, self.positions)
        other.__dict__.update({**self.__dict__, table: sorted_rows, "_index": index, "kept": kept})
        return other

    def rows(self, table: str) -> tuple[Any, ...]:
        """The rows of a table, sorted by key."""
        rows: tuple[Any, ...] = getattr(self, table)
        return rows

    def by_id(self, table: str) -> dict[str, Any]:
        """Rows of a table by id (by key parts joined with ``/`` where a table has no id)."""
        return self._index[table]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Every row with the name of its table."""
        for table in TABLES:
            for row in self.rows(table.name):
                yield table.name, row

    @property
    def header(self) -> dict[str, str]:
        """The header as dataset.toml holds it, without empty entries."""
        names = ("id", "title", "licence", "base", "description", "process")
        return {name: value for name in names if (value := getattr(self, name))}

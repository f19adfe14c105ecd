"""What a view holds: the statements of some processes in a window of days, and all that they lead to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from posgraph.importers.references import Named, references
from posgraph.importers.statements import STATEMENTS, Statement, cut_off, statements
from posgraph.importers.window import Window
from posgraph.model import Dataset, Proposal, SequencePreference
from posgraph.model.dataset import row_key
from posgraph.model.schema import TABLES

CLOSED = frozenset({"adopted", "rejected", "superseded", "withdrawn"})
"""What a plan is once it has left the table: it then counts on the day of its date alone."""

_WORDS = re.compile(r"[\s:=]+")


def cut(whole: Dataset, window: Window) -> Dataset:
    """The rows of a dataset that a view of it holds, under the whole's own header.

    On every day of the window the same is in force as in the whole, with the same relations, so that it is answered as of
    the whole. A row that revises one outside of the view no longer names it.
    """
    return _Cut(whole, window).dataset()


class _Cut:
    """A view while its rows are chosen."""

    def __init__(self, whole: Dataset, window: Window) -> None:
        self.whole, self.window = whole, window
        self.processes = _below(whole, window.processes)
        self.chosen: dict[Named, Any] = {}
        self._issues: defaultdict[str, list[str]] = defaultdict(list)
        for demand in whole.demands:
            self._issues[demand.issue].append(demand.id)
        self._wider: defaultdict[str, set[str]] = defaultdict(set)
        for relation in whole.relations:
            if relation.relation != "incompatible":
                self._wider[relation.demand_a].add(relation.demand_b)
            if relation.relation == "same":
                self._wider[relation.demand_b].add(relation.demand_a)

    def dataset(self) -> Dataset:
        orders = statements(self.whole, "sequencing", self._is_in, self.window)
        bases = [order.basis for order in orders if isinstance(order, SequencePreference) and order.basis]
        positions = statements(self.whole, "positions", self._is_in, self.window, bases)
        self._take([*(("sequencing", row.id) for row in orders), *(("positions", row.id) for row in positions)])
        self._take(("processes", p.id) for p in self.whole.processes if self._is_of(p.id) and self._covers(p))
        self._take(("proposals", p.id) for p in self.whole.proposals if self._is_of(p.process) and self._on_the_table(p))
        self._take(("clauses", "/".join(row_key("clauses", c))) for c in self.whole.clauses if self._has("proposals", c.proposal))
        cited = {row.source for table in STATEMENTS for row in self._rows(table)} - {None}
        self._take(("events", e.id) for e in self.whole.events if e.source in cited or (e.date and self.window.holds(e.date)))
        self._take(
            ("assessments", a.id)
            for a in self.whole.assessments
            if (not a.date or self.window.holds(a.date)) and self._names_only_chosen("assessments", a, "about")
        )
        self._take(
            ("participations", "/".join(row_key("participations", p)))
            for p in self.whole.participations
            if self._has("processes", p.process) and self._covers(p)
        )
        self._take(
            ("representations", r.id)
            for r in self.whole.representations
            if self._is_of(r.process) and self._has("actors", r.represented) and self._covers(r)
        )
        self._take(
            ("relations", r.id)
            for r in self.whole.relations
            if self._has("demands", r.demand_a) and self._has("demands", r.demand_b)
        )
        self._take(("scenarios", s.id) for s in self.whole.scenarios if self._can_be_laid_over(s.changes))
        rows = {table.name: tuple(self._rows(table.name)) for table in TABLES}
        return replace(self.whole, **rows)  # type: ignore[arg-type]

    def _take(self, seeds: Iterable[Named]) -> None:
        """Choose rows, and all that they lead to."""
        todo = list(seeds)
        while todo:
            table, key = name = todo.pop()
            if name in self.chosen:
                continue
            row = self.chosen[name] = self.whole.by_id(table)[key]
            todo += (target for column, target in references(self.whole, table, row) if column != "revises")
            if table == "demands":
                todo += (("demands", other) for other in self._with_demand(key, row.issue))

    def _with_demand(self, id: str, issue: str) -> Iterator[str]:
        """The demands that one leads to.

        They are what it entails, requires or is the same as, and what it is measured against: the other options of an exclusive
        or exhaustive issue, the ranks of a scale.
        """
        yield from self._wider[id]
        demands = self.whole.by_id("demands")
        of = self.whole.by_id("issues")[issue]
        yield from (x for x in self._issues[issue] if of.exclusive or of.exhaustive or demands[x].rank is not None)

    def _rows(self, table: str) -> Iterator[Any]:
        rows = [row for (name, _), row in self.chosen.items() if name == table]
        yield from cut_off(rows) if table in STATEMENTS else rows

    def _has(self, table: str, key: str) -> bool:
        return (table, key) in self.chosen

    def _is_of(self, process: str | None) -> bool:
        """Whether a row of this process (none: the dataset's own) is one of the view's."""
        return not self.window.processes or (process or self.whole.process) in self.processes

    def _is_in(self, row: Statement) -> bool:
        return self._is_of(row.process) and self._covers(row)

    def _covers(self, row: Any) -> bool:
        return self.window.covers(row.valid_from, row.valid_to)

    def _on_the_table(self, plan: Proposal) -> bool:
        """A plan lies on the table from its date on; one that is settled in either way has left it, and counts on its date."""
        when = plan.date
        return when is None or (self.window.holds(when) if plan.status in CLOSED else self.window.meets(when.first, None))

    def _names_only_chosen(self, table: str, row: object, column: str) -> bool:
        return all(target in self.chosen for name, target in references(self.whole, table, row) if name == column)

    def _can_be_laid_over(self, changes: Iterable[str]) -> bool:
        """Whether every row of the whole that changes name is in the view."""
        words = {word for change in changes for word in _WORDS.split(change)}
        named = ("actors", "demands", "relations", *STATEMENTS)
        found = [(table, word) for table in named for word in words if word in self.whole.by_id(table)]
        return all(name in self.chosen for name in found)


def _below(whole: Dataset, processes: Iterable[str]) -> set[str]:
    """The processes, and all that are part of them."""
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for process in whole.processes:
        if process.part_of:
            parts[process.part_of].append(process.id)
    found: set[str] = set()
    todo = list(processes)
    while todo:
        id = todo.pop()
        if id not in found:
            found.add(id)
            todo += parts[id]
    return found

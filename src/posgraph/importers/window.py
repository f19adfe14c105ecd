"""What a view holds: the statements of some processes in a window of days, and all that they lead to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from posgraph.analysis.force import Held, begin, in_force
from posgraph.analysis.revisions import Revisions
from posgraph.importers.references import Named, references
from posgraph.model import Dataset, Position, Proposal, SequencePreference, When
from posgraph.model.dataset import row_key
from posgraph.model.schema import TABLES

STATEMENTS = ("positions", "sequencing")
CLOSED = frozenset({"adopted", "rejected", "superseded", "withdrawn"})
"""What a plan is once it has left the table: it then counts on the day of its date alone."""

_WORDS = re.compile(r"[\s:=]+")

Statement = Position | SequencePreference


@dataclass(frozen=True, slots=True)
class Window:
    """The processes of a view (none: all) and its first and last day; None is open."""

    processes: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def meets(self, begin: date | None, end: date | None) -> bool:
        """Whether some day from ``begin`` to ``end`` (None is open) lies in the window.

        >>> Window(last=date(2025, 12, 31)).meets(date(2026, 1, 1), None)
        False
        """
        return not (begin and self.last and begin > self.last) and not (end and self.first and end < self.first)

    def covers(self, begin: When | None, end: When | None) -> bool:
        """Whether a validity as written has a day in the window."""
        return self.meets(begin.first if begin else None, end.last if end else None)

    def holds(self, when: When) -> bool:
        """Whether a date as written can be a day of the window."""
        return self.meets(when.first, when.last)


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
        self._take((table, row.id) for table, rows in self._statements().items() for row in rows)
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

    def _statements(self) -> dict[str, list[Statement]]:
        """The positions and orders whose validity meets the window, and what says on which of its days they hold.

        A row without an end may have been superseded by one that has itself ended since. Alone it would seem to hold, so that
        one comes with it. Rows that were corrected or retracted are out for good.
        """
        chosen: dict[str, list[Statement]] = {}
        for table in STATEMENTS:
            ends, revisions = self._ends(table, self.whole.rows(table)), Revisions(self.whole.rows(table))
            said: defaultdict[Hashable, list[Statement]] = defaultdict(list)
            for row in revisions.standing:
                said[_target(row)].append(row)
            rows = [row for row in revisions.standing if self._is_of(row.process) and self._covers(row)]
            while True:
                rows = self._with_links(table, rows)
                seeming = self._ends(table, tuple(map(_cut_off(rows), rows)))
                there = {row.id for row in rows}
                longer = [row for row in rows if row.id in seeming and seeming[row.id] != ends.get(row.id, date.min)]
                more = {
                    other.id: other
                    for row in longer
                    for other in _ending(row, said[_target(row)], revisions)
                    if other.id not in there
                }
                if not more:
                    break
                rows += more.values()
            chosen[table] = rows
        return chosen

    def _ends(self, table: str, rows: tuple[Statement, ...]) -> dict[str, date | None]:
        """Of each row that is in force on some day of the window, the last day of it on which it is."""
        force = in_force(Dataset(id="view", **{table: rows}), None, ever=True)  # type: ignore[arg-type]
        held: Iterable[Held[Any]] = (*force.positions, *force.preferences)
        last = self.window.last
        return {
            h.row.id: h.end if last is None or (h.end and h.end < last) else last
            for h in held
            if self.window.meets(h.start, h.end)
        }

    def _with_links(self, table: str, rows: list[Statement]) -> list[Statement]:
        """The rows, what they correct or retract, and those by way of which one of all these revises another.

        Which of two rows comes after the other can hang on these, though none of them is in force in the window. One that is
        itself corrected or retracted comes with what undid it.
        """
        known = self.whole.by_id(table)
        undoing = _undoing(known.values())
        found: dict[str, Statement] = {}
        more = {row.id: row for row in rows}
        while more:
            found |= more
            linked = [row.revises for row in found.values() if row.revises and row.revision_reason != "change"]
            linked += [id for row in found.values() for id in (*undoing[row.id], *_between(row, known, found))]
            more = {id: known[id] for id in linked if id not in found}
        return list(found.values())

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
        yield from map(_cut_off(rows), rows) if table in STATEMENTS else rows

    def _has(self, table: str, key: str) -> bool:
        return (table, key) in self.chosen

    def _is_of(self, process: str | None) -> bool:
        """Whether a row of this process (none: the dataset's own) is one of the view's."""
        return not self.window.processes or (process or self.whole.process) in self.processes

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


def _undoing(rows: Iterable[Statement]) -> defaultdict[str, list[str]]:
    """By id the rows that correct or retract one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.revises and row.revision_reason != "change":
            found[row.revises].append(row.id)
    return found


def _ending(row: Statement, same: Iterable[Statement], revisions: Revisions[Any]) -> list[Statement]:
    """The rows that supersede one: the next of its holder on its target, of which ``same`` are all, and those that changed it."""
    following = [other for other in same if begin(other) > begin(row) and not revisions.follows(row, other)]
    return [*sorted(following, key=lambda other: (begin(other), other.id))[:1], *revisions.changed(row.id)]


def _target(row: Statement) -> Hashable:
    """The holder, and what a later row of that holder supersedes this one on."""
    return row.actor, frozenset((row.first, row.then)) if isinstance(row, SequencePreference) else row.demand


def _between(row: Statement, known: Mapping[str, Statement], found: Collection[str]) -> list[str]:
    """The rows by way of which one revises one of those that were found; none where it does not."""
    path: list[str] = []
    step = row.revises
    while step is not None and step not in found:
        path.append(step)
        step = known[step].revises
    return path if step is not None else []


def _cut_off(rows: Collection[Statement]) -> Any:
    """How a row reads among these: without the name of a row that it revises and that is none of them."""
    ids = {row.id for row in rows}

    def read(row: Any) -> Any:
        return row if row.revises is None or row.revises in ids else replace(row, revises=None, revision_reason=None)

    return read


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

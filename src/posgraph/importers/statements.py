"""Which positions and orders a view holds, so that on every day of its window the same is in force as in the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from posgraph.analysis.force import Held, begin, in_force
from posgraph.analysis.revisions import Revisions
from posgraph.importers.window import Window
from posgraph.model import Dataset, Position, SequencePreference

STATEMENTS = ("positions", "sequencing")

Statement = Position | SequencePreference


def statements(
    whole: Dataset, table: str, wanted: Callable[[Statement], bool], window: Window, also: Iterable[str] = ()
) -> list[Statement]:
    """The rows of a table that are wanted, those named besides, and what says on which days of the window they hold.

    A row without an end may have been superseded by one that has itself ended since. Alone it would seem to hold, so that
    one comes with it. Rows that were corrected or retracted are out for good; where one is named, it comes with what undid it.
    """
    known: Mapping[str, Statement] = whole.by_id(table)
    revisions: Revisions[Any] = Revisions(known.values())
    undoing = _undoing(known.values())
    said: defaultdict[Hashable, list[Statement]] = defaultdict(list)
    for row in revisions.standing:
        said[_target(row)].append(row)
    ends = _ends(table, known.values(), window)
    found: dict[str, Statement] = {}
    more = {row.id for row in revisions.standing if wanted(row)} | set(also)
    while more:
        found |= _with_links(more, known, undoing, found)
        seeming = _ends(table, cut_off(found.values()), window)
        longer = [row for id, row in found.items() if id in seeming and seeming[id] != ends.get(id, date.min)]
        more = {other.id for row in longer for other in _ending(row, said[_target(row)], revisions)} - found.keys()
    return list(found.values())


def cut_off(rows: Collection[Any]) -> tuple[Any, ...]:
    """The rows, each without the name of one that it revises where that is none of them."""
    ids = {row.id for row in rows}
    outside = {row.id for row in rows if row.revises is not None and row.revises not in ids}
    return tuple(replace(row, revises=None, revision_reason=None) if row.id in outside else row for row in rows)


def _ends(table: str, rows: Collection[Statement], window: Window) -> dict[str, date | None]:
    """Of each row that is in force on some day of the window, the last day of it on which it is."""
    force = in_force(Dataset(id="view", **{table: tuple(rows)}), None, ever=True)  # type: ignore[arg-type]
    held: Iterable[Held[Any]] = (*force.positions, *force.preferences)
    last = window.last
    return {h.row.id: h.end if last is None or (h.end and h.end < last) else last for h in held if window.meets(h.start, h.end)}


def _with_links(
    ids: Iterable[str], known: Mapping[str, Statement], undoing: Mapping[str, list[str]], found: Mapping[str, Statement]
) -> dict[str, Statement]:
    """The rows of these ids, what they correct or retract, and those by way of which one of all these revises another.

    Which of two rows comes after the other can hang on these, though none of them is in force in the window. One that is itself
    corrected or retracted comes with what undid it. ``found`` are the rows from before.
    """
    there = dict(found)
    more = {id: known[id] for id in ids}
    while more:
        there |= more
        linked = [row.revises for row in there.values() if row.revises and row.revision_reason != "change"]
        linked += [id for row in there.values() for id in (*undoing.get(row.id, ()), *_between(row, known, there))]
        more = {id: known[id] for id in linked if id not in there}
    return there


def _undoing(rows: Iterable[Statement]) -> dict[str, list[str]]:
    """By id the rows that correct or retract one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.revises and row.revision_reason != "change":
            found[row.revises].append(row.id)
    return found


def _between(row: Statement, known: Mapping[str, Statement], found: Collection[str]) -> list[str]:
    """The rows by way of which one revises one of those that were found; none where it does not."""
    path: list[str] = []
    step = row.revises
    while step is not None and step not in found:
        path.append(step)
        step = known[step].revises
    return path if step is not None else []


def _ending(row: Statement, same: Iterable[Statement], revisions: Revisions[Any]) -> list[Statement]:
    """The rows that supersede one: the next of its holder on its target, of which ``same`` are all, and those that changed it."""
    following = [other for other in same if begin(other) > begin(row) and not revisions.follows(row, other)]
    return [*sorted(following, key=lambda other: (begin(other), other.id))[:1], *revisions.changed(row.id)]


def _target(row: Statement) -> Hashable:
    """The holder, and what a later row of that holder supersedes this one on."""
    return row.actor, frozenset((row.first, row.then)) if isinstance(row, SequencePreference) else row.demand

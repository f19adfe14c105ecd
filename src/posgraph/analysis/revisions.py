"""Revisions: what became of rows that others correct, retract or change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from posgraph.model import Position, SequencePreference

Row = TypeVar("Row", bound=Position | SequencePreference)


def standing(rows: Iterable[Row]) -> list[Row]:
    """Rows that no other row corrects or retracts."""
    rows = list(rows)
    undone = {row.revises for row in rows if row.revision_reason in ("correction", "retraction")}
    return [row for row in rows if row.id not in undone]


class Revisions(Generic[Row]):
    """The rows that stand, and which of them changed which.

    A correction takes the place of what it corrects: what that row changed, it changes, and what changed that row changes
    it. A retraction takes no place: what the retracted row had changed is unchanged again.

    >>> from posgraph.stance import Stance
    >>> said = [("p1", None, None), ("p2", "p1", "change"), ("p3", "p2", "correction")]
    >>> rows = [
    ...     Position(id=i, actor="n", demand="vote", stance=Stance.accepts, revises=r, revision_reason=why) for i, r, why in said
    ... ]
    >>> found = Revisions(rows)
    >>> [row.id for row in found.standing], [row.id for row in found.changed("p1")], found.earlier(rows[2])
    (['p1', 'p3'], ['p3'], {'p1'})
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row.id: row for row in rows}
        self.standing = standing(self._rows.values())
        self._in_place: defaultdict[str, list[Row]] = defaultdict(list)
        self._changed: defaultdict[str, list[Row]] = defaultdict(list)
        changes: list[tuple[Row, str]] = []
        for row in self.standing:
            for old in self._corrected(row):
                self._in_place[old.id].append(row)
            if old.revises and old.revision_reason == "change":
                changes.append((row, old.revises))
        for row, target in changes:
            for other in self._in_place.get(target, ()):
                self._changed[other.id].append(row)

    def changed(self, id: str) -> tuple[Row, ...]:
        """The rows that changed the standing row of this id."""
        return tuple(self._changed.get(id, ()))

    def earlier(self, row: Row) -> set[str]:
        """Ids of the standing rows that a standing row revises, directly or through others.

        It comes after them, whatever their dates say, and so none of them can supersede it.
        """
        *_, first = self._corrected(row)
        return {other.id for old in self._chain(first) if old is not first for other in self._in_place.get(old.id, ())}

    def _corrected(self, row: Row) -> Iterator[Row]:
        """The row, then what it corrects, what that corrects, and so on."""
        for old in self._chain(row):
            yield old
            if old.revision_reason != "correction":
                return

    def _chain(self, row: Row) -> Iterator[Row]:
        """The row, then what it revises, what that revises, and so on."""
        seen: set[str] = set()
        while row.id not in seen:
            yield row
            seen.add(row.id)
            row = self._rows.get(row.revises or "", row)

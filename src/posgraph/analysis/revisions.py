"""Revisions: what became of rows that others correct, retract or change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from posgraph.model import Position, SequencePreference

Row = TypeVar("Row", bound=Position | SequencePreference)


def standing(rows: Iterable[Row]) -> list[Row]:
    """Rows that no other row corrects or retracts."""
    rows = list(rows)
    undone = {row.revises for row in rows if row.revision_reason in ("correction", "retraction")}
    return [row for row in rows if row.id not in undone]


class Span(NamedTuple):
    """When a walk from rows to those that revise them enters a row and leaves it: all that revise it lie in between."""

    entered: int
    left: int


NOWHERE = Span(0, 0)


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
    >>> [row.id for row in found.standing], [row.id for row in found.changed("p1")], found.follows(rows[2], rows[0])
    (['p1', 'p3'], ['p3'], True)
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row.id: row for row in rows}
        linked = {id for row in self._rows.values() if row.revises for id in (row.id, row.revises)}
        self._spans = _spans({id: row for id, row in self._rows.items() if id in linked})
        self.standing = standing(self._rows.values())
        self._in_place: defaultdict[str, list[Row]] = defaultdict(list)
        self._changed: defaultdict[str, list[Row]] = defaultdict(list)
        changes: list[tuple[Row, str]] = []
        for row in (row for row in self.standing if row.id in linked):
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

    def follows(self, row: Row, other: Row) -> bool:
        """Whether a standing row revises another, or what that one corrects, directly or through others.

        It then comes after the other, whatever their dates say, and so the other cannot supersede it.
        """
        if not row.revises:
            return False
        *_, first = self._corrected(row)
        here = self._spans.get(first.id, NOWHERE)
        spans = (self._spans.get(old.id, NOWHERE) for old in self._corrected(other))
        return any(span.entered < here.entered <= span.left for span in spans)

    def _corrected(self, row: Row) -> Iterator[Row]:
        """The row, then what it corrects, what that corrects, and so on."""
        seen: set[str] = set()
        while row.id not in seen:
            yield row
            seen.add(row.id)
            row = self._rows.get(row.revises or "", row) if row.revision_reason == "correction" else row


def _spans(rows: Mapping[str, Row]) -> dict[str, Span]:
    """By id the span of each row; rows that revise one another in a circle have none.

    Numbers make the question who revises whom cheap: to follow each row back through all that it revises would take time that
    grows with the square of the longest chain.
    """
    revising: defaultdict[str | None, list[str]] = defaultdict(list)
    for row in rows.values():
        revising[row.revises if row.revises in rows else None].append(row.id)
    entered: dict[str, int] = {}
    spans: dict[str, Span] = {}
    walk = revising[None]
    while walk:
        if walk[-1] in entered:
            id = walk.pop()
            spans[id] = Span(entered[id], len(entered))
        else:
            entered[walk[-1]] = len(entered) + 1
            walk.extend(revising.get(walk[-1], ()))
    return spans

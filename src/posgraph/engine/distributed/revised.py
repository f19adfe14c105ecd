"""Revisions for the distributed engine: what became of the rows that revise or are revised, as three small tables.

Only these rows are brought here, and of them only ids, dates and whose they are on what; what they mean is asked of
``analysis.revisions``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from posgraph.analysis.revisions import Revisions
from posgraph.model import Position
from posgraph.stance import Stance

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, eq=False)
class Revised:
    """``undone(id)``: rows that are corrected or retracted. ``changed(id, at)``: rows that others change, and from which day.

    ``follows(id, other)``: rows that revise a later one of the same holder on the same target, which so does not supersede them.
    """

    undone: pa.Table
    changed: pa.Table
    follows: pa.Table


def revised(rows: pa.Table) -> Revised:
    """The tables from all rows that revise or are revised: id, actor, target, begin, revises, revision_reason.

    >>> import pyarrow as pa
    >>> rows = {"id": ["p", "q"], "actor": [0, 0], "target": [0, 0], "begin": [5, 9]}
    >>> found = revised(pa.table({**rows, "revises": [None, "p"], "revision_reason": [None, "change"]}))
    >>> found.changed.to_pylist()
    [{'id': 'p', 'at': 9}]
    """
    import pyarrow as pa

    begins: dict[str, int] = {}
    groups: defaultdict[tuple[int, int], list[Position]] = defaultdict(list)
    said = []
    for row in rows.to_pylist():
        position = _row(row["id"], row["revises"], row["revision_reason"])
        said.append((position, (row["actor"], row["target"])))
        begins[position.id] = row["begin"]
    revisions = Revisions([position for position, _ in said])
    standing = {row.id for row in revisions.standing}
    for position, group in said:
        if position.id in standing:
            groups[group].append(position)
    changed = {id: min(begins[row.id] for row in found) for id in standing if (found := revisions.changed(id))}
    follows = [
        (row.id, other.id)
        for group in groups.values()
        for row in group
        if row.revises
        for other in group
        if begins[other.id] > begins[row.id] and revisions.follows(row, other)
    ]
    return Revised(
        undone=pa.table({"id": pa.array(sorted(begins.keys() - standing), pa.string())}),
        changed=pa.table({"id": pa.array(list(changed), pa.string()), "at": pa.array(list(changed.values()), pa.int64())}),
        follows=pa.table({name: pa.array([pair[n] for pair in follows], pa.string()) for n, name in enumerate(("id", "other"))}),
    )


def _row(id: str, revises: str | None, reason: str | None) -> Position:
    words: dict[str, Any] = {"actor": "", "demand": "", "stance": Stance.neutral}
    return Position(id=id, revises=revises, revision_reason=reason, **words)

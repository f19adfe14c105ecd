"""Effective days by columns: what ``analysis.force`` says of each position, for all positions at once.

A row holds to the day before the next one of the same holder on the same target that begins later and that it does not
revise. Whatever has to do with revisions is asked of ``analysis.revisions``, for the rows that revise or are revised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from posgraph.analysis.revisions import Revisions
from posgraph.model import Position
from posgraph.stance import Stance

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

OPEN = 0
"""The start of a row that has none."""
MAX = 2**31 - 1
"""The end of a row that has none."""
NEVER = (1, 0)
"""Start and end of a row that was never in force."""

BITS = 22
"""Ordinals of days are less than 2²²."""
AFTER = MAX + 1
"""When a row begins that there is not: the day after the end of a row that has none."""


def effective(
    ids: pa.Array, group: Int64, first: Int32, last: Int32, revising: Int64, revised: Sequence[str], reasons: Sequence[str | None]
) -> tuple[Int32, Int32]:
    """Start and end of each row; ``group`` says whose position on which target it is, ``first`` and ``last`` its validity.

    ``revising`` are the rows that revise others, ``revised`` the ids that they name, ``reasons`` why.
    """
    begin = np.maximum(first, 1)
    known, revisions = _revisions(ids, revising, revised, reasons)
    stands = np.ones(len(group), np.bool_)
    if known:
        standing = {row.id for row in revisions.standing}
        stands[[n for n, row in known.items() if row.id not in standing]] = False
    rows = np.flatnonzero(stands)
    key = group[rows] << BITS | begin[rows]
    order = np.argsort(key, kind="stable" if len(key) < 1 << 16 else "quicksort")
    rows, key = rows[order], key[order]
    following = _following(key)
    later = _begin(key, following, key)
    if known:
        _fit(later, rows, key, following, begin, known, revisions)
    start, end = np.full(len(group), NEVER[0], np.int32), np.full(len(group), NEVER[1], np.int32)
    until = np.minimum(last[rows], later - 1).astype(np.int32)
    ever = (later > begin[rows]) & (until >= begin[rows])
    start[rows[ever]], end[rows[ever]] = first[rows[ever]], until[ever]
    return start, end


def _following(key: Int64) -> Int64:
    """For each place in sorted keys the first place that has a greater key."""
    ends = np.append(np.flatnonzero(key[1:] != key[:-1]) + 1, len(key)) if len(key) else np.zeros(0, np.int64)
    return np.repeat(ends, np.diff(ends, prepend=0))


def _begin(key: Int64, places: Int64, of: Int64) -> Int64:
    """The day at these places; the end of time where they are past the end or of another group."""
    inside = np.minimum(places, max(len(key) - 1, 0))
    same = (places < len(key)) & (key[inside] >> BITS == of >> BITS) if len(key) else np.zeros(0, np.bool_)
    return np.where(same, key[inside] & (1 << BITS) - 1, AFTER) if len(key) else np.zeros(0, np.int64)


def _revisions(
    ids: pa.Array, revising: Int64, revised: Sequence[str], reasons: Sequence[str | None]
) -> tuple[dict[int, Position], Revisions[Position]]:
    """The rows that revise or are revised, by number, and what became of them."""
    if not len(revising):
        return {}, Revisions(())
    targets = np.flatnonzero(pc.is_in(ids, value_set=pa.array(sorted(set(revised)), ids.type)).to_numpy(zero_copy_only=False))
    why = {int(n): (target, reason) for n, target, reason in zip(revising, revised, reasons, strict=True)}
    rows = sorted({*why, *targets.tolist()})
    found = {n: _row(id, *why.get(n, (None, None))) for n, id in zip(rows, ids.take(pa.array(rows)).to_pylist(), strict=True)}
    return found, Revisions(found.values())


def _row(id: str, revises: str | None, reason: str | None) -> Position:
    return Position(id=id, actor="", demand="", stance=Stance.neutral, revises=revises, revision_reason=reason)


def _fit(
    later: Int64,
    rows: Int64,
    key: Int64,
    following: Int64,
    begin: Int32,
    known: dict[int, Position],
    revisions: Revisions[Any],
) -> None:
    """Set right when the rows that revise or are revised are superseded."""
    number = {row.id: n for n, row in known.items()}
    concerned = np.zeros(len(begin), np.bool_)
    concerned[list(known)] = True
    for place in np.flatnonzero(concerned[rows]).tolist():
        row = known[int(rows[place])]
        at = int(following[place])
        if row.revises:
            while _same(key, place, at) and int(rows[at]) in known and revisions.follows(row, known[int(rows[at])]):
                at += 1
        next_begin = int(key[at] & (1 << BITS) - 1) if _same(key, place, at) else AFTER
        later[place] = min([next_begin, *(int(begin[number[other.id]]) for other in revisions.changed(row.id))])


def _same(key: Int64, place: int, other: int) -> bool:
    return other < len(key) and bool(key[place] >> BITS == key[other] >> BITS)

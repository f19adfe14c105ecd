"""Columns kept current: after a write what it touches is worked out anew, the rest is copied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from posgraph.analysis.force import group, in_force
from posgraph.analysis.renewal import touched
from posgraph.engine.days import MAX, NEVER, OPEN
from posgraph.model import Dataset, Position

if TYPE_CHECKING:
    from posgraph.engine.columns import Columns

MOST = 1000
"""Where so many rows are others, all is as well made anew."""

_COPIED = ("actor", "literal", "weight", "hard", "start", "end")


def renewed(old: Columns, former: tuple[Position, ...], dataset: Dataset) -> Columns | None:
    """The columns of a dataset with other positions than ``former``, of which ``old`` are the columns.

    None where too much is other: then they are better made anew.
    """
    from posgraph.engine.columns import columns

    rows = dataset.positions
    found = touched(former, rows, group)
    if len(found.came) + len(found.gone) > MOST or {row.actor for row in found.gone} - set(dataset.by_id("actors")):
        return None
    if {row.actor for row in found.came} - set(old.actors):
        return None
    new = columns(Dataset(id=dataset.id, actors=dataset.actors, demands=dataset.demands, clauses=dataset.clauses,
                          positions=found.came))  # fmt: skip
    here = np.searchsorted(np.array(old.actors, object), np.array(new.actors, object)) if len(new.actors) else np.zeros(0, int)
    there = {id(row) for row in rows}
    kept = np.fromiter((id(row) in there for row in former), bool, len(former))
    came = {id(row) for row in found.came}
    stays = np.fromiter((id(row) not in came for row in rows), bool, len(rows))
    made: dict[str, Any] = {}
    for name in _COPIED:
        values, more = getattr(old, name), getattr(new, name)
        column = np.empty(len(rows), values.dtype)
        column[stays] = values[kept]
        column[~stays] = here[more] if name == "actor" else more
        made[name] = column
    days = {h.row.id: h for h in in_force(dataset, None, ever=True).positions if group(h.row) in found.groups}
    for n, row in enumerate(rows):
        if group(row) in found.groups:
            held = days.get(row.id)
            made["start"][n], made["end"][n] = (_day(held.start, OPEN), _day(held.end, MAX)) if held else NEVER
    return replace(old, ids=pa.array([row.id for row in rows], pa.large_string()), **made)


def _day(day: date | None, open: int) -> int:
    return open if day is None else day.toordinal()

"""Columns kept current: after a write what it touches is worked out anew, the rest is copied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from posgraph.analysis.force import group, in_force
from posgraph.analysis.renewal import Touched, touched
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
    from posgraph.engine.columns import columns, spans

    rows = dataset.positions
    found = touched(former, rows, group)
    if len(found.came) + len(found.gone) > MOST or {row.actor for row in found.gone} - set(dataset.by_id("actors")):
        return None
    if {row.actor for row in found.came} - set(old.actors):
        return None
    new = columns(Dataset(id=dataset.id, actors=dataset.actors, demands=dataset.demands, clauses=dataset.clauses,
                          positions=found.came))  # fmt: skip
    here = np.searchsorted(np.array(old.actors, object), np.array(new.actors, object)) if len(new.actors) else np.zeros(0, int)
    order = _order(former, rows, found)
    made: dict[str, Any] = {}
    for name in _COPIED:
        more = getattr(new, name)
        made[name] = np.concatenate([getattr(old, name), here[more] if name == "actor" else more])[order].astype(more.dtype)
    inside = {row.id for row in found.context}
    places = [n for n, row in enumerate(rows) if row.id in inside]
    held = [h for h in in_force(dataset, None, ever=True).positions if h.row.id in inside]
    made["start"][places], made["end"][places] = spans([rows[n] for n in places], held)
    return replace(old, ids=pa.concat_arrays([old.ids, new.ids]).take(pa.array(order)), **made)


def _order(former: tuple[Position, ...], rows: tuple[Position, ...], found: Touched) -> npt.NDArray[np.int64]:
    """Where each row is among the former ones, and, after them, those that came."""
    gone, came = {id(row) for row in found.gone}, {id(row) for row in found.came}
    new = np.fromiter((id(row) in came for row in rows), np.bool_, len(rows))
    order = np.empty(len(rows), np.int64)
    order[~new] = np.flatnonzero(np.fromiter((id(row) not in gone for row in former), np.bool_, len(former)))
    order[new] = len(former) + np.arange(len(found.came))
    return order

"""Pairs that the clash table or the overlap table brings together: one by one where they are few, else those of one page.

Where pairs are many an engine over columns counts them and ranks them, in the library's order, and none but those asked for
is ever made. What rests on more than two positions, or on orders (R6 to R9), is searched as ever, and merged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from posgraph.analysis.clash import Table, clash_table, overlap_table
from posgraph.analysis.dress import Asked
from posgraph.analysis.dress import hard as is_hard
from posgraph.analysis.force import Force, Held, in_force, overlap
from posgraph.analysis.pairs import Pair, join, shortest
from posgraph.analysis.rules import KINDS, RULES, TABLED
from posgraph.analysis.state import State, reference, state
from posgraph.analysis.strength import side
from posgraph.graphs.once import once
from posgraph.model import Dataset, Position

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from posgraph.engine.columns import Columns
    from posgraph.engine.embedded import Embedded
    from posgraph.engine.engine import Engine
    from posgraph.engine.limits import Limits

Which = Literal["conflicts", "overlaps"]
Place = tuple[float, int, str, str]
"""Where a finding stands in the library's order: weight (the heaviest first), number of its rule, ids of its two rows."""

FEW = 10_000
"""So many pairs are as well made one by one (docs/scale.md)."""

CROWD = 20_000
"""More pairs than so many are never all kept to be shown in pages."""

_TABLES: Mapping[str, Callable[[Dataset], Table]] = {"conflicts": clash_table, "overlaps": overlap_table}
_id = attrgetter("row.id")
_NAMES: Mapping[str, tuple[str, ...]] = {"conflicts": tuple(RULES), "overlaps": KINDS}


@dataclass(frozen=True, slots=True)
class Many:
    """Positions in an engine. ``held`` gives the rows of ids as they are in force on a day (None: at any time); ``hard`` an
    engine with the red lines alone.
    """

    engine: Engine
    hard: Engine
    held: Callable[[Sequence[str], date | None], Mapping[str, Held[Position]]]


@dataclass(frozen=True, slots=True)
class Some:
    """How many findings there are, how many of them are hard, and the pairs of those to be shown, if not of more."""

    total: int
    hard: int
    pairs: list[Pair]


@once
def _engines(dataset: Dataset) -> tuple[Embedded, Embedded]:
    """The embedded engine of a dataset, and the one of its red lines."""
    from posgraph.engine.embedded import embedded

    return _with_hard(embedded(dataset))


def engines(columns: Columns, dataset: Dataset) -> tuple[Embedded, Embedded]:
    """The embedded engine over columns, and the one over the red lines among them."""
    from posgraph.engine.embedded import Embedded

    return _with_hard(Embedded(columns, dataset))


def _with_hard(engine: Embedded) -> tuple[Embedded, Embedded]:
    return engine, type(engine)(_only(engine.columns, engine.columns.hard), engine.vocabulary)


def _only(columns: Columns, there: NDArray[np.bool_]) -> Columns:
    """The columns with no rows in force but these."""
    import numpy as np

    return replace(columns, end=np.where(there, columns.end, np.int32(-1)))


def pairwise(which: Which, data: Dataset, force: Force, limits: Asked, whole: bool) -> Many | None:
    """The positions in force in the embedded engine, where a part is asked for and pairs are many; else None.

    ``whole``: no position is imagined away.
    """
    if limits.limit is None or not _more(FEW, which, data, force.positions):
        return None

    def held(ids: Sequence[str], _day: date | None) -> Mapping[str, Held[Position]]:
        found = ((id, bisect_left(force.positions, id, key=_id)) for id in ids)
        return {id: force.positions[place] for id, place in found}

    return Many(*(_engines(data) if whole else _engines_of(data, {h.row.id for h in force.positions})), held)


def _engines_of(data: Dataset, ids: Collection[str]) -> tuple[Embedded, Embedded]:
    """The engines over these positions alone."""
    import numpy as np

    from posgraph.engine.columns import columns

    every = columns(data)
    there = np.fromiter((id in ids for id in every.ids.to_pylist()), bool, len(every))
    return engines(_only(every, there), data.having("positions", ()))


def crowded(which: Which, dataset: Dataset, as_of: date | None, ever: bool = False) -> bool:
    """Whether there may be so many pairs that they are better asked for page by page."""
    return _more(CROWD, which, dataset, in_force(dataset, as_of, ever).positions)


def _more(number: int, which: Which, dataset: Dataset, positions: Sequence[Held[Position]]) -> bool:
    """Whether there may be more than so many pairs; more positions have no fewer, so some of them often tell."""
    some, table = max(number // 10, 1), _TABLES[which](dataset)
    while some < len(positions):
        if _estimate(state(dataset, positions[:some]), table) > number:
            return True
        some *= 4
    return _estimate(state(dataset, positions), table) > number


def _estimate(held: State, table: Table) -> int:
    """How many pairs there are at most."""
    return sum(len(left) * len(held.get(row.y, ())) for x, left in held.items() for row in table.get(x, ()))


def found(
    which: Which,
    many: Many | None,
    data: Dataset,
    force: Force,
    others: Iterable[Pair],
    limits: Asked,
    wanted: Sequence[str],
    after: Place | None,
) -> Some:
    """What is asked for, of which the first after a place in the order are to be shown; ``others`` come by other rules."""
    issue_of = {d.id: d.issue for d in data.demands}
    kept = shortest(pair for pair in others if limits.keeps(pair, issue_of))
    asked = tuple(rule for rule in wanted if rule in TABLED[which])
    if many is None:
        joined = (pair for pair in join(state(data, force.positions), _TABLES[which](data)) if pair.rule in asked)
        kept += shortest(pair for pair in joined if limits.keeps(pair, issue_of))
    total, hard = len(kept), sum(1 for pair in kept if is_hard(pair))
    if after is not None:
        kept = [pair for pair in kept if _order(_place(which, pair)) > _order(after)]
    if many is not None and asked:
        from posgraph.engine.limits import Limits

        within = Limits(limits.actors, limits.issues, frozenset(asked), limits.within)
        counted = sum(many.engine.count(force.moment, which, within).values())
        total += counted
        hard += sum(many.hard.count(force.moment, which, within).values()) if which == "conflicts" else 0
        kept += _first(which, many, data, force.moment, within, counted if limits.limit is None else limits.limit, after)
    return Some(total, hard, kept)


def _first(
    which: Which, many: Many, data: Dataset, day: date | None, limits: Limits, limit: int, after: Place | None
) -> Iterator[Pair]:
    from posgraph.engine.engine import Key
    from posgraph.engine.meetings import meetings

    page = many.engine.ranked(day, which, limits, limit, Key(*after) if after else None)
    rows = meetings(data, which).rows
    held = many.held(sorted({*page.a, *page.b}), day)
    for number, one, other in zip(page.row.tolist(), page.a, page.b, strict=True):
        row, a, b = rows[number], held[one], held[other]
        chain = (*reference(a.row), *row.chain, *reference(b.row))
        yield Pair(row.rule, a, b, chain, row.relations, row.issue, overlap(a, b) or (None, None), row.extra)


def _place(which: Which, pair: Pair) -> Place:
    weight = min(side(pair.a.row).weight, side(pair.b.row).weight)
    return weight, _NAMES[which].index(pair.rule), pair.a.row.id, pair.b.row.id


def _order(place: Place) -> Place:
    return -place[0], *place[1:]

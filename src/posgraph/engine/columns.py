"""Positions as columns: who holds which literal, how strongly, and on which days; without an object for each position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from posgraph.analysis.force import Held, in_force
from posgraph.analysis.state import demand_of
from posgraph.analysis.strength import red_line, weight
from posgraph.engine.days import MAX, NEVER, OPEN, effective
from posgraph.errors import DataError, Fault
from posgraph.graphs.once import once
from posgraph.model import Dataset, Position
from posgraph.model.cells import near
from posgraph.stance import UNKNOWN, Stance

Int32 = npt.NDArray[np.int32]

NEEDED = ("id", "actor", "demand", "stance")
"""Columns that no table of positions is without."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Positions as columns; row ``n`` is the ``n``-th id in sorted order. 29 bytes a position beside its id.

    ``ids``: large strings, sorted. ``actor[n]``: place in ``actors``, which are sorted. ``literal[n]``: twice the place of the
    demand in ``demands``, one more where the holder is contra; −1 where a position has no literal. ``weight[n]``: |polarity| ×
    salience × confidence. ``hard[n]``: a red line. ``start[n]``, ``end[n]``: effective days as proleptic ordinals, both included;
    open is 0 and 2³¹−1; a row that was never in force has its start after its end.

    >>> from posgraph.model import Demand, Position, When
    >>> rows = (Position(id="p", actor="n", demand="d", stance=Stance.rejects, valid_from=When.parse("0001-01-02")),)
    >>> found = columns(Dataset(id="toy", demands=(Demand(id="d", issue="i", label="D"),), positions=rows))
    >>> found.literal.tolist(), found.weight.tolist(), found.start.tolist(), found.end.tolist()
    ([1], [0.25], [2], [2147483647])
    """

    ids: Any
    actors: tuple[str, ...]
    actor: Int32
    demands: tuple[str, ...]
    literal: Int32
    weight: npt.NDArray[np.float64]
    hard: npt.NDArray[np.bool_]
    start: Int32
    end: Int32

    def __len__(self) -> int:
        return len(self.actor)

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        arrays = (self.actor, self.literal, self.weight, self.hard, self.start, self.end)
        return int(self.ids.nbytes + sum(array.nbytes for array in arrays))

    def names(self, rows: Iterable[int] | npt.NDArray[np.integer[Any]]) -> list[str]:
        """The ids of these rows."""
        found: list[str] = self.ids.take(pa.array(rows, pa.int64())).to_pylist()
        return found

    def place(self, id: str, after: bool = False) -> int:
        """How many ids sort before this one; with ``after``, it included."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            here = self.ids[middle].as_py()
            low, high = (middle + 1, high) if here < id or (after and here == id) else (low, middle)
        return low


def _renewed(old: Columns, former: tuple[Position, ...], dataset: Dataset) -> Columns:
    from posgraph.engine.renewal import renewed

    found = renewed(old, former, dataset)
    return made(dataset) if found is None else found


@once(of=("actors", "demands", "proposals", "clauses", "positions"), renew=_renewed)
def columns(dataset: Dataset) -> Columns:
    """The positions of a dataset as columns, made once; where only positions are others than in a dataset before, renewed."""
    return made(dataset)


def made(dataset: Dataset) -> Columns:
    """The columns, made anew."""
    rows = dataset.positions
    actors = _actors(dataset, {row.actor for row in rows})
    coded = {name: n for n, name in enumerate(actors)}
    literals = {target: _literal(dataset, target) for target in {row.demand for row in rows}}
    sign = np.fromiter((row.stance.sign for row in rows), np.int8, len(rows))
    base = np.fromiter((literals[row.demand] for row in rows), np.int32, len(rows))
    start, end = spans(rows, in_force(dataset, None, ever=True).positions)
    return Columns(
        ids=pa.array([row.id for row in rows], pa.large_string()),
        actors=actors,
        actor=np.array([coded[row.actor] for row in rows], np.int32),
        demands=tuple(d.id for d in dataset.demands),
        literal=np.where((sign == 0) | (base < 0), np.int32(-1), base + (sign < 0)).astype(np.int32),
        weight=np.fromiter((weight(row) for row in rows), np.float64, len(rows)),
        hard=np.fromiter((red_line(row) for row in rows), np.bool_, len(rows)),
        start=start,
        end=end,
    )


def spans(rows: Sequence[Position], held: Iterable[Held[Position]]) -> tuple[Int32, Int32]:
    """First and last effective day of each row, of which ``held`` are those that were ever in force."""
    by_id = {h.row.id: h for h in held}
    found = [by_id.get(row.id) for row in rows]
    start = (NEVER[0] if h is None else OPEN if h.start is None else h.start.toordinal() for h in found)
    end = (NEVER[1] if h is None else MAX if h.end is None else h.end.toordinal() for h in found)
    return np.fromiter(start, np.int32, len(rows)), np.fromiter(end, np.int32, len(rows))


def from_table(positions: pa.Table, vocabulary: Dataset) -> Columns:
    """The same from a table with the columns of ``positions.parquet``; actors, demands and clauses are those of the vocabulary.

    Raises DataError, with every fault, where a column is missing, a cell that is needed is empty, a word is no stance or an id
    stands twice. About 2 million positions a second; what revises or is revised is worked out row by row.

    >>> table = pa.table({"id": ["q", "p"], "actor": ["n", "s"], "demand": ["d", "d"], "stance": ["rejects", "demands"]})
    >>> from posgraph.model import Demand
    >>> found = from_table(table, Dataset(id="toy", demands=(Demand(id="d", issue="i", label="D"),)))
    >>> found.ids.to_pylist(), found.literal.tolist(), found.actors
    (['p', 'q'], [0, 1], ('n', 's'))
    """
    if missing := [name for name in NEEDED if name not in positions.column_names]:
        raise DataError([Fault("positions", name, "a table with this column") for name in missing])
    positions = _sorted(positions)
    if faults := _faults(positions):
        raise DataError(faults)
    ids = _whole(positions["id"].cast(pa.large_string()))
    actor, holders = _coded(positions["actor"])
    target, targets = _coded(positions["demand"])
    stance, words = _coded(positions["stance"])
    actors = _actors(vocabulary, {holders[n] for n in np.unique(actor)})
    place = {name: n for n, name in enumerate(actors)}
    signs = np.array([Stance(word).sign for word in words], np.int32)[stance]
    base = np.array([_literal(vocabulary, name) for name in targets], np.int32)[target]
    literal = np.where((signs == 0) | (base < 0), -1, base + (signs < 0)).astype(np.int32)
    polarity = np.array([abs(Stance(word).polarity or 0.0) for word in words], np.float64)[stance]
    weight = polarity * _degree(positions, "salience") * _degree(positions, "confidence")
    first, last = _days(positions, "begins", "valid_from", OPEN), _days(positions, "ends", "valid_to", MAX)
    start, end = effective(ids, actor.astype(np.int64) * len(targets) + target, first, last, *_revisions(positions))
    return Columns(
        ids=ids,
        actors=actors,
        actor=np.array([place.get(name, -1) for name in holders], np.int32)[actor],
        demands=tuple(d.id for d in vocabulary.demands),
        literal=literal,
        weight=weight,
        hard=_degree(positions, "firmness") == 1.0,
        start=start,
        end=end,
    )


def _actors(dataset: Dataset, holders: set[str]) -> tuple[str, ...]:
    return tuple(sorted(holders.union(a.id for a in dataset.actors)))


def _literal(dataset: Dataset, target: str) -> int:
    """Twice the place of the demand that a target stands for; −1 where it stands for none."""
    demand = demand_of(dataset, target)
    return 2 * _places(dataset)[demand] if demand in _places(dataset) else -1


@once
def _places(dataset: Dataset) -> dict[str | None, int]:
    return {demand.id: n for n, demand in enumerate(dataset.demands)}


def _ordinal(day: date | None, open: int) -> int:
    return open if day is None else day.toordinal()


def _sorted(table: pa.Table) -> pa.Table:
    ids = table["id"]
    if len(ids) > 1 and not pc.all(pc.less_equal(_whole(ids)[:-1], _whole(ids)[1:])).as_py():
        return table.take(pc.sort_indices(ids))
    return table


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """One array of all chunks."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _coded(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], Sequence[str]]:
    """Codes, and the names that they stand for."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = _whole(column.unify_dictionaries())
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    return whole.indices.to_numpy(zero_copy_only=False).astype(np.int64), whole.dictionary.to_pylist()


def _degree(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    if name not in table.column_names:
        return np.full(len(table), UNKNOWN)
    filled = pc.fill_null(table[name].cast(pa.float64()), UNKNOWN)
    found: npt.NDArray[np.float64] = _whole(filled).to_numpy(zero_copy_only=False)
    return found


def _days(table: pa.Table, name: str, written: str, open: int) -> Int32:
    """Ordinals of a column of days; where there is none, of the dates as they are written."""
    if name in table.column_names:
        since = pc.add(_whole(table[name].cast(pa.date32())).cast(pa.int32()), date(1970, 1, 1).toordinal())
        found: npt.NDArray[np.int32] = pc.fill_null(since, open).to_numpy(zero_copy_only=False)
        return found.astype(np.int32)
    if written not in table.column_names:
        return np.full(len(table), open, np.int32)
    from posgraph.model import When

    codes, texts = _coded(pc.fill_null(table[written].cast(pa.large_string()), ""))
    bounds = [When.parse(text) if text else When("", None, None) for text in texts]
    return np.array([_ordinal(when.last if open == MAX else when.first, open) for when in bounds], np.int32)[codes]


def _revisions(table: pa.Table) -> tuple[npt.NDArray[np.int64], list[str], list[str | None]]:
    """The rows that revise, what each revises, and why."""
    if "revises" not in table.column_names:
        return np.zeros(0, np.int64), [], []
    rows = np.flatnonzero(pc.is_valid(table["revises"]).to_numpy())
    some = table.select([n for n in ("revises", "revision_reason") if n in table.column_names]).take(pa.array(rows))
    reasons = some["revision_reason"].to_pylist() if "revision_reason" in some.column_names else [None] * len(rows)
    return rows, some["revises"].to_pylist(), reasons


MOST = 100
"""How many faults of one kind are listed."""


def _faults(table: pa.Table) -> list[Fault]:
    """Empty cells, words that are no stance, ids that stand twice."""
    found = []
    for name in NEEDED:
        if table[name].null_count:
            rows = np.flatnonzero(pc.is_null(table[name]).to_numpy())[:MOST]
            found += [
                Fault(f"positions row {n + 1} ({table['id'][n]}) column {name}", "", "a cell that is not empty") for n in rows
            ]
    ids = _whole(table["id"])
    if len(ids) > 1:
        twice = np.flatnonzero(pc.fill_null(pc.equal(ids[:-1], ids[1:]), False).to_numpy(zero_copy_only=False))[:MOST]
        found += [Fault(f"positions row {n + 2} column id", str(ids[int(n)]), "an id that stands once") for n in twice]
    words = {word for word in pc.unique(table["stance"]).to_pylist() if word is not None}
    known = {str(stance) for stance in Stance}
    for word in sorted(words - known):
        at = pc.index(table["stance"].cast(pa.string()), word).as_py()
        where = f"positions row {at + 1} ({table['id'][at]}) column stance"
        found.append(Fault(where, word, "one of: " + ", ".join(sorted(known)), near(word, known)))
    return found

"""The engine on DuckDB, Sail or Spark: the same questions, answered where the positions lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from posgraph.analysis.state import demand_of
from posgraph.engine.distributed import expressions as on
from posgraph.engine.distributed.connection import Connection, Expression
from posgraph.engine.distributed.faults import faults
from posgraph.engine.distributed.heaviest import BUCKETS, Heaviness
from posgraph.engine.distributed.kernel import Product
from posgraph.engine.distributed.revised import revised
from posgraph.engine.engine import Key, Matrix, Measure, Ranked, Span
from posgraph.engine.limits import EVERY, Limits, Which
from posgraph.engine.meetings import Meetings, meetings
from posgraph.errors import DataError, StoreError
from posgraph.model import Dataset
from posgraph.stance import UNKNOWN, Stance

if TYPE_CHECKING:
    import pyarrow as pa

Path_ = str | PathLike[str]


class Distributed:
    """Positions in Parquet files (or a small table), and a connection to what computes; close the connection when done.

    ``vocabulary`` holds actors, demands, relations, clauses and issues. Names and numbers are those of ``Columns``; sums of
    weights differ from those of the embedded engine by rounding only, since the order of additions is not fixed. Effective
    days are computed once, when first needed, and kept where the connection keeps what is kept. Raises DataError for what the
    files lack, StoreError for files that are not there.
    """

    def __init__(self, positions: pa.Table | Path_ | Sequence[Path_], vocabulary: Dataset, connection: Connection) -> None:
        self.name = connection.name
        self._connection, self._vocabulary = connection, vocabulary
        self._positions = self._read(positions)
        self._met: dict[tuple[Which, bytes], Expression] = {}

    def in_force(self, day: date) -> int:
        """How many positions are in force on a day."""
        there = self._during(day)
        return self._number(there.aggregate(number=there.count().cast("int64")))

    def count(self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY) -> dict[str, int]:
        """How many pairs meet, by rule. On a day: from numbers of positions by actor and literal; else pair by pair."""
        met = meetings(self._vocabulary, which)
        found = dict.fromkeys(met.asked(limits), 0)
        table, actor = self._table(met, limits), self._actor(limits)
        if day is None:
            listed = on.pairs(self._held_by(limits, None), table, limits.within, meeting=True, actor=actor)
            steps = [(1, on.counted(listed))]
        else:
            steps = self._counts(self._held_by(limits, day), table, limits.within, 1)
            if actor is not None:
                others = self._during(day)
                steps += self._counts(others.filter(others.actor != actor), table, limits.within, -1)
        for sign, step in steps:
            for rule, twice in self._rows(step):
                found[met.names[rule]] += sign * int(twice) // 2
        return found

    def ranked(
        self, day: date | None, which: Which = "conflicts", limits: Limits = EVERY, limit: int = 100, after: Key | None = None
    ) -> Ranked:
        """The first pairs in order, or the first after a key: of pairs of heavy positions only, as long as these are enough."""
        met = meetings(self._vocabulary, which)
        table, actor = self._table(met, limits), self._actor(limits)
        held = self._held_by(limits, day)
        weights = Heaviness.of(self._connection.fetch(on.heaviness(held, BUCKETS)), met, met.kept(limits))
        key = None if after is None else self._connection.give(_key(after))
        for least in weights.thresholds(limit + 1, after.weight if after else None):
            listed = on.pairs(on.heavy(held, least, BUCKETS), table, limits.within, meeting=day is None, actor=actor)
            found = self._connection.fetch(on.page(listed, limit + 1, key))
            if len(found) > limit:
                break
        return _ranked(found, limit)

    def matrix(self, day: date | None, which: Which = "conflicts", measure: Measure = "count", limits: Limits = EVERY) -> Matrix:
        """Actors by actors. On a day: a product of numbers (or weights) by actor and literal; else pair by pair."""
        return self._matrix(None if day is None else (day, day), which, measure, limits)

    def windows(
        self,
        spans: Sequence[Span] | Sequence[date],
        which: Which = "conflicts",
        measure: Measure = "count",
        limits: Limits = EVERY,
    ) -> Iterator[Matrix]:
        """A matrix for each day, or each span of days; one after another."""
        for span in spans:
            yield self._matrix((span, span) if isinstance(span, date) else span, which, measure, limits)

    @cached_property
    def held(self) -> Expression:
        """Positions that were ever in force: id, actor, literal, weight, hard, start, end; computed once, and kept."""
        rows = self._connection.keep(on.valid(self._positions, self._coded(), self._aims(), self._stances()))
        held = self._connection.keep(on.effective(rows, self._revisions(rows)))
        self._connection.drop(rows)
        return held

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors of the vocabulary and of the positions, sorted: the rows of matrices."""
        return tuple(sorted({*self._distinct("actor"), *(actor.id for actor in self._vocabulary.actors)}))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def effective(self) -> pa.Table:
        """All of ``held``, brought here, sorted by id: for tests and small data."""
        return self._connection.fetch(self.held).sort_by("id")

    def _read(self, positions: pa.Table | Path_ | Sequence[Path_]) -> Expression:
        import pyarrow as pa

        if isinstance(positions, pa.Table):
            return self._checked(self._connection.give(_plain(positions)))
        paths = [positions] if isinstance(positions, str | PathLike) else list(positions)
        found = [str(path) for path in paths]
        for path in found:
            if "://" not in path and not any(char in path for char in "*?[") and not Path(path).exists():
                raise StoreError(f"{path} is not there: expected Parquet files as posgraph export --to parquet writes them")
        return self._checked(self._connection.read(found))

    def _checked(self, positions: Expression) -> Expression:
        if found := faults(positions, self._connection):
            raise DataError(found)
        return positions

    def _distinct(self, column: str) -> list[str]:
        found = self._connection.fetch(self._positions.select(column).distinct())
        return cast("list[str]", found.column(0).to_pylist())

    def _coded(self) -> Expression:
        import pyarrow as pa

        codes = pa.array(range(len(self.actors)), pa.int64())
        return self._connection.give(pa.table({"holder": pa.array(self.actors, pa.string()), "code": codes}))

    def _aims(self) -> Expression:
        import pyarrow as pa

        aims = sorted(self._distinct("demand"))
        place = {demand.id: 2 * n for n, demand in enumerate(self._vocabulary.demands)}
        literals = [place.get(demand_of(self._vocabulary, aim) or "", -1) for aim in aims]
        columns = {"aim": pa.array(aims, pa.string()), "target": pa.array(range(len(aims)), pa.int64())}
        return self._connection.give(pa.table({**columns, "literal": pa.array(literals, pa.int64())}))

    def _stances(self) -> Expression:
        import pyarrow as pa

        columns = {
            "word": pa.array([str(stance) for stance in Stance], pa.string()),
            "strength": pa.array([abs(stance.polarity or 0.0) for stance in Stance], pa.float64()),
            "sign": pa.array([stance.sign for stance in Stance], pa.int64()),
            "unknown": pa.array([UNKNOWN for _ in Stance], pa.float64()),
        }
        return self._connection.give(pa.table(columns))

    def _revisions(self, rows: Expression) -> on.Revisions | None:
        """What became of the rows that revise or are revised; None where there are none."""
        import pyarrow as pa

        revising = self._connection.fetch(rows.filter(rows.revises.notnull()).select("id", "revises"))
        if not len(revising):
            return None
        concerned = sorted({*revising["id"].to_pylist(), *revising["revises"].to_pylist()})
        ids = self._connection.give(pa.table({"id": pa.array(concerned, pa.string())}))
        columns = ("id", "actor", "target", "begin", "revises", "revision_reason")
        found = revised(self._connection.fetch(rows.semi_join(ids, "id").select(*columns)))
        return on.Revisions(*(self._connection.give(table) for table in (found.undone, found.changed, found.follows)))

    def _during(self, day: date | None) -> Expression:
        return self.held if day is None else on.during(self.held, day.toordinal(), day.toordinal())

    def _held_by(self, limits: Limits, day: date | None) -> Expression:
        """What is in force, of these actors where both sides are to be among them."""
        return self._among(self._during(day), limits)

    def _among(self, held: Expression, limits: Limits) -> Expression:
        codes = limits.codes(self.actors)
        return held if codes is None or len(limits.actors) < 2 else held.filter(held.actor.isin(codes.tolist()))

    def _actor(self, limits: Limits) -> int | None:
        """The one actor that is to be on either side."""
        codes = limits.codes(self.actors)
        return int(codes[0]) if codes is not None and len(limits.actors) == 1 else None

    def _table(self, met: Meetings, limits: Limits) -> Expression:
        """The rows that are asked for, there; sent once."""
        import pyarrow as pa

        kept = met.kept(limits)
        key = (met.which, b"" if len(kept) == len(met) else kept.tobytes())
        if key not in self._met:
            numbers = {"rule": met.rule[kept].astype(np.int32), "row": kept.astype(np.int32), "factor": _factor(met, kept)}
            self._met[key] = self._connection.give(pa.table({"x": met.x[kept], "y": met.y[kept], **numbers}))
        return self._met[key]

    def _counts(self, held: Expression, table: Expression, within: bool, sign: int) -> list[tuple[int, Expression]]:
        state = on.state(held)
        every = [(sign, on.totals(state, table))]
        return every if within else [*every, (-sign, on.own(state, table))]

    def _matrix(self, span: Span | None, which: Which, measure: Measure, limits: Limits) -> Matrix:
        met = meetings(self._vocabulary, which)
        table, actor = self._table(met, limits), self._actor(limits)
        if span and span[0] == span[1]:
            values = self._multiplied(self._held_by(limits, span[0]), met, measure, limits, table, actor)
        else:
            held = on.during(self.held, span[0].toordinal(), span[1].toordinal()) if span else self.held
            listed = on.pairs(self._among(held, limits), table, limits.within, meeting=True, actor=actor)
            values = self._dense(self._connection.fetch(on.cells(listed, measure)))
            own = np.diag(np.diag(values))
            values = values + values.T - own
        return Matrix(self.actors, values, which, measure, span)

    def _multiplied(
        self, held: Expression, met: Meetings, measure: Measure, limits: Limits, table: Expression, actor: int | None
    ) -> npt.NDArray[np.float64]:
        state = on.state(held)
        valued = on.valued(state, measure)
        if self._connection.workers:
            found = self._by_blocks(valued, met, met.kept(limits))
        else:
            found = self._connection.fetch(on.product(valued, table, actor))
        twice = self._dense(found)
        values = (twice + twice.T) / 2
        np.fill_diagonal(values, 0.0)
        if limits.within:
            alone = self._connection.fetch(on.alone(state, table, measure))
            actors = alone["actor"].to_numpy()
            values[actors, actors] = alone["value"].to_numpy().astype(np.float64) / 2
        if actor is not None:
            others = np.arange(len(self.actors)) != actor
            values[np.ix_(others, others)] = 0.0
        return values

    def _by_blocks(self, valued: Expression, met: Meetings, kept: npt.NDArray[np.int64]) -> pa.Table:
        """The product by the Python kernel, a block of actors for each worker."""
        import pyarrow as pa

        kernel = Product(met.x[kept], met.y[kept], _factor(met, kept), len(self.actors), 2 * len(self._vocabulary.demands))
        blocks = self._connection.give(pa.table({"block": pa.array(range(self._connection.workers), pa.int32())}))
        cells = {"one": "int32", "other": "int32", "value": "float64"}
        parts = on.parts(valued, blocks, self._connection.workers)
        return self._connection.mapped(parts, "block", kernel.cells, cells)

    def _dense(self, cells: pa.Table) -> npt.NDArray[np.float64]:
        values = np.zeros((len(self.actors), len(self.actors)))
        one, other, value = (cells[name].to_numpy() for name in ("one", "other", "value"))
        values[one, other] = value
        return values

    def _rows(self, expression: Expression) -> list[tuple[Any, ...]]:
        found = self._connection.fetch(expression)
        return list(zip(*(found[name].to_pylist() for name in found.column_names), strict=True))

    def _number(self, expression: Expression) -> int:
        return int(self._rows(expression)[0][0])


def _factor(met: Meetings, kept: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """2; 1 where a literal meets itself: there the product holds each pair in both orders."""
    return np.where(met.x[kept] == met.y[kept], 1.0, 2.0)


def _plain(positions: pa.Table) -> pa.Table:
    """The columns that the engine reads, of plain types."""
    import pyarrow as pa

    from posgraph.engine.distributed.connection import COLUMNS, absent

    types = {"string": pa.string(), "float64": pa.float64(), "date": pa.date32()}
    missing = absent(positions.column_names)
    nulls = {name: pa.nulls(len(positions), types[COLUMNS[name]]) for name in missing}
    return pa.table({name: nulls[name] if name in nulls else positions[name].cast(types[t]) for name, t in COLUMNS.items()})


def _key(key: Key) -> pa.Table:
    import pyarrow as pa

    types = {"weight": pa.float64(), "rule": pa.int32(), "a": pa.string(), "b": pa.string()}
    return pa.table({name: pa.array([getattr(key, name)], type) for name, type in types.items()})


def _ranked(found: pa.Table, limit: int) -> Ranked:
    done = len(found) <= limit
    found = found.slice(0, limit)
    weight = found["weight"].to_numpy().astype(np.float64)
    a, b = found["id_a"].to_pylist(), found["id_b"].to_pylist()
    last = None if done or not a else Key(float(weight[-1]), int(found["rule"][-1].as_py()), a[-1], b[-1])
    hard = found["hard"].to_numpy(zero_copy_only=False).astype(np.bool_)
    return Ranked(weight, found["row"].to_numpy().astype(np.int32), a, b, hard, done, last)

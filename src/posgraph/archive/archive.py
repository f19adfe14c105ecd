"""An archive: the questions that are answered from columns, each with the positions, rules and sources behind its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self, overload

from posgraph.analysis.force import Held
from posgraph.analysis.state import demand_of
from posgraph.archive.place import POSITIONS
from posgraph.archive.rows import dated, positions
from posgraph.errors import UsageError
from posgraph.model import Dataset, Position
from posgraph.model.cells import near
from posgraph.stance import Stance

if TYPE_CHECKING:
    import pyarrow as pa

    from posgraph.analysis.many import Many
    from posgraph.analysis.results import Conflicts, Overlaps
    from posgraph.engine.columns import Columns
    from posgraph.networks import Network, Networks, Statements

Names = str | Iterable[str]

LEVELS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "boolean": {stance.value: stance.sign > 0 if stance.sign else "" for stance in Stance},
        "integer": {stance.value: "" if stance.polarity is None else stance.sign for stance in Stance},
        "text": {},
    }
)
"""What the words of a stance count as, by type of stance."""


LOOKED_UP = 2000
"""So many ids are looked up one by one."""


class Archive:
    """A dataset with its positions as columns. ``dataset`` holds all but the positions, ``table`` those, sorted by id.

    ``engine_name`` chooses where pairs are worked out: ``embedded``, or one of posgraph.engine.distributed.
    """

    def __init__(self, dataset: Dataset, table: pa.Table, folder: Path, engine_name: str = "embedded") -> None:
        self.dataset, self.table, self.folder, self.engine_name = dataset, table, folder, engine_name

    @property
    def id(self) -> str:
        """The id of the dataset."""
        return self.dataset.id

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def columns(self) -> Columns:
        """The positions as the engine takes them."""
        from posgraph.engine.columns import from_table

        return from_table(self.table, self.dataset)

    def whole(self) -> Dataset:
        """The dataset with every position as an object: some 2 kB each."""
        return self.dataset.having("positions", positions(self.table, range(len(self))))

    @property
    def last_begun(self) -> date | None:
        """The day on which the last position begins; None where none says when."""
        from posgraph.model import When

        if "valid_from" not in self.table.column_names:
            return None
        written = self.table["valid_from"].combine_chunks().dictionary.to_pylist()
        return max((day for text in written if (day := When.parse(text).first)), default=None)

    def conflicts(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        actors: Names = (),
        issues: Names = (),
        rules: Names = (),
        within: bool = False,
        without: Names = (),
        limit: int | None = 20,
        after: tuple[float, int, str, str] | None = None,
        seconds: float = 10.0,
    ) -> Conflicts:
        """The most severe conflicts, as :meth:`posgraph.Graph.conflicts` gives them, with the number of all.

        ``after``: those that come after this place (severity, number of the rule, ids of both). Without ``limit`` all are made.
        """
        from posgraph.analysis.conflicts import among

        _nothing(without)
        return among(self.many, self.beside, as_of, ever, actors, issues, rules, within, limit, seconds, after)

    def overlaps(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        actors: Names = (),
        issues: Names = (),
        kinds: Names = (),
        within: bool = False,
        without: Names = (),
        limit: int | None = 20,
        after: tuple[float, int, str, str] | None = None,
    ) -> Overlaps:
        """The strongest overlaps, as :meth:`posgraph.Graph.overlaps` gives them, with the number of all."""
        from posgraph.analysis.overlaps import among

        _nothing(without)
        return among(self.many, self.beside, as_of, ever, actors, issues, kinds, within, limit, after)

    def statements(self, stance_type: str = "boolean") -> Statements:
        """The positions as coded statements, each dated by the first day of its validity, its source as the document.

        ``stance_type``: ``boolean`` (pro or contra; what is neither counts not), ``integer`` (1, 0, −1) or ``text`` (the nine
        words, each a level of its own). Raises UsageError for another.
        """
        from posgraph.networks.reading import read_statements

        if stance_type not in LEVELS:
            raise UsageError("stance_type", stance_type, f"one of: {', '.join(LEVELS)}", near(stance_type, LEVELS))
        table = dated(self.table)
        roles = {"actor": "actor", "demand": "demand", "stance": "stance", "date": "begins", "document": "source", "id": "id"}
        given = {role: column for role, column in roles.items() if column in table.column_names}
        return read_statements(table, stance_type=stance_type, levels=LEVELS[stance_type], **given)

    def network(self, mode: str = "one", kind: str = "congruence", *, stance_type: str = "boolean", **asked: Any) -> Network:
        """One network of the positions as statements; arguments as :meth:`posgraph.networks.Statements.network` has them."""
        return self.labelled(self.statements(stance_type).network(mode=mode, kind=kind, **asked))

    def networks(
        self, window: str = "years:5", mode: str = "one", kind: str = "congruence", *, stance_type: str = "boolean", **asked: Any
    ) -> Networks:
        """A network for each moving window of time."""
        return self.labelled(self.statements(stance_type).networks(window, mode=mode, kind=kind, **asked))

    @overload
    def labelled(self, found: Network) -> Network: ...
    @overload
    def labelled(self, found: Networks) -> Networks: ...
    @overload
    def labelled(self, found: Network | Networks) -> Network | Networks: ...
    def labelled(self, found: Network | Networks) -> Network | Networks:
        """Networks with what the archive calls their actors, demands and sources."""
        from posgraph.archive.behind import Sourced
        from posgraph.networks import Network

        if not isinstance(found, Network):
            return replace(found, items=tuple(map(self.labelled, found.items)))
        known = {row.id: row.label for row in self.dataset.actors} | {row.id: row.label for row in self.dataset.demands}
        behind = found.behind and Sourced(self.dataset, found.behind)
        return replace(
            found, labels={name: known[name] for name in (*found.rows, *found.columns) if name in known}, behind=behind
        )

    @cached_property
    def beside(self) -> Dataset:
        """The dataset with those positions that other rules than R1 to R5 look at: on demands with a rank; with conditions, and
        on whatever is related to what those name; and all that their holders say of the same targets.
        """
        import numpy as np
        import pyarrow.compute as pc

        wanted = {demand.id for demand in self.dataset.demands if demand.rank is not None}
        demand = self.table["demand"].combine_chunks()
        chosen = np.zeros(len(self), bool)
        if "only_if" in self.table.column_names:
            waiting = pc.fill_null(pc.greater(pc.list_value_length(self.table["only_if"]), 0), False).combine_chunks()
            actor = self.table["actor"].combine_chunks().indices.to_numpy().astype(np.int64)
            both = actor * (len(demand.dictionary) + 1) + demand.indices.to_numpy()
            chosen |= np.isin(both, both[waiting.to_numpy(zero_copy_only=False)])
            some = self.table.filter(waiting)
            named = {name for names in some["only_if"].to_pylist() for name in names}
            targets = {demand_of(self.dataset, target) for target in pc.unique(some["demand"]).to_pylist()}
            wanted |= related(self.dataset, named | {target for target in targets if target})
        every = demand.dictionary.to_pylist()
        on = np.array([demand_of(self.dataset, target) in wanted for target in every] or [False])
        chosen |= on[demand.indices.to_numpy()]
        rows = np.flatnonzero(chosen)
        return self.dataset.having("positions", positions(self.table, rows.tolist())) if len(rows) else self.dataset

    def held(self, ids: Sequence[str], day: date | None) -> Mapping[str, Held[Position]]:
        """The positions of these ids, each with the days on which it is in force, and whether it is disputed then."""
        rows = self._rows(ids)
        found = dict(zip(rows, positions(self.table, rows), strict=True))
        disputed = self._disputed(rows, day)
        held = ((self._day(self.columns.start[n]), self._day(self.columns.end[n])) for n in rows)
        return {found[n].id: Held(found[n], *days, n in disputed) for n, days in zip(rows, held, strict=True)}

    def _rows(self, ids: Sequence[str]) -> list[int]:
        """The rows of ids: a few are looked up, of many all ids are read."""
        if len(ids) <= LOOKED_UP:
            return [self.columns.place(id) for id in ids]
        import pyarrow as pa
        import pyarrow.compute as pc

        found: list[int] = pc.index_in(pa.array(ids, self.columns.ids.type), value_set=self.columns.ids).to_numpy().tolist()
        return found

    @staticmethod
    def _day(ordinal: int) -> date | None:
        """The day of an ordinal; None where it is open."""
        return date.fromordinal(int(ordinal)) if 0 < ordinal <= date.max.toordinal() else None

    def _disputed(self, rows: Sequence[int], day: date | None) -> set[int]:
        """Those of these rows with which another of the same holder on the same target disagrees that begins on the same day."""
        import numpy as np

        actor = self.table["actor"].combine_chunks().indices.to_numpy().astype(np.int64)
        demand = self.table["demand"].combine_chunks()
        both = actor * (len(demand.dictionary) + 1) + demand.indices.to_numpy()
        start, end, literal = self.columns.start, self.columns.end, self.columns.literal
        there = np.isin(both, both[np.asarray(rows, dtype=np.int64)]) & (literal >= 0) & (start <= end)
        if day:
            there &= (start <= day.toordinal()) & (day.toordinal() <= end)
        signs: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for n in np.flatnonzero(there).tolist():
            signs[int(both[n]), int(start[n])].add(int(literal[n]) % 2)
        return {n for n in rows if len(signs[int(both[n]), int(start[n])]) > 1}

    @cached_property
    def many(self) -> Many:
        """The positions in the engine that was chosen."""
        from posgraph.analysis.many import Many, engines

        embedded, hard = engines(self.columns, self.dataset)
        if self.engine_name == "embedded":
            return Many(embedded, hard, self.held)
        from posgraph.engine.distributed import open_engine

        return Many(open_engine(self.engine_name, self.folder / POSITIONS, self.dataset), hard, self.held)

    def close(self) -> None:
        """Nothing is held open; so that an archive and a graph are closed alike."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<posgraph.Archive {self.id}: {len(self):,} positions>"


def _nothing(without: Names) -> None:
    """Raise UsageError where rows are to be imagined away: that is asked of a graph."""
    if without:
        raise UsageError("without", without, "nothing: an archive is asked as it is; load it into a store to imagine rows away")


def related(dataset: Dataset, demands: Iterable[str]) -> set[str]:
    """These demands and all that relations lead to from them, in whatever direction."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for row in dataset.relations:
        beside[row.demand_a].add(row.demand_b)
        beside[row.demand_b].add(row.demand_a)
    found, queue = set(demands), list(demands)
    while queue:
        more = beside[queue.pop()] - found
        found |= more
        queue += more
    return found

"""The recorder: the one way in which the datasets of a store are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from uuid import uuid4

from pyoxigraph import BlankNode, NamedNode, Quad

from posgraph.errors import RefusedChange, StoreError, UnknownName
from posgraph.importers.registry import Loaded
from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.names import dataset_graph, inferred_graph
from posgraph.recording.change import HEADER, MANY, Author, Change, Key, RowChange, cells
from posgraph.recording.editing import Step, check_steps, edited
from posgraph.recording.effect import Effect, effect
from posgraph.recording.journal import Head, Journal, guard, quads
from posgraph.recording.past import past
from posgraph.store import Store, Transaction
from posgraph.store.terms import iri

_MANY = 20_000  # from so many statements on, a graph is collected beside the old one and moved
_TRIES = 3


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Recorder:
    """Writes datasets to a store, each write as one step with its entry in the log.

    One at a time within a process. Several processes that write to one endpoint do not overwrite each other: a write that another
    has come before is refused, and raises RefusedChange, or is told anew where it hangs on nothing that the other wrote.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime] = now) -> None:
        self.store, self.journal, self._clock = store, Journal(store), clock

    def edit(
        self, dataset: Dataset, steps: Sequence[Step], author: Author, *, reason: str = "", key: Key | None = None
    ) -> tuple[Change, Dataset]:
        """Create, revise and retract rows of a dataset that the store holds; the change, and the dataset after it.

        Raises DataError with every fault, UnknownName, RefusedChange; then nothing is written.
        """
        check_steps(steps)
        after, rows = edited(dataset, steps)
        done = effect(self.store, dataset, after, rows, self._graph(dataset))
        change = self._record("edit", author, dataset.id, reason, rows, key, done, after.base)
        return change, after

    def put(
        self, loaded: Loaded, author: Author, *, before: Dataset | None = None, reason: str = "", key: Key | None = None
    ) -> Change:
        """Put a whole dataset in the place of what the store held under its id; ``before`` is that, where there was one."""
        graph = dataset_graph(loaded.id)
        new = {Quad(quad.subject, quad.predicate, quad.object, iri(graph)) for quad in loaded.quads}
        rows = _replaced(before, loaded.dataset) if before is not None else ()
        base = loaded.dataset.base
        if len(new) >= _MANY or self.store.kind == "remote":
            staging = self.store.stage(new)
            return self._record("load", author, loaded.id, reason, rows, key, Effect(), base, {staging: graph})
        old = set(self.store.quads(graph))
        if any(isinstance(t, BlankNode) for q in (*old, *new) for t in (q.subject, q.object)):
            done = Effect(drop=(graph,), added=tuple(new))
        else:
            done = Effect(gone=tuple(old - new), added=tuple(new - old))
        return self._record("load", author, loaded.id, reason, rows, key, done, base)

    def remove(self, dataset: Dataset, author: Author, *, reason: str = "", key: Key | None = None) -> Change:
        """Remove a whole dataset; the log keeps its rows."""
        done = Effect(drop=(self._graph(dataset) or dataset_graph(dataset.id),))
        return self._record("remove", author, dataset.id, reason, _differences(dataset, None), key, done, dataset.base)

    def effect(
        self,
        done: Effect,
        kind: str,
        author: Author,
        *,
        reason: str = "",
        key: Key | None = None,
        before: Dataset | None = None,
        after: Dataset | None = None,
    ) -> Change:
        """Write statements; ``before`` and ``after`` are the dataset that they belong to, where they belong to one."""
        one = after or before
        rows = () if before is None else _differences(before, after)
        if one is None and (touched := _datasets(done)):
            findings = [inferred_graph(id) for id in touched]
            done = Effect(gone=done.gone, added=done.added, drop=(*done.drop, *findings))
            return self._record(kind, author, MANY, reason, rows, key, done, "")
        if one is not None and kind == "store":
            kind = "load" if before is None else kind if after is not None else "remove"
        return self._record(kind, author, one.id if one else "", reason, rows, key, done, one.base if one else "")

    def _graph(self, dataset: Dataset) -> str:
        """The graph that holds a dataset: in a store that others fill, not always the one that posgraph would put it into."""
        found = self.store.select(f"SELECT ?g {{ GRAPH ?g {{ {NamedNode(dataset.base)} a pg:Dataset }} }}").to_dicts()
        return min((str(row["g"]) for row in found), default="")

    def push(self, text: str, author: Author) -> Change:
        """Send an update to an endpoint in one request with its entry in the log, which does not tell what it changed.

        It is not known what an update whose text is not read does: so it is not held against what others write meanwhile.
        """
        last = self.journal.head()
        moment = max(self._clock(), last.at + timedelta(microseconds=1)) if last else self._clock()
        change = Change(
            number=last.number + 1 if last else 1,
            id=uuid4().hex,
            at=moment,
            kind="update",
            by=author.name,
            address=author.address,
            dataset=MANY,
        )
        head = guard(last.number if last else 0, change)
        entry = Transaction(gone=[head.old] if head.old else [], added=[*quads(change), head.new, head.mark]).text()
        self.store.update(f"{text};\n{entry}" if text else entry)
        return change

    def last(self) -> int:
        """The number of the last change."""
        return self.journal.last()

    def past(self, dataset: Dataset | None, id: str, moment: datetime) -> Dataset | None:
        """The dataset of this id as it was recorded at a moment, ``dataset`` being what it is now.

        None where it was not there then. Raises UnknownName where the log begins later and does not tell.
        """
        since = self.journal.after(id, moment)
        what = "a moment since which the log tells all that was written to this dataset"
        if any(change.dataset == MANY for change in since):
            raise UnknownName("recorded_at", moment.isoformat(), what)
        restored = next((change for change in reversed(since) if change.kind == "restore"), None)
        if restored and any(change.at < moment for change in self.journal.latest(1, restored.number)):
            raise UnknownName(
                "recorded_at",
                moment.isoformat(),
                f"a moment before the backup or since it was restored at {restored.at.isoformat()}",
            )
        found = past(dataset, [change for change in since if change.dataset == id])
        if found is not None and not self.journal.begins(id, moment):
            raise UnknownName("recorded_at", moment.isoformat(), what)
        return found

    def _record(
        self,
        kind: str,
        author: Author,
        dataset: str,
        reason: str,
        rows: Sequence[RowChange],
        key: Key | None,
        done: Effect,
        base: str,
        move: dict[str, str] | None = None,
    ) -> Change:
        """Do a write and say so, as one step."""
        drop = [*done.drop, *([inferred_graph(dataset)] if dataset not in ("", MANY) else [])]  # findings rest on the old data
        for _ in range(_TRIES):
            last = self.journal.head()
            number, at = (last.number + 1, last.at + timedelta(microseconds=1)) if last else (1, self._clock())
            change = Change(
                number=number,
                id=uuid4().hex,
                at=max(at, self._clock()),
                kind=kind,
                by=author.name,
                address=author.address,
                dataset=dataset,
                reason=reason,
                rows=tuple(rows),
                key=key,
            )
            said = [*done.added, *quads(change, base)]
            guarded = guard(last.number if last else 0, change)
            if self.store.commit(Transaction(gone=done.gone, added=said, drop=drop, move=move or {}, guard=guarded)):
                return change
            if self._has_changed(dataset, last):
                break
        raise RefusedChange("Another process has changed the same meanwhile; read it again, and repeat the change")

    def _has_changed(self, dataset: str, last: Head | None) -> bool:
        """Whether one of the changes since then was about this dataset, or about the whole store."""
        if self.journal.last() == (last.number if last else 0):
            raise StoreError("The store did not do a write, though nothing stood in its way")
        return any(change.dataset in ("", MANY, dataset) for change in self.journal.changes(last.number if last else 0))


def _datasets(done: Effect) -> set[str]:
    """The datasets whose graphs an effect touches."""
    graphs = {str(getattr(quad.graph_name, "value", "")) for quad in (*done.gone, *done.added)} | {*done.drop}
    start = dataset_graph("")
    return {unquote(name.removeprefix(start)) for name in graphs if name.startswith(start)}


def _replaced(before: Dataset, after: Dataset) -> tuple[RowChange, ...]:
    """The differences of a dataset that was loaded again; at least its header, since nothing stands for a dataset that is new."""
    return _differences(before, after) or (RowChange(HEADER, after.id, before.header, after.header),)


def _differences(before: Dataset | None, after: Dataset | None) -> tuple[RowChange, ...]:
    """Every row, and the header, in which two states of a dataset differ."""
    found: list[RowChange] = []
    one = after or before
    if one is None:
        return ()
    heads = (before.header if before else None, after.header if after else None)
    if heads[0] != heads[1]:
        found.append(RowChange(HEADER, one.id, *heads))
    for table in TABLES:
        old, new = (state.by_id(table.name) if state else {} for state in (before, after))
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                pair = (cells(table.name, side[key]) if key in side else None for side in (old, new))
                found.append(RowChange(table.name, key, *pair))
    return tuple(found)

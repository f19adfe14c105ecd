"""The recorder: the one way in which the datasets of a store are written."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from uuid import uuid4

from pyoxigraph import BlankNode, NamedNode, Quad

from posgraph import reading
from posgraph.errors import DataError, Overtaken, StoreError, UnknownName
from posgraph.importers.registry import Loaded
from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.names import dataset_graph, inferred_graph
from posgraph.recording.change import HEADER, MANY, Author, Change, Key, RowChange, cells
from posgraph.recording.editing import Step, check_steps, edited
from posgraph.recording.effect import Effect, effect
from posgraph.recording.journal import Journal, appended, guard, quads
from posgraph.recording.past import past
from posgraph.store import RemoteStore, Store, Transaction
from posgraph.store.terms import iri

_TRIES = 10  # where others write to the same store, about other things


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One of the writes of a step: what is done, and what the log says of it."""

    kind: str
    dataset: str
    rows: Sequence[RowChange]
    done: Effect
    base: str
    move: Mapping[str, str] = field(default_factory=dict)

    def drop(self) -> list[str]:
        """The graphs to drop: with a dataset go the findings that rest on its old data."""
        return [*self.done.drop, *([inferred_graph(self.dataset)] if self.dataset not in ("", MANY) else [])]


class Recorder:
    """Writes datasets to a store, each write as one step with its entry in the log.

    One at a time within a process. Several processes that write to one endpoint do not overwrite each other: a write raises
    Overtaken where another has changed the same dataset since ``since``, the number of the last change when what is written was
    drawn from the store (none: when the write begins).
    """

    def __init__(self, store: Store, clock: Callable[[], datetime] = now) -> None:
        self.store, self.journal, self._clock = store, Journal(store), clock

    def edit(
        self,
        dataset: Dataset,
        steps: Sequence[Step],
        author: Author,
        *,
        reason: str = "",
        key: Key | None = None,
        since: int | None = None,
    ) -> tuple[Change, Dataset]:
        """Create, revise and retract rows of a dataset that the store holds; the change, and the dataset after it.

        Raises DataError with every fault, UnknownName, RefusedChange; then nothing is written.
        """
        since = self._since(since)
        check_steps(steps)
        after, rows = edited(dataset, steps)
        graph = self._graph(dataset)
        done = effect(self.store, dataset, after, rows, graph)
        if done.drop and self.store.kind == "remote":
            self._unchanged(dataset, graph)
        change = self._record("edit", author, dataset.id, reason, rows, key, done, after.base, since=since)
        return change, after

    def _since(self, since: int | None) -> int | None:
        """The number of the last change that a write knows of; None where nobody else can write."""
        return self.last() if since is None and self.store.kind == "remote" else since

    def _unchanged(self, dataset: Dataset, graph: str) -> None:
        """Make sure that an endpoint still holds a dataset, of which others may have written something past the log."""
        try:
            now = reading.dataset(list(self.store.quads(graph)), dataset.id)
        except DataError:
            now = None
        if now != dataset:
            raise _overtaken()

    def put(
        self,
        loaded: Loaded,
        author: Author,
        *,
        before: Dataset | None = None,
        reason: str = "",
        key: Key | None = None,
        since: int | None = None,
    ) -> Change:
        """Put a whole dataset in the place of what the store held under its id; ``before`` is that, where there was one."""
        held = {} if before is None else {loaded.id: before}
        return self.put_all([loaded], author, before=held, reason=reason, key=key, since=since)[0]

    def put_all(
        self,
        loaded: Sequence[Loaded],
        author: Author,
        *,
        before: Mapping[str, Dataset],
        reason: str = "",
        key: Key | None = None,
        since: int | None = None,
    ) -> list[Change]:
        """Put several datasets, each as :meth:`put` does, as one step: all are there afterwards, or none; a change for each.

        A store of this process takes the statements as they are. To an endpoint they go in several requests, to a graph of their
        own that is moved at the end: nobody who asks this process meets a dataset that is there in part, or twice.
        """
        since = self._since(since)
        staged: list[str] = []
        try:
            entries = [self._loaded(each, before.get(each.id), staged) for each in loaded]
            return self._commit(entries, author, reason, key, since)
        except BaseException:
            for name in staged:
                with suppress(StoreError):  # the first error is the one to tell
                    self.store.drop(name)
            raise

    def _loaded(self, loaded: Loaded, before: Dataset | None, staged: list[str]) -> _Entry:
        """What is done to put a dataset; a graph that was collected for it is added to those ``staged``."""
        graph = dataset_graph(loaded.id)
        new = {Quad(quad.subject, quad.predicate, quad.object, iri(graph)) for quad in loaded.quads}
        rows = _replaced(before, loaded.dataset) if before is not None else ()
        move: dict[str, str] = {}
        if isinstance(self.store, RemoteStore):
            done = Effect()
            staged.append(self.store.stage(new))
            move = {staged[-1]: graph}
        else:
            old = set(self.store.quads(graph))
            if any(isinstance(t, BlankNode) for q in (*old, *new) for t in (q.subject, q.object)):
                done = Effect(drop=(graph,), added=tuple(new))
            else:
                done = Effect(gone=tuple(old - new), added=tuple(new - old))
        return _Entry("load", loaded.id, rows, done, loaded.dataset.base, move)

    def remove(
        self, dataset: Dataset, author: Author, *, reason: str = "", key: Key | None = None, since: int | None = None
    ) -> Change:
        """Remove a whole dataset; the log keeps its rows."""
        since = self._since(since)
        done = Effect(drop=(self._graph(dataset) or dataset_graph(dataset.id),))
        return self._record(
            "remove", author, dataset.id, reason, _differences(dataset, None), key, done, dataset.base, since=since
        )

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
        since: int | None = None,
    ) -> Change:
        """Write statements; ``before`` and ``after`` are the dataset that they belong to, where they belong to one."""
        since = self._since(since)
        one = after or before
        rows = () if before is None else _differences(before, after)
        if one is None and (touched := _datasets(done)):
            findings = [inferred_graph(id) for id in touched]
            done = Effect(gone=done.gone, added=done.added, drop=(*done.drop, *findings))
            return self._record(kind, author, MANY, reason, rows, key, done, "", since=since)
        if one is not None and kind == "store":
            kind = "load" if before is None else kind if after is not None else "remove"
        id, base = (one.id, one.base) if one else ("", "")
        return self._record(kind, author, id, reason, rows, key, done, base, since=since)

    def _graph(self, dataset: Dataset) -> str:
        """The graph that holds a dataset: in a store that others fill, not always the one that posgraph would put it into."""
        found = self.store.select(f"SELECT ?g {{ GRAPH ?g {{ {NamedNode(dataset.base)} a pg:Dataset }} }}").to_dicts()
        return min((str(row["g"]) for row in found), default="")

    def push(self, text: str, author: Author) -> Change:
        """Send an update to an endpoint in one request with its entry in the log, which does not tell what it changed.

        It is not known what an update whose text is not read does: so it is not held against what others write meanwhile, and
        the endpoint itself gives the entry the next number. Where no answer comes, the log tells whether it was done.
        """
        change = Change(
            number=0, id=uuid4().hex, at=self._clock(), kind="update", by=author.name, address=author.address, dataset=MANY
        )
        entry = appended(change)
        try:
            self.store.update(f"{text};\n{entry}" if text else entry)
        except StoreError:
            with suppress(StoreError):
                if found := self.journal.by_id(change.id):
                    return found
            raise
        if (found := self.journal.by_id(change.id)) is None:
            raise StoreError("The store has answered an update, and its log does not tell of it")
        return found

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
        since: int | None = None,
    ) -> Change:
        """Do a write and say so, as one step."""
        return self._commit([_Entry(kind, dataset, rows, done, base)], author, reason, key, since)[0]

    def _commit(self, entries: Sequence[_Entry], author: Author, reason: str, key: Key | None, since: int | None) -> list[Change]:
        """Do some writes and say so, a change for each, all as one step."""
        drop = [name for entry in entries for name in entry.drop()]
        move = {one: other for entry in entries for one, other in entry.move.items()}
        gone = [quad for entry in entries for quad in entry.done.gone]
        added = [quad for entry in entries for quad in entry.done.added]
        for attempt in range(_TRIES):
            last = self.journal.head()
            reached = last.number if last else 0
            if since is not None and reached != since:
                if any(self._has_changed(entry.dataset, since) for entry in entries):
                    raise _overtaken()
                since = reached
            number, at = (last.number + 1, last.at + timedelta(microseconds=1)) if last else (1, self._clock())
            at = max(at, self._clock())
            changes = [
                Change(
                    number=number + turn,
                    id=uuid4().hex,
                    at=at + timedelta(microseconds=turn),
                    kind=entry.kind,
                    by=author.name,
                    address=author.address,
                    dataset=entry.dataset,
                    reason=reason,
                    rows=tuple(entry.rows),
                    key=key,
                )
                for turn, entry in enumerate(entries)
            ]
            said = [quad for change, entry in zip(changes, entries, strict=True) for quad in quads(change, entry.base)]
            guarded = guard(reached, changes[-1])
            marks = [guard(reached, change).mark for change in changes[:-1]]
            step = Transaction(gone=gone, added=[*added, *said, *marks], drop=drop, move=move, guard=guarded)
            if self.store.commit(step):
                return changes
            if self.journal.last() == reached:
                raise StoreError("The store did not do a write, though nothing stood in its way")
            since = reached
            time.sleep(random.uniform(0, 0.02) * attempt)  # others are at it, and would be again
        raise _overtaken()

    def _has_changed(self, dataset: str, since: int) -> bool:
        """Whether one of the changes since then may have been about this dataset; about any, where it is none or many."""
        found = self.journal.walk(since)
        return any(change.dataset in ("", MANY, dataset) or dataset in ("", MANY) for change in found)


def _overtaken() -> Overtaken:
    return Overtaken("Another process has changed the same meanwhile; read it again, and repeat the change")


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

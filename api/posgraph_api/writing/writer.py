"""The writer: every write of a service, one at a time, each safe before it is answered."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from posgraph.errors import DataError, Fault, Overtaken, RefusedChange, StoreError
from posgraph.importers.registry import Loaded
from posgraph.model import Dataset
from posgraph.names import ONTOLOGY_GRAPH
from posgraph.recording import Author, Change, Effect, Key, Recorder, Step
from posgraph.store import RemoteStore
from posgraph.store.ontology import put_ontology
from posgraph_api.access.access import open_reading
from posgraph_api.access.caller import Caller
from posgraph_api.http.hosts import loopback
from posgraph_api.http.problems import Problem
from posgraph_api.serving.settings import Settings
from posgraph_api.serving.space import check_space, of_full_disk

if TYPE_CHECKING:
    from posgraph.graph import Graph

T = TypeVar("T")
Check = Callable[[Dataset], None]
"""Raises a Problem where the dataset, as it is when its turn has come, is not what the client thinks."""

TRIES = 10
"""So often is a write begun anew where another service has written to the same endpoint meanwhile."""

MOST_FAULTS = 1000
"""So many faults are told of one write; their number is always given."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did. ``repeated``: the same request came before, and nothing was done again."""

    change: Change
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """The number of the last change of an endpoint, and when its statements were counted."""

    number: int | None = None
    counted: float = 0.0


def nothing(_dataset: Dataset) -> None:
    """The check that anything passes."""


class Writer:
    """Writes to the store of a graph. ``published`` is called whenever the store has changed, before the write is answered;
    ``heard`` are called after each write, ``count`` with each change.

    Every method raises Problem: 409 ``refused-change`` where other rows stand in the way, 422 ``invalid-data`` with every fault,
    422 ``key-reused``, 507 ``no-space``. Then nothing was written.
    """

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph, self.settings = graph, settings
        self.published: Callable[[], None] = lambda: None
        self.heard: list[Callable[[], None]] = []
        self.count: Callable[[Change], None] = lambda _change: None
        self.recorder = Recorder(graph.store)
        self.lock = RLock()

    def edit(
        self, id: str, steps: Sequence[Step], caller: Caller, *, reason: str = "", key: Key | None = None, check: Check = nothing
    ) -> Written:
        """Create, revise and retract rows of a dataset."""

        def attempt() -> Written:
            with self.writing(key) as earlier:
                if earlier:
                    return Written(earlier, repeated=True)
                seen = self._see()
                before = self.graph.values(id)
                check(before)
                author = self.author(caller)
                change, after = self.recorder.edit(before, steps, author, reason=reason, key=key, since=seen.number)
                self.done(after, change=change, seen=seen)
                return self._counted(change)

        return self._again(attempt)

    def put(
        self,
        loaded: Sequence[Loaded],
        caller: Caller,
        *,
        reason: str = "",
        key: Key | None = None,
        check: Callable[[Loaded, Dataset | None], None] = lambda _loaded, _before: None,
    ) -> list[Written]:
        """Put whole datasets in the place of what is there under their ids, all or none; ``check`` sees each beside that."""
        with self.writing(key) as earlier:
            if earlier and key:
                return [Written(change, repeated=True) for change in self.recorder.journal.all_by_key(key.text)]
            store = self.graph.store

            def attempt() -> list[Change]:
                since = self._see().number
                held = {each.id: self._held(each.id) for each in loaded}
                for each in loaded:
                    check(each, held[each.id])
                if isinstance(store, RemoteStore) and ONTOLOGY_GRAPH not in store.graphs():  # the first dataset of an endpoint
                    put_ontology(store)
                before = {id: dataset for id, dataset in held.items() if dataset is not None}
                return self.recorder.put_all(loaded, self.author(caller), before=before, reason=reason, key=key, since=since)

            found = [self._counted(change) for change in self._again(attempt)]
            self.done(*(each.dataset for each in loaded))
            return found

    def remove(self, id: str, caller: Caller, *, reason: str = "", key: Key | None = None, check: Check = nothing) -> Written:
        """Remove a whole dataset."""

        def attempt() -> Written:
            with self.writing(key) as earlier:
                if earlier:
                    return Written(earlier, repeated=True)
                since = self._see().number
                before = self.graph.values(id)
                check(before)
                change = self.recorder.remove(before, self.author(caller), reason=reason, key=key, since=since)
                self.done()
                return self._counted(change)

        return self._again(attempt)

    def effect(
        self,
        done: Effect,
        kind: str,
        caller: Caller,
        *,
        version: str | None = None,
        reason: str = "",
        key: Key | None = None,
        before: Dataset | None = None,
        after: Dataset | None = None,
    ) -> Written | None:
        """Write statements; None, and nothing is written, where the store is no longer at ``version``.

        ``before`` and ``after`` are the dataset that the statements belong to, where they belong to one.
        """
        with self.writing(key) as earlier:
            if earlier:
                return Written(earlier, repeated=True)
            seen = self._see()
            if version is not None and version != self.graph.store.version:
                return None
            author, since = self.author(caller), seen.number
            try:
                change = self.recorder.effect(
                    done, kind, author, reason=reason, key=key, before=before, after=after, since=since
                )  # fmt: skip
            except Overtaken:
                if version is None:
                    raise
                return None
            self.done(*((after,) if after else ()), change=change, seen=seen)
            return self._counted(change)

    def push(self, text: str, caller: Caller) -> Written:
        """Send an update on to the endpoint that holds the data, in one request with its entry in the log, unchecked."""
        with self.writing():
            change = self.recorder.push(text, self.author(caller))
            self.done()
            return self._counted(change)

    def _counted(self, change: Change) -> Written:
        self.count(change)
        return Written(change)

    def author(self, caller: Caller) -> Author:
        """Who is recorded as the author of a write."""
        return Author(caller.name, caller.address if records_addresses(self.settings) else "")

    def _see(self) -> _Seen:
        """What is known of an endpoint, to which others may write too, before something is read from it; nothing of a store that
        this process has for itself.
        """
        store = self.graph.store
        return _Seen(self.recorder.last(), store.noticed[1]) if isinstance(store, RemoteStore) else _Seen()

    def _again(self, attempt: Callable[[], T]) -> T:
        """Do what another service may come before, until it does not."""
        for number in range(TRIES):
            try:
                return attempt()
            except Overtaken:
                self.graph.store.refresh()
                time.sleep(random.uniform(0, 0.02) * number)
        detail = f"Other services have written to the same store {TRIES} times meanwhile; nothing was changed"
        raise Problem(503, "busy", detail, headers={"retry-after": "1"})

    def earlier(self, key: Key) -> Change | None:
        """The change that came with this key before; raises Problem where it came with another request."""
        with self.telling():
            found = self.recorder.journal.by_key(key.text)
            if found is not None and found.key != key:
                fault = Fault("Idempotency-Key", "", "another key: this one came with another request before")
                raise Problem(422, "key-reused", str(fault), [fault])
            return found

    @contextmanager
    def writing(self, key: Key | None = None) -> Iterator[Change | None]:
        """One write at a time: gives the change that came with this key before, if there was one; tells errors as problems."""
        with self.lock, self.telling():
            earlier = self.earlier(key) if key else None
            if earlier is None:
                check_space(self.graph.store, self.settings)
            yield earlier

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell the errors of a write as problems."""
        try:
            yield
        except DataError as error:
            raise invalid(error) from None
        except Overtaken:
            raise
        except RefusedChange as error:
            raise Problem(409, "refused-change", str(error), error.faults) from None
        except StoreError as error:
            if problem := of_full_disk(error):
                raise problem from error
            raise

    def _held(self, id: str) -> Dataset | None:
        """What the store holds under the id of a dataset; None where that is nothing, or has faults."""
        try:
            return self.graph.values(id) if id in self.graph.datasets() else None
        except DataError:
            return None

    def done(self, *after: Dataset, change: Change | None = None, seen: _Seen | None = None) -> None:
        """A write is done: make it safe, and known. What was written to an endpoint is taken as known only if nobody else has
        written to it between what was ``seen`` and the ``change``, and since.
        """
        store, version = self.graph.store, None
        if isinstance(store, RemoteStore) and change and seen:
            version, counted = store.noticed
            last = self.recorder.last()
            if last != change.number or seen != _Seen(last - 1, counted):
                version = None
        self.graph.written(*after, version=version)
        self.graph.store.sync()
        for hear in self.heard:
            hear()
        self.published()


def records_addresses(settings: Settings) -> bool:
    """Whether the audit log, which whoever reads the data may read, holds the addresses that writes come from.

    >>> records_addresses(Settings()), records_addresses(Settings(host="0.0.0.0", open_reading=True))
    (True, False)
    """
    if settings.audit_addresses is not None:
        return settings.audit_addresses
    return loopback(settings.host) or not open_reading(settings)


def invalid(error: DataError) -> Problem:
    """The problem of data with faults."""
    count = len(error.faults)
    more = f" The first {MOST_FAULTS:,} are told" if count > MOST_FAULTS else ""
    detail = f"{count:,} fault{'s' if count != 1 else ''}; nothing was written.{more}"
    return Problem(422, "invalid-data", detail, error.faults[:MOST_FAULTS])

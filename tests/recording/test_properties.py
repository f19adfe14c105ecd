"""Whatever is edited: the store holds what the recorder said, and the log tells every moment before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph import reading
from posgraph.errors import DataError, RefusedChange, UnknownName
from posgraph.importers.registry import Loaded
from posgraph.model import Dataset
from posgraph.names import AUDIT_GRAPH, dataset_graph
from posgraph.reading import beyond
from posgraph.recording import Author, Recorder
from posgraph.store import DiskStore, MemoryStore, Store
from tests.recording.made_up import loaded, odd, plain, steps

AUTHOR = Author("editor", "10.0.0.7")
GRAPH = dataset_graph("toy")


def held(store: Store) -> Dataset:
    return reading.dataset(list(store.quads(GRAPH)))


def walk(store: Store, start: Loaded, random: Random, edits: int) -> int:
    """Edit at random; after each edit hold the store against what the recorder says. The number of edits that were done."""
    recorder = Recorder(store)
    recorder.put(start, AUTHOR)
    dataset, done = start.dataset, 0
    strangers = {triple for triple in beyond(store.quads(GRAPH)) if "example.org/by" in str(triple.predicate)}
    for _ in range(edits):
        given_steps = steps(dataset, random)
        version, before = store.version, recorder.last()
        try:
            change, dataset = recorder.edit(dataset, given_steps, AUTHOR, reason="because")
        except (DataError, RefusedChange, UnknownName):
            assert store.version == version
            continue
        done += 1
        assert change.number == before + 1
        assert held(store) == dataset, given_steps
        assert recorder.journal.changes(before)[0] == change
        left = {triple for triple in beyond(store.quads(GRAPH)) if "example.org/by" in str(triple.predicate)}
        assert len(left) == len(strangers)
    return done


@pytest.mark.parametrize("start", [plain, odd], ids=["as posgraph writes it", "as others write it"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_the_store_holds_what_an_edit_gave(start: Callable[[], Loaded], seed: int) -> None:
    with MemoryStore() as store:
        walk(store, start(), Random(seed), 15)


def test_the_store_on_disk_holds_what_an_edit_gave_also_when_it_is_opened_again(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "store") as store:
        assert walk(store, odd(), Random(1), 60) > 10
        dataset, last = held(store), Recorder(store).journal.latest(1)
    with DiskStore(tmp_path / "store") as store:
        assert held(store) == dataset
        assert Recorder(store).journal.latest(1) == last


def test_most_kinds_of_edits_are_done_by_the_walk() -> None:
    with MemoryStore() as store:
        for seed in range(6):
            walk(store, plain(), Random(seed), 25)
        changes = Recorder(store).journal.changes(0, 10_000)
    done = {(row.table, row.verb) for change in changes for row in change.rows}
    assert len(done) > 30, sorted(done)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_the_log_tells_every_state_as_it_was_recorded(seed: int) -> None:
    random = Random(seed)
    with MemoryStore() as store:
        recorder = Recorder(store)
        start = plain()
        first = recorder.put(start, AUTHOR)
        now: Dataset | None = start.dataset
        known: list[tuple[datetime, Dataset | None]] = [(first.at, now)]
        for _ in range(14):
            if now is None or random.random() < 0.1:  # loaded anew, with another header and other rows
                whole = replace(start.dataset, title=f"Toy {random.random()}", events=(), assessments=())
                change, now = recorder.put(loaded(whole), AUTHOR, before=now), whole
            elif random.random() < 0.08:
                change, now = recorder.remove(now, AUTHOR), None
            else:
                try:
                    change, now = recorder.edit(now, steps(now, random), AUTHOR)
                except (DataError, RefusedChange, UnknownName):
                    continue
            known.append((change.at, now))
        for at, state in known:
            assert recorder.past(now, "toy", at) == state
        assert recorder.past(now, "toy", first.at - timedelta(microseconds=1)) is None


def test_nothing_of_a_refused_edit_is_written() -> None:
    with TemporaryDirectory() as folder, DiskStore(Path(folder) / "store") as store:
        recorder = Recorder(store)
        recorder.put(odd(), AUTHOR)
        before = {graph: set(map(str, store.quads(graph))) for graph in (GRAPH, AUDIT_GRAPH)}
        dataset, random, refused = odd().dataset, Random(3), 0
        while refused < 20:
            given_steps = steps(dataset, random)
            try:
                reading_only = Recorder(MemoryStore())
                reading_only.put(odd(), AUTHOR)
                reading_only.edit(dataset, given_steps, AUTHOR)
            except (DataError, RefusedChange, UnknownName) as error:
                refused += 1
                with pytest.raises(type(error)):
                    recorder.edit(dataset, given_steps, AUTHOR)
        assert {graph: set(map(str, store.quads(graph))) for graph in (GRAPH, AUDIT_GRAPH)} == before

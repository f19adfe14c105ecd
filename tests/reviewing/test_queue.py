"""The queue: what is put into it stays, whoever comes, and whatever happens to the service."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from posgraph.errors import StoreError
from posgraph_api.reviewing.drafts import Draft, Entry, State
from posgraph_api.reviewing.queue import Outcome, OvertakenError, Queue

ENTRY = Entry("positions", {"actor": "north", "demand": "vote", "stance": "rejects"}, {}, "a text")
OTHER = Entry("positions", {"actor": "north", "demand": "vote", "stance": "opposes"}, {}, "a text")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "review.sqlite"


@pytest.fixture
def queue(place: Path) -> Iterator[Queue]:
    found = Queue(place)
    yield found
    found.close()


def test_a_draft_survives_that_the_queue_is_opened_anew(place: Path) -> None:
    queue = Queue(place)
    draft = queue.propose("talks", ENTRY, "anna", "heard it")
    with queue.turn(draft.id, 1) as turn:
        turn.edit(OTHER, "ben", "weaker")
    queue.close()
    again = Queue(place)
    found = again.get(draft.id)
    assert (found.entry, found.version, found.made_by, found.changed_by) == (OTHER, 2, "anna", "ben")
    told = [(event.version, event.by, event.did, event.reason, event.entry) for event in again.events(draft.id)]
    assert told == [(1, "anna", "proposed", "heard it", ENTRY), (2, "ben", "edited", "weaker", OTHER)]
    again.close()


def test_whoever_comes_second_is_told_and_changes_nothing(queue: Queue) -> None:
    draft = queue.propose("talks", ENTRY, "anna")
    with queue.turn(draft.id, 1) as turn:
        turn.edit(OTHER, "anna", "weaker")
    with pytest.raises(OvertakenError) as told, queue.turn(draft.id, 1) as turn:
        turn.decide(Outcome(State.rejected), "ben", "no")
    assert (told.value.draft.version, told.value.draft.state) == (2, State.proposed)
    assert [event.did for event in queue.events(draft.id)] == ["proposed", "edited"]


def test_what_is_decided_is_decided(queue: Queue) -> None:
    draft = queue.propose("talks", ENTRY, "anna")
    with queue.turn(draft.id, 1) as turn:
        turn.decide(Outcome(State.rejected), "ben", "no source")
    with pytest.raises(OvertakenError), queue.turn(draft.id, 2) as turn:
        turn.decide(Outcome(State.accepted, 7, "p1"), "anna", "")
    assert queue.get(draft.id).state is State.rejected
    assert queue.events(draft.id)[-1].reason == "no source"


def test_a_turn_that_fails_leaves_everything_as_it_was(queue: Queue) -> None:
    draft = queue.propose("talks", ENTRY, "anna")

    def fail() -> None:
        with queue.turn(draft.id, 1) as turn:
            turn.edit(OTHER, "ben", "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert queue.get(draft.id) == draft
    assert len(queue.events(draft.id)) == 1


def test_of_many_who_decide_at_once_from_two_processes_one_does(place: Path) -> None:
    queues = [Queue(place), Queue(place)]
    draft = queues[0].propose("talks", ENTRY, "anna")

    def decide(number: int) -> bool:
        try:
            with queues[number % 2].turn(draft.id, 1) as turn:
                turn.decide(Outcome(State.rejected), f"reviewer {number}", "no")
        except OvertakenError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(decide, range(8))) == [False] * 7 + [True]
    assert [event.did for event in queues[0].events(draft.id)] == ["proposed", "rejected"]
    for queue in queues:
        queue.close()


def test_the_same_form_sent_twice_proposes_once(queue: Queue) -> None:
    one = queue.propose("talks", ENTRY, "anna", key="k1")
    assert queue.propose("talks", ENTRY, "anna", key="k1") == one
    assert queue.propose("talks", OTHER, "anna", key="k1").id != one.id
    assert len(queue.list()) == 2


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM drafts", "DELETE FROM events", "UPDATE events SET by = 'x'", "UPDATE drafts SET state = 'proposed'"],
)
def test_nothing_is_deleted_or_rewritten(queue: Queue, place: Path, statement: str) -> None:
    draft = queue.propose("talks", ENTRY, "anna")
    with queue.turn(draft.id, 1) as turn:
        turn.decide(Outcome(State.rejected), "ben", "no")
    base = sqlite3.connect(place)
    with pytest.raises(sqlite3.IntegrityError, match=r"nothing is|what is decided stays"):
        base.execute(statement)
    base.close()


def test_the_queue_lists_the_newest_first_by_state_and_dataset(queue: Queue) -> None:
    made: list[Draft] = [queue.propose(name, ENTRY, "anna") for name in ("a", "b", "a")]
    with queue.turn(made[0].id, 1) as turn:
        turn.decide(Outcome(State.rejected), "ben", "no")
    assert [draft.id for draft in queue.list()] == [3, 2, 1]
    assert [draft.id for draft in queue.list(State.proposed, "a")] == [3]
    assert [draft.id for draft in queue.list(most=1, before=3)] == [2]
    assert queue.counts("a") == {State.proposed: 1, State.accepted: 0, State.rejected: 1}


def test_no_draft_has_the_number_of_another(queue: Queue) -> None:
    with pytest.raises(KeyError):
        queue.get(99)


def test_a_file_that_is_no_queue_is_said_so(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("this is no database, but a text that is long enough to be taken for one " * 20, encoding="utf-8")
    with pytest.raises(StoreError, match=r"notes\.txt"):
        Queue(place)


def test_the_queue_of_a_later_version_is_left_alone(place: Path) -> None:
    base = sqlite3.connect(place)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(StoreError, match="later version"):
        Queue(place)


def test_a_write_that_fails_at_its_very_end_leaves_the_queue_usable(queue: Queue) -> None:
    draft = queue.propose("talks", ENTRY, "anna")

    def edit() -> None:
        with queue.turn(draft.id, 1) as turn:
            turn.edit(OTHER, "ben", "weaker")
            queue._base.execute("PRAGMA defer_foreign_keys = ON")
            queue._note(replace(draft, id=77), "edited", "ben", "", "", {})  # of no draft, which only COMMIT refuses

    with pytest.raises(StoreError):
        edit()
    assert queue.get(draft.id).version == 1
    assert queue.propose("talks", OTHER, "ben").version == 1

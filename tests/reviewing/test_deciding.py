"""Deciding: what is accepted is in the graph once, what is not is nowhere in it."""

from __future__ import annotations

from datetime import date

import pytest

from posgraph.model import Actor, Dataset, Demand, Issue, Position, When
from posgraph.recording import Change
from posgraph.stance import Stance
from posgraph_api.access.caller import Caller, Right
from posgraph_api.http.problems import Problem
from posgraph_api.reviewing.deciding import Desk
from posgraph_api.reviewing.drafts import Draft, Entry, State
from posgraph_api.reviewing.preview import Effect
from posgraph_api.reviewing.queue import Queue
from posgraph_api.service import Service
from posgraph_api.serving.settings import Settings
from tests.pages.visiting import graph_of

TALKS = Dataset(
    id="talks",
    title="Talks",
    actors=tuple(Actor(id=name, label=name.title(), kind="state") for name in ("north", "south")),
    issues=(Issue(id="votes", label="Votes"),),
    demands=(Demand(id="vote", issue="votes", label="A vote"),),
    positions=(
        Position(id="p1", actor="north", demand="vote", stance=Stance.demands, salience=1, valid_from=When.parse("2025-01-01")),
    ),
)
ANNA, BEN, CLEO = (Caller(name, Right.write, "") for name in ("anna", "ben", "cleo"))
ENTRY = Entry.of(
    {
        "actor": "south", "demand": "vote", "stance": "rejects", "salience": "1", "valid_from": "2025-06-01", "quote": "no vote",
        "text": "We want no vote.", "source_title": "An interview",
    },
    made="s1",
)  # fmt: skip
BARE = Entry("positions", {"id": "p2", "actor": "south", "demand": "vote", "stance": "rejects"})
WEAKER = Entry(ENTRY.table, {**ENTRY.row, "stance": "opposes"}, ENTRY.source, ENTRY.text)


@pytest.fixture
def desk() -> Desk:
    return Desk(Queue(), Service.of(graph_of(TALKS), Settings()), lambda: date(2025, 7, 1))


def proposed(desk: Desk, entry: Entry = ENTRY) -> Draft:
    draft, tried = desk.propose("talks", entry, ANNA, "heard on the radio", "")
    assert draft is not None, tried.faults
    return draft


def _rows(desk: Desk) -> list[str]:
    found = desk.dataset("talks")
    assert found is not None
    return [*(row.id for row in found.positions), *(row.id for row in found.sources)]


def test_a_draft_is_not_in_the_graph_until_it_is_accepted(desk: Desk) -> None:
    draft = proposed(desk)
    before = desk.service.graph.store.version
    assert _rows(desk) == ["p1"]
    done = desk.accept(draft.id, 1, BEN, "checked against the recording")
    assert (done.state, done.version, done.changed_by) == (State.accepted, 2, "ben")
    assert _rows(desk) == ["p1", done.row, "s1"]
    assert desk.service.graph.store.version != before


def test_the_log_of_the_graph_says_who_proposed_edited_and_accepted_and_why(desk: Desk) -> None:
    draft = proposed(desk)
    edited, _ = desk.edit(draft.id, 1, WEAKER, CLEO, "he was milder")
    assert edited is not None
    done = desk.accept(draft.id, 2, BEN, "checked")
    change = _change(desk, done)
    assert (change.by, change.reason) == ("ben", "draft 1, proposed by anna, edited by cleo, accepted by ben: checked")
    assert [row.table for row in change.rows] == ["sources", "positions"]
    alone = desk.accept(proposed(desk, BARE).id, 1, ANNA, "")
    assert _change(desk, alone).reason == "draft 2, proposed and accepted by the same, anna"


def _change(desk: Desk, draft: Draft) -> Change:
    found = desk.service.writer.earlier(draft.idempotency)
    assert found is not None
    assert found.number == draft.change
    return found


def test_a_preview_tells_the_conflicts_that_come_and_the_decision_keeps_them(desk: Desk) -> None:
    draft, dataset = proposed(desk), desk.dataset("talks")
    assert dataset is not None
    found = desk.effect(dataset, desk.tried("talks", draft.entry))
    assert found is not None
    assert (found.day, found.news, found.lost) == (date(2025, 6, 1), 1, 0)
    assert {found.new[0].one, found.new[0].other} == {"North demands: A vote", "South rejects: A vote"}
    done = desk.accept(draft.id, 1, BEN, "")
    assert Effect.from_dict(desk.queue.events(done.id)[-1].effect) == found


def test_a_row_that_takes_the_place_of_another_ends_its_conflicts(desk: Desk) -> None:
    done = desk.accept(proposed(desk).id, 1, BEN, "")
    milder = Entry.of({"actor": "south", "demand": "vote", "stance": "accepts", "valid_from": "2025-07-01", "revises": done.row,
                       "revision_reason": "change"})  # fmt: skip
    dataset = desk.dataset("talks")
    assert dataset is not None
    found = desk.effect(dataset, desk.tried("talks", milder))
    assert found is not None
    assert (found.news, found.lost) == (0, 1)
    assert found.gone[0].rule == "contradiction"


def test_accepting_again_after_the_service_was_killed_writes_nothing_twice(desk: Desk) -> None:
    draft = proposed(desk)

    def killed() -> None:
        with desk.queue.turn(draft.id, 1) as turn:  # the graph is written, the queue is not
            desk.service.writer.edit("talks", turn.draft.entry.steps(), BEN, reason="checked", key=draft.idempotency)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    written = _rows(desk)
    assert desk.queue.get(draft.id).state is State.proposed
    with pytest.raises(Exception, match="draft 1 is at version 2, accepted"):
        desk.accept(draft.id, 1, CLEO, "")
    assert _rows(desk) == written
    found = desk.queue.get(draft.id)
    assert (found.state, found.changed_by, found.row in written) == (State.accepted, "ben", True)


@pytest.mark.parametrize("did", ["edit", "reject"])
def test_what_was_written_before_a_crash_can_no_longer_be_edited_or_rejected(desk: Desk, did: str) -> None:
    draft = proposed(desk)
    desk.service.writer.edit("talks", draft.entry.steps(), BEN, key=draft.idempotency)
    with pytest.raises(Exception, match="version 2, accepted"):
        getattr(desk, did)(draft.id, 1, WEAKER, CLEO, "no")
    assert [event.did for event in desk.queue.events(draft.id)] == ["proposed", "accepted"]


def test_a_faulty_draft_is_not_taken_and_every_fault_is_told_at_once(desk: Desk) -> None:
    faulty = Entry.of(
        {"actor": "nobody", "stance": "rejcts", "quote": "yes", "text": "no", "source_url": "javascript:x"}, made="s"
    )
    draft, tried = desk.propose("talks", faulty, ANNA, "", "")
    assert draft is None
    told = {fault.where.rpartition(" ")[2] for fault in tried.faults}
    assert told == {"actor", "stance", "demand", "quote", "url", "title"}
    assert desk.queue.list() == ()


def test_what_the_graph_does_not_take_stays_in_the_queue(desk: Desk) -> None:
    draft = proposed(desk, BARE)
    other = proposed(desk, BARE)
    desk.accept(draft.id, 1, BEN, "")
    with pytest.raises(Problem) as told:
        desk.accept(other.id, 1, BEN, "")
    assert told.value.status == 422
    assert desk.queue.get(other.id).state is State.proposed


def test_what_was_typed_by_whoever_rejects_is_kept_with_it(desk: Desk) -> None:
    draft = proposed(desk)
    done = desk.reject(draft.id, 1, WEAKER, BEN, "not proved")
    assert (done.state, done.entry) == (State.rejected, WEAKER)
    assert [event.did for event in desk.queue.events(draft.id)] == ["proposed", "edited", "rejected"]
    assert _rows(desk) == ["p1"]


def test_a_draft_about_a_dataset_that_is_gone_can_only_be_rejected(desk: Desk) -> None:
    draft = proposed(desk)
    desk.service.writer.remove("talks", BEN, reason="not needed")
    assert desk.tried("talks", draft.entry).faults[0].where == "dataset"
    assert desk.reject(draft.id, 1, draft.entry, BEN, "its dataset is gone").state is State.rejected

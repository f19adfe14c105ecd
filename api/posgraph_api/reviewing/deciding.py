"""Deciding: a draft is proposed, edited, accepted or rejected; what is accepted is written to the graph once, whatever happens.

Accepting holds the draft's turn while the graph is written, so nobody can decide otherwise meanwhile. A service that ends between
the two leaves the draft in the queue and its change in the log, under the draft's own key: the next who does anything with the
draft finds it there, and the queue is brought up to it first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from posgraph.errors import DataError, Fault
from posgraph.model import Dataset
from posgraph.recording import Change
from posgraph_api.access.caller import Caller
from posgraph_api.reviewing.drafts import Draft, Entry, Event, State
from posgraph_api.reviewing.preview import Effect, Trial, day_of, effect, trial
from posgraph_api.reviewing.queue import Outcome, OvertakenError, Queue, Turn
from posgraph_api.service import Service

Today = Callable[[], date]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where drafts are worked on: the queue, and the service whose graph they go to."""

    queue: Queue
    service: Service
    today: Today = date.today

    def dataset(self, id: str) -> Dataset | None:
        """A dataset as it is now; None where the graph does not hold it, or it cannot be read."""
        graph = self.service.graph
        try:
            return graph.values(id) if id in graph.datasets() else None
        except DataError:
            return None

    def propose(self, dataset: str, entry: Entry, caller: Caller, reason: str, key: str) -> tuple[Draft | None, Trial]:
        """Put a draft in the queue; None, and what is wrong, where it has faults."""
        tried = self.tried(dataset, entry)
        draft = None if tried.faults else self.queue.propose(dataset, entry, caller.name, reason, key)
        return draft, tried

    def tried(self, dataset: str, entry: Entry) -> Trial:
        """What would become of a dataset with an entry in it."""
        found = self.dataset(dataset)
        if found is None:
            return Trial(faults=(Fault("dataset", dataset, "a dataset of this service that can be read"),))
        return trial(found, entry)

    def edit(self, id: int, version: int, entry: Entry, caller: Caller, reason: str) -> tuple[Draft | None, Trial]:
        """Save another entry as the next version; None, and what is wrong, where it has faults. Raises OvertakenError."""
        self._catch_up(id)
        with self.queue.turn(id, version) as turn:
            tried = self.tried(turn.draft.dataset, entry)
            return (None if tried.faults else turn.edit(entry, caller.name, reason).draft), tried

    def reject(self, id: int, version: int, entry: Entry, caller: Caller, reason: str) -> Draft:
        """Reject a draft; what was changed of it is kept with it. Raises OvertakenError."""
        self._catch_up(id)
        with self.queue.turn(id, version) as turn:
            last = turn if entry == turn.draft.entry else turn.edit(entry, caller.name, reason)
            return last.decide(Outcome(State.rejected), caller.name, reason)

    def accept(self, id: int, version: int, caller: Caller, reason: str) -> Draft:
        """Write a draft to the graph. Raises OvertakenError; Problem where the graph does not take it: then nothing is done."""
        self._catch_up(id)
        with self.queue.turn(id, version) as turn, self.service.writer.lock:
            return self._accepted(turn, caller, reason)

    def effect(self, before: Dataset, tried: Trial) -> Effect | None:
        """What a trial does to the conflicts of the day on which its row begins."""
        if tried.after is None:
            return None
        day, seconds = day_of(tried.row, self.today()), self.service.settings.query_seconds
        return effect(before, tried.after, tried.row.actor, day, seconds)

    def _accepted(self, turn: Turn, caller: Caller, reason: str) -> Draft:
        draft, writer = turn.draft, self.service.writer
        before = self.dataset(draft.dataset)
        found = self.effect(before, trial(before, draft.entry)) if before else None
        said = why(draft, self.queue.events(draft.id), caller.name, reason)
        done = writer.edit(draft.dataset, draft.entry.steps(), caller, reason=said, key=draft.idempotency)
        told = found.to_dict() if found else {}
        return turn.decide(Outcome(State.accepted, done.change.number, row_in(done.change, draft), told), caller.name, reason)

    def written(self, draft: Draft) -> Change | None:
        """The change that a draft has become though the queue does not know it; None where there is none."""
        writer = self.service.writer
        return writer.earlier(draft.idempotency) if draft.state is State.proposed else None

    def _catch_up(self, id: int) -> None:
        draft = self.queue.get(id)
        change = self.written(draft)
        if change is None:
            return
        try:
            with self.queue.turn(id, draft.version) as turn:
                outcome = Outcome(State.accepted, change.number, row_in(change, draft), {})
                turn.decide(outcome, change.by, "noted after the service was interrupted")
        except OvertakenError:
            return  # somebody else has noted it, which whoever asked will be told


def row_in(change: Change, draft: Draft) -> str:
    """The id of the row that a draft became."""
    return next((row.key for row in change.rows if row.table == draft.entry.table), "")


def why(draft: Draft, events: tuple[Event, ...], by: str, reason: str) -> str:
    """The reason of the change, as the log of the graph has it: who proposed, who edited, who accepted, and why."""
    others = list(dict.fromkeys(event.by for event in events if event.did == "edited"))
    edited = f", edited by {', '.join(others)}" if others else ""
    same = draft.made_by == by and not [name for name in others if name != by]
    who = f"proposed and accepted by the same, {by}" if same else f"proposed by {draft.made_by}{edited}, accepted by {by}"
    return f"draft {draft.id}, {who}" + (f": {reason}" if reason else "")

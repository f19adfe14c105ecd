"""The queue: drafts and all that was done with them, in SQLite, apart from the graph. Nothing in it is ever deleted.

Every write is one transaction that begins with the right to write, so that of two who decide at once the second sees what the
first did. A write that has been answered is on the disk.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4
from weakref import finalize

from posgraph.errors import StoreError
from posgraph.recording.change import written
from posgraph_api.reviewing.drafts import Draft, Entry, Event, State

FORMAT = 1
_WAIT = 30.0  # seconds for another process that is writing
_SCHEMA = """
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, dataset TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'rejected')), version INTEGER NOT NULL, payload TEXT NOT NULL,
  made_by TEXT NOT NULL, made_at TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at TEXT NOT NULL,
  change INTEGER, row TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE events (
  draft INTEGER NOT NULL REFERENCES drafts (id), version INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, did TEXT NOT NULL,
  reason TEXT NOT NULL, payload TEXT NOT NULL, effect TEXT NOT NULL, PRIMARY KEY (draft, version)) STRICT;
CREATE INDEX drafts_by_state ON drafts (state, id);
CREATE TRIGGER drafts_stay BEFORE DELETE ON drafts BEGIN SELECT RAISE(ABORT, 'nothing is deleted'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'nothing is deleted'); END;
CREATE TRIGGER events_last BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'nothing is rewritten'); END;
CREATE TRIGGER decided_stay BEFORE UPDATE ON drafts WHEN OLD.state <> 'proposed'
  BEGIN SELECT RAISE(ABORT, 'what is decided stays'); END;
"""
_NEW = "key, dataset, state, version, payload, made_by, made_at, changed_by, changed_at"
_CHANGED = "state = ?, version = ?, payload = ?, changed_by = ?, changed_at = ?, change = ?, row = ?"
_COLUMNS = f"id, {_NEW}, change, row"


class OvertakenError(Exception):
    """Somebody has changed or decided the draft since it was read; it as it is now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"draft {draft.id} is at version {draft.version}, {draft.state.value}")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a draft becomes: its state, and of one accepted the change, the row, and what it did."""

    state: State = State.proposed
    change: int | None = None
    row: str = ""
    effect: Mapping[str, Any] | None = None


def now() -> str:
    """The present moment, as the log of changes writes it."""
    return written(datetime.now(UTC))


class Queue:
    """The drafts in a file; without one in memory, where they end with the service. Raises StoreError."""

    def __init__(self, place: Path | None = None, clock: Callable[[], str] = now) -> None:
        self.place, self._clock, self._lock = place, clock, RLock()
        with self._telling():
            if place is not None:
                _own(place)
            self._base = sqlite3.connect(
                place or ":memory:", timeout=_WAIT, isolation_level=None, check_same_thread=False
            )  # fmt: skip
            self._closed = finalize(self, self._base.close)  # when the service ends, too: then all is in the one file
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = FULL")
            self._base.execute("PRAGMA foreign_keys = ON")
            self._prepare()

    @property
    def lasts(self) -> bool:
        """Whether the queue outlives the service."""
        return self.place is not None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed()

    def propose(self, dataset: str, entry: Entry, by: str, reason: str = "", key: str = "") -> Draft:
        """Add a draft; one that came with the same ``key`` before is not added again."""
        with self._writing():
            if key and (known := self._find("key = ?", key)):
                if self.events(known.id)[0].entry == entry:
                    return known
                key = ""  # sent again from the same page, but about something else
            at, payload = self._clock(), _written(entry.to_dict())
            values = (key or uuid4().hex, dataset, State.proposed.value, 1, payload, by, at, by, at)
            added = self._base.execute(f"INSERT INTO drafts ({_NEW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            draft = self.get(int(added.lastrowid or 0))
            self._note(draft, "proposed", by, reason, at, {})
            return draft

    @contextmanager
    def turn(self, id: int, version: int) -> Iterator[Turn]:
        """The right to change a draft while nobody else can; what is done within it is done whole or not at all. Raises
        OvertakenError where the draft is not at this version, or decided. KeyError where there is none.
        """
        with self._writing():
            draft = self.get(id)
            if draft.version != version or draft.state is not State.proposed:
                raise OvertakenError(draft)
            yield Turn(self, draft)

    def get(self, id: int) -> Draft:
        """A draft; KeyError where there is none."""
        found = self._find("id = ?", id)
        if found is None:
            raise KeyError(id)
        return found

    def events(self, id: int) -> tuple[Event, ...]:
        """What was done with a draft, in order."""
        with self._reading():
            rows = self._base.execute(
                "SELECT version, at, by, did, reason, payload, effect FROM events WHERE draft = ? ORDER BY version", (id,)
            ).fetchall()
        return tuple(map(_event, rows))

    def list(self, state: State | None = None, dataset: str = "", most: int = 100, before: int = 0) -> tuple[Draft, ...]:
        """The newest drafts, those with an id under ``before`` if that is given."""
        where, values = _where(state, dataset)
        if before:
            where, values = f"{where} AND id < ?", [*values, before]
        with self._reading():
            found = self._base.execute(f"SELECT {_COLUMNS} FROM drafts WHERE {where} ORDER BY id DESC LIMIT ?", [*values, most])
            return tuple(map(_draft, found.fetchall()))

    def counts(self, dataset: str = "") -> dict[State, int]:
        """How many drafts are in each state."""
        where, values = _where(None, dataset)
        with self._reading():
            found = dict(
                self._base.execute(f"SELECT state, count(*) FROM drafts WHERE {where} GROUP BY state", values).fetchall()
            )
        return {state: found.get(state.value, 0) for state in State}

    def step(self, draft: Draft, did: str, entry: Entry, by: str, reason: str, outcome: Outcome) -> Draft:
        """The next version of a draft; only within its turn."""
        at = self._clock()
        payload = _written(entry.to_dict())
        values = (outcome.state.value, draft.version + 1, payload, by, at, outcome.change, outcome.row, draft.id)
        self._base.execute(f"UPDATE drafts SET {_CHANGED} WHERE id = ?", values)
        after = self.get(draft.id)
        self._note(after, did, by, reason, at, outcome.effect or {})
        return after

    def _note(self, draft: Draft, did: str, by: str, reason: str, at: str, effect: Mapping[str, Any]) -> None:
        values = (draft.id, draft.version, at, by, did, reason, _written(draft.entry.to_dict()), _written(effect))
        self._base.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _find(self, where: str, value: Any) -> Draft | None:
        with self._reading():
            row = self._base.execute(f"SELECT {_COLUMNS} FROM drafts WHERE {where}", (value,)).fetchone()
        return _draft(row) if row else None

    def _prepare(self) -> None:
        with self._writing():
            (version,) = self._base.execute("PRAGMA user_version").fetchone()
            if version > FORMAT:
                raise StoreError(f"{self.place} was written by a later version of posgraph; use that one")
            if version == 0:
                for statement in _statements(_SCHEMA):
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {FORMAT}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._reading():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")  # which may fail, too, and would leave the transaction open
            except BaseException:
                self._base.rollback()
                raise

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, self._telling():
            yield

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"The queue of the review ({self.place or 'in memory'}) cannot be used: {error}") from error


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to change one draft."""

    queue: Queue
    draft: Draft

    def edit(self, entry: Entry, by: str, reason: str) -> Turn:
        """Save another entry as the next version; the turn goes on."""
        return Turn(self.queue, self.queue.step(self.draft, "edited", entry, by, reason, Outcome()))

    def decide(self, outcome: Outcome, by: str, reason: str) -> Draft:
        """Accept or reject it."""
        return self.queue.step(self.draft, outcome.state.value, self.draft.entry, by, reason, outcome)


def _own(place: Path) -> None:
    """Make the file, if it is not there, for the user of the service alone: pasted texts are not for everybody."""
    os.close(os.open(place, os.O_RDWR | os.O_CREAT, 0o600))


def _draft(row: tuple[Any, ...]) -> Draft:
    id, key, dataset, state, version, payload, *rest = row
    return Draft(id, key, dataset, State(state), version, Entry.from_dict(json.loads(payload)), *rest)


def _event(row: tuple[Any, ...]) -> Event:
    version, at, by, did, reason, entry, effect = row
    return Event(version, at, by, did, reason, Entry.from_dict(json.loads(entry)), json.loads(effect))


def _written(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _where(state: State | None, dataset: str) -> tuple[str, list[Any]]:
    given = {"state": state.value if state else "", "dataset": dataset}
    named = {name: value for name, value in given.items() if value}
    return " AND ".join(["1", *(f"{name} = ?" for name in named)]), list(named.values())


def _statements(text: str) -> Iterator[str]:
    """The statements of a script one by one, so that they are all part of one transaction."""
    part = ""
    for line in text.splitlines(keepends=True):
        part += line
        if part.strip() and sqlite3.complete_statement(part):
            yield part
            part = ""

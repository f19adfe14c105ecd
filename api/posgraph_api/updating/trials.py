"""Trying updates: each in a process of its own, on a copy of the data, which is ended when time is up or the client has gone."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from posgraph.errors import Fault, QueryError
from posgraph.names import PREFIXES
from posgraph.store import DiskStore, MemoryStore, Store
from posgraph.store.syntax import syntax
from posgraph_api.http.problems import Problem
from posgraph_api.querying.tasks import Limits
from posgraph_api.updating.outcome import GraphChange, Outcome, node


@dataclass(frozen=True, slots=True)
class Tried:
    """What an update would change in the data of this version."""

    version: str
    outcome: Outcome


class Trials:
    """At most ``most`` trials at a time, each within the limits of time and memory that a query has."""

    def __init__(self, store: Store, limits: Limits, most: int) -> None:
        self._store, self._limits, self._most = store, limits, most
        self._free = asyncio.Semaphore(most)
        self._place = Path(store.place).resolve() if isinstance(store, DiskStore) else None
        if self._place:  # what a service left that was killed: it is gone, since this process has the store's lock
            for stale in self._place.parent.glob(f"{escape(self._prefix)}*"):
                shutil.rmtree(stale, ignore_errors=True)

    @property
    def _prefix(self) -> str:
        assert self._place is not None
        return f".{self._place.name}-trial-"

    async def run(self, text: str, base: str) -> Tried:
        """The outcome of an update. Raises Problem: 400 where it cannot be run, 503 where no process is free in time or it needs
        too much memory, 422 where it takes too long. If the caller is cancelled, the process is ended.
        """
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._free.acquire()
        except TimeoutError:
            detail = f"{self._most} updates were running for {self._limits.seconds:g} s"
            raise Problem(503, "busy", detail, headers={"retry-after": str(int(self._limits.seconds) + 1)}) from None
        try:
            return await self._run(text, base)
        finally:
            self._free.release()

    async def _run(self, text: str, base: str) -> Tried:
        version = self._store.version
        with self._copy() as folder:
            head, data = await asyncio.to_thread(self._snapshot, folder)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "posgraph_api.updating.trial"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
            try:
                head |= {"megabytes": self._limits.megabytes}
                await _ask(process, head, data)
                task = {"base": base, "prefixes": dict(PREFIXES), "seconds": self._limits.seconds}
                async with asyncio.timeout(self._limits.seconds):
                    answer, body = await _ask(process, task, text.encode())
            except TimeoutError:
                raise self._too_long() from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise self._died() from None
            finally:
                with suppress(ProcessLookupError):
                    process.kill()
                await asyncio.shield(_gone(process))
        if "error" in answer:
            message = answer["message"]
            raise unrunnable(syntax(message, text, querying=False) if answer["error"] == "syntax" else QueryError(message))
        return Tried(version, await asyncio.to_thread(_outcome, answer["graphs"], body))

    @contextmanager
    def _copy(self) -> Iterator[Path | None]:
        """A folder beside the store, for the copy that a process may write to; none for a store in memory."""
        if self._place is None:
            yield None
            return
        folder = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._place.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _snapshot(self, folder: Path | None) -> tuple[dict[str, Any], bytes]:
        if folder is None:
            assert isinstance(self._store, MemoryStore)
            return {"do": "load"}, self._store.native.dump(format=RdfFormat.N_QUADS) or b""
        assert isinstance(self._store, DiskStore)
        self._store.backup(str(folder / "store"))
        return {"do": "open", "path": str(folder / "store")}, b""

    def _too_long(self) -> Problem:
        fault = Fault("update", "", f"an update that ends within {self._limits.seconds:g} s", "several smaller updates")
        return Problem(422, "time-limit", f"The update was ended after {self._limits.seconds:g} s; nothing was changed", [fault])

    def _died(self) -> Problem:
        most = f"{self._limits.megabytes} megabytes of memory"
        fault = Fault("update", "", f"an update that needs at most {most}", "several smaller updates")
        return Problem(
            503, "query-ended", f"The process that tried the update ended; nothing was changed. It may take {most}", [fault]
        )


def unrunnable(error: QueryError) -> Problem:
    """The problem of a text that is no update that may be run, with its place."""
    where = f"line {error.line}, column {error.column}" if error.line else "update"
    return Problem(400, "bad-update", str(error), [Fault(where, "", "a SPARQL 1.1 update")])


async def _ask(process: asyncio.subprocess.Process, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    out, into = process.stdin, process.stdout
    assert out is not None
    assert into is not None
    out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n")
    out.write(body)
    await out.drain()
    answer: dict[str, Any] = json.loads(b"".join([part async for part in _line(into)]))
    return answer, await into.readexactly(answer["bytes"])


async def _line(into: asyncio.StreamReader) -> Any:
    """The parts of a line, however long it is."""
    while True:
        try:
            yield await into.readuntil(b"\n")
        except asyncio.LimitOverrunError as over:
            yield await into.readexactly(over.consumed)
        else:
            return


async def _gone(process: asyncio.subprocess.Process) -> None:
    """Wait until a process that was killed has ended and its pipes are closed."""
    assert process.stdout is not None
    await process.stdout.read()
    await process.wait()


def _outcome(graphs: list[dict[str, Any]], body: bytes) -> Outcome:
    changes = []
    at = 0
    for told in graphs:
        middle, end = at + told["gone"], at + told["gone"] + told["added"]
        gone, added = (frozenset(_quads(told["name"], part)) for part in (body[at:middle], body[middle:end]))
        changes.append(GraphChange(told["name"], gone, added, told["whole"]))
        at = end
    return Outcome.of(*changes)


def _quads(graph: str, text: bytes) -> Iterator[Quad]:
    name = node(graph)
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, name)

"""The pool of query workers: SPARQL runs in processes that are ended when time is up, memory is full or the client has gone."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from posgraph.errors import Fault
from posgraph_api.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One query: its text, the graphs that the protocol names, and the media types for either kind of result.

    A media type is empty where the client accepts none of its kind. ``base`` is what relative IRIs in the text are relative
    to. ``own_dataset``: the text has FROM clauses of its own.
    """

    text: str
    results: str
    graph: str
    base: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    own_dataset: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answered: ``head`` as :mod:`posgraph_api.worker` describes it, and the body."""

    head: dict[str, Any]
    body: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The data as a worker takes them: its first message and the body of it."""

    head: dict[str, Any]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take."""

    seconds: float
    bytes: int
    megabytes: int


class _Ended(Exception):
    """The worker is no more."""


class _Worker:
    """One process, with the version of the data that it holds."""

    def __init__(self, process: asyncio.subprocess.Process, version: Hashable) -> None:
        self.process, self.version, self._turn = process, version, asyncio.Lock()

    @classmethod
    async def start(cls, snapshot: Snapshot, version: Hashable) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "posgraph_api.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # so that Ctrl-C reaches the service alone, and the service ends its workers
        )
        worker = cls(process, version)
        try:
            await worker.ask(snapshot.head, snapshot.body)
        except BaseException:
            worker.kill()
            await worker.gone()
            raise
        return worker

    async def ask(self, head: dict[str, Any], body: bytes) -> Reply:
        """Send a message, and wait for its answer."""
        out, into = self.process.stdin, self.process.stdout
        assert out is not None
        assert into is not None
        async with self._turn:
            try:
                out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n")
                out.write(body)
                await out.drain()
                answer = json.loads(await into.readuntil(b"\n"))
                return Reply(answer, await into.readexactly(answer["bytes"]))
            except (asyncio.IncompleteReadError, ConnectionError):
                raise _Ended from None

    def kill(self) -> None:
        """End the process, whatever it does; once, since a second time may take its exit code from the event loop."""
        with suppress(ProcessLookupError):
            self.process.kill()

    async def gone(self) -> None:
        """Wait for a process that was killed: when this returns, its pipes are closed, too, and the event loop may be."""
        assert self.process.stdout is not None
        async with self._turn:
            await self.process.stdout.read()
        await self.process.wait()


class Pool:
    """Workers that each run one query at a time over one snapshot of the data.

    ``version`` tells whether the data have changed, ``snapshot`` makes the message that loads them; workers that hold
    an older version are replaced before their next query. ``clear`` is called when all have ended.
    """

    def __init__(
        self,
        version: Callable[[], Hashable],
        snapshot: Callable[[], Awaitable[Snapshot]],
        count: int,
        limits: Limits,
        clear: Callable[[], None],
    ) -> None:
        self.limits = limits
        self._version, self._snapshot, self._count, self._clear = version, snapshot, count, clear
        self._idle: asyncio.Queue[_Worker | None] = asyncio.Queue()
        self._all: set[_Worker] = set()
        self._held: tuple[Hashable, Snapshot] | None = None
        self._taking = asyncio.Lock()
        self._refills: set[asyncio.Task[None]] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Start every worker."""
        for worker in await asyncio.gather(*(self._spawn() for _ in range(self._count))):
            self._idle.put_nowait(worker)

    async def stop(self) -> None:
        """End every worker."""
        self._stopped = True
        for refill in self._refills:
            refill.cancel()
        await asyncio.gather(*self._refills, return_exceptions=True)
        for worker in list(self._all):
            self._end(worker)
        await asyncio.gather(*self._endings)
        self._clear()

    async def run(self, task: Task) -> Reply:
        """The answer to a query; raises Problem 503 where no worker is free in time, 504 where the query takes too long.

        If the caller is cancelled, the query is ended.
        """
        worker = await self._take()
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await worker.ask(self._head(task), task.text.encode())
        except TimeoutError:
            self._discard(worker)
            raise too_long(self.limits) from None
        except _Ended:
            code = await worker.process.wait()
            self._discard(worker)
            raise self._died(code) from None
        except BaseException:  # cancelled: the client has gone
            self._discard(worker)
            raise
        self._idle.put_nowait(worker)
        return reply

    async def _take(self) -> _Worker:
        """A worker with the present data; an empty place in the queue (None) is filled first."""
        try:
            async with asyncio.timeout(self.limits.seconds):
                worker = await self._idle.get()
        except TimeoutError:
            raise self._busy() from None
        if worker is not None and worker.process.returncode is None and worker.version == self._version():
            return worker
        if worker is not None:
            self._end(worker)
        try:
            return await self._spawn()
        except BaseException:
            self._idle.put_nowait(None)
            raise

    async def _refill(self) -> None:
        """Put a new worker in the place of one that was ended; if none starts, whoever comes next tries again."""
        worker = None
        try:
            worker = await self._spawn()
        except Problem:
            pass
        finally:
            self._idle.put_nowait(worker)

    async def _spawn(self) -> _Worker:
        async with self._taking:
            version = self._version()
            if self._held is None or self._held[0] != version:
                self._held = (version, await self._snapshot())
        version, snapshot = self._held
        head = snapshot.head | {"megabytes": self.limits.megabytes}
        try:
            worker = await _Worker.start(Snapshot(head, snapshot.body), version)
        except _Ended:
            raise Problem(
                503, "store-unavailable", "A query worker could not load the data", headers={"retry-after": "5"}
            ) from None
        self._all.add(worker)
        if self._stopped:
            self._end(worker)
        return worker

    def _head(self, task: Task) -> dict[str, Any]:
        limits = {"seconds": self.limits.seconds, "most": self.limits.bytes}
        return {"do": "query"} | limits | {name: value for name, value in asdict(task).items() if name != "text"}

    def _discard(self, worker: _Worker) -> None:
        """End a worker and start another in its place, while others go on."""
        self._end(worker)
        _spin_off(self._refill(), self._refills)

    def _end(self, worker: _Worker) -> None:
        """End a worker at once; what is left of it is cleared away while others go on."""
        worker.kill()
        self._all.discard(worker)
        _spin_off(worker.gone(), self._endings)

    def _busy(self) -> Problem:
        detail = f"All {self._count} query workers were busy for {self.limits.seconds:g} s"
        return Problem(503, "busy", detail, headers={"retry-after": str(int(self.limits.seconds) + 1)})

    def _died(self, code: int) -> Problem:
        cause = f"signal {-code}" if code < 0 else f"code {code}"
        most = f"{self.limits.megabytes} megabytes of memory"
        fault = Fault("query", "", f"a query that needs at most {most}", "LIMIT, or fewer rows to sort and group")
        return Problem(503, "query-ended", f"The process that ran the query ended ({cause}); a query may take {most}", [fault])


def _spin_off(work: Coroutine[Any, Any, None], running: set[asyncio.Task[None]]) -> None:
    """Run something beside the rest; it stands in ``running`` until it is done."""
    task = asyncio.create_task(work)
    running.add(task)
    task.add_done_callback(running.discard)


def too_long(limits: Limits) -> Problem:
    """The problem of a query that took longer than the limit."""
    hint = "fewer patterns, or more that share variables"
    fault = Fault("query", "", f"a query that ends within {limits.seconds:g} s", hint)
    return Problem(504, "time-limit", f"The query was ended after {limits.seconds:g} s", [fault])

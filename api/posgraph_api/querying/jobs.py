"""A query on its way through the pool: where it waits, who runs it, and what has come of it so far."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from functools import lru_cache, partial

from posgraph_api.http.problems import Problem
from posgraph_api.querying.tasks import Limits, Reply, Task
from posgraph_api.querying.wire import Worker


class Job:
    """One query. ``done`` is called when its worker is free or gone; ``answer`` may come before that, with pieces to follow.

    ``drop`` is called when nobody wants the pieces any more.
    """

    __slots__ = ("_done", "_drop", "_limits", "answer", "began", "queued", "rest", "slow", "task", "timer", "worker")

    def __init__(self, task: Task, limits: Limits, done: Callable[[Job], None], drop: Callable[[Job], None]) -> None:
        self.task, self._limits, self._done, self._drop = task, limits, done, drop
        self.answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.worker: Worker | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.rest: Pieces | None = None
        self.queued = self.began = 0.0
        self.slow = False

    def begin(self, worker: Worker) -> None:
        """Let a worker run it."""
        self.worker, worker.listener = worker, self
        task = self.task
        graphs = (task.default_graphs, task.named_graphs, task.own_dataset)
        about = _about(task.results, task.graph, task.base, graphs, task.stream, self._limits)
        worker.send(b"Q", about, task.text.encode())

    def heard(self, kind: bytes, head: bytes, body: bytes) -> None:
        """Take what the worker says."""
        assert self.worker is not None
        if kind == b"M" and self.rest:
            self.rest.put(body)
        elif kind == b"S":
            self.rest = Pieces(partial(self._drop, self))
            self._reply(Reply({"type": head.decode()}, body, self.rest, self.worker.version))
        else:
            if kind == b"Z" and self.rest:
                self.rest.end(None)
            elif kind == b"W":
                self._reply(Reply({"type": head.decode()}, body, None, self.worker.version))
            elif kind == b"E":
                said = json.loads(head)
                if self.rest:
                    self.rest.end(self._limits.too_large(said["error"]))
                else:
                    self._reply(Reply(said, b""))
            self._done(self)

    def ended(self) -> None:
        """The worker has ended by itself."""
        self.fail(self._limits.died())
        self._done(self)

    def fail(self, problem: Problem) -> None:
        """Answer with a problem; what was sent in part stays in part."""
        if self.rest:
            self.rest.end(problem)
        elif not self.answer.done():
            self.answer.set_exception(problem)

    def _reply(self, reply: Reply) -> None:
        if not self.answer.done():
            self.answer.set_result(reply)


class Pieces:
    """The pieces of an answer after the first, as they come; raises the problem that ended them too early."""

    def __init__(self, drop: Callable[[], None]) -> None:
        self._drop = drop
        self._held: deque[bytes] = deque()
        self._ended: Problem | None = None
        self._over = False
        self._wake: asyncio.Future[None] | None = None

    def put(self, piece: bytes) -> None:
        """Add a piece."""
        self._held.append(piece)
        self._call()

    def end(self, problem: Problem | None) -> None:
        """No more will come."""
        if not self._over:
            self._over, self._ended = True, problem
            self._call()

    def _call(self) -> None:
        if self._wake and not self._wake.done():
            self._wake.set_result(None)

    def __aiter__(self) -> Pieces:
        return self

    async def aclose(self) -> None:
        """Say that nobody reads on."""
        if not self._over:
            self._drop()

    async def __anext__(self) -> bytes:
        while not self._held:
            if self._ended:
                raise self._ended
            if self._over:
                raise StopAsyncIteration
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        return self._held.popleft()


@lru_cache(256)
def _about(
    results: str, graph: str, base: str, graphs: tuple[tuple[str, ...], tuple[str, ...], bool], stream: bool, limits: Limits
) -> bytes:
    """What a worker is told beside the text: the same bytes for the same question, so that the worker reads them once."""
    told = {
        "results": results, "graph": graph, "base": base, "default_graphs": graphs[0], "named_graphs": graphs[1],
        "own_dataset": graphs[2], "stream": stream, "seconds": limits.seconds, "most": limits.bytes, "rows": limits.rows,
    }  # fmt: skip
    return json.dumps(told).encode()

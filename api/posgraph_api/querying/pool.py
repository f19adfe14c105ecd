"""The pool of query workers: who runs next, who has run too long, and which processes there are.

Every query starts as a quick one. One that has used a processor for SLICE seconds takes one of ``count`` slow places, or,
where these are taken, is ended, waits for one, and is run anew; its text is remembered and waits at once the next time.
Where quick queries wait and nothing becomes free, more processes are forked, up to RELIEF of them: so queries that never end,
however many, keep the slow places from each other and from nobody else.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from hashlib import blake2b
from typing import Any

from posgraph.errors import PosgraphError
from posgraph_api.http.problems import Problem, of_error
from posgraph_api.querying.jobs import Job
from posgraph_api.querying.nursery import GoneError, Nursery
from posgraph_api.querying.tasks import Limits, Reply, Snapshot, Task
from posgraph_api.querying.wire import Worker

SLICE = 0.2
"""Seconds of a processor that a query may take before it counts as slow."""

PATIENCE = 0.05
"""Seconds without a free worker after which another is forked for those who wait."""

RELIEF = 6
"""So many processes more than the slow places there may be."""

_WALL = 2  # a query that shares the processors with others counts as slow after so many slices at the latest
_REMEMBERED = 4096


class Pool:
    """Workers that each run one query at a time over one snapshot of the data.

    ``version`` tells whether the data have changed, ``snapshot`` makes the message that loads them; a worker that holds an older
    version runs no further query. ``clear`` is called when all have ended.
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
        self._nursery = Nursery(limits.megabytes)
        self._taking = asyncio.Lock()
        self._held: Hashable = None
        self._snapshots: dict[Hashable, Snapshot] = {}
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._forking = self._slow_runs = 0
        self._quick: deque[Job] = deque()
        self._slow: deque[Job] = deque()
        self._known_slow: OrderedDict[bytes, None] = OrderedDict()
        self._freed = 0.0
        self._tick: asyncio.TimerHandle | None = None
        self._beside: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Fork the first workers."""
        for worker in await asyncio.gather(*(self._fork() for _ in range(self._count))):
            self._idle.append(worker)

    async def stop(self) -> None:
        """End every worker."""
        self._stopped = True
        if self._tick:
            self._tick.cancel()
        for job in [*self._quick, *self._slow]:
            self._refuse(job, "The service stops")
        workers = list(self._all)
        for worker in workers:
            if isinstance(worker.listener, Job):
                worker.listener.fail(self.limits.busy("The service stops"))
            self._end(worker)
        await asyncio.to_thread(self._nursery.end)
        await asyncio.gather(*(worker.gone for worker in workers))
        while self._beside:  # what ends may begin more
            await asyncio.gather(*self._beside, return_exceptions=True)
        self._clear()

    def workers(self) -> tuple[int, int]:
        """How many workers there are, and how many of them run a query."""
        return len(self._all), len(self._all) - len(self._idle)

    async def run(self, task: Task) -> Reply:
        """The answer to a query; raises Problem 503 where too many wait or none is free in time, 422 where it takes too long.

        If the caller is cancelled, the query is ended.
        """
        job = Job(task, self.limits, self._done, self.drop)
        if self._quick or self._slow or not (worker := self._free()):
            self._queue(job)
        elif self._known_slow and self._digest(task) in self._known_slow:
            self._idle.append(worker)
            self._queue(job)
        else:
            self._begin(job, worker)
        try:
            return await job.answer
        except asyncio.CancelledError:  # the client has gone
            self.drop(job)
            raise

    def drop(self, job: Job) -> None:
        """End a query that nobody waits for."""
        for queue in (self._quick, self._slow):
            if job in queue:
                queue.remove(job)
                self._cancel(job)
        if worker := job.worker:
            self._done(job, ended=True)
            self._end(worker)

    def _queue(self, job: Job) -> None:
        """Let a query wait, where there is room."""
        if self._stopped:
            self._refuse(job, "The service stops")
            return
        loop = asyncio.get_running_loop()
        job.queued = loop.time()
        slow = self._digest(job.task) in self._known_slow
        queue = self._slow if slow else self._quick
        if len(queue) >= self.limits.queue:
            if slow or job.queued - queue[0].queued < SLICE:
                self._refuse(job, f"{len(queue)} queries wait already")
                return
            self._refuse(queue.popleft(), f"{len(queue)} queries that came later wait, too")
        queue.append(job)
        job.timer = loop.call_later(self.limits.seconds, self._waited, job)
        self._serve()

    def _waited(self, job: Job) -> None:
        """Give up on a query that has waited too long."""
        queue = self._slow if job in self._slow else self._quick
        queue.remove(job)
        self._refuse(job, f"All {self._count} query workers were busy for {self.limits.seconds:g} s")

    def _refuse(self, job: Job, detail: str) -> None:
        self._cancel(job)
        job.fail(self.limits.busy(detail))

    def _serve(self) -> None:
        """Give free workers to those who wait; fork others where there are too few."""
        while self._quick and (worker := self._free()):
            waited = asyncio.get_running_loop().time() - self._quick[0].queued
            # who came first goes first; but where it does not go on, the latest, so that some are answered at once
            self._begin(self._quick.popleft() if waited < SLICE else self._quick.pop(), worker)
        while self._slow and self._slow_runs < self._count and (worker := self._free()):
            job = self._slow.popleft()
            self._begin(job, worker, slow=True)
        if self._stopped:
            return
        total = len(self._all) + self._forking
        lacking = self._count - total
        if self._slow and self._slow_runs < self._count:
            lacking = max(lacking, min(len(self._slow), self._count - self._slow_runs) - self._forking)
        for _ in range(min(lacking, self._count + RELIEF - total)):
            self._beside_all(self._add())
        if self._quick and self._tick is None:
            self._tick = asyncio.get_running_loop().call_later(PATIENCE, self._look)

    def _look(self) -> None:
        """Fork for those who wait, where nothing has become free for a while."""
        self._tick = None
        loop = asyncio.get_running_loop()
        if self._quick and not self._stopped:
            now = loop.time()
            for worker in self._all:  # whoever comes new goes first
                if isinstance(worker.listener, Job) and now - worker.listener.began > PATIENCE:
                    worker.yield_to_others()
            if now - self._freed >= PATIENCE:
                self._relieve()
            self._tick = loop.call_later(PATIENCE, self._look)

    def _relieve(self) -> None:
        """Fork for those who wait."""
        free = self._count + RELIEF - len(self._all) - self._forking
        for _ in range(min(len(self._quick) - self._forking, free)):
            self._beside_all(self._add())

    def _free(self) -> Worker | None:
        """An idle worker with the present data."""
        version = self._version()
        while self._idle:
            worker = self._idle.pop()
            if worker.version == version and not worker.gone.done():
                return worker
            self._end(worker)
        return None

    def _begin(self, job: Job, worker: Worker, slow: bool = False) -> None:
        self._cancel(job)
        loop = asyncio.get_running_loop()
        job.began = loop.time()
        if slow:
            self._slow_run(job, worker, self.limits.seconds)
        elif self.limits.seconds <= SLICE:
            job.timer = loop.call_later(self.limits.seconds, self._over, job)
        else:
            job.timer = loop.call_later(SLICE, self._sliced, job, worker.processor())
        job.begin(worker)

    def _slow_run(self, job: Job, worker: Worker, seconds: float) -> None:
        job.slow = True
        self._slow_runs += 1
        worker.yield_to_others()
        job.timer = asyncio.get_running_loop().call_later(seconds, self._over, job)

    def _sliced(self, job: Job, before: float | None) -> None:
        """A query has had the time of a quick one: it takes a slow place or waits for one."""
        worker, loop = job.worker, asyncio.get_running_loop()
        assert worker is not None
        ran = loop.time() - job.began
        now = worker.processor()
        used = ran if now is None or before is None else now - before
        left = min(_WALL * SLICE, self.limits.seconds) - ran
        if used < SLICE * 0.9 and left > 0:
            job.timer = loop.call_later(min(max(SLICE - used, 0.02), left), self._sliced, job, before)
            return
        digest = self._digest(job.task)
        self._known_slow[digest] = None
        self._known_slow.move_to_end(digest)
        if len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)
        if job.rest or self._slow_runs < self._count:
            self._slow_run(job, worker, max(self.limits.seconds - ran, 0.0))
            return
        self._done(job, ended=True)
        self._end(worker)
        self._queue(job)
        self._relieve()

    def _over(self, job: Job) -> None:
        """The time of a query is up."""
        worker = job.worker
        assert worker is not None
        job.fail(self.limits.too_long())
        self._done(job, ended=True)
        self._end(worker)

    def _done(self, job: Job, ended: bool = False) -> None:
        """A worker has no more to do for a query: it is free for another, unless it has ``ended``."""
        worker = job.worker
        if worker is None:
            return
        loop = asyncio.get_running_loop()
        self._cancel(job)
        job.worker = worker.listener = None
        if job.slow:
            job.slow = False
            self._slow_runs -= 1
        if not ended:
            self._freed = loop.time()
            if self._known_slow and self._freed - job.began < SLICE:
                self._known_slow.pop(self._digest(job.task), None)
            crowded = len(self._idle) >= self._count or (len(self._all) > self._count and not self._quick)
            if worker.spoiled or crowded or worker.gone.done():
                self._end(worker)
            else:
                self._idle.append(worker)
        self._serve()

    def _cancel(self, job: Job) -> None:
        if job.timer:
            job.timer.cancel()
            job.timer = None

    def _digest(self, task: Task) -> bytes:
        return blake2b(task.text.encode(), digest_size=16).digest()

    def _end(self, worker: Worker) -> None:
        """End a worker at once."""
        worker.kill()
        self._all.discard(worker)

    async def _add(self) -> None:
        """Fork a worker for those who wait; a problem is theirs."""
        self._forking += 1
        try:
            worker = await self._fork()
        except (Problem, PosgraphError) as error:
            problem = error if isinstance(error, Problem) else of_error(error)
            waiting = [*self._quick, *self._slow]
            self._quick.clear()
            self._slow.clear()
            for job in waiting:
                self._cancel(job)
                job.fail(problem)
            return
        finally:
            self._forking -= 1
        self._idle.append(worker)
        self._serve()
        self._discard()

    async def _fork(self) -> Worker:
        """A new worker with the present data."""
        for trial in (1, 2):  # the second time with a new process to fork from
            try:
                await self._take()
                held = self._held
                pid, place = await asyncio.to_thread(self._nursery.fork)
                worker = await Worker.connect(pid, held, place)
            except (GoneError, ConnectionError):
                self._held = None
                if trial == 2 or self._stopped:
                    raise Problem(
                        503, "store-unavailable", "A query worker could not load the data", headers={"retry-after": "5"}
                    ) from None
            else:
                break
        self._all.add(worker)
        worker.gone.add_done_callback(lambda _: self._lost(worker))
        if self._stopped:
            self._end(worker)
        return worker

    async def _take(self) -> None:
        """Give the present data to the process that the workers are forked from."""
        async with self._taking:
            version = self._version()
            if self._held is None or self._held != version:
                snapshot = await self._snapshot()
                await asyncio.to_thread(self._nursery.take, snapshot)
                self._held = version
                old = self._snapshots.get(version)
                self._snapshots[version] = Snapshot(snapshot.head, b"", snapshot.discard)
                if old:
                    await asyncio.to_thread(old.discard)

    def _lost(self, worker: Worker) -> None:
        """A worker is gone, most often because it was ended."""
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if not self._stopped:
            self._discard()
            self._serve()

    def _discard(self) -> None:
        """Let go of the snapshots that no worker holds any more."""
        if self._forking:  # one that is being forked is not among them yet
            return
        used = {worker.version for worker in self._all} | {self._held}
        for version in [version for version in self._snapshots if version not in used]:
            self._beside_all(asyncio.to_thread(self._snapshots.pop(version).discard))

    def _beside_all(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the rest."""
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

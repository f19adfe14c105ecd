"""An executor whose queries are counted, each by how it ended."""

from __future__ import annotations

import time

from posgraph_api.http.problems import Problem
from posgraph_api.querying.executors import Executor
from posgraph_api.querying.tasks import Reply, Task
from posgraph_api.serving.metrics import Metrics

_OUTCOMES = {
    "time-limit": "time-limit",
    "busy": "busy",
    "query-ended": "ended",
    "store-unavailable": "unavailable",
    "answer-too-large": "too-large",
}
_SIZES = ("rows", "bytes", "too-large")


class Counted:
    """Runs queries as another executor does, and tells metrics of each. An answer in pieces counts as soon as it begins."""

    def __init__(self, executor: Executor, metrics: Metrics) -> None:
        self._executor, self._metrics = executor, metrics
        self.limits = executor.limits
        self.start, self.stop, self.workers = executor.start, executor.stop, executor.workers

    async def run(self, task: Task) -> Reply:
        """The answer to a query."""
        begun, outcome = time.perf_counter(), "gone"  # where neither follows, the client went away
        try:
            reply = await self._executor.run(task)
            error = reply.head.get("error")
            outcome = "ok" if error is None else "too-large" if error in _SIZES else "refused"
        except Problem as problem:
            outcome = _OUTCOMES.get(problem.word, "refused")
            raise
        finally:
            self._metrics.query(outcome, time.perf_counter() - begun)
        return reply

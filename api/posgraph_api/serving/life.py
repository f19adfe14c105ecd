"""The life of one process of the service: it starts, runs, is told to stop, and lets its streams go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Life:
    """Whether a process is ready for requests. ``streams`` are the requests whose answers end only when the service does.

    >>> life = Life()
    >>> life.stopping
    False
    >>> life.stop(); life.stopping
    True
    """

    started: bool = False
    stopping: bool = False
    streams: set[asyncio.Task[object]] = field(default_factory=set)
    ticks: list[Callable[[], None]] = field(default_factory=list)
    """What is done ten times a second as long as the process runs; each must be quick."""

    def stop(self) -> None:
        """Say that the process will stop; from then on it is not ready."""
        self.stopping = True

    def end_streams(self) -> None:
        """End the answers that would go on for ever, each with a proper end."""
        for task in tuple(self.streams):
            task.cancel()

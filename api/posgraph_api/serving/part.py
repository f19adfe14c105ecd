"""The part that one process plays in a service: alone, one of several that read, or the one that writes for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from posgraph_api.serving.latest import Latest
from posgraph_api.serving.life import Life
from posgraph_api.serving.metrics import Metrics
from posgraph_api.serving.publishing import Publishing


@dataclass(slots=True, eq=False)
class Part:
    """What a process has of its own. ``latest`` and ``inner`` (the writer's socket): it reads, and another one writes.
    ``publishing``: it writes for others, and hears of requests through them alone.
    """

    life: Life = field(default_factory=Life)
    metrics: Metrics = field(default_factory=Metrics)
    latest: Latest | None = None
    inner: Path | None = None
    publishing: Publishing | None = None

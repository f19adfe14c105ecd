"""Processes: an effort to settle, its rounds, and single meetings."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.model.dates import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A negotiation process, a round of it, or one meeting (``kind``); ``part_of`` names the larger one."""

    id: str
    label: str
    kind: str = "process"
    part_of: str | None = None
    valid_from: When | None = None
    valid_to: When | None = None
    note: str | None = None

"""Scenarios: changes to lay over the graph, kept under a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What if: the graph with ``changes``, such as ``set russia:ceasefire=accepts`` or ``drop SQ001``.

    Changes are a set: each says by itself what it does, whatever the order.
    """

    id: str
    label: str
    changes: tuple[str, ...]
    note: str | None = None
    source: str | None = None

"""The deals that are best for all together, by three measures."""

from __future__ import annotations

from posgraph.analysis.settlements.frontier import Frontier
from posgraph.analysis.settlements.results import Best


def best(found: Frontier) -> dict[str, Best]:
    """By measure (``total``, ``least``, ``nash``), the best deal of a frontier; empty where there is no deal."""
    return dict(found.best)

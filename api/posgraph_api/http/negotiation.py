"""Choosing what to give, with a problem where a client accepts nothing of it."""

from __future__ import annotations

from collections.abc import Sequence

from posgraph.errors import Fault
from posgraph_api.http.accept import best
from posgraph_api.http.problems import Problem


def choose(accept: str, offers: Sequence[str]) -> str:
    """The best offer; a problem 406 that lists the offers where there is none."""
    chosen = best(accept, offers)
    if chosen is None:
        raise unacceptable(accept, offers)
    return chosen


def unacceptable(accept: str, offers: Sequence[str]) -> Problem:
    """The problem of an Accept header that nothing on offer meets."""
    given = ", ".join(offers)
    return Problem(406, "not-acceptable", f"Only these can be given: {given}", [Fault("Accept", accept, given)])

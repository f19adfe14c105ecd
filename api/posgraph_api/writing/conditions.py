"""Conditions of a write: If-Match and If-None-Match (RFC 9110, section 13) on the row that it is about."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request

from posgraph.errors import Fault
from posgraph.model import Dataset
from posgraph.model.schema import Table
from posgraph_api.http.caching import Body
from posgraph_api.http.media import JSON
from posgraph_api.http.problems import Problem
from posgraph_api.listing.rows import Rows
from posgraph_api.service import encode


def shown(dataset: Dataset, table: Table, row: object) -> Body:
    """A row as GET shows it, in JSON, with its entity tag."""
    return Body.of(encode(Rows(dataset, table, [row]).to_dicts()[0]), JSON)


def admit(request: Request, dataset: Dataset, table: Table, key: str | None) -> None:
    """Hold the conditions of a request against the row of this key as it is now (None: one that is not there yet).

    Raises Problem 412 where one does not hold.
    """
    row = dataset.by_id(table.name).get(key) if key is not None else None

    def tag() -> str:
        return shown(dataset, table, row).etag if row is not None else ""

    hold(request, tag, "* or a tag of a row that is there", "get the row again", "a row that is not there, or is another")


def hold(request: Request, tag: Callable[[], str], there: str, remedy: str, other: str) -> None:
    """Hold the conditions of a request against what has this tag now (empty: it is not there yet), which is made only if needed.

    Raises Problem 412, which says what If-Match expects (``there``, and the ``remedy``) and what If-None-Match does (``other``).
    """
    match, none = (", ".join(request.headers.getlist(name)).strip() for name in ("if-match", "if-none-match"))
    now = tag() if match or none else ""
    if match and (not now or (match != "*" and now not in _tags(match))):  # weak tags match nothing here
        raise _refused("If-Match", match, f"{now or there}; {remedy}")
    if none and now and (none == "*" or now in [each.removeprefix("W/") for each in _tags(none)]):
        raise _refused("If-None-Match", none, other)


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",")]


def _refused(header: str, value: str, expected: str) -> Problem:
    fault = Fault(header, value[:200].encode("ascii", "replace").decode(), expected)
    return Problem(412, "precondition-failed", f"{header} does not hold; nothing was written", [fault])

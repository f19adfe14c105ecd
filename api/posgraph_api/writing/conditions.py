"""Conditions of a write: If-Match and If-None-Match (RFC 9110, section 13) on the row that it is about."""

from __future__ import annotations

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
    match, none = (", ".join(request.headers.getlist(name)).strip() for name in ("if-match", "if-none-match"))
    row = dataset.by_id(table.name).get(key) if key is not None else None
    tag = shown(dataset, table, row).etag if row is not None and (match or none) else ""
    if match and (not tag or (match != "*" and tag not in _tags(match))):  # weak tags match nothing here
        raise _refused("If-Match", match, f"{tag or '* or a tag of a row that is there'}; get the row again")
    if none and tag and (none == "*" or tag in [each.removeprefix("W/") for each in _tags(none)]):
        raise _refused("If-None-Match", none, "a row that is not there, or is another")


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",")]


def _refused(header: str, value: str, expected: str) -> Problem:
    fault = Fault(header, value[:200].encode("ascii", "replace").decode(), expected)
    return Problem(412, "precondition-failed", f"{header} does not hold; nothing was written", [fault])

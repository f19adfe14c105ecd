"""The shapes of what is answered when whole datasets are sent or removed."""

from __future__ import annotations

from pydantic import Field

from posgraph_api.shapes import Fault, Shape


class Remark(Shape):
    """What a coder may want to look at again; no fault."""

    table: str
    text: str
    rows: list[str]
    faults: list[Fault]


class Uploaded(Shape):
    """A dataset that was sent; `change` is the number of its entry in the log, null where nothing was written."""

    id: str
    iri: str
    title: str | None
    licence: str | None
    description: str | None
    replaces: bool = Field(description="Whether the store held a dataset of this id before.")
    change: int | None
    counts: dict[str, int]
    remarks: list[Remark]


class Upload(Shape):
    """The datasets in a file that was sent; with `dry_run` they were only checked."""

    dry_run: bool
    items: list[Uploaded]


class Removed(Shape):
    """A dataset that was removed, and the number of the entry in the log."""

    id: str
    change: int

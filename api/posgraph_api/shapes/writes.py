"""The shapes of writes: what their bodies may hold, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from posgraph.model.schema import TABLES, Column, Kind, Table
from posgraph_api.shapes import Shape

Cells = dict[str, str]


class RowChange(Shape):
    """One row before and after a change, its cells as a CSV table has them; null where there was, or is, no such row."""

    table: str
    key: str
    did: str
    before: Cells | None
    after: Cells | None


class Change(Shape):
    """One write: who, when, what and why. `address` is told to admins alone."""

    number: int
    at: str
    kind: str
    by: str
    dataset: str | None
    reason: str | None
    rows: list[RowChange]
    address: str | None = None


class Changes(Shape):
    """Changes, the oldest first; `next` is given as `since` to go on, now or later. `last` is the number of the last change."""

    items: list[Change]
    next: int
    last: int


class Tried(Shape):
    """What a change would do, where `dry_run` is true: nothing was written."""

    written: bool
    rows: list[RowChange]


class State(RowChange):
    """What a change made of a row; `loaded`: it came with its dataset."""

    number: int
    at: str
    kind: str
    by: str
    reason: str | None


class Revision(Shape):
    """A row of the chain in which one revises another; `in_force`: it holds today."""

    id: str
    revises: str | None
    revision_reason: str | None
    in_force: bool


class History(Shape):
    """Every recorded state of a row, the oldest first, and, of positions and sequence preferences, what revises what."""

    table: str
    key: str
    present: bool
    items: list[State]
    revisions: list[Revision] | None = Field(description="The chain that the row is part of, the oldest first.")
    next: str | None


_NUMBERS = (Kind.degree, Kind.number, Kind.amount, Kind.whole)


def row(table: Table, new: bool) -> dict[str, Any]:
    """The JSON Schema of a row that is sent: whole, or the columns to change."""
    properties = {column.name: _column(column) for column in table.columns}
    required = [column.name for column in table.columns if column.required and column.kind is not Kind.id] if new else []
    found: dict[str, Any] = {
        "type": "object",
        "properties": {"iri": {"type": "string", "description": "The row's name in RDF; needed nowhere."}, **properties},
        "additionalProperties": False,
    }
    return found | ({"required": required} if required and table.name != "relations" else {})


def revision(table: Table) -> dict[str, Any]:
    """The JSON Schema of a revision."""
    properties = {"reason": {"type": "string", "maxLength": 2000}, "row": row(table, False)}
    return {"type": "object", "properties": properties, "required": ["row"], "additionalProperties": False}


def _column(column: Column) -> dict[str, Any]:
    if column.is_list:
        return {"type": ["array", "string", "null"], "items": {"type": "string"}}
    if column.kind in _NUMBERS:
        return {"type": ["number", "string", "null"]}
    if column.kind is Kind.flag:
        return {"type": ["boolean", "string", "null"]}
    if column.kind is Kind.word:
        return {"enum": [*column.words, *(() if column.required else (None,))]}
    return {"type": "string" if column.required and column.kind is not Kind.id else ["string", "null"]}


_NAMES = [table.name for table in TABLES]
_KEY = {"type": "string", "description": "The key of the row; its parts joined by /."}
_ROW = {"type": "object", "description": "The columns of the row."}


def _step(verb: str, **members: Any) -> dict[str, Any]:
    properties = {verb: {"enum": _NAMES}, **members}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


STEPS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reason": {"type": "string", "maxLength": 2000},
        "steps": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10_000,
            "items": {"oneOf": [_step("create", row=_ROW), _step("revise", key=_KEY, row=_ROW), _step("retract", key=_KEY)]},
        },
    },
    "required": ["steps"],
    "additionalProperties": False,
}
"""The JSON Schema of a change of several rows."""


def body(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a request, by media type."""
    return {"required": True, "content": {media: {"schema": schema} for media, schema in schemas.items()}}

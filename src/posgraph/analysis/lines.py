"""Findings as lines of CSV: one line for each, the same on the command line and from the service."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

Record = Mapping[str, Any]

POSITION = (
    "position",
    "actor",
    "demand",
    "stance",
    "only_if",
    "salience",
    "firmness",
    "confidence",
    "valid_from",
    "valid_to",
    "reported_by",
    "mode",
    "disputed",
    "quote",
    "source",
    "source_title",
    "source_url",
    "source_published",
)
"""The columns of a position."""

_PAIR = ("issue", "from", "until", "chain", "relations", *(f"{side}_{name}" for side in "ab" for name in POSITION))

CONFLICT = ("severity", "hard", "self", "rule", *_PAIR)
"""The columns of a conflict; those of its positions stand after ``a_`` and ``b_``."""

OVERLAP = ("strength", "hard", "self", "kind", *_PAIR)
"""The columns of an overlap."""

SHIFT = ("date", "kind", "actor", "issue", "demand", "basis", "chain", "relations", "toward", "toward_positions",
         *(f"{side}_{name}" for side in ("from", "to") for name in POSITION))  # fmt: skip
"""The columns of a shift; those of its positions stand after ``from_`` and ``to_``."""


def position(p: Record, prefix: str = "") -> dict[str, Any]:
    """A position as cells, named as in :data:`POSITION` after ``prefix``."""
    source: Record = p.get("source") or {}
    row = {name: p.get(name) for name in POSITION}
    row |= {"source": source.get("id")} | {f"source_{part}": source.get(part) for part in ("title", "url", "published")}
    return {prefix + name: value for name, value in row.items()}


def pair(item: Record) -> dict[str, Any]:
    """A conflict or an overlap as cells."""
    row = dict(item) | {"relations": item["parts"].get("relations")}
    return row | position(item["a"], "a_") | position(item["b"], "b_")


def shift(item: Record) -> dict[str, Any]:
    """A shift as cells."""
    row = dict(item) | {name: item["parts"][name] for name in ("basis", "chain", "relations")}
    row["toward"] = [t["actor"] for t in item["toward"]]
    row["toward_positions"] = [id for t in item["toward"] for id in t["positions"]]
    return row | position(item["from"] or {}, "from_") | position(item["to"] or {}, "to_")


def written(columns: Sequence[str], rows: Iterable[Record]) -> str:
    """CSV with a header; a missing value is an empty cell, a list is joined with ``;``."""
    text = StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()


def cell(value: Any) -> str:
    """A value as a spreadsheet may safely open it: text that would be read as a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell(-0.5), cell(True), cell(["a", "b"]), cell(None)
    ("'=1+1", '-0.5', 'true', 'a;b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    text = ";".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text

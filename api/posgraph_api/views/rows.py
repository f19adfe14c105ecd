"""Rows that can stand behind a finding: in which table an id is, and what kind of thing it names."""

from __future__ import annotations

from types import MappingProxyType

from posgraph.model import Dataset

ROWS = MappingProxyType({"positions": "position", "sequencing": "order", "relations": "relation"})
"""The kinds of these rows, by table, as their addresses name them."""


def row_kind(dataset: Dataset, id: str) -> str:
    """The kind of a position, a wanted order or a relation; empty where the id is of none of them."""
    return next((kind for table, kind in ROWS.items() if id in dataset.by_id(table)), "")


def row_ids(dataset: Dataset) -> list[str]:
    """The ids of all of them."""
    return [id for table in ROWS for id in dataset.by_id(table)]

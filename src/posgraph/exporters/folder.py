"""The folder of CSV tables: UTF-8, commas, one file a table that has rows, columns in the order of the schema."""

from __future__ import annotations

import json

from posgraph.exporters.rows import csv_rows
from posgraph.model import Dataset
from posgraph.model.schema import TABLES

NAMES = ("dataset.toml", *(f"{table.name}.csv" for table in TABLES))
"""The files of a dataset folder."""


def folder(dataset: Dataset) -> dict[str, bytes]:
    """The files of a dataset folder by name."""
    files = {"dataset.toml": _header(dataset)}
    for table in TABLES:
        if table.required or dataset.rows(table.name):
            files[f"{table.name}.csv"] = b"".join(csv_rows(dataset, table, dataset.rows(table.name)))
    return files


def _header(dataset: Dataset) -> bytes:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in dataset.header.items()).encode()


def _toml(text: str) -> str:
    """A TOML string; JSON's escapes are a part of TOML's, which also wants DEL escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

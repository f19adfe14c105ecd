"""The SQL that Trino and BigQuery would get, kept: no system of theirs is needed to see that it stays plain.

POSGRAPH_GOLDEN=write writes the files anew.
"""

import os
import re
from pathlib import Path

import pytest

from posgraph.engine.distributed import expressions as on
from posgraph.engine.distributed.connection import COLUMNS

FOLDER = Path(__file__).parent / "snapshots"

TABLES = {
    "positions": dict(COLUMNS),
    "holders": {"holder": "string", "code": "int64"},
    "targets": {"aim": "string", "target": "int64", "literal": "int64"},
    "stances": {"word": "string", "strength": "float64", "sign": "int64", "unknown": "float64"},
    "valid": {
        "id": "string", "actor": "int64", "target": "int64", "literal": "int64", "weight": "float64", "hard": "boolean",
        "first": "int64", "begin": "int64", "last": "int64", "revises": "string", "revision_reason": "string",
    },
    "undone": {"id": "string"},
    "changed": {"id": "string", "at": "int64"},
    "follows": {"id": "string", "other": "string"},
    "held": {
        "id": "string", "weight": "float64", "hard": "boolean", "actor": "int32", "literal": "int32", "start": "int32",
        "end": "int32",
    },
    "met": {"x": "int32", "y": "int32", "rule": "int32", "row": "int32", "factor": "float64"},
    "key": {"weight": "float64", "rule": "int32", "a": "string", "b": "string"},
}  # fmt: skip


def expressions():
    ibis = pytest.importorskip("ibis") if os.environ.get("POSGRAPH_SCALE") != "required" else __import__("ibis")
    t = {name: ibis.table(schema, name=name) for name, schema in TABLES.items()}
    there = on.during(t["held"], 737942, 737942)
    state = on.state(there)
    revisions = on.Revisions(t["undone"], t["changed"], t["follows"])
    return {
        "valid": on.valid(t["positions"], t["holders"], t["targets"], t["stances"]),
        "held": on.effective(t["valid"], revisions),
        "totals": on.totals(state, t["met"]),
        "own": on.own(state, t["met"]),
        "product": on.product(on.valued(state, "weight"), t["met"]),
        "page": on.page(on.pairs(on.heavy(there, 96, 128), t["met"]), 101, t["key"]),
        "ever": on.cells(on.pairs(t["held"], t["met"], within=True, meeting=True), "count"),
    }


@pytest.mark.parametrize("dialect", ["trino", "bigquery"])
@pytest.mark.parametrize("name", ["valid", "held", "totals", "own", "product", "page", "ever"])
def test_the_sql_is_as_it_was(name, dialect):
    found = expressions()[name]
    import ibis

    sql = str(ibis.to_sql(found, dialect=dialect)) + "\n"
    path = FOLDER / f"{name}.{dialect}.sql"
    if os.environ.get("POSGRAPH_GOLDEN") == "write":
        path.write_text(sql)
    assert sql == path.read_text()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.sql")), ids=lambda path: path.name)
def test_the_sql_has_no_fractions_structs_or_full_joins(path):
    sql = path.read_text()
    assert not re.search(r"\b\d+\.\d|STRUCT|\bROW\(|FULL (OUTER )?JOIN", sql)

"""The cases of the reference tool, and how each is asked of posgraph."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import posgraph
from posgraph.networks import Statements

FOLDER = Path(__file__).parents[2] / "cases" / "dna" / "neg300"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
}
PLAIN = [id for id, case in CASES.items() if not case["quirks"]]


@cache
def statements(actor: str = "organization", demand: str = "concept", stance: str | None = "agreement") -> Statements:
    return posgraph.read_statements(
        FOLDER / "statements.csv",
        actor=actor,
        demand=demand,
        stance=stance,
        date="datetime",
        document="document_id",
        id="statement_id",
    )


def source(case: dict[str, Any]) -> Statements:
    config = case["config"]
    return statements(
        config.get("variable1", "organization"), config.get("variable2", "concept"), config.get("qualifier", "agreement")
    )


def arguments(case: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``network`` or ``networks`` for a case."""
    config = case["config"]
    norm = config.get("norm", "no")
    asked: dict[str, Any] = {
        "mode": {"onemode": "one", "twomode": "two"}[config.get("networkType", "onemode")],
        "kind": config.get("agg", "ignore"),
        "norm": {"no": "none", "cosine": "activity_product"}.get(norm, norm),
        "duplicates": config.get("duplicates", "include"),
        "isolates": config.get("isolates", False),
    }
    for ours, theirs in (("start", "start_date"), ("stop", "stop_date")):
        if theirs in config:
            asked[ours] = config[theirs]
    exclude = {"source": config["excludeSources"]} if "excludeSources" in config else {}
    for column, value in zip(config.get("excludeVariables", []), config.get("excludeValues", []), strict=True):
        exclude.setdefault(column, []).append(value)
    if exclude:
        asked["exclude"] = exclude
    if config.get("mode") == "timewindow":
        asked["window"] = f"{config['timeWindow']}:{config['windowSize']}"
    return asked


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""The published cases, read once."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path

from posgraph.analysis.models.stand import Stand

FOLDER = Path(__file__).parent / "cases"


def case(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def toll_road():
    """The stands of the toll road by issue."""
    found = {}
    with (FOLDER / "toll_road_nl_positions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = (float(row[name]) for name in ("position", "salience", "power"))
            found.setdefault(row["issue"], []).append(Stand(row["actor"], *numbers))
    return found


def purchase():
    """The outcomes of the purchase with their utilities: each evaluation over the greatest of its issue, times its weight."""
    profiles = list(case("ItexvsCypress")["profiles"].values())
    issues = {name: list(values) for name, values in profiles[0]["evaluations"].items()}
    outcomes = [dict(zip(issues, values, strict=True)) for values in product(*issues.values())]

    def utility(profile, outcome):
        of = profile["evaluations"]
        return sum(w * of[name][outcome[name]] / max(of[name].values()) for name, w in profile["weights"].items())

    return [(outcome, tuple(utility(profile, outcome) for profile in profiles)) for outcome in outcomes]

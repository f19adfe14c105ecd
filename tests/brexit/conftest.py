"""The dataset on the withdrawal of the United Kingdom, opened once; and the rows of the fact base that it is coded from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import posgraph

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "data" / "brexit"


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a CSV table by their first column."""
    found = {next(iter(row.values())): row for row in rows(path)}
    assert len(found) == len(rows(path)), f"an id stands twice in {path.name}"
    return found


@pytest.fixture(scope="session")
def brexit():
    with posgraph.open(FOLDER) as graph:
        yield graph


@pytest.fixture(scope="session")
def dataset(brexit):
    return brexit.dataset


@pytest.fixture(scope="session")
def factbase():
    """Positions and orders of the fact base (positions.csv, sequencing.csv) on the withdrawal."""
    return read(HERE / "factbase_rows.csv")


@pytest.fixture(scope="session")
def outcomes():
    """What was agreed, as the fact base records it (outcomes.csv)."""
    return read(HERE / "factbase_outcomes.csv")


@pytest.fixture(scope="session")
def tables():
    """The dataset's tables as written, by name."""
    return {name: read(FOLDER / f"{name}.csv") for name in ("positions", "sequencing", "sources", "actors")}


@pytest.fixture(scope="session")
def votes():
    """The votes of 27 March 2019: a row for each member and division."""
    return rows(HERE / "votes.csv")

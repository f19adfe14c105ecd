"""The dataset of Russia and Ukraine, opened once; and all rows of the fact base that it is coded from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import posgraph
from posgraph import resources

FOLDER = resources.data() / "russia-ukraine"
ROWS = Path(__file__).parent / "factbase_rows.csv"


def read(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a CSV table by their first column."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({next(iter(row.values())) for row in rows}) == len(rows), f"an id stands twice in {path.name}"
    return {next(iter(row.values())): row for row in rows}


@pytest.fixture(scope="session")
def whole():
    with posgraph.open("russia-ukraine") as graph:
        yield graph


@pytest.fixture(scope="session")
def dataset(whole):
    return whole.dataset


@pytest.fixture(scope="session")
def rows():
    """Every Russia-Ukraine row of the fact base: its tables positions.csv and sequencing.csv.

    ``wording`` is the demand, or the two steps of an order; ``condition`` the condition, or the note of an order; ``basis`` the
    position that an order was read from.
    """
    return read(ROWS)


@pytest.fixture(scope="session")
def tables():
    """The dataset's tables as written, by name."""
    return {name: read(FOLDER / f"{name}.csv") for name in ("positions", "sequencing", "sources", "actors", "proposals")}

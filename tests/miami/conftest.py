"""The bundled dataset, which is a view, opened once; and the rows of the fact base that it is coded from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import posgraph
from posgraph import resources

FOLDER = resources.data() / resources.BUNDLED
WHOLE = resources.data() / "russia-ukraine"
WINDOW = Path(__file__).parent / "factbase_window.csv"


def read(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a CSV table by their first column."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({next(iter(row.values())) for row in rows}) == len(rows), f"an id stands twice in {path.name}"
    return {next(iter(row.values())): row for row in rows}


@pytest.fixture(scope="session")
def miami():
    with posgraph.open() as graph:
        yield graph


@pytest.fixture(scope="session")
def dataset(miami):
    return miami.dataset


@pytest.fixture(scope="session")
def window():
    """Positions and orders of the fact base (positions.csv, sequencing.csv) that fall in the window of the dataset.

    ``wording`` is the demand, or the two steps of an order; ``condition`` the condition, or the note of an order.
    """
    return read(WINDOW)


@pytest.fixture(scope="session")
def tables(dataset):
    """Tables as written, by name: the rows of the dataset behind the view that the view holds."""
    names = ("positions", "sequencing", "sources", "actors", "demands", "relations")
    whole = {name: read(WHOLE / f"{name}.csv") for name in names}
    return {name: {id: row for id, row in rows.items() if id in dataset.by_id(name)} for name, rows in whole.items()}

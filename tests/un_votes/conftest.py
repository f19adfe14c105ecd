"""The archive of the votes, built once; and the raw tables that it is built from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from docs.archives_pictures import panels
from pyarrow.parquet import read_table

from posgraph.archive.reading import read_archive

FOLDER = Path(__file__).parents[2] / "data" / "un-votes"


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    place = tmp_path_factory.mktemp("assembly") / "un"
    subprocess.run([sys.executable, FOLDER / "build.py", place], check=True, stdout=subprocess.DEVNULL)
    return read_archive(place)


@pytest.fixture(scope="session")
def raw():
    return {name: read_table(FOLDER / "raw" / f"{name}.parquet") for name in ("votes", "roll_calls", "issues")}


@pytest.fixture(scope="session")
def statements(archive):
    return archive.statements("text")


@pytest.fixture(scope="session")
def drawn(archive):
    """What the picture of blocs shows, computed anew."""
    return panels(archive)

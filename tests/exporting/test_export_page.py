"""The Python of docs/export.md gives what it shows."""

from __future__ import annotations

import doctest
from contextlib import chdir
from pathlib import Path

import pytest
from docs.console import ROOT


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's parser
def test_the_python_of_the_page_gives_what_it_shows(tmp_path: Path) -> None:
    with chdir(tmp_path):
        failures, tried = doctest.testfile(str(ROOT / "docs" / "export.md"), module_relative=False, encoding="utf-8")
    assert (failures, tried > 20) == (0, True)

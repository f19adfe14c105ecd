"""Each notebook runs from its first cell to its last."""

from __future__ import annotations

import pytest
from docs.notebooks import FOLDER, run, with_outputs


@pytest.mark.parametrize("notebook", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_runs_and_shows_what_comes_out(notebook) -> None:
    assert notebook.read_text(encoding="utf-8") == with_outputs(notebook), "`make docs` writes the outputs anew"


def test_the_miami_notebook_shows_what_it_says() -> None:
    shown = run(FOLDER / "miami.ipynb")
    frame, conflicts, orders, members = shown[1], shown[2], shown[4], shown[5]
    assert ("RU001", "Russia") in set(zip(frame["row"], frame["actor"], strict=True))
    assert {"RU001", "UA002"} in [set(c.ids) for c in conflicts]
    assert not orders.consistent
    assert ["SQ001", "SQ014"] in [sorted(each) for each in members]
    assert not any("SQ003" in each for each in members)

"""Each notebook runs from its first cell to its last."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"


def run(notebook: Path) -> list[object]:
    """Run the code cells in one namespace; give what each one shows: the value of its last line, if that is an expression."""
    names: dict[str, object] = {}
    shown: list[object] = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, notebook.name, "exec"), names)
            shown.append(eval(compile(ast.Expression(last.value), notebook.name, "eval"), names) if last else None)
    return shown


@pytest.mark.parametrize("notebook", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_runs_and_every_result_can_be_drawn(notebook) -> None:
    for value in run(notebook):
        assert value is not None
        draw = getattr(value, "_repr_html_", None)
        assert draw is None or "<table" in draw()


def test_the_miami_notebook_shows_what_it_says() -> None:
    shown = run(FOLDER / "miami.ipynb")
    frame, conflicts, orders, members = shown[1], shown[2], shown[4], shown[5]
    assert ("RU001", "Russia") in set(zip(frame["row"], frame["actor"], strict=True))
    assert {"RU001", "UA002"} in [set(c.ids) for c in conflicts]
    assert not orders.consistent
    assert ["SQ001", "SQ014"] in [sorted(each) for each in members]
    assert not any("SQ003" in each for each in members)

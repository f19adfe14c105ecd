"""Notebooks: run from the first cell to the last, with what each cell shows."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

from docs.console import ROOT

FOLDER = ROOT / "notebooks"


def run(notebook: Path) -> list[Any]:
    """Run the code cells in one namespace; give what each one shows: the value of its last line, if that is an expression."""
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, notebook.name, "exec"), names)
            shown.append(eval(compile(ast.Expression(last.value), notebook.name, "eval"), names) if last else None)
    return shown


def with_outputs(notebook: Path) -> str:
    """The notebook's text with the outputs that its cells give now."""
    document = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    for n, (cell, value) in enumerate(zip(code, run(notebook), strict=True), 1):
        cell["execution_count"] = n
        cell["outputs"] = [] if value is None else [_output(n, value)]
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _output(n: int, value: Any) -> dict[str, Any]:
    data = {"text/plain": _lines(repr(value))}
    if draw := getattr(value, "_repr_html_", None):
        data["text/html"] = _lines(draw())
    return {"output_type": "execute_result", "execution_count": n, "metadata": {}, "data": data}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def rewrite(notebook: Path) -> bool:
    """Write the outputs anew; True where something changed."""
    old, new = notebook.read_text(encoding="utf-8"), with_outputs(notebook)
    if old != new:
        notebook.write_text(new, encoding="utf-8")
    return old != new

"""What the sheets hide on paper."""

import re
from pathlib import Path

import posgraph_api

SHEETS = Path(posgraph_api.__file__).parent / "static" / "css"
GOLDEN = Path(__file__).parent / "golden"


def test_no_mark_of_a_figure_is_hidden_on_paper() -> None:
    sheet = "".join(path.read_text(encoding="utf-8") for path in sorted(SHEETS.glob("*.css")))
    paper = "".join(re.findall(r"@media print \{(.*?\})\s*\}", sheet, re.DOTALL))
    hidden = {
        rule.strip().removeprefix(".")
        for rules in re.findall(r"([^{}]+)\{\s*display: none", paper)
        for rule in rules.split(",")
        if re.fullmatch(r"\s*\.[\w-]+\s*", rule)
    }
    drawn = {
        word
        for path in GOLDEN.glob("*.svg")
        for words in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for word in words.split()
    }
    assert {"top", "filters"} <= hidden
    assert "step" in drawn
    assert hidden & drawn == set()

"""The page of a problem, for people who came to it by a link or a form."""

from __future__ import annotations

from collections.abc import Sequence

from posgraph.errors import Fault
from posgraph_api.figures.markup import Html, join, table, tag
from posgraph_api.http.caching import Body
from posgraph_api.pages.frame import frame, page_body
from posgraph_api.pages.sheet import sheet


def problem_page(title: str, detail: str, faults: Sequence[Fault], query: str = "") -> Body:
    """What was wrong, and what was expected; a SPARQL ``query`` that was wrong stands below, to be mended."""
    columns = ["where", "what stood there", "what was expected", "did you mean"]
    rows = [(tag("code", fault.where), fault.value, fault.expected, _hint(fault.hint)) for fault in faults]
    shown = [0, *([1] if any(f.value for f in faults) else []), 2, *([3] if any(f.hint for f in faults) else [])]
    cells = [[row[i] for i in shown] for row in rows]
    listed = table([columns[i] for i in shown], cells, class_="cards labelled") if rows else None
    said = tag("p", detail) if query or not rows else None
    return page_body(frame(title, tag("h1", title), said, sheet(query) if query else listed))


def _hint(hint: str) -> Html:
    return join(tag("code", hint)) if hint else join("")

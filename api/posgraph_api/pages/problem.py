"""The page of a problem, for people who came to it by a link or a form."""

from __future__ import annotations

from collections.abc import Sequence

from posgraph.errors import Fault
from posgraph_api.caching import Body
from posgraph_api.pages.frame import frame, page
from posgraph_api.pages.markup import Html, join, table, tag


def problem_page(title: str, detail: str, faults: Sequence[Fault]) -> Body:
    """What was wrong, and what was expected."""
    rows = [(tag("code", fault.where), fault.value, fault.expected, _hint(fault.hint)) for fault in faults]
    listed = (
        table(["where", "what stood there", "what was expected", "did you mean"], rows, class_="cards labelled") if rows else None
    )
    return page(frame(title, tag("h1", title), tag("p", detail) if not rows else None, listed))


def _hint(hint: str) -> Html:
    return join(tag("code", hint)) if hint else join("")

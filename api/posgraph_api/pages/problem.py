"""The page of a problem, for people who came to it by a link or a form. It needs nothing but the problem itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode

from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph_api.http.caching import Body
from posgraph_api.pages.frame import page_body, ways
from posgraph_api.pages.templates import render


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that was wrong, and the address with what was probably meant, if it can be told."""

    where: str
    value: str
    expected: str
    hint: str
    href: str


def problem_page(
    title: str, detail: str, faults: Sequence[Fault], path: str = "", query: str = "", missing: bool = False
) -> Body:
    """What was wrong with a request for ``path`` and ``query``, and what was expected; ``missing``: nothing is there."""
    wrong = [Wrong(fault.where, fault.value, fault.expected, fault.hint, meant(fault, path, query)) for fault in faults]
    said = "" if "; ".join(map(str, faults)) == detail else detail
    return page_body(render("problem.html", title=title, detail=said, wrong=wrong, ways=ways(), missing=missing, path=path))


def meant(fault: Fault, path: str, query: str) -> str:
    """The address that was probably meant: with the hint in the place of what was wrong; empty where that is not known.

    >>> meant(Fault("actor", "rusia", "an actor", "russia"), "/ground", "asof=2025-12-29&actor=rusia")
    '/ground?asof=2025-12-29&actor=russia'
    >>> meant(Fault("actr", "russia", "one of: actor", "actor"), "/ground", "actr=russia")
    '/ground?actor=russia'
    >>> meant(Fault("path", "rusia", "the id of an actor", "russia"), "/v1/actors/rusia", "")
    '/v1/actors/russia'
    """
    if not fault.hint or not path:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    if (fault.where, fault.value) in pairs:
        renamed = not near(fault.value, [fault.hint]) and bool(near(fault.where, [fault.hint]))
        meant = (fault.hint, fault.value) if renamed else (fault.where, fault.hint)
        return f"{path}?{urlencode([meant if pair == (fault.where, fault.value) else pair for pair in pairs], safe='~:/,')}"
    if fault.where == "path":
        place = unquote(path)
        if fault.hint.startswith("/") and not fault.hint.startswith("//"):
            return quote(fault.hint, safe="/~:,@")
        if place.endswith(f"/{fault.value}"):
            return quote(place.removesuffix(fault.value), safe="/~:,@") + quote(fault.hint, safe="~")
    return ""

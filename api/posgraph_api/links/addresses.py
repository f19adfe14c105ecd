"""Addresses of pages: canonical, with ids and without what is left at its default, so that equal views have equal addresses."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date
from itertools import islice
from urllib.parse import urlencode

CUTS = 100
"""So many ``~`` of a text are tried: each takes time, and an address can hold thousands."""

Given = str | int | float | bool | date | Iterable[str] | None


def address(path: str, given: Iterable[tuple[str, Given]], fragment: str = "") -> str:
    """An address; what is None, empty or False is left out.

    >>> address("/matrix", [("asof", date(2025, 12, 29)), ("cell", "russia~ceasefire"), ("order", "")], "drawer")
    '/matrix?asof=2025-12-29&cell=russia~ceasefire#drawer'
    """
    pairs = [(name, text) for name, value in given for text in _texts(value)]
    query = urlencode(pairs, safe="~:/,")
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def pair(text: str | None, one: Container[str], other: Container[str]) -> tuple[str, str] | None:
    """The two ids that a text joins by ``~``, which ids may hold, too; None where it joins no two that are known.

    >>> pair("a~b~c", {"a", "a~b"}, {"c"}), pair("a", {"a"}, {"a"})
    (('a~b', 'c'), None)
    """
    given = text or ""
    cut = ((given[: at.start()], given[at.end() :]) for at in islice(re.finditer("~", given), CUTS))
    return next((both for both in cut if both[0] in one and both[1] in other), None)


def is_web(text: str | None) -> bool:
    """Whether a text of the data may become a link.

    >>> is_web("https://example.org/a"), is_web("javascript:alert(1)"), is_web(" HTTPS://EXAMPLE.ORG"), is_web(None)
    (True, False, False, False)
    """
    return bool(text) and str(text).lower().startswith(("http://", "https://"))


def _texts(value: Given) -> list[str]:
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["1"]
    if isinstance(value, str | int | float | date):
        return [value.isoformat() if isinstance(value, date) else str(value)]
    return [text for text in value if text]

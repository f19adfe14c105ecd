"""Why a query was not answered, with the place in its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from posgraph.errors import Fault

_PLACE = re.compile(r"line (\d+), column (\d+)", re.ASCII)
_WORD = re.compile(r"\S[\w:?$-]*")
_AROUND = 60  # characters of the line shown on either side of the place


@dataclass(frozen=True, slots=True)
class Place:
    """Where a query is wrong: its line as quoted, the blanks before the caret, and the place in the text.

    ``start`` and ``end`` count as browsers do, in UTF-16.
    """

    line: int
    quoted: str
    before: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said of a query that has no answer: what happened, what to do, and where it is wrong if that is known."""

    title: str
    detail: str
    hints: tuple[str, ...]
    place: Place | None


def refusal(title: str, detail: str, faults: Sequence[Fault], query: str) -> Refusal:
    """What is said of a query.

    >>> found = refusal("It cannot be run", "…", [Fault("line 2, column 2", "", "a query")], "SELECT *" + chr(10) + " WHER {}")
    >>> found.place
    Place(line=2, quoted=' WHER {}', before=' ', start=10, end=14)
    """
    found = next((found for fault in faults if (found := _PLACE.fullmatch(fault.where))), None)
    place = _place(query, int(found[1]), int(found[2])) if found else None
    hints = tuple(f"Expected: {fault.expected}{f' ({fault.hint})' if fault.hint else ''}." for fault in faults if not place)
    return Refusal(title, detail, hints, place)


def _place(query: str, line: int, column: int) -> Place | None:
    lines = query.split("\n")
    if not 1 <= line <= len(lines) or column < 1:
        return None
    text, at = lines[line - 1], min(column - 1, len(lines[line - 1]))
    word = _WORD.match(text, at)
    last = word.end() if word else min(at + 1, len(text))
    first = max(0, at - _AROUND)
    quoted = "".join(" " if char.isspace() else char for char in text[first : at + _AROUND])
    opening = "…" if first else ""
    start = _units("\n".join([*lines[: line - 1], text[:at]]))
    closing = "…" if at + _AROUND < len(text) else ""
    return Place(line, opening + quoted + closing, " " * (at - first + len(opening)), start, start + _units(text[at:last]))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

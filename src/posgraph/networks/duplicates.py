"""Duplicates: which statements say again what was said in the same document, week, month, year, or at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError
from posgraph.networks.moments import DAY
from posgraph.networks.statements import NO_DATE

if TYPE_CHECKING:
    from posgraph.networks.statements import Statements

Codes = NDArray[np.int64]
_THURSDAY = 3
"""1970 began on a Thursday: so many days after a Monday, on which ISO's weeks begin."""


def _document(statements: Statements) -> Codes:
    return statements.document.codes.astype(np.int64)


def _week(statements: Statements) -> Codes:
    return _dated(statements, lambda date: (date // DAY + _THURSDAY) // 7)


def _month(statements: Statements) -> Codes:
    return _dated(statements, lambda date: date.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64))


def _year(statements: Statements) -> Codes:
    return _dated(statements, lambda date: date.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64))


def _dated(statements: Statements, part: Callable[[Codes], Codes]) -> Codes:
    """The number of the week, month or year, from 0 on; -1 without a date."""
    known = statements.date != NO_DATE
    number = part(statements.date[known])
    found = np.full(len(statements), -1, np.int64)
    found[known] = number - (number.min() if len(number) else 0)
    return found


_PARTS: Mapping[str, Callable[[Statements], Codes]] = MappingProxyType(
    {"document": _document, "week": _week, "month": _month, "year": _year}
)

RULES = ("include", *_PARTS, "acrossrange")
"""The rules by name; ``include`` keeps all, ``acrossrange`` looks at the whole range."""


def first(statements: Statements, rows: NDArray[np.intp], rule: str, stances: bool) -> NDArray[np.intp]:
    """Of these rows (ascending), the first of each that say the same: actor, demand and, with ``stances``, the stance.

    A statement without a date, or without a document, cannot be known to repeat another within one: it is kept. UsageError
    where the table has no documents, or no dates, at all.
    """
    if rule not in RULES:
        raise UsageError("duplicates", rule, f"one of: {', '.join(RULES)}")
    if rule == "include" or not len(rows):
        return rows
    needs = {"document": "document", "acrossrange": ""}.get(rule, "date")
    if needs and needs not in statements.roles:
        raise UsageError("duplicates", rule, f"statements with a {needs}: say which column holds it ({needs}=)")
    key = statements.actor.codes[rows].astype(np.int64)
    key = key * len(statements.demand.names) + statements.demand.codes[rows]
    if stances:
        key = key * len(statements.stance.levels) + statements.stance.codes[rows]
    if rule == "acrossrange":
        return np.sort(rows[_firsts(key)])
    part = _PARTS[rule](statements)[rows]
    known = np.flatnonzero(part >= 0)
    key = _dense(key[known]) * (int(part.max()) + 1) + part[known]
    return np.sort(np.concatenate([rows[known[_firsts(key)]], rows[part < 0]]))


def _firsts(key: Codes) -> NDArray[np.intp]:
    return np.unique(key, return_index=True)[1]


def _dense(key: Codes) -> Codes:
    """The same keys as small numbers, so that the next product cannot overflow."""
    return np.unique(key, return_inverse=True)[1].astype(np.int64)

"""Selecting: which statements count, by their dates and by what stands in their columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near
from posgraph.networks.statements import NO_DATE

if TYPE_CHECKING:
    from posgraph.networks.statements import Coded, Statements

GREATEST = 1e50
"""Numbers of this size can be multiplied, and added up, without leaving what a float64 holds."""

Chosen = Mapping[str, Collection[str]]


def within(statements: Statements, start: int | None, stop: int | None) -> slice:
    """The statements from ``start`` to ``stop``, both included; one without a date only where neither is given."""
    if start is None and stop is None:
        return slice(0, len(statements))
    if "date" not in statements.roles:
        raise UsageError("start, stop", "", "statements with a date: say which column holds it (date=)")
    if start is not None and stop is not None and start > stop:
        raise UsageError("start, stop", "the start lies after the stop", "a start before the stop, or at it")
    low = np.searchsorted(statements.date, NO_DATE + 1 if start is None else start, "left")
    high = len(statements) if stop is None else np.searchsorted(statements.date, stop, "right")
    return slice(int(low), int(high))


def chosen(statements: Statements, rows: slice, exclude: Chosen | None, keep: Chosen | None) -> NDArray[np.bool_]:
    """Of these rows, those with none of the values to exclude and, of each column of ``keep``, one of its values.

    Columns go by their names in the table, or by role (``actor``). UnknownName for a column or a value that nothing has.
    """
    mask = np.ones(rows.stop - rows.start, np.bool_)
    for argument, wanted, invert in (("exclude", exclude, True), ("keep", keep, False)):
        for name, values in (wanted or {}).items():
            column = _column(statements, argument, name)
            found = np.isin(column.codes[rows], _codes(column, argument, name, values))
            mask &= ~found if invert else found
    return mask


def weights(statements: Statements, name: str | None) -> NDArray[np.float64] | None:
    """The numbers of a column, one a statement; None without one. UsageError unless all are numbers from 0 to GREATEST."""
    if name is None:
        return None
    column = _column(statements, "weight", name)
    numbers = np.array([_number(text) for text in (*column.names, "")])  # the last stands for an empty cell, code -1
    found: NDArray[np.float64] = numbers[column.codes]
    if bad := np.flatnonzero(np.isnan(found))[:3].tolist():
        where = ", ".join(f"row {statements.row[n]}: {column[n]!r}" for n in bad)
        raise UsageError("weight", f"{name} ({where})", f"a column that has in each row a number from 0 to {GREATEST:g}")
    return found


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return float("nan")
    return number if 0 <= number <= GREATEST else float("nan")


def _column(statements: Statements, argument: str, name: str) -> Coded:
    at = name if name in statements.columns else statements.roles.get(name, name)
    if at not in statements.columns:
        roles = getattr(statements, name, None) if name in ("actor", "demand", "document") else None
        if roles is not None:
            found: Coded = roles
            return found
        names = tuple(dict.fromkeys((*statements.columns, *statements.roles)))
        raise UnknownName(f"{argument} column", name, f"one of the columns: {', '.join(names)}", near(name, names))
    return statements.columns[at]


def _codes(column: Coded, argument: str, name: str, values: Collection[str]) -> list[int]:
    """The codes of values; the empty text is the empty cell."""
    places = {text: code for code, text in enumerate(column.names)} | {"": -1}
    texts = [values] if isinstance(values, str) else [_text(value) for value in values]
    for text in texts:
        if text not in places:
            shown = ", ".join(column.names[:20]) + (", …" if len(column.names) > 20 else "")
            raise UnknownName(f"{argument} {name}", text, f"one of: {shown}", near(text, column.names))
    return [places[text] for text in texts]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Reading: a table and a mapping of its columns to statements, or every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import DataError, Fault, UnknownName, UsageError
from posgraph.model.cells import near
from posgraph.networks import moments
from posgraph.networks.mapping import ROLES, TYPES, Columns, read_mapping
from posgraph.networks.selecting import GREATEST
from posgraph.networks.statements import NO_DATE, Coded, Level, Stances, Statements
from posgraph.networks.tables import load

if TYPE_CHECKING:
    import pyarrow as pa

TRUE = ("1", "true", "yes")
FALSE = ("0", "false", "no")
BEGINS = "start"
"""What tables of coded statements, those of Discourse Network Analyzer among them, call the first character of a statement."""
MOST_FAULTS = 1000
"""So many cells that cannot be read are listed; a value is listed once, with the first row that has it."""


def read_statements(
    path: Any,
    *,
    actor: str | None = None,
    demand: str | None = None,
    stance: str | None = None,
    date: str | None = None,
    document: str | None = None,
    id: str | None = None,
    order: str | None = None,
    quote: str | None = None,
    source: str | None = None,
    url: str | None = None,
    stance_type: str | None = None,
    levels: Mapping[str, object] | None = None,
    date_format: str | None = None,
    sheet: str | None = None,
    mapping: str | Path | None = None,
) -> Statements:
    """Read coded statements from a table: CSV, TSV, Parquet, .xlsx, a pandas or pyarrow table, or a mapping of columns.

    ``actor`` to ``url`` name columns; a role that is not named takes the column of its own name, if there is one.
    ``stance_type`` is ``boolean``, ``integer``, ``number`` or ``text``; without it, a column of 0/1, true/false or yes/no is
    boolean, one of numbers a scale, any other text. ``levels`` says what words of the stance column stand for
    (``{"aye": 1, "no": 0, "absent": ""}``). ``date_format`` is one of strptime; without it, dates are ISO 8601 or
    dd.mm.yyyy. Offsets from UTC are left out: the wall time counts. ``order`` is a number that sorts within a document;
    without one, a column ``start`` of numbers is taken where a document is named. ``mapping`` is a TOML file that says all
    this. Raises UnknownName for a column that is not there, and DataError with every cell that cannot be read.

    >>> said = read_statements({"who": ["north", "south"], "what": ["vote", "vote"], "for": ["yes", "no"]},
    ...                        actor="who", demand="what", stance="for")
    >>> len(said), said.stance.kind, said.network(kind="conflict").matrix.tolist()
    (2, 'boolean', [[0.0, 1.0], [1.0, 0.0]])
    """
    named = (actor, demand, stance, date, document, id, order, quote, source, url)
    roles = {role: column for role, column in zip(ROLES, named, strict=True) if column is not None}
    if stance_type is not None and stance_type not in TYPES:
        raise UsageError("stance_type", stance_type, f"one of: {', '.join(TYPES)}", near(stance_type, TYPES))
    words = {str(word): str(level).lower() if isinstance(level, bool) else str(level) for word, level in (levels or {}).items()}
    asked = Columns(roles, stance_type, words, date_format, sheet)
    asked = asked.over(read_mapping(mapping)) if mapping is not None else asked
    place, table = load(path, asked.sheet)
    return coded(place, table, asked)


def coded(place: str, table: pa.Table, asked: Columns) -> Statements:
    """Statements of a table of text."""
    columns = Encoded(table, np.arange(table.num_rows))
    roles = _ordered(_roles(table.column_names, asked), columns)
    reader = _Reader(place, columns, roles)
    dates = reader.dates(asked.date_format)
    stances = reader.stances(asked.stance_type, asked.levels)
    numbers = reader.numbers("order")
    if reader.faults:
        raise DataError(reader.faults[:MOST_FAULTS])
    empty = Coded(np.full(table.num_rows, -1, np.int32), ())
    actor, demand = columns[roles["actor"]], columns[roles["demand"]]
    document = columns[roles["document"]] if "document" in roles else empty
    order = np.lexsort((numbers, _places(document)[document.codes], dates))
    return Statements(
        actor.take(order),
        demand.take(order),
        Stances(stances.kind, stances.levels, stances.codes[order]),
        dates[order],
        document.take(order),
        order.astype(np.int64) + 2,
        Encoded(table, order),
        roles,
        place,
    )


def _roles(names: list[str], asked: Columns) -> dict[str, str]:
    """Role to column, in the order of :data:`ROLES`."""
    for role, column in asked.roles.items():
        if column not in names:
            raise UnknownName(role, column, f"one of the columns: {', '.join(names)}", near(column, names))
    roles = {role: asked.roles.get(role, role) for role in ROLES if role in asked.roles or role in names}
    if missing := [role for role in ("actor", "demand") if role not in roles]:
        told = " and ".join(f"{role} ({ROLES[role]})" for role in missing)
        raise UsageError("columns", ", ".join(names), f"a column for {told}: name the one that holds it")
    return roles


def _ordered(roles: dict[str, str], columns: Encoded) -> dict[str, str]:
    """The roles; where none is ``order``, the column in which coders note where in its document a statement begins."""
    if "order" in roles or "document" not in roles or BEGINS in roles.values() or BEGINS not in columns:
        return roles
    return roles if _kind(columns[BEGINS].names) == "text" else roles | {"order": BEGINS}


class Encoded(Mapping[str, Coded]):
    """The columns of a table by name, each coded when it is asked for, its rows in a given order."""

    def __init__(self, table: pa.Table, order: NDArray[np.intp]) -> None:
        self._table, self._order = table, order
        self._found: dict[str, Coded] = {}

    def __getitem__(self, name: str) -> Coded:
        if name not in self._found:
            if name not in self._table.column_names:
                raise KeyError(name)
            codes, names = _encoded(self._table.column(name))
            self._found[name] = Coded(codes[self._order], names)
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._table.column_names

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.column_names)

    def __len__(self) -> int:
        return len(self._table.column_names)


def _encoded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Codes into the sorted names; -1 for the empty text."""
    found = column.combine_chunks().dictionary_encode()
    names = found.dictionary.to_pylist()
    ranked = sorted(name for name in names if name)
    rank = {name: code for code, name in enumerate(ranked)}
    move = np.array([*(rank.get(name, -1) for name in names), -1], np.int32)
    return move[found.indices.to_numpy(zero_copy_only=False)], tuple(ranked)


def _places(documents: Coded) -> NDArray[np.int64]:
    """Where each document stands among those of a moment: by number where all are numbers, else by name; without one last."""
    names = documents.names
    numeric = all(name.isascii() and name.isdigit() for name in names)
    order = sorted(range(len(names)), key=lambda n: (int(names[n]), n)) if numeric else range(len(names))
    places = np.empty(len(names) + 1, np.int64)
    places[list(order)] = np.arange(len(names))
    places[-1] = len(names)
    return places


class _Reader:
    """Reads the columns that are more than names; collects what cannot be read."""

    def __init__(self, place: str, columns: Encoded, roles: Mapping[str, str]) -> None:
        self.place, self.columns, self.roles = place, columns, roles
        self.faults: list[Fault] = []

    def dates(self, format: str | None) -> NDArray[np.int64]:
        """Seconds, or NO_DATE."""
        expected = f"a date as {format} reads it" if format else moments.EXPECTED
        column = self.columns[self.roles["date"]] if "date" in self.roles else None
        if column is None:
            return np.full(self.columns._order.shape, NO_DATE, np.int64)
        found = self._read("date", column, lambda text: moments.read(text, format), expected)
        return np.array([*(NO_DATE if each is None else each for each in found), NO_DATE], np.int64)[column.codes]

    def numbers(self, role: str) -> NDArray[np.float64]:
        """Numbers; an empty cell is 0."""
        if role not in self.roles:
            return np.zeros(self.columns._order.shape)
        column = self.columns[self.roles[role]]
        found = self._read(role, column, _finite, "a number")
        return np.array([*(each or 0.0 for each in found), 0.0])[column.codes]

    def stances(self, kind: str | None, words: Mapping[str, str]) -> Stances:
        """Levels, told from the cells where ``kind`` is None."""
        if "stance" not in self.roles:
            return Stances("none", (), np.full(self.columns._order.shape, -1, np.int32))
        column = self.columns[self.roles["stance"]]
        texts = [words.get(name, name) for name in column.names]
        kind = kind or _kind(text for text in texts if text)
        if kind == "text":
            found: list[Any] = [text or None for text in texts]
        else:
            reader, expected = _LEVELS[kind]
            if words:
                expected += f", or a word that stands for one: {', '.join(words)}"
            told = dict(zip(column.names, texts, strict=True))
            found = self._read("stance", column, lambda name: reader(told[name]) if told[name] else None, expected)
        levels: tuple[Level, ...] = (False, True) if kind == "boolean" else tuple(sorted({f for f in found if f is not None}))
        places = {level: code for code, level in enumerate(levels)}
        moved = np.array([*(-1 if each is None else places[each] for each in found), -1], np.int32)
        return Stances(kind, levels, moved[column.codes])  # type: ignore[arg-type]  # one of TYPES

    def _read(self, role: str, column: Coded, read: Callable[[str], Any], expected: str) -> list[Any]:
        """Each distinct text as a value; what cannot be read is a fault of the first row that has it."""
        found: list[Any] = []
        faults: list[tuple[int, Fault]] = []
        for code, text in enumerate(column.names):
            try:
                found.append(read(text))
            except (ValueError, OverflowError):
                found.append(None)
                if len(faults) < MOST_FAULTS:
                    rows = np.flatnonzero(column.codes == code)
                    more = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
                    where = f"{self.place} row {int(rows[0]) + 2}{more} column {self.roles[role]}"
                    faults.append((int(rows[0]), Fault(where, text, expected)))
        self.faults += [fault for _, fault in sorted(faults, key=lambda each: each[0])]
        return found


def _truth(text: str) -> bool:
    folded = text.lower()
    if folded not in (*TRUE, *FALSE):
        number = float(text)  # 1.0, as a table of numbers writes it where cells are empty
        if number not in (0, 1):
            raise ValueError
        return number == 1
    return folded in TRUE


def _whole(text: str) -> int:
    number = _finite(text)
    if not number.is_integer():
        raise ValueError
    return int(number)


def _finite(text: str) -> float:
    number = float(text)
    if not abs(number) <= GREATEST or "_" in text:
        raise ValueError
    return number


_LEVELS: dict[str, tuple[Callable[[str], Level], str]] = {
    "boolean": (_truth, f"one of: {', '.join(f'{yes}/{no}' for yes, no in zip(TRUE, FALSE, strict=True))}"),
    "integer": (_whole, "a whole number"),
    "number": (_finite, "a number"),
}


def _kind(texts: Iterable[str]) -> str:
    """The narrowest type that holds all cells; boolean where there are none."""
    cells = list(texts)
    for kind, (read, _) in _LEVELS.items():
        try:
            for cell in cells:
                read(cell)
        except ValueError:
            continue
        return kind
    return "text"

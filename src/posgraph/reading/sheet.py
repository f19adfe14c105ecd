"""A sheet: the cells of one table as an importer found them, before anything is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posgraph.errors import Fault


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that an importer could not read: what stands there, and what was expected (empty: what the column expects)."""

    value: str
    expected: str = ""
    hint: str = ""


Cell = str | Unreadable


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column; ``number`` counts the header as 1 and is 0 where an importer has no rows (RDF).

    ``key`` names the row where its cells do not.
    """

    number: int
    cells: Mapping[str, Cell]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: ``place`` names it as its user knows it (``positions.csv``, ``book.xlsx sheet positions``)."""

    table: str
    place: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)


def where(place: str, number: int = 0, key: str = "", column: str = "") -> str:
    """The place of a fault, in words.

    >>> where("positions.csv", 4, "RU001", "stance")
    'positions.csv row 4 (RU001) column stance'
    """
    parts = [place, f"row {number}" if number else "", f"({key})" if key else "", f"column {column}" if column else ""]
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Book:
    """What an importer found: the header's entries, a sheet for each table that is there, and the faults met on the way.

    ``place`` names the whole, ``header_place`` where the header stands. ``partial`` are tables that are there and could not
    be read to their end: that a row is missing from them cannot be said.
    """

    place: str
    header_place: str
    header: Mapping[str, str]
    sheets: Mapping[str, Sheet]
    faults: tuple[Fault, ...] = ()
    partial: frozenset[str] = frozenset()

"""Coded statements as columns: who said what about which demand, when, in which document."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from posgraph.networks.network import Network, Networks
    from posgraph.networks.tally import Tally

NO_DATE = int(np.iinfo(np.int64).min)
"""Stands in ``date`` for a statement without a date."""

StanceType = Literal["none", "boolean", "integer", "number", "text"]
Level = bool | int | float | str


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of names as numbers: ``codes`` (int32, one a statement) into ``names`` (sorted); -1 is an empty cell.

    >>> column = Coded.of(["south", "", "north", "south"])
    >>> column.names, column.codes.tolist(), column[3]
    (('north', 'south'), [1, -1, 0, 1], 'south')
    """

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, cells: Collection[str | None]) -> Coded:
        """Code a column of text; None and the empty text are empty cells."""
        names = tuple(sorted({cell for cell in cells if cell}))
        place = {name: n for n, name in enumerate(names)}
        return cls(np.fromiter((place.get(cell or "", -1) for cell in cells), np.int32, len(cells)), names)

    def __getitem__(self, row: int) -> str:
        """The cell of a row as text; empty where the cell is."""
        code = int(self.codes[row])
        return self.names[code] if code >= 0 else ""

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: NDArray[np.intp]) -> Coded:
        """The same column with these rows, in this order."""
        return Coded(self.codes[rows], self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Stances:
    """The stances of the statements: ``codes`` (int32) into ``levels`` (ascending); -1 is an empty cell.

    ``kind`` is ``boolean`` (levels False and True: against, for), ``integer`` or ``number`` (a scale), ``text`` (names
    without order), or ``none`` where the table has no stances.
    """

    kind: StanceType
    levels: tuple[Level, ...]
    codes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """A table of coded statements, sorted by date, document and order in the document.

    ``date`` holds seconds since 1970-01-01T00:00 of the wall time as written (``NO_DATE``: none). ``columns`` holds every
    column of the table by the name it has there, for exclusion; ``roles`` says which of them is the actor, the demand and
    so on. ``row`` is the row of the table that a statement stands in (the header is row 1). :func:`posgraph.read_statements`
    makes one from a file or from a table in memory.
    """

    actor: Coded
    demand: Coded
    stance: Stances
    date: NDArray[np.int64]
    document: Coded
    row: NDArray[np.int64]
    columns: Mapping[str, Coded] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    place: str = "statements"

    def __len__(self) -> int:
        return len(self.actor)

    def __repr__(self) -> str:
        return f"<Statements: {len(self):,} of {self.place}, columns {', '.join(self.columns)}; stance {self.stance.kind}>"

    @classmethod
    def of(cls, **columns: Collection[Any]) -> Statements:
        """Statements of lists by role: ``actor``, ``demand``, and where there are any ``stance``, ``date``, ``document``, ….

        Other names become columns to exclude or weigh by. Raises DataError where a cell cannot be read.
        """
        from posgraph.networks.reading import read_statements

        return read_statements(columns)

    def network(
        self,
        mode: str = "one",
        kind: str = "ignore",
        norm: str = "none",
        duplicates: str = "include",
        isolates: bool = False,
        start: datetime.date | str | None = None,
        stop: datetime.date | str | None = None,
        exclude: Mapping[str, Collection[str]] | None = None,
        keep: Mapping[str, Collection[str]] | None = None,
        weight: str | None = None,
    ) -> Network:
        """Count one network; docs/networks.md has every formula.

        ``mode`` one: actors and actors; two: actors and demands. ``kind``: one-mode ``ignore``, ``congruence``, ``conflict``,
        ``subtract``; two-mode ``ignore``, ``subtract``, ``combine``. ``norm``: one-mode ``none``, ``average``, ``jaccard``,
        ``activity_product``, ``cosine``, ``shared``; two-mode ``none``, ``activity``, ``prominence``. ``duplicates``: which
        repetitions count once (``include``: none; ``document``, ``week``, ``month``, ``year``, ``acrossrange``). ``isolates``
        adds who has no statement that counts. ``start`` and ``stop`` are included. ``exclude`` and ``keep``: values by column.
        ``weight``: a column of numbers that count instead of 1. Raises UsageError, or UnknownName for a column or value.

        >>> said = Statements.of(actor=["n", "s", "s"], demand=["vote"] * 3, stance=[True, True, False])
        >>> said.network(kind="congruence").matrix.tolist(), said.network(kind="conflict").matrix.tolist()
        ([[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]])
        """
        from posgraph.networks.assembly import Question, network

        question = Question(mode, kind, norm, duplicates, isolates, start, stop, exclude, keep, weight)
        return network(self, question)

    def networks(
        self,
        window: str = "months:6",
        mode: str = "one",
        kind: str = "ignore",
        norm: str = "none",
        duplicates: str = "include",
        isolates: bool = False,
        start: datetime.date | str | None = None,
        stop: datetime.date | str | None = None,
        exclude: Mapping[str, Collection[str]] | None = None,
        keep: Mapping[str, Collection[str]] | None = None,
        weight: str | None = None,
    ) -> Networks:
        """Count a network for each window of time; the other arguments are those of :meth:`network`.

        ``window`` is a unit (seconds to years, or events) and a number. The middle of the windows moves by one unit from the
        start of the range; half of the number less one, rounded up, lies on either side, and both ends are included, so that
        ``months:1`` is a single instant, and ``months:2`` and ``months:3`` are two months long. Only windows that lie
        within the range are counted. Duplicates are told over the whole range first.
        """
        from posgraph.networks.assembly import Question, networks

        question = Question(mode, kind, norm, duplicates, isolates, start, stop, exclude, keep, weight)
        return networks(self, window, question)

    def tally(
        self,
        by: str = "demand",
        start: datetime.date | str | None = None,
        stop: datetime.date | str | None = None,
        exclude: Mapping[str, Collection[str]] | None = None,
        keep: Mapping[str, Collection[str]] | None = None,
    ) -> Tally:
        """How many statements of each stance there are on each demand, or by each actor (:mod:`posgraph.networks.tally`)."""
        from posgraph.networks.tally import tally

        return tally(self, by, start, stop, exclude, keep)

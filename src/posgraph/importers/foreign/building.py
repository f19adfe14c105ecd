"""Building: a table of text and a mapping become a dataset, column by column, or every fault is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import DataError, Fault, UnknownName, UsageError
from posgraph.importers.foreign.columns import Column, read
from posgraph.importers.foreign.mapping import ALIKE, ROLES, Mapping
from posgraph.importers.foreign.report import LeftOut, Report
from posgraph.importers.foreign.rows import People, demands, documents, vocabulary
from posgraph.importers.foreign.stances import EXPECTED, LEAVE_OUT, known
from posgraph.model import Dataset, Position, When
from posgraph.model.cells import CellError, clean, expected, near, parse
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.reading.header import name as id_of
from posgraph.stance import Stance

if TYPE_CHECKING:
    import pyarrow as pa

POSITIONS = BY_NAME["positions"]
DEGREES = ("salience", "firmness", "confidence")
FIRST = 5
"""So many rows of each kind that is left out are named."""

MOST = 1000
"""So many faults are listed: a value is told once, with the first row that has it."""


_ROW = re.compile(r"positions\.parquet row (\d+)( \(.*\))? column (\w+)$")


@dataclass(frozen=True, eq=False)
class Imported:
    """``vocabulary``: the dataset without its positions; ``columns``: those of positions.csv, a row each; ``rows``: the row
    of the source that each stands in (the header is row 1); ``report``: what was made and what was left out.
    """

    vocabulary: Dataset
    columns: pa.Table
    rows: NDArray[np.int64]
    left: Mapped[str, NDArray[np.int64]]
    report: Report

    @cached_property
    def dataset(self) -> Dataset:
        """The dataset with its positions as values."""
        if not self.columns.num_rows:
            return self.vocabulary
        return self.vocabulary.having("positions", _positions(self.columns))


def build(place: str, table: pa.Table, mapping: Mapping, called: str = "") -> Imported:
    """A dataset of a table whose columns are text. ``place`` is the table's name in faults, ``called`` that of the dataset.

    Raises UnknownName for a column that is not there, UsageError where a role that is needed has no column, DataError with
    every cell that cannot be read.
    """
    _check_columns(table.column_names, mapping)
    return _Building(place, table, mapping, called).imported()


def _check_columns(names: list[str], mapping: Mapping) -> None:
    for role, columns in mapping.columns.items():
        for column in columns:
            if column not in names:
                raise UnknownName(role, column, f"one of the columns: {', '.join(names)}", near(column, names))
    missing = [role for role in ("actor", "demand", "stance") if role not in mapping.columns and role not in mapping.defaults]
    if missing:
        told = ", ".join(f"{role} ({ROLES[role]})" for role in missing)
        raise UsageError("--map", ", ".join(names), f"a column for {told}", _suggestion(names, mapping))


def _suggestion(names: list[str], mapping: Mapping) -> str:
    """Flags for the columns that look like a role which has none yet."""
    free = {name.casefold(): name for name in names if not any(name in used for used in mapping.columns.values())}
    flags = []
    for role, alike in ALIKE.items():
        if role in mapping.columns:
            continue
        found = next((free[name] for name in alike if name in free), None)
        if found is None and (close := next((close for name in alike if (close := near(name, list(free)))), "")):
            found = free[close]
        if found is not None:
            flags.append(f"--map {role}={found}")
            free.pop(found.casefold())
    return " ".join(flags)


class _Building:
    """One import while it runs; collects faults."""

    def __init__(self, place: str, table: pa.Table, mapping: Mapping, called: str) -> None:
        self.place, self.table, self.mapping, self.called = place, table, mapping, called
        self.faults: list[tuple[int, Fault]] = []
        self.remarks: list[str] = []
        self.read: dict[str, Column] = {}
        self.rows = np.arange(table.num_rows, dtype=np.int64) + 2

    def imported(self) -> Imported:
        self._check_ids()
        actor, demand = self.column("actor"), self.column("demand")
        stances, words, shown = self.stances()
        people = People(actor, self.column("person"), self.column("group"))
        actor = people.holders
        left = self.left(actor, demand, stances)
        keep = np.ones(len(self.rows), bool)
        for rows in left.values():
            keep[rows - 2] = False
        columns: dict[str, pa.Array] = {}
        columns["id"] = self.ids(keep)
        actors = people.rows(self.mapping, self.column("actor_label"), keep, self.remarks)
        columns["actor"] = actor.arrow(keep, actors.ids)
        labels = (self.column("demand_label"), self.column("issue_label"))
        wanted = demands(demand, self.column("issue"), *labels, self.mapping, keep, self.remarks)
        columns["demand"] = demand.arrow(keep, wanted.ids)
        columns["stance"] = stances.arrow(keep)
        for name in DEGREES:
            self.degree(columns, name, keep)
        dates = self.dates("date")
        self.date(columns, "valid_from", dates, keep)
        self.date(columns, "valid_to", self.dates("until"), keep)
        self.agents(columns, actors.ids, keep)
        self.modes(columns, people, keep)
        quote = self.column("quote")
        document = self.column("document")
        cited = documents(document, {role: self.column(role) for role in ("title", "source", "url")}, dates, self.mapping,
                          self.place, keep, self)  # fmt: skip
        columns["source"] = document.arrow(keep, cited.ids, otherwise=cited.table)
        if quote.given:
            columns["quote"] = quote.texts(keep)
        self.notes(columns, people, keep)
        if self.faults:
            found = [fault for _, fault in sorted(self.faults, key=lambda pair: pair[0])]
            more = len(found) - MOST
            raise DataError([*found[:MOST], *([Fault(self.place, f"{more:,} more", "rows without faults")] if more > 0 else [])])
        return self._whole(columns, (actors, wanted, cited), keep, left, words, shown)

    def _whole(self, columns: dict[str, pa.Array], parts: tuple[Any, Any, Any], keep: NDArray[np.bool_],
               left: Mapped[str, NDArray[np.int64]], words: dict[str, str], shown: Column) -> Imported:  # fmt: skip
        import pyarrow as pa

        actors, wanted, cited = parts
        names = [name for name in POSITIONS.names if name in columns]
        table = pa.table({name: columns[name] for name in names})
        if not table.num_rows:
            whys = ", ".join(f"{why}: {len(rows):,}" for why, rows in left.items()) or "the table has no rows"
            raise DataError([Fault(self.place, "", f"at least one row that is a position ({whys})")])
        called = self.called or self.place.rpartition(".")[0] or self.place
        header = {"id": id_of(called), "title": called, **{k: v for k, v in self.mapping.header.items() if v}}
        dataset = vocabulary(header, actors, wanted, cited)
        self._prove(dataset, table, keep)
        counts = {t.name: len(dataset.rows(t.name)) for t in TABLES if dataset.rows(t.name)} | {"positions": table.num_rows}
        used = {column for columns in self.mapping.columns.values() for column in columns}
        made: dict[str, dict[str, int]] = {}
        totals = np.bincount(shown.codes[shown.codes >= 0], minlength=len(shown.names))
        for name, total in zip(shown.names, totals.tolist(), strict=True):
            if total:
                made[name] = {"nothing" if words[name] == LEAVE_OUT else words[name]: total}
        report = Report(
            self.place,
            self.mapping.kind,
            len(self.rows),
            table.num_rows,
            {t.name: counts[t.name] for t in TABLES if t.name in counts},
            made,
            tuple(LeftOut(why, len(rows), tuple(rows[:FIRST].tolist())) for why, rows in left.items()),
            tuple(name for name in self.table.column_names if name not in used),
            tuple(self.remarks),
        )
        return Imported(dataset, table, self.rows[keep], left, report)

    def _prove(self, dataset: Dataset, table: pa.Table, keep: NDArray[np.bool_]) -> None:
        """The rules of every dataset across the cells of a row, as an archive proves them; told by the rows of the source."""
        from posgraph.archive.checking import check

        rows = self.rows[keep]
        try:
            check(dataset, table)
        except DataError as error:
            raise DataError([self._here(fault, rows) for fault in error.faults]) from None

    def _here(self, fault: Fault, rows: NDArray[np.int64]) -> Fault:
        """A fault of the positions as one of the source."""
        found = _ROW.match(fault.where)
        if not found:
            return fault
        number, rest, column = found.groups()
        role = {"valid_from": "date", "valid_to": "until"}.get(column, column)
        name = (self.mapping.columns.get(role) or (column,))[0]
        return Fault(f"{self.place} row {rows[int(number) - 1]}{rest} column {name}", fault.value, fault.expected, fault.hint)

    def _check_ids(self) -> None:
        """Cells that become ids as they are can be ids."""
        column = POSITIONS.column("id")
        for role in ("actor", "demand", "issue"):
            if f"{role}_label" in self.mapping.columns:
                self.each(role, self.column(role), lambda text: str(parse(column, text)), expected(column))

    def column(self, role: str) -> Column:
        """The column of a role, or its default where there is none or a cell is empty."""
        if role not in self.read:
            names = self.mapping.columns.get(role, ())
            found = read(self.table, names[0] if names else None, clean(self.mapping.defaults.get(role, "")))
            self.read[role] = found
            if found.mended:
                self.remarks.append(f"column {names[0]}: control characters are left out of {found.mended:,} different cells")
        return self.read[role]

    def tell(self, role: str, column: Column, code: int, value: str, what: str, hint: str = "") -> None:
        """A fault of a value, at the first row that has it."""
        rows = np.flatnonzero(column.codes == code)
        if not len(rows):
            return
        name = (self.mapping.columns.get(role) or (f"default {role}",))[0]
        more = f" (and {len(rows) - 1:,} more)" if len(rows) > 1 else ""
        at = f"{self.place} row {int(rows[0]) + 2}{more} column {name}"
        self.faults.append((int(rows[0]), Fault(at, value[:200], what, hint)))

    def each(self, role: str, column: Column, make: Callable[[str], str], what: str) -> Column:
        """The column with each different cell made anew; what cannot be is a fault."""
        made: list[str] = []
        for code, name in enumerate(column.names):
            try:
                made.append(make(name))
            except CellError as error:
                made.append(name)
                self.tell(role, column, code, error.value, error.expected, error.hint)
            except ValueError:
                made.append(name)
                self.tell(role, column, code, name, what)
        return column.renamed(made)

    def stances(self) -> tuple[Column, dict[str, str], Column]:
        """The stance of each row, the words of the source with theirs, and the column as it was."""
        column = self.column("stance")
        words = known(column.names, self.mapping.words, self.mapping.stances)
        for code, name in enumerate(column.names):
            if name not in words:
                self.tell("stance", column, code, name, EXPECTED, near(name, self.mapping.words))
        return column.renamed([words.get(name, Stance.undefined.value) for name in column.names]), words, column

    def left(self, actor: Column, demand: Column, stances: Column) -> dict[str, NDArray[np.int64]]:
        """The rows that are no position, by the first reason."""
        out = np.array([name == LEAVE_OUT for name in stances.names] + [False])[stances.codes]
        free = np.ones(len(self.rows), bool)
        found: dict[str, NDArray[np.int64]] = {}
        reasons = [("no actor", actor.codes < 0), ("no demand", demand.codes < 0), ("no stance", stances.codes < 0)]
        for why, rows in [*reasons, ("a stance that is left out", out)]:
            mine = rows & free
            free &= ~rows
            if mine.any():
                found[why] = self.rows[mine]
        return found

    def ids(self, keep: NDArray[np.bool_]) -> pa.Array:
        """The ids of the positions: those of the table, or row numbers."""
        import pyarrow as pa

        column = self.column("id")
        prefix = self.mapping.prefixes.get("position", "" if column.given else "row-")
        if not column.given:
            width = len(str(len(self.rows) + 1))
            return pa.array([f"{prefix}{n:0{width}}" for n in self.rows[keep].tolist()], pa.large_string())
        for row in np.flatnonzero(keep & (column.codes < 0))[:MOST].tolist():
            at = f"{self.place} row {row + 2} column {self.mapping.columns['id'][0]}"
            self.faults.append((row, Fault(at, "", "the id of the statement")))
        counts = np.bincount(column.codes[keep & (column.codes >= 0)], minlength=len(column.names))
        for code in np.flatnonzero(counts > 1).tolist():
            self.tell("id", column, code, column.names[code], "each id once")
        checked = self.each("id", column, lambda name: str(parse(POSITIONS.column("id"), prefix + name)), "an id")
        return checked.texts(keep)

    def degree(self, columns: dict[str, pa.Array], name: str, keep: NDArray[np.bool_]) -> None:
        """A column of degrees, 0 to 1 or words."""
        column = self.column(name)
        if not column.given:
            return
        import pyarrow as pa

        schema = POSITIONS.column(name)
        made = self.each(name, column, lambda text: repr(parse(schema, text)), expected(schema))
        if any(name == role for role in DEGREES) and not self.faults:
            numbers = np.array([*(float(text) for text in made.names), np.nan])[made.codes][keep]
            columns[name] = pa.array(numbers, from_pandas=True)

    def dates(self, role: str) -> Column:
        """Days as a dataset writes them."""
        from posgraph.networks import moments

        def day(text: str) -> str:
            if not self.mapping.date_format:
                try:
                    return str(When.parse(text))
                except ValueError:
                    pass
            try:
                return moments.moment(moments.read(text, self.mapping.date_format)).date().isoformat()
            except OverflowError:
                raise ValueError(text) from None

        form = self.mapping.date_format
        return self.each(
            role, self.column(role), day, f"a date as {form} reads it" if form else f"{moments.EXPECTED}, or 2021-03"
        )

    def date(self, columns: dict[str, pa.Array], name: str, dates: Column, keep: NDArray[np.bool_]) -> None:
        """A column of dates, if there is one."""
        if dates.given:
            columns[name] = dates.arrow(keep)

    def agents(self, columns: dict[str, pa.Array], actors: Mapped[str, str], keep: NDArray[np.bool_]) -> None:
        """Who reports: an actor's id where its name is one of an actor, else the text."""
        column = self.column("reported_by")
        if column.given:
            columns["reported_by"] = column.renamed([actors.get(name, name) for name in column.names]).arrow(keep)

    def modes(self, columns: dict[str, pa.Array], people: People, keep: NDArray[np.bool_]) -> None:
        """The mode of attribution: as told; where a person speaks for the actor, by representative."""
        schema = POSITIONS.column("mode")
        column = self.each("mode", self.column("mode"), lambda text: str(parse(schema, text)), expected(schema))
        if "mode" not in self.mapping.columns and people.person.given:
            codes = np.where(people.speaks, np.int32(0), np.where(people.himself, np.int32(1), np.int32(-1))).astype(np.int32)
            column = Column(codes, ("byRepresentative", "selfStated"), True)
        if column.given:
            columns["mode"] = column.arrow(keep)

    def notes(self, columns: dict[str, pa.Array], people: People, keep: NDArray[np.bool_]) -> None:
        """What else is kept: ``column: cell``, parted by semicolons."""
        import pyarrow as pa
        import pyarrow.compute as pc

        told = [("said by", people.person.texts(keep))] if people.person.given else []
        told += [(name, read(self.table, name, "").texts(keep)) for name in self.mapping.columns.get("note", ())]
        if not told:
            return
        sign = pa.scalar(": ", pa.large_string())
        parts = [pc.binary_join_element_wise(pa.scalar(name, pa.large_string()), cells, sign) for name, cells in told]
        joined = pc.binary_join_element_wise(*parts, pa.scalar("; ", pa.large_string()), null_handling="skip")
        columns["note"] = pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.large_string()), joined)


def _positions(table: pa.Table) -> Iterator[Position]:
    """The rows as values; what recurs is made once."""
    names = table.column_names
    made: list[list[Any]] = []
    for name in names:
        column = table[name].combine_chunks()
        if hasattr(column, "dictionary"):
            values = [_value(name, text) for text in column.dictionary.to_pylist()] + [None]
            codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            made.append([values[code] for code in codes.tolist()])
        else:
            made.append(column.to_pylist())
    for cells in zip(*made, strict=True):
        yield Position(**dict(zip(names, cells, strict=True)))


def _value(name: str, text: str) -> Any:
    if name == "stance":
        return Stance(text)
    return When.parse(text) if name in ("valid_from", "valid_to") else text

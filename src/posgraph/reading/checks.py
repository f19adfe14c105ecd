"""Checks across the cells of a row, and across the rows of a table: what a single cell cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from posgraph.model.cells import decimal, singular
from posgraph.model.schema import TABLES, Kind, Table
from posgraph.reading.entry import Entry


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a row: the column to look at, what stands there, and the check that failed."""

    column: str
    value: str
    check: str
    expected: str
    detail: str = ""


def check(table: Table, entry: Entry) -> Iterator[Finding]:
    """The findings of every check whose columns the table has."""
    for find in _BY_TABLE[table.name]:
        yield from find(entry.values, entry)


def cycles(table: Table, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Finding]]:
    """Rows that come back to themselves by a reference within the table (``part_of``, ``broader``, ``revises`` …)."""
    if table.key != ("id",):
        return
    rows = list(entries)
    for column in table.columns:
        if column.kind is not Kind.ref or column.to != table.name:
            continue
        after = {entry.values["id"]: entry.values.get(column.name) for entry in rows if "id" in entry.values}
        done: set[str] = set()
        by_id = {entry.values["id"]: entry for entry in rows if "id" in entry.values}
        for start in after:
            path: list[str] = []
            step: str | None = start
            while step is not None and step in after and step not in done:
                done.add(step)
                path.append(step)
                step = after[step]
            if step in path:
                ring = path[path.index(step) :]
                text = " > ".join([*ring, ring[0]]) if len(ring) > 1 else ring[0]
                yield (
                    by_id[ring[0]],
                    Finding(column.name, text, f"{column.name}-circle", "a row that does not lead back to this one"),
                )


NAMED = tuple(table.name for table in TABLES if table.name in ("positions", "sequencing", "relations"))
"""Tables whose rows results name side by side, by id alone: they share one set of ids."""


def shared(tables: Mapping[str, Iterable[Entry]], there: Mapping[str, Collection[str]]) -> Iterator[tuple[Entry, Finding]]:
    """Rows with the id of a row of another table that results name beside theirs; ``there`` are the ids from before, by table."""
    first: dict[str, tuple[str, Entry | None]] = {id: (name, None) for name in NAMED for id in there.get(name, ())}
    for name in NAMED:
        for entry in tables.get(name, ()):
            if (id := entry.key) is None:
                continue
            table, other = first.setdefault(id, (name, entry))
            if table != name:
                at = f"{other.place} row {other.number}" if other and other.number else f"a {singular(table)}"
                yield entry, Finding("id", id, "id-shared", f"an id that no {singular(table)} has", f"{at} has it too")


def _validity(row: dict[str, Any], _: Entry) -> Iterator[Finding]:
    begin, end = row.get("valid_from"), row.get("valid_to")
    if begin and end and begin.first and end.last and end.last < begin.first:
        yield Finding("valid_to", end.text, "validity", "a date that is not before valid_from", f"valid_from is {begin}")


def _span(row: dict[str, Any], _: Entry) -> Iterator[Finding]:
    low, high = row.get("min"), row.get("max")
    if low is not None and high is not None and low > high:
        yield Finding("max", decimal(high), "span", "a number that is not below min", f"min is {decimal(low)}")


def _quote(row: dict[str, Any], entry: Entry) -> Iterator[Finding]:
    if row.get("quote") and not row.get("source") and "source" not in entry.bad:
        yield Finding("source", "", "quote-source", "the source of the quote")


def _revision(row: dict[str, Any], entry: Entry) -> Iterator[Finding]:
    if row.get("revises") and not row.get("revision_reason") and "revision_reason" not in entry.bad:
        yield Finding("revision_reason", "", "revision_reason-needed", "the reason: correction, change or retraction")
    if row.get("revision_reason") and not row.get("revises") and "revises" not in entry.bad:
        yield Finding("revises", "", "revises-needed", "the id of the row that this one revises")


def _two(one: str, other: str) -> Callable[[dict[str, Any], Entry], Iterator[Finding]]:
    def find(row: dict[str, Any], _: Entry) -> Iterator[Finding]:
        if row.get(one) and row.get(one) == row.get(other):
            yield Finding(other, row[other], f"{other}-itself", f"another than {one}")

    return find


def _waits(row: dict[str, Any], _: Entry) -> Iterator[Finding]:
    if row.get("demand") in row.get("only_if", ()):
        yield Finding("only_if", row["demand"], "only_if-itself", "demands other than the position's own")


def _clause(row: dict[str, Any], _: Entry) -> Iterator[Finding]:
    if row.get("number") and not row["number"].strip("."):
        yield Finding("number", row["number"], "number-dots", "a number or name that is not only dots")


def _absent(row: dict[str, Any], entry: Entry) -> Iterator[Finding]:
    if row.get("status") == "absent" and not row.get("source") and "source" not in entry.bad:
        yield Finding("source", "", "status-absent", "the source that says so")


CHECKS: tuple[tuple[tuple[str, ...], Callable[[dict[str, Any], Entry], Iterator[Finding]]], ...] = (
    (("valid_from", "valid_to"), _validity),
    (("min", "max"), _span),
    (("source", "quote"), _quote),
    (("revises", "revision_reason"), _revision),
    (("demand_a", "demand_b"), _two("demand_a", "demand_b")),
    (("first", "then"), _two("first", "then")),
    (("representative", "represented"), _two("representative", "represented")),
    (("demand", "only_if"), _waits),
    (("proposal", "number"), _clause),
    (("status", "counter_to"), _absent),
)
"""Every check within a row, with the columns that it needs."""

_BY_TABLE = {table.name: [find for columns, find in CHECKS if set(columns) <= set(table.names)] for table in TABLES}

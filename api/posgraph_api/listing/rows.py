"""The rows of a dataset under /v1: every table by the same code, which follows the declaration of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from pydantic import create_model

from posgraph.analysis.filters import chosen_issues
from posgraph.analysis.force import in_force
from posgraph.errors import UsageError
from posgraph.exporters.rows import IRI
from posgraph.model import Dataset, Position, SequencePreference, When
from posgraph.model.cells import near
from posgraph.model.dataset import row_key
from posgraph.model.dates import covers
from posgraph.model.schema import BY_NAME, Column, Kind, Table
from posgraph.names import mint
from posgraph.store import Triples
from posgraph.writing import row_triples
from posgraph_api.http.parameters import ABOUT, AS_OF, Day, Given, Texts, each, option
from posgraph_api.listing.fields import RowsPage
from posgraph_api.listing.fields import refusals as field_refusals

_FILTERS = {Kind.id, Kind.ref, Kind.refs, Kind.target, Kind.about, Kind.agent, Kind.word, Kind.flag}
_SHOWN = 20


def parameters(table: Table) -> type[RowsPage]:
    """The query parameters of a table's list: a filter for each column that names something, the issue, the date.

    >>> [name for name in parameters(BY_NAME["relations"]).names() if name not in RowsPage.model_fields]
    ['id', 'demand_a', 'relation', 'demand_b', 'by', 'source']
    """
    fields: dict[str, Any] = {c.name: (Texts, option((), _about(c), examples=[])) for c in _filters(table)}
    if table.name in ("positions", "sequencing", "demands"):
        text = "Only on this issue and those below it. Repeatable: any of them."
        fields["issue"] = (Texts, option((), text))
    if "valid_from" in table.names:
        text = "Only what is in force on this day; all rows if left out."
        fields["as_of"] = (Day | None, option(None, text, AS_OF))
    return create_model(f"{table.name.capitalize()}Query", __base__=RowsPage, **fields)


def members(table: Table) -> tuple[str, ...]:
    """What a row has: its IRI, and its columns."""
    return (IRI, *table.names)


def _filters(table: Table) -> Iterator[Column]:
    return (column for column in table.columns if column.kind in _FILTERS)


def _about(column: Column) -> str:
    words = f" One of {', '.join(column.words)}." if column.words else ""
    name = column.name.replace("_", " ")
    return f"Only rows with this {name}.{words} Repeatable: any of them."


def select(dataset: Dataset, table: Table, query: RowsPage) -> list[Any]:
    """The rows that pass every filter, by key; :func:`refusals` has told of values that nothing has."""
    given: dict[str, Any] = query.model_dump(exclude_defaults=True, exclude={*RowsPage.model_fields, *ABOUT})
    tests: list[Callable[[Any], bool]] = []
    if issues := given.pop("issue", None):
        wanted = chosen_issues(dataset, issues)
        tests.append(lambda row: not wanted.isdisjoint(_issues(dataset, row)))
    if as_of := given.pop("as_of", None):
        tests.append(_valid(dataset, table, as_of))
    tests += [_among(name, frozenset(values)) for name, values in given.items()]
    return [row for row in dataset.rows(table.name) if all(test(row) for test in tests)]


def refusals(dataset: Dataset, table: Table, given: Given) -> Iterator[UsageError]:
    """What is wrong with the filters and fields of a list: every value that nothing has, with a near match."""
    yield from field_refusals(given, members(table))
    for column in _filters(table):
        yield from _unknown(dataset, table, column, given.get(column.name, ()))
    if "issue" not in table.names:
        yield from each(lambda name: chosen_issues(dataset, name), given.get("issue", ()))


def _among(name: str, wanted: frozenset[str]) -> Callable[[Any], bool]:
    return lambda row: not wanted.isdisjoint(_texts(getattr(row, name)))


def _texts(value: Any) -> Iterable[str]:
    """The value of a cell as the texts that a filter may ask for."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    return (str(plain(value)).lower() if isinstance(value, bool) else str(plain(value)),)


def _issues(dataset: Dataset, row: Any) -> Iterator[str]:
    """The issues that a row is about."""
    if isinstance(row, SequencePreference):
        targets = [row.first, row.then]
    else:
        targets = [row.demand if isinstance(row, Position) else row.id]
    for target in targets:
        kind, _, name = target.rpartition(":")
        if kind == "issue":
            yield name
            continue
        demand = dataset.by_id("clauses")[name].demand if kind == "clause" else name
        if demand:
            yield dataset.by_id("demands")[demand].issue


def _valid(dataset: Dataset, table: Table, day: date) -> Callable[[Any], bool]:
    if table.name in ("positions", "sequencing"):
        force = in_force(dataset, day)
        held = force.positions if table.name == "positions" else force.preferences
        ids = {one.row.id for one in held}
        return lambda row: row.id in ids
    return lambda row: covers(row.valid_from, row.valid_to, day)


def _unknown(dataset: Dataset, own: Table, column: Column, values: Sequence[str]) -> Iterator[UsageError]:
    """An error for each value that no row could have, with a near match."""
    if not values:
        return
    known = _known(dataset, own, column)
    shown = sorted(known)[:_SHOWN]
    expected = f"one of: {', '.join(shown)}{', …' if len(known) > len(shown) else ''}"
    yield from (UsageError(column.name, value, expected, near(value, known)) for value in values if value not in known)


def _known(dataset: Dataset, own: Table, column: Column) -> frozenset[str]:
    if column.kind is Kind.word:
        return frozenset(column.words)
    if column.kind is Kind.flag:
        return frozenset(("true", "false"))
    names: set[str] = set()
    for table in column.to.split():
        ids = dataset.by_id(table)
        bare = column.kind not in (Kind.target, Kind.about) or (column.kind is Kind.target and table == "demands")
        names.update(ids if bare else (f"{BY_NAME[table].kind}:{key}" for key in ids))
    if column.kind in (Kind.id, Kind.agent):  # own ids; free text is known where a row has it
        names.update(text for row in dataset.rows(own.name) for text in _texts(getattr(row, column.name)))
    return frozenset(names)


def plain(value: Any) -> Any:
    """A value of a row as JSON has it: dates as written, words as text, lists as lists."""
    if isinstance(value, When):
        return value.text
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, to be shown: as JSON, or by their IRIs as RDF."""

    dataset: Dataset
    table: Table
    rows: Sequence[Any]

    def iris(self) -> list[str]:
        """The IRI of each row."""
        return [mint(self.dataset.base, self.table.kind, *row_key(self.table.name, row)) for row in self.rows]

    def triples(self) -> Triples:
        """What the rows say as RDF."""
        return Triples(tuple(triple for row in self.rows for triple in row_triples(self.dataset, self.table, row)))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each row by column, with its IRI; what is not known is null."""
        pairs = zip(self.iris(), self.rows, strict=True)
        return [{"iri": iri, **{name: plain(getattr(row, name)) for name in self.table.names}} for iri, row in pairs]

"""The columns of tables, typed: words and references as dictionaries, degrees as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from posgraph.model import Dataset
from posgraph.model.dataset import row_key
from posgraph.model.schema import BY_NAME, Column, Kind, Table

if TYPE_CHECKING:
    import pyarrow as pa


def positions(dataset: Dataset) -> pa.Table:
    """The positions, sorted by id.

    Columns of positions.csv, and: ``issue`` (of the target), ``polarity`` (−1 … 1, null where the stance has none), ``begins``
    and ``ends`` (the first and the last day that the validity can mean; null where it is open).

    >>> from posgraph.model import Position
    >>> from posgraph.stance import Stance
    >>> toy = Dataset(id="toy", positions=(Position(id="p", actor="a", demand="d", stance=Stance.rejects),))
    >>> positions(toy).select(["actor", "demand", "polarity"]).to_pylist()
    [{'actor': 'a', 'demand': 'd', 'polarity': -1.0}]
    """
    return typed(dataset, "positions", dataset.positions)


def sequencing(dataset: Dataset) -> pa.Table:
    """The sequence preferences, sorted by id: the columns of sequencing.csv, and ``polarity``, ``begins``, ``ends``."""
    return typed(dataset, "sequencing", dataset.sequencing)


def rows(dataset: Dataset, name: str) -> pa.Table:
    """The rows of any table, sorted by their key: its columns, typed. Those with a validity also have ``begins`` and ``ends``.

    >>> from posgraph.model import Source
    >>> rows(Dataset(id="toy", sources=(Source(id="s", title="Minutes"),)), "sources").select(["id", "title"]).to_pylist()
    [{'id': 's', 'title': 'Minutes'}]
    """
    return _table(BY_NAME[name], dataset.rows(name))


def typed(dataset: Dataset, name: str, rows: Sequence[Any]) -> pa.Table:
    """Some rows of a table of the dataset, as :func:`positions`, :func:`sequencing` and :func:`rows` have all of them."""
    table = _table(BY_NAME[name], rows)
    if name != "positions":
        return table
    import pyarrow as pa

    issues = {demand.id: demand.issue for demand in dataset.demands}
    clauses = {"/".join(row_key("clauses", clause)): clause.demand for clause in dataset.clauses}

    def issue(target: str) -> str | None:
        kind, colon, key = target.partition(":")
        if not colon:
            return issues.get(target)
        return key if kind == "issue" else issues.get(clauses.get(key) or "")

    found = pa.array([issue(row.demand) for row in rows], pa.string()).dictionary_encode()
    return table.add_column(table.schema.get_field_index("demand") + 1, "issue", found)


def _table(table: Table, rows: Sequence[Any]) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, pa.Array] = {}
    for column in table.columns:
        columns[column.name] = _array(column, [getattr(row, column.name) for row in rows])
        if column.name == "stance":
            columns["polarity"] = pa.array([row.stance.polarity for row in rows], pa.float64())
        if column.name == "valid_to":
            columns["begins"] = pa.array([row.valid_from and row.valid_from.first for row in rows], pa.date32())
            columns["ends"] = pa.array([row.valid_to and row.valid_to.last for row in rows], pa.date32())
    return pa.table(columns)


def _array(column: Column, values: list[Any]) -> pa.Array:
    import pyarrow as pa

    if column.is_list:
        return pa.array([list(value) for value in values], pa.list_(pa.string()))
    if column.kind in (Kind.degree, Kind.number, Kind.amount):
        return pa.array(values, pa.float64())
    if column.kind is Kind.whole:
        return pa.array(values, pa.int64())
    if column.kind is Kind.flag:
        return pa.array(values, pa.bool_())
    texts = pa.array([None if value is None else str(value) for value in values], pa.string())
    plain = column.kind in (Kind.id, Kind.text, Kind.date, Kind.url)
    return texts if plain else texts.dictionary_encode()

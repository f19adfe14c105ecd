"""References of rows to rows of any table, as the declaration of the tables says them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from posgraph.model import Dataset
from posgraph.model.cells import prefixes
from posgraph.model.schema import TABLES, Column, Kind

Named = tuple[str, str]
"""A row by its table and its key."""

_REFERRING = {table.name: tuple(column for column in table.columns if column.to) for table in TABLES}


def references(dataset: Dataset, table: str, row: object) -> Iterator[tuple[str, Named]]:
    """The rows that a row names, each with the name of the column; a free text in the place of an actor names none.

    >>> from posgraph.model import Position
    >>> from posgraph.stance import Stance
    >>> said = Position(id="p", actor="north", demand="clause:plan/7", stance=Stance.accepts, reported_by="a newspaper")
    >>> list(references(Dataset(id="toy"), "positions", said))
    [('actor', ('actors', 'north')), ('demand', ('clauses', 'plan/7'))]
    """
    for column in _REFERRING[table]:
        value = getattr(row, column.name)
        for text in value if column.is_list else (value,) if value else ():
            target = _target(column, text)
            if column.kind is not Kind.agent or text in dataset.by_id(column.to):
                yield column.name, target


def _target(column: Column, text: Any) -> Named:
    if column.kind not in (Kind.target, Kind.about):
        return column.to, text
    prefix, colon, key = text.partition(":")
    return (prefixes(column)[prefix], key) if colon else (column.to.split()[0], text)

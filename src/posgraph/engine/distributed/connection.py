"""What the distributed engine asks of a system that runs SQL: read Parquet, take small tables, keep a result, fetch a result.

Expressions are of Ibis and unbound: they name tables and their types, and belong to no system until one compiles them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from posgraph.errors import DataError, Fault

if TYPE_CHECKING:
    import pyarrow as pa

Expression = Any
"""A table expression of Ibis."""

Kernel = Callable[[Iterator[Any]], Iterator[Any]]
"""Arrow record batches to Arrow record batches."""

COLUMNS: Mapping[str, str] = {
    "id": "string",
    "actor": "string",
    "demand": "string",
    "stance": "string",
    "salience": "float64",
    "firmness": "float64",
    "confidence": "float64",
    "begins": "date",
    "ends": "date",
    "revises": "string",
    "revision_reason": "string",
}
"""The columns of positions.parquet that the engine reads, with their types in Ibis."""

NEEDED = ("id", "actor", "demand", "stance")
"""Columns that no table of positions is without."""

DATED = ("begins", "ends")
"""Columns that the export writes beside the dates as they are written; without them the days would have to be parsed."""


def absent(found: Collection[str]) -> list[str]:
    """The columns of ``COLUMNS`` that are not there; DataError where one of them cannot be done without.

    >>> absent(["id", "actor", "demand", "stance"])[:2]
    ['salience', 'firmness']
    """
    faults = [Fault("positions", name, "a table with this column") for name in NEEDED if name not in found]
    for name, written in zip(DATED, ("valid_from", "valid_to"), strict=True):
        if name not in found and written in found:
            faults.append(Fault("positions", name, f"this column beside {written}, as posgraph export --to parquet writes it"))
    if faults:
        raise DataError(faults)
    return [name for name in COLUMNS if name not in found]


class Connection(Protocol):
    """A system that runs the expressions; close it when done."""

    @property
    def name(self) -> str:
        """As it was asked for: duckdb, sail, spark or an address."""

    @property
    def workers(self) -> int:
        """In how many parts Python kernels run; 0 where the system runs none."""

    def read(self, paths: Sequence[str]) -> Expression:
        """The positions in these Parquet files, with the columns ``COLUMNS``."""

    def give(self, table: pa.Table) -> Expression:
        """A small table, sent over."""

    def keep(self, expression: Expression) -> Expression:
        """The result of an expression, computed once and kept where it was computed."""

    def drop(self, kept: Expression) -> None:
        """Forget what was kept."""

    def fetch(self, expression: Expression) -> pa.Table:
        """The result of an expression, brought here."""

    def mapped(self, expression: Expression, by: str, kernel: Kernel, schema: Mapping[str, str]) -> pa.Table:
        """What a Python kernel makes of each part of a result, brought here; rows equal in ``by`` are in one part."""

    def close(self) -> None:
        """End the session, and remove what was kept."""

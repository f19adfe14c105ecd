"""DuckDB, in process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from posgraph.engine.distributed.connection import COLUMNS, Expression, Kernel, absent

if TYPE_CHECKING:
    import pyarrow as pa


class Duck:
    """A connection to a database of its own in memory; what does not fit goes to a folder that is removed at the end."""

    name = "duckdb"
    workers = 1

    def __init__(self) -> None:
        import duckdb
        import ibis  # noqa: F401

        self._spill = TemporaryDirectory(prefix="posgraph-")
        self._connection = duckdb.connect(config={"temp_directory": self._spill.name})
        self._names = count()

    def read(self, paths: Sequence[str]) -> Expression:
        """The positions in these Parquet files."""
        import ibis

        quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        files = f"read_parquet([{quoted}], union_by_name = true)"
        described = self._connection.execute(f"SELECT * FROM {files} LIMIT 0").description or ()
        missing = absent([column[0] for column in described])
        types = {"float64": "DOUBLE", "string": "VARCHAR", "date": "DATE"}
        sources = {column: "NULL" if column in missing else f'"{column}"' for column in COLUMNS}
        columns = ", ".join(f'CAST({sources[column]} AS {types[type]}) AS "{column}"' for column, type in COLUMNS.items())
        name = self._name()
        self._connection.execute(f'CREATE TEMP VIEW "{name}" AS SELECT {columns} FROM {files}')
        return ibis.table(dict(COLUMNS), name=name)

    def give(self, table: pa.Table) -> Expression:
        """A small table, copied."""
        import ibis

        name = self._name()
        self._connection.register("given", table)
        self._connection.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM given')
        self._connection.unregister("given")
        return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name)

    def keep(self, expression: Expression) -> Expression:
        """The result as a table."""
        import ibis

        name = self._name()
        self._connection.execute(f'CREATE TEMP TABLE "{name}" AS {self._sql(expression)}')
        return ibis.table(expression.schema(), name=name)

    def drop(self, kept: Expression) -> None:
        """Drop the table."""
        self._connection.execute(f'DROP TABLE "{kept.get_name()}"')

    def fetch(self, expression: Expression) -> pa.Table:
        """The result."""
        return self._connection.sql(self._sql(expression)).to_arrow_table()

    def mapped(self, expression: Expression, by: str, kernel: Kernel, schema: Mapping[str, str]) -> pa.Table:  # noqa: ARG002
        """What the kernel makes of all, here: DuckDB is in this process anyway."""
        import ibis
        import pyarrow as pa

        batches = kernel(iter(self.fetch(expression).combine_chunks().to_batches()))
        return pa.Table.from_batches(batches, ibis.schema(schema).to_pyarrow())

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
        self._spill.cleanup()

    def _name(self) -> str:
        return f"posgraph_{next(self._names)}"

    @staticmethod
    def _sql(expression: Expression) -> Any:
        import ibis

        return str(ibis.to_sql(expression, dialect="duckdb"))

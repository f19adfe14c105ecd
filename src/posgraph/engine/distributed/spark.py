"""Spark, by any of its ways in: Spark Connect (Sail speaks it, too) or a session in process with its own JVM."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from posgraph.engine.distributed.connection import COLUMNS, Expression, Kernel, absent
from posgraph.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa

SQL = {"float64": "DOUBLE", "float32": "FLOAT", "int64": "BIGINT", "int32": "INT", "string": "STRING", "date": "DATE"}


class Spark:
    """A session; ``folder`` is where results are kept as Parquet, or None: then the session is asked to hold them."""

    def __init__(self, name: str, session: Any, workers: int, folder: str | None, end: Callable[[], None]) -> None:
        import ibis

        ibis.pyspark  # noqa: B018  its options are registered when it is first named
        self.name, self.workers = name, workers
        self._session, self._folder, self._end = session, folder, end
        self._names, self._mark, self._held = count(), uuid4().hex[:8], dict[str, Any]()
        session.conf.set("spark.sql.session.timeZone", "UTC")

    def read(self, paths: Sequence[str]) -> Expression:
        """The positions in these Parquet files."""
        files = self._session.read.parquet(*paths)
        missing = absent(_found(files, paths))
        sources = {column: "NULL" if column in missing else column for column in COLUMNS}
        columns = [f"CAST({sources[column]} AS {SQL[type]}) AS {column}" for column, type in COLUMNS.items()]
        return self._named(files.selectExpr(*columns), dict(COLUMNS))

    def give(self, table: pa.Table) -> Expression:
        """A small table, sent to the session."""
        import ibis
        from pyspark.sql.pandas.types import from_arrow_schema

        frame = self._session.createDataFrame(table, schema=from_arrow_schema(table.schema))
        return self._named(frame, ibis.Schema.from_pyarrow(table.schema))

    def keep(self, expression: Expression) -> Expression:
        """The result as Parquet in the folder, or held by the session."""
        frame, schema = self._frame(expression), expression.schema()
        if self._folder is None:
            named = self._named(frame.persist(), schema)
            self._held[named.get_name()] = frame
            return named
        place = f"{self._folder}/{self._mark}-{next(self._names)}"
        frame.write.parquet(place)
        return self._named(self._session.read.parquet(place), schema)

    def drop(self, kept: Expression) -> None:
        """Let the session forget it; what lies in a folder stays there to the end."""
        if kept.get_name() in self._held:
            self._held.pop(kept.get_name()).unpersist()

    def fetch(self, expression: Expression) -> pa.Table:
        """The result, as Arrow."""
        return self._frame(expression).toArrow()

    def mapped(self, expression: Expression, by: str, kernel: Kernel, schema: Mapping[str, str]) -> pa.Table:
        """What the kernel makes of each part; it is sent by value, so workers need numpy, scipy and pyarrow, not posgraph."""
        from pyspark import cloudpickle

        types = ", ".join(f"{column} {SQL[type]}" for column, type in schema.items())
        module = sys.modules[kernel.__module__]
        cloudpickle.register_pickle_by_value(module)  # type: ignore[no-untyped-call]
        try:
            return self._frame(expression).repartition(self.workers, by).mapInArrow(kernel, types).toArrow()
        finally:
            cloudpickle.unregister_pickle_by_value(module)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """End the session."""
        self._end()

    def _frame(self, expression: Expression) -> Any:
        import ibis

        return self._session.sql(str(ibis.to_sql(expression, dialect="pyspark")))

    def _named(self, frame: Any, schema: Any) -> Expression:
        import ibis

        name = f"posgraph_{self._mark}_{next(self._names)}"
        frame.createOrReplaceTempView(name)
        return ibis.table(schema, name=name)


def _found(files: Any, paths: Sequence[str]) -> list[str]:
    """The columns that files have. Sail names none where one is a dictionary: then each of ``COLUMNS`` is asked for."""
    from pyspark.errors import PySparkException

    def there(column: str) -> bool:
        try:
            files.selectExpr(f"CAST({column} AS {SQL[COLUMNS[column]]})").schema  # noqa: B018
        except PySparkException:
            return False
        return True

    try:
        return list(files.columns)
    except PySparkException as error:
        found = [column for column in COLUMNS if there(column)]
        if not found:
            raise StoreError(f"{', '.join(paths)} cannot be read: {str(error).splitlines()[0]}") from None
        return found

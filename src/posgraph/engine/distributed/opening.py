"""Any engine by its name."""

from __future__ import annotations

import weakref
from os import PathLike

from posgraph.engine.distributed.connecting import chosen, connect
from posgraph.engine.distributed.engine import Distributed
from posgraph.engine.engine import Engine
from posgraph.model import Dataset


def open_engine(name: str | None, positions: str | PathLike[str], vocabulary: Dataset) -> Engine:
    """The engine of this name (None: as ``POSGRAPH_ENGINE`` says, or the embedded one) over a Parquet file of positions.

    Its session ends with ``close()``, when nobody holds the engine any more, or with the process. Raises what ``connect`` and
    ``Distributed`` raise.
    """
    name = chosen(name)
    if name == "embedded":
        return _embedded(positions, vocabulary)
    connection = connect(name)
    try:
        engine = Distributed(positions, vocabulary, connection)
    except BaseException:
        connection.close()
        raise
    weakref.finalize(engine, connection.close)
    return engine


def _embedded(positions: str | PathLike[str], vocabulary: Dataset) -> Engine:
    from pyarrow.parquet import read_table

    from posgraph.engine.columns import from_table
    from posgraph.engine.embedded import Embedded

    return Embedded(from_table(read_table(positions), vocabulary), vocabulary)

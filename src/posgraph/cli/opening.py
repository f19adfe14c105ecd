"""What ``--data`` names, opened: a graph, or an archive, whose positions stay in columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from posgraph import resources
from posgraph.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from posgraph.archive.archive import Archive
    from posgraph.graph import Graph

ENGINES = "embedded, duckdb, sail, spark, or the address of a cluster (sc://HOST:PORT, spark://HOST:PORT)"


def opened(data: str | None, dataset: str | None, engine: str | None = None, without: Sequence[str] = ()) -> Graph | Archive:
    """The graph or the archive at a path; of a store with many positions these as columns, unless rows are imagined away.

    Raises UsageError where another engine is asked for than a graph has.
    """
    if data is not None and "://" not in data and (place := resources.place(data)).is_dir():
        from posgraph.archive.place import is_archive

        if is_archive(place):
            from posgraph.archive.reading import read_archive

            found = read_archive(place, engine or "embedded")
            if dataset not in (None, found.id):
                raise UnknownName("dataset", str(dataset), f"one of {found.id}")
            return found
    if engine not in (None, "embedded"):
        what = "embedded; another engine answers from an archive (a dataset folder with positions.parquet)"
        raise UsageError("--engine", str(engine), what)
    from posgraph.graph import open

    graph = open(data, dataset=dataset, read_only=True)
    try:
        if without or not graph.is_large:
            return graph
        archive = graph.archive()
    except BaseException:
        graph.close()
        raise
    graph.close()
    return archive


def last_begun(source: Graph | Archive) -> date | None:
    """The day on which the last position of an archive begins; None of a graph, whose dataset holds them."""
    return getattr(source, "last_begun", None)

"""The store in memory: for a dataset read from files, for notebooks and tests."""

from __future__ import annotations

import pyoxigraph

from posgraph.store.embedded import EmbeddedStore


class MemoryStore(EmbeddedStore):
    """A store that lives as long as the process.

    >>> with MemoryStore() as store:
    ...     store.update("INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> pg:salience 0.5 } }")
    ...     store.graphs(), store.select("SELECT ?x { ?a pg:salience ?x }").to_dicts()
    (('http://example.org/g',), [{'x': 0.5}])
    """

    kind = "memory"

    def __init__(self) -> None:
        super().__init__(pyoxigraph.Store())

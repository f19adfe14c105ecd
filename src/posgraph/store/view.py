"""The rdflib view: an rdflib Dataset over a store, so that Python users have the object that they know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import rdflib
from oxrdflib import OxigraphStore

from posgraph.names import PREFIXES

if TYPE_CHECKING:
    from posgraph.store.embedded import EmbeddedStore


class _Watched(OxigraphStore):
    """oxrdflib's store, which tells the posgraph store of every write."""

    def __init__(self, watched: EmbeddedStore) -> None:
        super().__init__(store=watched.native)
        self._watched = watched

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        super().add(triple, context, quoted)
        self._watched.touch()

    def addN(self, quads: Iterable[Any]) -> None:  # noqa: N802
        super().addN(list(quads))
        self._watched.touch()

    def remove(self, triple: Any, context: Any = None) -> None:
        super().remove(triple, context)
        self._watched.touch()

    def update(self, *args: Any, **kwargs: Any) -> None:
        super().update(*args, **kwargs)
        self._watched.touch()

    def remove_graph(self, graph: Any) -> None:
        super().remove_graph(graph)
        self._watched.touch()


def embedded_view(store: EmbeddedStore) -> rdflib.Dataset:
    """An rdflib Dataset over the Oxigraph store of a memory or disk store."""
    return _bound(rdflib.Dataset(store=_Watched(store), default_union=True))


def remote_view(query: str, update: str | None) -> rdflib.Dataset:
    """An rdflib Dataset over an endpoint."""
    from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

    store = SPARQLUpdateStore(query, update, context_aware=True) if update else SPARQLStore(query, context_aware=True)
    return _bound(rdflib.Dataset(store=store, default_union=True))


def _bound(dataset: rdflib.Dataset) -> rdflib.Dataset:
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset

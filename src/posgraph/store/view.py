"""The rdflib view: an rdflib Dataset over a store, so that Python users have the object that they know."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import rdflib
from oxrdflib import OxigraphStore

from posgraph.names import PREFIXES
from posgraph.store.lexer import names_dataset

if TYPE_CHECKING:
    from posgraph.store.embedded import EmbeddedStore
    from posgraph.store.remote import RemoteStore


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


def remote_view(store: RemoteStore) -> rdflib.Dataset:
    """An rdflib Dataset over an endpoint."""
    from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
    from rdflib.query import Result

    class Relayed(SPARQLUpdateStore):
        """rdflib's store for endpoints, whose requests go through the posgraph store: same graphs, same errors."""

        def _query(self, query: str, default_graph: Any = None, **_: Any) -> Result:
            chosen = [str(default_graph)] if isinstance(default_graph, rdflib.URIRef) else None
            graphs = chosen or (None if names_dataset(query) else store.graphs())
            body, kind = store.fetch(query, "application/sparql-results+json, text/turtle;q=0.9", graphs)
            return Result.parse(BytesIO(body), content_type=kind)

        def _update(self, update: str) -> None:
            store.update(update)

    return _bound(rdflib.Dataset(store=Relayed(store.place, store.place), default_union=True))


def _bound(dataset: rdflib.Dataset) -> rdflib.Dataset:
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset

"""The ontology as graphs of a store: its modules and its vocabularies, so that queries can use what they say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from posgraph import resources
from posgraph.names import ONTOLOGY_GRAPH, SCHEMES_GRAPH
from posgraph.store.interface import Store


@cache
def ontology() -> dict[str, tuple[Quad, ...]]:
    """The quads of the modules and of the vocabularies, by the graph that they belong in.

    >>> sorted(name.rpartition("/")[2] for name, quads in ontology().items() if quads)
    ['ontology', 'schemes']
    """
    folder = resources.ontology()
    files = {ONTOLOGY_GRAPH: sorted(folder.glob("*.ttl")), SCHEMES_GRAPH: sorted((folder / "vocab").glob("*.ttl"))}
    return {graph: tuple(_quads(graph, paths)) for graph, paths in files.items()}


def put_ontology(store: Store) -> None:
    """Put the ontology's graphs into a store, in the place of those that an earlier version left."""
    for graph, quads in ontology().items():
        store.replace(graph, quads)


def _quads(graph: str, paths: list[Path]) -> Iterator[Quad]:
    name = NamedNode(graph)
    for path in paths:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, name)

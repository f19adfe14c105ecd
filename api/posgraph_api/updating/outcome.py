"""What an update or a request to the graph store would change: statements by graph, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, NamedNode, Quad

from posgraph.store.data import has_blank

UNNAMED = ""
"""The name that stands for the unnamed graph."""


def node(graph: str) -> NamedNode | DefaultGraph:
    """The node of a graph's name.

    >>> print(node("http://example.org/g"), node(UNNAMED))
    <http://example.org/g> DEFAULT
    """
    return NamedNode(graph) if graph else DefaultGraph()


def name_of(quad: Quad) -> str:
    """The name of the graph of a quad."""
    graph = quad.graph_name
    return UNNAMED if isinstance(graph, DefaultGraph) else graph.value


@dataclass(frozen=True, slots=True)
class GraphChange:
    """How one graph would change; all quads lie in it.

    ``whole``: ``added`` is all that it holds afterwards, since no text can name what is gone, or nothing stays.
    """

    name: str
    gone: frozenset[Quad] = frozenset()
    added: frozenset[Quad] = frozenset()
    whole: bool = False

    @classmethod
    def between(cls, name: str, old: Iterable[Quad], new: Iterable[Quad]) -> GraphChange:
        """The change from one content to another."""
        graph = node(name)
        was, now = frozenset(old), frozenset(Quad(q.subject, q.predicate, q.object, graph) for q in new)
        if not now or any(map(has_blank, was - now)):
            return cls(name, was - now, now, whole=True)
        return cls(name, was - now, now - was)

    def after(self, before: Iterable[Quad]) -> set[Quad]:
        """What the graph holds afterwards.

        >>> a = NamedNode("http://example.org/a")
        >>> quad = Quad(a, a, a)
        >>> GraphChange(UNNAMED, gone=frozenset([quad])).after([quad])
        set()
        """
        return set(self.added) if self.whole else (set(before) - self.gone) | self.added

    def __bool__(self) -> bool:
        return bool(self.gone or self.added)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every graph that would change."""

    graphs: tuple[GraphChange, ...] = field(default=())

    @classmethod
    def of(cls, *changes: GraphChange) -> Outcome:
        """The outcome without the graphs in which nothing changes."""
        return cls(tuple(change for change in changes if change))

    def __bool__(self) -> bool:
        return bool(self.graphs)

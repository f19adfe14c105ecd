"""Statements written as the text of an update."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize


def data(verb: str, quads: Iterable[Quad]) -> str:
    """One ``DELETE DATA`` or ``INSERT DATA`` with these quads, and its semicolon; empty without quads.

    >>> a = NamedNode("http://example.org/a")
    >>> print(data("INSERT", [Quad(a, a, a, a)]), end="")
    INSERT DATA {
    GRAPH <http://example.org/a> {
    <http://example.org/a> <http://example.org/a> <http://example.org/a> .
    }
    };
    """
    by_graph: dict[NamedNode | BlankNode | DefaultGraph, list[Triple]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(quad.triple)
    parts = []
    for graph, triples in by_graph.items():
        body = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
        parts.append(body if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{\n{body}}}\n")
    return f"{verb} DATA {{\n{''.join(parts)}}};\n" if parts else ""


def has_blank(quad: Quad) -> bool:
    """True where a quad has a blank node, which no text outside its own can name."""
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)

"""The ontology's SHACL shapes over a graph; what they find is told in the same words as the faults of tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from posgraph import resources
from posgraph.errors import Fault
from posgraph.names import expand, unmint
from posgraph.reading.sentences import SHAPES
from posgraph.reading.sheet import where

if TYPE_CHECKING:
    from rdflib import Graph

LIMIT = 50_000
"""Triples up to which the shapes run: they take about 0.3 ms a triple. The checks of reading run at any size."""

_BOUNDS = frozenset(map(expand, ("schema:minValue", "schema:maxValue", "pg:validFrom", "pg:validUntil")))


def violations(quads: Iterable[Quad], base: str, place: str) -> list[Fault]:
    """Every violation of a shape, told by table, row and column."""
    from pyshacl import validate
    from rdflib import SH, URIRef

    with _quiet():
        _, report, _ = validate(to_rdflib(_comparable(quads)), shacl_graph=_shapes(), inference="none", inplace=True)
    faults: set[Fault] = set()
    for result in report.objects(None, SH.result):
        shape = str(report.value(result, SH.sourceShape))
        node = report.value(result, SH.focusNode)
        value = report.value(result, SH.value)
        message = str(report.value(result, SH.resultMessage) or "").rstrip(".")
        table, _, check = shape.removeprefix(SHAPES).partition("/") if shape.startswith(SHAPES) else ("", "", "")
        key = "/".join(unmint(base, str(node))[1:]) if isinstance(node, URIRef) else ""
        column = check.partition("-")[0]
        at = where(f"{place} {table}".strip(), key=key or str(node), column=column)
        faults.add(Fault(at, _shown(value), message))
    return sorted(faults, key=str)


def to_rdflib(quads: Iterable[Quad | Triple]) -> Graph:
    """A plain rdflib graph of quads; triples about triples, which rdflib cannot hold, are left out."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for quad in quads:
        terms = tuple(_term(term) for term in (quad.subject, quad.predicate, quad.object))
        if None not in terms:
            graph.add(terms)
    return graph


def _comparable(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Without bounds that are not what their datatype says, which cannot be compared; reading tells of these."""
    from rdflib import Literal as Text

    for quad in quads:
        if quad.predicate.value in _BOUNDS and isinstance(quad.object, Literal):
            text = _term(quad.object)
            if isinstance(text, Text) and text.ill_typed:
                continue
        yield quad


@contextmanager
def _quiet() -> Iterator[None]:
    """Without rdflib's log lines on literals that are not what their datatype says: the shapes tell of these."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _shown(value: Any) -> str:
    """The value of a violation as Turtle writes it; blank nodes have no name worth showing."""
    from rdflib import Literal as Text
    from rdflib import URIRef

    if isinstance(value, URIRef):
        return f"<{value}>"
    if not isinstance(value, Text):
        return ""
    datatype = NamedNode(value.datatype) if value.datatype and not value.language else None
    return str(Literal(str(value), datatype=datatype, language=value.language))


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for path in sorted((resources.ontology() / "shapes").glob("*.ttl")):
        if path.stem != "style":  # which is for the ontology itself
            graph.parse(path, format="turtle")
    return graph


def _term(term: Any) -> Any:
    from rdflib import BNode, URIRef
    from rdflib import Literal as Text

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return Text(term.value, lang=term.language)
        return Text(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    return None

"""What was expected, in the sentences of the ontology's SHACL shapes: every importer tells a fault in the same words."""

from __future__ import annotations

from functools import cache

from posgraph import resources
from posgraph.model.cells import expected
from posgraph.model.schema import BY_NAME
from posgraph.names import PREFIXES

SHAPES = "https://w3id.org/posgraph/shapes/"
"""Shapes are named ``<SHAPES><table>/<column>``, those across columns or rows ``<SHAPES><table>/<column>-<check>``."""


def sentence(table: str, name: str, otherwise: str = "") -> str:
    """What a column of a table may hold, or what a check asks for; ``otherwise`` where no shape says it.

    >>> sentence("positions", "salience")
    'Salience is a number from 0 to 1'
    """
    return _messages().get(f"{SHAPES}{table}/{name}") or otherwise or expected(BY_NAME[table].column(name))


@cache
def _messages() -> dict[str, str]:
    """``sh:message`` by shape; read once, when the first fault is found."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    message = NamedNode(PREFIXES["sh"] + "message")
    found: dict[str, str] = {}
    for path in sorted((resources.ontology() / "shapes").glob("*.ttl")):
        for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=SHAPES):
            if quad.predicate == message and isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject.value, quad.object.value.rstrip("."))
    return found

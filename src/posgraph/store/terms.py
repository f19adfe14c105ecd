"""RDF terms: pyoxigraph's light immutable terms in every backend, and the way between them and plain Python values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from posgraph.errors import UsageError

Term = NamedNode | BlankNode | Literal | Triple
"""A node of a triple, or a value in a row of results."""

Value = Term | str | int | float | bool | Decimal | date
"""What may be bound to a variable: a term, or a Python value that becomes a literal. An IRI is given as NamedNode."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = {_XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")}
_NUMBER = {_XSD + name for name in ("decimal", "double", "float")}


def term(value: Value) -> Term:
    """The RDF term of a value.

    >>> print(term(True), term("a"), term(Decimal("0.5")), term(NamedNode("http://example.org/")))
    "true"^^<http://www.w3.org/2001/XMLSchema#boolean> "a" "0.5"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://example.org/>
    """
    if isinstance(value, NamedNode | BlankNode | Literal | Triple):
        return value
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=NamedNode(_XSD + "decimal"))
    if isinstance(value, datetime):
        return Literal(value.isoformat(), datatype=NamedNode(_XSD + "dateTime"))
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=NamedNode(_XSD + "date"))
    return Literal(value)


def iri(name: str) -> NamedNode:
    """The node of an IRI given as text; UsageError where it is none.

    >>> print(iri("http://example.org/a"))
    <http://example.org/a>
    """
    try:
        return NamedNode(name)
    except ValueError:
        raise UsageError("IRI", name, "an absolute IRI, such as http://example.org/a") from None


def plain(found: Term | None) -> str | int | float | bool | None:
    """The plain value of a term: numbers and booleans as such, everything else (IRIs, dates, texts) as text.

    >>> plain(Literal(3)), plain(Literal("a", language="en")), plain(NamedNode("http://example.org/")), plain(None)
    (3, 'a', 'http://example.org/', None)
    """
    if found is None:
        return None
    if isinstance(found, Triple):
        return str(found)
    if not isinstance(found, Literal):
        return found.value
    kind = found.datatype.value
    if kind in _WHOLE:
        return int(found.value)
    if kind in _NUMBER:
        return float(found.value)
    if kind == _XSD + "boolean":
        return found.value in ("true", "1")
    return found.value


__all__ = ["BlankNode", "DefaultGraph", "Literal", "NamedNode", "Quad", "Term", "Triple", "Value", "iri", "plain", "term"]

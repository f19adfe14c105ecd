"""Answers to SPARQL: as a table for people, or in the formats of the W3C."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from posgraph.analysis.words import count
from posgraph.cli import streams
from posgraph.cli.page import Column, Page, Span
from posgraph.errors import UsageError
from posgraph.names import shorten

if TYPE_CHECKING:
    from posgraph.store.results import Answer, Solutions, Triples
    from posgraph.store.terms import Term

ROWS = MappingProxyType({"json": "json", "csv": "csv", "tsv": "tsv", "xml": "xml"})
"""Formats of the rows of a SELECT and of the answer of an ASK (SPARQL 1.1 Query Results)."""

TRIPLES = MappingProxyType({"ttl": "ttl", "nt": "nt", "jsonld": "jsonld", "json": "jsonld", "xml": "rdf"})
"""Formats of the triples of a CONSTRUCT or DESCRIBE; ``json`` is JSON-LD, ``xml`` is RDF/XML."""

FORMATS = ("table", "json", "csv", "tsv", "xml", "ttl", "nt", "jsonld")
HELP = "table json csv tsv xml for SELECT and ASK, ttl nt jsonld xml for CONSTRUCT and DESCRIBE.  [default: table, ttl]"


def write(found: Solutions | Answer | Triples, format: str | None, base: str = "", head: Sequence[Span] = ()) -> None:
    """Write an answer to stdout; in a table addresses below ``base`` are shortened, and ``head`` stands above it."""
    from posgraph.store.results import Answer, Triples

    if isinstance(found, Triples):
        streams.write_bytes(found.serialize(TRIPLES[_fitting(format or "ttl", TRIPLES, "triples")]))
    elif format not in (None, "table"):
        data = found.serialize(ROWS[_fitting(str(format), ROWS, "rows")])
        streams.write_bytes(data if data.endswith(b"\n") else data + b"\n")
    else:
        page = Page()
        if head:
            page.say(*head)
            page.blank()
        if isinstance(found, Answer):
            page.say("yes" if found else "no")
        else:
            _table(page, found, base)
        page.show()


def _fitting(format: str, known: MappingProxyType[str, str], what: str) -> str:
    if format not in known:
        from posgraph.model.cells import near

        raise UsageError("--format", format, f"one of {', '.join(known)}, since the answer is {what}", near(format, known))
    return format


def _table(page: Page, found: Solutions, base: str) -> None:
    rows = found.rows
    page.table([Column(f"?{name}") for name in found.variables], [[shown(term, base) for term in row] for row in rows])
    page.blank()
    below = base and any(getattr(term, "value", "").startswith(base) for row in rows for term in row)
    page.say((f"{count(len(rows), 'row')}." + (f" <…> stands below {base}" if below else ""), "dim"))


def shown(term: Term | None, base: str) -> str:
    """A term for reading: IRIs as prefixed names, or relative to ``base`` in ``<…>``; literals as their text.

    >>> from posgraph.store.terms import NamedNode
    >>> shown(NamedNode("https://w3id.org/posgraph/ns#holder"), ""), shown(NamedNode("http://e.org/actor/ru"), "http://e.org/")
    ('pg:holder', '<actor/ru>')
    """
    from posgraph.store.terms import NamedNode, plain

    if term is None:
        return ""
    if not isinstance(term, NamedNode):
        value = plain(term)
        return str(value).lower() if isinstance(value, bool) else str(value)
    iri = term.value
    if base and iri.startswith(base):
        return f"<{iri.removeprefix(base)}>"
    name = shorten(iri)
    return name if name != iri else f"<{iri}>"

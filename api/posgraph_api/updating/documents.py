"""RDF documents as the body of a request: one, or several as parts of a form."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Quad, RdfFormat

from posgraph.errors import DataError, Fault
from posgraph.importers.rdf import parse_rdf
from posgraph_api.http.media import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from posgraph_api.http.problems import Problem

FORMATS: Mapping[str, RdfFormat] = MappingProxyType(
    {
        TURTLE: RdfFormat.TURTLE,
        N_TRIPLES: RdfFormat.N_TRIPLES,
        JSON_LD: RdfFormat.JSON_LD,
        RDF_XML: RdfFormat.RDF_XML,
        "application/x-turtle": RdfFormat.TURTLE,
        "text/plain": RdfFormat.N_TRIPLES,
    }
)
"""Media types of a document of one graph."""

MULTIPART = "multipart/form-data"


def readable(content_type: str) -> None:
    """Let a media type pass that can be read; a problem 415 for any other."""
    media = _media(content_type)
    if media != MULTIPART and media not in FORMATS:
        offered = ", ".join(list(FORMATS)[:4])
        raise Problem(415, "unsupported-media-type", f"A graph is sent as {offered}", [Fault("Content-Type", media, offered)])


def triples(content_type: str, body: bytes, base: str) -> set[Quad]:
    """The statements of a body, without the graph that they are for, as the store writes their values.

    Raises Problem: 415 on a media type that is no RDF of one graph, 400 with every syntax error.
    """
    media = _media(content_type)
    if media != MULTIPART:
        return _document(media, body, base, "body")
    message = BytesParser(policy=HTTP).parsebytes(
        b"content-type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body
    )
    found: set[Quad] = set()
    for number, part in enumerate(message.iter_parts() if message.is_multipart() else (), 1):
        assert isinstance(part, EmailMessage)
        place = part.get_filename() or f"part {number}"
        raw = part.get_payload(decode=True)
        found |= _document(part.get_content_type(), raw if isinstance(raw, bytes) else b"", base, place)
    return found


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _document(media: str, body: bytes, base: str, place: str) -> set[Quad]:
    readable(media)
    try:
        quads = parse_rdf(body, FORMATS[media], place, base)
    except DataError as error:
        raise Problem(
            400, "bad-request", f"The body cannot be read: {error.head.replace('loaded', 'changed')}", error.faults
        ) from None
    named = {str(quad.graph_name) for quad in quads if not isinstance(quad.graph_name, DefaultGraph)}
    if named:
        faults = [Fault(place, name, "a document of one graph, which names none itself") for name in sorted(named)]
        raise Problem(400, "bad-request", "The body names graphs; each is sent in a request of its own", faults)
    scratch = pyoxigraph.Store()
    scratch.extend(_apart(quads))
    return set(scratch)


def _apart(quads: list[Quad]) -> list[Quad]:
    """The quads with new blank nodes, so that those of a document are never those of another."""
    fresh: dict[BlankNode, BlankNode] = {}

    def own(term: object) -> object:
        return fresh.setdefault(term, BlankNode()) if isinstance(term, BlankNode) else term

    return [Quad(own(q.subject), q.predicate, own(q.object)) for q in quads]  # type: ignore[arg-type]

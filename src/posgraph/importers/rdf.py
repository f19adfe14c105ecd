"""RDF files: Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML, parsed by the store's own parser, which fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Quad, RdfFormat, parse

from posgraph.errors import DataError, Fault
from posgraph.importers.jsonld import inline

FORMATS = MappingProxyType(
    {
        ".ttl": RdfFormat.TURTLE,
        ".trig": RdfFormat.TRIG,
        ".nt": RdfFormat.N_TRIPLES,
        ".nq": RdfFormat.N_QUADS,
        ".jsonld": RdfFormat.JSON_LD,
        ".rdf": RdfFormat.RDF_XML,
        ".xml": RdfFormat.RDF_XML,
    }
)
"""RDF formats by the end of a file's name."""

MOST = 50
"""Syntax errors that are told of one file; more would only follow from these."""

_AT = re.compile(r"^Parser error at .*?: | \(line \d+\)$")


def is_rdf(path: Path) -> bool:
    """True for a file with the name of an RDF format.

    >>> is_rdf(Path("talks.ttl")), is_rdf(Path("talks.txt"))
    (True, False)
    """
    return path.suffix.lower() in FORMATS


def parse_rdf(raw: bytes, format: RdfFormat, place: str, base: str = "") -> list[Quad]:
    """The quads of a document; raises DataError with every syntax error, each with line and column.

    A DOCTYPE in RDF/XML is refused (its entities can blow up a few bytes to a gigabyte), and a JSON-LD context that would
    have to be fetched. ``base`` is what relative IRIs are relative to.

    >>> parse_rdf(b"<http://e/a> <http://e/b> .", RdfFormat.TURTLE, "toy.ttl")
    Traceback (most recent call last):
    posgraph.errors.DataError: 1 fault; nothing was loaded
    toy.ttl line 1 column 27: '<http://e/a> <http://e/b> .'; expected valid Turtle (. is not a valid RDF object)
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if format == RdfFormat.RDF_XML and b"<!doctype" in raw.lower():
        raise DataError([Fault(place, "<!DOCTYPE", "a document without a DOCTYPE")])
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError([Fault(f"{place} line {line}", f"\\x{raw[error.start]:02x}", "text in UTF-8")]) from None
    if format == RdfFormat.JSON_LD:
        raw = inline(raw, place)
    quads: list[Quad] = []
    faults: list[Fault] = []
    parser = parse(raw, format=format, base_iri=base or None)
    while len(faults) < MOST:
        try:
            quads.extend(parser)
            break
        except SyntaxError as error:
            faults.append(_fault(raw, place, format, error))
    if faults:
        raise DataError(faults)
    return quads


def read_rdf(path: Path) -> Iterator[Quad]:
    """The quads of an RDF file."""
    yield from parse_rdf(path.read_bytes(), FORMATS[path.suffix.lower()], path.name)


def _fault(raw: bytes, place: str, format: RdfFormat, error: SyntaxError) -> Fault:
    lines = raw.decode("utf-8").split("\n")
    number, column = error.lineno or 0, error.offset or 0
    shown = lines[number - 1].strip()[:120] if 0 < number <= len(lines) else ""
    at = f" line {number} column {column}" if number else ""
    return Fault(place + at, shown, f"valid {format.name} ({_AT.sub('', str(error.msg))})")

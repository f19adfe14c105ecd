"""Nanopublications: each position with where it comes from, as four named graphs that can be cited on their own.

The head names the other three. The assertion is the position in the words of the model: that it is reported, by whom and in
what way stands in it, so that nobody who takes the graph alone takes a report for a fact. The provenance leads to the source
and the quote. The publication info says what it was taken from and made with, and under which licence it may be used.

Rules: nanopub.net/guidelines/working_draft. A nanopublication of them is neither signed nor is its name a hash of its content.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from posgraph import writing
from posgraph.errors import UsageError
from posgraph.model import Dataset, Position
from posgraph.model.schema import BY_NAME
from posgraph.names import EDTF, PREFIXES, mint
from posgraph.writing import node

NP = "http://www.nanopub.org/nschema#"
PAV = "http://purl.org/pav/"
MAKER = "https://w3id.org/posgraph"
PIECE = 1000
"""Positions that are written at a time."""

MOMENT = "SOURCE_DATE_EPOCH"
"""The variable that says when, in seconds since 1970 (reproducible-builds.org); without it no nanopublication says so."""

_PREFIXES = {**PREFIXES, "edtf": EDTF.removesuffix("EDTF"), "np": NP, "pav": PAV}
_PARTS = ("#head", "#assertion", "#provenance", "#pubinfo")
_SPDX = re.compile(r"CC0-1\.0|CC-BY(-NC)?(-SA|-ND)?-[1-4]\.0|ODbL-1\.0|ODC-By-1\.0|PDDL-1\.0")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def nanopublications(dataset: Dataset) -> bytes:
    """A nanopublication for each position of the dataset, in TriG, sorted by id; the same dataset gives the same bytes.

    >>> from posgraph.stance import Stance
    >>> said = Position(id="p", actor="a", demand="d", stance=Stance.rejects)
    >>> [line for line in nanopublications(Dataset(id="toy", positions=(said,))).decode().splitlines() if line.endswith("{")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['<https://w3id.org/posgraph/id/toy/nanopub/p#head> {', '<https://w3id.org/posgraph/id/toy/nanopub/p#assertion> {',
     '<https://w3id.org/posgraph/id/toy/nanopub/p#provenance> {', '<https://w3id.org/posgraph/id/toy/nanopub/p#pubinfo> {']
    """
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items())
    return b"".join([head.encode(), *(_trig(dataset, some) for some in _pieces(dataset.positions))])


def _pieces(positions: tuple[Position, ...]) -> Iterator[tuple[Position, ...]]:
    """The positions in pieces, as RDF takes ten times the room of the text that it is written as."""
    return (positions[start : start + PIECE] for start in range(0, len(positions), PIECE))


def _trig(dataset: Dataset, positions: tuple[Position, ...]) -> bytes:
    quads = (quad for position in positions for quad in nanopublication(dataset, position))
    made = serialize(quads, format=RdfFormat.TRIG, prefixes=_PREFIXES) or b""
    return b"".join(line for line in made.splitlines(keepends=True) if not line.startswith(b"@prefix "))


def nanopublication(dataset: Dataset, position: Position) -> Iterator[Quad]:
    """The quads of the nanopublication of one position: those of its head, assertion, provenance and publication info."""
    name = mint(dataset.base, "nanopub", position.id)
    this, head, assertion, provenance, info = (NamedNode(name + part) for part in ("", *_PARTS))
    yield Quad(this, node("rdf:type"), NamedNode(NP + "Nanopublication"), head)
    for word, part in (("hasAssertion", assertion), ("hasProvenance", provenance), ("hasPublicationInfo", info)):
        yield Quad(this, NamedNode(NP + word), part, head)
    apart = [NamedNode(mint(dataset.base, kind, "position", position.id)) for kind in ("evidence", "quote")]
    said: list[Triple] = []
    shown: list[Triple] = []
    for triple in writing.row_triples(dataset, BY_NAME["positions"], position):
        (shown if triple.subject in apart else said).append(triple)
    yield from _in(assertion, said)
    yield from _in(provenance, [*_provenance(dataset, position, assertion, name), *shown])
    yield from _in(info, _info(dataset, this))


def _in(graph: NamedNode, triples: list[Triple]) -> Iterator[Quad]:
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _provenance(dataset: Dataset, position: Position, assertion: NamedNode, name: str) -> list[Triple]:
    """Where the assertion comes from: its source, which is described, or else the dataset; and who reports it."""
    found = []
    if position.source is None:
        found.append(Triple(assertion, node("prov:wasDerivedFrom"), NamedNode(dataset.base)))
    else:
        source = NamedNode(mint(dataset.base, "source", position.source))
        found.append(Triple(assertion, node("prov:wasDerivedFrom"), source))
        if row := dataset.by_id("sources").get(position.source):
            found += writing.row_triples(dataset, BY_NAME["sources"], row)
    if position.reported_by in dataset.by_id("actors"):
        found.append(
            Triple(assertion, node("prov:wasAttributedTo"), NamedNode(mint(dataset.base, "actor", position.reported_by)))
        )
    elif position.reported_by is not None:
        reporter = NamedNode(f"{name}#reporter")
        found.append(Triple(assertion, node("prov:wasAttributedTo"), reporter))
        found.append(Triple(reporter, node("rdf:type"), node("prov:Agent")))
        found.append(Triple(reporter, node("foaf:name"), Literal(position.reported_by)))
    return found


def _info(dataset: Dataset, this: NamedNode) -> list[Triple]:
    """What the nanopublication is a part of and was made with, its licence, and when it was made, where that is told."""
    found = [
        Triple(this, node("dcterms:isPartOf"), NamedNode(dataset.base)),
        Triple(this, NamedNode(PAV + "createdWith"), NamedNode(MAKER)),
    ]
    if dataset.licence:
        found.append(Triple(this, node("dcterms:license"), _licence(dataset.licence)))
    if when := _moment(os.environ.get(MOMENT, "")):
        found.append(Triple(this, node("dcterms:created"), Literal(when, datatype=node("xsd:dateTime"))))
    return found


def _moment(seconds: str) -> str:
    """The moment so many seconds after 1970; nothing where none is told. Raises UsageError for what is no such number."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else ""
    except (ValueError, OverflowError, OSError):
        raise UsageError(MOMENT, seconds, "a whole number of seconds since 1970, as the environment holds it") from None


def _licence(text: str) -> NamedNode | Literal:
    """The IRI of a licence: an address as it is, the common ones for data by their SPDX name; else the text."""
    if _SPDX.fullmatch(text):
        return NamedNode(f"https://spdx.org/licenses/{text}")
    return NamedNode(text) if _ADDRESS.fullmatch(text) else Literal(text)

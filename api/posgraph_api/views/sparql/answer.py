"""The answer to a query of whichever kind, read from the first lines of what was sent of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

from posgraph.store.results import Triples
from posgraph.store.results import triples as distinct
from posgraph_api.views.sparql.solutions import SHOWN, Names, Table, table, triples

TSV, JSON, N_TRIPLES = "text/tab-separated-values", "application/sparql-results+json", "application/n-triples"
_DECIDED = {b"true": True, b"false": False}


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes or a no, or a table; of triples there is the text in Turtle, too."""

    yes: bool | None = None
    table: Table | None = None
    turtle: str = ""


@dataclass(slots=True)
class Lines:
    r"""The first lines of an answer, and how many there are in all; it is given pieces, as they come.

    >>> lines = Lines(2)
    >>> for piece in (b"?a|", b"1|2", b"2|3|"): lines.add(piece.replace(b"|", chr(10).encode()))
    >>> lines.first, lines.count
    (b'?a\n1\n', 4)
    """

    most: int
    first: bytes = b""
    count: int = 0

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        if self.count < self.most:
            parts = (self.first + piece).split(b"\n", self.most)
            self.first = b"\n".join(parts[: self.most]) + (b"\n" if len(parts) > self.most else b"")
        self.count += piece.count(b"\n")


def answer(media: str, data: bytes, count: int, names: Names) -> Answer:
    r"""The answer in a media type: of lines the first, of which there are ``count`` in all; of JSON the whole.

    >>> answer(TSV, b'?a\n"x"\n', 900, Names()).table
    Table(columns=('a',), rows=((Cell(text='x', href='', note='', away=False, number=False),),), count=899)
    """
    if data in _DECIDED:
        return Answer(yes=_DECIDED[data])
    if media == N_TRIPLES:
        found = distinct(quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES))
        return Answer(table=triples(found, count, names), turtle=_turtle(found))
    known = parse_query_results(data, format=QueryResultsFormat.from_media_type(media) or QueryResultsFormat.JSON)
    if isinstance(known, QueryBoolean):
        return Answer(yes=bool(known))
    rows = [tuple(row) for row in islice(known, SHOWN)]
    total = count - 1 if media == TSV else len(rows) + sum(1 for _ in known)
    return Answer(table=table((variable.value for variable in known.variables), rows, total, names))


def _turtle(found: Triples) -> str:
    """Triples in Turtle, with the prefixes that they use."""
    lines = found.serialize("ttl").decode().split("\n")
    said = [line for line in lines if not line.startswith("@prefix ")]
    body = "\n".join(said)
    return "\n".join([*sorted(line for line in lines if line.startswith("@prefix ") and line.split()[1] in body), body]).strip()

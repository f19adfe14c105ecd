"""What a query gives back: solutions (SELECT), an answer (ASK) or triples (CONSTRUCT, DESCRIBE). Complete, never changing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from posgraph.errors import UsageError
from posgraph.names import PREFIXES
from posgraph.store.terms import Term, plain

if TYPE_CHECKING:
    import pandas

RESULT_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
"""Formats of solutions and answers (SPARQL 1.1 Query Results)."""

TRIPLE_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
"""Formats of triples."""

F = TypeVar("F")
_SHOWN = 50


@dataclass(frozen=True)
class Solutions:
    """The rows of a SELECT, in their order. ``json`` is the whole answer as SPARQL 1.1 Query Results JSON.

    >>> from posgraph.store import MemoryStore
    >>> found = MemoryStore().select("SELECT ?a ?b { VALUES (?a ?b) { (1 'x') (2 UNDEF) } }")
    >>> found.variables, len(found), found.to_dicts()
    (('a', 'b'), 2, [{'a': 1, 'b': 'x'}, {'a': 2, 'b': None}])
    >>> print(found.serialize("csv").decode().replace(chr(13), ""), end="")
    a,b
    1,x
    2,
    """

    json: bytes

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, without the question mark."""
        return tuple(variable.value for variable in self._parse().variables)

    @cached_property
    def rows(self) -> tuple[tuple[Term | None, ...], ...]:
        """Every row as terms in the order of ``variables``; None where a variable is unbound."""
        return tuple(tuple(row) for row in self._parse())

    def _parse(self) -> QuerySolutions:
        parsed = parse_query_results(self.json, format=QueryResultsFormat.JSON)
        assert isinstance(parsed, QuerySolutions)
        return parsed

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self.rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Rows as plain values by variable: numbers and booleans as such, IRIs, dates and texts as text, None if unbound."""
        return [{name: plain(value) for name, value in zip(self.variables, row, strict=True)} for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of the plain values. Needs pandas (``pip install posgraph[pandas]``)."""
        import pandas

        return pandas.DataFrame(self.to_dicts(), columns=list(self.variables))

    def serialize(self, format: str = "json") -> bytes:
        """The rows as ``json``, ``xml``, ``csv`` or ``tsv``; raises UsageError on another format."""
        wanted = _format(format, RESULT_FORMATS)
        return self.json if wanted == QueryResultsFormat.JSON else _bytes(self._parse().serialize(format=wanted))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.variables)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape('' if (v := plain(value)) is None else str(v))}</td>" for value in row) + "</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = f"<caption>{_SHOWN} of {len(self)} rows</caption>" if len(self) > _SHOWN else ""
        return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of an ASK: true or false.

    >>> bool(Answer(True)), Answer(True).serialize("json")
    (True, b'{"head":{},"boolean":true}')
    """

    value: bool

    def __bool__(self) -> bool:
        return self.value

    def serialize(self, format: str = "json") -> bytes:
        """The answer as ``json``, ``xml``, ``csv`` or ``tsv``; raises UsageError on another format."""
        text = json.dumps({"head": {}, "boolean": self.value}, separators=(",", ":")).encode()
        wanted = _format(format, RESULT_FORMATS)
        if wanted == QueryResultsFormat.JSON:
            return text
        parsed = parse_query_results(text, format=QueryResultsFormat.JSON)
        return _bytes(parsed.serialize(format=wanted))


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE.

    >>> from posgraph.store import MemoryStore
    >>> found = MemoryStore().construct("CONSTRUCT { <http://example.org/a> pg:salience 1 } WHERE {}")
    >>> print(found.serialize("nt").decode(), end="")
    <http://example.org/a> <https://w3id.org/posgraph/ns#salience> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
    """

    triples: tuple[Triple, ...]

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)

    def serialize(self, format: str = "ttl") -> bytes:
        """The triples as ``ttl``, ``nt``, ``jsonld``, ``rdf``, ``trig`` or ``nq``; raises UsageError on another format."""
        return _bytes(serialize(self.triples, format=_format(format, TRIPLE_FORMATS), prefixes=dict(PREFIXES)))

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.serialize('ttl').decode())}</pre>"


Result = Solutions | Answer | Triples


def result(native: QuerySolutions | QueryBoolean | QueryTriples) -> Result:
    """The result of a finished evaluation: reads it to its end, so that a later write cannot change it."""
    if isinstance(native, QueryBoolean):
        return Answer(bool(native))
    if isinstance(native, QuerySolutions):
        return Solutions(_bytes(native.serialize(format=QueryResultsFormat.JSON)))
    return triples(native)


def triples(found: Iterable[Triple]) -> Triples:
    """Triples without repetition, in the order in which they came."""
    return Triples(tuple(dict.fromkeys(found)))


def _format(name: str, known: dict[str, F]) -> F:
    if name not in known:
        raise UsageError("format", name, f"one of {', '.join(known)}")
    return known[name]


def _bytes(written: bytes | None) -> bytes:
    return written if written is not None else b""

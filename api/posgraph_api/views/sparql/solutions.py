"""The answer to a query as people read it: each term in words, with its link where it has one, and what is cut said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from posgraph.model import Dataset
from posgraph.names import expand, shorten
from posgraph_api.about import addresses
from posgraph_api.about.things import row_label

SHOWN = 500
"""So many rows stand on a page; the downloads have all."""

LONGEST = 1000
"""So many characters of a text stand in a cell."""

SHORT = 24
"""A word of so many characters stays on one line."""

_STRING = expand("xsd:string")
_NUMBERS = frozenset(expand(f"xsd:{name}") for name in ("integer", "decimal", "double", "float", "int", "long"))
_ID = "/id/"


@dataclass(frozen=True, slots=True)
class Cell:
    """A term: its text, where it leads (``away``: out of the service), and in small what kind of term it is."""

    text: str
    href: str = ""
    note: str = ""
    away: bool = False
    number: bool = False

    @property
    def short(self) -> bool:
        """Whether it is a word that should not be broken."""
        return 0 < len(self.text) <= SHORT and not any(map(str.isspace, self.text))


@dataclass(frozen=True, slots=True)
class Names:
    """What IRIs are called here: the base of each dataset, and its values where they are at hand."""

    bases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    datasets: Sequence[Dataset] = ()

    def label(self, iri: str) -> str:
        """The name of a thing of one of the datasets; empty where the IRI is none of theirs."""
        return next((label for dataset in self.datasets if (label := row_label(dataset, iri))), "")


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of an answer, and how many it has."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int

    @property
    def left(self) -> int:
        """How many rows are not shown."""
        return self.count - len(self.rows)

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Which columns hold numbers alone."""
        return tuple(
            any(row[at].text for row in self.rows) and all(row[at].number or not row[at].text for row in self.rows)
            for at in range(len(self.columns))
        )


def cell(term: object, names: Names) -> Cell:
    """A term of an answer; None is what was left open.

    >>> cell(NamedNode("https://w3id.org/posgraph/ns#holder"), Names())
    Cell(text='pg:holder', href='/id/ns/holder', note='', away=False, number=False)
    >>> cell(NamedNode("javascript:alert(1)"), Names()).href, cell(Literal("Kyjiw", language="de"), Names()).note
    ('', '@de')
    """
    if isinstance(term, NamedNode):
        return _iri(term.value, names)
    if isinstance(term, Literal):
        return _literal(term)
    if isinstance(term, BlankNode):
        return Cell(str(term), note="no IRI")
    return Cell("" if term is None else _cut(str(term))[0])


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], count: int, names: Names) -> Table:
    """Rows of terms, of which there are ``count``, as a table."""
    return Table(tuple(columns), tuple(tuple(cell(term, names) for term in row) for row in rows), count)


def triples(found: Iterable[Triple], count: int, names: Names) -> Table:
    """Triples as a table."""
    return table(("subject", "property", "object"), ((t.subject, t.predicate, t.object) for t in found), count, names)


def _iri(iri: str, names: Names) -> Cell:
    path, short = addresses.path(iri, names.bases), shorten(iri)
    if label := names.label(iri):
        return Cell(_cut(label)[0], path or iri, _cut(path.removeprefix(_ID) if path else iri)[0])
    if path:
        return Cell(_cut(path.removeprefix(_ID) if short == iri else short)[0], path)
    web = iri.lower().startswith(("http://", "https://"))
    return Cell(_cut(short)[0], iri if web else "", away=web)


def _literal(term: Literal) -> Cell:
    text, cut = _cut(term.value)
    kind = term.datatype.value
    said = f"@{term.language}" if term.language else "" if kind == _STRING else shorten(kind)
    web = term.value.lower().startswith(("http://", "https://")) and not any(map(str.isspace, term.value))
    return Cell(text, term.value if web else "", ", ".join(filter(None, (said, cut))), web, kind in _NUMBERS)


def _cut(text: str) -> tuple[str, str]:
    """A text that fits into a cell, and what is to be said where it is cut.

    >>> _cut("short"), _cut("x" * 5000)[1]
    (('short', ''), 'cut: 5,000 characters')
    """
    return (text, "") if len(text) <= LONGEST else (f"{text[:LONGEST]}…", f"cut: {len(text):,} characters")

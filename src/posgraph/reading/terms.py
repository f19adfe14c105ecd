"""RDF terms as the text of cells: what the objects of a property say in a column."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from posgraph.model.cells import join, near
from posgraph.model.schema import BY_NAME, Column, Kind
from posgraph.names import EDTF, concept, expand, mint, unmint
from posgraph.reading.sheet import Cell, Unreadable

Term = NamedNode | BlankNode | Literal | Triple

_STRING, _LANGUAGE, _BOOLEAN, _URI = map(expand, ("xsd:string", "rdf:langString", "xsd:boolean", "xsd:anyURI"))
_TEXT = frozenset({_STRING, _LANGUAGE})
_NUMBERS = frozenset(expand(f"xsd:{name}") for name in ("decimal", "integer", "double"))
_WHOLE = frozenset({expand("xsd:integer")})
_DATES = frozenset({EDTF, EDTF.removesuffix("/EDTF"), *(expand(f"xsd:{n}") for n in ("date", "gYearMonth", "gYear", "string"))})
DAY = frozenset({expand("xsd:date")})


class Terms:
    """Reads terms; holds the base of the dataset's IRIs."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._keys: dict[str, tuple[str, ...]] = {}

    def cell(self, column: Column, terms: Sequence[Term], datatypes: frozenset[str] = frozenset()) -> Cell:
        """The cell text of the objects of a property; ``datatypes`` where they differ from those of the column's kind."""
        if not terms:
            return ""
        datatypes = datatypes or _datatypes(column.kind)
        if column.kind is Kind.text and len(terms) > 1:
            terms = preferred(terms)
        if len(terms) == 1 and not column.is_list:
            return self.term(column, terms[0], datatypes)
        cells = [self.term(column, term, datatypes) for term in terms]
        bad = sorted((cell for cell in cells if isinstance(cell, Unreadable)), key=lambda cell: cell.value)
        if bad:
            return Unreadable(" ".join(cell.value for cell in bad), bad[0].expected, bad[0].hint)
        texts = sorted(cell for cell in cells if isinstance(cell, str))
        if column.is_list:
            return join(texts)
        return texts[0] if len(texts) == 1 else Unreadable(" ".join(texts))

    def term(self, column: Column, term: Term, datatypes: frozenset[str]) -> Cell:
        """The cell text of one object; Unreadable where it is none for the column."""
        if isinstance(term, Literal):
            if term.datatype.value in datatypes:
                return _lexical(term)
        elif isinstance(term, NamedNode):
            match column.kind:
                case Kind.ref | Kind.refs:
                    return self.ref(column.to, term)
                case Kind.agent:
                    return self.ref("actors", term)
                case Kind.target | Kind.about:
                    return self.target(column, term)
                case Kind.word:
                    word = _words(column).get(term.value)
                    return word or Unreadable(str(term), hint=near(_local(term), column.words))
                case Kind.urls:
                    return term.value
        return Unreadable(str(term))

    def ref(self, table: str, term: Term) -> Cell:
        """The id of a row of a table that has one."""
        kind, *key = self.key(term)
        return key[0] if kind == BY_NAME[table].kind and len(key) == 1 and key[0] else Unreadable(str(term))

    def target(self, column: Column, term: NamedNode) -> Cell:
        """A demand id, or a prefixed reference."""
        kind, *key = self.key(term)
        tables = column.to.split()
        for name in tables:
            if BY_NAME[name].kind == kind and len(key) == len(BY_NAME[name].key):
                return key[0] if column.kind is Kind.target and name == tables[0] else f"{kind}:{'/'.join(key)}"
        return Unreadable(str(term))

    def key(self, term: Term) -> tuple[str, ...]:
        """Kind and key in an IRI; a single empty text where it has none."""
        if not isinstance(term, NamedNode):
            return ("",)
        key = self._keys.get(term.value)
        if key is None:
            key = self._keys[term.value] = unmint(self.base, term.value) or ("",)
        return key

    def iri(self, kind: str, *key: str) -> NamedNode:
        """The IRI of a row or of what belongs to it."""
        return NamedNode(mint(self.base, kind, *key))


def preferred(terms: Sequence[Term]) -> Sequence[Term]:
    """Of texts in several languages those without a language, else the English, else those of the first language."""
    tags = {(term.language or "") if isinstance(term, Literal) else "" for term in terms}
    tag = next((tag for tag in ("", "en") if tag in tags), min(tags))
    return [term for term in terms if ((term.language or "") if isinstance(term, Literal) else "") == tag]


@cache
def _words(column: Column) -> dict[str, str]:
    """Words of a column by the IRI of their concept."""
    return {concept(column.vocabulary, word): word for word in column.words}


@cache
def _datatypes(kind: Kind) -> frozenset[str]:
    """The datatypes of literals in a column of a kind."""
    match kind:
        case Kind.degree | Kind.number | Kind.amount:
            return _NUMBERS
        case Kind.whole:
            return _WHOLE
        case Kind.flag:
            return frozenset({_BOOLEAN})
        case Kind.date:
            return _DATES
        case Kind.url:
            return frozenset({_URI})
        case Kind.text | Kind.texts:
            return _TEXT
        case Kind.id | Kind.agent:
            return frozenset({_STRING})
        case _:
            return frozenset()


def _lexical(term: Literal) -> Cell:
    """The text of a literal as tables write it: a number without exponent, a truth value as a word."""
    if term.datatype.value == _BOOLEAN:
        return {"1": "true", "0": "false"}.get(term.value, term.value)
    if term.datatype.value in _NUMBERS and "e" in term.value.lower():
        try:
            number = Decimal(term.value)
        except InvalidOperation:
            return Unreadable(str(term))
        return format(number, "f") if abs(number.adjusted()) < 400 else Unreadable(str(term))
    return term.value if term.value else Unreadable(str(term))


def _local(term: NamedNode) -> str:
    return term.value.replace("#", "/").rpartition("/")[2].removeprefix("interval")

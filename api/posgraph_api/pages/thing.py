"""The page of one thing."""

from __future__ import annotations

from collections.abc import Mapping

from posgraph.names import expand
from posgraph_api.about import addresses
from posgraph_api.about.things import Statement, Thing, Value
from posgraph_api.figures.markup import Html, join, link, table, tag
from posgraph_api.http.media import FORMATS
from posgraph_api.pages.frame import frame

_QUOTE, _TYPE = expand("oa:exact"), expand("rdf:type")
_NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML", "json": "JSON"}


def thing_page(thing: Thing, path: str, bases: Mapping[str, str]) -> Html:
    """The page: what the thing is, what is said of it, what points to it, and the same in other formats."""
    kinds = [[", " if n else "", _linked(value, bases)] for n, value in enumerate(thing.types)]
    formats = [link(f"{path}?format={name}", text) for name, text in _NAMES.items() if name in FORMATS]
    return frame(
        thing.label,
        tag("p", kinds, class_="soft"),
        tag("h1", thing.label),
        tag("p", tag("code", thing.iri), class_="soft"),
        _facts(thing.statements, bases),
        _references(thing, bases),
        tag("div", "The same as", formats, class_="formats"),
    )


def _facts(statements: tuple[Statement, ...], bases: Mapping[str, str]) -> Html:
    rows = [tag("tr", tag("th", _term(s.iri, s.label, bases), scope="row"), tag("td", _values(s, bases))) for s in statements]
    return tag("table", tag("tbody", rows), class_="facts")


def _values(statement: Statement, bases: Mapping[str, str]) -> Html:
    shown = [_value(value, statement.iri == _QUOTE, bases) for value in statement.values]
    return shown[0] if len(shown) == 1 else tag("ul", [tag("li", one) for one in shown])


def _value(value: Value, quote: bool, bases: Mapping[str, str]) -> Html:
    if quote:
        return tag("blockquote", value.text)
    if value.inside:
        return _facts(tuple(s for s in value.inside if s.iri != _TYPE), bases)
    return _linked(value, bases)


def _linked(value: Value, bases: Mapping[str, str]) -> Html:
    if value.iri:
        return _term(value.iri, value.text, bases)
    return link(value.text, value.text, rel="noopener nofollow")


def _term(iri: str, label: str, bases: Mapping[str, str]) -> Html:
    return link(addresses.path(iri, bases) or iri, label)


def _references(thing: Thing, bases: Mapping[str, str]) -> Html | None:
    if not thing.references:
        return None
    left = thing.count - len(thing.references)
    more = tag("p", f"{left} more; /sparql gives all.", class_="soft") if left else None
    rows = [(_term(one.iri, one.label, bases), one.property) for one in thing.references]
    return join(tag("h2", f"Referred to by ({thing.count})"), table(["thing", "as its"], rows), more)

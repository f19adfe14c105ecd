"""Statements that would be lost without a word: terms that the ontology has not, and known ones where they are not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from pyoxigraph import NamedNode, RdfFormat, parse

from posgraph import resources
from posgraph.errors import Fault
from posgraph.model.cells import near, singular
from posgraph.model.layout import has_evidence
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.names import PG, expand, shorten
from posgraph.reading.roles import BESIDE, TYPE, Index, Role, classes, read
from posgraph.reading.sentences import sentence
from posgraph.reading.sheet import where
from posgraph.reading.terms import Term, Terms

_EVIDENCE = "pg:evidence [ a pg:Evidence ; oa:hasSource <…/source/ID> ]"
_QUOTE = "pg:evidence [ a pg:Evidence ; oa:hasSource <…/source/ID> ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact “…” ] ]"
_CONDITION = "pg:condition [ a pg:Condition ; pg:conditionType <…/condition-type/onlyIf> ; pg:requiresDemand <…/demand/ID> ]"
_SOURCE_TERMS = frozenset({"dcterms:source", "oa:hasSource"})
_QUOTE_TERMS = frozenset({"oa:exact", "oa:hasSelector"})
_CONDITION_TERMS = frozenset({"pg:requiresDemand", "pg:conditionType"})
_PLACES = {"condition": ("conditions", "position"), "evidence": ("evidence", "statement")}
"""Where a node beside a row is told that has no row, and the check of its shape."""


def strangers(place: str, subjects: Index, roles: Mapping[Term, Role], terms: Terms) -> Iterator[Fault]:
    """Faults of the properties and classes of a graph that nothing reads, though they are, or seem to be, the model's own.

    Statements in other vocabularies are no faults: the graph keeps them.
    """
    referred = {node for name in ("pg:evidence", "pg:condition") for p in subjects.values() for node in p.get(expand(name), ())}
    for subject, properties in sorted(subjects.items(), key=lambda item: str(item[0])):
        role = roles.get(subject)
        at = _place(place, role, subject, terms)
        names = [term.value for term in properties.get(TYPE, ()) if isinstance(term, NamedNode)]
        for name in sorted(names):
            if name.startswith(PG) and name not in classes() and name not in ontology():
                hint = near(name.removeprefix(PG), [term.removeprefix(PG) for term in ontology() if _is_class(term)])
                yield Fault(at, shorten(name), "a class that the ontology has", f"pg:{hint}" if hint else "")
        if role is None:
            yield from _alone(place, subject, names, terms) if subject not in referred else ()
        told = subject in referred or _named(subject, names, terms)
        for name in sorted(properties):
            if role is not None and name in read(role.name):
                continue
            if name.startswith(PG) and name not in _known() and (name not in ontology() or _is_class(name)):
                yield Fault(at, shorten(name), "a property that the ontology has", _near(name, role))
            elif role is not None and name in _watched(role.name):
                yield Fault(at, shorten(name), _belongs(role, name))
            elif role is None and name in _known() and name.startswith(PG) and not told:
                yield Fault(at, shorten(name), f"a node with the class of a row; {_readers(name)}")


def _place(place: str, role: Role | None, subject: Term, terms: Terms) -> str:
    """The row that a node is, or stands beside; else the node."""
    if role is None:
        return f"{place} {subject}"
    if role.name == "dataset":
        return f"{place} dataset"
    kind, *key = terms.key(role.row)
    table = next((table.name for table in TABLES if table.kind == kind), role.name)
    return where(f"{place} {table}", key="/".join(key) or _plain(role.row))


def _plain(term: Term) -> str:
    return str(getattr(term, "value", term))


def _alone(place: str, subject: Term, names: list[str], terms: Terms) -> Iterator[Fault]:
    """Evidence and conditions belong to a row."""
    for kind, (table, check) in _PLACES.items():
        if expand(BESIDE[kind]) in names:
            key = "/".join(terms.key(subject)[1:]) or _plain(subject)
            yield Fault(
                where(f"{place} {table}", key=key, column=check), "", sentence(table, check, f"a row that it is {kind} of")
            )


def _near(name: str, role: Role | None) -> str:
    """The property most like a name; one that the node may have before others."""
    local = name.removeprefix(PG)
    own = read(role.name) if role else frozenset()
    for given in (own, {term for term in ontology() if not _is_class(term)}):
        if hint := near(local, sorted(term.removeprefix(PG) for term in given if term.startswith(PG))):
            return f"pg:{hint}"
    return ""


def _belongs(role: Role, iri: str) -> str:
    """Where a property stands instead, in a sentence."""
    name = shorten(iri)
    if role.name == "evidence":
        if name in _QUOTE_TERMS:
            return f"The quote of evidence stands in its selector: {_QUOTE}"
        return f"The source of evidence is told by oa:hasSource: {_EVIDENCE}"
    if role.name == "quote":
        return f"A quote has its words alone; its source stands in the evidence: {_QUOTE}"
    if role.name in ("dataset", "condition"):
        return f"A {role.name} has no {name}; {_readers(iri)}"
    one = f"{_article(role.name)} {singular(role.name)}"
    table = BY_NAME[role.name]
    if has_evidence(table) and name in _SOURCE_TERMS:
        return f"The source of {one.lower()} stands in its evidence: {_EVIDENCE}"
    if has_evidence(table) and name in _QUOTE_TERMS:
        return f"The quote of {one.lower()} stands in its evidence, beside the source: {_QUOTE}"
    if "source" in table.names and name in {"pg:evidence", *_SOURCE_TERMS, *_QUOTE_TERMS}:
        return f"{one} names its source by dcterms:source, and has no quote"
    if "only_if" in table.names and name in _CONDITION_TERMS:
        return f"What {one.lower()} waits for stands in its condition: {_CONDITION}"
    return f"{one} has no {name}; {_readers(iri)}"


def _article(table: str) -> str:
    return "An" if singular(table)[0] in "aeiou" else "A"


def _readers(iri: str) -> str:
    """What a property is read on, in words."""
    kinds = [table.name for table in TABLES if iri in read(table.name)]
    kinds += [kind for kind in ("evidence", "quote", "condition") if iri in read(kind)]
    return f"it is read on {', '.join(kinds)}" if kinds else "it is of findings or vocabularies"


@cache
def _known() -> frozenset[str]:
    """Properties that are read somewhere."""
    return frozenset().union(*(read(role) for role in [*(table.name for table in TABLES), "evidence", "quote", "condition"]))


@cache
def _watched(role: str) -> frozenset[str]:
    """Properties that are a fault where a node in this role does not read them.

    On rows these are all that are read anywhere. What describes a dataset or a piece of evidence further, in other
    vocabularies than ours, is nobody's but its own.
    """
    ours = frozenset(name for name in {*_known(), *ontology()} if name.startswith(PG))
    if role in BY_NAME:
        return (ours | _known() | {expand(name) for name in (*_SOURCE_TERMS, *_QUOTE_TERMS)}) - {TYPE}
    return ours if role == "dataset" else ours | {expand(name) for name in (*_SOURCE_TERMS, *_QUOTE_TERMS)}


def _named(subject: Term, names: list[str], terms: Terms) -> bool:
    """True for a node whose class or IRI says already what it is, or is told as a fault of its own."""
    return any(name.startswith(PG) for name in names) or terms.key(subject)[0] in {table.kind for table in TABLES}


def _is_class(name: str) -> bool:
    return name.removeprefix(PG)[:1].isupper()


@cache
def ontology() -> frozenset[str]:
    """The terms of the ontology; read once, when a statement is met that no row has."""
    found = set()
    for path in sorted(resources.ontology().glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and quad.predicate.value == TYPE and quad.subject.value.startswith(PG):
                found.add(quad.subject.value)
    return frozenset(found)

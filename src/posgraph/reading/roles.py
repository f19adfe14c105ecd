"""Roles of the nodes of a graph: which are read, as what, and which of their statements are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, Triple

from posgraph.model.layout import BOUNDS, HEADER, SHORTCUTS, has_evidence
from posgraph.model.schema import BY_NAME, TABLES, Kind, Table
from posgraph.names import expand
from posgraph.reading.terms import Term, preferred

TYPE = expand("rdf:type")
Index = Mapping[Term, Mapping[str, list[Term]]]

BESIDE = {"evidence": "pg:Evidence", "quote": "oa:TextQuoteSelector", "condition": "pg:Condition"}
"""The class of each kind of node that stands beside a row."""


class Role(NamedTuple):
    """What a node is read as: ``dataset``, the name of a table, or a kind of node beside a row; and of which row."""

    name: str
    row: Term


def index(statements: Iterable[Quad | Triple]) -> dict[Term, dict[str, list[Term]]]:
    """Objects by subject and predicate, each once."""
    subjects: dict[Term, dict[str, list[Term]]] = {}
    for statement in statements:
        properties = subjects.get(statement.subject)
        if properties is None:
            properties = subjects[statement.subject] = defaultdict(list)
        objects = properties[statement.predicate.value]
        if statement.object not in objects:
            objects.append(statement.object)
    return subjects


@cache
def classes() -> dict[str, tuple[Table, str]]:
    """Table and word of each class of rows."""
    found = {expand(name): (table, word) for table in TABLES for word, name in table.classes.items()}
    return {**found, expand("pg:Actor"): (BY_NAME["actors"], ""), expand("pg:Assessment"): (BY_NAME["assessments"], "")}


def roles(subjects: Index) -> dict[Term, Role]:
    """The role of each node that has one: the dataset, its rows, and what these refer to as evidence, quote or condition."""
    found: dict[Term, Role] = {}
    for subject, properties in subjects.items():
        names = {term.value for term in properties.get(TYPE, ()) if isinstance(term, NamedNode)}
        tables = {classes()[name][0].name for name in names if name in classes()}
        if len(tables) == 1:
            found[subject] = Role(tables.pop(), subject)
        elif expand("pg:Dataset") in names:
            found[subject] = Role("dataset", subject)
    for row, role in list(found.items()):
        for step, kind in _steps(role.name):
            for node in subjects[row].get(step, ()):
                found.setdefault(node, Role(kind, row))
                if kind == "evidence":
                    for quote in subjects.get(node, {}).get(expand("oa:hasSelector"), ()):
                        found.setdefault(quote, Role("quote", row))
    return found


@cache
def read(role: str) -> frozenset[str]:
    """The properties that are read on a node in a role."""
    beside = {
        "dataset": {"rdf:type", "pg:inProcess", *HEADER.values()},
        "evidence": {"rdf:type", "oa:hasSource", "oa:hasSelector"},
        "quote": {"rdf:type", "oa:exact"},
        "condition": {"rdf:type", "pg:conditionType", "pg:requiresDemand"},
    }
    if role in beside:
        return frozenset(map(expand, beside[role]))
    table = BY_NAME[role]
    apart = {"only_if", *(("source", "quote") if has_evidence(table) else ())}
    names = {"rdf:type", *(column.term for column in table.columns if column.term and column.name not in apart)}
    names |= {BOUNDS[name] for name in table.names if name in BOUNDS}
    names |= set(SHORTCUTS.values()) if role == "demands" else set()
    return frozenset(map(expand, names)) | {step for step, _ in _steps(role)}


def beyond(statements: Iterable[Quad | Triple]) -> list[Triple]:
    """The statements of a graph that its tables do not hold: those in other vocabularies, and texts in further languages.

    >>> from posgraph.model import Dataset
    >>> from posgraph.writing import triples
    >>> beyond(triples(Dataset(id="toy", title="Toy")))
    []
    """
    subjects = index(statements)
    known = roles(subjects)
    return [
        Triple(subject, NamedNode(predicate), term)  # type: ignore[arg-type]
        for subject, properties in subjects.items()
        for predicate, terms in properties.items()
        for term in _unread(known.get(subject), predicate, terms)
    ]


def _unread(role: Role | None, predicate: str, terms: list[Term]) -> Iterable[Term]:
    if role is None or predicate not in read(role.name):
        return terms
    if predicate == TYPE:
        own = {expand(BESIDE[role.name])} if role.name in BESIDE else {expand("pg:Dataset"), *classes()}
        return (term for term in terms if not (isinstance(term, NamedNode) and term.value in own))
    if len(terms) > 1 and predicate in _texts(role.name):
        kept = preferred(terms)
        return (term for term in terms if term not in kept)
    return (term for term in terms if isinstance(term, Triple))


@cache
def _texts(role: str) -> frozenset[str]:
    """Properties of which one language is read."""
    if role in BY_NAME:
        return frozenset(expand(column.term) for column in BY_NAME[role].columns if column.kind is Kind.text and column.term)
    return frozenset(map(expand, {"dataset": [*HEADER.values()], "quote": ["oa:exact"]}.get(role, ())))


@cache
def _steps(role: str) -> tuple[tuple[str, str], ...]:
    """The properties by which a row refers to nodes beside it, with the kind of these."""
    if role not in BY_NAME:
        return ()
    evidence = ((expand("pg:evidence"), "evidence"),) if has_evidence(BY_NAME[role]) else ()
    return (*evidence, *(((expand("pg:condition"), "condition"),) if "only_if" in BY_NAME[role].names else ()))

"""Writing: the values of a dataset as RDF quads, all in the dataset's named graph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from posgraph.model import Dataset, When
from posgraph.model.cells import decimal, prefixes
from posgraph.model.dataset import row_key
from posgraph.model.layout import BOUNDS, HEADER, SHORTCUTS, has_evidence
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind, Table
from posgraph.names import EDTF, concept, dataset_graph, expand, mint


def quads(dataset: Dataset) -> Iterator[Quad]:
    """The quads of a dataset, in its named graph; :func:`posgraph.reading.dataset` is the inverse.

    >>> sorted(str(quad.predicate.value).rpartition("/")[2] for quad in quads(Dataset(id="toy", title="Toy")))
    ['22-rdf-syntax-ns#type', 'identifier', 'title']
    """
    graph = NamedNode(dataset_graph(dataset.id))
    for triple in triples(dataset):
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def triples(dataset: Dataset) -> Iterator[Triple]:
    """The triples of a dataset."""
    yield from _header(dataset)
    writer = _Writer(dataset)
    for table in TABLES:
        for row in dataset.rows(table.name):
            yield from writer.row(table, row)


def row_triples(dataset: Dataset, table: Table, row: Any) -> Iterator[Triple]:
    """The triples of one row of a dataset."""
    return _Writer(dataset).row(table, row)


@lru_cache(maxsize=4096)
def node(name: str) -> NamedNode:
    """The node of a prefixed name."""
    return NamedNode(expand(name))


@lru_cache(maxsize=1024)
def _concept(vocabulary: str, word: str) -> NamedNode:
    return NamedNode(concept(vocabulary, word))


def _header(dataset: Dataset) -> Iterator[Triple]:
    subject = NamedNode(dataset.base)
    yield Triple(subject, node("rdf:type"), node("pg:Dataset"))
    for name, term in HEADER.items():
        if text := getattr(dataset, name):
            yield Triple(subject, node(term), Literal(text))
    if dataset.process:
        yield Triple(subject, node("pg:inProcess"), NamedNode(mint(dataset.base, "process", dataset.process)))


class _Writer:
    """Writes rows; holds the base of the dataset's IRIs and the ids of its actors."""

    def __init__(self, dataset: Dataset) -> None:
        self.base = dataset.base
        self.actors = dataset.by_id("actors")

    def iri(self, kind: str, *key: str) -> NamedNode:
        return NamedNode(mint(self.base, kind, *key))

    def row(self, table: Table, row: Any) -> Iterator[Triple]:
        key = row_key(table.name, row)
        subject = self.iri(table.kind, *key)
        word = getattr(row, table.class_column) if table.class_column else ""
        yield Triple(subject, node("rdf:type"), node(table.classes.get(word) or table.classes[""]))
        apart = {"source", "quote"} if has_evidence(table) else set()
        for column in table.columns:
            value = getattr(row, column.name)
            if value is None or value == () or column.name in apart or not column.term:
                continue
            if column.name == "only_if":
                yield from self._condition(subject, key[0], value)
                continue
            if column.name in BOUNDS:
                yield from _bound(subject, column, value)
                continue
            for item in value if column.is_list else (value,):
                yield Triple(subject, node(column.term), self.term(column, item))
        if apart:
            yield from self._evidence(subject, table, key, row.source, row.quote)
        if table.name == "relations":
            a, b = self.iri("demand", row.demand_a), self.iri("demand", row.demand_b)
            yield Triple(a, node(SHORTCUTS[row.relation]), b)

    def term(self, column: Column, value: Any) -> NamedNode | Literal:
        """The RDF term of one value."""
        match column.kind:
            case Kind.ref | Kind.refs:
                return self.iri(BY_NAME[column.to].kind, value)
            case Kind.target | Kind.about:
                return self._target(column, value)
            case Kind.agent if value in self.actors:
                return self.iri("actor", value)
            case Kind.word:
                return _concept(column.vocabulary, str(value))
            case Kind.degree | Kind.number | Kind.amount:
                return Literal(decimal(value), datatype=node("xsd:decimal"))
            case Kind.whole:
                return Literal(str(value), datatype=node("xsd:integer"))
            case Kind.flag:
                return Literal("true" if value else "false", datatype=node("xsd:boolean"))
            case Kind.date:
                return _edtf(value)
            case Kind.url:
                return Literal(value, datatype=node("xsd:anyURI"))
            case Kind.urls:
                return NamedNode(value)
            case _:
                return Literal(value)

    def _target(self, column: Column, value: str) -> NamedNode:
        prefix, colon, key = value.partition(":")
        if not colon:
            return self.iri("demand", value)
        parts = key.split("/", 1) if len(BY_NAME[prefixes(column)[prefix]].key) > 1 else [key]
        return self.iri(prefix, *parts)

    def _condition(self, subject: NamedNode, key: str, demands: tuple[str, ...]) -> Iterator[Triple]:
        condition = self.iri("condition", key)
        yield Triple(subject, node("pg:condition"), condition)
        yield Triple(condition, node("rdf:type"), node("pg:Condition"))
        yield Triple(condition, node("pg:conditionType"), _concept("condition-type", "onlyIf"))
        for demand in demands:
            yield Triple(condition, node("pg:requiresDemand"), self.iri("demand", demand))

    def _evidence(
        self, subject: NamedNode, table: Table, key: tuple[str, ...], source: str | None, quote: str | None
    ) -> Iterator[Triple]:
        if source is None:
            return
        evidence = self.iri("evidence", table.kind, *key)
        yield Triple(subject, node("pg:evidence"), evidence)
        yield Triple(evidence, node("rdf:type"), node("pg:Evidence"))
        yield Triple(evidence, node("oa:hasSource"), self.iri("source", source))
        if quote is not None:
            selector = self.iri("quote", table.kind, *key)
            yield Triple(evidence, node("oa:hasSelector"), selector)
            yield Triple(selector, node("rdf:type"), node("oa:TextQuoteSelector"))
            yield Triple(selector, node("oa:exact"), Literal(quote))


def _edtf(when: When) -> Literal:
    return Literal(when.text, datatype=NamedNode(EDTF))


def _bound(subject: NamedNode, column: Column, when: When) -> Iterator[Triple]:
    """A bound of validity: the day, where there is one, and the date as written."""
    day = when.first if column.name == "valid_from" else when.last
    if day is not None:
        yield Triple(subject, node(column.term), Literal(day.isoformat(), datatype=node("xsd:date")))
    yield Triple(subject, node(BOUNDS[column.name]), _edtf(when))

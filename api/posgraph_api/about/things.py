"""Things: everything that the store says of one IRI, with names for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from posgraph.errors import Fault
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.model.schema import TABLES
from posgraph.names import expand, mint, shorten, unmint
from posgraph.store import Store, Triples
from posgraph_api.http.problems import Problem

MOST_REFERENCES = 200
"""So many things that point to a thing are shown; the count is always given."""

_CHANGES = "https://w3id.org/posgraph/id/change/"
_LABELS = ("skos:prefLabel", "dcterms:title", "rdfs:label", "foaf:name")
_LABELLED = (
    "SELECT ?thing (SAMPLE(?name) AS ?label) {{ VALUES ?thing {{ {iris} }} ?thing "
    + "|".join(_LABELS)
    + " ?name FILTER(LANG(?name) IN ('', 'en')) }} GROUP BY ?thing"
)
_POINTING = "SELECT DISTINCT ?thing ?property {{ ?thing ?property {iri} FILTER(isIRI(?thing)) }} ORDER BY ?property ?thing"
_TYPE = expand("rdf:type")
_KINDS = {table.kind: table for table in TABLES}
_WORDS = {expand(c.term): c.name.replace("_", " ") for table in reversed(TABLES) for c in reversed(table.columns) if c.term} | {
    expand("oa:hasSource"): "source",
    expand("oa:hasSelector"): "quote",
    expand("oa:exact"): "text",
    expand("skos:definition"): "definition",
    expand("skos:example"): "example",
    expand("rdfs:isDefinedBy"): "defined by",
    expand("rdf:type"): "type",
    expand("prov:wasDerivedFrom"): "derived from",
    expand("prov:wasGeneratedBy"): "made by",
    expand("prov:Activity"): "activity",
    expand("prov:endedAtTime"): "when",
    expand("prov:wasAssociatedWith"): "by whom",
}
"""What a property of another vocabulary is called: as the column that it carries."""

_RELATIONS = {"incompatible": "is incompatible with", "same": "is the same as", "entails": "entails", "requires": "requires"}

Node = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Value:
    """One value: a text, or a thing with its name; ``inside`` is what a node says that only hangs on this one."""

    text: str
    iri: str = ""
    datatype: str = ""
    inside: tuple[Statement, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The value as JSON."""
        found: dict[str, Any] = {"iri": self.iri, "label": self.text} if self.iri else {"value": self.text}
        if self.datatype:
            found["datatype"] = self.datatype
        if self.inside:
            found["properties"] = [statement.to_dict() for statement in self.inside]
        return found


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with its values."""

    iri: str
    label: str
    values: tuple[Value, ...]

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON."""
        return {"property": self.iri, "label": self.label, "values": [value.to_dict() for value in self.values]}


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that points to this one, by a property."""

    property: str
    iri: str
    label: str

    def to_dict(self) -> dict[str, Any]:
        """The reference as JSON."""
        return {"property": self.property, "iri": self.iri, "label": self.label}


@dataclass(frozen=True, slots=True)
class Thing:
    """What is said of an IRI, and what points to it; ``count`` is the number of all that do."""

    iri: str
    label: str
    types: tuple[Value, ...]
    statements: tuple[Statement, ...]
    references: tuple[Reference, ...]
    count: int

    def to_dict(self) -> dict[str, Any]:
        """The thing as JSON."""
        return {
            "iri": self.iri,
            "label": self.label,
            "types": [value.to_dict() for value in self.types],
            "properties": [statement.to_dict() for statement in self.statements],
            "references": [reference.to_dict() for reference in self.references],
            "reference_count": self.count,
        }


def triples(store: Store, iri: str, dataset: Dataset) -> Triples:
    """The triples of a thing, with what hangs on it; a problem 404, with a near match, where nothing is said of it."""
    found = store.describe(iri)
    if not found:
        raise _unknown(iri, dataset)
    return found


def thing(store: Store, iri: str, dataset: Dataset) -> Thing:
    """A thing with names for all that it names; a problem 404 where nothing is said of it."""
    found = triples(store, iri, dataset)
    by_subject: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in found:
        by_subject[triple.subject][triple.predicate.value].append(triple.object)
    rows = store.select(_POINTING.format(iri=NamedNode(iri))).to_dicts()
    pointing = [(row["property"], row["thing"]) for row in rows if NamedNode(row["thing"]) not in by_subject]
    shown = pointing[:MOST_REFERENCES]
    terms = {t.value for triple in found for t in triple if isinstance(t, NamedNode)} | {part for pair in shown for part in pair}
    labels = _labels(store, dataset, {iri, *terms})
    statements = _statements(NamedNode(iri), by_subject, labels, frozenset())
    return Thing(
        iri,
        labels[iri],
        next((s.values for s in statements if s.iri == _TYPE), ()),
        tuple(s for s in statements if s.iri != _TYPE),
        tuple(Reference(labels[property], one, labels[one]) for property, one in shown),
        len(pointing),
    )


def _statements(
    node: Node, by_subject: Mapping[Node, Mapping[str, list[Node]]], labels: Mapping[str, str], above: frozenset[Node]
) -> tuple[Statement, ...]:
    def value(term: Node) -> Value:
        if isinstance(term, Literal):
            return Value(term.value, datatype="" if term.language or term.datatype.value == _STRING else term.datatype.value)
        if not isinstance(term, NamedNode):
            return Value(str(term))
        inner = term in by_subject and term not in above and term != node
        inside = _statements(term, by_subject, labels, above | {node}) if inner else ()
        return Value(labels[term.value], term.value, inside=inside)

    found = []
    for property, terms in by_subject[node].items():
        values = sorted((value(term) for term in terms), key=lambda v: v.text)
        found.append(Statement(property, labels[property], tuple(values)))
    return tuple(sorted(found, key=lambda s: (_rank(s.iri), s.label)))


_STRING = expand("xsd:string")
_FIRST = [
    expand(name)
    for name in (
        *_LABELS,
        *("pg:holder", "pg:stance", "pg:target", "pg:firstStep", "pg:temporalRelation", "pg:secondStep"),
        *("oa:exact", "oa:hasSelector", "oa:hasSource", "pg:evidence"),
    )
]
"""What a reader looks for first."""


def _rank(property: str) -> int:
    return _FIRST.index(property) if property in _FIRST else len(_FIRST)


def _labels(store: Store, dataset: Dataset, iris: Collection[str]) -> dict[str, str]:
    """A name for each IRI: what the dataset calls it, else its label, else its prefixed name, else itself."""
    known = {iri: name for iri in iris if (name := row_label(dataset, iri))}
    others = [iri for iri in iris if iri not in known]
    rows = store.select(_LABELLED.format(iris=" ".join(str(NamedNode(iri)) for iri in others))).to_dicts()
    labelled = {row["thing"]: row["label"] for row in rows if row["thing"]}
    return known | {iri: labelled.get(iri) or _WORDS.get(iri) or _change(iri) or shorten(iri) for iri in others}


def _change(iri: str) -> str:
    """What a change is called, which has a number and no label."""
    number = iri.removeprefix(_CHANGES)
    return f"change {number}" if number != iri and number.isdigit() else ""


def row_label(dataset: Dataset, iri: str) -> str:
    """What a row is called, in words; empty where the IRI is none of the dataset's.

    >>> import posgraph
    >>> row_label(posgraph.open().dataset, "https://w3id.org/posgraph/id/miami-2025/actor/russia")
    'Russia'
    """
    kind, *key = unmint(dataset.base, iri) or ("",)
    if kind in ("evidence", "quote", "condition") and key:
        return f"{kind} of {' '.join(key)}"
    if kind in ("conflict", "overlap", "shift") and key:
        sides = [label for id in key if (label := _side(dataset, id))]
        return f"{key[0] if kind != 'shift' else kind}: {' / '.join(sides)}" if sides else f"{kind} {' '.join(key)}"
    if kind not in _KINDS:
        return dataset.title or dataset.id if iri == dataset.base else ""
    row = dataset.by_id(_KINDS[kind].name).get("/".join(key))
    if row is None:
        return ""
    if kind in ("position", "order"):
        words = [row.first, row.relation, row.then] if kind == "order" else [row.demand]
        said = " ".join(_name(dataset, word) for word in words)
        return f"{_name(dataset, row.actor)} {row.stance}: {said} ({row.id})"
    if kind == "relation":
        return f"{_name(dataset, row.demand_a)} {_RELATIONS[row.relation]} {_name(dataset, row.demand_b)}"
    return str(getattr(row, "label", None) or getattr(row, "title", None) or " ".join(key))


def _side(dataset: Dataset, id: str) -> str:
    """What a position or a sequence preference of this id is called; empty where there is none."""
    kinds = [kind for kind in ("position", "order") if id in dataset.by_id(_KINDS[kind].name)]
    return row_label(dataset, mint(dataset.base, kinds[0], id)) if kinds else ""


def _name(dataset: Dataset, id: str) -> str:
    target = id.rpartition(":")[2]
    found = dataset.by_id("actors").get(target) or dataset.by_id("demands").get(target) or dataset.by_id("issues").get(target)
    return found.label if found else target


def _unknown(iri: str, dataset: Dataset) -> Problem:
    kind, *key = unmint(dataset.base, iri) or ("",)
    hint = ""
    if kind in _KINDS:
        hint = near("/".join(key), dataset.by_id(_KINDS[kind].name))
    elif kind:
        hint = near(kind, _KINDS)
    fault = Fault("path", iri, "an IRI of which the store says something", hint)
    return Problem(404, "unknown-name", f"Nothing is said of {iri}", [fault])

"""What a query can be built from: prefixes, classes, properties and words of the ontology, each with what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from posgraph import resources
from posgraph.names import PREFIXES, expand, shorten

_MODULES = ("core", "process", "evidence", "findings")
_WORDS = (
    ("stance", "Stances"),
    ("rule", "Rules"),
    ("relation", "Relations of demands"),
    ("attribution-mode", "Ways of reporting"),
)
_TYPE, _DEFINITION, _NAME = expand("rdf:type"), expand("skos:definition"), expand("skos:prefLabel")
_KINDS = {
    expand("owl:Class"): "classes",
    expand("owl:ObjectProperty"): "properties",
    expand("owl:DatatypeProperty"): "properties",
    expand("skos:Concept"): "words",
}
_BESIDE = (
    ("skos:prefLabel", "what a thing is called"),
    ("skos:notation", "the word of a stance or a rule, as in the tables"),
    ("skos:note", "a note of whoever coded it"),
    ("skos:broader", "the issue above"),
    ("dcterms:identifier", "the id of a thing, as in the tables"),
    ("dcterms:title", "the title of a source"),
    ("dcterms:issued", "when a source was published"),
    ("dcterms:publisher", "who published a source"),
    ("schema:url", "where a source is found"),
    ("oa:hasSource", "the source that a piece of evidence is from"),
    ("oa:hasSelector", "the quote within the source"),
    ("oa:exact", "the words of a quote"),
    ("org:member", "who takes part"),
    ("prov:wasRevisionOf", "the position that this one replaced"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a query, and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that belong together."""

    name: str
    terms: tuple[Term, ...]


def palette(graphs: Mapping[str, tuple[str, str]]) -> tuple[Group, ...]:
    """Every group; ``graphs`` are the datasets with their titles and the graphs that hold them.

    >>> [group.name for group in palette({})][:3]
    ['Prefixes', 'core: classes', 'core: properties']
    """
    held = tuple(Term(f"GRAPH <{iri}> {{ }}", title or id) for id, (title, iri) in graphs.items())
    return (*((Group("Datasets", held),) if held else ()), *_known(resources.ontology()))


@cache
def _known(folder: Path) -> tuple[Group, ...]:
    groups = [Group("Prefixes", tuple(Term(f"{prefix}:", iri) for prefix, iri in PREFIXES.items()))]
    for module in _MODULES:
        found = _terms(folder / f"{module}.ttl")
        groups += [Group(f"{module}: {kind}", found[kind]) for kind in ("classes", "properties") if found.get(kind)]
    groups.append(Group("beside them", tuple(Term(name, meaning) for name, meaning in _BESIDE)))
    groups += [Group(name, _terms(folder / "vocab" / f"{word}.ttl").get("words", ())) for word, name in _WORDS]
    return tuple(groups)


def _terms(file: Path) -> dict[str, tuple[Term, ...]]:
    """The terms that a file of the ontology defines, by kind, in its order."""
    kinds: dict[str, str] = {}
    said: dict[tuple[str, str], str] = {}
    for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE):
        if not isinstance(quad.subject, NamedNode):
            continue
        name, value = shorten(quad.subject.value), quad.object
        if quad.predicate.value == _TYPE and isinstance(value, NamedNode) and value.value in _KINDS and ":/" not in name:
            kinds.setdefault(name, _KINDS[value.value])
        elif quad.predicate.value in (_DEFINITION, _NAME):
            said[name, quad.predicate.value] = str(getattr(value, "value", ""))
    return {kind: _of(kind, kinds, said) for kind in dict.fromkeys(kinds.values())}


def _of(kind: str, kinds: Mapping[str, str], said: Mapping[tuple[str, str], str]) -> tuple[Term, ...]:
    names: Iterable[str] = (name for name, own in kinds.items() if own == kind)
    return tuple(Term(name, said.get((name, _DEFINITION)) or said.get((name, _NAME), "")) for name in names)

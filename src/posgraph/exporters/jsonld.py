"""JSON-LD, compact by posgraph's context, which stands in the document: nothing has to be fetched to read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from posgraph.errors import UsageError
from posgraph.exporters.rdf import ordered
from posgraph.importers.jsonld import context
from posgraph.model import Dataset
from posgraph.names import expand

_TYPE, _STRING = expand("rdf:type"), expand("xsd:string")


def json_ld(dataset: Dataset, quads: Iterable[Quad]) -> bytes:
    """The dataset's graph as a JSON-LD document, its nodes in the order of the tables."""
    words = _Context(context())
    nodes: dict[str, dict[str, Any]] = {}
    for quad in ordered(dataset, quads):
        name = words.node(quad.subject)
        node = nodes.setdefault(name, {"@id": name})
        key, value = words.pair(quad.predicate.value, quad.object)
        node.setdefault(key, []).append(value)
    graph = [
        {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in n.items()}
        for n in nodes.values()
    ]
    return (json.dumps({"@context": words.context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


class _Context:
    """The terms of a context: for each property its term, the type that the term gives to plain values, and its words."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.context = given
        self.prefixes = {name: iri for name, iri in given.items() if isinstance(iri, str) and iri[-1:] in "/#"}
        self.terms: dict[str, tuple[str, str]] = {}
        self.words: dict[str, Mapping[str, Any]] = {}
        for name, entry in given.items():
            iri = entry.get("@id", "") if isinstance(entry, dict) else entry
            if name.startswith("@") or name in self.prefixes or not isinstance(iri, str) or iri.startswith("@"):
                continue
            if isinstance(entry, dict) and (
                "@reverse" in entry or entry.get("@container", "@set") != "@set" or "@language" in entry
            ):
                continue
            full = self._expand(iri)
            self.terms.setdefault(full, (name, entry.get("@type", "") if isinstance(entry, dict) else ""))
            if isinstance(entry, dict) and entry.get("@type") == "@vocab":
                self.words.setdefault(full, entry.get("@context", {}))

    def _expand(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self.prefixes[prefix] + local if prefix in self.prefixes else name

    def name(self, iri: str) -> str:
        """A class or property by its term, else by a prefix, else whole."""
        if iri in self.terms:
            return self.terms[iri][0]
        for prefix, start in self.prefixes.items():
            if iri.startswith(start) and len(iri) > len(start) and not iri[len(start) :].startswith("//"):
                return f"{prefix}:{iri[len(start) :]}"
        return iri

    def node(self, term: Any) -> str:
        """The name of a node: its IRI, or its label where it is blank."""
        if isinstance(term, NamedNode):
            return term.value
        if isinstance(term, BlankNode):
            return str(term)
        raise UsageError("graph", str(term), "statements about nodes; JSON-LD cannot hold statements about statements")

    def _word(self, predicate: str, iri: str) -> str:
        """The word for an IRI after a property with words of its own; empty where there is none, or it means another term."""
        own = self.words[predicate]
        for word, meant in own.items():
            if not word.startswith("@") and isinstance(meant, str) and self._expand(meant) == iri:
                return word
        start = own.get("@vocab", "")
        word = iri.removeprefix(start) if start and iri.startswith(start) else ""
        return "" if word in self.context or word in own or not word.isidentifier() else word

    def pair(self, predicate: str, term: Any) -> tuple[str, Any]:
        """Key and value of one statement."""
        if predicate == _TYPE:
            return "@type", self.name(self.node(term))
        key, kind = self.terms.get(predicate, (self.name(predicate), ""))
        if not isinstance(term, Literal):
            name = self.node(term)
            word = self._word(predicate, name) if kind == "@vocab" else ""
            return key, word or (name if kind == "@id" else {"@id": name})
        if term.language:
            return key, {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == _STRING:
            return key, {"@value": term.value} if kind or "@language" in self.context else term.value
        if kind and self._expand(kind) == datatype:
            return key, term.value
        return key, {"@value": term.value, "@type": self.name(datatype)}

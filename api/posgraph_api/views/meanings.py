"""What rules and kinds mean: their names and a sentence each, read from the vocabularies of the ontology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pyoxigraph import NamedNode, RdfFormat, parse

from posgraph import resources
from posgraph.names import concept, expand


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of a vocabulary: ``notation`` is empty where it only repeats the word."""

    word: str
    notation: str
    label: str
    sentence: str

    @property
    def name(self) -> str:
        """The label after the notation."""
        return f"{self.notation} {self.label}" if self.notation else self.label


@cache
def meanings(vocabulary: str) -> Mapping[str, Meaning]:
    """The words of a vocabulary, in the order of its file.

    >>> meanings("rule")["contradiction"].name, meanings("rule")["contradiction"].sentence
    ('R1 contradiction', 'One holder is for a demand and another is against it.')
    """
    path = resources.ontology() / "vocab" / f"{vocabulary}.ttl"
    start = concept(vocabulary, "")
    found: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
            found.setdefault(quad.subject.value.removeprefix(start), {})[quad.predicate.value] = str(
                getattr(quad.object, "value", "")
            )
    notation, label, sentence = (expand(f"skos:{name}") for name in ("notation", "prefLabel", "definition"))
    return MappingProxyType(
        {
            word: Meaning(word, said[notation] if said[notation] != word else "", said[label], said[sentence])
            for word, said in found.items()
        }
    )

"""Quads of a document, split by the datasets in it: one pg:Dataset takes all, several take what lies under their base."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from posgraph.errors import DataError, Fault
from posgraph.names import AUDIT_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH, dataset_graph, expand, is_inferred

_OURS = frozenset((AUDIT_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH))

Graph = NamedNode | BlankNode | DefaultGraph
Subject = NamedNode | BlankNode | Triple

_TYPE, _DATASET, _ID = (NamedNode(expand(name)) for name in ("rdf:type", "pg:Dataset", "dcterms:identifier"))


def split(quads: Iterable[Quad], place: str) -> list[tuple[str, str, list[Quad]]]:
    """Id, base and quads of each dataset; the quads lie in its named graph, duplicates are gone.

    Raises DataError where there is no pg:Dataset, one has no id, or a node cannot be told to belong to one of several.
    """
    given = [quad for quad in quads if not _is_ours(quad.graph_name)]
    bases = {q.subject: "" for q in given if q.predicate == _TYPE and q.object == _DATASET and isinstance(q.subject, NamedNode)}
    for quad in given:
        if quad.subject in bases and quad.predicate == _ID:
            bases[quad.subject] = quad.object.value  # type: ignore[index, union-attr]
    faults = [Fault(place, node.value, "a pg:Dataset with its id (dcterms:identifier)") for node, id in bases.items() if not id]
    if not bases:
        faults.append(Fault(place, "", "one pg:Dataset, whose IRI is the base of the IRIs of its rows"))
    if faults:
        raise DataError(faults)
    owner = _owners(given, [node.value for node in bases], place) if len(bases) > 1 else {}
    only = next(iter(bases)).value
    parts: dict[str, dict[Quad, None]] = {node.value: {} for node in sorted(bases, key=str)}
    for quad in given:
        base = owner.get((quad.subject, quad.graph_name), only)
        id = bases[NamedNode(base)]
        own = Quad(_own(quad.subject, id), quad.predicate, _own(quad.object, id), NamedNode(dataset_graph(id)))
        parts[base][own] = None
    return [(bases[NamedNode(base)], base, list(part)) for base, part in parts.items()]


def _is_ours(graph: Graph) -> bool:
    """True for a graph that posgraph fills itself: passed over on input."""
    return isinstance(graph, NamedNode) and (graph.value in _OURS or is_inferred(graph.value))


def _owners(quads: list[Quad], bases: list[str], place: str) -> dict[tuple[Subject, Graph], str]:
    """The base to which each subject in each graph belongs: by its IRI, by the graph, or by what refers to it."""
    by_length = sorted(bases, key=len, reverse=True)

    def under(node: Subject) -> str:
        return next((base for base in by_length if isinstance(node, NamedNode) and node.value.startswith(base)), "")

    votes: dict[Graph, Counter[str]] = defaultdict(Counter)
    owner = {(quad.subject, quad.graph_name): under(quad.subject) for quad in quads}
    for (_, graph), base in owner.items():
        if base:
            votes[graph][base] += 1
    for (subject, graph), base in owner.items():
        if not base and len(votes[graph]) == 1:
            owner[subject, graph] = next(iter(votes[graph]))
    changed = True
    while changed:
        changed = False
        for quad in quads:
            target: Any = (quad.object, quad.graph_name)
            base = owner[quad.subject, quad.graph_name]
            if base and owner.get(target) == "":
                owner[target] = base
                changed = True
    what = f"an IRI under the base of one of the datasets: {', '.join(sorted(bases))}"
    faults = sorted({Fault(place, str(subject), what) for (subject, _), base in owner.items() if not base}, key=str)
    if faults:
        raise DataError(faults)
    return owner


def _own(term: Any, dataset: str) -> Any:
    """A blank node with a label of its dataset's own, so that those of two datasets stay apart in one store."""
    if not isinstance(term, BlankNode):
        return term
    mark = "d" + sha256(dataset.encode()).hexdigest()[:8]
    return term if term.value.startswith(mark) else BlankNode(mark + term.value)

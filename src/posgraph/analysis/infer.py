"""Findings as RDF: conflicts, overlaps and shifts in a graph of their own, each pointing to what it was derived from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from posgraph import __version__
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.filters import day
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.results import Conflict, Overlap
from posgraph.analysis.shifts import Shift, shifts
from posgraph.model import Dataset
from posgraph.model.cells import decimal
from posgraph.names import concept, expand, inferred_graph, mint

Term = NamedNode | Literal
Statement = tuple[str, Term]
"""A property, as a prefixed name, and its value."""


def infer(dataset: Dataset, as_of: date | str | None = None, ever: bool = False) -> Iterator[Quad]:
    """The quads of the dataset's graph of findings: those at ``as_of`` (None: today), those within one holder included.

    The graph itself is ``prov:wasGeneratedBy`` an activity that says the version of posgraph and the day.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> rows = [Position(id=i, actor=i, demand="vote", stance=Stance(s)) for i, s in (("n", "demands"), ("s", "rejects"))]
    >>> d = Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=tuple(rows))
    >>> [q.object.value for q in infer(d) if q.predicate.value.endswith("#rule")]
    ['https://w3id.org/posgraph/vocab/rule/contradiction']
    """
    moment, graph = day(as_of, ever), NamedNode(inferred_graph(dataset.id))
    activity = NamedNode(mint(dataset.base, "activity", "infer"))
    yield from _quads(graph, graph, [("prov:wasGeneratedBy", activity), ("prov:wasDerivedFrom", NamedNode(dataset.base))])
    run: list[Statement] = [("rdf:type", _node("prov:Activity")), ("owl:versionInfo", Literal(__version__))]
    yield from _quads(graph, activity, [*run, *_date("pg:asOf", moment)])
    for conflict in conflicts(dataset, moment, ever, within=True):
        subject = NamedNode(mint(dataset.base, "conflict", conflict.rule, *conflict.ids))
        yield from _quads(graph, subject, _conflict(dataset, conflict))
    for overlap in overlaps(dataset, moment, ever, within=True):
        subject = NamedNode(mint(dataset.base, "overlap", overlap.kind, *overlap.ids))
        yield from _quads(graph, subject, _overlap(dataset, overlap))
    for shift in shifts(dataset, moment, ever):
        if shift.before and shift.after:  # a first position and a silence have one side only: no shift from one to another
            subject = NamedNode(mint(dataset.base, "shift", *shift.ids))
            yield from _quads(graph, subject, _shift(dataset, shift))


def _conflict(dataset: Dataset, found: Conflict) -> Iterator[Statement]:
    yield "rdf:type", _node("pg:Conflict")
    if found.rule == "deadlock":  # the narrower class besides, so that a query without reasoning finds every conflict
        yield "rdf:type", _node("pg:Deadlock")
    yield "pg:rule", NamedNode(concept("rule", found.rule))
    yield "pg:severity", _typed(decimal(found.severity), "xsd:decimal")
    yield from _meeting(dataset, found)


def _overlap(dataset: Dataset, found: Overlap) -> Iterator[Statement]:
    yield "rdf:type", _node("pg:Overlap")
    yield "pg:overlapKind", NamedNode(concept("overlap-kind", found.kind))
    yield "pg:strength", _typed(decimal(found.strength), "xsd:decimal")
    yield from _meeting(dataset, found)


def _meeting(dataset: Dataset, found: Conflict | Overlap) -> Iterator[Statement]:
    """What conflicts and overlaps have in common."""
    a, b = (NamedNode(mint(dataset.base, "order" if side.steps else "position", side.position)) for side in (found.a, found.b))
    yield "pg:sideA", a
    yield "pg:sideB", b
    others = (*found.parts.get("cycle", ()), *found.parts["relations"])
    for source in dict.fromkeys((a, b, *(_row(dataset, id) for id in others))):
        yield "prov:wasDerivedFrom", source
    yield "pg:chainText", Literal(" > ".join(found.chain))
    yield "pg:hard", _typed(str(found.hard).lower(), "xsd:boolean")
    yield "pg:within", _typed(str(found.within).lower(), "xsd:boolean")
    yield from _date("pg:validFrom", found.start)
    yield from _date("pg:validUntil", found.end)


def _shift(dataset: Dataset, shift: Shift) -> Iterator[Statement]:
    before, after = (_row(dataset, id) for id in shift.ids)
    yield "rdf:type", _node("pg:Shift")
    yield "pg:shiftKind", NamedNode(concept("shift-kind", shift.kind))
    yield "pg:shiftFrom", before
    yield "pg:shiftTo", after
    yield "prov:wasDerivedFrom", before
    yield "prov:wasDerivedFrom", after
    for id in shift.move.chain.relations if shift.move.chain else ():
        yield "prov:wasDerivedFrom", _row(dataset, id)


def _row(dataset: Dataset, id: str) -> NamedNode:
    """The IRI of a position, a sequence preference or a relation."""
    kinds = {"positions": "position", "sequencing": "order", "relations": "relation"}
    kind = next(kind for table, kind in kinds.items() if id in dataset.by_id(table))
    return NamedNode(mint(dataset.base, kind, id))


def _quads(graph: NamedNode, subject: NamedNode, said: Iterable[Statement]) -> Iterator[Quad]:
    return (Quad(subject, _node(term), value, graph) for term, value in said)


def _date(term: str, value: date | None) -> list[Statement]:
    return [(term, _typed(value.isoformat(), "xsd:date"))] if value else []


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=_node(datatype))


def _node(name: str) -> NamedNode:
    return NamedNode(expand(name))

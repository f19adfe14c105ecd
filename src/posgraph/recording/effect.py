"""Effects: what a change of rows takes out of a store and puts in, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from posgraph.model import Dataset
from posgraph.model.layout import BOUNDS, SHORTCUTS
from posgraph.model.schema import BY_NAME, TABLES, Kind
from posgraph.names import dataset_graph
from posgraph.reading import beyond
from posgraph.recording.change import RowChange
from posgraph.store import Store
from posgraph.writing import node, row_triples, triples

Subject = NamedNode | BlankNode | Triple
_AGENTS = tuple((t.name, c.name) for t in TABLES for c in t.columns if c.kind is Kind.agent)
_LINKS = frozenset(node(name) for name in SHORTCUTS.values())
_HANGING = ("pg:evidence", "pg:condition", "oa:hasSelector")
_KNOWN = frozenset(
    node(name)
    for name in (
        *(column.term for table in TABLES for column in table.columns if column.term),
        *(*BOUNDS.values(), *SHORTCUTS.values(), *_HANGING),
        *("rdf:type", "pg:conditionType", "pg:requiresDemand", "oa:hasSource", "oa:exact"),
    )
)
"""Every property that the writing of a row uses; what else is said of it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a write does to a store: graphs to drop or to have these statements alone, statements to take out and to put in."""

    gone: Sequence[Quad] = ()
    added: Sequence[Quad] = ()
    drop: Sequence[str] = ()


def effect(store: Store, before: Dataset, after: Dataset, rows: Iterable[RowChange], name: str = "") -> Effect:
    """What has to be done to a store that holds ``before`` in the graph of this name so that it holds ``after``, which differs
    in these rows.

    Only the statements of those rows are touched, and what is said beside what the model knows is kept. Where the store has said
    the same of a row in another way, the whole graph is written anew.
    """
    changed = [(row.table, row.key) for row in rows]
    names = {key for table, key in changed if table == "actors"}
    touched = dict.fromkeys([*changed, *_told_by(before, names), *_told_by(after, names)])
    old, new = _stated(before, touched), _stated(after, touched)
    graph = NamedNode(name or dataset_graph(after.id))
    own = {triple for triple in old if triple.predicate not in _LINKS}  # a link is said of a demand, and not by its row
    there = _there(store, graph, {triple.subject for triple in own})
    beside = there - old
    strangers = {triple for triple in beside if triple.predicate not in _LINKS}
    retracted = {triple.subject for triple in own} - {triple.subject for triple in new}
    if not own <= there or any(t.predicate in _KNOWN for t in strangers) or any(map(_is_blank, strangers)):
        return _anew(store, after, graph, retracted)
    gone = old - new
    gone -= _still(after, gone)
    gone |= {triple for triple in beside if triple.subject in retracted}
    return Effect(gone=_in(graph, gone), added=_in(graph, new - old))


def _stated(dataset: Dataset, names: Iterable[tuple[str, str]]) -> set[Triple]:
    rows = ((table, dataset.by_id(table).get(key)) for table, key in names)
    return {triple for table, row in rows if row is not None for triple in row_triples(dataset, BY_NAME[table], row)}


def _told_by(dataset: Dataset, names: set[str]) -> Iterator[tuple[str, str]]:
    """Rows that name an actor in a place where free text may stand: how they are written hangs on whether there is that actor."""
    for table, column in _AGENTS if names else ():
        for key, row in dataset.by_id(table).items():
            if getattr(row, column) in names:
                yield table, key


def _still(dataset: Dataset, gone: set[Triple]) -> set[Triple]:
    """Those of these statements that are direct links between demands, and that another relation of the dataset makes too."""
    links = {triple for triple in gone if triple.predicate in _LINKS}
    rows = dataset.relations if links else ()
    said = (triple for row in rows for triple in row_triples(dataset, BY_NAME["relations"], row))
    return links.intersection(said)


def _there(store: Store, graph: NamedNode, subjects: set[Subject]) -> set[Triple]:
    """What a graph says of these nodes."""
    if not subjects:
        return set()
    values = " ".join(sorted(map(str, subjects)))
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ VALUES ?s {{ {values} }} ?s ?p ?o }} }}"
    return set(store.construct(text, graphs=[graph.value]))


def _anew(store: Store, after: Dataset, graph: NamedNode, retracted: set[Subject]) -> Effect:
    """The whole graph as the dataset is written, with what it says beside."""
    beside = (triple for triple in beyond(store.quads(graph.value)) if triple.subject not in retracted)
    return Effect(drop=(graph.value,), added=_in(graph, (*triples(after), *beside)))


def _is_blank(triple: Triple) -> bool:
    return isinstance(triple.object, BlankNode)


def _in(graph: NamedNode, triples: Iterable[Triple]) -> tuple[Quad, ...]:
    return tuple(Quad(t.subject, t.predicate, t.object, graph) for t in triples)

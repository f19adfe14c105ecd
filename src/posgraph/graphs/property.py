"""A dataset as a property graph: things are nodes, what is said of two of them is an edge, every column is an attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import networkx as nx

from posgraph.model import Dataset
from posgraph.model.cells import prefixes
from posgraph.model.dataset import row_key
from posgraph.model.dates import When
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind, Table
from posgraph.stance import Stance

ENDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "positions": ("actor", "demand"),
        "sequencing": ("first", "then"),
        "relations": ("demand_a", "demand_b"),
        "participations": ("actor", "process"),
        "representations": ("representative", "represented"),
    }
)
"""Tables whose rows are edges, with the columns that hold where an edge comes from and where it leads. Other rows are nodes."""

_LABELS = MappingProxyType({"sources": "title", "assessments": "wording", "clauses": "text"})
_WORDS = MappingProxyType({"positions": "stance", "sequencing": "relation", "relations": "relation", "participations": "role"})
_SOURCE = ("title", "publisher", "url", "published", "kind")


def property_graph(dataset: Dataset) -> nx.MultiDiGraph[str]:
    """All rows of a dataset as a graph that networkx, Gephi and Graphviz can work on.

    A node is called by its kind and id (``actor:russia``, ``clause:PROPOSAL/NUMBER``), and has ``kind``, ``row`` (its id in the
    table), ``label`` and the columns of its table. Each reference from a node to another is an edge whose ``kind`` is the name
    of the column (``part_of``, ``issue``, ``proposed_by`` …).

    Rows of the tables in :data:`ENDS` are edges: a position leads from its actor to its demand, issue or clause, an order from
    the step wanted first to the other. They have the columns of their table, ``label`` (the stance, relation or role), what is
    known of their source (``source_title``, ``source_url`` …), and, where there is a stance, ``polarity``, ``sign`` and
    ``weight`` (how strong a yes or no is, 0 to 1; none where the stance says neither). An edge is a report: ``reported_by``,
    ``mode`` and ``quote`` say whose.

    ``start`` and ``end`` are the first and last day of a validity. A column ``kind`` is named by its vocabulary
    (``actor_kind``), and ``source`` is ``source_id``, as networks mean something else by ``source``. Lists are lists, empty
    cells are left out; every edge has its key as ``id``.

    >>> from posgraph.model import Actor, Demand, Position
    >>> actors, demands = (Actor(id="a", label="North", kind="state"),), (Demand(id="d", issue="i", label="Vote"),)
    >>> said = Position(id="p", actor="a", demand="d", stance=Stance.rejects, quote="No vote")
    >>> g = property_graph(Dataset(id="toy", actors=actors, demands=demands, positions=(said,)))
    >>> g.nodes["actor:a"]
    {'kind': 'actor', 'row': 'a', 'label': 'North', 'actor_kind': 'state'}
    >>> edge = g.edges["actor:a", "demand:d", "position:p"]
    >>> edge["label"], edge["sign"], edge["weight"], edge["quote"]
    ('rejects', -1, 1.0, 'No vote')
    """
    header = {"dataset" if name == "id" else name: value for name, value in dataset.header.items()}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(header)
    things = [table for table in TABLES if table.name not in ENDS]
    for table in things:
        for row in dataset.rows(table.name):
            graph.add_node(_name(table, row), **_node(table, row))
    for table in things:
        columns = [column for column in table.columns if column.kind in (Kind.ref, Kind.refs, Kind.about, Kind.agent)]
        for row in dataset.rows(table.name):
            for column in columns:
                _refer(dataset, graph, _name(table, row), column, getattr(row, column.name))
    for name in ENDS:
        _edges(dataset, graph, BY_NAME[name])
    return graph


def _name(table: Table, row: Any) -> str:
    return f"{table.kind}:{'/'.join(row_key(table.name, row))}"


def _node(table: Table, row: Any) -> dict[str, Any]:
    key = "/".join(row_key(table.name, row))
    label = getattr(row, _LABELS.get(table.name, "label")) or key
    return {"kind": table.kind, "row": key, "label": label, **dict(_cells(table, row))}


def _refer(dataset: Dataset, graph: nx.MultiDiGraph[str], name: str, column: Column, value: Any) -> None:
    """The edges from a node to what one of its columns names."""
    for item in value if isinstance(value, tuple) else (value,):
        if item is None or (column.kind is Kind.agent and item not in dataset.by_id("actors")):
            continue
        other = _target(column, item)
        key = f"{column.name}:{name}" + (f":{other}" if isinstance(value, tuple) else "")
        _add(graph, name, other, key, {"id": key, "kind": column.name, "label": column.name})


def _edges(dataset: Dataset, graph: nx.MultiDiGraph[str], table: Table) -> None:
    begin, end = (table.column(name) for name in ENDS[table.name])
    sources = {id: _source(source) for id, source in dataset.by_id("sources").items()}
    word = _WORDS.get(table.name)
    for row in dataset.rows(table.name):
        key = _name(table, row)
        data = {
            "id": key,
            "kind": table.kind,
            "row": key[len(table.kind) + 1 :],
            "label": str(getattr(row, word)) if word else table.kind,
        }
        data |= dict(_cells(table, row))
        if isinstance(stance := getattr(row, "stance", None), Stance):
            data |= _signed(stance)
        data |= sources.get(row.source, {})
        _add(graph, _target(begin, getattr(row, begin.name)), _target(end, getattr(row, end.name)), key, data)


def _add(graph: nx.MultiDiGraph[str], begin: str, end: str, key: str, data: dict[str, Any]) -> None:
    for name in (begin, end):
        if name not in graph:  # a reference to what the dataset does not hold
            kind, _, row = name.partition(":")
            graph.add_node(name, kind=kind, row=row, label=row)
    graph.add_edge(begin, end, key, **data)


def _target(column: Column, value: str) -> str:
    """The node that a cell names."""
    if column.kind in (Kind.target, Kind.about) and value.partition(":")[0] in prefixes(column):
        return value
    return f"{BY_NAME[column.to.split()[0]].kind}:{value}"


def _cells(table: Table, row: Any) -> Iterator[tuple[str, Any]]:
    """The attributes that hold the columns of a row, without its label and id."""
    for column in table.columns:
        value = getattr(row, column.name)
        if value is None or value == () or column.name == "label" or column.kind is Kind.id:
            continue
        name = column.name
        if name == "kind":
            name = column.vocabulary.replace("-", "_")
        elif name == "source":
            name = "source_id"
        yield name, list(value) if isinstance(value, tuple) else str(value) if isinstance(value, (When, Stance)) else value
        if name == "valid_from" and value.first is not None:
            yield "start", value.first.isoformat()
        if name == "valid_to" and value.last is not None:
            yield "end", value.last.isoformat()


def _signed(stance: Stance) -> dict[str, Any]:
    if stance.polarity is None:
        return {"sign": 0}
    found = {"polarity": stance.polarity, "sign": stance.sign}
    return found | {"weight": abs(stance.polarity)} if stance.sign else found


def _source(source: Any) -> dict[str, Any]:
    values = {name: getattr(source, name) for name in _SOURCE}
    return {f"source_{name}": str(value) for name, value in values.items() if value is not None}

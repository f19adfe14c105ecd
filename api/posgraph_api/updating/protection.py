"""What statements may be written: nothing to graphs that the service keeps itself, to a dataset only what can be read as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from posgraph import reading
from posgraph.errors import DataError, Fault
from posgraph.importers.registry import check_quads
from posgraph.model import Dataset
from posgraph.names import AUDIT_GRAPH, GRAPHS, ONTOLOGY_GRAPH, SCHEMES_GRAPH, dataset_graph, expand
from posgraph.store import Store
from posgraph.store.embedded import EmbeddedStore
from posgraph_api.access.caller import Caller, Right
from posgraph_api.http.problems import Problem
from posgraph_api.updating.outcome import UNNAMED, GraphChange, Outcome, node

_TYPE, _DATASET = NamedNode(expand("rdf:type")), NamedNode(expand("pg:Dataset"))
_KEPT = (AUDIT_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH)
_KEPT_UNDER = (GRAPHS + "record/", GRAPHS + "staging/")
_DATASETS = GRAPHS + "dataset/"


def is_protected(graph: str) -> bool:
    """True for a graph that only the service itself writes: the audit log, the ontology, and what it keeps beside datasets.

    >>> is_protected("https://w3id.org/posgraph/graph/audit"), is_protected("http://example.org/g")
    (True, False)
    """
    return graph in _KEPT or graph.startswith(_KEPT_UNDER)


def unprotected(graph: str) -> None:
    """Let a graph pass that may be written; a problem 403 for any other."""
    if is_protected(graph):
        fault = Fault("graph", graph, "a graph that the service does not keep itself")
        raise Problem(403, "protected-graph", f"Only the service itself writes the graph {graph}", [fault])


@dataclass(frozen=True, slots=True)
class Checked:
    """A dataset before and after a change: None where it was not there, or is not any more."""

    id: str
    before: Dataset | None
    after: Dataset | None


def check(store: Store, outcome: Outcome, caller: Caller) -> list[Checked]:
    """The datasets that an outcome changes. Raises Problem: 403 on a protected graph, and where a dataset would be removed by
    one who may not do that; 422, with every fault, where a dataset could not be read afterwards.
    """
    for change in outcome.graphs:
        unprotected(change.name)
    found: dict[str, Checked] = {}
    faults: list[Fault] = []
    for change in outcome.graphs:
        old = content(store, change.name)
        new = change.after(old)
        if not _holds_dataset(old) and not _holds_dataset(new) and not (change.name.startswith(_DATASETS) and new):
            continue
        try:
            if (checked := _checked(change, old, list(new), caller)) is not None:
                found[change.name] = checked
        except DataError as error:
            faults += error.faults
    faults += _taken(store, found)
    if faults:
        detail = (
            f"{len(faults)} fault{'s' * (len(faults) != 1)}; nothing was changed: a dataset must be readable after each change"
        )
        raise Problem(422, "invalid-data", detail, faults)
    return list(found.values())


def _taken(store: Store, found: Mapping[str, Checked]) -> Iterator[Fault]:
    """A fault for each dataset whose base another one has, in a graph that stays as it is or in one that is written too."""
    bases = {name: one.after.base for name, one in found.items() if one.after is not None}
    for name, base in bases.items():
        there = store.select(f"SELECT ?g {{ GRAPH ?g {{ {NamedNode(base)} a pg:Dataset }} }}").to_dicts()
        others = {str(row["g"]) for row in there} - {*found}
        others |= {other for other, taken in bases.items() if other != name and taken == base}
        for other in sorted(others):
            yield Fault(f"graph {name}", base, f"a base of its own; the dataset in {other} has this one")


def content(store: Store, graph: str) -> set[Quad]:
    """What a graph holds, the unnamed one included."""
    if isinstance(store, EmbeddedStore):
        return set(store.native.quads_for_pattern(None, None, None, node(graph)))
    return set(store.quads(graph)) if graph != UNNAMED else set()


def _holds_dataset(quads: Iterable[Quad]) -> bool:
    return any(quad.predicate == _TYPE and quad.object == _DATASET for quad in quads)


def _checked(change: GraphChange, old: set[Quad], new: list[Quad], caller: Caller) -> Checked | None:
    try:
        before = reading.dataset(list(old), change.name) if _holds_dataset(old) else None
    except DataError:  # what is there has faults already: this change may be what repairs it
        before = None
    if not new:
        removable(change.name, caller)
        return None if before is None else Checked(before.id, before, None)
    loaded = check_quads(new, change.name)
    for each in loaded:
        home = dataset_graph(each.id)
        if change.name != home and (before is None or before.id != each.id):
            raise DataError([Fault(f"graph {change.name or 'without a name'}", each.id, f"the dataset in its own graph, {home}")])
    if before is not None and before.id not in [each.id for each in loaded]:
        raise DataError([Fault(f"graph {change.name}", loaded[0].id, f"the dataset that lies there, {before.id}")])
    return Checked(loaded[0].id, before, loaded[0].dataset)


def removable(graph: str, caller: Caller) -> None:
    """Let those pass who may remove a dataset; a problem 403 for others."""
    if caller.right < Right.admin:
        fault = Fault("graph", graph, "a token with the right `admin`")
        raise Problem(403, "forbidden", f"To remove a dataset takes the right admin; this token has {caller.right.name}", [fault])

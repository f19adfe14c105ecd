"""Conflicts, overlaps, common ground and orders under /v1: their parameters, and the library's results, in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from posgraph.analysis.conflicts import conflicts as _conflicts
from posgraph.analysis.filters import chosen_actors, chosen_issues, chosen_rules
from posgraph.analysis.ground import ground as _ground
from posgraph.analysis.many import Place
from posgraph.analysis.orders import orders as _orders
from posgraph.analysis.overlaps import overlaps as _overlaps
from posgraph.analysis.rules import KINDS, RULES
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api import shapes
from posgraph_api.http.parameters import Given, Moment, Texts, each, option
from posgraph_api.listing import cursors, fields
from posgraph_api.listing.fields import FindingsPage, paths

ACTOR = "Only with this actor; two or more: only among them. Repeatable."
ISSUE = "Only on this issue and those below it. Repeatable."
WITHOUT = "Leave out this position, order or relation, to see what rests on it. Repeatable."
_SELF = "Also what one holder says against itself (a missed change, or a coding error)."


class FindingsQuery(Moment):
    """What every question about findings may be limited to."""

    actor: Texts = option((), ACTOR)
    issue: Texts = option((), ISSUE)
    without: Texts = option((), WITHOUT)

    @property
    def chosen(self) -> dict[str, Any]:
        """The arguments of the library's function."""
        return {"as_of": self.day, "ever": self.ever, "actors": self.actor, "issues": self.issue, "without": self.without}


class PairsQuery(FindingsPage, FindingsQuery):
    """What questions about pairs of positions may be limited to."""

    self_: bool = option(False, _SELF, "true or false", alias="self")


class ConflictsQuery(PairsQuery):
    """The parameters of /v1/conflicts."""

    rule: Texts = option((), f"Only this rule, by name or notation. One of {', '.join(RULES)}. Repeatable.")


class OverlapsQuery(PairsQuery):
    """The parameters of /v1/overlaps."""

    kind: Texts = option((), f"Only this kind. One of {', '.join(KINDS)}. Repeatable.")


class GroundQuery(FindingsQuery):
    """The parameters of /v1/ground."""

    actor: Texts = option((), "The actors whose common ground is asked for; all if left out. Repeatable.")


class OrdersQuery(FindingsQuery):
    """The parameters of /v1/orders."""

    limit: int | None = option(
        None, "At most so many contradictions and concessions for each component; all if left out.", "a whole number from 1", ge=1
    )


_ROWS = ("positions", "sequencing", "relations")

_CONFLICT, _OVERLAP = list(paths(shapes.Conflict)), list(paths(shapes.Overlap))


def conflict_refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What cannot be asked of conflicts."""
    yield from refusals(dataset, given)
    yield from fields.refusals(given, _CONFLICT)


def overlap_refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What cannot be asked of overlaps."""
    yield from refusals(dataset, given)
    yield from fields.refusals(given, _OVERLAP)


def refusals(dataset: Dataset, given: Given, kinds: Iterable[str] = KINDS) -> Iterator[UsageError]:
    """What cannot be asked of a dataset: names that nothing has, and a day together with all times."""
    known = {kind: kind for kind in kinds}
    yield from each(lambda name: chosen_actors(dataset, name), given.get("actor", ()))
    yield from each(lambda name: chosen_issues(dataset, name), given.get("issue", ()))
    yield from each(lambda name: chosen_rules(name, RULES), given.get("rule", ()))
    yield from each(lambda name: chosen_rules(name, known, "kind"), given.get("kind", ()))
    for name in given.get("without", ()):
        if not any(name in dataset.by_id(table) for table in _ROWS):
            hint = near(name, [id for table in _ROWS for id in dataset.by_id(table)])
            yield UnknownName("without", name, "the id of a position, a sequence preference or a relation", hint)
    if given.get("as_of") and _true(given.get("ever", ())):
        yield UsageError("ever", f"true, with as_of {given['as_of'][0]}", "one of the two: a day, or all times")


def _true(texts: Sequence[str]) -> bool:
    return bool(texts) and texts[0].lower() in ("1", "on", "t", "true", "y", "yes")


def conflicts(
    dataset: Dataset, query: ConflictsQuery, limit: int | None = None, after: Place | None = None, *, seconds: float
) -> dict[str, Any]:
    """Every conflict, or the first after a place in the order, in the library's shape."""
    return _conflicts(
        dataset, **query.chosen, rules=query.rule, within=query.self_, limit=limit, seconds=seconds, after=after
    ).to_dict()  # fmt: skip


def overlaps(dataset: Dataset, query: OverlapsQuery, limit: int | None = None, after: Place | None = None) -> dict[str, Any]:
    """Every overlap, or the first after a place in the order, in the library's shape."""
    return _overlaps(dataset, **query.chosen, kinds=query.kind, within=query.self_, limit=limit, after=after).to_dict()


def place(key: cursors.Key) -> Place:
    """The place in the library's order that a key of :func:`conflict_key` or :func:`overlap_key` names.

    Raises TypeError where it is none.
    """
    match key:
        case [float() | int() as weight, int() as rule, str() as a, str() as b]:
            return -float(weight), rule, a, b
    raise TypeError(key)


def ground(dataset: Dataset, query: GroundQuery) -> dict[str, Any]:
    """The common ground, in the library's shape."""
    return _ground(dataset, **query.chosen).to_dict()


def orders(dataset: Dataset, query: OrdersQuery, seconds: float) -> dict[str, Any]:
    """The orders of steps, in the library's shape."""
    return _orders(dataset, **query.chosen, limit=query.limit, seconds=seconds).to_dict()


def conflict_key(item: Mapping[str, Any]) -> cursors.Key:
    """Where a conflict stands in the library's order: heaviest first, then by rule, then by ids."""
    return -item["severity"], list(RULES).index(item["rule"]), item["a"]["position"], item["b"]["position"]


def overlap_key(item: Mapping[str, Any]) -> cursors.Key:
    """Where an overlap stands in the library's order: strongest first, then by kind, then by ids."""
    return -item["strength"], KINDS.index(item["kind"]), item["a"]["position"], item["b"]["position"]

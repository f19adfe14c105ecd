"""Conflicts, overlaps, common ground and orders under /v1: the library's results, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from posgraph.analysis.rules import KINDS, RULES
from posgraph.errors import Fault
from posgraph_api import cursors
from posgraph_api.parameters import Moment, Page, Texts, option
from posgraph_api.problems import unusable

if TYPE_CHECKING:
    from posgraph.graph import Graph

_ACTOR = "Only with this actor; two or more: only among them. Repeatable."
_WITHOUT = "Leave out this position, order or relation, to see what rests on it. Repeatable."
_SELF = "Also what one holder says against itself (a missed change, or a coding error)."


class FindingsQuery(Moment):
    """What every question about findings may be limited to."""

    actor: Texts = option((), _ACTOR)
    issue: Texts = option((), "Only on this issue and those below it. Repeatable.")
    without: Texts = option((), _WITHOUT)

    @property
    def chosen(self) -> dict[str, Any]:
        """The arguments of the library's function."""
        return {"as_of": self.day, "ever": self.ever, "actors": self.actor, "issues": self.issue, "without": self.without}

    @property
    def day(self) -> date | None:
        """The day that the answer holds for, None for all times; part of its key, since today's answer ends with today."""
        if self.ever and self.as_of:
            raise unusable([Fault("ever", f"true, with as_of {self.as_of}", "one of the two: a day, or all times")])
        return None if self.ever else self.as_of or date.today()


class _Pairs(FindingsQuery):
    self_: bool = option(False, _SELF, "true or false", alias="self")


class ConflictsQuery(Page, _Pairs):
    """The parameters of /v1/conflicts."""

    rule: Texts = option((), f"Only this rule, by name or notation. One of {', '.join(RULES)}. Repeatable.")


class OverlapsQuery(Page, _Pairs):
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


def conflicts(graph: Graph, query: ConflictsQuery) -> dict[str, Any]:
    """Every conflict, in the library's shape."""
    return graph.conflicts(**query.chosen, rules=query.rule, within=query.self_).to_dict()


def overlaps(graph: Graph, query: OverlapsQuery) -> dict[str, Any]:
    """Every overlap, in the library's shape."""
    return graph.overlaps(**query.chosen, kinds=query.kind, within=query.self_).to_dict()


def ground(graph: Graph, query: GroundQuery) -> dict[str, Any]:
    """The common ground, in the library's shape."""
    return graph.ground(**query.chosen).to_dict()


def orders(graph: Graph, query: OrdersQuery, seconds: float) -> dict[str, Any]:
    """The orders of steps, in the library's shape."""
    return graph.orders(**query.chosen, limit=query.limit, seconds=seconds).to_dict()


def page(found: Mapping[str, Any], query: ConflictsQuery | OverlapsQuery, listing: str) -> dict[str, Any]:
    """One page of a result with items, in the library's order: heaviest first, then by rule, then by ids."""
    key = _conflict if isinstance(query, ConflictsQuery) else _overlap
    items, after = cursors.cut(found["items"], key, listing, query.cursor, query.limit)
    return {**found, "items": items, "next": after}


def _conflict(item: Mapping[str, Any]) -> cursors.Key:
    return -item["severity"], list(RULES).index(item["rule"]), item["a"]["position"], item["b"]["position"]


def _overlap(item: Mapping[str, Any]) -> cursors.Key:
    return -item["strength"], KINDS.index(item["kind"]), item["a"]["position"], item["b"]["position"]

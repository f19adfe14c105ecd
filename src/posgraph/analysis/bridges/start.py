"""Bridges of orders: two steps begin together, in the place of one before the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import networkx as nx

from posgraph.analysis.bridges.build import both, built, label
from posgraph.analysis.bridges.change import Change, accepted, together
from posgraph.analysis.bridges.results import Bridge, Term
from posgraph.analysis.bridges.talks import Talks
from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.precedence import implied, precedence
from posgraph.analysis.results import Conflict
from posgraph.analysis.state import demand_of
from posgraph.graphs.constraints import CONDITION, PREFERENCE, Constraint, constraint_graph
from posgraph.model import Position, SequencePreference

MOST = 8
"""Of a contradiction with more members only all together are tried: its subsets would be too many."""


@dataclass(slots=True)
class Softened:
    """Orders that become ``with``, actor by actor, and all rows that must go for it."""

    talks: Talks
    drops: set[str] = field(default_factory=set)
    lifted: dict[str, set[str]] = field(default_factory=dict)
    starts: dict[tuple[str, str, str], SequencePreference] = field(default_factory=dict)

    def soften(self, actor: str, first: str, then: str, instead: Iterable[tuple[str, str]] = ()) -> None:
        """Let the two steps start together for an actor; every order of them that it states or waits for goes.

        ``instead`` are other pairs of steps whose order stood for this one: they go too.
        """
        same = self.talks.graph.same
        gone = {frozenset((min(same(x)), min(same(y)))) for x, y in ((first, then), *instead)}
        for h in self.talks.force.preferences:
            if h.row.actor == actor and frozenset((min(same(h.row.first)), min(same(h.row.then)))) in gone:
                self.drops.add(h.row.id)
        for own, held in self.talks.held(actor, 1):
            for g in held.row.only_if:
                if frozenset((min(same(own)), min(same(g)))) in gone:
                    self.drops.add(held.row.id)
                    self.lifted.setdefault(held.row.id, set()).add(g)
        self.starts[actor, *sorted((first, then))] = together(actor, first, then)  # type: ignore[index]

    def change(self) -> Change:
        """The change: a position that waited is held as before, on what is left of its conditions."""
        positions = []
        for id, lifted in sorted(self.lifted.items()):
            row = self.talks.positions[id].row
            demand = demand_of(self.talks.dataset, row.demand) or row.demand
            positions.append(accepted(row.actor, demand, (g for g in row.only_if if g not in lifted)))
        unique = {(p.actor, p.demand): p for p in positions}
        orders = tuple(self.starts[key] for key in sorted(self.starts))
        return Change(tuple(sorted(self.drops)), tuple(unique[key] for key in sorted(unique)), orders)


def starts(talks: Talks, conflict: Conflict) -> Iterator[Bridge]:
    """R7, R8, R9: `with` in the place of `before`, wherever that ends the conflict."""
    if conflict.rule == "order":
        yield from _of_contradiction(talks, conflict)
    elif conflict.rule == "refused-order":
        if steps := _steps(talks, conflict.b.position, conflict.chain):
            softened = Softened(talks)
            wanted = _steps(talks, conflict.a.position, conflict.chain) or steps
            softened.soften(conflict.a.actor, *wanted)
            softened.soften(conflict.b.actor, *wanted, [steps])
            softened.drops |= set(conflict.ids)
            yield from _told(talks, conflict, softened)
    elif conflict.rule == "deadlock":
        yield from _of_deadlock(talks, conflict)


def _of_contradiction(talks: Talks, conflict: Conflict) -> Iterator[Bridge]:
    """R7: the fewest members of the contradiction that leave it consistent when their steps start together instead."""
    members = [c for id in conflict.parts["cycle"] for c in _constraints(talks, id, conflict.chain)]
    movable = [c for c in members if c.kind in (PREFERENCE, CONDITION) and c.relation not in ("with", "equals")]
    for size in range(1, len(movable) + 1) if len(movable) <= MOST else (len(movable),):
        found = False
        for chosen in combinations(movable, size):
            if _consistent(_with(c) if c in chosen else c for c in members):
                softened = Softened(talks)
                for c in chosen:
                    softened.soften(c.holder, c.first, c.then)
                for bridge in _told(talks, conflict, softened):
                    found = True
                    yield bridge
        if found:
            return


def _of_deadlock(talks: Talks, conflict: Conflict) -> Iterator[Bridge]:
    """R9: what each of the two does only after the other begins together with it. Nothing begins with a refusal."""
    rows = [talks.positions[id].row for id in conflict.ids]
    waiting = [(row, demand_of(talks.dataset, row.demand)) for row in rows if row.only_if and row.stance.pro]
    if len(waiting) < 2 or rows[0].actor == rows[1].actor:
        return
    (one, x), (other, y) = waiting
    if not x or not y or y in talks.graph.same(x):
        return
    softened = Softened(talks)
    for row, own in ((one, x), (other, y)):
        waits = [g for g in row.only_if if g in conflict.chain]
        softened.soften(row.actor, x, y, [(g, own) for g in waits])
    yield from _told(talks, conflict, softened)


def _told(talks: Talks, conflict: Conflict, softened: Softened) -> Iterator[Bridge]:
    change = softened.change()
    first, second = sorted(conflict.ids)
    left = talks.still(change, (conflict.rule, first, second), frozenset((conflict.a.actor, conflict.b.actor)))
    if left or any(_refused(talks, order) for order in change.orders):
        return
    pairs: dict[frozenset[str], SequencePreference] = {}
    for order in change.orders:
        pairs.setdefault(frozenset((order.first, order.then)), order)
    says = [f"‘{label(talks, o.first)}’ and ‘{label(talks, o.then)}’ start together" for o in pairs.values()]
    demands = talks.dataset.by_id("demands")
    terms = [
        Term(
            issue=demands[order.first].issue,
            of=tuple(sorted({o.actor for o in change.orders if {o.first, o.then} == steps})),
            demand=order.first,
            label=f"{label(talks, order.first)} with {label(talks, order.then)}",
            relation="with",
            then=order.then,
        )
        for steps, order in pairs.items()
    ]
    text = f"{both(talks, conflict)} would accept: {'; '.join(says)}"
    evidence = [e for order in pairs.values() for e in _on_record(talks, order)]
    if bridge := built(talks, conflict, "with", change, text, terms, evidence=evidence):
        yield bridge


def _steps(talks: Talks, id: str, chain: tuple[str, ...]) -> tuple[str, str] | None:
    """The two steps that a row puts in order."""
    found = next(iter(_constraints(talks, id, chain)), None)
    return (found.first, found.then) if found else None


def _constraints(talks: Talks, id: str, chain: tuple[str, ...]) -> Iterator[Constraint]:
    """What a member of a conflict over orders says: a preference, a condition (of these steps), or a relation."""
    row: SequencePreference | Position | None
    if row := talks.preferences[id].row if id in talks.preferences else None:
        yield Constraint(id, PREFERENCE, row.actor, row.first, row.relation, row.then)
    elif row := talks.positions[id].row if id in talks.positions else None:
        later = demand_of(talks.dataset, row.demand) or ""
        near = {min(talks.graph.same(step)) for step in chain}
        for earlier in row.only_if:
            if min(talks.graph.same(earlier)) in near:
                yield Constraint(id, CONDITION, row.actor, later, CONDITION, earlier)
    elif relation := talks.dataset.by_id("relations").get(id):
        yield Constraint(id, relation.relation, relation.by, relation.demand_a, relation.relation, relation.demand_b)


def _with(c: Constraint) -> Constraint:
    return Constraint(c.source, c.kind, c.holder, c.first, "with", c.then)


def _consistent(constraints: Iterable[Constraint]) -> bool:
    """Whether these can all hold: no cycle of the points of their steps has a strict edge."""
    graph = constraint_graph(constraints)
    part = {point: n for n, points in enumerate(nx.strongly_connected_components(graph)) for point in points}
    return not any(data["strict"] and part[u] == part[v] for u, v, data in graph.edges(data=True))


def _refused(talks: Talks, order: SequencePreference) -> bool:
    """Whether the actor refuses that the two start together."""
    steps = _merged(talks, order)
    return any(
        h.row.actor == order.actor and h.row.stance.contra and h.row.relation == "with" and _merged(talks, h.row) == steps
        for h in talks.force.preferences
    )


def _on_record(talks: Talks, order: SequencePreference) -> list[Evidence]:
    """Who has said that the two should start together."""
    steps = _merged(talks, order)
    return [
        shown(talks.dataset, h)
        for h in talks.force.preferences
        if h.row.stance.pro and _merged(talks, h.row) == steps and any(o.relation == "with" for o in implied(precedence(h.row)))
    ]


def _merged(talks: Talks, order: SequencePreference) -> frozenset[str]:
    """The two steps, those that are the same under one name."""
    return frozenset(min(talks.graph.same(step)) for step in (order.first, order.then))

"""Conflicts: how severe each may be and what it hangs on; and disputes, all conflicts of some actors on one issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

import networkx as nx

from posgraph.analysis.force import Force
from posgraph.analysis.pairs import Pair
from posgraph.analysis.robustness import world as worlds
from posgraph.analysis.robustness.drops import Drop
from posgraph.analysis.robustness.findings import Dispute, Severity
from posgraph.analysis.robustness.hanging import Hanging
from posgraph.analysis.robustness.severities import places, severity
from posgraph.analysis.robustness.supports import supports
from posgraph.analysis.robustness.world import Key, World
from posgraph.analysis.rules import RULES
from posgraph.analysis.settlements.solver import OutOfTime
from posgraph.analysis.strength import side


def proof(pair: Pair, force: Force) -> frozenset[str]:
    """The reports and relations that a conflict, as it is told, rests on.

    A deadlock may also rest on orders of those who wait: where an order says the same as a condition, to leave it out is to
    imagine that its holder no longer waits.
    """
    cycle = frozenset(pair.extra.get("cycle", ()))
    waiting = {h.row.actor for h in force.positions if h.row.id in cycle}
    orders = (h.row.id for h in force.preferences if h.row.actor in waiting)
    return frozenset((pair.a.row.id, pair.b.row.id, *pair.relations, *cycle, *orders))


def severities(hanging: Hanging, bands: Sequence[Drop]) -> tuple[Severity, ...]:
    """Every conflict, the most severe first; none where time is over at once."""
    found = _found(hanging)
    ranges = {key: severity(pair.a.row, pair.b.row) for key, pair in found.items()}
    place = dict(zip(ranges, places(list(ranges.values())), strict=True))
    rules = list(RULES)
    told = [
        Severity(
            rule=pair.rule,
            a=pair.a.row.id,
            b=pair.b.row.id,
            issue=pair.issue,
            severity=min(side(pair.a.row).weight, side(pair.b.row).weight),
            low=float(ranges[key].low),
            high=float(ranges[key].high),
            best=place[key][0],
            worst=place[key][1],
            survives=hanging.survives(bands, partial(_stands, key)),
            hangs_on=tuple(drop.id for drop in hanging.on([proof(pair, hanging.base.force)], partial(_gone, key), single=True)),
            assumed={h.row.id: names for h in (pair.a, pair.b) if (names := side(h.row).assumed)},
        )
        for key, pair in found.items()
    ]
    return tuple(sorted(told, key=lambda c: (-c.severity, rules.index(c.rule), c.a, c.b)))


def disputes(hanging: Hanging, bands: Sequence[Drop]) -> tuple[Dispute, ...]:
    """Every dispute: first those with the most conflicts, then by issue and actors."""
    groups: defaultdict[worlds.Dispute, list[Pair]] = defaultdict(list)
    for pair in _found(hanging).values():
        groups[worlds.between(pair)].append(pair)
    told = []
    for key, pairs in groups.items():
        ends = [(p.a.row, p.b.row) for p in pairs]
        before = hanging.untried
        drops = hanging.on([proof(pair, hanging.base.force) for pair in pairs], partial(_settled, key))
        cut = hanging.untried > before
        told.append(
            Dispute(
                actors=key[0],
                issue=key[1],
                conflicts=len(pairs),
                rows=tuple(sorted({row.id for pair in ends for row in pair})),
                sources=tuple(sorted({row.source for pair in ends for row in pair if row.source})),
                apart=_apart((a.id, b.id) for a, b in ends),
                sources_apart=_apart((a.source or f"report {a.id}", b.source or f"report {b.id}") for a, b in ends),
                survives=hanging.survives(bands, partial(_lasts, key)),
                hangs_on=supports(hanging.asked.dataset, drops),
                partial=cut,
            )
        )
    return tuple(sorted(told, key=lambda d: (-d.conflicts, d.issue, d.actors)))


def _found(hanging: Hanging) -> dict[Key, Pair]:
    try:
        return hanging.base.conflicts
    except OutOfTime:
        hanging.complete = False
        return {}


def _stands(key: Key, world: World) -> bool:
    return not _gone(key, world)


def _gone(key: Key, world: World) -> bool:
    return not world.gone.isdisjoint(key[1:]) or key not in world.conflicts


def _lasts(key: worlds.Dispute, world: World) -> bool:
    return key in world.disputes


def _settled(key: worlds.Dispute, world: World) -> bool:
    return key not in world.disputes


def _apart(pairs: Iterable[tuple[str, str]]) -> int:
    """The largest number of pairs of which no two share an end; a pair with one end on both sides takes up that end alone.

    >>> _apart([("a", "x"), ("a", "y"), ("b", "y"), ("c", "c")])
    3
    """
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    graph.add_edges_from((("", a), ("", b) if a != b else ("itself", a)) for a, b in pairs)
    return len(nx.max_weight_matching(graph, maxcardinality=True))

"""Bridges of conditions: a yes to what is refused, if something else is granted in return."""

from __future__ import annotations

from collections.abc import Iterator

from posgraph.analysis.bridges.build import built, label, name
from posgraph.analysis.bridges.change import Change, accepted
from posgraph.analysis.bridges.results import Bridge, Term
from posgraph.analysis.bridges.talks import Talks
from posgraph.analysis.evidence import shown
from posgraph.analysis.force import Held
from posgraph.analysis.results import Conflict
from posgraph.analysis.state import demand_of
from posgraph.analysis.strength import side
from posgraph.model import Position

MOST = 3
"""How many conditions are told for each conflict."""


def conditions(talks: Talks, conflict: Conflict) -> Iterator[Bridge]:
    """R1, R2: the refuser accepts what it refuses only if another demand of its own is granted, the heaviest first.

    In return is asked what the other side neither refuses nor wants already: that alone is something to grant.
    """
    if conflict.rule not in ("contradiction", "refused-consequence"):
        return
    wanting, refusing = conflict.a.actor, conflict.b.actor
    refused = demand_of(talks.dataset, conflict.b.demand)
    if refused is None or wanting == refusing:
        return
    found = 0
    for own, h in _heaviest(talks, refusing):
        if found == MOST:
            return
        if own in talks.graph.needed(refused) or refused in talks.graph.needed(own):
            continue
        if talks.refuses(wanting, own) or talks.wants(wanting, own):
            continue
        change = Change((conflict.b.position,), (accepted(refusing, refused, (own,)), accepted(wanting, own)))
        says = (
            f"{name(talks, refusing)} would accept ‘{label(talks, refused)}’ only if ‘{label(talks, own)}’; "
            f"{name(talks, wanting)} would grant that"
        )
        demands = talks.dataset.by_id("demands")
        yes = Term(demands[refused].issue, (refusing,), refused, demands[refused].label, only_if=(own,))
        grant = Term(demands[own].issue, (wanting,), own, demands[own].label)
        evidence = (shown(talks.dataset, h),)
        if bridge := built(talks, conflict, "condition", change, says, (yes, grant), evidence=evidence):
            found += 1
            yield bridge


def _heaviest(talks: Talks, actor: str) -> list[tuple[str, Held[Position]]]:
    """What the actor is pro, each demand once with its weightiest position, the heaviest first."""
    best: dict[str, Held[Position]] = {}
    ranked = sorted(talks.held(actor, 1), key=lambda each: (-side(each[1].row).weight, each[1].row.id))
    for demand, h in ranked:
        best.setdefault(demand, h)
    return list(best.items())

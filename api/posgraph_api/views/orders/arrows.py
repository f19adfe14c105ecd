"""Who wants what before what, as steps and arrows: one arrow for each pair of steps and relation, with who wants it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx

from posgraph.analysis.words import Words, listed
from posgraph.graphs.constraints import CONDITION, PREFERENCE, REQUIRES, SAME, Constraint

ENOUGH = 32
"""How many steps a picture shows before it leaves out those far from contradictions."""

MOST = 90
"""How many steps a picture shows at most."""

MOST_ARROWS = 120
"""How many arrows a picture shows at most, those in contradictions first."""

HUES = 6
_TURNED = {"after": "before", "metBy": "meets", "overlappedBy": "overlaps", "during": "contains", "startedBy": "starts",
           "finishes": "finishedBy", REQUIRES: REQUIRES, CONDITION: CONDITION}  # fmt: skip
_LEVEL = ("with", "equals", "starts", SAME)
_EITHER = ("with", "equals", SAME)
_WORDS = {
    "before": "before", "meets": "right before", "overlaps": "overlapping", "contains": "around", "finishedBy": "ending with",
    "with": "together with", "equals": "at the same time as", "starts": "from the start of", SAME: "is the same step as",
    REQUIRES: "required for", CONDITION: "a condition of",
}  # fmt: skip
_SHORT = {
    "before": "", "with": "together", "equals": "at once", SAME: "same step", REQUIRES: "required", CONDITION: "only after",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the picture; ``tangled`` where it is in a contradiction, ``dim`` where another contradiction is chosen."""

    id: str
    label: str
    tangled: bool
    dim: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """An order that is wanted, or a condition or relation. ``kind``: preference, condition, requires or same.

    ``who`` wants it, as short as can be, and ``how``, where it is not simply before; ``says`` tells all of it.
    ``level``: the steps begin together. ``hue``: the colour of the one holder, None where others or several share one.
    ``cycles``: the contradictions it is in, by number. ``gone``: imagined away. ``loose``: the cheapest way out gives it up.
    """

    id: str
    tail: str
    head: str
    kind: str
    relation: str
    level: bool
    who: str
    how: str
    says: str
    sources: tuple[str, ...]
    hue: int | None
    cycles: tuple[int, ...]
    gone: bool = False
    loose: bool = False
    dim: bool = False

    @property
    def pair(self) -> str:
        """The pair of its steps, as a parameter names it."""
        return f"{self.tail}~{self.head}"


@dataclass(frozen=True, slots=True)
class Map:
    """The picture: what is shown, how much of what (``part``), and how many steps and arrows are left out."""

    steps: tuple[Step, ...]
    arrows: tuple[Arrow, ...]
    part: str
    steps_out: int
    arrows_out: int


def arrows(
    said: Iterable[Constraint],
    words: Words,
    cycles: Mapping[str, Sequence[int]],
    gone: Collection[Constraint] = (),
    loose: Collection[str] = (),
) -> tuple[Arrow, ...]:
    """The arrows of what is said; ``cycles`` numbers the contradictions of each member, ``loose`` are those given up."""
    grouped: defaultdict[tuple[bool, str, str, str, str], list[Constraint]] = defaultdict(list)
    for constraint in sorted({*said, *gone}):
        grouped[constraint in gone, *_forward(constraint)].append(constraint)
    spoken = Counter(c.holder for some in grouped.values() for c in some if c.kind in (PREFERENCE, CONDITION))
    hues = {actor: n for n, (actor, _) in enumerate(sorted(spoken.items(), key=lambda told: (-told[1], told[0]))[:HUES])}
    found = []
    for (away, kind, tail, relation, head), some in sorted(grouped.items()):
        holders = tuple(dict.fromkeys(c.holder for c in some))
        sources = tuple(dict.fromkeys(c.source for c in some))
        named = [words.actor(holder) for holder in holders]
        told = [f"{words.actor(holder)}{_hearsay(some, holder, words)}" for holder in holders]
        about = f"{words.demand(tail)} {_WORDS[relation]} {words.demand(head)}"
        found.append(
            Arrow(
                id=f"{'gone ' if away else ''}{kind} {tail} {relation} {head}",
                tail=tail,
                head=head,
                kind=kind,
                relation=relation,
                level=relation in _LEVEL,
                who=named[0] if len(named) == 1 else f"{named[0]} + {len(named) - 1}",
                how=_SHORT.get(relation, _WORDS[relation]),
                says=f"{listed(told, 4)}: {about}{', imagined away' if away else ''}",
                sources=sources,
                hue=hues.get(holders[0]) if len(holders) == 1 else None,
                cycles=() if away else tuple(sorted({n for source in sources for n in cycles.get(source, ())})),
                gone=away,
                loose=away or any(source in loose for source in sources),
            )
        )
    return tuple(found)


def mapped(every: Sequence[Arrow], words: Words, focus: Collection[str], part: str, chosen: int | None) -> Map:
    """What a picture shows of the arrows.

    ``part``: ``contradictions`` for the steps in these, ``near`` for their neighbours, too, ``all`` for every step; empty for
    the most of these that is not too large. ``focus`` are the steps in contradictions.
    """
    steps = {step for arrow in every for step in (arrow.tail, arrow.head)}
    near = {step for a in every if a.tail in focus or a.head in focus for step in (a.tail, a.head)}
    sizes = {"all": steps, "near": near, "contradictions": steps & set(focus)}
    if not focus:
        part = "all"
    taken = part or next((name for name, some in sizes.items() if len(some) <= ENOUGH), "contradictions")
    kept = _first(sizes[taken], every, focus)
    inside = [a for a in every if a.tail in kept and a.head in kept]
    first = sorted(inside, key=lambda a: (not a.cycles, chosen not in a.cycles, a.cycles, a.id))[:MOST_ARROWS]
    shown = [a for a in inside if len(inside) <= MOST_ARROWS or a in first]
    kept = {step for a in shown for step in (a.tail, a.head)}
    lit = {step for a in shown if chosen in a.cycles for step in (a.tail, a.head)} if chosen else set()
    tangled = {step for a in shown if a.cycles for step in (a.tail, a.head)}
    return Map(
        steps=tuple(Step(id, words.demand(id), id in tangled, bool(lit) and id not in lit) for id in sorted(kept)),
        arrows=tuple(_dimmed(a, chosen) for a in shown) if lit else tuple(shown),
        part=taken,
        steps_out=len(steps) - len(kept),
        arrows_out=len(every) - len(shown),
    )


def constraint_network(said: Iterable[Constraint], words: Words, cycles: Mapping[str, Sequence[int]]) -> nx.MultiDiGraph[str]:
    """All that is said as a graph of steps: one edge for each statement, from the earlier to the later step."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for c in sorted(said):
        kind, tail, relation, head = _forward(c)
        for step in (tail, head):
            graph.add_node(step, label=words.demand(step))
        graph.add_edge(
            tail, head, kind=kind, relation=relation, source=c.source, holder=c.holder, label=words.actor(c.holder),
            contradictions=" ".join(str(n) for n in sorted(set(cycles.get(c.source, ())))),
        )  # fmt: skip
    return graph


def _forward(c: Constraint) -> tuple[str, str, str, str]:
    """Kind, earlier step, relation and later step; steps that begin together by their ids."""
    relation = _TURNED.get(c.relation, c.relation)
    tail, head = (c.then, c.first) if c.relation in _TURNED else (c.first, c.then)
    if relation in _EITHER and head < tail:
        tail, head = head, tail
    return c.kind, tail, relation, head


def _hearsay(some: Iterable[Constraint], holder: str, words: Words) -> str:
    """On whose word it is known that a holder wants this; nothing where one statement of it is of its own side."""
    told = {words.hearsay(c.source).removeprefix(", ") for c in some if c.holder == holder}
    return f" ({listed(sorted(told))})" if "" not in told else ""


def _first(steps: Collection[str], every: Sequence[Arrow], focus: Collection[str]) -> set[str]:
    """At most so many steps: those in contradictions, then those with most arrows."""
    if len(steps) <= MOST:
        return set(steps)
    degree = Counter(step for a in every for step in (a.tail, a.head))
    return set(sorted(steps, key=lambda step: (step not in focus, -degree[step], step))[:MOST])


def _dimmed(arrow: Arrow, chosen: int | None) -> Arrow:
    return arrow if chosen in arrow.cycles else replace(arrow, dim=True)

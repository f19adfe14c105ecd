"""Small datasets for tests, written in one line a row."""

from datetime import date

from posgraph.model import Actor, Clause, Dataset, Demand, DemandRelation, Issue, Position, SequencePreference, When
from posgraph.stance import Stance

NOW = date(2025, 12, 29)


def when(text):
    return When.parse(text) if text else None


def position(id, actor, demand, stance="demands", begin=None, end=None, **more):
    return Position(id=id, actor=actor, demand=demand, stance=Stance(stance), valid_from=when(begin), valid_to=when(end), **more)


def order(id, actor, text, stance="demands", begin=None, end=None, **more):
    """``text`` reads ``ceasefire before peace``."""
    first, relation, then = text.split()
    return SequencePreference(
        id=id, actor=actor, first=first, relation=relation, then=then, stance=Stance(stance),
        valid_from=when(begin), valid_to=when(end), **more,
    )  # fmt: skip


def relation(text, by="coder"):
    """``text`` reads ``narrow entails wide``; the id is the text with dots."""
    a, word, b = text.split()
    return DemandRelation(id=f"{a}.{word}.{b}", demand_a=a, relation=word, demand_b=b, by=by)


def toy(positions=(), orders=(), relations=(), demands=(), issues=(), clauses=(), actors="n s t", **more):
    """A dataset; demands that are not given belong to the issue ``misc``."""
    named = {d.id for d in demands}
    rows = [*positions, *orders]
    used = {p.demand for p in positions if ":" not in p.demand}
    used |= {d for p in positions for d in p.only_if} | {s for o in orders for s in (o.first, o.then)}
    used |= {d for r in relations for d in (r.demand_a, r.demand_b)} | {c.demand for c in clauses if c.demand}
    implied = [Demand(id=d, issue="misc", label=d) for d in sorted(used - named)]
    everyone = sorted({*actors.split(), *(row.actor for row in rows)})
    return Dataset(
        id="toy",
        actors=tuple(Actor(id=a, label=a.upper(), kind="state") for a in everyone),
        issues=(Issue(id="misc", label="Misc"), *issues),
        demands=(*demands, *implied),
        relations=tuple(relations),
        positions=tuple(positions),
        sequencing=tuple(orders),
        clauses=tuple(clauses),
        **more,
    )


__all__ = ["NOW", "Clause", "Demand", "Issue", "order", "position", "relation", "toy", "when"]

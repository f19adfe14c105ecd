"""What the library says, from plain loops over positions, in the form in which engines answer."""

import numpy as np

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.strength import side
from posgraph.engine.meetings import TABLED


def found(dataset, day, which, limits):
    """Each pair in order: weight, rule, ids of both, hard, actors of both."""
    asked = [rule for rule in TABLED[which] if not limits.rules or rule in limits.rules]
    among = {"as_of": day, "ever": day is None, "actors": limits.actors, "issues": limits.issues, "within": limits.within}
    if which == "conflicts":
        items = conflicts(dataset, rules=asked, **among).items
        return [(i.severity, i.rule, i.a.position, i.b.position, i.hard, i.a.actor, i.b.actor) for i in items]
    items = overlaps(dataset, kinds=asked, **among).items
    return [(i.strength, i.kind, i.a.position, i.b.position, i.hard, i.a.actor, i.b.actor) for i in items]


def matrix(dataset, items, actors, measure):
    """Actors by actors, from listed pairs."""
    weights = {row.id: side(row).weight for row in dataset.positions}
    place = {name: n for n, name in enumerate(actors)}
    values = np.zeros((len(actors), len(actors)))
    for *_, a, b, _, one, other in items:
        value = 1 if measure == "count" else weights[a] * weights[b]
        values[place[one], place[other]] += value
        if one != other:
            values[place[other], place[one]] += value
    return values

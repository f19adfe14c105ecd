"""Whether an order of steps satisfies everyone, in words: each knot with its smallest contradiction, why, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders import Component, Concession, Contradiction, Orders
from posgraph.analysis.wording import count
from posgraph.analysis.words import number
from posgraph.graphs.constraints import CONDITION, REQUIRES
from posgraph_api.views.told.part import Part, Point, assumed
from posgraph_api.views.told.saying import Said, Telling, joined, words

KNOTS = 3
"""So many knots are told."""

CONTRADICTIONS = 2
"""So many contradictions of a knot are told."""

WAYS = 3
"""So many ways out of a knot are told, and all that cost as little as the cheapest, up to twice as many."""


_WAITING = ("before", "after", "meets", "metBy", REQUIRES, CONDITION)
"""Relations by which one step waits for the end of the other."""


def orders_part(found: Orders, telling: Telling) -> Part:
    """The part on orders."""
    wanted = count(len(found.preferences), "wanted order")
    if found.consistent:
        text = "One order of steps satisfies everyone"
        lead = words(
            f"The {wanted} in force can all be had together." if len(found.preferences) > 1 else f"{wanted} is in force."
        )
        return Part("orders", words(text), lead, (), (), False)
    told = found.components[:KNOTS]
    notes = [_left(found), *_assumptions(told), _partial(found)]
    return Part(
        "orders",
        words("No order of steps satisfies everyone"),
        _lead(found),
        tuple(_point(component, telling) for component in told),
        tuple(note for note in notes if note),
        True,
    )


def _lead(found: Orders) -> Said:
    every = sum(len(component.contradictions) for component in found.components)
    least = "at least " if found.partial else ""
    apart = f", in {len(found.components)} independent parts" if len(found.components) > 1 else ""
    wanted = count(len(found.preferences), "wanted order")
    hold = "holds" if len(found.preferences) == 1 else "hold"
    what = f"The {wanted} in force {hold}" if found.preferences else "What is in force holds"
    return words(f"{what} {least}{count(every, 'contradiction')}{apart}.")


def _point(component: Component, telling: Telling) -> Point:
    first, *more = component.contradictions or (None,)
    ways = _cheapest(component)
    also = [_told(each, telling) for each in more[: CONTRADICTIONS - 1] if each]
    left = len(more) - len(also)
    return Point(
        _told(first, telling) if first else words("Relations between demands contradict each other."),
        _because(first, telling) if first else (),
        tuple(_way(way, telling) for way in ways) or _hopeless(component, telling),
        len(component.concessions) - len(ways),
        (*also, *((words(f"{count(left, 'more contradiction')} among the same steps."),) if left > 0 else ())),
    )


def _told(found: Contradiction, telling: Telling) -> Said:
    """Who says what in it: two members that are each other's reverse in short."""
    members = list(dict.fromkeys(constraint.source for constraint in found.because))
    said = [telling.find(id) for id in members]
    if len(said) == 2 and (one := said[0]) and (other := said[1]):
        target = words("the reverse") if _reverse(one, other) else None
        return telling.says(one) + words(", but ") + telling.says(other, target) + words(".")
    return joined([telling.member(id) for id in members], "; ", "; and ") + words(".")


def _reverse(one: Evidence, other: Evidence) -> bool:
    if not one.steps or not other.steps:
        return False
    (a, relation, b), (c, same, d) = one.steps, other.steps
    return relation == same == "before" and (a, b) == (d, c)


def _because(found: Contradiction, telling: Telling) -> Said:
    """Why they cannot all hold: the way round."""
    if len(found.steps) == 1:
        return (
            words("They cannot all be had, because ")
            + telling.demand(found.steps[0])
            + words(" would have to come before itself.")
        )
    if len(found.steps) == 2 and len(found.members) == 2:
        if all(constraint.relation in _WAITING for constraint in found.because):
            return words("Both cannot be had, because each of the two steps would have to wait for the other.")
        return words("Both cannot be had, because the two steps cannot lie in time as both say.")
    way = joined([telling.demand(step) for step in (*found.steps, found.steps[0])], " → ", " → ")
    return words("They cannot all be had, because they lead round in a circle: ") + way + words(".")


def _cheapest(component: Component) -> tuple[Concession, ...]:
    if not component.concessions:
        return ()
    least = component.concessions[0].cost
    tied = sum(1 for way in component.concessions if way.cost - least < 1e-9)
    return component.concessions[: max(WAYS, min(tied, 2 * WAYS))]


def _way(way: Concession, telling: Telling) -> Said:
    """A way out: who would give up what, and what that costs."""
    return telling.moves(way.withdraw, "giving up") + words(f": cost {number(way.cost)}")


def _hopeless(component: Component, telling: Telling) -> tuple[Said, ...]:
    if not component.hard:
        return ()
    hard = joined([telling.member(id) for id in component.hard], "; ", "; ")
    return (words("none, since what nobody can withdraw contradicts itself: ") + hard,)


def _left(found: Orders) -> Said:
    left = len(found.components) - KNOTS
    return words(f"{count(left, 'more part is', 'more parts are')} not told here.") if left > 0 else ()


def _assumptions(told: tuple[Component, ...]) -> Iterator[Said]:
    """What a cost means, and which numbers in it are assumed."""
    ways = [way for component in told for way in _cheapest(component)]
    if ways:
        yield words("A cost is firmness × salience of what is given up.")
    for name in ("firmness", "salience"):
        yield assumed(name, (id for way in ways for id, names in way.assumed.items() if name in names))


def _partial(found: Orders) -> Said:
    return words("The search was cut short: there may be more contradictions and other ways out.") if found.partial else ()

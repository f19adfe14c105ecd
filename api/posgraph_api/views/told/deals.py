"""Whether a deal can keep every red line, in words: what blocks one, why, and who would have to move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from posgraph.analysis.settlements.problem import Bond
from posgraph.analysis.settlements.results import Blocker, Component, Concession
from posgraph.analysis.settlements.verdict import Verdict
from posgraph.analysis.wording import count
from posgraph.analysis.words import number
from posgraph_api.views.told.part import Part, Point, assumed
from posgraph_api.views.told.saying import Said, Telling, joined, words

COMPONENTS = 3
"""So many knots of red lines are told."""

BLOCKERS = 2
"""So many sets of red lines of a knot are told."""

WAYS = 3
"""So many ways out of a knot are told."""


def deals_part(parties: Verdict, everyone: Verdict | None, telling: Telling) -> Part:
    """The part on deals: about the parties, or, where these could agree, about all who hold a position."""
    if parties.feasible is not True:
        return _blocked(parties, telling.actors(parties.parties), (), telling)
    if everyone is not None and everyone.feasible is False:
        whose = words("all ") + words(count(len(everyone.parties), "actor")) + words(" that hold a position")
        note = words("A deal could keep every red line of the parties alone: ") + telling.actors(parties.parties) + words(".")
        return replace(_blocked(everyone, whose, note, telling), actors=everyone.parties)
    return _open(parties, everyone, telling)


def _open(found: Verdict, everyone: Verdict | None, telling: Telling) -> Part:
    lead = words("The parties are ") + telling.actors(found.parties) + words(".")
    if everyone is None or everyone.feasible:
        return Part("deals", words("A deal can keep every red line"), lead, (), (), False)
    all_of = f"all {count(len(everyone.parties), 'actor')} that hold a position"
    lead += words(f" Whether a deal can keep those of {all_of} is not known: the search was cut short.")
    return Part("deals", words("A deal can keep every red line of the parties"), lead, (), (), False)


def _blocked(found: Verdict, whose: Said, note: Said, telling: Telling) -> Part:
    if found.feasible is None:
        lead = words("The search among the red lines of ") + whose + words(" was cut short.")
        return Part("deals", words("Whether a deal can keep every red line is not known"), lead, (), (), False)
    told = found.components[:COMPONENTS]
    left = len(found.components) - len(told)
    notes = [
        note,
        words(f"{count(left, 'more part', 'more parts')} of what blocks a deal {'is' if left == 1 else 'are'} not told here.")
        if left
        else (),
        *_assumptions(told, telling),
        words("The search was cut short: there may be more.") if found.partial else (),
    ]
    least = "At least " if found.partial else ""
    sets = count(found.blockers, "set")
    block = "blocks" if found.blockers == 1 else "block"
    lead = words(f"{least}{sets} of red lines {block} a deal among ") + whose + words(".")
    if not found.blockers:
        lead = words("What binds a deal among ") + whose + words(" contradicts itself.")
    points = tuple(_point(component, telling) for component in told)
    return Part("deals", words("No deal keeps every red line"), lead, points, tuple(each for each in notes if each), True)


def _point(component: Component, telling: Telling) -> Point:
    if not component.blockers:
        bonds = joined([_bond(bond, telling) for bond in component.hard], "; ", "; ")
        return Point(words("No moving of red lines helps here."), bonds and words("Because ") + bonds + words("."))
    first, *more = component.blockers
    also = [_told(each, telling) for each in more[: BLOCKERS - 1]]
    left = len(more) - len(also)
    ways = component.concessions[:WAYS]
    return Point(
        _told(first, telling),
        _because(first, telling),
        tuple(_way(way, telling) for way in ways),
        len(component.concessions) - len(ways),
        (*also, *((words(f"{count(left, 'more set')} of red lines in the same part."),) if left > 0 else ())),
    )


def _told(blocker: Blocker, telling: Telling) -> Said:
    """Who drew which red line; a demand that two of them speak of is named once."""
    held = [found for id in blocker.members if (found := telling.find(id))]
    if len(held) == 2 and held[0].demand == held[1].demand:
        return telling.says(held[0]) + words(", but ") + telling.says(held[1], words("it")) + words(".")
    return joined([telling.member(id) for id in blocker.members]) + words(".")


def _because(blocker: Blocker, telling: Telling) -> Said:
    if not blocker.bonds:
        return words("The one asks for what the other refuses, and both are red lines.")
    return words("Because ") + joined([_bond(bond, telling) for bond in blocker.bonds], "; ", "; and ") + words(".")


def _bond(bond: Bond, telling: Telling) -> Said:
    """What binds a deal, in words."""
    demands = [telling.demand(literal.demand) for literal in bond.literals]
    if bond.rule in ("entails", "requires", "same", "incompatible") and bond.relations:
        return joined([telling.relation(id) for id in bond.relations], ", ")
    if bond.rule == "exhaustive":
        return words("one of these has to hold: ") + joined(demands, ", ", " or ")
    if bond.rule == "exclusive":
        return joined(demands) + words(" are options of which at most one can hold")
    if bond.rule == "range":
        return words("the numbers of ") + joined(demands) + words(" do not meet")
    if bond.rule == "scale":
        return joined(demands) + words(" lie too far apart on their scale")
    if bond.rule == "incompatible":
        return joined(demands) + words(" cannot hold together")
    return joined(demands) + words(f" are bound by the rule ‘{bond.rule}’")


def _way(way: Concession, telling: Telling) -> Said:
    """A way out: who would move on which red line, and what that costs."""
    return telling.moves(way.move, "moving on") + words(f": cost {number(way.cost)}")


def _assumptions(told: tuple[Component, ...], telling: Telling) -> Iterator[Said]:
    ways = [way for component in told for way in component.concessions[:WAYS]]
    if ways:
        yield words("A cost is firmness × salience of what is given up.")
    held = {id: found for way in ways for id in way.move if (found := telling.find(id))}
    yield assumed("salience", (id for id, found in held.items() if found.salience is None))

"""The hardest conflict of a day, in words, or that there is none."""

from __future__ import annotations

from posgraph.analysis.results import Conflict, Conflicts
from posgraph.analysis.wording import count
from posgraph.analysis.words import number
from posgraph_api.views.told.part import Part, Point, assumed
from posgraph_api.views.told.saying import Said, Telling, joined, words

BECAUSE = {
    "contradiction": "one is for what the other is against",
    "refused-consequence": "what one is for leads to what the other is against",
    "incompatible": "what they are for cannot hold together",
    "exclusive": "they are for different options of an issue that leaves room for one",
    "range": "the numbers that they are for do not meet",
    "scale": "what they are for lies too far apart on a scale",
    "order": "the orders that they want cannot both be had, alone or together with those of others",
    "refused-order": "one wants an order that the other rejects",
    "deadlock": "one waits for what the other will do only later, or refuses",
}
"""Why two rows conflict, by the name of the rule."""


def hardest(found: Conflicts, most: int) -> tuple[Conflict, ...]:
    """The hardest conflicts between different holders: red lines first, then by severity, each pair of holders and issue once."""
    first: dict[tuple[frozenset[str], str], Conflict] = {}
    by_severity = [each for each in found if not each.within]
    for conflict in (*filter(lambda each: each.hard, by_severity), *filter(lambda each: not each.hard, by_severity)):
        first.setdefault((frozenset((conflict.a.actor, conflict.b.actor)), conflict.issue), conflict)
        if len(first) == most:
            break
    return tuple(first.values())


def conflict_part(found: Conflicts, held: int, telling: Telling) -> Part:
    """The part on conflicts."""
    first = hardest(found, 1)
    if not first:
        every = f"{count(held, 'position or wanted order is', 'positions and wanted orders are')} in force"
        lead = words(f"{every}, and no rule sets two of different holders against each other.")
        return Part("conflicts", words("Nothing conflicts"), lead, (), (), False)
    (conflict,) = first
    hard = found.total_hard
    red = f", {hard} of them between red lines" if hard else ""
    lead = words(f"{count(found.total, 'conflict')} between positions in force{red}. The hardest is on ")
    notes = [*_assumed(conflict), words("The search among orders was cut short: there may be more.") if found.partial else ()]
    sides = joined([telling.actor(side.actor) for side in (conflict.a, conflict.b)])
    return Part(
        "conflicts",
        words("The hardest conflict is between ") + sides,
        lead + telling.issue(conflict.issue) + words("."),
        (Point(told(conflict, telling), why(conflict, telling)),),
        tuple(note for note in notes if note),
        True,
    )


def told(conflict: Conflict, telling: Telling) -> Said:
    """Who said what; a target that both speak of is named once."""
    same = not conflict.a.steps and conflict.a.demand == conflict.b.demand
    return telling.says(conflict.a) + words(", but ") + telling.says(conflict.b, words("it") if same else None) + words(".")


def why(conflict: Conflict, telling: Telling) -> Said:
    """The rule, the relations that it goes by, and how severe it is."""
    claims = [telling.relation(id) for id in conflict.parts.get("relations", ())]
    chain = words(": ") + joined(claims, "; ", "; ") if claims else ()
    red = " Both are red lines." if conflict.hard else ""
    return (
        words(f"They conflict because {BECAUSE.get(conflict.rule, f'of the rule ‘{conflict.rule}’')}")
        + chain
        + words(f". Severity {number(conflict.severity)} of 1.{red}")
    )


def _assumed(conflict: Conflict) -> tuple[Said, ...]:
    sides = (conflict.a, conflict.b)
    names = ("salience", "confidence")
    return tuple(assumed(name, (side.position for side in sides if getattr(side, name) is None)) for name in names)

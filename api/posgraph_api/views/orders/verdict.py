"""The answer about orders in sentences: whether one order suits all, why not, and the least that must move."""

from __future__ import annotations

from math import isclose

from posgraph.analysis.orders import Orders
from posgraph.analysis.words import Words, count, listed, number
from posgraph_api.views.told.part import assumed as unknown_of
from posgraph_api.views.told.saying import plain


def verdict(found: Orders) -> str:
    """The answer in a sentence."""
    if found.components:
        some = "at least " if found.partial else ""
        total = count(sum(len(part.contradictions) for part in found.components), "contradiction")
        apart = f" in {len(found.components)} independent parts" if len(found.components) > 1 else ""
        return f"No order of the steps satisfies all: {some}{total}{apart}"
    if not found.preferences and not found.conditions:
        return "Nobody wants the steps in any order"
    both = [
        count(len(some), name) for some, name in ((found.preferences, "wanted order"), (found.conditions, "condition")) if some
    ]
    return f"One order of the steps satisfies all: {listed(both)}"


def because(found: Orders, words: Words) -> tuple[str, ...]:
    """For each of the first parts its first contradiction: what is wanted there, and by whom."""
    told = []
    for part in found.components[:3]:
        wants = []
        for c in dict.fromkeys(part.contradictions[0].because):
            if c.kind in ("preference", "condition"):
                word = "only after" if c.kind == "condition" else c.relation
                wants.append(
                    f"{words.demand(c.first)} {word} {words.demand(c.then)} ({words.actor(c.holder)}{words.hearsay(c.source)})"
                )
        if len(wants) > 1:
            told.append(f"{listed(wants, 6)} cannot {'both' if len(wants) == 2 else 'all'} be had")
    return tuple(told)


def least(found: Orders, words: Words) -> str:
    """What the cheapest way out of all parts together asks of whom, and what would cost no more."""
    if found.consistent:
        return ""
    if not found.cheapest:
        return "No withdrawal of an order mends everything, since a part has no way out; so there is no roadmap."
    concession = found.cheapest.concession
    by = listed(f"{words.actor(actor)} gives up {count(n, 'order')}" for actor, n in concession.by.items())
    return f"The least that must move: {by} ({listed(concession.withdraw, 6)}), at a cost of {number(concession.cost)}."


def ties(found: Orders, words: Words) -> tuple[str, ...]:
    """For each part another way out that costs no more: that one of them was taken says nothing of who should move."""
    told = []
    for n, part in enumerate(found.components, 1):
        first, *others = part.concessions or (None,)
        as_cheap = [other for other in others if other and first and isclose(other.cost, first.cost)]
        if as_cheap and first:
            gives = listed(map(words.actor, as_cheap[0].by))
            where = f" in part {n}" if len(found.components) > 1 else ""
            more = f", and {count(len(as_cheap) - 1, 'other way', 'other ways')} out" if len(as_cheap) > 1 else ""
            other, instead = listed(as_cheap[0].withdraw, 6), listed(first.withdraw, 6)
            told.append(f"As cheap{where}: {gives} giving up {other}{more}, instead of {instead}.")
    return tuple(told)


def bound(found: Orders) -> str:
    """How much less a way out might cost, where none was proven to be the cheapest."""
    if found.consistent or not found.cheapest or found.cheapest.proven:
        return ""
    return f"This is the best found; no way out costs less than {number(found.cheapest.bound)}."


def missing(cycle: int | None, total: int) -> str:
    """That there is no contradiction of a number.

    >>> missing(7, 3)
    'There is no contradiction 7 here: there are 3.'
    """
    there = {0: "there is none", 1: "there is only one"}.get(total, f"there are {total}")
    return f"There is no contradiction {cycle} here: {there}."


def assumed(found: Orders) -> tuple[str, ...]:
    """Where an unknown firmness or salience was taken as 0.5."""
    unknown: dict[str, set[str]] = {}
    for concession in [each for part in found.components for each in part.concessions]:
        for id, names in concession.assumed.items():
            for name in names:
                unknown.setdefault(name, set()).add(id)
    return tuple(plain(unknown_of(name, ids, 12)) for name, ids in sorted(unknown.items()))

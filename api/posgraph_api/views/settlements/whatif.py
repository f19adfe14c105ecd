"""What is supposed and what it changes, as a page shows it; and scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posgraph.analysis.results import Conflict
from posgraph.analysis.scenario.changes import Change, Drop, Relate, SetOrder, SetStance
from posgraph.analysis.settlements.results import Settlements
from posgraph.analysis.whatif import Comparison, WhatIf
from posgraph.analysis.whatif.state import State
from posgraph.analysis.wording import RELATIONS
from posgraph.analysis.words import Words, count, listed, number, verb
from posgraph_api.views.settlements.concession import Line, line

SHOWN = 8
"""So many conflicts, contradictions and blockers of a kind are shown; the others are counted."""

Sides = tuple[tuple[Line, ...], ...]
"""Findings, each as the rows that it is between."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """One thing that is supposed: the parameter and the text that spell it, and what it says."""

    name: str
    text: str
    said: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One kind of finding before and after: a sentence on it, and what is gone and what is new, the first of so many."""

    title: str
    said: str
    better: bool | None
    gone_title: str
    gone: Sides
    gone_count: int
    new_title: str
    new: Sides
    new_count: int


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed, what that changes, and what is worth knowing of it."""

    assumed: tuple[Assumed, ...]
    turns: tuple[Turn, ...]
    notes: tuple[str, ...]
    within: Sides
    partial: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario beside the others, in numbers; ``id`` is empty for how things stand."""

    id: str
    label: str
    changes: tuple[str, ...]
    conflicts: str
    orders: str
    deal: str


def assumed(changes: Iterable[Change], accepted: Iterable[str], words: Words) -> tuple[Assumed, ...]:
    """What is supposed, in words, and the parameter of each."""
    told = tuple(_told(change, words) for change in changes)
    return (*told, *(Assumed("accept", id, f"This red line moves, and stays as a wish: {words.said(id)}", id) for id in accepted))


def turns(found: WhatIf, words: Words) -> tuple[Turn, ...]:
    """The difference in deals, orders and conflicts."""
    return (
        _deals(found, words),
        _turn(
            "The order of steps",
            f"{_ordered(found.after, True)} Without what is supposed: {_ordered(found.before, False)}",
            (len(found.freed), len(found.knotted)),
            ("Contradictions that are no more", (c.members for c in found.freed)),
            ("Contradictions that are new", (c.members for c in found.knotted)),
            words,
        ),
        _turn(
            "Conflicts",
            f"{count(len(found.after.conflicts), 'conflict')}, {len(found.before.conflicts)} without what is supposed.",
            (len(found.gone), len(found.new)),
            ("Conflicts that are gone", (c.ids for c in found.gone)),
            ("Conflicts that are new", (c.ids for c in found.new)),
            words,
        ),
    )


def moved(found: Settlements, today: Settlements, words: Words) -> Turn:
    """The difference that moving red lines alone makes: their positions stay, and so do conflicts and orders."""
    after, before = ([blocker.members for part in side.components for blocker in part.blockers] for side in (found, today))
    return _turn(
        "A deal",
        f"{verdict(found.feasible, found.least.cost if found.least else None)} "
        f"Without what is supposed: {lowered(verdict(today.feasible, today.least.cost if today.least else None))}",
        (len(set(before) - set(after)), len(set(after) - set(before))),
        ("Red lines that block no more", (ids for ids in before if ids not in after)),
        ("Red lines that block now", (ids for ids in after if ids not in before)),
        words,
    )


def notes(found: WhatIf, words: Words) -> tuple[str, ...]:
    """What is worth knowing of a scenario beside the difference that it makes."""
    idle = [f"It was not in force on that day anyway, so leaving it out changes nothing: {words.said(id)}" for id in found.idle]
    replaced = [f"What is supposed comes in the place of: {words.said(id)}" for id in found.replaced]
    return (*replaced, *idle)


def within(found: WhatIf, words: Words) -> Sides:
    """What an assumed row contradicts of what its own holder holds besides."""
    return tuple(_sides(conflict, words) for conflict in found.within[:SHOWN])


def compared(found: Comparison) -> tuple[Compared, ...]:
    """Scenarios side by side, after how things stand."""
    first = Compared("", "As things stand", (), str(len(found.before.conflicts)), *_verdicts(found.before))
    return (first, *(_compared(item) for item in found))


def verdict(feasible: bool | None, cost: float | None) -> str:
    """Whether there can be a deal, in a sentence.

    >>> verdict(True, None), verdict(False, 2.0)
    ('A deal can keep every red line.', 'No deal can keep every red line; the least that must move costs 2.')
    """
    if feasible:
        return "A deal can keep every red line."
    if feasible is None:
        return "Whether a deal can keep every red line is not known: time ran out."
    least = "no moving of red lines is known to help" if cost is None else f"the least that must move costs {number(cost)}"
    return f"No deal can keep every red line; {least}."


def lowered(text: str) -> str:
    """A sentence as it goes on after a colon.

    >>> lowered("No deal.")
    'no deal.'
    """
    return text[:1].lower() + text[1:]


def _told(change: Change, words: Words) -> Assumed:
    name, _, text = str(change).partition(" ")
    match change:
        case Drop():
            said = words.said(change.row)
            return Assumed(name, text, f"Withdrawn: {words.relation(change.row) if said == change.row else said}", change.row)
        case Relate():
            return Assumed(name, text, f"{words.demand(change.a)} {RELATIONS[change.relation]} {words.demand(change.b)}")
        case SetStance():
            terms = f", only if {listed(map(words.demand, change.only_if))}" if change.only_if else ""
            said = f"{words.actor(change.actor)} {verb(str(change.stance))}: {words.demand(change.demand)}{terms}"
        case SetOrder():
            steps = f"{words.demand(change.first)} {change.relation} {words.demand(change.then)}"
            said = f"{words.actor(change.actor)} {verb(str(change.stance))}: {steps}"
    return Assumed(name, text, said)


def _deals(found: WhatIf, words: Words) -> Turn:
    after, before = (
        verdict(side.feasible, side.concession.cost if side.concession else None) for side in (found.after, found.before)
    )
    return _turn(
        "A deal",
        f"{after} Without what is supposed: {lowered(before)}",
        (len(found.opened), len(found.closed)),
        ("Red lines that block no more", (b.members for b in found.opened)),
        ("Red lines that block now", (b.members for b in found.closed)),
        words,
    )


def _turn(
    title: str,
    said: str,
    counts: tuple[int, int],
    gone: tuple[str, Iterable[tuple[str, ...]]],
    new: tuple[str, Iterable[tuple[str, ...]]],
    words: Words,
) -> Turn:
    shown = [tuple(tuple(line(id, words) for id in ids) for ids in [*every][:SHOWN]) for _, every in (gone, new)]
    better = True if counts[0] and not counts[1] else False if counts[1] and not counts[0] else None
    return Turn(title, said, better, gone[0], shown[0], counts[0], new[0], shown[1], counts[1])


def _sides(conflict: Conflict, words: Words) -> tuple[Line, ...]:
    return tuple(line(id, words) for id in conflict.ids)


def _ordered(state: State, first: bool) -> str:
    """The verdict on the orders of a state."""
    if state.orders.consistent:
        return "One order of the steps suits all: the orders are free." if first else "one order of the steps suits all."
    figures: Mapping[str, float | int | None] = state.order_figures()
    found = count(int(figures["contradictions"] or 0), "contradiction")
    cost = figures["cost"]
    least = "no withdrawal helps" if cost is None else f"the cheapest withdrawals cost {number(cost)}"
    text = f"No order of the steps suits all: {found}, {least}."
    return text if first else lowered(text)


def _compared(item: WhatIf) -> Compared:
    name = item.scenario.label or listed(item.scenario.changes) or "nothing changes"
    clashes = f"{len(item.after.conflicts)} ({len(item.gone)} gone, {len(item.new)} new)"
    return Compared(item.scenario.id, name, item.scenario.changes, clashes, *_verdicts(item.after))


def _verdicts(state: State) -> tuple[str, str]:
    orders = (
        "one order suits all"
        if state.orders.consistent
        else _cost(len(state.contradictions), "contradiction", state.order_figures()["cost"])
    )
    deal = "possible" if state.feasible else _cost(len(state.blockers), "blocker", state.deal_figures()["cost"])
    return orders, deal


def _cost(found: int, thing: str, cost: float | None) -> str:
    return f"{count(found, thing)}, " + ("nothing known helps" if cost is None else f"least cost {number(cost)}")

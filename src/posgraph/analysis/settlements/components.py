"""Blockers that hang together, and all ways to undo them: the answer to "what must move", in independent components."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from posgraph.analysis.orders.contradictions import MOST, share
from posgraph.analysis.settlements.concessions import concession, concessions, duals, factors, prices, tied, within
from posgraph.analysis.settlements.parts import Part, parts
from posgraph.analysis.settlements.problem import Problem
from posgraph.analysis.settlements.reasons import Reasons
from posgraph.analysis.settlements.results import Blocker, Component, Concession
from posgraph.analysis.settlements.search import Search, cheapest_first
from posgraph.analysis.settlements.solver import OutOfTime


def components(problem: Problem, limit: int = MOST, deadline: float = float("inf")) -> tuple[Component, ...]:
    """What stands in the way of a deal; empty where the red lines leave room for one.

    Components share no red line. Those that no moving of red lines can help come first, then those with the most blockers,
    then by issues. At most ``limit`` blockers (the smallest) and ``limit`` concessions (the cheapest) of each are told, but at
    least one: it is what :func:`cheapest` goes by.

    After ``deadline`` (seconds of time.monotonic()) the search stops, and what is told is ``partial``: each blocker and each
    concession is one, but there may be others. Blockers of which it is not known how they hang together are then in one
    component, and where nothing at all is known there is one without any.

    >>> from datetime import date
    >>> from posgraph.analysis.force import in_force
    >>> from posgraph.analysis.settlements.problem import problem
    >>> from posgraph.model import Dataset, Demand, Position
    >>> from posgraph.stance import Stance
    >>> said = [("p1", "north", "demands", 0.9), ("p2", "south", "rejects", 0.4)]
    >>> rows = [Position(id=i, actor=a, demand="vote", stance=Stance(s), salience=n, firmness=1.0) for i, a, s, n in said]
    >>> d = Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=tuple(rows))
    >>> (found,) = components(problem(d, in_force(d, date(2025, 1, 1)), ("north", "south")))
    >>> [b.members for b in found.blockers], [(c.move, c.cost) for c in found.concessions]
    ([('p1', 'p2')], [(('p2',), 0.4), (('p1',), 0.9)])
    """
    most = max(limit, 1)
    try:
        tangled = parts(problem, deadline)
    except OutOfTime:
        return (Component((), (), (), partial=True),)
    found: list[Component] = []
    for n, part in enumerate(tangled):
        found += _of_part(problem, part, most, share(deadline, len(tangled) - n))
    return tuple(sorted(found, key=lambda c: (not c.hard, -len(c.blockers), c.issues, [b.members for b in c.blockers])))


def cheapest(found: Iterable[Component], problem: Problem) -> Concession | None:
    """The cheapest concession of every component, together; None where some component has none (it is hard, or time ran out).

    Moving these red lines makes a deal possible, if no component is partial; of no components, it is that of nobody.
    """
    parts = tuple(found)
    if not all(part.concessions for part in parts):
        return None
    return concession(problem, (id for part in parts for id in part.concessions[0].move))


def _of_part(problem: Problem, part: Part, limit: int, deadline: float) -> list[Component]:
    """The components of a part: half of its time goes into the search, the rest into what is told of it."""
    reasons = Reasons(part.bonds)
    ways: list[frozenset[str]] = []
    with Search(part, share(deadline, 2)) as search:
        try:
            if search.hard:
                bonds = reasons.why_not((), deadline)
                return [Component(_issues(problem, (x.demand for bond in bonds for x in bond.literals)), (), (), bonds)]
            for moved in search.concessions():
                ways.append(moved)  # one by one: those found before time runs out count
        except OutOfTime:
            return [_cut(problem, part, reasons, ways, limit, deadline)]
    found = []
    for n, choice in enumerate(choices := factors(ways)):
        until = share(deadline, len(choices) - n)
        blockers, all_of_them = duals(choice, limit, share(until, 2))
        for some in tied(blockers) if all_of_them else [blockers]:
            group = within(choice, frozenset[str]().union(*some)) if all_of_them else choice
            told = _told(part, reasons, some, until)
            partial = not all_of_them or len(told) < len(some) or len(group) > limit
            found.append(Component(_issues_of(problem, told), told, concessions(problem, group)[:limit], partial=partial))
    return found


def _cut(
    problem: Problem, part: Part, reasons: Reasons, ways: Iterable[frozenset[str]], limit: int, deadline: float
) -> Component:
    """What is known of a part where time ran out before all concessions were found: these, blockers, and the cheapest."""
    blockers: list[frozenset[str]] = []
    with Search(part, share(deadline, 3)) as search, suppress(OutOfTime):
        for members in islice(search.blockers(), limit):
            blockers.append(members)
    ways = set(ways)
    with Search(part, share(deadline, 2)) as search, suppress(OutOfTime):
        for moved in islice(cheapest_first(search, blockers, prices(problem)), limit):
            ways.add(moved)
    told = _told(part, reasons, sorted(blockers, key=lambda members: (len(members), sorted(members))), deadline)
    return Component(_issues_of(problem, told), told, concessions(problem, ways)[:limit], partial=True)


def _told(part: Part, reasons: Reasons, blockers: Iterable[frozenset[str]], deadline: float) -> tuple[Blocker, ...]:
    """The blockers with the bonds that they run against, as far as time allows."""
    found = []
    with suppress(OutOfTime):
        for members in blockers:
            found.append(_blocker(part, reasons, members, deadline))
    return tuple(found)


def _blocker(part: Part, reasons: Reasons, members: Iterable[str], deadline: float) -> Blocker:
    """What is to be told of red lines that are too much together. Raises OutOfTime."""
    ids = frozenset(members)
    asked = [bond for id in sorted(ids) for bond in part.asks[id]]
    bonds = reasons.why_not(asked, deadline)
    return Blocker(
        members=tuple(sorted(ids)),
        actors=tuple(sorted({line.actor for line in part.lines if line.id in ids})),
        demands=tuple(sorted({x.demand for bond in (*asked, *bonds) for x in bond.literals})),
        bonds=bonds,
    )


def _issues_of(problem: Problem, blockers: Iterable[Blocker]) -> tuple[str, ...]:
    return _issues(problem, (d for each in blockers for d in each.demands))


def _issues(problem: Problem, demands: Iterable[str]) -> tuple[str, ...]:
    by_id = problem.dataset.by_id("demands")
    return tuple(sorted({by_id[d].issue for d in demands}))

"""The cheapest concessions, where there are too many to find them all: hitting sets of blockers, by a MaxSAT solver."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from threading import Timer
from time import monotonic

from posgraph.analysis.settlements.blockers import Search
from posgraph.analysis.settlements.solver import OutOfTime


def cheapest_first(
    search: Search, known: Iterable[frozenset[str]], price: Mapping[str, int]
) -> Generator[frozenset[str], None, None]:
    """Concessions of a part that is not hard, the cheapest first, until there are no others. Raises OutOfTime.

    RC2 (Ignatiev, Morgado, Marques-Silva 2019) proposes the cheapest set that meets each blocker known so far; blockers that it
    leaves are added, until it leaves none. ``price`` is in whole numbers; of equals, any may come first.
    """
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    number = {id: n for n, id in enumerate(search.ids, 1)}
    formula = WCNF()
    formula.extend([sorted(number[id] for id in members) for members in known])
    for id, n in number.items():
        if price[id]:
            formula.append([-n], weight=price[id])
    with RC2(formula) as solver:
        timer = Timer(min(max(0.0, search.deadline - monotonic()), A_DAY), solver.interrupt)
        timer.daemon = True
        timer.start()
        try:
            while monotonic() < search.deadline:
                model = solver.compute(expect_interrupt=True)
                if model is None:
                    break
                moved = {search.ids[n - 1] for n in model if 0 < n <= len(search.ids)}
                if missed := _blockers(search, moved):
                    for members in missed:
                        solver.add_clause(sorted(number[id] for id in members))
                else:
                    found = search.needed(moved)
                    yield found
                    solver.add_clause(sorted(-number[id] for id in found))
            if monotonic() >= search.deadline:
                raise OutOfTime
        finally:
            timer.cancel()
            timer.join()


A_DAY = 86400.0
"""Seconds; a timer cannot wait for ever."""


def _blockers(search: Search, moved: Iterable[str]) -> list[frozenset[str]]:
    """Blockers that are left when these are moved, no two of which share a red line, until none is left."""
    left = set(search.ids).difference(moved)
    found = []
    while members := search.blocker(left):
        found.append(members)
        left -= members
    return found

"""Best deals as saliences vary: so many draws from their plausible ranges, each with its own best deals.

No exact answer is sought here: which deal is best changes at surfaces of many dimensions. A share of draws says how wide the
region is in which a deal stays best; the draws follow from a seed and from the ids alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor
from random import Random
from time import monotonic

from posgraph.analysis.robustness.ranges import plausible
from posgraph.analysis.robustness.results import Staying
from posgraph.analysis.settlements.frontier import frontier
from posgraph.analysis.settlements.problem import Problem, Wish
from posgraph.analysis.settlements.scales import MEASURES, scales
from posgraph.analysis.strength import side

STEP = 1000
"""Saliences are drawn in thousandths, so that sums of them are exact, and from one thousandth up: 0 would be indifference."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """How each best deal fares, and the number of draws made; ``complete`` is False where time allowed fewer than asked for."""

    best: Mapping[str, Staying]
    draws: int
    complete: bool = True


def drawn(problem: Problem, draws: int, seed: int, deadline: float) -> Drawn:
    """The deals that are best at the numbers as coded, and how they fare in the draws. ``deadline`` is in monotonic seconds.

    Only saliences are drawn: confidence has no part in a deal's worth, and which red lines bind is taken as coded.
    """
    coded = _best(problem, deadline)
    if coded is None:
        return Drawn({}, 0, complete=False)
    found: dict[str, list[frozenset[str]]] = {name: [] for name in coded}
    for wishes in _wishes(problem, draws, seed):
        here = _best(replace(problem, wishes=wishes), deadline)
        if here is None:
            break
        for name, deal in here.items():
            found[name].append(deal)
    made = len(found[MEASURES[0]])
    return Drawn({name: _staying(problem, coded[name], found[name]) for name in coded}, made, made == draws)


def _wishes(problem: Problem, draws: int, seed: int) -> Iterator[tuple[Wish, ...]]:
    """The wishes with drawn saliences, position by position in the order of their ids."""
    rng = Random(seed)
    rows = [(wish, problem.held[wish.position].row) for wish in sorted(problem.wishes, key=lambda wish: wish.position)]
    spans = [(wish, side(row).polarity, plausible("salience", row.salience)) for wish, row in rows]
    for _ in range(draws):
        yield tuple(
            replace(wish, weight=rng.randint(max(ceil(span.low * STEP), 1), floor(span.high * STEP)) / STEP * polarity)
            for wish, polarity, span in spans
        )


def _best(problem: Problem, deadline: float) -> dict[str, frozenset[str]] | None:
    """By measure, what the best deal holds of the demands that somebody wishes or refuses; None where time is over."""
    ends = scales(problem, deadline)
    found = frontier(problem, ends, len(problem.parties) + len(MEASURES), deadline)
    if monotonic() >= deadline or len(found.best) < len(MEASURES):
        return None
    deals = {deal.id: frozenset(deal.demands) for deal in found.deals}
    spoken = frozenset(d for wish in problem.wishes for d in wish.demands)
    return {name: deals[top.deal] & spoken for name, top in found.best.items()}


def _staying(problem: Problem, coded: frozenset[str], found: list[frozenset[str]]) -> Staying:
    wanted = {d for wish in problem.wishes if wish.weight > 0 for d in wish.demands}
    refused = {d for wish in problem.wishes if wish.weight < 0 for d in wish.demands}
    times = Counter(d for deal in found for d in deal)
    staked = [d for d in sorted(wanted | refused) if (d in refused and times[d]) or (d in wanted and times[d] < len(found))]
    return Staying(
        demands=tuple(sorted(coded)),
        share=found.count(coded) / len(found) if found else 1.0,
        deals=len(set(found)) or 1,
        always=tuple(d for d in staked if times[d] == len(found)),
        sometimes={d: times[d] / len(found) for d in staked if 0 < times[d] < len(found)},
        never=tuple(d for d in staked if not times[d]),
    )

"""The zone of possible agreement, issue by issue: what every deal holds, what some hold, what none can, and by whose red line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import inf

from posgraph.analysis.clash import Literal, contra, pro
from posgraph.analysis.settlements.problem import Problem
from posgraph.analysis.settlements.results import Range, Zone
from posgraph.analysis.settlements.solver import OutOfTime, Solver
from posgraph.graphs.entailments import entailments
from posgraph.graphs.incompatible import bounds
from posgraph.model import Demand

Interval = tuple[float, float]


def zones(problem: Problem, blocked: Iterable[str], deadline: float) -> tuple[tuple[Zone, ...], bool]:
    """The zones of all issues that the parties speak of, by issue, and whether there was time for all.

    Red lines that were moved do not bind here, but of those of which only some need to move, the others do; ``blocked`` are the
    issues on which some had to move. Empty where no settlement exists.
    """
    by_id = problem.dataset.by_id("demands")
    on: defaultdict[str, list[str]] = defaultdict(list)
    for d in problem.demands:
        on[by_id[d].issue].append(d)
    stopped, ranges = frozenset(blocked), _ranges(problem)
    found: list[Zone] = []
    try:
        with Solver(problem.demands, problem.bonds, deadline=deadline) as solver:
            lines: dict[Literal, tuple[str, ...]] = {solver.switch(line.bonds): (line.id,) for line in problem.red_lines}
            lines |= {solver.switch([bond]): bond.lines for bond in problem.either}
            if solver.holds(lines) is None:
                return (), True
            for issue in sorted(on):
                shut = {d: shut_by for d in on[issue] if (shut_by := _shut_by(solver, lines, d)) is not None}
                fixed = [d for d in on[issue] if d not in shut and solver.holds((contra(d), *lines)) is None]
                found.append(
                    Zone(
                        issue=issue,
                        fixed=tuple(fixed),
                        open=tuple(d for d in on[issue] if d not in shut and d not in fixed),
                        shut=tuple(shut),
                        shut_by=shut,
                        blocked=issue in stopped,
                        range=ranges.get((issue, "range")),
                        ranks=ranges.get((issue, "ranks")),
                    )
                )
    except OutOfTime:
        return tuple(found), False
    return tuple(found), True


def _shut_by(solver: Solver, lines: Mapping[Literal, tuple[str, ...]], demand: str) -> tuple[str, ...] | None:
    """Red lines that together keep a demand out, none of them to spare; none at all where no settlement can hold it anyway.

    Of those that may move, all are named of which one at least stays.

    None where some settlement holds it.
    """
    if solver.holds((pro(demand), *lines)) is not None:
        return None
    core = solver.core()
    kept = [line for line in lines if line in core]
    for line in list(kept):
        rest = [other for other in kept if other != line]
        if solver.holds((pro(demand), *rest)) is None:
            kept = rest
    return tuple(sorted({id for line in kept for id in lines[line]}))


def _ranges(problem: Problem) -> dict[tuple[str, str], Range]:
    """Where two parties or more have said yes to numbers, or to ranks, of one issue."""
    said: defaultdict[tuple[str, str], defaultdict[str, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for issue, kind, actor, interval in _said(problem):
        said[issue, kind][actor].append(interval)
    issues = problem.dataset.by_id("issues")
    return {
        (issue, kind): _range(by, issues[issue].unit if kind == "range" and issue in issues else None)
        for (issue, kind), by in sorted(said.items())
        if len(by) > 1
    }


def _said(problem: Problem) -> Iterator[tuple[str, str, str, Interval]]:
    """By issue, what each yes says of numbers and of ranks. A yes to what lies in several ranges is one to what they share."""
    graph, by_id = entailments(problem.dataset), problem.dataset.by_id("demands")
    for wish in problem.wishes:
        if problem.held[wish.position].row.stance.sign <= 0:
            continue
        shared: dict[str, Interval] = {}
        for e in graph.entailed(wish.demands[0]):
            demand: Demand = by_id[e]
            if demand.min is not None or demand.max is not None:
                (low, high), (least, most) = bounds(demand), shared.get(demand.issue, (-inf, inf))
                shared[demand.issue] = max(low, least), min(high, most)
            if demand.rank is not None:
                yield demand.issue, "ranks", wish.actor, (demand.rank, demand.rank)
        for issue, (low, high) in shared.items():
            if low <= high:
                yield issue, "range", wish.actor, (low, high)


def _range(by: Mapping[str, list[Interval]], unit: str | None) -> Range:
    hulls = {actor: (min(low for low, _ in said), max(high for _, high in said)) for actor, said in sorted(by.items())}
    low, high = max(low for low, _ in hulls.values()), min(high for _, high in hulls.values())
    return Range(
        unit=unit,
        by={actor: _open(ends) for actor, ends in hulls.items()},
        meet=_open((low, high)) if low <= high else None,
        gap=low - high if low > high else None,
    )


def _open(ends: Interval) -> tuple[float | None, float | None]:
    """The interval with nothing for an open side."""
    return (None if ends[0] == -inf else ends[0], None if ends[1] == inf else ends[1])

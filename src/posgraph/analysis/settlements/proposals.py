"""Plans on the table, measured: whom each satisfies how far, which red lines it crosses, and what would make a deal of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import dist, inf
from time import monotonic

from posgraph.analysis.clash import pro
from posgraph.analysis.settlements.maxsat import maxsat
from posgraph.analysis.settlements.problem import Bond, Problem, RedLine
from posgraph.analysis.settlements.results import Change, Deal, Measured, Scale
from posgraph.analysis.settlements.solver import OutOfTime, Solver
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, Proposal
from posgraph.model.dates import When

NEAREST = 3
"""How many of the nearest deals are told of a plan."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal, the demands of its clauses, and all that these bring with them."""

    proposal: Proposal
    clauses: Mapping[str, str]
    demands: frozenset[str]


def plans(dataset: Dataset, moment: date, issues: Collection[str] = ()) -> Iterator[Plan]:
    """The plans made by that day that have a clause with a demand on these issues (none: on any), as far as they are about them.

    A plan that is said not to exist is none.
    """
    issue_of = {d.id: d.issue for d in dataset.demands}
    clauses: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for clause in dataset.clauses:
        if clause.demand and (not issues or issue_of[clause.demand] in issues):
            clauses[clause.proposal][clause.number] = clause.demand
    graph = entailments(dataset)
    for proposal in dataset.proposals:
        asked = clauses.get(proposal.id)
        if asked and proposal.status != "absent" and _begun(proposal.date, moment):
            yield Plan(proposal, asked, frozenset(e for d in asked.values() for e in graph.needed(d)))


def _begun(when: When | None, moment: date) -> bool:
    return when is None or when.first is None or when.first <= moment


def measured(
    problem: Problem, plan: Plan, scales: Mapping[str, Scale], deals: Sequence[Deal], repair: frozenset[str] | None = None
) -> Measured:
    """The plan beside the parties' red lines and the deals of the frontier; ``repair`` is the settlement nearest to its text."""
    values = problem.values(plan.demands)
    point = {actor: scales[actor].of(value) for actor, value in values.items()}
    crosses, silent = _red_lines(problem, plan.demands)
    ways = sorted((dist([*point.values()], [deal.satisfaction[a] for a in point]), n) for n, deal in enumerate(deals))
    nearest = tuple(_change(problem, plan, deals[n].id, frozenset(deals[n].demands), far) for far, n in ways[:NEAREST])
    mended = None
    if repair is not None:
        there = {actor: scales[actor].of(value) for actor, value in problem.values(repair).items()}
        mended = _change(problem, plan, "", repair, dist([*point.values()], [there[a] for a in point]))
    return Measured(
        proposal=plan.proposal.id,
        label=plan.proposal.label,
        status=plan.proposal.status,
        date=plan.proposal.date.text if plan.proposal.date else None,
        demands=tuple(sorted(plan.demands)),
        satisfaction=point,
        values=values,
        crosses=crosses,
        silent=silent,
        clashes=tuple(_clashes(problem, plan.demands)),
        distance=ways[0][0] if ways else None,
        beaten_by=tuple(deal.id for deal in deals if _beats(deal.values, values)),
        nearest=nearest,
        repair=mended,
    )


def _red_lines(problem: Problem, demands: frozenset[str]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By party, the red lines that the plan crosses, and those that it only says nothing of.

    It crosses one if no settlement that says all this and more can keep it. Where no settlement can say all this, it crosses one
    if to keep it makes the plan clash with itself where it does not so far.
    """
    crosses: defaultdict[str, list[str]] = defaultdict(list)
    silent: defaultdict[str, list[str]] = defaultdict(list)
    said = [pro(d) for d in sorted(demands)]
    with Solver(problem.demands, problem.bonds) as room:
        possible = room.holds(said) is not None
        for line in sorted((*problem.red_lines, *problem.moved), key=lambda line: line.id):
            kept = all(bond.holds(demands) for bond in line.bonds)
            if possible:
                can = room.holds((*said, room.switch(line.bonds))) is not None
            else:
                can = kept or _can_keep(problem, line, demands)
            if not (kept and can):
                (silent if can else crosses)[line.actor].append(line.id)
    return _by_party(problem, crosses), _by_party(problem, silent)


def _by_party(problem: Problem, ids: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {actor: tuple(ids[actor]) for actor in problem.parties if actor in ids}


def _can_keep(problem: Problem, line: RedLine, demands: frozenset[str]) -> bool:
    """Whether a red line holds of the plan with more added to it, without a clash that the plan has not already."""
    graph = entailments(problem.dataset)
    missing = [x.demand for bond in line.bonds if not bond.holds(demands) for x in bond.literals if x.sign > 0]
    if len(missing) < sum(not bond.holds(demands) for bond in line.bonds):
        return False  # what is refused is in
    added = demands.union(*(graph.needed(d) for d in missing))
    return set(_clashes(problem, added)) <= set(_clashes(problem, demands))


def _clashes(problem: Problem, demands: frozenset[str]) -> Iterator[Bond]:
    """The bonds that forbid some of these demands together."""
    return (b for b in problem.bonds if not b.holds(demands) and all(x.sign < 0 for x in b.literals))


def _beats(values: Mapping[str, float], others: Mapping[str, float]) -> bool:
    """Whether no party is worse off and some party is better off, beyond what rounding can make of a sum."""
    gains = [round(values[actor] - other, 9) for actor, other in others.items()]
    return min(gains, default=0) >= 0 and max(gains, default=0) > 0


def _change(problem: Problem, plan: Plan, deal: str, demands: frozenset[str], distance: float) -> Change:
    """What goes and what comes. A clause that the deal could hold as well, at no loss or gain to anybody, need not go."""
    kept = demands
    for _, d in sorted(plan.clauses.items(), key=_place):
        more = kept.union(entailments(problem.dataset).needed(d))
        if problem.values(more) == problem.values(demands) and all(bond.holds(more) for bond in problem.binding):
            kept = more
    return Change(
        deal=deal,
        distance=distance,
        dropped=tuple(sorted(plan.demands - kept)),
        clauses=tuple(number for number, d in sorted(plan.clauses.items(), key=_place) if d not in kept),
        added=tuple(sorted(demands - plan.demands)),
    )


def _place(clause: tuple[str, str]) -> tuple[int, str]:
    """Clauses by number as people count them: c2 before c10."""
    digits = "".join(c for c in clause[0] if c.isdigit())
    return int(digits or 0), clause[0]


def repaired(problem: Problem, plan: Plan, deadline: float = inf) -> frozenset[str] | None:
    """The settlement that keeps most clauses of the plan and, of those, adds fewest demands; None where none exists.

    MaxSAT: to lose a clause weighs more than to add every demand there is. Raises OutOfTime.
    """
    from pysat.formula import WCNF

    number = {d: n for n, d in enumerate(problem.demands, 1)}
    formula = WCNF()
    for bond in problem.binding:
        formula.append([x.sign * number[x.demand] for x in bond.literals])
    asked = Counter(plan.clauses.values())
    for d in problem.demands:
        if d in asked:
            formula.append([number[d]], weight=(len(number) + 1) * asked[d])
        elif d not in plan.demands:
            formula.append([-number[d]], weight=1)
    with maxsat(formula, deadline) as solver:
        model = solver.compute(expect_interrupt=True)
    if model is None and monotonic() >= deadline:
        raise OutOfTime
    return None if model is None else frozenset(d for d, n in number.items() if model[n - 1] > 0) if number else frozenset()

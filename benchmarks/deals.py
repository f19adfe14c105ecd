"""Settlements at size: 20 issues of five options each, 40 pairs of them incompatible; the best deal, and the frontier."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import inf
from random import Random
from time import monotonic

from benchmarks.clock import best, line
from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.best import best as best_deal
from posgraph.analysis.settlements.diagram import ordered
from posgraph.analysis.settlements.encoding import encode
from posgraph.analysis.settlements.frontier import frontier
from posgraph.analysis.settlements.maxsat import optimum
from posgraph.analysis.settlements.problem import Problem, problem, whole
from posgraph.analysis.settlements.scales import Measures, scales
from posgraph.analysis.settlements.ways import ways
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance

ISSUES, OPTIONS, PAIRS = 20, 5, 40
BY_DISTANCE = (Stance.demands, Stance.supports, Stance.accepts, Stance.opposes, Stance.rejects)
NAIVE = 2.0
"""Seconds after which the enumeration one by one is cut off."""


def posed(parties: int, seed: int) -> Problem:
    """Each party has an option that it wants on each issue, and says the less to others the farther they are from it."""
    random = Random(seed)
    options = [[f"i{i:02}o{o}" for o in range(OPTIONS)] for i in range(ISSUES)]
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < PAIRS:
        i, j = sorted(random.sample(range(ISSUES), 2))
        pairs[random.choice(options[i]), random.choice(options[j])] = None
    positions = []
    for party in range(parties):
        for i, names in enumerate(options):
            wanted, salience = random.randrange(OPTIONS), random.randint(1, 20) / 20
            for o, name in enumerate(names):
                stance = BY_DISTANCE[abs(o - wanted)]
                id = f"p{party}.{i:02}.{o}"
                positions.append(Position(id=id, actor=f"a{party}", demand=name, stance=stance, salience=salience))
    dataset = Dataset(
        id="bench",
        actors=tuple(Actor(id=f"a{n}", label=f"A{n}", kind="state") for n in range(parties)),
        issues=tuple(Issue(id=f"i{i:02}", label="I", exclusive=True, exhaustive=True) for i in range(ISSUES)),
        demands=tuple(Demand(id=name, issue=name[:3], label=name) for names in options for name in names),
        relations=tuple(DemandRelation(id=f"{a}.{b}", demand_a=a, relation="incompatible", demand_b=b, by="c") for a, b in pairs),
        positions=tuple(positions),
    )
    return problem(dataset, in_force(dataset, date(2025, 12, 29)), [f"a{n}" for n in range(parties)])


def ours(asked: Problem, measures: Measures, name: str) -> int:
    """The best deal by this measure, as posgraph finds it when it is asked for the first time."""
    ordered.cache_clear()
    every = ways(encode(asked, asked.binding), inf)
    assert every
    found = best_deal(every, measures, name, inf)
    assert found.proven
    return measures.of(name, found.point.values)


def by_maxsat(asked: Problem, measures: Measures) -> int:
    """The best total by the part of posgraph that is at work for the ends of the scales, and where diagrams grow too wide."""
    encoding = encode(asked, asked.binding)
    weights = {v: sum(measures.shares(row)) for v, row in encoding.gains.items()}
    return optimum(encoding, weights, inf).bound - sum(measures.shares(measures.worst))


def worth(asked: Problem, measures: Measures) -> dict[str, int]:
    """What each option adds to the total satisfaction."""
    found = dict.fromkeys(asked.demands, 0)
    for wish in asked.wishes:
        found[wish.demands[0]] += whole(wish.weight) * measures.factors[asked.parties.index(wish.actor)]
    return found


def maxsat(asked: Problem, measures: Measures) -> int:
    """The best total by python-sat's RC2 as it comes, on the bonds as they are."""
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    number = {d: n for n, d in enumerate(asked.demands, 1)}
    formula = WCNF()
    for bond in asked.bonds:
        formula.append([x.sign * number[x.demand] for x in bond.literals])
    most = -sum(measures.shares(measures.worst))
    for demand, value in worth(asked, measures).items():
        if value:
            formula.append([number[demand] if value > 0 else -number[demand]], weight=abs(value))
            most += max(value, 0)
    with RC2(formula) as solver:
        solver.compute()
        return most - int(solver.cost)


def highs(asked: Problem, measures: Measures, least: bool) -> float:
    """The best by the total or by the least satisfied by HiGHS (scipy), binary variables; as a part of 1."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    place = {d: n for n, d in enumerate(asked.demands)}
    n, parties = len(place), len(asked.parties)
    gains = np.zeros((parties, n + 1))
    for wish in asked.wishes:
        party = asked.parties.index(wish.actor)
        gains[party, place[wish.demands[0]]] += whole(wish.weight) / measures.span[party]
    rows, lows = np.zeros((len(asked.bonds), n + 1)), []
    for i, bond in enumerate(asked.bonds):
        for x in bond.literals:
            rows[i, place[x.demand]] = x.sign
        lows.append(1.0 - sum(x.sign < 0 for x in bond.literals))
    base = np.array([-low / span for low, span in zip(measures.worst, measures.span, strict=True)])
    goal = np.zeros(n + 1)
    goal[n] = -1.0  # the last variable is what is to be large
    total = gains.sum(axis=0, keepdims=True)
    bound, shift = (gains, base) if least else (total, base.sum(keepdims=True))
    bound = bound.copy()
    bound[:, n] = -1.0
    limits = [LinearConstraint(rows, lb=lows), LinearConstraint(bound, lb=-shift)]
    whole_ones = np.array([1] * n + [0])
    found = milp(goal, integrality=whole_ones, bounds=Bounds(0, [1] * n + [parties]), constraints=limits,
                 options={"mip_rel_gap": 0.0})  # fmt: skip
    return float(-found.fun)


def one_by_one(asked: Problem, until: float) -> int:
    """Points of the frontier of the settlements tried one by one, issue by issue, until the time is up."""
    gains: dict[str, list[float]] = {d: [0.0] * len(asked.parties) for d in asked.demands}
    for wish in asked.wishes:
        gains[wish.demands[0]][asked.parties.index(wish.actor)] += wish.weight
    issues = [[d for d in asked.demands if d.startswith(f"i{i:02}")] for i in range(ISSUES)]
    clash = {frozenset(x.demand for x in b.literals) for b in asked.bonds if b.rule == "incompatible"}
    kept: list[tuple[float, ...]] = []
    stack: list[tuple[str, ...]] = [()]
    while stack and monotonic() < until:
        chosen = stack.pop()
        if len(chosen) < ISSUES:
            stack += [(*chosen, d) for d in issues[len(chosen)] if not any(frozenset((d, e)) in clash for e in chosen)]
            continue
        point = tuple(map(sum, zip(*(gains[d] for d in chosen), strict=True)))
        if not any(all(x >= y for x, y in zip(other, point, strict=True)) for other in kept):
            kept = [o for o in kept if not all(x <= y for x, y in zip(o, point, strict=True))] + [point]
    return len(kept)


def main() -> None:
    """Print what each takes, beside a rival that is checked to give the same answer."""
    try:
        import scipy  # noqa: F401
    except ImportError:
        scipy_there = False
        print("scipy is not installed: its rivals are left out")
    else:
        scipy_there = True
    six = posed(6, seed=1)
    measures = Measures(six.parties, scales(six))
    plain = best(lambda: maxsat(six, measures), 3)
    assert by_maxsat(six, measures) == ours(six, measures, "total") == maxsat(six, measures)
    taken = best(lambda: by_maxsat(six, measures))
    line("best by total, six parties", taken, "python-sat RC2, plain encoding", plain, 1.0)
    drawn = best(lambda: ours(six, measures, "total"), 3)
    line("the same of fewest demands, by the diagram", drawn, "python-sat RC2, plain, any of the best", plain, 1.0)
    if scipy_there:
        line("best by total, six parties", taken, "HiGHS", best(lambda: highs(six, measures, least=False), 1), 1.0)
        assert abs(ours(six, measures, "least") / measures.one - highs(six, measures, least=True)) < 1e-6
        least = best(lambda: ours(six, measures, "least"), 1)
        line("best by the least satisfied, six parties", least, "HiGHS", best(lambda: highs(six, measures, least=True), 1))
    for seed in (1, 2, 3):
        three = posed(3, seed)
        ends = scales(three)
        found = frontier(three, ends)
        assert found.complete
        points = [tuple(deal.values.values()) for deal in found.deals[:200]]
        assert not any(all(x >= y for x, y in zip(a, b, strict=True)) for a, b in combinations(points, 2))
        taken = best(lambda: (ordered.cache_clear(), frontier(three, ends, 100)), 2)  # noqa: B023 (called at once)
        begun = monotonic()
        naive = one_by_one(three, begun + NAIVE)
        rival = f"one by one, cut off: {naive} points"
        line(f"frontier of three parties, {found.count} points", taken, rival, monotonic() - begun, 10.0)

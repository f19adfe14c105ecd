"""Settlements one by one: every set of demands, straight from the definitions, in fractions."""

from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import prod

from hypothesis import strategies as st

from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.problem import problem
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance

DAY = date(2025, 12, 29)
PARTIES = ("n", "s", "t")

degrees = st.sampled_from([None, 0.0, 0.1, 0.2, 0.3, 0.7, 1.0])
firmness = st.sampled_from([None, 0.5, 0.5, 0.5, 1.0])
STANCES = [Stance.demands, Stance.supports, Stance.accepts, Stance.conditional, Stance.opposes, Stance.rejects]


@st.composite
def datasets(draw, size=8):
    """Up to ``size`` demands on an open issue, one with exclusive and one with exhaustive options, tied by relations."""
    ids = "abcdefghij"[: draw(st.integers(1, size))]
    issues = (Issue(id="i", label="I"), Issue(id="x", label="X", exclusive=True))
    issues += (Issue(id="e", label="E", exclusive=draw(st.booleans()), exhaustive=True),)
    demands = tuple(
        Demand(id=id, issue=draw(st.sampled_from("ixxee")), label=id, rank=draw(st.sampled_from([None, None, 1, 2])))
        for id in ids
    )
    words = st.sampled_from(["entails", "requires", "same", "incompatible", "incompatible"])
    pick = st.sampled_from(ids)
    ties = draw(st.lists(st.tuples(pick, words, pick), max_size=6, unique=True))
    relations = tuple(DemandRelation(id=f"{a}.{w}.{b}", demand_a=a, relation=w, demand_b=b, by="c") for a, w, b in ties if a != b)
    positions = tuple(
        Position(
            id=f"p{n:02}", actor=draw(st.sampled_from(PARTIES)), demand=draw(pick), stance=draw(st.sampled_from(STANCES)),
            salience=draw(degrees), firmness=draw(firmness), only_if=tuple(draw(st.lists(pick, max_size=2, unique=True))),
        )
        for n in range(draw(st.integers(0, 12)))
    )  # fmt: skip
    actors = tuple(Actor(id=a, label=a, kind="state") for a in PARTIES)
    return Dataset(id="toy", actors=actors, issues=issues, demands=demands, relations=relations, positions=positions)


def posed(dataset):
    return problem(dataset, in_force(dataset, DAY), PARTIES)


def settlements(problem, bonds):
    """Every set of demands that keeps the bonds."""
    sets = (frozenset(some) for n in range(len(problem.demands) + 1) for some in combinations(problem.demands, n))
    asks = [[{x.demand for x in bond.literals if x.sign == sign} for sign in (1, -1)] for bond in bonds]
    return [some for some in sets if all(into & some or out - some for into, out in asks)]


def values(problem, settlement):
    """What it is worth to each party, exactly."""
    found = dict.fromkeys(problem.parties, Fraction(0))
    for wish in problem.wishes:
        if settlement.issuperset(wish.demands):
            row = problem.held[wish.position].row
            found[wish.actor] += exact(0.5 if row.salience is None else row.salience) * exact(row.stance.polarity)
    return tuple(found.values())


@cache
def exact(number):
    return Fraction(str(number))


def ends(problem):
    """The worst and the best case of each party, red lines left aside."""
    columns = list(zip(*(values(problem, s) for s in settlements(problem, problem.bonds)), strict=True))
    return [(min(column), max(column)) for column in columns]


def satisfaction(problem, settlement):
    rows = zip(values(problem, settlement), ends(problem), strict=True)
    return tuple((x - low) / (high - low) if high > low else Fraction(1) for x, (low, high) in rows)


def plainest(sets):
    """Of some sets the one with fewest demands, then by ids."""
    return min(sorted(map(sorted, sets)), key=len)


def frontier(problem):
    """By satisfaction, each point that no other beats, with its plainest settlement."""
    points = {}
    for s in settlements(problem, problem.binding):
        points.setdefault(values(problem, s), []).append(s)
    kept = {p for p in points if not any(q != p and all(x >= y for x, y in zip(q, p, strict=True)) for q in points)}
    low_high = ends(problem)
    scaled = {p: tuple((x - a) / (b - a) if b > a else Fraction(1) for x, (a, b) in zip(p, low_high, strict=True)) for p in kept}
    return {scaled[p]: plainest(points[p]) for p in kept}


MEASURES = {"total": sum, "least": min, "nash": prod}

"""Orders of steps at size: least withdrawals, contradictions and concessions, on the graphs with known answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import count, islice
from math import inf
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import networkx as nx

from benchmarks.clock import best, line
from posgraph.analysis.force import in_force
from posgraph.analysis.orders import contradictions, orders, stream
from posgraph.analysis.orders.concessions import Prices
from posgraph.analysis.orders.hitting import Hitting
from posgraph.analysis.orders.knots import Knot, knots
from posgraph.analysis.orders.statements import statements
from posgraph.analysis.orders.transversals import transversals
from posgraph.model import Dataset, SequencePreference
from posgraph.stance import Stance

CASES = Path(__file__).parent.parent / "tests" / "cases" / "theory" / "feedback_arcs.json"
Arcs = list[tuple[int, int, int]]


def muddle(steps: int, orders: int, backward: float) -> Arcs:
    """Orders of which a share runs against the others, the same at every call."""
    random = Random(steps * orders)
    arcs = []
    for _ in range(orders):
        tail, head = sorted(random.sample(range(steps), 2))
        against = random.random() < backward
        arcs.append((head, tail, random.randint(1, 10)) if against else (tail, head, random.randint(1, 10)))
    return arcs


def wanted(arcs: Arcs) -> Dataset:
    """One order of steps per arc."""
    rows = (
        SequencePreference(
            id=f"s{i:04}", actor=f"h{i % 7}", first=f"x{tail}", relation="before", then=f"x{head}",
            stance=Stance.demands, firmness=1.0, salience=weight / 10,
        )
        for i, (tail, head, weight) in enumerate(arcs)
    )  # fmt: skip
    return Dataset(id="bench", sequencing=tuple(rows))


def only_knot(dataset: Dataset) -> Knot:
    """The one part of these graphs in which orders clash."""
    (knot,) = knots(statements(dataset, in_force(dataset, None)))
    return knot


def cheapest(dataset: Dataset) -> int:
    """The least weight, by the part of posgraph that is at work where contradictions are too many to list."""
    knot, prices = only_knot(dataset), Prices(dataset.sequencing)
    price = {i: prices.price[knot.members[i][0]] for i in knot.withdrawable}
    weight = sum(price[i] for i in next(Hitting(knot, price, an_hour()).cheapest_first()))
    return weight * 10 // prices.scale


def an_hour() -> float:
    """A deadline that plays no part."""
    return monotonic() + 3600


def cuts(arcs: Arcs, removed: set[int]) -> list[list[int]]:
    """A shortest cycle through each arc that is left on one, by networkx."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    for i, (tail, head, _) in enumerate(arcs):
        if i not in removed:
            graph.add_edge(tail, head, arc=i)
    part = {node: n for n, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    found = []
    for tail, head, arc in graph.edges(data="arc"):
        if part[tail] == part[head]:
            path = nx.shortest_path(graph, head, tail)
            found.append([arc, *(graph.edges[pair]["arc"] for pair in nx.utils.pairwise(path))])
    return found


def highs(arcs: Arcs, milp: Any) -> int:
    """The same by HiGHS: binary variables, cycle cuts until none is left."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csr_array

    weights = np.array([weight for *_, weight in arcs], dtype=float)
    known: dict[frozenset[int], None] = dict.fromkeys(map(frozenset, cuts(arcs, set())))
    while True:
        rows = [(n, i) for n, cycle in enumerate(known) for i in cycle]
        matrix = csr_array((np.ones(len(rows)), tuple(zip(*rows, strict=True))), shape=(len(known), len(arcs)))
        limits = LinearConstraint(matrix, lb=1)  # type: ignore[arg-type]
        found = milp(weights, integrality=np.ones(len(arcs)), bounds=Bounds(0, 1), constraints=limits)
        removed = {i for i, x in enumerate(found.x) if x > 0.5}
        missed = cuts(arcs, removed)
        if not missed:
            return sum(arcs[i][2] for i in removed)
        known.update(dict.fromkeys(map(frozenset, missed)))


def maxsat(arcs: Arcs) -> int:
    """The same by the MaxSAT solver that posgraph uses, as it comes, with the cuts that HiGHS is given."""
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    formula = WCNF()
    for i, (*_, weight) in enumerate(arcs):
        formula.append([-i - 1], weight=weight)
    with RC2(formula) as solver:
        missed = cuts(arcs, set())
        while missed:
            for cycle in missed:
                solver.add_clause([i + 1 for i in cycle])
            missed = cuts(arcs, {v - 1 for v in solver.compute() if v > 0})
        return int(solver.cost)


def hitman(sets: Iterable[Iterable[int]]) -> int:
    """How many minimal hitting sets python-sat's own enumerator finds."""
    from pysat.examples.hitman import Hitman

    with Hitman(bootstrap_with=[list(members) for members in sets], solver="m22", htype="lbx") as found:
        return sum(1 for _ in found.enumerate())


def shortest_cycles(arcs: Arcs, most: int) -> int:
    """As many cycles as asked for, the shortest first, by networkx: all up to a length that grows."""
    graph = nx.MultiDiGraph([(tail, head) for tail, head, _ in arcs])
    for bound in count(2):
        found = sum(1 for _ in islice(nx.simple_cycles(graph, length_bound=bound), most))
        if found >= most:
            return found
    raise AssertionError


def main() -> None:
    """Print what each takes, beside a rival that is checked to give the same answer."""
    cases = json.loads(CASES.read_text())
    try:
        from scipy.optimize import milp
    except ImportError:
        milp = None
        print("scipy is not installed: its rivals are left out")
    for case in cases:
        arcs, least = case["arcs"], case["optimal_feedback_weight"]
        name = f"least withdrawal, {case['n']} steps, {len(arcs)} orders"
        dataset = wanted(arcs)
        assert cheapest(dataset) == least
        ours = best(lambda: cheapest(dataset), 3)  # noqa: B023 (called at once)
        if milp:
            assert highs(arcs, milp) == least
            line(name, ours, "HiGHS, a shortest cycle per arc as cuts", best(lambda: highs(arcs, milp), 1))  # noqa: B023
        assert maxsat(arcs) == least
        line(name, ours, "RC2, the same cuts by networkx", best(lambda: maxsat(arcs), 1))  # noqa: B023
    asked = muddle(60, 200, 0.15)
    dataset = wanted(asked)
    least = cheapest(dataset)
    assert maxsat(asked) == least
    line("least withdrawal, 60 steps, 200 orders", best(lambda: cheapest(dataset), 3),
         "RC2, the same cuts by networkx", best(lambda: maxsat(asked), 1), 1.0)  # fmt: skip
    line("the first contradiction of these, streamed", best(lambda: next(stream(dataset)), 3),
         "networkx.simple_cycles, bound by bound", best(lambda: shortest_cycles(asked, 1), 3))  # fmt: skip
    line("the first 100 of these, streamed", best(lambda: sum(1 for _ in islice(stream(dataset), 100)), 3),
         "networkx.simple_cycles, bound by bound", best(lambda: shortest_cycles(asked, 100), 1))  # fmt: skip
    small, middle = cases[0]["arcs"], cases[2]["arcs"]
    dataset = wanted(small)
    force = in_force(dataset, None)
    told = contradictions(dataset, force)
    cycles = nx.MultiDiGraph([(tail, head) for tail, head, _ in small])
    assert len(told) == sum(1 for _ in nx.simple_cycles(cycles)) == 50
    rival = best(lambda: sum(1 for _ in nx.simple_cycles(cycles)))
    line("all 50 contradictions, 90 orders", best(lambda: contradictions(dataset, force)), "networkx.simple_cycles", rival)
    tangled, held = wanted(middle), in_force(wanted(middle), None)
    line("the 1000 smallest contradictions, 180 orders", best(lambda: contradictions(tangled, held), 3),
         "networkx.simple_cycles, bound by bound", best(lambda: shortest_cycles(middle, 1000), 1))  # fmt: skip
    number = {row.id: i + 1 for i, row in enumerate(dataset.sequencing)}
    sets = [frozenset(number[id] for id in c.members) for c in told]
    price = dict.fromkeys(number.values(), 1)
    assert len(transversals(sets, price, 10**6, inf).found) == hitman(sets) == 4690
    line("all 4690 concessions of these", best(lambda: transversals(sets, price, 10**6, inf), 3),
         "python-sat Hitman (lbx)", best(lambda: hitman(sets), 1))  # fmt: skip
    whole = best(lambda: orders(dataset, limit=5000), 2)
    line("orders() as a whole: 50 and 4690", whole, "simple_cycles and Hitman", rival + best(lambda: hitman(sets), 1))

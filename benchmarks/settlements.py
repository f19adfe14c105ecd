"""What must move, at size: all minimal concession sets of the instances with known answers."""

from __future__ import annotations

import json
from itertools import combinations, islice
from math import inf, prod
from pathlib import Path
from typing import Any

from benchmarks.clock import best, line
from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.components import components
from posgraph.analysis.settlements.parts import parts
from posgraph.analysis.settlements.problem import Bond, Problem, problem
from posgraph.analysis.settlements.search import Search
from posgraph.analysis.settlements.solver import Solver
from posgraph.model import Dataset, Demand, DemandRelation, Issue, Position
from posgraph.model.dates import day
from posgraph.stance import Stance

CASES = Path(__file__).parent.parent / "tests" / "cases" / "theory" / "settlement_instances.json"
BOUND = 5.0
"""Seconds that all concession sets of 20 issues with 5 options and 48 red lines may take."""


def posed(case: dict[str, Any]) -> Problem:
    """An instance: exclusive options of which one must hold; a red line refuses what some options of an issue entail."""
    issues = [Issue(id=f"i{n:02}", label="I", exclusive=True, exhaustive=True) for n in range(case["n_issues"])]
    demands = [Demand(id=f"{i.id}o{o}", issue=i.id, label=str(o)) for i in issues for o in range(case["n_options"])]
    relations = [
        DemandRelation(id=f"x{n:03}", demand_a=f"i{i:02}o{o}", relation="incompatible", demand_b=f"i{j:02}o{p}", by="coder")
        for n, (i, o, j, p) in enumerate(case["incompatible_pairs"])
    ]
    rows = []
    for n, red in enumerate(case["red_lines"]):
        wide = f"w{n:03}"
        issues.append(Issue(id=wide, label="W"))
        demands.append(Demand(id=wide, issue=wide, label="W"))
        for a in (f"i{red['issue']:02}o{o}" for o in red["forbidden"]):
            relations.append(DemandRelation(id=f"{a}.{wide}", demand_a=a, relation="entails", demand_b=wide, by="coder"))
        actor, weight = f"a{red['actor']}", red["weight"] / 100
        rows.append(Position(id=f"r{n:03}", actor=actor, demand=wide, stance=Stance.rejects, firmness=1.0, salience=weight))
    tables = {"issues": issues, "demands": demands, "relations": relations, "positions": rows}
    dataset = Dataset(id=case["id"], **{name: tuple(table) for name, table in tables.items()})
    return problem(dataset, in_force(dataset, day("2025-12-29")), {row.actor for row in rows})


def counted(whole: Problem) -> int:
    """How many concession sets there are, told with components, blockers and the bonds that these run against."""
    return prod(len(part.concessions) for part in components(whole))


def sets_only(whole: Problem) -> int:
    """The same without blockers, as the rivals find them."""
    found = 1
    for part in parts(whole, inf):
        with Search(part, inf) as search:
            found *= sum(1 for _ in search.concessions())
    return found


def weighted(whole: Problem) -> Any:
    """The same as a user of python-sat writes it down: bonds are hard clauses, each red line a soft one."""
    from pysat.formula import WCNF

    number = {d: n for n, d in enumerate(whole.demands, 1)}

    def clause(bond: Bond) -> list[int]:
        return [number[x.demand] * x.sign for x in bond.literals]

    formula = WCNF()
    for bond in whole.bonds:
        formula.append(clause(bond))
    for red in whole.red_lines:
        (bond,) = red.bonds
        formula.append(clause(bond), weight=1)
    return formula


def lbx(whole: Problem) -> int:
    """Every minimal correction set by python-sat's LBX."""
    from pysat.examples.lbx import LBX

    with LBX(weighted(whole), use_cld=True, solver_name="m22") as found:
        return sum(1 for moved in found.enumerate() if not found.block(moved))


def mcsls(whole: Problem) -> int:
    """The same by MCSls."""
    from pysat.examples.mcsls import MCSls

    with MCSls(weighted(whole), use_cld=True, solver_name="m22") as found:
        return sum(1 for moved in found.enumerate() if not found.block(moved))


def optux(whole: Problem, most: int | None = None) -> int:
    """Every minimal explanation by python-sat's OptUx, the smallest first."""
    from pysat.examples.optux import OptUx

    with OptUx(weighted(whole), solver="m22") as found:
        return sum(1 for _ in islice(found.enumerate(), most))


def naive(whole: Problem, ids: list[str]) -> int:
    """Every subset of these red lines, the smallest first, asked of a solver: can the others be kept?"""
    found: list[frozenset[str]] = []
    with Solver(whole.demands, whole.bonds) as solver:
        switch = {red.id: solver.switch(red.bonds) for red in whole.red_lines}
        for size in range(len(ids) + 1):
            for some in map(frozenset, combinations(ids, size)):
                if (
                    not any(known <= some for known in found)
                    and solver.holds(x for id, x in switch.items() if id not in some) is not None
                ):
                    found.append(some)
    return len(found)


def main() -> None:
    """Print what each takes, beside rivals that are checked to give the same answer."""
    small, _, large = sorted(json.loads(CASES.read_text()), key=lambda case: len(case["red_lines"]))
    whole = posed(small)
    sets, causes = small["expected"]["n_minimal_correction_sets"], small["expected"]["n_minimal_conflicts_mus"]
    assert counted(whole) == lbx(whole) == mcsls(whole) == sets
    assert sum(len(part.blockers) for part in components(whole)) == optux(whole) == causes
    ours = best(lambda: counted(whole))
    name = f"all {sets} concession sets and {causes} blockers"
    line(name, ours, "python-sat MCSls, OptUx for the blockers", best(lambda: mcsls(whole) + optux(whole)), BOUND)
    assert sets_only(whole) == sets
    bare = best(lambda: sets_only(whole))
    line(f"the {sets} sets only", bare, "python-sat LBX", best(lambda: lbx(whole)), BOUND)
    line(f"the {sets} sets only", bare, "python-sat MCSls", best(lambda: mcsls(whole)), BOUND)
    biggest = max(parts(whole, inf), key=lambda part: len(part.lines))
    part = whole.moving(red.id for red in whole.red_lines if red.id not in biggest.asks)
    ids = [red.id for red in part.red_lines]
    assert counted(part) == naive(part, ids) == 16
    line(f"all 16 concession sets of {len(ids)} red lines", best(lambda: counted(part)),
         f"each of {2 ** len(ids)} subsets asked of a solver", best(lambda: naive(part, ids), 1))  # fmt: skip
    whole, sets = posed(large), large["expected"]["n_minimal_correction_sets"]
    assert counted(whole) == lbx(whole) == mcsls(whole) == sets
    assert sets_only(whole) == sets
    line(f"the {sets} sets of {len(whole.red_lines)} red lines only", best(lambda: sets_only(whole)), "python-sat MCSls",
         best(lambda: mcsls(whole)))  # fmt: skip
    assert optux(whole, 1000) == 1000
    line("these, and the 1000 smallest blockers", best(lambda: counted(whole), 2), "OptUx, as many blockers only",
         best(lambda: optux(whole, 1000), 1))  # fmt: skip


if __name__ == "__main__":
    main()

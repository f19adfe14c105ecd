"""Parts of a problem that have nothing to do with each other, without all that can be settled to nobody's harm.

A sound first step: what is left out is in no contradiction, and no contradiction crosses from part to part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from posgraph.analysis.clash import Literal, contra, pro
from posgraph.analysis.settlements.problem import Bond, Problem, RedLine
from posgraph.analysis.settlements.solver import Solver, negated


@dataclass(frozen=True, slots=True)
class Part:
    """Bonds and red lines that are tied together by the demands they speak of; ``asks`` are the bonds of each red line."""

    demands: tuple[str, ...]
    bonds: tuple[Bond, ...]
    lines: tuple[RedLine, ...]
    asks: Mapping[str, tuple[Bond, ...]]


def parts(problem: Problem, deadline: float) -> list[Part]:
    """The parts in which a contradiction is possible, in the order of their demands. Raises OutOfTime."""
    whose: list[tuple[Bond, str]] = [(bond, "") for bond in problem.bonds]
    whose += [(bond, line.id) for line in problem.red_lines for bond in line.bonds]
    settled = autarky([bond for bond, _ in whose], deadline)
    left = [(bond, id) for bond, id in whose if settled.isdisjoint(bond.literals)]
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    for bond, id in left:
        ends = [("demand", x.demand) for x in bond.literals] + ([("line", id)] if id else [])
        nx.add_path(graph, ends)
        graph.add_nodes_from(ends)
    found = []
    for nodes in nx.connected_components(graph):
        demands = {name for kind, name in nodes if kind == "demand"}
        bound = [(bond, id) for bond, id in left if bond.literals[0].demand in demands]
        asks = {line.id: tuple(bond for bond, id in bound if id == line.id) for line in problem.red_lines}
        asks = {id: bonds for id, bonds in asks.items() if bonds}
        hard = tuple(bond for bond, id in bound if not id)
        found.append(Part(tuple(sorted(demands)), hard, tuple(x for x in problem.red_lines if x.id in asks), asks))
    return sorted(found, key=lambda part: part.demands)


def autarky(bonds: Sequence[Bond], deadline: float) -> frozenset[Literal]:
    """The literals that can be made true without harm: every bond that speaks of their demands holds one of them.

    Such bonds are in no minimal contradiction (Kullmann 2000). What is left when the largest such set is taken is the lean
    kernel; each bond of it has a part in some proof that not all can hold. Raises OutOfTime.

    >>> refused = [Bond((contra(d),), "red-line", "order") for d in ("truce", "vote")]
    >>> wanted = Bond((pro("truce"),), "red-line", "order")
    >>> sorted(map(str, autarky([*refused, wanted], float("inf"))))
    ['vote⁻']
    """
    open_ = list(dict.fromkeys(frozenset(bond.literals) for bond in bonds))
    found: set[Literal] = set()
    while more := _harmless(open_, deadline):
        found |= more
        open_ = [literals for literals in open_ if more.isdisjoint(literals)]
    return frozenset(found)


def _harmless(clauses: Iterable[frozenset[Literal]], deadline: float) -> set[Literal]:
    """Some literals that satisfy every clause that they touch; none where there are no such literals.

    Here a "demand" of the solver is a literal that is made true.
    """
    literals = sorted({x for clause in clauses for x in clause})
    names = {str(x): x for y in literals for x in (y, negated(y))}
    with Solver(names, deadline=deadline) as solver:
        solver.prefer(pro(name) for name in names)
        solver.add(pro(str(x)) for x in literals)
        for name, x in names.items():
            solver.add((contra(name), contra(str(negated(x)))))
        for clause in sorted(map(sorted, clauses)):
            for x in clause:
                solver.add((contra(str(negated(x))), *(pro(str(y)) for y in clause if y != x)))
        return {names[name] for name in solver.holds() or ()}

"""Settlements, blockers and concessions once more and independently: all sets of demands, all sets of red lines."""

from itertools import combinations


def subsets(things):
    things = sorted(things)
    return [frozenset(some) for size in range(len(things) + 1) for some in combinations(things, size)]


def keeps(bonds, settlement):
    return all(any((x.demand in settlement) == (x.sign > 0) for x in bond.literals) for bond in bonds)


def settlements(problem, without=()):
    """All sets of demands that keep the bonds and the red lines, but for those set aside."""
    bonds = [*problem.bonds, *(bond for line in problem.red_lines if line.id not in without for bond in line.bonds)]
    return [chosen for chosen in subsets(problem.demands) if keeps(bonds, chosen)]


def kept_together(problem):
    """For each settlement of the bonds alone: the red lines that it keeps."""
    every = frozenset(line.id for line in problem.red_lines)
    return {frozenset(x.id for x in problem.red_lines if keeps(x.bonds, s)) for s in settlements(problem, every)}


def concessions(problem):
    """Every set of red lines whose moving makes a deal possible, while no part of it does; None where nothing helps."""
    kept = kept_together(problem)
    ids = frozenset(line.id for line in problem.red_lines)
    return {ids - some for some in kept if not any(some < other for other in kept)} if kept else None


def blockers(problem):
    """Every set of red lines that no settlement keeps, while each part of it is kept by one; without those that are hard."""
    kept = kept_together(problem)
    found = []
    for some in subsets(line.id for line in problem.red_lines):
        if not any(some <= other for other in kept) and not any(other <= some for other in found):
            found.append(some)
    return set(found)


def hanging_together(sets):
    """Sets that share members, directly or by others, joined."""
    groups = []
    for some in sets:
        touched = [group for group in groups if group & some]
        groups = [group for group in groups if not group & some] + [some.union(*touched)]
    return set(groups)


def impossible(demands, bonds):
    return not any(keeps(bonds, some) for some in subsets(demands))

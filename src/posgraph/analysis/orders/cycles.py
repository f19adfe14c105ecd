"""Minimal cycles of a knot: those whose members are a superset of no other cycle's, the smallest first."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from time import monotonic

from posgraph.analysis.orders.knots import Arc, Cycle, Knot, bits

AT_ONCE = 20_000
"""How many arcs are looked at before the search gives up finding all cycles at once."""

FAR = 1 << 30
"""The length of a way that does not exist."""


class Search:
    """Depth-first search for cycles: all at once where they are few, else those of at most ``bound`` members, bound by bound.

    Each cycle is looked for from its lowest node, through higher nodes only; no way is followed that cannot return, or not
    within the bound. Sets of members are the bits of a number.
    """

    def __init__(self, knot: Knot, most: int, deadline: float) -> None:
        self.knot, self.most, self.deadline = knot, most, deadline
        self._forget()
        once = _once_only(knot)
        self.counted, self.free = [0] * knot.size, [0] * knot.size
        for arc in knot.arcs:
            (self.counted if arc.member in once else self.free)[arc.head] |= 1 << arc.tail
        self.several = sum(1 << i for i in range(len(knot.members)) if i not in once)
        self.ways: dict[int, array[int]] = {}
        self.bound: float = inf
        self.next_bound: float = inf
        self.looks: float = AT_ONCE

    def _forget(self) -> None:
        """Begin with no cycles; their sets of members are kept in a row and by their lowest member.

        Those in which some member has several arcs are also kept by each member: a path may hold such a set and not be a cycle.
        """
        self.found: list[Cycle] = []
        self.known: list[int] = []
        self.known_from: list[list[int]] = [[] for _ in self.knot.members]
        self.known_with: list[list[int]] = [[] for _ in self.knot.members]

    def run(self) -> bool:
        """Find all; False where ``most`` or the deadline came first."""
        if self._round():
            self.found = _minimal(zip(self.known, self.found, strict=True))
            return True
        self._forget()
        self.next_bound, self.looks = 1, inf
        while self.next_bound < inf:
            self.bound, self.next_bound = self.next_bound, inf
            if not self._round():
                return False
        return True

    def stream(self) -> Iterator[Cycle]:
        """The cycles as they are found, those of fewer members first."""
        self._forget()
        self.next_bound, self.looks = 1, inf
        while self.next_bound < inf:
            self.bound, self.next_bound = self.next_bound, inf
            for root in range(self.knot.size):
                told = len(self.found)
                whole = self._from(root)
                yield from self.found[told:]
                if not whole:
                    return

    def _round(self) -> bool:
        """Find the cycles within the bound; False where something came first."""
        return all(monotonic() < self.deadline and self._from(root) for root in range(self.knot.size))

    def _from(self, root: int) -> bool:
        """Find the cycles within the bound whose lowest node is ``root``; False where something came first."""
        if root not in self.ways:
            self.ways[root] = self._ways_to(root)
        ways = self.ways[root]
        path: list[Arc] = []
        trail: list[tuple[Iterator[Arc], int, int]] = [(iter(self.knot.leaving[root]), 0, self.knot.all_days)]
        on_path, looked = 0, 0
        while trail:
            leaving, members, days = trail[-1]
            for arc in leaving:
                looked += 1
                shared = days & arc.days
                if ways[arc.head] == FAR or not shared or on_path >> arc.head & 1:
                    continue
                now = members if arc.member is None else members | 1 << arc.member
                least = now.bit_count() + ways[arc.head]
                if least > self.bound:
                    self.next_bound = min(self.next_bound, least)
                elif arc.head == root:
                    if (arc.strict or any(a.strict for a in path)) and not self._covers_known(now):
                        self._keep(now, (*path, arc))
                        if len(self.found) > self.most:
                            return False
                elif now != members and any(k & ~now == 0 for k in self.known_with[arc.member or 0]):
                    continue
                elif self.bound < inf or self._returns(arc.head, root, on_path):
                    path.append(arc)
                    on_path |= 1 << arc.head
                    trail.append((iter(self.knot.leaving[arc.head]), now, shared))
                    break
            else:
                trail.pop()
                if path:
                    on_path ^= 1 << path.pop().head
            if looked > 1000:
                self.looks -= looked
                looked = 0
                if self.looks < 0 or monotonic() > self.deadline:
                    return False
        self.looks -= looked
        return True

    def _covers_known(self, members: int) -> bool:
        """True where these are a superset of what another cycle rests on."""
        return any(known & ~members == 0 for i in bits(members) for known in self.known_from[i])

    def _keep(self, members: int, cycle: Cycle) -> None:
        self.found.append(cycle)
        self.known.append(members)
        self.known_from[next(bits(members))].append(members)
        if members & self.several:
            for i in bits(members):
                self.known_with[i].append(members)

    def _ways_to(self, root: int) -> array[int]:
        """For each node, the least number of members that the way back to ``root`` through higher nodes takes."""
        ways = array("l", [FAR]) * self.knot.size
        for count, ring in enumerate(self._rings(root, -1 << root)):
            for node in bits(ring):
                ways[node] = count
        return ways

    def _returns(self, node: int, root: int, on_path: int) -> bool:
        """True where a way leads from the node to ``root`` past what is on the path."""
        return any(ring >> node & 1 for ring in self._rings(root, -1 << root & ~on_path))

    def _rings(self, root: int, allowed: int) -> Iterator[int]:
        """The allowed nodes (bits) from which the way to ``root`` takes no member, then those from which it takes one, …"""
        ring = 1 << root
        while ring:
            new = ring
            while new := self._before(new, self.free) & allowed & ~ring:
                ring |= new
            yield ring
            allowed &= ~ring
            ring = self._before(ring, self.counted) & allowed

    def _before(self, nodes: int, arcs: Sequence[int]) -> int:
        """The nodes that such arcs lead from to any of these."""
        found = 0
        for node in bits(nodes):
            found |= arcs[node]
        return found


def _minimal(found: Iterable[tuple[int, Cycle]]) -> list[Cycle]:
    """The cycles whose members are a superset of no other's."""
    kept: list[tuple[int, Cycle]] = []
    for members, cycle in sorted(found, key=lambda pair: pair[0].bit_count()):
        if not any(known & ~members == 0 for known, _ in kept):
            kept.append((members, cycle))
    return [cycle for _, cycle in kept]


def _once_only(knot: Knot) -> frozenset[int]:
    """Members that a simple cycle passes at most once: those with one arc, or one there and one back."""
    ends: dict[int, set[frozenset[int]]] = {}
    for arc in knot.arcs:
        if arc.member is not None:
            ends.setdefault(arc.member, set()).add(frozenset((arc.tail, arc.head)))
    return frozenset(member for member, pairs in ends.items() if len(pairs) == 1)

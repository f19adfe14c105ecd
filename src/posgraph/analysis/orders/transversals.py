"""Minimal transversals: every minimal set that meets each of some sets, or the cheapest of them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Mapping
from time import monotonic
from typing import NamedTuple

from posgraph.analysis.orders.knots import bits

Rank = tuple[int, int, tuple[int, ...]]


class Transversals(NamedTuple):
    """Minimal transversals by price, then size, then members. ``all``: there are no others; ``cut``: time ran out."""

    found: tuple[tuple[int, ...], ...]
    all: bool
    cut: bool


def transversals(sets: Collection[frozenset[int]], price: Mapping[int, int], most: int, deadline: float) -> Transversals:
    """The ``most`` minimal transversals that come first by price, until ``deadline`` (monotonic seconds).

    Murakami and Uno 2014 (MMCS): a set grows by members of a set not yet met, and each member must stay the only one that meets
    some set. A branch that must cost more than the last one wanted is left.

    >>> transversals([frozenset({1, 2}), frozenset({2, 3})], {1: 1, 2: 3, 3: 1}, 10, monotonic() + 1).found
    ((1, 3), (2,))
    """
    rows = sorted({sum(1 << i for i in members) for members in sets}, key=lambda row: (row.bit_count(), row))
    meets = {i: sum(1 << n for n, row in enumerate(rows) if row >> i & 1) for i in price}
    found: list[Rank] = []
    more = False
    looked = 0
    todo: list[_Node] = [_Node((), 0, (1 << len(rows)) - 1, sum(1 << i for i in price), ())]
    while todo:
        looked += 1
        if looked % 256 == 0 and monotonic() > deadline:
            return Transversals(tuple(rank[2] for rank in found), False, True)
        node = todo.pop()
        if len(found) == most and node.cost + _rest(node, rows, price) > found[-1][0]:
            more = True
        elif not node.unmet:
            insort(found, (node.cost, len(node.members), tuple(sorted(node.members))))
            more |= len(found) > most
            del found[most:]
        else:
            todo += reversed(_grown(node, rows, meets, price))
    return Transversals(tuple(rank[2] for rank in found), not more, False)


class _Node(NamedTuple):
    """Members so far, and their price; the sets not met (bits), who may still join (bits), the sets that each alone meets."""

    members: tuple[int, ...]
    cost: int
    unmet: int
    free: int
    alone: tuple[int, ...]


def _grown(node: _Node, rows: list[int], meets: Mapping[int, int], price: Mapping[int, int]) -> list[_Node]:
    """The node with one member more: each that meets the unmet set with the fewest who may join, the cheapest first."""
    choice = min((rows[n] & node.free for n in bits(node.unmet)), key=int.bit_count)
    free, found = node.free & ~choice, []
    for i in sorted(bits(choice), key=lambda i: (price[i], i)):
        alone = tuple(own & ~meets[i] for own in node.alone)
        if all(alone):
            met = node.unmet & meets[i]
            found.append(_Node((*node.members, i), node.cost + price[i], node.unmet & ~met, free, (*alone, met)))
            free |= 1 << i
    return found


def _rest(node: _Node, rows: list[int], price: Mapping[int, int]) -> int:
    """The least that the unmet sets must still cost: the cheapest member of each of some sets that share none."""
    least, seen = 0, 0
    for n in bits(node.unmet):
        row = rows[n] & node.free
        if row and not row & seen:
            seen |= row
            least += min(price[i] for i in bits(row))
    return least

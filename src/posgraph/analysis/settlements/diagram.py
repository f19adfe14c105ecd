"""All that keeps the clauses of a part as the ways through a decision diagram: layer by layer, one block of variables each.

A node stands for what the choices so far leave open: the clauses that they have not satisfied yet, as far as still undecided.
Choices that leave the same open lead to the same node (Bergman and Cire 2016).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from posgraph.analysis.settlements.encoding import Clause, Encoding

WIDEST = 50_000
"""Nodes of a layer beyond which no diagram is drawn: a frontier over so many is out of reach as a rule."""


class Arc(NamedTuple):
    """A choice of one block: the node of the next layer that it leads to, what it adds to each value, and what to the price."""

    to: int
    values: tuple[int, ...]
    price: int


Layer = list[list[Arc]]
"""The arcs that leave each node of a layer."""


class TooLarge(Exception):
    """The diagram is too wide, or could not be drawn in time."""


def blocks(encoding: Encoding, part: Sequence[int]) -> list[tuple[int, ...]]:
    """The variables of a part in an order that leaves few clauses open at any time; options of one issue are one block.

    Greedy, from every block (as far as that is affordable): the next block is the one that leaves fewest clauses open.
    """
    within = frozenset(part)
    groups = tuple(group for group in encoding.exclusive if within.issuperset(group))
    return list(ordered(tuple(part), groups, tuple(c for c in encoding.clauses if abs(c[0]) in within)))


@lru_cache(maxsize=512)
def ordered(part: tuple[int, ...], groups: tuple[tuple[int, ...], ...], ties: tuple[Clause, ...]) -> tuple[tuple[int, ...], ...]:
    """The blocks of the variables of a part, with its groups of options and its clauses, in their order.

    Kept, since where only what demands are worth changes, as in draws of saliences, clauses and order stay.
    """
    grouped = {v for group in groups for v in group}
    found = sorted([*groups, *((v,) for v in part if v not in grouped)])
    home = {v: i for i, block in enumerate(found) for v in block}
    spans = sorted(
        {(frozenset(home[abs(x)] for x in c), c) for c in ties if len({home[abs(x)] for x in c}) > 1}, key=lambda s: s[1]
    )
    touching: defaultdict[int, list[int]] = defaultdict(list)
    for i, (span, _) in enumerate(spans):
        for block in span:
            touching[block].append(i)
    starts = range(min(len(found), max(1, 400_000 // (1 + len(found) * (len(found) + len(spans))))))
    orders = [_greedy(found, spans, touching, home, start) for start in starts]
    return tuple(found[i] for i in min(orders)[1])


def _greedy(
    found: Sequence[tuple[int, ...]],
    spans: Sequence[tuple[frozenset[int], Clause]],
    touching: dict[int, list[int]],
    home: dict[int, int],
    start: int,
) -> tuple[int, list[int]]:
    """The sum over the order of what is open after each block, and the order."""
    order, done, cost = [start], {start}, 0

    def open_after(block: int) -> int:
        ended = done | {block}
        live = {
            tuple(x for x in clause if home[abs(x)] not in ended)
            for i in (reach | set(touching[block]))
            for span, clause in (spans[i],)
            if not span <= ended
        }
        return len(live)

    reach = set(touching[start])
    cost = open_after(start)
    while len(order) < len(found):
        near = {b for i in reach for b in spans[i][0]} - done or {min(set(range(len(found))) - done)}
        size, block = min((open_after(b), b) for b in near)
        order.append(block)
        done.add(block)
        reach = {i for i in reach | set(touching[block]) if not spans[i][0] <= done}
        cost += size * size
    return cost, order


def diagram(encoding: Encoding, part: Sequence[int], deadline: float) -> list[Layer]:
    """The layers of the diagram of a part, one per block; the first has one node, the last leads to one.

    Empty where no way leads through. Of choices between two nodes with equal values the cheapest is kept. Raises TooLarge.
    """
    order = blocks(encoding, part)
    step = _Step(encoding, [v for block in order for v in block])
    nothing = (0,) * len(encoding.parties)
    nodes, layers = {0: 0}, []
    for block in order:
        following: dict[int, int] = {}
        layer: Layer = []
        for i, state in enumerate(nodes):
            if len(following) > WIDEST or (not i % 256 and monotonic() >= deadline):
                raise TooLarge
            arcs: dict[tuple[int, tuple[int, ...]], int] = {}
            for chosen, after in step.choices(state, block):
                to = following.setdefault(after, len(following))
                rows = [encoding.gains[v] for v in chosen if v in encoding.gains]
                values = tuple(map(sum, zip(*rows, strict=True))) if len(rows) > 1 else rows[0] if rows else nothing
                price = sum(map(encoding.price, chosen))
                if arcs.setdefault((to, values), price) > price:
                    arcs[to, values] = price
            layer.append([Arc(to, values, price) for (to, values), price in arcs.items()])
        nodes = following
        layers.append(layer)
    return _reduced(layers) if nodes else []


class _Step:
    """How a choice changes what is open. What is left of a clause has a bit; a state is a sum of bits."""

    def __init__(self, encoding: Encoding, order: Sequence[int]) -> None:
        place = {v: i for i, v in enumerate(order)}
        self.bit: dict[Clause, int] = {}
        self.begun: defaultdict[int, int] = defaultdict(int)
        self.kept: defaultdict[int, int] = defaultdict(int)  # by literal: the clauses that it satisfies
        self.left: dict[int, int] = {}  # by clause: what is left of it when its first literal is false
        self.implied: dict[int, int] = {}  # by clause of one literal: the clauses that it makes needless
        for clause in encoding.clauses:
            if abs(clause[0]) in place:
                ordered = tuple(sorted(clause, key=lambda x: place[abs(x)]))
                self.begun[abs(ordered[0])] |= self._number(ordered)
        clauses = list(self.bit)
        for clause in clauses:
            if len(clause) == 1:
                others = sum(self.bit[c] for c in clauses if clause[0] in c and c != clause)
                if others:
                    self.implied[self.bit[clause]] = others

    def _number(self, clause: Clause) -> int:
        if clause not in self.bit:
            self.bit[clause] = 1 << len(self.bit)
            for x in clause:
                self.kept[x] |= self.bit[clause]
            self.left[self.bit[clause]] = self._number(clause[1:]) if len(clause) > 1 else 0
        return self.bit[clause]

    def choices(self, state: int, block: Sequence[int]) -> Iterator[tuple[list[int], int]]:
        """The variables of the block that may be true together, with the state that they lead to."""
        ways: list[tuple[list[int], int]] = [([], state)]
        for v in block:
            more = []
            for chosen, before in ways:
                opened = before | self.begun[v]
                for literal, then in ((-v, chosen), (v, [*chosen, v])):
                    after = self._after(opened, literal)
                    if after is not None:
                        more.append((then, after))
            ways = more
        for chosen, after in ways:
            yield chosen, self._plain(after)

    def _after(self, state: int, literal: int) -> int | None:
        """The state once the literal is true; None where it leaves a clause without hope."""
        state &= ~self.kept[literal]
        missed = state & self.kept[-literal]
        state &= ~missed
        while missed:
            bit = missed & -missed
            missed ^= bit
            if not self.left[bit]:
                return None
            state |= self.left[bit]
        return state

    def _plain(self, state: int) -> int:
        """The state without what is said by a clause of one literal anyway."""
        for bit, others in self.implied.items():
            if state & bit:
                state &= ~others
        return state


def _reduced(layers: list[Layer]) -> list[Layer]:
    """The diagram without dead ends, nodes with the same ways ahead made one."""
    number: list[int | None] = [0]
    found: list[Layer] = []
    for layer in reversed(layers):
        known: dict[tuple[Arc, ...], int] = {}
        renamed: list[int | None] = []
        for arcs in layer:
            ahead = tuple(sorted(Arc(to, arc.values, arc.price) for arc in arcs if (to := number[arc.to]) is not None))
            renamed.append(known.setdefault(ahead, len(known)) if ahead else None)
        found.append([list(arcs) for arcs in known])
        number = renamed
    return found[::-1] if number[0] is not None else []

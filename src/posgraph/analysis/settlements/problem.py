"""What a settlement must keep, what the parties insist on, and what they would gain: the question, before it is solved.

A settlement is a set of demands. The demands in it bring with them all that they entail and require; no two of them are
incompatible, options of one exclusive issue, ranges that do not meet, or ranks that two parties want too far apart; of an
exhaustive issue one demand is in it. All that is written here as bonds: of the literals of a bond, at least one holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations, product
from typing import Any

from posgraph.analysis.clash import Literal, contra, pro
from posgraph.analysis.force import Force, Held
from posgraph.analysis.state import demand_of
from posgraph.analysis.strength import red_line, side
from posgraph.graphs.entailments import Entailments, entailments
from posgraph.graphs.incompatible import base_incompatible
from posgraph.model import Dataset, Position
from posgraph.stance import Stance

PRECISION = 10**12
"""Weights are summed in whole numbers of this fraction: exactly, for saliences of up to ten decimals."""


@dataclass(frozen=True, slots=True)
class Bond:
    """At least one of ``literals`` holds: pro(d) is "d is in", contra(d) "d is out".

    ``rule`` says why: entails, requires, same; incompatible, exclusive, range, scale; exhaustive; for a red line red-line or
    condition; concession where of the red lines ``lines``, which may move, one at least stays. ``relations`` are the ids of the
    relations that claim it, ``issue`` the question that it is about.
    """

    literals: tuple[Literal, ...]
    rule: str
    issue: str
    relations: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def holds(self, settlement: Iterable[str]) -> bool:
        """Whether a set of demands keeps it."""
        within = frozenset(settlement)
        return any((x.demand in within) == (x.sign > 0) for x in self.literals)

    def to_dict(self) -> dict[str, Any]:
        """What binds, in an answer."""
        return {"rule": self.rule, "literals": [str(x) for x in self.literals], "relations": [*self.relations]}


@dataclass(frozen=True, slots=True)
class RedLine:
    """A position that its holder will not move from, and what it asks of a settlement: every one of ``bonds``.

    A demand that is pressed must be in, one that is refused must be out. A yes with conditions asks only that the demand is not
    in without them. ``cost`` of moving it is firmness × salience; ``assumed`` names what was unknown and taken as 0.5.
    """

    held: Held[Position]
    demand: str
    bonds: tuple[Bond, ...]
    cost: float
    assumed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the position."""
        return self.held.row.id

    @property
    def actor(self) -> str:
        """Who would have to move."""
        return self.held.row.actor


@dataclass(frozen=True, slots=True)
class Wish:
    """What a position adds to its holder's satisfaction, salience × polarity, in a settlement that holds all of ``demands``.

    Those are the demand and, of a yes with conditions, the conditions. ``weight`` is below 0 where the demand is refused.
    """

    position: str
    actor: str
    demands: tuple[str, ...]
    weight: float
    assumed: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``wishes``."""
        return {
            "position": self.position,
            "actor": self.actor,
            "demands": [*self.demands],
            "weight": self.weight,
            "assumed": [*self.assumed],
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """All that settlements are sought from; rows are sorted by id.

    ``bonds`` bind every settlement; ``red_lines`` bind as long as their holders do not move; ``moved`` are red lines set aside,
    which still count as wishes; ``either`` says which of these must be kept if others of them are not. ``unbound``
    are red lines that ask for nothing that is a demand: a yes under conditions that are written in words only. ``demands`` are
    those that can matter: no other demand has a bond with them.
    """

    dataset: Dataset = field(repr=False)
    moment: date
    parties: tuple[str, ...]
    demands: tuple[str, ...]
    bonds: tuple[Bond, ...]
    red_lines: tuple[RedLine, ...]
    wishes: tuple[Wish, ...]
    held: Mapping[str, Held[Position]] = field(hash=False, repr=False)
    moved: tuple[RedLine, ...] = ()
    unbound: tuple[str, ...] = ()
    either: tuple[Bond, ...] = ()

    @property
    def binding(self) -> tuple[Bond, ...]:
        """All that binds: what any settlement keeps, and the red lines."""
        return (*self.bonds, *(bond for line in self.red_lines for bond in line.bonds), *self.either)

    def moving(self, ids: Iterable[str]) -> Problem:
        """The same with the red lines of these ids set aside."""
        gone = frozenset(ids)
        moved = sorted((*self.moved, *(line for line in self.red_lines if line.id in gone)), key=lambda line: line.id)
        kept = tuple(line for line in self.red_lines if line.id not in gone)
        return replace(self, red_lines=kept, moved=tuple(moved))

    def moving_one_of(self, ways: Collection[Collection[str]]) -> Problem:
        """The same with one of these sets of red lines set aside, whichever a settlement likes: of some set all others are kept.

        "All but those of this set, or all but those of that set" is here "of each choice of one from each, one is kept".
        """
        by_id = {line.id: line for line in self.red_lines}
        every = frozenset(id for way in ways for id in way)
        others = [sorted(every.difference(way)) for way in ways]
        choices = {frozenset(choice) for choice in product(*others)}
        least = sorted((c for c in choices if not any(other < c for other in choices)), key=sorted)
        bonds = [
            Bond(
                tuple(sorted({x for bond in together for x in bond.literals})),
                "concession",
                together[0].issue,
                lines=tuple(sorted(choice)),
            )
            for choice in least
            for together in product(*(by_id[id].bonds for id in sorted(choice)))
        ]
        return replace(self.moving(every), either=(*self.either, *bonds))

    def values(self, settlement: Iterable[str]) -> dict[str, float]:
        """What a set of demands is worth to each party, not scaled: the sum of the wishes that it fulfils."""
        within = frozenset(settlement)
        found = dict.fromkeys(self.parties, 0)
        for wish in self.wishes:
            if within.issuperset(wish.demands):
                found[wish.actor] += whole(wish.weight)
        return {actor: value / PRECISION for actor, value in found.items()}


def whole(weight: float) -> int:
    """A weight or a sum of weights as a whole number, so that equal sums are equal: 0.1 + 0.2 is 0.3.

    >>> whole(0.1) + whole(0.2) == whole(0.3)
    True
    """
    return round(weight * PRECISION)


def problem(
    dataset: Dataset,
    force: Force,
    parties: Iterable[str],
    issues: Iterable[str] = (),
    decide: Iterable[str] = (),
    also: Iterable[str] = (),
) -> Problem:
    """The problem that the positions in force of these parties pose.

    ``issues`` (with all below them) keeps the positions on these only; ``decide`` are issues that a settlement must answer as if
    they were exhaustive; ``also`` are demands that matter although no party speaks of them, such as those of proposals.

    >>> rows = [("p1", "north", "vote", "demands", 1.0), ("p2", "south", "vote", "rejects", 1.0)]
    >>> from posgraph.model import Demand
    >>> held = [Position(id=i, actor=a, demand=d, stance=Stance(s), firmness=f) for i, a, d, s, f in rows]
    >>> d = Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=tuple(held))
    >>> from posgraph.analysis.force import in_force
    >>> found = problem(d, in_force(d, date(2025, 1, 1)), ("north", "south"))
    >>> [(line.id, str(line.bonds[0].literals[0]), line.cost) for line in found.red_lines]
    [('p1', 'vote⁺', 0.5), ('p2', 'vote⁻', 0.5)]
    >>> found.values({"vote"})
    {'north': 0.5, 'south': -0.5}
    """
    assert force.moment is not None, "settlements are asked for a day"
    who, on = frozenset(parties), frozenset(issues)
    issue_of = {d.id: d.issue for d in dataset.demands}
    held: dict[str, tuple[Held[Position], str]] = {}
    for h in force.positions:
        demand = demand_of(dataset, h.row.demand)
        if h.row.actor in who and h.row.stance.sign and demand and (not on or issue_of[demand] in on):
            held[h.row.id] = h, demand
    graph = entailments(dataset)
    seeds = {d for h, demand in held.values() for d in (demand, *h.row.only_if)}
    exhaustive = _exhaustive(dataset, decide, on)
    seeds |= {d for options in exhaustive.values() for d in options} | {d for d in also if not on or issue_of[d] in on}
    demands = sorted({e for d in seeds for e in graph.needed(d)})
    bonds = {*_bonds(dataset, graph, frozenset(demands), exhaustive), *_scales(dataset, graph, held.values())}
    lines = [_red_line(h, demand, issue_of) for h, demand in held.values() if red_line(h.row)]
    return Problem(
        dataset=dataset,
        moment=force.moment,
        parties=tuple(sorted(who)),
        demands=tuple(demands),
        bonds=tuple(sorted(bonds, key=lambda b: (b.literals, b.rule))),
        red_lines=tuple(line for line in lines if line.bonds),
        wishes=tuple(_wish(h.row, demand) for h, demand in held.values()),
        held={id: h for id, (h, _) in held.items()},
        unbound=tuple(line.id for line in lines if not line.bonds),
    )


def _exhaustive(dataset: Dataset, decide: Iterable[str], on: frozenset[str]) -> dict[str, list[str]]:
    """The demands of each issue of which one must hold."""
    asked = {i.id for i in dataset.issues if i.exhaustive} | frozenset(decide)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for demand in dataset.demands:
        if demand.issue in asked and (not on or demand.issue in on):
            found[demand.issue].append(demand.id)
    return found


def _bonds(dataset: Dataset, graph: Entailments, demands: frozenset[str], exhaustive: Mapping[str, list[str]]) -> Iterator[Bond]:
    """What binds every settlement of these demands."""
    by_id = dataset.by_id("demands")
    for a, b, claims in graph.graph.edges(data=True):
        if a in demands and b in demands:
            for rule, ids in claims.items():
                yield Bond((contra(a), pro(b)), rule, by_id[b].issue, tuple(sorted(ids)))
    for base in base_incompatible(dataset):
        if base.m in demands and base.n in demands:
            yield Bond((contra(base.m), contra(base.n)), base.rule, base.issue, tuple(sorted(base.relations)))
    for issue, ids in exhaustive.items():
        yield Bond(tuple(pro(d) for d in sorted(ids)), "exhaustive", issue)


def _scales(dataset: Dataset, graph: Entailments, held: Iterable[tuple[Held[Position], str]]) -> Iterator[Bond]:
    """Ranks that are apart (R6): where all that one party is pro lies above all that another is pro, no two of them go together.

    Ranks that one party is pro are its range, and so do not exclude each other.
    """
    by_id = dataset.by_id("demands")
    ranges: defaultdict[str, defaultdict[str, set[tuple[int, str]]]] = defaultdict(lambda: defaultdict(set))
    for h, demand in held:
        if h.row.stance.pro:
            for e in graph.entailed(demand):
                if by_id[e].rank is not None:
                    ranges[by_id[e].issue][h.row.actor].add((by_id[e].rank, e))
    for issue, holders in ranges.items():
        for high, low in permutations(holders.values(), 2):
            if min(high)[0] > max(low)[0]:
                for (_, m), (_, n) in product(high, low):
                    if n not in graph.needed(m) and m not in graph.needed(n):
                        yield Bond((contra(min(m, n)), contra(max(m, n))), "scale", issue)


def _red_line(held: Held[Position], demand: str, issue_of: Mapping[str, str]) -> RedLine:
    row, issue = held.row, issue_of[demand]
    if row.stance.contra:
        bonds: tuple[Bond, ...] = (Bond((contra(demand),), "red-line", issue),)
    elif row.only_if:
        bonds = tuple(Bond((contra(demand), pro(e)), "condition", issue) for e in row.only_if if e != demand)
    elif row.stance is Stance.conditional:
        bonds = ()
    else:
        bonds = (Bond((pro(demand),), "red-line", issue),)
    numbers = side(row)
    return RedLine(held, demand, bonds, (row.firmness or 0.0) * numbers.salience, _unknown(numbers.assumed))


def _wish(row: Position, demand: str) -> Wish:
    numbers = side(row)
    conditions = (d for d in row.only_if if d != demand) if row.stance.pro else ()
    return Wish(row.id, row.actor, (demand, *conditions), numbers.salience * numbers.polarity, _unknown(numbers.assumed))


def _unknown(assumed: tuple[str, ...]) -> tuple[str, ...]:
    """Of what was assumed, that which counts here: confidence does not."""
    return tuple(name for name in assumed if name == "salience")

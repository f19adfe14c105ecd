"""The exchange model: pairs of actors that each give on the issue they care less about, to gain on the one they care more about.

The outcome of an issue p is the weighted mean O_p = Σ w x / Σ w, w = salience × capability. Actors i and j that stand on opposite
sides of it on both p and q can trade: j moves towards i on p, i moves towards j on q. A move of j by d shifts the outcome by
D_p = d · w_jp / Σ w. The gain of i is s_ip · D_p − s_iq · D_q, that of j s_jq · D_q − s_jp · D_p; the trade is as large as the
distance between both allows, at the rate that makes both gains equal. The trade with the greatest gain is realised first, the
others are computed anew, until none is left. Gains are in units of salience × position, so they add up over issues only where all
are on scales of one width.

What it assumes: the actors know each other's numbers, losses grow evenly with distance, the mean is what would come out, and
promises are kept. Its forecasts have not been told apart from the weighted mean (docs/models.md); read it for who could
trade what, and who else would pay for it. Sources: Stokman and van Oosten, in Bueno de Mesquita and Stokman (eds), European
Community Decision Making (Yale 1994); Dijkstra, Van Assen and Stokman on equal gains and externalities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import inf

from posgraph.analysis.models.forecast import compromise
from posgraph.analysis.models.stand import Stand
from posgraph.errors import UsageError

LEAST = 1e-10
"""A gain or a move of no more than this is none."""

BOOKKEEPING = ("published", "full")
"""How the trades that are left are computed anew after one is realised.

``full``: every trade knows of every move, and no move is made once the outcome has passed the partner's position.
``published``: as the authors' program does, to reproduce its figures. A trade learns of a move on an issue where that was made
to one of its own two actors, and is given up for good where it once has no gain, or where the rises that it successively
planned for one actor add up to more than ``limit``. So a gain can be told that is not there any more, and a scale that is
turned upside down can give other exchanges.
"""


@dataclass(frozen=True, slots=True)
class Move:
    """An actor gives on an issue: from where to where it moves, and what that does to the outcome (all in the issue's units)."""

    actor: str
    issue: str
    start: float
    end: float
    outcome_before: float
    outcome_after: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """A realised trade: both moves, the gain of each of the two, and what it does to every actor.

    ``gain`` is what both expect. ``effects`` are the gains and losses of all who have a position, the two included, at the
    outcomes as they are after all moves so far; for the two they can differ from ``gain``, where the outcome had already moved
    past where they stand.
    """

    gain: float
    moves: tuple[Move, Move]
    effects: Mapping[str, float] = field(hash=False)

    @property
    def actors(self) -> tuple[str, str]:
        """The two that trade, by id."""
        return self.moves[0].actor, self.moves[1].actor


@dataclass(frozen=True, slots=True)
class Trading:
    """All realised exchanges in their order; ``candidates`` is how many pairs of actors and issues could trade at the start."""

    candidates: int
    realised: tuple[Exchange, ...]
    outcomes: Mapping[str, tuple[float, float]] = field(hash=False)

    @property
    def total(self) -> float:
        """The sum of the gains, each exchange counted once."""
        return sum(e.gain for e in self.realised)


def trade(lines: Mapping[str, Sequence[Stand]], bookkeeping: str = "full", limit: float = 100.0) -> Trading:
    """The exchanges that are realised on these issues, the greatest gain first; of equals, the first by ids.

    >>> north = {"tax": Stand("north", 0, 0.9), "toll": Stand("north", 0, 0.3)}
    >>> south = {"tax": Stand("south", 100, 0.3), "toll": Stand("south", 100, 0.9)}
    >>> found = trade({issue: [north[issue], south[issue]] for issue in ("tax", "toll")})
    >>> [(m.actor, m.issue, m.start, m.end) for e in found.realised for m in e.moves]
    [('north', 'toll', 0, 100.0), ('south', 'tax', 100, 0.0)]
    >>> round(found.total, 6), {issue: after for issue, (_, after) in found.outcomes.items()}
    (15.0, {'tax': 0.0, 'toll': 100.0})
    """
    if bookkeeping not in BOOKKEEPING:
        raise UsageError("bookkeeping", bookkeeping, f"one of: {', '.join(BOOKKEEPING)}")
    table = _Table(lines)
    trades = list(_candidates(table))
    full, count = bookkeeping == "full", len(trades)
    ceiling = inf if full else limit
    realised: list[Exchange] = []
    for each in trades:
        each.compute(table, full, ceiling)
    while possible := [each for each in trades if each.possible]:
        best = min(possible, key=lambda each: (-round(each.gain, 12), each.key))
        realised.append(table.carry_out(best))
        trades = [each for each in (trades if full else possible) if each is not best]
        for each in trades:
            if each.learn(best, table, full):
                each.compute(table, full, ceiling)
    return Trading(count, tuple(realised), {issue: (table.mean[issue], table.now[issue]) for issue in table.issues})


class _Table:
    """The numbers by issue and actor, and where everybody has moved to."""

    def __init__(self, lines: Mapping[str, Sequence[Stand]]) -> None:
        usable = {issue: stands for issue, stands in lines.items() if sum(s.weight for s in stands) > 0}
        self.issues = tuple(sorted(usable))
        self.stands = {issue: {s.actor: s for s in sorted(stands, key=lambda s: s.actor)} for issue, stands in usable.items()}
        self.weight = {issue: sum(s.weight for s in stands.values()) for issue, stands in self.stands.items()}
        self.mean = {issue: compromise(list(stands.values())) for issue, stands in self.stands.items()}
        self.moved: dict[str, dict[str, float]] = {issue: {} for issue in self.issues}
        self.now = dict(self.mean)

    def outcome(self, issue: str, moved: Mapping[str, float]) -> float:
        """The weighted mean, with these actors moved."""
        if moved is self.moved[issue]:
            return self.now[issue]
        stands = self.stands[issue]
        return self.mean[issue] + sum(stands[a].weight * (x - stands[a].position) for a, x in moved.items()) / self.weight[issue]

    def carry_out(self, best: _Trade) -> Exchange:
        """Move both, and tell what that does to everybody."""
        moves, effects = [], dict.fromkeys((a for side in best.sides for a in self.stands[side.issue]), 0.0)
        for side in best.sides:
            before = self.now[side.issue]
            after = before + side.weight * (side.end - side.start) / self.weight[side.issue]
            self.moved[side.issue][side.actor], self.now[side.issue] = side.end, after
            moves.append(Move(side.actor, side.issue, side.start, side.end, before, after))
            for a, stand in self.stands[side.issue].items():
                effects[a] += stand.salience * (abs(before - stand.position) - abs(after - stand.position))
        return Exchange(best.gain, (moves[0], moves[1]), dict(sorted(effects.items())))


class _Side:
    """One actor's part in a trade: the issue that it gives on, towards the partner's stated position (``target``)."""

    def __init__(self, stand: Stand, issue: str, target: float) -> None:
        self.actor, self.issue, self.weight, self.target = stand.actor, issue, stand.weight, target
        self.start = self.end = stand.position
        self.rises = target > stand.position
        self.plans: list[float] = []
        self.anew = False

    def room(self, table: _Table, moved: Mapping[str, float], full: bool) -> float:
        """How far it can shift the outcome: to the target with its own move, and not beyond the target."""
        sign = 1 if self.rises else -1
        distance = max(0.0, sign * (self.target - self.start))  # nobody moves back
        own = distance * self.weight / table.weight[self.issue]
        ahead = sign * (self.target - table.outcome(self.issue, moved))
        if ahead > 0:
            return min(own, ahead)
        return 0.0 if full else own

    def plan(self, shift: float, table: _Table) -> None:
        """Plan the move that shifts the outcome by so much."""
        step = shift * table.weight[self.issue] / self.weight if self.weight else 0.0
        move = step if self.rises else -step
        self.end = self.start + move
        self.plans.append(move)

    def steady(self, limit: float) -> bool:
        """Whether it moves at all, within the limit."""
        return abs(self.plans[-1]) > LEAST and sum(self.plans) <= limit + LEAST


class _Trade:
    """A trade that two actors could make: each side gives on one issue."""

    def __init__(self, one: _Side, other: _Side, saliences: tuple[float, float, float, float]) -> None:
        self.sides = (one, other)
        self.saliences = saliences  # of one: on what it wants, on what it gives; of the other: the same
        self.key = (one.actor, other.actor, one.issue, other.issue)
        self.gain, self.possible = 0.0, False
        self.seen: dict[str, dict[str, float]] = {one.issue: {}, other.issue: {}}

    def compute(self, table: _Table, full: bool, limit: float) -> None:
        """The largest trade at the rate of equal gains."""
        one, other = self.sides
        wants, gives, theirs_wants, theirs_gives = self.saliences
        seen = table.moved if full else self.seen
        rate = (wants + theirs_gives) / (gives + theirs_wants)  # shift of what one gives for each shift of what it gets
        got = min(other.room(table, seen[other.issue], full), one.room(table, seen[one.issue], full) / rate)
        one.plan(got * rate, table)
        other.plan(got, table)
        self.gain = wants * got - gives * got * rate
        self.possible = self.gain > LEAST and one.steady(limit) and other.steady(limit)

    def learn(self, done: _Trade, table: _Table, full: bool) -> bool:
        """Take note of a realised trade; True where this one has to be computed anew.

        A plan counts towards the limit for good where its actor has then moved, in another trade; else the new one replaces it.
        """
        touched = full and any(side.issue == d.issue for side in self.sides for d in done.sides)
        for side in self.sides:
            side.anew = any((side.actor, side.issue) == (d.actor, d.issue) for d in done.sides)
            side.start = table.moved[side.issue].get(side.actor, side.start)
            touched |= side.anew
        for giver, partner in (done.sides, done.sides[::-1]):
            for side, counterpart in (self.sides, self.sides[::-1]):
                if side.actor == partner.actor and counterpart.issue == giver.issue:
                    self.seen[giver.issue][giver.actor] = giver.end
                    touched = True
        if touched:
            for side in self.sides:
                if not side.anew:
                    side.plans.pop()
        return touched


def _candidates(table: _Table) -> Iterator[_Trade]:
    """Every two actors on opposite sides of the outcome on two issues; each gives on the one that it cares less about."""
    for p, q in combinations(table.issues, 2):
        both = [a for a in table.stands[p] if a in table.stands[q]]
        for i, j in combinations(both, 2):
            if _apart(table, p, (i, j)) and _apart(table, q, (i, j)):
                (ip, jp), (iq, jq) = ([table.stands[issue][a] for a in (i, j)] for issue in (p, q))
                if ip.salience * jq.salience < jp.salience * iq.salience:  # i cares less about p than about q, next to j
                    ip, iq, jp, jq = iq, ip, jq, jp
                    wanted, given = q, p
                else:
                    wanted, given = p, q
                saliences = (ip.salience, iq.salience, jq.salience, jp.salience)
                if min(saliences[1] + saliences[2], saliences[0] + saliences[3]) > 0:
                    yield _Trade(_Side(iq, given, jq.position), _Side(jp, wanted, ip.position), saliences)


def _apart(table: _Table, issue: str, actors: Iterable[str]) -> bool:
    one, other = (table.stands[issue][a].position - table.mean[issue] for a in actors)
    return one * other < 0

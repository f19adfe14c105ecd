"""The whole answer about settlements, straight from docs/semantics.md and the rows alone: every set of demands, in fractions.

Nothing of the package is asked but its rows: not what binds, not what a wish is worth. Positions have no dates and no revisions.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations, product
from math import inf, prod

POLARITY = {"demands": "1", "supports": "0.75", "accepts": "0.5", "conditional": "0.25", "opposes": "-0.5", "rejects": "-1"}


def subsets(things):
    things = sorted(things)
    return map(frozenset, chain.from_iterable(combinations(things, n) for n in range(len(things) + 1)))


@dataclass
class Answer:
    data: object

    def brings(self, words):
        """What each demand brings with it over these relations and ``same``."""
        found = {d.id: {d.id} for d in self.data.demands}
        for r in self.data.relations:
            if r.relation in words:
                found[r.demand_a].add(r.demand_b)
            if r.relation == "same":
                found[r.demand_b].add(r.demand_a)
        while True:
            more = {a: set().union(*(found[b] for b in those)) for a, those in found.items()}
            if more == found:
                return found
            found = more

    @cached_property
    def entailed(self):
        return self.brings({"same", "entails"})

    @cached_property
    def needed(self):
        return self.brings({"same", "entails", "requires"})

    @cached_property
    def said(self):
        """Positions that are pro or contra: (row, demand, polarity, salience)."""
        clause = {f"clause:{c.proposal}/{c.number}": c.demand for c in self.data.clauses}
        return [
            (p, clause.get(p.demand, p.demand), Fraction(POLARITY[p.stance.value]), self.salience(p))
            for p in self.data.positions
            if p.stance.value in POLARITY
        ]

    def salience(self, row):
        return Fraction(1, 2) if row.salience is None else Fraction(str(row.salience))

    @cached_property
    def parties(self):
        return sorted({p.actor for p in self.data.positions})

    @cached_property
    def apart(self):
        """Pairs of demands that no settlement holds both of."""
        issues = {i.id: i for i in self.data.issues}
        found = {frozenset((r.demand_a, r.demand_b)) for r in self.data.relations if r.relation == "incompatible"}
        for a, b in combinations(self.data.demands, 2):
            linked = a.id in self.needed[b.id] or b.id in self.needed[a.id]
            options = a.issue == b.issue and issues[a.issue].exclusive and not linked
            numbers = a.issue == b.issue and all((d.min, d.max) != (None, None) for d in (a, b))
            low = max(-inf if d.min is None else d.min for d in (a, b))
            high = min(inf if d.max is None else d.max for d in (a, b))
            if options or (numbers and low > high):
                found.add(frozenset((a.id, b.id)))
        return found | self.too_far

    @cached_property
    def too_far(self):
        rows = {d.id: d for d in self.data.demands}
        ranks = defaultdict(set)
        for p, demand, polarity, _ in self.said:
            for e in self.entailed[demand] if polarity > 0 else ():
                if rows[e].rank is not None:
                    ranks[rows[e].issue, p.actor].add((rows[e].rank, e))
        pairs = ((one, two) for (i, a), one in ranks.items() for (j, b), two in ranks.items() if i == j and a != b)
        clashes = ((m, n) for one, two in pairs if min(one)[0] > max(two)[0] for (_, m), (_, n) in product(one, two))
        return {frozenset((m, n)) for m, n in clashes if m not in self.needed[n] and n not in self.needed[m]}

    def settled(self):
        """Every set that could be settled, red lines left aside."""
        exhaustive = [{d.id for d in self.data.demands if d.issue == i.id} for i in self.data.issues if i.exhaustive]
        for some in subsets(d.id for d in self.data.demands):
            closed = all(self.needed[d] <= some for d in some)
            if closed and not any(pair <= some for pair in self.apart) and all(some & of for of in exhaustive if of):
                yield some

    @cached_property
    def sets(self):
        return list(self.settled())

    @cached_property
    def red_lines(self):
        """By id, whether a set keeps it."""
        found = {}
        for p, demand, polarity, _ in self.said:
            others = set(p.only_if) - {demand}
            if p.firmness == 1 and polarity < 0:
                found[p.id] = lambda some, d=demand: d not in some
            elif p.firmness == 1 and p.only_if and others:
                found[p.id] = lambda some, d=demand, others=others: d not in some or others <= some
            elif p.firmness == 1 and not p.only_if and p.stance.value != "conditional":
                found[p.id] = lambda some, d=demand: d in some
        return found

    @cached_property
    def broken(self):
        return {some: frozenset(id for id, keeps in self.red_lines.items() if not keeps(some)) for some in self.sets}

    @cached_property
    def components(self):
        """Blockers that share red lines, directly or by others, with the concessions that undo just these."""
        blockers = []
        for some in subsets(self.red_lines):
            if not any(b <= some for b in blockers) and all(broken & some for broken in self.broken.values()):
                blockers.append(some)
        groups = []
        for blocker in blockers:
            touched = [g for g in groups if any(b & blocker for b in g)]
            groups = [g for g in groups if g not in touched] + [[blocker, *chain(*touched)]]
        least = {b for b in self.broken.values() if not any(other < b for other in self.broken.values())}
        return [(set(group), {way & frozenset().union(*group) for way in least}) for group in groups]

    def cost(self, ids):
        return sum((salience for p, _, _, salience in self.said if p.id in ids), Fraction())

    @cached_property
    def deals(self):
        """The sets that break no more than one of the cheapest concessions of each component."""
        cheapest = [[w for w in ways if self.cost(w) == min(map(self.cost, ways))] for _, ways in self.components]
        allowed = [frozenset().union(*choice) for choice in product(*cheapest)]
        return [some for some in self.sets if any(self.broken[some] <= way for way in allowed)]

    def values(self, some):
        found = dict.fromkeys(self.parties, Fraction())
        for p, demand, polarity, salience in self.said:
            if {demand, *(p.only_if if polarity > 0 else ())} <= some:
                found[p.actor] += polarity * salience
        return tuple(found.values())

    @cached_property
    def ends(self):
        return [(min(column), max(column)) for column in zip(*map(self.values, self.sets), strict=True)]

    def satisfaction(self, some):
        rows = zip(self.values(some), self.ends, strict=True)
        return tuple((x - low) / (high - low) if high > low else Fraction(1) for x, (low, high) in rows)

    @cached_property
    def frontier(self):
        """By satisfaction, the plainest set of those that no other beats."""
        points = defaultdict(list)
        for some in self.deals:
            points[self.satisfaction(some)].append(sorted(some))
        beaten = {p for p in points for q in points if p != q and all(x <= y for x, y in zip(p, q, strict=True))}
        return {p: min(sets, key=lambda some: (len(some), some)) for p, sets in points.items() if p not in beaten}

    @cached_property
    def best(self):
        return {name: max(map(measure, self.frontier)) for name, measure in (("total", sum), ("least", min), ("nash", prod))}

    def plan(self, proposal):
        """What the clauses say, and all that it brings."""
        clauses = [c.demand for c in self.data.clauses if c.proposal == proposal]
        return clauses, frozenset().union(*(self.needed[d] for d in clauses))

    def crosses(self, said):
        """The red lines that nothing keeps that says all this, and those merely left open; None where nothing says it."""
        more = [some for some in self.sets if said <= some]
        crossed = {id for id, keeps in self.red_lines.items() if not any(map(keeps, more))}
        return (crossed, {id for id, keeps in self.red_lines.items() if not keeps(said)} - crossed) if more else None

    def repair(self, proposal):
        """How many clauses a deal can keep, and how few demands it then adds."""
        clauses, said = self.plan(proposal)
        kept, added = max((sum(d in some for d in clauses), -len(some - said)) for some in self.deals)
        return kept, -added

"""From pairs to findings: what was asked for is kept, each pair once per rule, with severity, hardness and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.filters import check_limit, chosen_actors, chosen_issues
from posgraph.analysis.pairs import Pair
from posgraph.analysis.strength import red_line, side
from posgraph.model import Dataset


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is limited to. One actor: it is on either side; two or more: both sides are among them."""

    actors: frozenset[str]
    issues: frozenset[str]
    within: bool
    limit: int | None

    def keeps(self, pair: Pair, issue_of: dict[str, str]) -> bool:
        """True where the pair is asked for; an issue counts wherever it stands on the chain."""
        if pair.within and not self.within:
            return False
        sides = {pair.a.row.actor, pair.b.row.actor}
        if self.actors and not (sides <= self.actors if len(self.actors) > 1 else sides & self.actors):
            return False
        return not self.issues or any(issue in self.issues for issue in (pair.issue, *(issue_of.get(d) for d in pair.chain)))


def asked(dataset: Dataset, actors: Iterable[str], issues: Iterable[str], within: bool, limit: int | None) -> Asked:
    """The limits, checked; raises UnknownName for a name that the dataset does not have."""
    check_limit(limit)
    return Asked(chosen_actors(dataset, actors), chosen_issues(dataset, issues), within, limit)


def hard(pair: Pair) -> bool:
    """True where both sides are red lines, and the rule does not say otherwise."""
    return red_line(pair.a.row) and red_line(pair.b.row) and not pair.softened


@dataclass(frozen=True, slots=True)
class Dressed:
    """A pair with its weight (the lesser of its sides) and all that a finding shows."""

    pair: Pair
    weight: float
    fields: dict[str, Any]


def dressed(dataset: Dataset, kept: Sequence[Pair], limit: int | None, rules: tuple[str, ...]) -> Iterator[Dressed]:
    """The first of these pairs, or all: heaviest first, then by rule, then by ids."""
    numbers = {id(h): side(h.row) for h in {id(h): h for pair in kept for h in (pair.a, pair.b)}.values()}
    weights = {key: numbers[key].weight for key in numbers}
    weighed = [(min(weights[id(p.a)], weights[id(p.b)]), p) for p in kept]
    place = {rule: n for n, rule in enumerate(rules)}
    weighed.sort(key=lambda w: (-w[0], place[w[1].rule], w[1].a.row.id, w[1].b.row.id))
    told: dict[int, tuple[Evidence, dict[str, Any]]] = {}
    for weight, pair in weighed[:limit]:
        for h in (pair.a, pair.b):
            if id(h) not in told:
                told[id(h)] = (shown(dataset, h), numbers[id(h)].to_dict())
        (a, parts_a), (b, parts_b) = told[id(pair.a)], told[id(pair.b)]
        start, end = pair.span
        fields = {
            "hard": hard(pair),
            "within": pair.within,
            "issue": pair.issue,
            "a": a,
            "b": b,
            "chain": pair.chain,
            "start": start,
            "end": end,
            "parts": {"a": parts_a, "b": parts_b, **pair.extra, "relations": pair.relations},
        }
        yield Dressed(pair, weight, fields)

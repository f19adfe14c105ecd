"""Which way out is the cheapest, whatever the numbers are. Exact: what two ways share costs the same in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posgraph.analysis.robustness.findings import Priced
from posgraph.analysis.robustness.ranges import Range


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: what moves, what that may cost, and whether no other way costs less.

    ``certainly``: whatever the numbers are within their ranges; ``possibly``: for some of them.
    """

    members: tuple[str, ...]
    cost: Range
    certainly: bool
    possibly: bool


def ways(sets: Sequence[Sequence[str]], price: Mapping[str, Range]) -> tuple[Way, ...]:
    """Sets of rows, each row of which has a price of its own, in the order given.

    A set is certainly no dearer than another if what only it has costs at most as much, at the most, as what only the other
    has, at the least. It can be the cheapest if it is where all that is in it costs least and all else costs most.

    >>> from fractions import Fraction as F
    >>> price = {"a": Range(F(0), F(1)), "b": Range(F(1, 4), F(1, 2)), "c": Range(F(1), F(1))}
    >>> [(way.members, way.certainly, way.possibly) for way in ways([("a", "b"), ("c",)], price)]
    [(('a', 'b'), False, True), (('c',), False, True)]
    >>> [(way.members, way.certainly, way.possibly) for way in ways([("a", "b"), ("a", "c")], price)]
    [(('a', 'b'), True, True), (('a', 'c'), False, False)]
    """
    each = [frozenset(members) for members in sets]

    def low(ids: frozenset[str]) -> Fraction:
        return sum((price[id].low for id in ids), Fraction())

    def high(ids: frozenset[str]) -> Fraction:
        return sum((price[id].high for id in ids), Fraction())

    return tuple(
        Way(
            members=tuple(sorted(own)),
            cost=Range(low(own), high(own)),
            certainly=all(high(own - other) <= low(other - own) for other in each),
            possibly=all(low(own - other) <= high(other - own) for other in each),
        )
        for own in each
    )


def priced(way: Way, cost: float, assumed: Mapping[str, tuple[str, ...]], partial: bool) -> Priced:
    """A way out as it is told. Where there may be others (``partial``), none is certainly the cheapest."""
    sure = way.certainly and not partial
    return Priced(way.members, cost, float(way.cost.low), float(way.cost.high), sure, way.possibly, assumed)


def deciding(found: Sequence[Way], price: Mapping[str, Range]) -> tuple[str, ...]:
    """The rows whose cost decides which way is the cheapest: in some that can be, not in all, and not of one cost only."""
    open_ = [frozenset(way.members) for way in found if way.possibly]
    if len(open_) < 2:
        return ()
    some, all_ = frozenset[str]().union(*open_), frozenset.intersection(*open_)
    return tuple(sorted(id for id in some - all_ if price[id].low < price[id].high))

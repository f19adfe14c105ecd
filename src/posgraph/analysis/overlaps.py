"""Overlaps: what two holders want, or refuse, in common, with the evidence of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from posgraph.analysis.dress import Asked, asked, dressed
from posgraph.analysis.filters import chosen_rules, day, names
from posgraph.analysis.force import Force, imagined, in_force
from posgraph.analysis.many import Many, Place, found, pairwise
from posgraph.analysis.pairs import Pair
from posgraph.analysis.results import Overlap, Overlaps
from posgraph.analysis.rules import KINDS
from posgraph.analysis.scale import together
from posgraph.analysis.sequence import same_orders
from posgraph.model import Dataset


def overlaps(
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    actors: Iterable[str] = (),
    issues: Iterable[str] = (),
    kinds: Iterable[str] = (),
    within: bool = False,
    without: Iterable[str] = (),
    limit: int | None = None,
    after: Place | None = None,
) -> Overlaps:
    """Every overlap in force at ``as_of`` (None: today), or, with ``ever``, at any time; arguments as for ``conflicts``.

    ``kinds`` are among shared, implied, shared-refusal, range, scale and order. ``strength`` is computed as severity is.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> rows = (
    ...     Position(id="p1", actor="north", demand="vote", stance=Stance.demands, salience=1, confidence=1),
    ...     Position(id="p2", actor="south", demand="vote", stance=Stance.accepts, salience=1, confidence=1),
    ... )
    >>> found = overlaps(Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=rows))
    >>> print(found.items[0], found.items[0].strength)
    shared: north demands vote (p1) / south accepts vote (p2) 0.5
    """
    moment = day(as_of, ever)
    limits = asked(dataset, actors, issues, within, limit)
    wanted = _wanted(kinds)
    data, force = imagined(dataset, moment, ever, without)
    return _overlaps(data, force, pairwise("overlaps", data, force, limits, not names(without)), limits, wanted, after)


def among(
    many: Many,
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    actors: Iterable[str] = (),
    issues: Iterable[str] = (),
    kinds: Iterable[str] = (),
    within: bool = False,
    limit: int | None = None,
    after: Place | None = None,
) -> Overlaps:
    """The same where positions are in an engine; ``dataset`` has those of them that scales and orders look at, and all else."""
    moment = day(as_of, ever)
    limits = asked(dataset, actors, issues, within, limit)
    return _overlaps(dataset, in_force(dataset, moment, ever), many, limits, _wanted(kinds), after)


def _wanted(kinds: Iterable[str]) -> tuple[str, ...]:
    return chosen_rules(kinds, {kind: kind for kind in KINDS}, "kind")


def _overlaps(
    data: Dataset, force: Force, many: Many | None, limits: Asked, wanted: tuple[str, ...], after: Place | None
) -> Overlaps:
    others = [pair for group, seek in SEARCHES.items() if set(group) & set(wanted) for pair in seek(data, force)]
    some = found("overlaps", many, data, force, others, limits, wanted, after)
    items = (Overlap(kind=d.pair.rule, strength=d.weight, **d.fields) for d in dressed(data, some.pairs, limits.limit, KINDS))
    return Overlaps(force.moment, tuple(items), some.total)


SEARCHES: Mapping[tuple[str, ...], Callable[[Dataset, Force], Iterator[Pair]]] = MappingProxyType(
    {("scale",): together, ("order",): same_orders}
)
"""Which search finds which kinds beside those that the overlap table holds."""

"""Overlaps: what two holders want, or refuse, in common, with the evidence of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from posgraph.analysis.clash import overlap_table
from posgraph.analysis.dress import asked, dressed
from posgraph.analysis.filters import chosen_rules, day
from posgraph.analysis.force import Force, imagined
from posgraph.analysis.pairs import Pair, join
from posgraph.analysis.results import Overlap, Overlaps
from posgraph.analysis.rules import KINDS
from posgraph.analysis.scale import together
from posgraph.analysis.sequence import same_orders
from posgraph.analysis.state import state
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
    wanted = chosen_rules(kinds, {kind: kind for kind in KINDS}, "kind")
    data, force = imagined(dataset, moment, ever, without)
    found = (pair for group, seek in SEARCHES.items() if set(group) & set(wanted) for pair in seek(data, force))
    found = (pair for pair in found if pair.rule in wanted)
    items = (Overlap(kind=d.pair.rule, strength=d.weight, **d.fields) for d in dressed(data, found, limits, KINDS))
    return Overlaps(moment, tuple(items))


def _meetings(dataset: Dataset, force: Force) -> Iterator[Pair]:
    return join(state(dataset, force.positions), overlap_table(dataset))


SEARCHES: Mapping[tuple[str, ...], Callable[[Dataset, Force], Iterator[Pair]]] = MappingProxyType(
    {("shared", "implied", "shared-refusal", "range"): _meetings, ("scale",): together, ("order",): same_orders}
)
"""Which search finds which kinds."""

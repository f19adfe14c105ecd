"""Conflicts: what cannot be had together, by which rule, with the evidence of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from types import MappingProxyType

from posgraph.analysis.clash import clash_table
from posgraph.analysis.contrary import Contrary, contrary_orders
from posgraph.analysis.deadlock import deadlocks
from posgraph.analysis.dress import asked, dressed
from posgraph.analysis.filters import chosen_rules, day
from posgraph.analysis.force import Force, imagined
from posgraph.analysis.pairs import Pair, join
from posgraph.analysis.results import Conflict, Conflicts
from posgraph.analysis.rules import RULES
from posgraph.analysis.scale import apart
from posgraph.analysis.sequence import refused_orders
from posgraph.analysis.state import state
from posgraph.model import Dataset


def conflicts(
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    actors: Iterable[str] = (),
    issues: Iterable[str] = (),
    rules: Iterable[str] = (),
    within: bool = False,
    without: Iterable[str] = (),
    limit: int | None = None,
    seconds: float = 10.0,
) -> Conflicts:
    """Every conflict in force at ``as_of`` (None: today), or, with ``ever``, at any time.

    ``actors``: one is to be on either side, of two or more both sides are to be among them. ``issues`` stand with all below
    them. ``rules`` go by name or notation (``contradiction`` or ``R1``). ``within`` adds conflicts of a holder with itself.
    ``without`` imagines positions, preferences and relations away. ``seconds`` bounds the search for contradictions among
    orders (R7); the result is ``partial`` where that cut it off. Raises UnknownName for a name that nothing has.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> rows = (
    ...     Position(id="p1", actor="north", demand="vote", stance=Stance.demands, salience=1, confidence=0.9),
    ...     Position(id="p2", actor="south", demand="vote", stance=Stance.opposes, salience=0.8, confidence=0.9),
    ... )
    >>> found = conflicts(Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=rows))
    >>> print(found.items[0], found.items[0].severity)
    contradiction: north demands vote (p1) / south opposes vote (p2) 0.36000000000000004
    """
    moment = day(as_of, ever)
    limits = asked(dataset, actors, issues, within, limit)
    wanted = chosen_rules(rules, RULES)
    data, force = imagined(dataset, moment, ever, without)
    found = (pair for group, seek in SEARCHES.items() if set(group) & set(wanted) for pair in seek(data, force))
    contrary = contrary_orders(data, force, seconds) if "order" in wanted else Contrary((), True)
    found = (pair for pair in chain(found, contrary.pairs) if pair.rule in wanted)
    items = (Conflict(rule=d.pair.rule, severity=d.weight, **d.fields) for d in dressed(data, found, limits, tuple(RULES)))
    return Conflicts(moment, tuple(items), not contrary.complete)


def _clashes(dataset: Dataset, force: Force) -> Iterator[Pair]:
    return join(state(dataset, force.positions), clash_table(dataset))


SEARCHES: Mapping[tuple[str, ...], Callable[[Dataset, Force], Iterator[Pair]]] = MappingProxyType(
    {
        ("contradiction", "refused-consequence", "incompatible", "exclusive", "range"): _clashes,
        ("scale",): apart,
        ("refused-order",): refused_orders,
        ("deadlock",): deadlocks,
    }
)
"""Which search finds which rules; R7 (``contrary``) is apart, since it can be cut off."""

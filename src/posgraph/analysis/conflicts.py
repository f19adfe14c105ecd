"""Conflicts: what cannot be had together, by which rule, with the evidence of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from posgraph.analysis.contrary import Contrary, contrary_orders
from posgraph.analysis.deadlock import deadlocks
from posgraph.analysis.dress import Asked, asked, dressed
from posgraph.analysis.filters import chosen_rules, day, names
from posgraph.analysis.force import Force, imagined, in_force
from posgraph.analysis.many import Many, Place, found, pairwise
from posgraph.analysis.pairs import Pair
from posgraph.analysis.results import Conflict, Conflicts
from posgraph.analysis.rules import RULES
from posgraph.analysis.scale import apart
from posgraph.analysis.sequence import refused_orders
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
    after: Place | None = None,
) -> Conflicts:
    """Every conflict in force at ``as_of`` (None: today), or, with ``ever``, at any time.

    ``actors``: one is to be on either side, of two or more both sides are to be among them. ``issues`` stand with all below
    them. ``rules`` go by name or notation (``contradiction`` or ``R1``). ``within`` adds conflicts of a holder with itself.
    ``without`` imagines positions, preferences and relations away. ``seconds`` bounds the search for contradictions among
    orders (R7); the result is ``partial`` where that cut it off. With a ``limit`` only so many are made, those ``after`` a place
    in the order, and ``total`` says how many there are. Raises UnknownName for a name that nothing has.

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
    return _conflicts(data, force, pairwise("conflicts", data, force, limits, not names(without)), limits, wanted, after, seconds)


def among(
    many: Many,
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    actors: Iterable[str] = (),
    issues: Iterable[str] = (),
    rules: Iterable[str] = (),
    within: bool = False,
    limit: int | None = None,
    seconds: float = 10.0,
    after: Place | None = None,
) -> Conflicts:
    """The same where positions are in an engine; ``dataset`` has those of them that R6 to R9 look at, and all else."""
    moment = day(as_of, ever)
    limits = asked(dataset, actors, issues, within, limit)
    force = in_force(dataset, moment, ever)
    return _conflicts(dataset, force, many, limits, chosen_rules(rules, RULES), after, seconds)


def _conflicts(
    data: Dataset, force: Force, many: Many | None, limits: Asked, wanted: tuple[str, ...], after: Place | None, seconds: float
) -> Conflicts:
    others = [pair for group, seek in SEARCHES.items() if set(group) & set(wanted) for pair in seek(data, force)]
    contrary = contrary_orders(data, force, seconds) if "order" in wanted else Contrary((), True)
    others = [pair for pair in (*others, *contrary.pairs) if pair.rule in wanted]
    some = found("conflicts", many, data, force, others, limits, wanted, after)
    items = (
        Conflict(rule=d.pair.rule, severity=d.weight, **d.fields) for d in dressed(data, some.pairs, limits.limit, tuple(RULES))
    )
    return Conflicts(force.moment, tuple(items), not contrary.complete, some.total, some.hard)


SEARCHES: Mapping[tuple[str, ...], Callable[[Dataset, Force], Iterator[Pair]]] = MappingProxyType(
    {
        ("scale",): apart,
        ("refused-order",): refused_orders,
        ("deadlock",): deadlocks,
    }
)
"""Which search finds which rules beside those that the clash table holds; R7 (``contrary``) is apart: it can be cut off."""

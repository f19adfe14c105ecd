"""Robustness: how conflicts, orders and settlements depend on unknown or doubtful numbers, and on single reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from time import monotonic

from posgraph.analysis.contrary import contrary_orders
from posgraph.analysis.evidence import evidence
from posgraph.analysis.filters import check_limit, chosen_actors, chosen_issues, day
from posgraph.analysis.force import imagined
from posgraph.analysis.orders import orders
from posgraph.analysis.orders.contradictions import share
from posgraph.analysis.parties import consenting
from posgraph.analysis.robustness import verdicts
from posgraph.analysis.robustness.deals import settlements_hold, with_draws
from posgraph.analysis.robustness.disputes import disputes, severities
from posgraph.analysis.robustness.drops import by_confidence
from posgraph.analysis.robustness.hanging import Hanging
from posgraph.analysis.robustness.results import Left, OrdersHold, Robustness, SettlementsHold
from posgraph.analysis.robustness.sequences import orders_hold
from posgraph.analysis.robustness.world import Question
from posgraph.analysis.settlements.answer import settlements
from posgraph.analysis.settlements.solver import OutOfTime
from posgraph.errors import UsageError
from posgraph.model import Dataset, Position, SequencePreference

MOST = 100
"""How many minimal sets and concessions of a component are looked at."""

FOR_REPORTS = 0.6
"""The part of the time in which reports are left out; the rest is for the draws."""


def robustness(
    dataset: Dataset,
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    draws: int = 100,
    seed: int = 0,
    limit: int | None = None,
    seconds: float = 30.0,
) -> Robustness:
    """How far the answers at ``as_of`` (None: today) hold if numbers vary over their plausible ranges, or reports are left out.

    ``actors`` are as in :func:`~posgraph.analysis.conflicts.conflicts` for conflicts, as in orders for orders, and are those
    whose consent is needed for settlements; ``issues`` keep what is about these and all below them. ``draws`` of the saliences,
    from ``seed``, say how the best deals fare. ``limit`` is how many conflicts and disputes are told (None: all). After about
    ``seconds`` the search stops, and the result says that it is partial.

    Raises UnknownName for a name that nothing has, UsageError for a date, number or time that cannot be used.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> def position(id, actor, stance, confidence):
    ...     return Position(id=id, actor=actor, demand="vote", stance=Stance(stance), firmness=1, confidence=confidence)
    >>> rows = (position("p1", "north", "demands", 0.3), position("p2", "south", "rejects", 0.9))
    >>> found = robustness(Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=rows))
    >>> [(c.a, c.b, c.low, c.high) for c in found.conflicts]
    [('p1', 'p2', 0.0, 0.45)]
    >>> found.disputes[0].survives, [flip.id for flip in found.settlements.flips]
    ({'low': False, 'medium': False, 'unknown': True}, ['low', 'medium', 'p1', 'p2'])
    """
    check_limit(limit)
    if draws < 0:
        raise UsageError("draws", draws, "a number of draws, 0 or more")
    if not seconds > 0:
        raise UsageError("seconds", seconds, "a time in seconds, more than 0")
    deadline = monotonic() + seconds
    moment = day(as_of, False)
    assert moment is not None  # without ``ever`` there is always a day
    who, on = chosen_actors(dataset, actors), chosen_issues(dataset, issues)
    force = imagined(dataset, moment)[1]
    needed = consenting(dataset, force, who)
    every_order = contrary_orders(dataset, force, share(deadline, 8) - monotonic()).complete
    until = share(deadline, 1 / FOR_REPORTS)
    hanging = Hanging(Question(dataset, moment, who, on, tuple(sorted(needed)), until, every_order))
    rows: list[Position | SequencePreference] = [h.row for h in force.positions]
    rows += [h.row for h in force.preferences]
    bands = tuple(by_confidence(rows))
    ordered = orders(dataset, moment, actors=who, issues=on, limit=MOST, seconds=max(share(deadline, 6) - monotonic(), 0.001))
    settled = settlements(
        dataset, moment, actors=who, issues=on, limit=MOST, seconds=max(share(deadline, 4) - monotonic(), 0.001)
    )
    heavy = severities(hanging, bands)
    found = bool(heavy) or hanging.complete
    sequences = orders_hold(hanging, ordered, bands)
    deals = settlements_hold(hanging, settled, bands)
    lasting = disputes(hanging, bands)
    left = []
    try:
        for band in bands:
            left.append(_left(hanging, band.id, band.ids, sequences, deals))
    except OutOfTime:
        hanging.complete = False
    deals = with_draws(hanging, deals, settled, draws, seed, deadline)
    named = {id for c in heavy for id in (c.a, c.b, *c.hangs_on)} | {id for d in lasting for s in d.hangs_on for id in s.rows}
    minimal = [m for part in (*sequences.components, *deals.components) for m in part.sets]
    named |= {id for m in minimal for s in m.hangs_on for id in s.rows} | {id for m in minimal for id in m.members}
    named |= {id for each in (*sequences.flips, *deals.flips) for id in each.rows}
    return Robustness(
        as_of=moment,
        seed=seed,
        draws=draws,
        verdict=verdicts.conflicts(heavy, lasting, every_order and found),
        conflicts=heavy[:limit],
        disputes=lasting[:limit],
        orders=sequences,
        settlements=deals,
        without=tuple(left),
        positions=tuple(evidence(dataset, row) for row in sorted(rows, key=lambda row: row.id) if row.id in named),
        relations=tuple(r for r in sorted(dataset.relations, key=lambda r: r.id) if r.id in named),
        partial=not (hanging.complete and every_order) or ordered.partial,
    )


def _left(hanging: Hanging, band: str, ids: frozenset[str], sequences: OrdersHold, deals: SettlementsHold) -> Left:
    world = hanging.without(ids)
    return Left(
        band=band,
        rows=tuple(sorted(ids)),
        conflicts=len(world.conflicts.keys() & hanging.base.conflicts.keys()),
        disputes=len(world.disputes & hanging.base.disputes),
        contradictions=sum(ids.isdisjoint(m.members) for part in sequences.components for m in part.sets),
        consistent=world.consistent,
        blockers=sum(world.blocks(m.members) for part in deals.components for m in part.sets),
        feasible=world.feasible,
    )

"""A scenario laid over a dataset: a dataset with rows added, and the ids to leave out of it. The first dataset stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from posgraph.analysis.force import begin, in_force
from posgraph.analysis.scenario.changes import Change, Drop, Relate, SetOrder, SetStance
from posgraph.analysis.scenario.grammar import changes
from posgraph.analysis.state import demand_of
from posgraph.model import Dataset, DemandRelation, Position, Scenario, SequencePreference, When

BY = "scenario"
"""Who asserts a relation that a scenario adds."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A dataset with the rows of a scenario, and what to leave out of it.

    ``without``: what the scenario drops, and the rows in whose ``replaced`` place others come. ``added`` says of each row that
    the scenario adds which change it is, so that nobody takes it for something that was said.
    """

    dataset: Dataset = field(repr=False)
    without: tuple[str, ...]
    replaced: tuple[str, ...]
    added: Mapping[str, str] = field(hash=False)


def laid_over(dataset: Dataset, scenario: Scenario, moment: date) -> Overlay:
    """The dataset as it would be if the scenario held from ``moment`` on; any analysis can be run on it, ``without`` its ids.

    An added position or order begins on that day. What its holder has in force on the same demand (also by way of a clause that
    proposes it) or the same pair of steps is left out, just as if it were dropped: so a condition that was stated as this very
    order goes with it. Rows that begin later are kept, and supersede it from their day on. Raises UnknownName and UsageError like
    :func:`~posgraph.analysis.scenario.grammar.changes`.

    >>> from posgraph.model import Actor, Demand
    >>> from posgraph.stance import Stance
    >>> toy = Dataset(
    ...     id="toy",
    ...     actors=(Actor(id="n", label="N", kind="state"),),
    ...     demands=(Demand(id="vote", issue="i", label="A vote"),),
    ...     positions=(Position(id="p1", actor="n", demand="vote", stance=Stance.rejects),),
    ... )
    >>> found = laid_over(toy, Scenario(id="", label="", changes=("set n:vote=accepts",)), date(2025, 12, 29))
    >>> [row.id for row in found.dataset.positions], found.without, dict(found.added)
    (['p1', 'set:n:vote'], ('p1',), {'set:n:vote': 'set n:vote=accepts'})
    """
    wanted = changes(dataset, scenario.changes)
    if not wanted:
        return Overlay(dataset, (), (), {})
    named = f"assumed in the scenario {scenario.id}" if scenario.id else "assumed in a scenario"
    ids = dict(_ids(dataset, wanted))
    since = When(moment.isoformat(), moment, moment)
    positions, orders, relations, gone = [], [], [], set()
    for each in wanted:
        note = f"{named}: {each}"
        match each:
            case SetStance():
                positions.append(_position(each, ids[each], since, note))
            case SetOrder():
                orders.append(_order(each, ids[each], since, note))
            case Relate():
                relations.append(
                    DemandRelation(id=ids[each], demand_a=each.a, relation=each.relation, demand_b=each.b, by=BY, note=note)
                )
            case Drop():
                gone.add(each.row)
    replaced = frozenset(_replaced(dataset, positions, orders, moment))
    laid = replace(
        dataset,
        positions=(*dataset.positions, *positions),
        sequencing=(*_until_now(dataset.sequencing, replaced, since), *orders),
        relations=(*dataset.relations, *relations),
    )
    return Overlay(laid, tuple(sorted(gone | replaced)), tuple(sorted(replaced)), {ids[c]: str(c) for c in wanted if c in ids})


def _position(change: SetStance, id: str, since: When, note: str) -> Position:
    return Position(
        id=id,
        actor=change.actor,
        demand=change.demand,
        stance=change.stance,
        firmness=change.firmness,
        salience=change.salience,
        only_if=change.only_if,
        valid_from=since,
        note=note,
    )


def _order(change: SetOrder, id: str, since: When, note: str) -> SequencePreference:
    return SequencePreference(
        id=id,
        actor=change.actor,
        first=change.first,
        relation=change.relation,
        then=change.then,
        stance=change.stance,
        firmness=change.firmness,
        salience=change.salience,
        valid_from=since,
        note=note,
    )


def _ids(dataset: Dataset, wanted: Iterable[Change]) -> Iterator[tuple[Change, str]]:
    """An id for each change that adds a row, which no row has: ids of files hold no colon, but those of a program might."""
    taken = {id for table in ("positions", "sequencing", "relations") for id in dataset.by_id(table)}
    for change in wanted:
        if not isinstance(change, Drop):
            id = change.id
            while id in taken:
                id += "'"
            taken.add(id)
            yield change, id


def _replaced(
    dataset: Dataset, positions: Iterable[Position], orders: Iterable[SequencePreference], moment: date
) -> Iterator[str]:
    """The ids of what is in force on that day in the place of which the new rows come."""
    force = in_force(dataset, moment)
    targets = {(row.actor, row.demand) for row in positions}
    pairs = {(row.actor, frozenset((row.first, row.then))) for row in orders}
    for h in force.positions:
        if (h.row.actor, demand_of(dataset, h.row.demand)) in targets:
            yield h.row.id
    for o in force.preferences:
        if (o.row.actor, frozenset((o.row.first, o.row.then))) in pairs:
            yield o.row.id


def _until_now(rows: Iterable[SequencePreference], replaced: frozenset[str], since: When) -> Iterator[SequencePreference]:
    """The orders, those to be replaced as if they began on the day, too.

    A row that begins later than another supersedes it; one that is superseded cannot be imagined away, and with it the condition
    that it states. So both are made to begin on one day, and the old one is left out by its id.
    """
    for row in rows:
        earlier = row.id in replaced and since.first is not None and begin(row) < since.first
        yield replace(row, valid_from=since) if earlier else row

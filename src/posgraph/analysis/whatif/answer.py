"""What if: the difference that a scenario makes in conflicts, orders and settlements, and several scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.filters import chosen_actors, day
from posgraph.analysis.force import in_force
from posgraph.analysis.parties import parties
from posgraph.analysis.results import Conflict
from posgraph.analysis.scenario.changes import Saying
from posgraph.analysis.scenario.files import kept
from posgraph.analysis.scenario.grammar import FORMS, changes
from posgraph.analysis.scenario.overlay import Overlay, laid_over
from posgraph.analysis.whatif.results import Comparison, WhatIf
from posgraph.analysis.whatif.state import State, state
from posgraph.errors import UsageError
from posgraph.model import Dataset, Scenario

Given = Scenario | str | Iterable[str]
"""A scenario, the id of one that the dataset keeps, one change, or several."""


def whatif(
    dataset: Dataset,
    scenario: Given,
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    deals: bool = False,
    seconds: float = 10.0,
) -> WhatIf:
    """The difference that a scenario would make, if it held from ``as_of`` (None: today) on; the dataset stays as it is.

    ``actors`` are the parties whose consent a deal needs, the same before and after; none named: the participants with role
    party, and where there are none all who hold a position. Conflicts and orders are those of all actors. Conflicts are
    matched by rule and rows, contradictions and blockers by their members. ``deals`` adds the best deals of both sides. The
    search takes about ``seconds`` for each side, with ``deals`` as long again.

    Raises UnknownName for a name that nothing has, UsageError for a change, a date or a time that cannot be used.

    >>> from posgraph.model import Actor, Demand, Position
    >>> from posgraph.stance import Stance
    >>> def position(id, actor, stance):
    ...     return Position(id=id, actor=actor, demand="vote", stance=Stance(stance), firmness=1.0)
    >>> toy = Dataset(
    ...     id="toy",
    ...     actors=tuple(Actor(id=a, label=a, kind="state") for a in ("n", "s")),
    ...     demands=(Demand(id="vote", issue="i", label="A vote"),),
    ...     positions=(position("p1", "n", "demands"), position("p2", "s", "rejects")),
    ... )
    >>> found = whatif(toy, "set s:vote=accepts", "2025-12-29")
    >>> [str(c) for c in found.gone], [b.members for b in found.opened], found.before.feasible, found.after.feasible
    (['contradiction: n demands vote (p1) / s rejects vote (p2)'], [('p1', 'p2')], False, True)
    """
    return compare(dataset, (scenario,), as_of, actors=actors, deals=deals, seconds=seconds).items[0]


def compare(
    dataset: Dataset,
    scenarios: Iterable[Given],
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    deals: bool = False,
    seconds: float = 10.0,
) -> Comparison:
    """Several scenarios side by side, each by itself laid over the dataset; arguments and errors as in :func:`whatif`."""
    if not seconds > 0:
        raise UsageError("seconds", seconds, "a time in seconds, more than 0")
    moment = day(as_of, False) or date.today()
    given = [_scenario(dataset, each) for each in scenarios]
    who = chosen_actors(dataset, actors) or parties(dataset, moment)
    if not who:
        who = frozenset(h.row.actor for h in in_force(dataset, moment).positions)
        who |= {c.actor for each in given for c in changes(dataset, each.changes) if isinstance(c, Saying)}
    before = state(dataset, moment, who, deals=deals, seconds=seconds)
    items = tuple(_whatif(dataset, each, before, moment, who, deals, seconds) for each in given)
    return Comparison(moment, tuple(sorted(who)), before, items)


def _scenario(dataset: Dataset, given: Given) -> Scenario:
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str):
        if given in dataset.by_id("scenarios") or given.split(" ")[0] not in FORMS:
            return kept(dataset, given)
        given = (given,)
    return Scenario(id="", label="", changes=tuple(given))


def _whatif(
    dataset: Dataset, asked: Scenario, before: State, moment: date, who: frozenset[str], deals: bool, seconds: float
) -> WhatIf:
    canonical = tuple(map(str, changes(dataset, asked.changes)))
    laid = laid_over(dataset, asked, moment)
    dropped = tuple(id for id in laid.without if f"drop {id}" in canonical)
    return WhatIf(
        as_of=moment,
        scenario=Scenario(id=asked.id, label=asked.label, changes=canonical, note=asked.note, source=asked.source),
        parties=tuple(sorted(who)),
        before=before,
        after=state(laid.dataset, moment, who, laid.without, deals=deals, seconds=seconds),
        added=laid.added,
        replaced=laid.replaced,
        dropped=dropped,
        idle=tuple(id for id in dropped if id not in before.rows and id not in dataset.by_id("relations")),
        claims={**dataset.by_id("relations"), **laid.dataset.by_id("relations")},
        within=tuple(_within(laid, moment, seconds)),
    )


def _within(laid: Overlay, moment: date, seconds: float) -> Iterator[Conflict]:
    """What an assumed row contradicts of what its own holder holds besides, and so ought perhaps to be dropped with it."""
    if laid.added:
        for conflict in conflicts(laid.dataset, moment, within=True, without=laid.without, seconds=seconds / 3):
            if conflict.within and not laid.added.keys().isdisjoint(conflict.ids):
                yield conflict

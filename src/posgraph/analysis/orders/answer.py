"""Orders of steps: can all that is wanted be had; if not, why not, and what is the least that must move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from time import monotonic

from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.filters import check_limit, day
from posgraph.analysis.force import Force
from posgraph.analysis.orders.asked import asked
from posgraph.analysis.orders.concessions import Concessions, Prices, concessions_of
from posgraph.analysis.orders.contradictions import (
    MOST,
    Contradiction,
    contradictions_as_found,
    contradictions_of,
    every_contradiction,
    hard_contradiction,
    share,
)
from posgraph.analysis.orders.knots import Knot, knots
from posgraph.analysis.orders.results import Cheapest, Component, Orders
from posgraph.analysis.orders.roadmap import Stage, roadmap
from posgraph.analysis.orders.statements import Statements, statements
from posgraph.errors import UsageError
from posgraph.graphs.constraints import CONDITION, PREFERENCE, REQUIRES, SAME
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset


def orders(
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    without: str | Iterable[str] = (),
    limit: int | None = None,
    seconds: float = 10.0,
) -> Orders:
    """Whether one order of the steps suits all who want one, at ``as_of`` (None: today).

    Preferences in force (pro), conditions of positions in force (pro), and ``requires`` and ``same`` relations are taken
    together; only preferences can be withdrawn. A condition that its holder also states as a preference is that preference.

    With ``ever`` all that was in force at any time counts, but what was never in force on one day together contradicts
    nothing; the cheapest withdrawal then settles every day, and there is a roadmap only if what is left fits across all times.

    ``actors`` keeps the preferences and conditions of these holders, ``issues`` those with a step on these issues or below
    them; relations stay. ``without`` imagines preferences, positions and relations away, and nothing that these superseded
    comes back; a condition goes with the preference that states it. At most ``limit`` contradictions and ``limit`` concessions
    are told of each component (None: 1000), and the search stops after about ``seconds``: the result says if it is partial,
    and what no concession can undercut.

    Raises UnknownName for a name that nothing has, UsageError for a date, limit or time that cannot be used.

    >>> from posgraph.model import SequencePreference
    >>> from posgraph.stance import Stance
    >>> def wants(id, actor, first, then):
    ...     return SequencePreference(id=id, actor=actor, first=first, relation="before", then=then, stance=Stance.demands)
    >>> rows = (wants("s1", "north", "treaty", "truce"), wants("s2", "south", "truce", "treaty"))
    >>> found = orders(Dataset(id="toy", sequencing=rows))
    >>> found.consistent, found.components[0].contradictions[0].members, found.cheapest.concession.cost
    (False, ('s1', 's2'), 0.25)
    >>> [(stage.step, stage.rank) for stage in found.roadmap]
    [('truce', 1), ('treaty', 2)]
    """
    deadline = monotonic() + _checked(limit, seconds)
    moment = day(as_of, ever)
    data, force, said = asked(dataset, moment, ever, actors, issues, without)
    return _answer(data, force, said, moment, MOST if limit is None else limit, deadline)


def contradictions(dataset: Dataset, force: Force, *, limit: int = MOST, seconds: float = 10.0) -> tuple[Contradiction, ...]:
    """Every minimal set of orders, conditions and relations that cannot all hold, of what is in force.

    The smallest first, then by ids; cut off like :func:`orders`, but no solver is loaded.
    """
    deadline = monotonic() + _checked(limit, seconds)
    return every_contradiction(knots(statements(dataset, force)), limit, deadline)[0]


def stream(
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    without: str | Iterable[str] = (),
) -> Iterator[Contradiction]:
    """The contradictions that :func:`orders` tells, one by one, each as soon as it is known: the smallest first.

    Nothing bounds it but the reader, who may stop at any time; where it ends by itself, all are told. The arguments are those of
    :func:`orders`, and what it raises is raised at once.

    >>> from posgraph.model import SequencePreference
    >>> from posgraph.stance import Stance
    >>> def wants(id, actor, first, then):
    ...     return SequencePreference(id=id, actor=actor, first=first, relation="before", then=then, stance=Stance.demands)
    >>> rows = (wants("s1", "north", "treaty", "truce"), wants("s2", "south", "truce", "treaty"))
    >>> [contradiction.members for contradiction in stream(Dataset(id="toy", sequencing=rows))]
    [('s1', 's2')]
    """
    said = asked(dataset, day(as_of, ever), ever, actors, issues, without)[2]
    return contradictions_as_found(knots(said))


def _checked(limit: int | None, seconds: float) -> float:
    check_limit(limit)
    if not seconds > 0:
        raise UsageError("seconds", seconds, "a time in seconds, more than 0")
    return seconds


def _answer(dataset: Dataset, force: Force, said: Statements, moment: date | None, limit: int, deadline: float) -> Orders:
    held = {h.row.id: h for h in force.preferences}
    rows = {id: h.row for id, h in held.items()}
    graph = entailments(dataset)
    tangled = knots(said)
    prices = Prices(rows[id] for id in sorted({knot.members[i][0] for knot in tangled for i in knot.withdrawable}))
    parts = [_part(knot, prices, limit, share(deadline, len(tangled) - n)) for n, knot in enumerate(tangled)]
    components = tuple(sorted((c for c, _ in parts), key=lambda c: (-len(c.contradictions), -len(c.steps), c.steps)))
    cheapest = None
    stages: tuple[Stage, ...] = ()
    if not any(component.hard for component in components):
        least = prices.concession(id for _, ways in parts if ways for id in ways.found[0].withdraw)
        asks: dict[str, list[Evidence]] = {actor: [] for actor in least.by}
        for id in least.withdraw:
            asks[rows[id].actor].append(shown(dataset, held[id]))
        bound = prices.cost(sum(ways.bound for _, ways in parts if ways))
        cheapest = Cheapest(least, {actor: tuple(ps) for actor, ps in asks.items()}, bound, prices.scale)
        left = [c for c in said.days if not (c.withdrawable and c.source in least.withdraw)]
        stages = roadmap(left, {step for c in said.days for step in (c.first, c.then)}, graph.same, graph.entailed)
    wanted = {c.source for c in said.days if c.kind == PREFERENCE}
    waiting = {c.source for c in said.days if c.kind == CONDITION}
    used = {c.source for c in said.days if c.kind in (REQUIRES, SAME)}
    used.update(id for stage in stages for wide in stage.entails for id in graph.entailed(stage.step)[wide].relations)
    return Orders(
        as_of=moment,
        components=components,
        cheapest=cheapest,
        roadmap=stages,
        preferences=tuple(shown(dataset, h) for h in force.preferences if h.row.id in wanted),
        conditions=tuple(shown(dataset, h) for h in force.positions if h.row.id in waiting),
        relations=tuple(r for r in dataset.relations if r.id in used),
    )


def _part(knot: Knot, prices: Prices, limit: int, deadline: float) -> tuple[Component, Concessions | None]:
    """What is to be said of one knot: a third of its time goes into contradictions, the rest into concessions."""
    found, complete = contradictions_of(knot, max(limit, MOST), share(deadline, 3))
    hard = next((c for c in found if c.hard), None) or (None if complete else hard_contradiction(knot))
    if hard and hard not in found:
        found = tuple(sorted((*found, hard), key=lambda c: c.rank))
    known = [[c.source for c in each.because if c.withdrawable] for each in found]
    ways = None if hard else concessions_of(knot, prices, known, complete=complete, limit=limit, deadline=deadline)
    told = ways.found if ways else ()
    component = Component(
        steps=tuple(sorted({step for c in found for step in c.steps})),
        contradictions=found[:limit],
        concessions=told[:limit],
        hard=hard.members if hard else (),
        partial=not complete or len(found) > limit or len(told) > limit or (ways is not None and not ways.complete),
    )
    return component, ways

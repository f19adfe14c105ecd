"""Settlements: does a deal exist under the parties' red lines; who must move; which deals are best; how far off is each plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import prod
from time import monotonic

from posgraph.analysis.evidence import shown
from posgraph.analysis.filters import check_limit, chosen_actors, chosen_issues, day, names
from posgraph.analysis.force import Force, imagined
from posgraph.analysis.orders.contradictions import share
from posgraph.analysis.parties import consenting
from posgraph.analysis.settlements.components import cheapest, components
from posgraph.analysis.settlements.frontier import frontier
from posgraph.analysis.settlements.problem import Bond, Problem, RedLine, problem
from posgraph.analysis.settlements.proposals import Plan, measured, plans, repaired
from posgraph.analysis.settlements.results import Best, Component, Deal, Least, Measured, Scale, Settlements
from posgraph.analysis.settlements.scales import scales
from posgraph.analysis.settlements.solver import OutOfTime, Solver
from posgraph.analysis.settlements.steps import Ordering
from posgraph.analysis.settlements.unlinked import unlinked
from posgraph.analysis.settlements.zones import zones
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near

MOST = 100
"""How many deals of the frontier, blockers and concessions are told where no limit is given."""

GRACE = 0.5
"""Seconds that may go into the verdict whatever the time."""

TIED = 100_000
"""How many choices between concessions of equal cost are weighed against each other."""


def settlements(
    dataset: Dataset,
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    decide: str | Iterable[str] = (),
    without: str | Iterable[str] = (),
    move: str | Iterable[str] = (),
    limit: int | None = None,
    seconds: float = 10.0,
) -> Settlements:
    """Whether the red lines in force at ``as_of`` (None: today) leave room for a deal, and what the best deals are.

    The parties whose consent is needed are ``actors``; none named: the participants with role party, and where there are none all
    who hold a position. ``issues`` keeps what is about these and all below them (and each deal names the
    red lines on others that it crosses, ``elsewhere``); ``decide`` are issues that a deal must answer;
    ``without`` imagines positions and relations away; ``move`` are red lines that are imagined to move (the position stays, as
    a wish). At most ``limit`` deals, blockers and concessions of a component are told (None: 100), but the best deals in any
    case. The search stops after about ``seconds``; the result then says that it is partial.

    Raises UnknownName for a name that nothing has, UsageError for a date, limit or time that cannot be used.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> def position(id, actor, demand, stance, firmness=0.75):
    ...     return Position(id=id, actor=actor, demand=demand, stance=Stance(stance), firmness=firmness)
    >>> rows = (
    ...     position("p1", "north", "vote", "demands", 1.0),
    ...     position("p2", "south", "vote", "rejects", 1.0),
    ...     position("p3", "south", "truce", "supports"),
    ... )
    >>> demands = tuple(Demand(id=d, issue="i", label=d) for d in ("vote", "truce"))
    >>> found = settlements(Dataset(id="toy", demands=demands, positions=rows))
    >>> found.feasible, found.components[0].blockers[0].members, [c.move for c in found.components[0].concessions]
    (False, ('p1', 'p2'), [('p1',), ('p2',)])
    >>> [(deal.moves, deal.demands, deal.satisfaction["north"]) for deal in found.frontier]
    [(('p2',), ('truce', 'vote'), 1.0), (('p1',), ('truce',), 0.0)]
    """
    check_limit(limit)
    if not seconds > 0:
        raise UsageError("seconds", seconds, "a time in seconds, more than 0")
    deadline, most = monotonic() + seconds, MOST if limit is None else limit
    moment = day(as_of, False)
    assert moment is not None  # without ``ever`` there is always a day
    on, must = chosen_issues(dataset, issues), frozenset(i for name in names(decide) for i in _named(dataset, name))
    data, force = imagined(dataset, moment, False, without)
    who = consenting(data, force, chosen_actors(data, actors))
    tabled = list(plans(data, moment, on))
    whole = problem(data, force, who, on, must, also=(d for plan in tabled for d in plan.demands))
    beyond = _beyond(whole, problem(data, force, who)) if on else ()
    return _answer(_moved(whole, names(move)), force, tabled, on, beyond, most, deadline)


def _named(dataset: Dataset, name: str) -> frozenset[str]:
    """The one issue of that name, without those below it."""
    found = chosen_issues(dataset, name)
    below = {i.id for i in dataset.issues if i.broader in found and i.id in found}
    return found - below or found


def _beyond(asked: Problem, whole: Problem) -> tuple[RedLine, ...]:
    """The red lines of the parties that are not about the issues asked for."""
    return tuple(line for line in whole.red_lines if line.id not in asked.held)


def _crossed(lines: Sequence[RedLine], demands: Collection[str]) -> tuple[str, ...]:
    """Those that refuse something that is in."""
    return tuple(
        line.id
        for line in lines
        if any(not bond.holds(demands) and all(x.sign < 0 for x in bond.literals) for bond in line.bonds)
    )


def _moved(whole: Problem, ids: Sequence[str]) -> Problem:
    known = [line.id for line in whole.red_lines]
    for id in ids:
        if id not in known:
            raise UnknownName("move", id, "the id of a red line of a party that is in force", near(id, known))
    return whole.moving(ids)


def _answer(
    asked: Problem,
    force: Force,
    tabled: Sequence[Plan],
    issues: frozenset[str],
    beyond: Sequence[RedLine],
    most: int,
    deadline: float,
) -> Settlements:
    """A fifth of the time goes into what blocks, a tenth into the scales, most of the rest into the frontier."""
    feasible = _feasible(asked, deadline)
    blocked = components(asked, most, share(deadline, 5)) if feasible is not True else ()
    least, hopeless = cheapest(blocked, asked), any(part.hard for part in blocked)
    ways, every_way = _cheapest(blocked) if least else ((), True)
    relaxed = asked
    for tied in ways:
        relaxed = relaxed.moving_one_of(tied)
    ends = scales(relaxed, share(deadline, 8))
    deals: tuple[Deal, ...] = ()
    tops: dict[str, Best] = {}
    count, complete = 0, hopeless
    if least is not None:
        found = frontier(relaxed, ends, most, share(deadline, 1.5))
        deals, count, complete = found.deals, found.count, found.complete and all(scale.proven for scale in ends.values())
        tops = dict(found.best)
    ordering = Ordering(relaxed, force, deadline, issues)
    pairs = unlinked(relaxed)
    deals = tuple(
        replace(
            deal,
            moves=tuple(line.id for line in relaxed.moved if not all(bond.holds(deal.demands) for bond in line.bonds)),
            elsewhere=_crossed(beyond, deal.demands),
            steps=ordering.of(deal.demands),
            unlinked=tuple(p for p in pairs if set(p) <= set(deal.demands)),
        )
        for deal in deals
    )
    areas, all_of_them = zones(relaxed, (issue for part in blocked for issue in part.issues), share(deadline, 2))
    table, all_mended = _table(relaxed, tabled, ends, deals, max(deadline, monotonic() + GRACE))
    held = asked.held
    lines = sorted((*asked.red_lines, *asked.moved), key=lambda line: line.id)
    rows = asked.dataset.by_id("relations")
    told = [rows[id] for id in sorted({id for bond in _bonds(blocked, table) for id in bond.relations}) if id in rows]
    return Settlements(
        as_of=asked.moment,
        parties=asked.parties,
        feasible=False if hopeless or any(part.blockers for part in blocked) else feasible,
        components=blocked,
        least=Least(least.cost, ways) if least and blocked else None,
        moved=tuple(line.id for line in relaxed.moved),
        frontier=deals,
        count=count,
        best=tops,
        scale=ends,
        zones=areas,
        proposals=table,
        wishes=tuple(sorted(asked.wishes, key=lambda wish: wish.position)),
        red_lines=tuple(shown(asked.dataset, line.held) for line in lines),
        elsewhere=tuple(shown(asked.dataset, line.held) for line in beyond if any(line.id in deal.elsewhere for deal in deals)),
        positions=tuple(shown(asked.dataset, held[id]) for id in sorted(held)),
        relations=tuple(told),
        unbound=asked.unbound,
        complete=complete and every_way and all_of_them and all_mended and ordering.complete,
    )


def _feasible(asked: Problem, deadline: float) -> bool | None:
    """Whether a settlement keeps all that binds; None where even a little more than the time did not suffice to say."""
    try:
        with Solver(asked.demands, asked.binding, deadline=max(deadline, monotonic() + GRACE)) as solver:
            return solver.holds() is not None
    except OutOfTime:
        return None


def _cheapest(blocked: Iterable[Component]) -> tuple[tuple[tuple[tuple[str, ...], ...], ...], bool]:
    """By component, the concessions that cost least, and whether these are all of them that do."""
    found = []
    complete = True
    for part in blocked:
        tied = [way.move for way in part.concessions if way.cost == part.concessions[0].cost]
        every = {id for way in tied for id in way}
        while prod(len(every.difference(way)) for way in tied) > TIED:
            tied, complete = tied[:-1], False
            every = {id for way in tied for id in way}
        found.append(tuple(tied))
    return tuple(found), complete


def _table(
    relaxed: Problem, tabled: Iterable[Plan], ends: Mapping[str, Scale], deals: Sequence[Deal], deadline: float
) -> tuple[tuple[Measured, ...], bool]:
    """The plans, measured, and whether there was time to find the deal nearest to the text of each."""
    found, complete = [], True
    for plan in tabled:
        mended = None
        try:
            mended = repaired(relaxed, plan, deadline) if deals else None
        except OutOfTime:
            complete = False
        found.append(measured(relaxed, plan, ends, deals, mended))
    return tuple(found), complete


def _bonds(blocked: Iterable[Component], table: Iterable[Measured]) -> Iterator[Bond]:
    """Every bond that the answer names."""
    for part in blocked:
        yield from part.hard
        for blocker in part.blockers:
            yield from blocker.bonds
    for plan in table:
        yield from plan.clashes

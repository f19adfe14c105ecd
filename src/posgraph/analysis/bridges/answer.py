"""The search for bridges: for each conflict, what would end it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from posgraph.analysis.bridges.record import Record, between, on_record
from posgraph.analysis.bridges.results import KINDS, Bridge, Bridges
from posgraph.analysis.bridges.start import starts
from posgraph.analysis.bridges.talks import Talks
from posgraph.analysis.bridges.terms import conditions
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.filters import check_limit, chosen_rules, day
from posgraph.analysis.results import Conflict
from posgraph.errors import UsageError
from posgraph.model import Dataset


def bridges(
    dataset: Dataset,
    as_of: date | str | None = None,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    rules: str | Iterable[str] = (),
    kinds: str | Iterable[str] = (),
    limit: int | None = None,
    seconds: float = 10.0,
) -> Bridges:
    """What would end the conflicts in force at ``as_of`` (None: today), if both sides took it in the place of what they hold.

    ``actors``, ``issues`` and ``rules`` choose the conflicts as for ``conflicts``; ``kinds`` keep some kinds of bridge. Each
    bridge is checked: laid over the dataset, it raises no new conflict between the two holders, nor within one of them.
    ``seconds`` bound the search for contradictions among orders.

    Raises UnknownName for a name that nothing has, UsageError for a date, limit or time that cannot be used.

    >>> from posgraph.model import Demand, Issue, Position
    >>> from posgraph.stance import Stance
    >>> demands = (Demand(id="short", issue="term", label="Short", min=15, max=15),
    ...            Demand(id="long", issue="term", label="Long", min=30, max=50))
    >>> rows = (Position(id="p1", actor="north", demand="short", stance=Stance.supports),
    ...         Position(id="p2", actor="south", demand="long", stance=Stance.demands))
    >>> toy = Dataset(id="toy", issues=(Issue(id="term", label="Term", unit="years"),), demands=demands, positions=rows)
    >>> for bridge in bridges(toy):
    ...     print(bridge)
    range: north and south would accept: 15 to 30 years / range p2 p1
    """
    check_limit(limit)
    if not seconds > 0:
        raise UsageError("seconds", seconds, "a time in seconds, more than 0")
    moment = day(as_of, ever=False) or date.today()
    wanted = chosen_rules(kinds, {kind: kind for kind in KINDS}, "kind")
    found = conflicts(dataset, moment, actors=actors, issues=issues, rules=rules, seconds=seconds)
    talks = Talks(dataset, moment, seconds)
    record = Record(talks)
    items = [bridge for conflict in found for bridge in _over(talks, record, conflict, wanted)]
    bridged = {bridge.conflict for bridge in items}
    open_ = tuple((c.rule, *c.ids) for c in found if c not in bridged)
    items.sort(key=lambda bridge: (bridge.rank, bridge.terms[0].demand or "", bridge.changes))
    partial = found.partial or talks.partial
    return Bridges(moment, tuple(items[:limit]), open_, _note(len(found), len(open_), wanted), partial)


def _over(talks: Talks, record: Record, conflict: Conflict, wanted: tuple[str, ...]) -> Iterator[Bridge]:
    """Every bridge over a conflict, of the kinds asked for."""
    if "on-record" in wanted:
        yield from on_record(talks, record, conflict)
    if "range" in wanted or "rank" in wanted:
        yield from (bridge for bridge in between(talks, record, conflict) if bridge.kind in wanted)
    if "condition" in wanted:
        yield from conditions(talks, conflict)
    if "with" in wanted:
        yield from starts(talks, conflict)


def _note(found: int, left: int, kinds: tuple[str, ...]) -> str:
    """How many conflicts no bridge spans."""
    if not found:
        return "There is no conflict to bridge."
    of = "" if kinds == KINDS else f" of kind {' or '.join(kinds)}"
    return (
        f"{left} of {found} conflict{'' if found == 1 else 's'} {'has' if left == 1 else 'have'} no bridge{of}." if left else ""
    )

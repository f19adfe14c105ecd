"""The question about shifts: who moved, on what, when, in which direction, towards whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from posgraph.analysis.evidence import Evidence, evidence
from posgraph.analysis.filters import check_limit, chosen_actors, chosen_issues, chosen_rules, dated, day
from posgraph.analysis.force import in_force
from posgraph.analysis.shifts.approach import toward
from posgraph.analysis.shifts.kinds import KINDS, Move, move
from posgraph.analysis.shifts.results import Shift, Shifts
from posgraph.analysis.shifts.turns import Turn, turns
from posgraph.analysis.state import demand_of
from posgraph.graphs.once import once
from posgraph.model import Dataset, Position

Found = tuple[Turn, Move]


def shifts(
    dataset: Dataset,
    as_of: date | str | None = None,
    ever: bool = False,
    *,
    since: date | str | None = None,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    kinds: str | Iterable[str] = (),
    limit: int | None = None,
) -> Shifts:
    """Every shift by ``as_of`` (None: today), or, with ``ever``, at any time; the newest first, then by actor and demand.

    ``since`` keeps those dated on that day or later, ``actors`` those of these holders, ``issues`` those from or to a demand on
    these issues or below them, ``kinds`` those of these kinds: first, concession, hardening, reversal, silence, unclear.
    Raises UnknownName for a name that nothing has, UsageError for a day or limit that cannot be used.

    >>> from posgraph.model import When
    >>> from posgraph.stance import Stance
    >>> said = [("a", "rejects", "2025-11-20"), ("b", "rejects", "2025-12-01"), ("c", "accepts", "2025-12-20")]
    >>> rows = [Position(id=i, actor="n", demand="d", stance=Stance(s), valid_from=When.parse(w)) for i, s, w in said]
    >>> print(shifts(Dataset(id="toy", positions=tuple(rows)), "2025-12-29"))
    2 shifts by 2025-12-29
    2025-12-20  reversal: n rejects d (b) > accepts d (c)
    2025-11-20  first: n rejects d (a)
    """
    moment = day(as_of, ever)
    first = dated(since, "since") if since is not None else None
    check_limit(limit)
    holders, on = chosen_actors(dataset, actors), chosen_issues(dataset, issues)
    wanted = chosen_rules(kinds, {kind: kind for kind in KINDS}, "kind")
    found = [
        (turn, move)
        for turn, move in found_by(dataset, moment)
        if move.kind in wanted
        and (first is None or (turn.day is not None and turn.day >= first))
        and (not holders or _rows(turn)[0].actor in holders)
        and (not on or any(issue_of(dataset, row.demand) in on for row in _rows(turn)))
    ]
    found.sort(key=_order)
    disputed = _disputed(dataset) if found else frozenset()
    return Shifts(moment, tuple(_shift(dataset, turn, move, disputed) for turn, move in found[:limit]))


def found_by(dataset: Dataset, until: date | None) -> Iterator[Found]:
    """Every turn by a day (None: of all times) that is a shift, with its kind, in no order."""
    for turn in turns(dataset, until):
        if turn.before is None:
            yield turn, Move("first", "first")
        elif turn.after is None:
            yield turn, Move("silence", "ended")
        elif found := move(dataset, turn.before, turn.after):
            yield turn, found


def issue_of(dataset: Dataset, target: str) -> str | None:
    """The issue of what a position targets; None where a clause proposes no demand."""
    kind, _, name = target.partition(":")
    if kind == "issue" and name:
        return name
    demand = dataset.by_id("demands").get(demand_of(dataset, target) or "")
    return demand.issue if demand else None


def _rows(turn: Turn) -> list[Position]:
    return [row for row in (turn.after, turn.before) if row]


def _order(found: Found) -> tuple[int, str, str, tuple[str, ...]]:
    turn, _ = found
    rows = _rows(turn)
    return -turn.day.toordinal() if turn.day else 0, rows[0].actor, rows[0].demand, tuple(row.id for row in rows)


@once
def _disputed(dataset: Dataset) -> frozenset[str]:
    return frozenset(h.row.id for h in in_force(dataset, None, ever=True).positions if h.disputed)


def _shift(dataset: Dataset, turn: Turn, move: Move, disputed: frozenset[str]) -> Shift:
    def told(row: Position | None) -> Evidence | None:
        return evidence(dataset, row, row.id in disputed) if row else None

    newest = _rows(turn)[0]
    across = turn.before and turn.after and turn.before.demand != turn.after.demand
    return Shift(
        actor=newest.actor,
        demand=newest.demand,
        kind=move.kind,
        before=told(turn.before),
        after=told(turn.after),
        day=turn.day,
        issue=issue_of(dataset, newest.demand),
        from_demand=turn.before.demand if across and turn.before else None,
        move=move,
        toward=toward(dataset, turn, move),
    )

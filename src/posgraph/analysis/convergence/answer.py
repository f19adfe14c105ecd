"""Convergence: whether two actors come closer over time, by what they share and what they clash on in moving windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from posgraph.analysis import conflicts as clashing
from posgraph.analysis import overlaps as agreeing
from posgraph.analysis.clash import clash_table, overlap_table
from posgraph.analysis.convergence.results import Convergence, Days, Meeting, Point
from posgraph.analysis.evidence import shown
from posgraph.analysis.filters import chosen_actors, dated, day
from posgraph.analysis.force import Force, in_force
from posgraph.analysis.pairs import AnyHeld, Pair, join
from posgraph.analysis.state import state
from posgraph.analysis.strength import side
from posgraph.analysis.windows import Span, ends
from posgraph.errors import UsageError
from posgraph.model import Dataset

LEFT_OUT = ("deadlock", "order")
"""Rules of conflict that do not count: R7 and R9 may rest on others than the two."""


def convergence(
    dataset: Dataset,
    one: str,
    other: str,
    *,
    window: str = "months:6",
    step: str = "months:1",
    since: date | str | None = None,
    until: date | str | None = None,
    as_of: date | str | None = None,
    ever: bool = False,
) -> Convergence:
    """The index of two actors in windows that end on ``since``, one ``step`` later and so on, and on ``until``.

    In a window [t - w, t] O is the sum of the strengths of the overlaps between the two, C that of the severities of their
    conflicts by R1 to R6 and R8, of all that hold on some day of it; a pair of positions counts once in each. The index is
    (O - C) / (O + C): 1 where all they say of one another's demands agrees, -1 where all of it clashes, None where neither does.
    R7 and R9 are left out, since they may rest on third parties. ``window`` and ``step`` read ``days:30``, ``months:6`` or
    ``years:1``. ``since`` and ``until`` are by default the first and the last day by ``as_of`` (None: today; with ``ever`` of
    all times) on which a position of either begins or ends.

    Raises UnknownName for an actor that is none, UsageError for one actor twice, and for days and spans that cannot be used.

    >>> from posgraph.model import Actor, Demand, Position, When
    >>> from posgraph.stance import Stance
    >>> said = [("p", "n", "rejects", "2025-01-01"), ("q", "n", "accepts", "2025-09-01"), ("r", "s", "demands", "2025-01-01")]
    >>> rows = [Position(id=i, actor=a, demand="vote", stance=Stance(s), valid_from=When.parse(w)) for i, a, s, w in said]
    >>> actors = tuple(Actor(id=a, label=a, kind="state") for a in "ns")
    >>> vote = Demand(id="vote", issue="i", label="A vote")
    >>> d = Dataset(id="toy", actors=actors, demands=(vote,), positions=tuple(rows))
    >>> convergence(d, "n", "s", window="months:1", step="months:6", as_of="2025-12-29")
    n and s: converged (+0.67)
    ▁▁▃
    2025-01-01  -1.00
    2025-07-01  -1.00
    2025-09-01  -0.33
    """
    size, stride = Span.parse(window), Span.parse(step, "step")
    for name in (one, other):
        chosen_actors(dataset, name)
    if one == other:
        raise UsageError("actors", one, "two different actors")
    moment = day(as_of, ever)
    force = _of(in_force(dataset, None, ever=True), {one, other})
    everything: list[AnyHeld] = [*force.positions, *force.preferences]
    held = {h.row.id: h for h in everything}
    first, last = _span(held.values(), moment, since, until)
    held_by = state(dataset, force.positions)
    others = (
        pair for rules, seek in clashing.SEARCHES.items() if not set(rules) & set(LEFT_OUT) for pair in seek(dataset, force)
    )
    clashes = chain(join(held_by, clash_table(dataset)), others)
    alike = chain.from_iterable(seek(dataset, force) for seek in agreeing.SEARCHES.values())
    shared = chain(join(held_by, overlap_table(dataset)), alike)
    conflicts, overlaps = _meetings(clashes), _meetings(shared)
    points = tuple(
        Point(begin, t, _in(overlaps, begin, t), _in(conflicts, begin, t))
        for t in (ends(first, last, stride) if first and last else ())
        for begin in (size.before(t),)
    )
    met = {p.ids for point in points for p in (*point.overlaps, *point.conflicts)}
    used = sorted({id for pair in met for id in pair})
    assumed = ((id, side(held[id].row).assumed) for id in used)
    return Convergence(
        actors=(one, other),
        as_of=moment,
        window=size,
        step=stride,
        points=points,
        overlaps=tuple(m for m in overlaps if m.ids in met),
        conflicts=tuple(m for m in conflicts if m.ids in met),
        evidence=tuple(shown(dataset, held[id]) for id in used),
        assumed=tuple((id, names) for id, names in assumed if names),
    )


def _of(force: Force, actors: set[str]) -> Force:
    """What these actors hold: all other rules look at two holders at a time, so nobody else's positions matter."""
    return replace(
        force,
        positions=tuple(h for h in force.positions if h.row.actor in actors),
        preferences=tuple(h for h in force.preferences if h.row.actor in actors),
        timeline=tuple(h for h in force.timeline if h.row.actor in actors),
    )


def _span(held: Iterable[AnyHeld], moment: date | None, since: date | str | None, until: date | str | None) -> Days:
    """The days of the first and the last window."""
    known = [d for h in held for d in (h.start, h.end) if d and d <= (moment or date.max)]
    first = dated(since, "since") if since is not None else min(known, default=None)
    last = dated(until, "until") if until is not None else max(known, default=None)
    if first and last and first > last:
        if since is None and until is not None:
            return last, last
        raise UsageError("since", first, f"a day not after {last}, the last window's")
    return first or last, last or first


def _meetings(pairs: Iterable[Pair]) -> Sequence[Meeting]:
    """The pairs of different holders, by ids, each once with every run of days on which they meet.

    They come straight from the rules: a list of all times tells a pair once, although it may meet on several runs of days.
    """
    rules: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    runs: defaultdict[tuple[str, str], set[Days]] = defaultdict(set)
    weights: dict[tuple[str, str], float] = {}
    for pair in pairs:
        if not pair.within:
            a, b = sorted((pair.a.row, pair.b.row), key=lambda row: row.id)
            key = (a.id, b.id)
            rules[key].add(pair.rule)
            runs[key].add(pair.span)
            weights[key] = min(side(a).weight, side(b).weight)
    return [Meeting(key, tuple(sorted(rules[key])), weights[key], tuple(sorted(runs[key], key=_begin))) for key in sorted(rules)]


def _begin(run: Days) -> tuple[date, date]:
    return run[0] or date.min, run[1] or date.max


def _in(meetings: Sequence[Meeting], first: date, last: date) -> tuple[Meeting, ...]:
    return tuple(m for m in meetings if m.within(first, last))

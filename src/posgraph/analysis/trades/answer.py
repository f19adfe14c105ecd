"""The search for trades: every two actors, every two issues on which they clash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.filters import check_limit, chosen_actors, chosen_issues, day
from posgraph.analysis.force import in_force
from posgraph.analysis.trades.losers import Bystanders
from posgraph.analysis.trades.results import Left, Trade, Trades
from posgraph.analysis.trades.stakes import Half, Stakes, half, stakes_of, total
from posgraph.model import Dataset

RULES = ("contradiction", "refused-consequence", "incompatible", "exclusive", "range", "scale", "refused-order")
"""The rules by which two rows clash whatever others want: R1 to R6 and R8."""


def trades(
    dataset: Dataset,
    as_of: date | str | None = None,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    limit: int | None = None,
) -> Trades:
    """Pairs of issues on which each of two actors can give on what it cares less about, at ``as_of`` (None: today).

    The stake of actor i on issue p, against j, is the sum of salience × |polarity| over its rows that clash with j's on p. If
    i gives on p (withdraws those rows) and j on q, i gains stake_i(q) − stake_i(p) and j gains stake_j(p) − stake_j(q). It is
    a trade where both gain: logrolling (Froman and Cohen 1970; Pruitt 1981). ``actors``: one takes part; of two or more, both
    parts. ``issues`` stand with all below them: of one, an issue given is among them; of two or more, both are.

    Raises UnknownName for a name that nothing has, UsageError for a date or limit that cannot be used.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> def wants(actor, demand, stance, salience):
    ...     return Position(id=f"{actor}-{demand}", actor=actor, demand=demand, stance=Stance(stance), salience=salience)
    >>> rows = (
    ...     wants("north", "port", "demands", 0.9), wants("south", "port", "rejects", 0.2),
    ...     wants("north", "vote", "rejects", 0.3), wants("south", "vote", "demands", 0.8),
    ... )
    >>> demands = tuple(Demand(id=d, issue=f"{d}-issue", label=d) for d in ("port", "vote"))
    >>> for trade in trades(Dataset(id="toy", demands=demands, positions=rows)):
    ...     print(trade)
    north gives on vote-issue, south on port-issue: +0.6 and +0.6
    """
    check_limit(limit)
    moment = day(as_of, ever=False) or date.today()
    who, on = chosen_actors(dataset, actors), [chosen_issues(dataset, name) for name in _each(issues)]
    found = list(conflicts(dataset, moment, actors=who, rules=RULES))
    stakes = stakes_of(found)
    kept = [pair for pair in _pairs(stakes) if _on(on, pair)]
    traded = sorted((Trade(a, b, ()) for a, b in kept if a.gain > 0 and b.gain > 0), key=lambda trade: trade.rank)
    bystanders = Bystanders(dataset, in_force(dataset, moment))
    scales = frozenset(c.ids for c in found if c.rule == "scale")
    told = (_told(dataset, moment, trade, bystanders, scales) for trade in traded[:limit])
    return Trades(moment, tuple(told), _note(kept, traded))


def _each(issues: str | Iterable[str]) -> Iterable[str]:
    return (issues,) if isinstance(issues, str) else tuple(issues)


def _pairs(stakes: Stakes) -> Iterator[tuple[Half, Half]]:
    """Both halves of each exchange of one issue for another, once: the actor that comes first by id is told first."""
    for i, j in stakes:
        if i < j:
            mine, theirs = stakes[i, j], stakes[j, i]
            for p, q in permutations(mine, 2):
                yield half(i, p, q, mine), half(j, q, p, theirs)


def _on(chosen: list[frozenset[str]], pair: tuple[Half, Half]) -> bool:
    """Whether the exchange is on the issues asked for: one of them, or, of several, one for each."""
    given = [side.gives for side in pair]
    if len(chosen) < 2:
        return not chosen or any(issue in chosen[0] for issue in given)
    among = frozenset().union(*chosen)
    return all(issue in among for issue in given)


def _told(dataset: Dataset, moment: date, trade: Trade, bystanders: Bystanders, scales: frozenset[tuple[str, str]]) -> Trade:
    """The trade with those who lose by it, and the conflicts on a scale that come up with it; ``scales`` are there already."""
    given = [stake.position.position for side in (trade.a, trade.b) for stake in side.given]
    traders = frozenset((trade.a.actor, trade.b.actor))
    after = conflicts(dataset, moment, rules=("scale",), without=given)
    left = (c for c in after if {c.a.actor, c.b.actor} == traders and c.ids not in scales)
    return replace(trade, losers=bystanders.of(given, traders), left=tuple(Left(c.rule, *c.ids) for c in left))


def _note(pairs: list[tuple[Half, Half]], traded: list[Trade]) -> str:
    """Why there is no trade; where there are some, what stands for saliences that are unknown."""
    if not pairs:
        return "No two actors conflict on two of these issues: neither has anything to give for what it would gain."
    counted = [(trade.a, trade.b) for trade in traded] or pairs
    stakes = {s.position.position: s for pair in counted for side in pair for s in (*side.given, *side.kept)}
    unknown = sum(stake.assumed for stake in stakes.values())
    if traded and unknown == len(stakes):
        return "No salience is known, 0.5 stands for each: only stances and the number of positions tell the issues apart."
    if traded:
        return f"The salience of {unknown} of {len(stakes)} positions is unknown; 0.5 stands for it." if unknown else ""
    if unknown == len(stakes):
        return "No trade: no salience is known, and with equal weights nobody cares more about one issue than about another."
    if all(total(side.given) == total(side.kept) for pair in pairs for side in pair):
        return "No trade: each has as much at stake on the one issue as on the other."
    return "No trade: on every two issues, where one would gain the other would not."

"""The exchange model on a dataset: who could trade what with whom, and who else gains or loses by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.filters import day
from posgraph.analysis.models.exchange import Exchange, Move, trade
from posgraph.analysis.models.numbers import Line, numbers
from posgraph.analysis.models.stand import Stand
from posgraph.errors import UsageError
from posgraph.model import Dataset

SCALES = ("stretched", "coded")
"""``stretched``: each issue runs from 0 to 100, so that gains on different issues can be compared; ``coded``: as in the data."""

ASSUMES = (
    "The outcome of an issue is the mean of the positions, weighted by capability and salience; losses grow evenly with "
    "distance; all know each other's numbers and keep their promises. As a forecast it has not been told apart from that mean, "
    "which misses by 23.4 points of 100 on average: read it for who could trade what, not for what will be agreed."
)


@dataclass(frozen=True, slots=True, repr=False)
class Exchanges:
    """All exchanges that the model realises, in its order. Gains are in units of salience × position on the chosen ``scale``;
    the moves and outcomes are in the issues' own units.
    """

    as_of: date | None
    actors: tuple[str, ...]
    scale: str
    bookkeeping: str
    candidates: int
    items: tuple[Exchange, ...]
    total: float
    outcomes: Mapping[str, tuple[float, float]] = field(hash=False)
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]
    skipped: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "actors", "scale", "bookkeeping", "candidates", "items", "total", "outcomes", "issues", …}``."""
        return {
            "as_of": self.as_of and self.as_of.isoformat(),
            "actors": list(self.actors),
            "scale": self.scale,
            "bookkeeping": self.bookkeeping,
            "candidates": self.candidates,
            "items": [_shape(exchange) for exchange in self.items],
            "total": self.total,
            "outcomes": {issue: {"before": a, "after": b} for issue, (a, b) in self.outcomes.items()},
            "issues": [line.to_dict() for line in self.lines],
            "capability_unknown": list(self.unknown),
            "skipped": list(self.skipped),
            "assumes": ASSUMES,
        }

    def __repr__(self) -> str:
        head = f"{len(self)} exchanges of {self.candidates} possible as of {self.as_of}, total gain {self.total:.4f}"
        return "\n".join([head, *(f"{e.gain:.4f}  {_said(e)}" for e in self)])

    def _repr_html_(self) -> str:
        body = "".join(f"<tr><td>{e.gain:.4f}</td><td>{escape(_said(e))}</td></tr>" for e in self)
        return f"<table><thead><tr><th>gain</th><th>exchange</th></tr></thead><tbody>{body}</tbody></table>"


def exchanges(
    dataset: Dataset,
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    capability: Mapping[str, float] | None = None,
    without: str | Iterable[str] = (),
    scale: str = "stretched",
    bookkeeping: str = "full",
) -> Exchanges:
    """The exchanges at ``as_of`` (None: today) between the actors (none named: the parties, else all who hold a position).

    Raises UnknownName and UsageError.

    >>> exchanges(Dataset(id="toy"), "2025-01-01")
    0 exchanges of 0 possible as of 2025-01-01, total gain 0.0000
    """
    if scale not in SCALES:
        raise UsageError("scale", scale, f"one of: {', '.join(SCALES)}")
    found = numbers(dataset, day(as_of, False), actors, issues, capability, without)
    rulers = {line.issue: _ruler(line, scale) for line in found.lines}
    limit = 100.0 if scale == "stretched" else max((line.high - line.low for line in found.lines), default=0.0)
    traded = trade({line.issue: _placed(line, *rulers[line.issue]) for line in found.lines}, bookkeeping, limit)
    items = tuple(Exchange(e.gain, (_back(e.moves[0], rulers), _back(e.moves[1], rulers)), e.effects) for e in traded.realised)
    outcomes = {issue: (_coded(a, *rulers[issue]), _coded(b, *rulers[issue])) for issue, (a, b) in traded.outcomes.items()}
    return Exchanges(
        as_of=found.as_of,
        actors=found.actors,
        scale=scale,
        bookkeeping=bookkeeping,
        candidates=traded.candidates,
        items=items,
        total=traded.total,
        outcomes=outcomes,
        lines=found.lines,
        unknown=found.unknown,
        skipped=found.skipped,
    )


def _ruler(line: Line, scale: str) -> tuple[float, float]:
    """Where the scale begins, and how many coded units one unit of it is."""
    return (line.low, (line.high - line.low) / 100) if scale == "stretched" else (0.0, 1.0)


def _placed(line: Line, begin: float, unit: float) -> list[Stand]:
    return [Stand(s.actor, (s.position - begin) / unit, s.salience, s.capability) for s in line.stands]


def _coded(x: float, begin: float, unit: float) -> float:
    return begin + x * unit


def _back(move: Move, rulers: Mapping[str, tuple[float, float]]) -> Move:
    """The move in the issue's own units."""
    ruler = rulers[move.issue]
    ends = (_coded(x, *ruler) for x in (move.start, move.end, move.outcome_before, move.outcome_after))
    return Move(move.actor, move.issue, *ends)


def _shape(exchange: Exchange) -> dict[str, Any]:
    """An exchange as a member of ``items``; ``others`` are the gains and losses of those outside it."""
    i, j = exchange.moves
    return {
        "gain": exchange.gain,
        "i": i.actor,
        "j": j.actor,
        "i_gives": i.issue,
        "j_gives": j.issue,
        "moves": [
            {
                "actor": m.actor,
                "issue": m.issue,
                "from": m.start,
                "to": m.end,
                "outcome": {"before": m.outcome_before, "after": m.outcome_after},
            }
            for m in exchange.moves
        ],
        "effects": {actor: exchange.effects[actor] for actor in exchange.actors},
        "others": {actor: gain for actor, gain in exchange.effects.items() if actor not in exchange.actors},
    }


def _said(exchange: Exchange) -> str:
    return " / ".join(f"{m.actor} gives on {m.issue} ({m.start:g} to {m.end:g})" for m in exchange.moves)

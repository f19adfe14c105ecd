"""Forecasts for the issues of a dataset: every method beside the baselines, each with its measured error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.filters import day
from posgraph.analysis.models.condorcet import Distribution, distribution
from posgraph.analysis.models.forecast import WITHIN, Estimate, estimates, pull, spread, stated_range
from posgraph.analysis.models.numbers import Line, numbers
from posgraph.model import Dataset

ASSUMES = (
    "The scale runs from the least to the greatest number of the issue's demands; where these do not span all that is possible, "
    "the errors are too small. Each error is the mean absolute error on 322 decisions of the European Union, stretched to that "
    "scale: an outcome misses by that much on average. What the errors are in other talks has not been measured."
)


@dataclass(frozen=True, slots=True)
class Forecast:
    """One issue: the estimates, how far the positions lie apart, and the distribution of a second model."""

    line: Line
    estimates: tuple[Estimate, ...]
    spread: float
    stated: tuple[float, float]
    condorcet: Distribution

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``items``."""
        line, chances = self.line, zip(self.condorcet.positions, self.condorcet.probabilities, strict=True)
        return line.to_dict() | {
            "estimates": [
                {"method": e.method, "value": e.value, "error": e.error, "low": e.low, "high": e.high} for e in self.estimates
            ],
            "spread": self.spread,
            "stated": list(self.stated),
            "condorcet": {
                "expected": self.condorcet.expected,
                "modal": self.condorcet.modal,
                "distribution": [{"position": x, "probability": p} for x, p in chances],
                "settled": self.condorcet.settled,
            },
            "actors": [n.to_dict() | {"pull": pull(line.stands, n.stand.actor)} for n in line.numbers],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Forecasts:
    """The forecasts of all issues that are lines. ``unknown`` are actors of unknown capability; if any, all count alike.

    ``alone`` are lines on which only one actor has a number: any forecast would be what that one wants. ``skipped`` are issues
    that are no line: all their demands have one number, or nobody who stands there has any weight.
    """

    as_of: date | None
    actors: tuple[str, ...]
    items: tuple[Forecast, ...]
    unknown: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    alone: tuple[Line, ...] = ()

    def __iter__(self) -> Iterator[Forecast]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "actors", "items", "alone", "capability_unknown", "skipped", "outcomes_within_stated", "assumes"}``."""
        return {
            "as_of": self.as_of and self.as_of.isoformat(),
            "actors": list(self.actors),
            "items": [item.to_dict() for item in self.items],
            "alone": [line.to_dict() for line in self.alone],
            "capability_unknown": list(self.unknown),
            "skipped": list(self.skipped),
            "outcomes_within_stated": list(WITHIN),
            "assumes": ASSUMES,
        }

    def __repr__(self) -> str:
        lines = [
            f"{f.line.issue}: {f.estimates[0].value:g} ± {f.estimates[0].error:g} (mean of {len(f.line.numbers)})" for f in self
        ]
        return "\n".join([f"{len(self)} forecasts as of {self.as_of}", *lines])

    def _repr_html_(self) -> str:
        methods = [e.method for e in self.items[0].estimates] if self.items else []
        head = "".join(f"<th>{name}</th>" for name in ("issue", *methods, "stated"))
        body = "".join(
            f"<tr><td>{escape(f.line.label)}</td>"
            + "".join(f"<td>{e.value:g} ± {e.error:g}</td>" for e in f.estimates)
            + f"<td>{f.stated[0]:g} … {f.stated[1]:g}</td></tr>"
            for f in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def forecasts(
    dataset: Dataset,
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    capability: Mapping[str, float] | None = None,
    without: str | Iterable[str] = (),
) -> Forecasts:
    """The forecast of each issue on which two actors or more have a number, at ``as_of`` (None: today).

    No actors named: the parties, else all who hold a position. ``capability`` takes the place of what the data say. Raises
    UnknownName, and UsageError for a capability below 0.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> demands = [Demand(id=f"t{n}", issue="toll", label=f"{n} euros", min=n, max=n) for n in (0, 4, 10)]
    >>> rows = [Position(id=d, actor=a, demand=d, stance=Stance.demands) for a, d in (("n", "t0"), ("s", "t4"))]
    >>> forecasts(Dataset(id="toy", demands=tuple(demands), positions=tuple(rows)), "2025-01-01")
    1 forecasts as of 2025-01-01
    toll: 2 ± 2.34 (mean of 2)
    """
    found = numbers(dataset, day(as_of, False), actors, issues, capability, without)
    lines = {several: tuple(line for line in found.lines if (len(line.numbers) > 1) == several) for several in (True, False)}
    items = tuple(_forecast(line) for line in lines[True])
    return Forecasts(found.as_of, found.actors, items, found.unknown, found.skipped, lines[False])


def _forecast(line: Line) -> Forecast:
    stands = line.stands
    return Forecast(line, estimates(stands, line.low, line.high), spread(stands), stated_range(stands), distribution(stands))

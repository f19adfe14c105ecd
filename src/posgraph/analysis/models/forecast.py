"""Where one issue may end: means and a median of what the actors want, beside the baselines that they have to beat.

No model of this kind has been told apart from a plain mean. On 322 decisions of the European Union, each on a scale of 0 to
100, the forecasts missed the outcome by as much as :data:`ERRORS` says. The outcome lay within the range of the stated
positions in 321 of the 322 (:data:`WITHIN`). A forecast is therefore always told with its error.

Source of the compromise model: Achen, in Thomson, Stokman, Achen and König (eds), The European Union Decides (Cambridge 2006).
The errors were measured on 322 decisions with known outcomes when this project was planned; see docs/models.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from types import MappingProxyType

from posgraph.analysis.models.stand import Stand
from posgraph.errors import UsageError

ERRORS: MappingProxyType[str, float] = MappingProxyType(
    {"compromise": 23.4, "mean": 23.7, "salience": 23.7, "median": 28.5, "middle": 28.2}
)
"""Mean absolute error of each forecast on 322 decisions of the European Union, in hundredths of the scale."""

WITHIN: tuple[int, int] = (321, 322)
"""In how many of how many decisions the outcome lay within the range of the stated positions."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A forecast and the band of its mean absolute error, in the issue's units.

    The band is no interval of confidence: an outcome misses the forecast by that much on average, so it is often outside.
    """

    method: str
    value: float
    error: float
    low: float
    high: float


def compromise(stands: Sequence[Stand]) -> float:
    """The mean of the positions, weighted by capability × salience: Σ w x / Σ w (the compromise model).

    It comes near the Nash bargaining solution where no agreement at all would be very bad for everybody (Achen 2006).

    >>> compromise([Stand("a", 10, 0.5, 40), Stand("b", 20, 0.8, 100), Stand("c", 60, 0.6, 50)])
    27.692307692307693
    """
    return _mean(stands, lambda s: s.weight)


def salience_mean(stands: Sequence[Stand]) -> float:
    """The mean of the positions, weighted by salience alone.

    >>> salience_mean([Stand("a", 0, 0.25), Stand("b", 100, 0.75)])
    75.0
    """
    return _mean(stands, lambda s: s.salience)


def plain_mean(stands: Sequence[Stand]) -> float:
    """The mean of the positions, each counted alike.

    >>> plain_mean([Stand("a", 0), Stand("b", 30)])
    15.0
    """
    return _mean(stands, lambda _: 1.0)


def weighted_median(stands: Sequence[Stand]) -> float:
    """The position at which half of the weight (capability × salience) has been reached, seen from below or from above.

    Where just half of the weight lies on either side of a gap it is the middle of the gap: no end of the scale comes first.

    >>> weighted_median([Stand("a", 10, 0.5, 40), Stand("b", 20, 0.8, 100), Stand("c", 60, 0.6, 50)])
    20.0
    >>> weighted_median([Stand("a", 0), Stand("b", 100)])
    50.0
    """
    half = _weight(stands, lambda s: s.weight) / 2
    ordered = sorted((s for s in stands if s.weight > 0), key=lambda s: s.position)
    return (_reached(ordered, half) + _reached(ordered[::-1], half)) / 2


def _reached(ordered: Sequence[Stand], weight: float) -> float:
    """The first position by which so much weight has come together."""
    sums = zip(accumulate(s.weight for s in ordered), ordered, strict=True)
    return next((s.position for total, s in sums if total >= weight * (1 - 1e-12)), ordered[-1].position)  # sums are rounded


def middle(low: float, high: float) -> float:
    """The middle of the scale, whatever anybody wants: the baseline.

    >>> middle(0, 100)
    50.0
    """
    return (low + high) / 2


def variance(stands: Sequence[Stand]) -> float:
    """How far the positions lie from the weighted mean: Σ w (x − mean)² / Σ w, in squared units; its root is the spread.

    >>> variance([Stand("a", 0), Stand("b", 100)])
    2500.0
    """
    mean = compromise(stands)
    return sum(s.weight * (s.position - mean) ** 2 for s in stands) / _weight(stands, lambda s: s.weight)


def spread(stands: Sequence[Stand]) -> float:
    """The weighted standard deviation, in the issue's units.

    >>> spread([Stand("a", 0), Stand("b", 100)])
    50.0
    """
    return sqrt(variance(stands))


def stated_range(stands: Sequence[Stand]) -> tuple[float, float]:
    """The least and the greatest position.

    >>> stated_range([Stand("a", 30), Stand("b", 10)])
    (10, 30)
    """
    return min(s.position for s in stands), max(s.position for s in stands)


def pull(stands: Sequence[Stand], actor: str, distance: float = 1.0) -> float:
    """How far the weighted mean moves where this actor moves by ``distance``: distance × w / Σ w, exactly.

    Raises UsageError where the actor has no position here.

    >>> pull([Stand("a", 0, 0.5, 2), Stand("b", 100, 1, 3)], "a", 40)
    10.0
    """
    own = [s for s in stands if s.actor == actor]
    if not own:
        raise UsageError("actor", actor, f"one of: {', '.join(sorted(s.actor for s in stands))}")
    return distance * own[0].weight / _weight(stands, lambda s: s.weight)


def estimates(stands: Sequence[Stand], low: float, high: float) -> tuple[Estimate, ...]:
    """Every forecast with the band of its error, stretched from 0..100 to the scale from ``low`` to ``high``.

    >>> [(e.method, e.value, e.error) for e in estimates([Stand("a", 0), Stand("b", 10)], 0, 10)][:2]
    [('compromise', 5.0, 2.34), ('mean', 5.0, 2.37)]
    """
    values = {
        "compromise": compromise(stands),
        "mean": plain_mean(stands),
        "salience": salience_mean(stands),
        "median": weighted_median(stands),
        "middle": middle(low, high),
    }
    width = high - low
    return tuple(_estimate(method, value, ERRORS[method] * width / 100) for method, value in values.items())


def _estimate(method: str, value: float, error: float) -> Estimate:
    return Estimate(method, value, round(error, 10), value - error, value + error)


def _mean(stands: Sequence[Stand], weigh: Callable[[Stand], float]) -> float:
    return sum(weigh(s) * s.position for s in stands) / _weight(stands, weigh)


def _weight(stands: Sequence[Stand], weigh: Callable[[Stand], float]) -> float:
    """The sum of the weights; UsageError where there is none to divide by."""
    total = sum(map(weigh, stands))
    if not total > 0:
        raise UsageError("stands", [s.actor for s in stands], "at least one actor with a weight above 0")
    return total

"""Polarisation: how far agreement lies within two camps and conflict between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError
from posgraph.networks.structure import splits
from posgraph.networks.structure.ties import Matrix, sides

if TYPE_CHECKING:
    from posgraph.networks.network import Network

MEASURES = ("shares", "deviation")
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Polarisation:
    """How polarised a network is, 0 … 1, by the two-way split for which that is greatest.

    ``within`` is the share of all congruence that lies within the camps, ``between`` the share of all conflict that lies
    between them. Where not ``exact``, another split may have a greater score, up to ``at_most``. ``score`` is None, and
    there are no camps, where there is no congruence or no conflict at all. ``either``: those who could as well be in the other
    camp. By shares, an actor without ties is in neither.
    """

    score: float | None
    within: float | None
    between: float | None
    camps: tuple[tuple[str, ...], tuple[str, ...]]
    either: tuple[str, ...]
    exact: bool
    at_most: float | None
    measure: str
    equal: bool
    on: tuple[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The polarisation in JSON's types."""
        found = {name: getattr(self, name) for name in self.__slots__}
        lists = {"camps": [list(camp) for camp in self.camps], "either": list(self.either), "on": list(self.on)}
        return found | lists


def polarisation(network: Network, measure: str = "shares", equal: bool = False) -> Polarisation:
    """How far a one-mode network falls into two camps that agree within and conflict between them.

    Over the splits of the actors in two, or with ``equal`` only those in halves (sizes that differ by one at most), it is the
    greatest

    - ``shares``: (congruence within / all congruence) × (conflict between / all conflict). 1 where all agreement lies within
      the camps and all conflict between them; a network that has only one of the two is not polarised.
    - ``deviation``: what Discourse Network Analyzer computes (after Leifeld and Brandenberger 2019), on the same networks with
      ``norm="average"`` and ``equal=True``: Σ |c - e| within + Σ c between + Σ f within + Σ |f - g| between, divided by
      2 (C + F). C and F are all congruence c and conflict f over ordered pairs; e is C w / W² for a camp with w of the W
      ordered pairs within, g is F / 2B for B ordered pairs between. The further from the ideal of two camps, the greater it is.

    Exact up to 20 actors; of more, ``shares`` is the best that moves of single actors lead to from fixed starts, and
    ``deviation`` and ``equal`` are refused. Raises UsageError for that, for a network of two modes, and for one whose
    statements have no stance.

    >>> from posgraph.networks.network import Network
    >>> signs = np.array([[0, 3, -2], [3, 0, -1], [-2, -1, 0.0]])
    >>> found = polarisation(Network("one", "subtract", "none", "include", tuple("abc"), tuple("abc"), signs))
    >>> found.score, found.camps
    (1.0, (('a', 'b'), ('c',)))
    """
    if measure not in MEASURES:
        raise UsageError("measure", measure, f"one of: {', '.join(MEASURES)}")
    one, other = sides(network)
    agree, clash, names = one.matrix, other.matrix, one.names
    if not (agree.any() and clash.any()):
        return Polarisation(None, None, None, ((), ()), (), True, None, measure, equal, (one.on, other.on))
    if measure == "shares":
        tied = np.flatnonzero((agree + clash).any(axis=1)).tolist()
        agree, clash, names = agree[np.ix_(tied, tied)], clash[np.ix_(tied, tied)], tuple(names[n] for n in tied)
    exact = len(names) <= splits.MOST
    if measure == "deviation" and not exact:
        raise UsageError("measure", measure, f"shares, or at most {splits.MOST} actors (there are {len(names)})")
    if measure == "deviation":
        score, second = _deviation(agree, clash, equal)
    elif exact:
        second = _best(_within(agree), _between(clash), len(names), equal)
        score = _score(agree, clash, second)
    else:
        second = _near(agree, clash, equal)
        score = _score(agree, clash, second)
    together = second[:, None] == second[None, :]
    camps = tuple(tuple(name for name, where in zip(names, second, strict=True) if bool(where) == half) for half in (False, True))
    return Polarisation(
        score=score,
        within=float(agree[together].sum() / agree.sum()),
        between=float(clash[~together].sum() / clash.sum()),
        camps=(camps[0], camps[1]),
        either=_either(agree, clash, names, second) if measure == "shares" and not equal else (),
        exact=exact,
        at_most=score if exact else 1.0,
        measure=measure,
        equal=equal,
        on=(one.on, other.on),
    )


def _either(agree: Matrix, clash: Matrix, names: tuple[str, ...], second: NDArray[np.bool_]) -> tuple[str, ...]:
    """Those whose move alone to the other camp leaves the score as it is."""
    score = _score(agree, clash, second)
    moved = [second ^ (np.arange(len(names)) == n) for n in range(len(names))]
    return tuple(name for name, other in zip(names, moved, strict=True) if abs(_score(agree, clash, other) - score) < 1e-12)


def _within(agree: Matrix) -> Vector:
    return splits.every(agree, agree, 0 * agree)


def _between(clash: Matrix) -> Vector:
    return splits.every(0 * clash, 0 * clash, clash)


def _halves(size: int) -> NDArray[np.bool_]:
    """Which splits are in halves, in the order of ``splits.every``."""
    count = splits.sizes(size)
    halves: NDArray[np.bool_] = (count == size // 2) | (count == size - size // 2)
    return halves


def _best(within: Vector, between: Vector, size: int, equal: bool) -> NDArray[np.bool_]:
    scores = within * between / (within.max() * max(between.max(), 1e-300))
    return splits.side(splits.greatest(np.where(_halves(size), scores, -1.0) if equal else scores), size)


def _score(agree: Matrix, clash: Matrix, second: NDArray[np.bool_]) -> float:
    together = second[:, None] == second[None, :]
    return float(agree[together].sum() / agree.sum() * (clash[~together].sum() / clash.sum()))


def _near(agree: Matrix, clash: Matrix, equal: bool) -> NDArray[np.bool_]:
    """A split that no move of one actor makes better."""
    if equal:
        raise UsageError("equal", True, f"at most {splits.MOST} actors (there are {len(agree)})")
    agreed, clashed = float(agree.sum()), float(clash.sum())

    def shares(split: Vector, moved: Vector | float) -> Vector:
        one, other = split @ agree @ split, split @ clash @ split
        both = moved * (agree @ split), moved * (clash @ split)
        found: Vector = (agreed + one - both[0]) / (2 * agreed) * (clashed - other + both[1]) / (2 * clashed)
        return found

    def value(split: Vector) -> float:
        return float(shares(split, 0.0)[0])

    def gain(split: Vector) -> Vector:
        return shares(split, 4 * split)

    _, vectors = np.linalg.eigh(agree / agreed - clash / clashed)
    return splits.climb(len(agree), value, gain, [np.round(vectors[:, -1], 9)])


def _deviation(agree: Matrix, clash: Matrix, equal: bool) -> tuple[float, NDArray[np.bool_]]:
    """The split with the greatest deviation, one size after the other: what is expected hangs on the sizes."""
    size = len(agree)
    agreed, clashed = float(agree.sum()), float(clash.sum())
    count = splits.sizes(size)
    most = np.full(len(count), -1.0)
    for n in {size // 2, size - size // 2} if equal else range(1, size):
        pairs = ((size - n) * (size - n - 1), n * (n - 1))
        within, between = sum(pairs), 2 * n * (size - n)
        ideal = [agreed * mine / within**2 if within else 0.0 for mine in pairs]
        apart = agree + np.abs(clash - clashed / (2 * between))
        values = splits.every(np.abs(agree - ideal[0]) + clash, np.abs(agree - ideal[1]) + clash, apart)
        most = np.where(count == n, values, most)
    split = splits.greatest(most)
    return float(most[split] / (agreed + clashed)), splits.side(split, size)

"""Balance: whether allies of allies are allies, and how few ties stand against two camps."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError
from posgraph.networks.structure import splits
from posgraph.networks.structure.ties import Matrix, signed

if TYPE_CHECKING:
    from posgraph.networks.network import Network

MOST = 20_000
"""Of more ties the least number is not searched for, only bounded."""

Camps = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Balance:
    """How balanced a signed network is.

    ``frustration`` is how many ties stand against the two ``camps``: those of unlike sign within one, of like sign between
    both. Where not ``exact`` no fewer than ``at_least`` do, and time ran out before fewer than ``frustration`` were found or
    ruled out. ``normalised`` is 1 - 2 × frustration / ties: 1 is balanced. ``triangles`` and how many of them are
    ``balanced``: those with an even number of negative ties. ``against``: the ties that stand against the camps. ``either``:
    those who could as well be in the other camp; which camp is first says nothing, and each connected part has its own.
    """

    ties: int
    frustration: int
    at_least: int
    exact: bool
    camps: Camps
    either: tuple[str, ...]
    against: tuple[tuple[str, str], ...]
    triangles: int
    balanced: int
    on: str

    @property
    def share(self) -> float | None:
        """The share of the triangles that are balanced; None where there are none."""
        return self.balanced / self.triangles if self.triangles else None

    @property
    def normalised(self) -> float | None:
        """1 - 2 × frustration / ties, 0 … 1; None where there are no ties."""
        return 1 - 2 * self.frustration / self.ties if self.ties else None

    def to_dict(self) -> dict[str, Any]:
        """The balance in JSON's types."""
        return {
            "ties": self.ties,
            "frustration": self.frustration,
            "at_least": self.at_least,
            "exact": self.exact,
            "normalised": self.normalised,
            "camps": [list(camp) for camp in self.camps],
            "either": list(self.either),
            "against": [list(tie) for tie in self.against],
            "triangles": self.triangles,
            "balanced": self.balanced,
            "share": self.share,
            "on": self.on,
        }


def balance(network: Network, seconds: float = 10.0) -> Balance:
    """How balanced the signs of a one-mode network are: those of congruence less conflict, whatever their size.

    A cycle is balanced where it has an even number of negative ties (Cartwright and Harary 1956). The frustration index is
    the least number of ties without which all cycles would be (Harary 1959; Aref and Wilson 2019); then the actors fall into
    two camps, one of which may be empty. Each connected part is searched whole up to 20 actors, beyond that by MaxSAT (RC2)
    for at most ``seconds`` in all. An actor without ties is in neither camp. Raises UsageError for a network of two modes, or
    one whose statements have no stance.

    >>> from posgraph.networks.network import Network
    >>> signs = np.array([[0, 1, -1], [1, 0, 1], [-1, 1, 0.0]])
    >>> found = balance(Network("one", "subtract", "none", "include", tuple("abc"), tuple("abc"), signs))
    >>> found.frustration, found.triangles, found.balanced, found.against
    (1, 1, 0, (('a', 'c'),))
    """
    if not seconds >= 0:
        raise UsageError("seconds", seconds, "a number from 0 on")
    found = signed(network)
    sign = np.sign(found.matrix)
    deadline = monotonic() + seconds
    second = np.zeros(len(sign), np.bool_)
    least = 0
    parts = _parts(sign)
    for part in parts:
        second[part], bound = _camps(sign[np.ix_(part, part)], deadline)
        least += bound
    unlike = second[:, None] != second[None, :]
    wrong = np.argwhere(np.triu(np.where(unlike, sign > 0, sign < 0), 1)).tolist()
    tied = [n for part in parts for n in part]
    camps = tuple(tuple(found.names[n] for n in sorted(tied) if bool(second[n]) == half) for half in (False, True))
    whole, signs = (round(float(np.trace(each @ each @ each)) / 6) for each in (np.abs(sign), sign))
    return Balance(
        ties=int(np.count_nonzero(np.triu(sign, 1))),
        frustration=len(wrong),
        at_least=least,
        exact=least == len(wrong),
        camps=(camps[0], camps[1]),
        either=tuple(found.names[n] for n in sorted(tied) if _indifferent(sign[n], unlike[n])),
        against=tuple((found.names[i], found.names[j]) for i, j in wrong),
        triangles=whole,
        balanced=(whole + signs) // 2,
        on=found.on,
    )


def _indifferent(sign: Matrix, unlike: NDArray[np.bool_]) -> bool:
    """True where as many ties of an actor stand against the camps as stand with them."""
    return float((sign * np.where(unlike, -1, 1)).sum()) == 0


def _parts(sign: Matrix) -> list[list[int]]:
    """The connected parts with a tie, each sorted."""
    import networkx as nx

    graph = nx.from_numpy_array(np.abs(sign))
    found = (sorted(part) for part in nx.connected_components(graph) if len(part) > 1)
    return sorted(found)


def _camps(sign: Matrix, deadline: float) -> tuple[NDArray[np.bool_], int]:
    """The second camp of a connected part, and a number of ties of which no split has fewer against it."""
    positive, negative = (sign > 0).astype(np.float64), (sign < 0).astype(np.float64)
    if len(sign) <= splits.MOST:
        values = splits.every(negative, negative, positive)
        fewest = splits.greatest(-values)
        return splits.side(fewest, len(sign)), int(values[fewest])
    split = _near(sign)
    here, least = _against(sign, split), _triangles(sign)
    if here > least and np.count_nonzero(sign) // 2 <= MOST and monotonic() < deadline:
        proven, better = _maxsat(sign, deadline)
        least = max(least, min(proven, here))
        if better is not None and _against(sign, better) < here:
            return better, _against(sign, better)
        if better is not None:
            least = here
    return split, least


def _against(sign: Matrix, second: NDArray[np.bool_]) -> int:
    unlike = second[:, None] != second[None, :]
    return int(np.count_nonzero(np.where(unlike, sign > 0, sign < 0))) // 2


def _near(sign: Matrix) -> NDArray[np.bool_]:
    """A split that no move of one actor makes better."""

    def value(split: NDArray[np.float64]) -> float:
        return float(split @ sign @ split)

    def gain(split: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = value(split) - 4 * split * (sign @ split)
        return moved

    _, vectors = np.linalg.eigh(sign)
    leading = np.round(vectors[:, -1], 9)
    return splits.climb(len(sign), value, gain, [np.ones(len(sign)), leading])


def _triangles(sign: Matrix) -> int:
    """How many triangles with an odd number of negative ties there are, no two of which share a tie, taken as they come."""
    left = sign.copy()
    count = 0
    for i in range(len(sign)):
        for j in np.flatnonzero(left[i, i + 1 :]) + i + 1:
            third = np.flatnonzero(left[i, j] * left[i] * left[j] < 0)
            third = third[third > j]
            if len(third):
                k = third[0]
                for a, b in ((i, j), (i, k), (j, k)):
                    left[a, b] = left[b, a] = 0
                count += 1
    return count


def _maxsat(sign: Matrix, deadline: float) -> tuple[int, NDArray[np.bool_] | None]:
    """A lower bound, and the camps that reach the least number; None where time ran out."""
    from pysat.formula import WCNF

    from posgraph.analysis.settlements.maxsat import maxsat

    formula = WCNF()
    size = len(sign)
    formula.append([-1])
    for n, (i, j) in enumerate(np.argwhere(np.triu(sign, 1)).tolist(), size + 1):
        one, other = i + 1, (j + 1) * (1 if sign[i, j] > 0 else -1)
        formula.extend([[n, -one, other], [n, one, -other]])
        formula.append([-n], weight=1)
    with maxsat(formula, deadline) as solver:
        model = solver.compute(expect_interrupt=True)
        if model is None:
            return int(solver.cost), None
        true = set(model)
        return int(solver.cost), np.array([n + 1 in true for n in range(size)])

"""What a question to an engine is limited to: actors, issues, rules, and whether pairs of one holder count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posgraph.analysis.filters import chosen_actors, chosen_issues, chosen_rules
from posgraph.analysis.rules import KINDS, RULES
from posgraph.model import Dataset

Which = Literal["conflicts", "overlaps"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Ids and names that exist; nothing in a field limits nothing. As ``conflicts`` and ``overlaps`` understand them.

    One actor: it is on either side; two or more: both sides are among them. ``issues`` hold all below them, too.
    """

    actors: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    within: bool = False

    def codes(self, actors: tuple[str, ...]) -> npt.NDArray[np.int32] | None:
        """The places of the actors among these, sorted; None where all count."""
        if not self.actors:
            return None
        return np.array([n for n, name in enumerate(actors) if name in self.actors], np.int32)


EVERY = Limits()
"""No limits: all pairs of different holders."""


def limits(
    dataset: Dataset,
    which: Which = "conflicts",
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    rules: str | Iterable[str] = (),
    within: bool = False,
) -> Limits:
    """The limits, checked; rules go by name or notation. Raises UnknownName for what the dataset does not have.

    >>> sorted(limits(Dataset(id="toy"), rules=("R2", "contradiction")).rules)
    ['contradiction', 'refused-consequence']
    """
    known = RULES if which == "conflicts" else {kind: kind for kind in KINDS}
    named = frozenset(chosen_rules(rules, known, "rule" if which == "conflicts" else "kind"))
    wanted = frozenset() if len(named) == len(known) else named
    return Limits(chosen_actors(dataset, actors), chosen_issues(dataset, issues), wanted, within)

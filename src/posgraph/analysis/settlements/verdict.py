"""Whether a deal can keep every red line, and who must move if not: the verdict alone, without the deals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

from posgraph.analysis.force import Force
from posgraph.analysis.parties import consenting
from posgraph.analysis.settlements.components import components
from posgraph.analysis.settlements.problem import problem
from posgraph.analysis.settlements.results import Component
from posgraph.model import Dataset

MOST = 100
"""How many blockers and concessions of a component are told."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on the red lines of ``parties``; without ``components`` a deal can keep them all.

    ``feasible`` is None where time ran out before that was known.
    """

    parties: tuple[str, ...]
    components: tuple[Component, ...]

    @property
    def feasible(self) -> bool | None:
        """Whether a deal exists that keeps every red line."""
        if self.components and not self.blockers and not any(part.hard for part in self.components):
            return None
        return not self.components

    @property
    def blockers(self) -> int:
        """How many minimal sets of red lines no deal can keep together."""
        return sum(len(part.blockers) for part in self.components)

    @property
    def partial(self) -> bool:
        """True where a limit or the time cut the search off."""
        return any(part.partial for part in self.components)


def verdict(dataset: Dataset, force: Force, actors: Iterable[str] = (), seconds: float = 10.0) -> Verdict:
    """The verdict on what is in force, for these actors (none: the parties, else all who hold a position).

    >>> from datetime import date
    >>> from posgraph.analysis.force import in_force
    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> said = [("p1", "north", "demands"), ("p2", "south", "rejects")]
    >>> rows = [Position(id=i, actor=a, demand="vote", stance=Stance(s), firmness=1.0) for i, a, s in said]
    >>> toy = Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=tuple(rows))
    >>> found = verdict(toy, in_force(toy, date(2025, 1, 1)))
    >>> found.feasible, [b.members for part in found.components for b in part.blockers]
    (False, [('p1', 'p2')])
    """
    who = consenting(dataset, force, tuple(actors))
    return Verdict(tuple(sorted(who)), components(problem(dataset, force, who), MOST, monotonic() + seconds))

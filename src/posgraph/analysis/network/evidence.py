"""Evidence: the positions behind a tie, each with its quote and its source, and the pairs that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from posgraph.analysis.evidence import shown
from posgraph.analysis.force import Held
from posgraph.analysis.strength import side
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset, Position
from posgraph.model.cells import near
from posgraph.networks.network import Said

if TYPE_CHECKING:
    from posgraph.analysis.network.meetings import Met
    from posgraph.networks.network import Network

HeldPosition = Held[Position]


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Finds the positions behind a tie of a network of a dataset: ``Network.behind``."""

    dataset: Dataset
    held: Mapping[str, HeldPosition]
    ids: Callable[[str | None, str | None], tuple[str, ...]]
    met: Callable[[str | None, str | None], tuple[Met, ...]] | None
    weight: str

    def __call__(self, row: str | None, column: str | None) -> tuple[Said, ...]:
        """Those behind a cell, in the order of ``ids``."""
        return tuple(self._said(self.held[id]) for id in self.ids(row, column))

    def _said(self, held: HeldPosition) -> Said:
        row = held.row
        source = self.dataset.by_id("sources").get(row.source) if row.source else None
        return Said(
            id=row.id,
            actor=row.actor,
            demand=row.demand,
            stance=row.stance.value,
            date=held.start,
            document=row.source or "",
            quote=row.quote or "",
            source=(source.title if source else row.source) or "",
            url=(source.url if source else "") or "",
            weight=weighed(row, self.weight),
            reported_by=row.reported_by or "",
            mode=row.mode or "",
        )


def weighed(row: Position, weight: str) -> float:
    """What a position counts: 1, its salience, or |polarity| × salience × confidence; unknown ones are 0.5."""
    if weight == "count":
        return 1.0
    found = side(row)
    return found.salience if weight == "salience" else found.weight


def assumed(row: Position, weight: str) -> tuple[str, ...]:
    """Which of the numbers that a position counts with were unknown."""
    wanted = {"count": (), "salience": ("salience",), "severity": ("salience", "confidence")}[weight]
    return tuple(name for name in side(row).assumed if name in wanted)


def between(network: Network, one: str, other: str) -> dict[str, Any]:
    """The tie of a network of a dataset in JSON's types: its weight, the statements behind it, their positions as in every
    finding, and, of a network by meaning, the pairs of positions that it counts, each with its rules or kinds of overlap.

    Raises UnknownName for a name that the network does not have, UsageError for a network of other statements.
    """
    if not isinstance(network.behind, Positions):
        raise UsageError("between", f"{one}, {other}", "a network of a dataset")
    for name, names in ((one, network.rows), (other, network.columns)):
        if name not in names:
            raise UnknownName("between", name, f"one of the {len(names)} names of the network", near(name, names))
    behind = network.behind
    value = float(network.matrix[network.rows.index(one), network.columns.index(other)])
    return {
        "row": one,
        "column": other,
        "weight": int(value) if value.is_integer() else value,
        "statements": [said.to_dict() for said in behind(one, other)],
        "positions": [shown(behind.dataset, behind.held[id]).to_dict() for id in behind.ids(one, other)],
        "pairs": [met.to_dict() for met in behind.met(one, other)] if behind.met else None,
    }

"""Evidence: a position or a sequence preference as a result shows it, with quote and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from posgraph.analysis.pairs import AnyHeld
from posgraph.model import Dataset, Position, SequencePreference, Source, When


@dataclass(frozen=True, slots=True)
class Evidence:
    """One side of a finding. ``steps`` is (first, relation, then) where the row is a sequence preference.

    ``only_if`` are the demands without which the holder will not move: a conditional yes is never shown without them.
    """

    position: str
    actor: str
    demand: str
    stance: str
    salience: float | None
    firmness: float | None
    confidence: float | None
    valid_from: str | None
    valid_to: str | None
    reported_by: str | None
    mode: str | None
    quote: str | None
    source: Source | None
    disputed: bool
    only_if: tuple[str, ...] = ()
    steps: tuple[str, str, str] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The shape ``P`` of the JSON results."""
        source = self.source and {
            "id": self.source.id,
            "title": self.source.title,
            "url": self.source.url,
            "published": _text(self.source.published),
        }
        names = [name for name in self.__slots__ if name not in ("source", "disputed", "only_if", "steps")]
        shown = {name: getattr(self, name) for name in names} | {"source": source, "disputed": self.disputed}
        shown |= {"only_if": list(self.only_if)}
        return shown | (dict(zip(("first", "relation", "then"), self.steps, strict=True)) if self.steps else {})

    def __str__(self) -> str:
        return f"{self.actor} {self.stance} {self.demand} ({self.position})"


def evidence(dataset: Dataset, row: Position | SequencePreference, disputed: bool = False) -> Evidence:
    """The row with its source.

    >>> from posgraph.stance import Stance
    >>> row = Position(id="p1", actor="north", demand="ceasefire", stance=Stance.rejects)
    >>> print(evidence(Dataset(id="toy"), row))
    north rejects ceasefire (p1)
    """
    order = (row.first, row.relation, row.then) if isinstance(row, SequencePreference) else None
    return Evidence(
        position=row.id,
        actor=row.actor,
        demand=" ".join(order) if order else row.demand,  # type: ignore[union-attr]
        stance=row.stance.value,
        salience=row.salience,
        firmness=row.firmness,
        confidence=row.confidence,
        valid_from=_text(row.valid_from),
        valid_to=_text(row.valid_to),
        reported_by=row.reported_by,
        mode=row.mode,
        quote=row.quote,
        source=dataset.by_id("sources").get(row.source) if row.source else None,
        disputed=disputed,
        only_if=() if isinstance(row, SequencePreference) else row.only_if,
        steps=order,
    )


def shown(dataset: Dataset, held: AnyHeld) -> Evidence:
    """The evidence of a row in force."""
    return evidence(dataset, held.row, held.disputed)


def _text(when: When | None) -> str | None:
    return when.text if when else None

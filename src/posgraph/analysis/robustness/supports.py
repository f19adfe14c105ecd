"""What a finding hangs on, as it is told: whose report, from which source, and why it may be doubted."""

from __future__ import annotations

from collections.abc import Iterable

from posgraph.analysis.robustness.drops import Drop, trusted_as
from posgraph.analysis.robustness.findings import Support
from posgraph.model import Dataset, DemandRelation, Position, SequencePreference

MODES = {
    "byOpponent": "relayed",
    "byMediator": "relayed",
    "byThirdParty": "relayed",
    "anonymous": "anonymous",
    "inferred": "inferred",
}
"""Modes of a report in which its holder does not speak."""


def supports(dataset: Dataset, drops: Iterable[Drop]) -> tuple[Support, ...]:
    """Each drop with what is known of it.

    >>> from posgraph.stance import Stance
    >>> row = Position(id="p", actor="n", demand="d", stance=Stance.rejects, confidence=0.6, mode="byOpponent", source="s")
    >>> [s] = supports(Dataset(id="toy", positions=(row,)), [Drop("position", "p", frozenset({"p"}))])
    >>> s.source, s.doubts
    ('s', ('medium', 'relayed'))
    """
    return tuple(_support(dataset, drop) for drop in drops)


def _support(dataset: Dataset, drop: Drop) -> Support:
    rows = tuple(sorted(drop.ids))
    row = _row(dataset, drop)
    if row is None:
        return Support(drop.kind, drop.id, rows)
    if isinstance(row, DemandRelation):
        return Support(drop.kind, drop.id, rows, row.source, row.by, () if row.source else ("claim",))
    return Support(drop.kind, drop.id, rows, row.source, row.reported_by, tuple(_doubts(row)))


def _row(dataset: Dataset, drop: Drop) -> Position | SequencePreference | DemandRelation | None:
    if drop.kind == "position":
        return dataset.by_id("positions").get(drop.id)
    if drop.kind == "order":
        return dataset.by_id("sequencing").get(drop.id)
    return dataset.by_id("relations").get(drop.id) if drop.kind == "relation" else None


def _doubts(row: Position | SequencePreference) -> Iterable[str]:
    trust = trusted_as(row.confidence)
    if trust != "high":
        yield trust
    if row.mode in MODES:
        yield MODES[row.mode]

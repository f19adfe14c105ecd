"""Positions: what a holder says to a demand, and which order of steps it wants."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.model.dates import When
from posgraph.stance import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Holder × target × stance × validity × evidence.

    ``demand`` names the target: a demand id, ``issue:ID`` or ``clause:PROPOSAL/NUMBER``. ``salience``, ``firmness`` and
    ``confidence`` are 0..1 or None (unknown). ``lower`` and ``upper`` bound an undefined stance on the issue's scale.
    ``only_if`` names demands without which the holder will not move. ``reported_by`` is an actor id or free text.
    """

    id: str
    actor: str
    demand: str
    stance: Stance
    salience: float | None = None
    firmness: float | None = None
    valid_from: When | None = None
    valid_to: When | None = None
    only_if: tuple[str, ...] = ()
    lower: str | None = None
    upper: str | None = None
    reported_by: str | None = None
    mode: str | None = None
    source: str | None = None
    quote: str | None = None
    confidence: float | None = None
    revises: str | None = None
    revision_reason: str | None = None
    process: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SequencePreference:
    """Holder × (first, relation, then) × stance × validity × evidence: an order of two steps, wanted or refused.

    ``relation`` is one of Allen's thirteen (Allen 1983; names as in OWL-Time, without ``interval``) or ``with`` (the two
    start together). ``basis`` names the position that the order was read from.
    """

    id: str
    actor: str
    first: str
    relation: str
    then: str
    stance: Stance
    salience: float | None = None
    firmness: float | None = None
    valid_from: When | None = None
    valid_to: When | None = None
    basis: str | None = None
    reported_by: str | None = None
    mode: str | None = None
    source: str | None = None
    quote: str | None = None
    confidence: float | None = None
    revises: str | None = None
    revision_reason: str | None = None
    process: str | None = None
    note: str | None = None

"""Actors: who holds, reports or relays a position; their roles in a process and who speaks for whom."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.model.dates import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A state, organization, faction or person. ``part_of`` names the actor it belongs to."""

    id: str
    label: str
    kind: str
    part_of: str | None = None
    same_as: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """The role of an actor in a process: party, mediator, guarantor, observer or host.

    ``capability`` is the weight that the actor brings to it, 0 or more, on any ratio scale that all its actors share.
    """

    process: str
    actor: str
    role: str
    capability: float | None = None
    valid_from: When | None = None
    valid_to: When | None = None
    source: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """Who (``representative``) speaks for whom (``represented``), from when to when."""

    id: str
    representative: str
    represented: str
    process: str | None = None
    valid_from: When | None = None
    valid_to: When | None = None
    source: str | None = None
    note: str | None = None

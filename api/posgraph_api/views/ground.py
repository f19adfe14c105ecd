"""The common ground as a page shows it: each demand with who wants it, who refuses it, and what it clashes with."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.analysis.ground import Ask, Ground, Voice
from posgraph.analysis.words import Words, verb
from posgraph.model import Dataset
from posgraph.stance import Stance
from posgraph_api.figures.levels import level, sign
from posgraph_api.views.statement import Statement, statement


@dataclass(frozen=True, slots=True)
class Said:
    """One actor's say on a demand."""

    actor: str
    label: str
    says: str
    sign: str
    level: str
    position: str
    over: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand with the say of each; ``clashes`` counts the conflicts of the positions behind it."""

    demand: str
    label: str
    issue: str
    issue_label: str
    pro: tuple[Said, ...]
    contra: tuple[Said, ...]
    clashes: int


@dataclass(frozen=True, slots=True)
class GroundView:
    """The page. ``chosen`` is the demand whose statements stand in the drawer."""

    actors: tuple[tuple[str, str], ...]
    common: tuple[Asked, ...]
    uncontested: tuple[Asked, ...]
    contested: tuple[Asked, ...]
    chosen: str
    statements: tuple[Statement, ...]


def ground_view(found: Ground, dataset: Dataset, demand: str | None) -> GroundView:
    """The view of a common ground."""
    words = Words(dataset)
    asks = {ask.demand: ask for ask in (*found.common, *found.uncontested, *found.contested)}
    chosen = asks.get(demand or "")
    voices = (*chosen.pro, *chosen.contra) if chosen else ()
    return GroundView(
        tuple((actor, words.actor(actor)) for actor in found.actors),
        tuple(_asked(ask, words) for ask in found.common),
        tuple(_asked(ask, words) for ask in found.uncontested),
        tuple(_asked(ask, words) for ask in found.contested),
        chosen.label if chosen else "",
        tuple(statement(voice.position, dataset) for voice in voices),
    )


def _asked(ask: Ask, words: Words) -> Asked:
    pro, contra = (tuple(_said(voice, words) for voice in voices) for voices in (ask.pro, ask.contra))
    return Asked(ask.demand, ask.label, ask.issue, words.label("issues", ask.issue), pro, contra, len(ask.clashes))


def _said(voice: Voice, words: Words) -> Said:
    polarity = Stance(voice.position.stance).polarity
    over = " → ".join(words.demand(demand) for demand in voice.via) if len(voice.via) > 1 else ""
    return Said(
        voice.actor, words.actor(voice.actor), verb(voice.position.stance), sign(polarity), level(polarity),
        voice.position.position, over,
    )  # fmt: skip

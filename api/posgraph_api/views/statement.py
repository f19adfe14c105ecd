"""A statement: a position or a wanted order with all that its evidence tells, in words."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.words import Words, firm, number, verb
from posgraph.model import Dataset, Source
from posgraph.stance import Stance
from posgraph_api.links.addresses import is_web
from posgraph_api.views.levels import level, sign

THIRD = ("byOpponent", "byMediator", "byThirdParty", "anonymous")
"""Modes of attribution in which neither the holder nor who speaks for it is heard."""


@dataclass(frozen=True, slots=True)
class Cited:
    """The source of a statement; ``url`` is empty where there is none that a browser may follow."""

    id: str
    title: str
    publisher: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One row as a card shows it. Numbers that are unknown are told as unknown, never as the number that stands for them.

    ``kind`` is ``position`` or ``order``; ``level`` the class of its colour; ``told`` on whose word it is known (empty: its
    holder's); ``third`` whether neither the holder nor who speaks for it is heard.
    """

    id: str
    kind: str
    actor: str
    holder: str
    stance: str
    says: str
    wanted: str
    condition: str
    sign: str
    level: str
    firmness: str
    salience: str
    confidence: str
    since: str
    until: str
    reporter: str
    told: str
    third: bool
    disputed: bool
    quote: str
    source: Cited | None


def statement(evidence: Evidence, dataset: Dataset) -> Statement:
    """The statement of a row, from its evidence."""
    words, shown = Words(dataset), evidence.to_dict()
    polarity = Stance(evidence.stance).polarity
    return Statement(
        id=evidence.position,
        kind="order" if evidence.steps else "position",
        actor=evidence.actor,
        holder=words.label("actors", evidence.actor),
        stance=evidence.stance,
        says=verb(evidence.stance),
        wanted=words.wanted(shown),
        condition=words.condition(evidence.position),
        sign=sign(polarity),
        level=level(polarity),
        firmness=firm(shown) or "firmness unknown",
        salience=_degree("salience", evidence.salience),
        confidence=_degree("confidence", evidence.confidence),
        since=evidence.valid_from or "",
        until=evidence.valid_to or "",
        reporter=words.label("actors", evidence.reported_by) if evidence.reported_by else "",
        told=words.reporter(shown),
        third=evidence.mode in THIRD,
        disputed=evidence.disputed,
        quote=evidence.quote or "",
        source=cited(evidence.source) if evidence.source else None,
    )


def cited(source: Source) -> Cited:
    """A source as it is cited."""
    url = source.url if is_web(source.url) else ""
    return Cited(source.id, source.title, source.publisher or "", str(source.published or ""), url or "")


def _degree(name: str, value: float | None) -> str:
    return f"{name} unknown" if value is None else f"{name} {number(value)}"

"""The common ground as a page shows it: each demand with who wants it, who refuses it, why, and what it clashes with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from posgraph.analysis.ground import Ask, Clash, Ground, Voice
from posgraph.analysis.words import Words, verb
from posgraph.model import Dataset
from posgraph.stance import Stance
from posgraph_api.views.levels import level, sign
from posgraph_api.views.meanings import Meaning, meanings
from posgraph_api.views.statement import THIRD, Statement, statement

COLUMNS = 6
"""With no more actors than this each has a column of its own."""

CLASHES = 20
"""So many clashes of one demand are shown; the files hold all."""


@dataclass(frozen=True, slots=True)
class Said:
    """One actor's say on a demand; ``over`` is the demand that its position is on, where that is another one; ``third``: neither
    the actor nor who speaks for it is heard.
    """

    actor: str
    label: str
    says: str
    sign: str
    level: str
    position: str
    over: str
    third: bool


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

    def of(self, actor: str) -> tuple[Said, ...]:
        """What an actor says: nothing, one thing, or for and against, where its positions point both ways."""
        return tuple(said for said in (*self.pro, *self.contra) if said.actor == actor)


@dataclass(frozen=True, slots=True)
class Told:
    """A say with its evidence: the chain of demands from the position to what is asked, and the relations that make it."""

    statement: Statement
    chain: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Clashing:
    """Two positions that cannot both have their way, in words; ``pair`` opens them on the page of conflicts."""

    kind: Meaning
    pair: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The drawer: a demand with all who speak of it, and what that clashes with."""

    demand: str
    label: str
    issue: str
    issue_label: str
    standing: str
    pro: tuple[Told, ...]
    contra: tuple[Told, ...]
    clashes: tuple[Clashing, ...]
    clashing: int


@dataclass(frozen=True, slots=True)
class GroundView:
    """The page. ``actors`` are those whose ground it is, ``choices`` all (id, label, chosen); ``behind`` stands in the drawer."""

    actors: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str, bool], ...]
    common: tuple[Asked, ...]
    uncontested: tuple[Asked, ...]
    contested: tuple[Asked, ...]
    behind: Behind | None

    @property
    def columns(self) -> bool:
        """Whether each actor has a column of its own."""
        return len(self.actors) <= COLUMNS


def ground_view(found: Ground, dataset: Dataset, demand: str | None, chosen: tuple[str, ...] = ()) -> GroundView:
    """The view of a common ground."""
    words = Words(dataset)
    lists = {"all are for it": found.common, "nobody refuses it": found.uncontested, "contested": found.contested}
    asks = {ask.demand: (standing, ask) for standing, some in lists.items() for ask in some}
    return GroundView(
        tuple((actor, words.actor(actor)) for actor in found.actors),
        tuple((actor.id, str(actor.label), actor.id in chosen) for actor in dataset.actors),
        tuple(_asked(ask, words) for ask in found.common),
        tuple(_asked(ask, words) for ask in found.uncontested),
        tuple(_asked(ask, words) for ask in found.contested),
        _behind(*asks[demand], dataset, words) if demand in asks else None,
    )


def _asked(ask: Ask, words: Words) -> Asked:
    pro, contra = (tuple(_said(voice, words) for voice in voices) for voices in (ask.pro, ask.contra))
    return Asked(ask.demand, ask.label, ask.issue, words.label("issues", ask.issue), pro, contra, len(ask.clashes))


def _said(voice: Voice, words: Words) -> Said:
    polarity = Stance(voice.position.stance).polarity
    over = words.demand(voice.position.demand) if len(voice.via) > 1 else ""
    return Said(
        voice.actor, words.actor(voice.actor), verb(voice.position.stance), sign(polarity), level(polarity),
        voice.position.position, over, voice.position.mode in THIRD,
    )  # fmt: skip


def _behind(standing: str, ask: Ask, dataset: Dataset, words: Words) -> Behind:
    pro, contra = (tuple(_told(voice, dataset, words) for voice in voices) for voices in (ask.pro, ask.contra))
    own = {voice.position.position for voice in (*ask.pro, *ask.contra)}
    clashes = tuple(_clashing(clash, own, words) for clash in ask.clashes[:CLASHES])
    issue = words.label("issues", ask.issue)
    return Behind(ask.demand, ask.label, ask.issue, issue, standing, pro, contra, clashes, len(ask.clashes))


def _told(voice: Voice, dataset: Dataset, words: Words) -> Told:
    chain = tuple(words.demand(step) for step in voice.via) if len(voice.via) > 1 else ()
    return Told(statement(voice.position, dataset), chain, tuple((id, words.relation(id)) for id in voice.relations))


def _clashing(clash: Clash, own: Collection[str], words: Words) -> Clashing:
    """A clash, the position that speaks of the demand first."""
    one, other = (clash.a, clash.b) if clash.a in own else (clash.b, clash.a)
    return Clashing(meanings("rule")[clash.rule], f"{one}~{other}", words.reported(one), words.reported(other))

"""A cell of the matrix: all that an actor says on an issue in one sign, without hiding what it holds apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from posgraph.analysis.force import Held
from posgraph.analysis.words import verb
from posgraph.model import Position
from posgraph.stance import Stance
from posgraph_api.views.levels import level, sign
from posgraph_api.views.moves import SIGNS
from posgraph_api.views.statement import THIRD

_PARTS = {1.0: "1", 0.75: "¾", 0.5: "½", 0.25: "¼"}


@dataclass(frozen=True, slots=True)
class Cell:
    """An actor on an issue. ``stance`` is the strongest of its positions there; None where they point both ways (``mixed``).

    Stances with a sign go before neutral ones, and these before those without polarity. ``positions`` are the ids of those in
    force, the strongest first, ``earlier`` of those that ended before. ``moved`` is the kind of the newest shift that is a move,
    empty without one. ``third``: what the sign says is known from neither the holder nor who speaks for it; of a mixed cell, what
    one of its sides says.
    """

    actor: str
    issue: str
    stance: Stance | None
    mixed: bool
    disputed: bool
    third: bool
    moved: str
    positions: tuple[str, ...]
    earlier: tuple[str, ...]
    told: str

    @property
    def level(self) -> str:
        """The class of its colour: of the stance, ``mixed``, or ``past`` where nothing is in force any more."""
        if not self.positions:
            return "past"
        return "mixed" if self.stance is None else level(self.stance.polarity)

    @property
    def sign(self) -> str:
        """Its sign: ``+``, ``−``, ``±``, ``0``, ``?``, or ``…`` where nothing is in force any more."""
        if not self.positions:
            return "…"
        return "±" if self.stance is None else sign(self.stance.polarity)

    @property
    def mark(self) -> str:
        """The sign with how strong the stance is: ``+¾``."""
        return self.sign + (_PARTS.get(abs(self.stance.polarity or 0.0), "") if self.stance else "")

    @property
    def small(self) -> str:
        """What stands beside the mark: how many positions if several, ° reported by others, ! disputed."""
        count = len(self.positions)
        return f"{count if count > 1 else ''}{'°' if self.third else ''}{'!' if self.disputed else ''}"

    @property
    def arrow(self) -> str:
        """The sign of the newest move."""
        return SIGNS.get(self.moved, "")


def cell(actor: str, issue: str, held: Sequence[Held[Position]], earlier: Sequence[Held[Position]], moved: str) -> Cell:
    """The cell of these positions.

    >>> rows = [Position(id=s, actor="n", demand=d, stance=Stance(s)) for s, d in (("supports", "a"), ("demands", "b"))]
    >>> one = cell("n", "i", [Held(row, None, None) for row in rows], (), "")
    >>> one.stance, one.mark, one.small, one.positions
    (<Stance.demands: 'demands'>, '+1', '2', ('demands', 'supports'))
    """
    ordered = sorted(held, key=lambda h: (_rank(h.row.stance), h.row.id))
    signs = {h.row.stance.sign for h in ordered}
    mixed = {1, -1} <= signs
    return Cell(
        actor=actor,
        issue=issue,
        stance=None if mixed or not ordered else ordered[0].row.stance,
        mixed=mixed,
        disputed=any(h.disputed for h in ordered),
        third=_reported(ordered, mixed),
        moved=moved,
        positions=tuple(h.row.id for h in ordered),
        earlier=tuple(h.row.id for h in sorted(earlier, key=lambda h: (h.start is not None, h.start, h.row.id), reverse=True)),
        told=_told([h.row.stance for h in ordered]),
    )


def _reported(ordered: Sequence[Held[Position]], mixed: bool) -> bool:
    """Whether the stance that a cell shows, or one of the two sides of a mixed one, is known from others only."""
    if mixed:
        return any(all(h.row.mode in THIRD for h in ordered if h.row.stance.sign == sign) for sign in (1, -1))
    return bool(ordered) and all(h.row.mode in THIRD for h in ordered if h.row.stance == ordered[0].row.stance)


def _rank(stance: Stance) -> tuple[bool, bool, float]:
    return stance.polarity is None, not stance.sign, -abs(stance.polarity or 0.0)


def _told(stances: Sequence[Stance]) -> str:
    """What the positions say, in words.

    >>> _told([Stance.demands, Stance.demands, Stance.rejects]), _told([Stance.accepts]), _told([])
    ('demands 2, rejects 1', 'accepts', 'no longer in force')
    """
    if not stances:
        return "no longer in force"
    counts = Counter(verb(stance.value) for stance in stances)
    return ", ".join(f"{word} {count}" for word, count in counts.items()) if len(stances) > 1 else next(iter(counts))

"""What is unsure on a day: which of the statements in force are disputed, known through others only, without a number, …"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from posgraph.analysis.pairs import AnyHeld
from posgraph.stance import Stance
from posgraph_api.views.statement import THIRD

_OPEN = (Stance.ambiguous, Stance.undefined)

KINDS: Mapping[str, tuple[str, Callable[[AnyHeld], bool]]] = MappingProxyType(
    {
        "disputed": ("disputed: another report of the same day says otherwise", lambda held: held.disputed),
        "third": ("known through others only: an opponent, a mediator, a third party", lambda held: held.row.mode in THIRD),
        "inferred": ("inferred by the coder from something else that was said", lambda held: held.row.mode == "inferred"),
        "open": ("ambiguous or left open: no rule goes by them", lambda held: held.row.stance in _OPEN),
        "salience": ("of unknown salience: 0.5 stands for it", lambda held: held.row.salience is None),
        "firmness": ("of unknown firmness: 0.5 stands for it", lambda held: held.row.firmness is None),
        "confidence": ("of unknown confidence: 0.5 stands for it", lambda held: held.row.confidence is None),
        "quote": ("without a quote", lambda held: not held.row.quote),
        "source": ("without a source", lambda held: not held.row.source),
    }
)
"""What may be unsure of a statement: in words, and how it is told."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """How many of the statements in force are unsure in one way."""

    kind: str
    count: int
    words: str
    share: str


def unsure(held: Sequence[AnyHeld]) -> tuple[Unsure, ...]:
    """The ways in which some of these are unsure, with their numbers.

    >>> from posgraph.analysis.force import Held
    >>> from posgraph.model import Position
    >>> row = Position(id="p", actor="n", demand="d", stance=Stance.accepts, salience=1, confidence=1, quote="Yes", source="s")
    >>> [(one.kind, one.count, one.share) for one in unsure([Held(row, None, None)])]
    [('firmness', 1, '100 %')]
    """
    counts = {kind: sum(map(test, held)) for kind, (_, test) in KINDS.items()}
    return tuple(
        Unsure(kind, number, KINDS[kind][0], f"{round(100 * number / len(held))} %") for kind, number in counts.items() if number
    )


def of_kind(held: Sequence[AnyHeld], kind: str) -> tuple[AnyHeld, ...]:
    """Those that are unsure in that way."""
    return tuple(filter(KINDS[kind][1], held))

"""Words of stance columns: what they stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from posgraph.stance import Stance

LEAVE_OUT = "-"
"""Stands for no position: the row is counted, and left out."""

_OWN = {stance.value: stance.value for stance in Stance}

WORDS = MappingProxyType(
    {
        **_OWN,
        **dict.fromkeys(("true", "yes", "y", "agree", "agrees", "for", "pro", "support", "+"), "supports"),
        **dict.fromkeys(("false", "no", "n", "disagree", "disagrees", "against", "contra", "con", "oppose"), "opposes"),
        **dict.fromkeys(("abstain", "abstains", "abstained", "abstention", "abstentions"), "neutral"),
    }
)  # fmt: skip
"""Words that are understood in any table, in lower case."""

VOTES = MappingProxyType(
    {
        **WORDS,
        **dict.fromkeys(("aye", "ayes", "yea", "in favour", "in favor", "content"), "supports"),
        **dict.fromkeys(("nay", "noe", "noes", "not content"), "opposes"),
        "present": "neutral",
        **dict.fromkeys(
            ("absent", "not voting", "nonvoting", "non-voting", "did not vote", "novote", "no vote", "no vote recorded",
             "not present", "excused", "paired", "not a member", "not member", "notmember", "no_vote", "na"),
            LEAVE_OUT,
        ),
    }
)  # fmt: skip
"""Words of votes, in lower case."""

BOOLEAN = MappingProxyType({"1": "supports", "0": "opposes"})
SCALE = MappingProxyType({"-2": "rejects", "-1": "opposes", "0": "neutral", "1": "supports", "2": "demands"})
"""What whole numbers stand for: 0 and 1 alone are no and yes; with a number below 0, a scale from -2 to 2."""

EXPECTED = (
    f"a word that stands for a stance ({', '.join(_OWN)}); say which: --stance WORD=STANCE, or WORD={LEAVE_OUT} to leave it out"
)


def known(cells: Collection[str], words: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The stance of each cell that is understood: by the user's ``own`` words first, then as numbers, then by ``words``.

    >>> known(["1", "0"], WORDS, {}), known(["1", "-1"], WORDS, {}), known(["1.0", "never"], WORDS, {"never": "rejects"})
    ({'1': 'supports', '0': 'opposes'}, {'1': 'supports', '-1': 'opposes'}, {'1.0': 'supports', 'never': 'rejects'})
    """
    mine = {word.casefold(): stance for word, stance in own.items()}
    whole = {cell: str(int(float(cell))) for cell in cells if cell.casefold() not in mine and _is_whole(cell)}
    numbers = set(whole.values())
    table = BOOLEAN if numbers <= BOOLEAN.keys() else SCALE if any(n.startswith("-") for n in numbers) else {}
    found: dict[str, str] = {}
    for cell in cells:
        folded = cell.casefold()
        stance = mine.get(folded) or table.get(whole.get(cell, "")) or words.get(folded)
        if stance:
            found[cell] = stance
    return found


def _is_whole(cell: str) -> bool:
    try:
        return float(cell).is_integer() and cell.lstrip("+-")[:1].isdigit()
    except ValueError:
        return False

"""Long texts, cut to a number of characters; and for pictures to a width, or set in lines: SVG has no line breaks, and the server
has no fonts.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("iljtfrI.,:;'|!()[]{}-· ’‘")
_WIDE = frozenset("mwMWQO@%—…")


def width(text: str, size: float = 13) -> float:
    """About the width of a text in pixels, in a sans-serif font of this size; rather too much than too little.

    >>> round(width("Ukraine", 10)), round(width("ill", 10)), round(width("和平", 10))
    (37, 10, 20)
    """
    return sum(map(_share, text)) * size


def cut(text: str, most: int) -> str:
    """A text of at most so many characters, with … at its end where it was cut.

    >>> cut("referendum on the settlement", 12), cut("vote", 12)
    ('referendum…', 'vote')
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def shorten(text: str, most: float, size: float = 13) -> str:
    """A text cut to a width, with … at its end where it was cut.

    >>> shorten("referendum on the settlement", 80), shorten("vote", 80)
    ('referendu…', 'vote')
    """
    if width(text, size) <= most:
        return text
    room, kept = most - size * _share("…"), 0
    for char in text:
        room -= _share(char) * size
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def wrap(text: str, most: float, lines: int, size: float = 13) -> tuple[str, ...]:
    """A text in at most so many lines of a width; the last is cut where there is more.

    >>> wrap("referendum on the settlement", 100, 2)
    ('referendum on', 'the settlement')
    """
    words, found, line = text.split(), list[str](), ""
    while words:
        longer = f"{line} {words[0]}".strip()
        if not line or width(longer, size) <= most:
            line = longer
            words.pop(0)
            continue
        if len(found) == lines - 1:
            break
        found.append(line)
        line = ""
    rest = " ".join([line, *words]) if words else line
    return tuple(shorten(one, most, size) for one in (*found, rest) if one)


def isolated(text: str) -> str:
    """A text that is set by its own direction, whatever stands beside it (Unicode bidirectional algorithm, isolates)."""
    rtl = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return f"\u2068{text}\u2069" if rtl else text


def _share(char: str) -> float:
    if char in _NARROW:
        return 0.33
    if char in _WIDE:
        return 0.95
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return 0.72 if char.isupper() else 0.58

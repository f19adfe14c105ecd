"""Words as they are compared: a folded form, and a skeleton in which the spellings of a name meet across alphabets.

Folded: compatibility decomposition (NFKD), full case folding, marks and apostrophes dropped, so that ё is е and ї is і.

The skeleton of a word is its transliteration with what the standards write differently made one. The standards are the
Ukrainian Cabinet of Ministers' table (resolution 55 of 2010), BGN/PCGN for Russian and Ukrainian, and ISO 9. They differ in
і/и/й (i, y, j, yi), in г (h, g), х (kh, h), ж (zh, ž), in signs, and in doubled letters; place names in -iv, -ov, -ev. A skeleton
does not say how a word is spoken: it is only good for comparing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f"
)
_APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u2018\u2019\u2032"
_SILENT = "\u00ad\u200b-\u200d\u2060"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}{_SILENT}]|[{_APOSTROPHES}](?!s\b)(?=[^\W_]))*")
_KNOWN = re.compile(r"[a-z\u0400-\u04ffłøđæœı]+")

CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "i", "і": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
        "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i",
    }
)  # fmt: skip
"""The letters of Ukrainian and Russian by the standards, and Latin letters that have no marks to drop."""

GE = "γ"
"""Stands in a skeleton for a Cyrillic г or ґ that begins a word: written h or g, which are not one letter in other words."""

_STEPS = tuple(
    (re.compile(pattern), made)
    for pattern, made in (
        ("(?<=[bcdfghklmnprstvxz])yo", "e"),  # Fyodor, Solovyov
        ("shch|sch", "sh"),
        ("tch", "ch"),
        ("tz", "ts"),
        ("zh", "z"),
        ("kh|(?<!^)gh", "h"),
        ("x", "ks"),
        ("w", "v"),
        ("[iyj]+", "i"),
        ("(?<!^)ie|^ie(?=.)", "e"),  # Kiev, Yermak
        (r"([bcdfghklmnpqrstvz])\1+", r"\1"),
        ("(?<!^)g", "h"),  # Luhansk, Lugansk
    )
)
_ENDS = tuple((re.compile(pattern), made) for pattern, made in (("ei$", "i"), ("(?<![eio])[eio]+v$", "iv")))  # Sergei, Kharkov
_LEAST, _MOST = 4, 64
"""A Latin word of fewer letters is its own skeleton: so short, different words would meet too often. So is an endless one."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and what it is compared by."""

    start: int
    end: int
    folded: str
    skeleton: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in their order.

    >>> [(word.folded, word.skeleton) for word in words("Зеленський — Zelenskyy's об’єкт")]
    [('зеленськии', 'zelenski'), ('zelenskyy', 'zelenski'), ('s', 's'), ('обєкт', 'obekt')]
    """
    for found in _WORD.finditer(text):
        one = folded(found[0])
        if one:
            yield Word(found.start(), found.end(), one, skeleton(one))


def forms(text: str) -> tuple[str, str]:
    """The folded words of a text, and their skeletons, parted by spaces.

    >>> forms("Київ, Kyiv's")
    ('киів kyiv s', 'kiv kiv s')
    """
    found = list(filter(None, map(folded, _WORD.findall(text))))
    return " ".join(found), " ".join(map(skeleton, found))


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """A word without case, marks and apostrophes.

    >>> folded("Ёлка"), folded("ЇЖАК"), folded("Straße"), folded("Zelens’kyy"), folded("８００")
    ('елка', 'іжак', 'strasse', 'zelenskyy', '800')
    """
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower()))
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(char for char in text if char.isalnum() and char not in _APOSTROPHES)  # some of these count as letters


@lru_cache(maxsize=1 << 16)
def skeleton(word: str, *, whole: bool = True) -> str:
    """What the spellings of a folded word have in common; ``whole`` is False where it may be the beginning of a longer one.

    >>> [skeleton(folded(name)) for name in ("Київ", "Киев", "Kyiv", "Kiev")]
    ['kiv', 'kiv', 'kiv', 'kiv']
    >>> skeleton("гостомель"), skeleton("hostomel"), skeleton("800"), skeleton("מלחמה")
    ('γostomel', 'hostomel', '800', 'מלחמה')
    """
    if len(word) > _MOST or not _KNOWN.fullmatch(word) or (word.isascii() and len(word) < _LEAST):
        return word
    text = word.translate(CYRILLIC)
    for pattern, made in _STEPS + (_ENDS if whole else ()):
        text = pattern.sub(made, text)
    return GE + text[1:] if word[0] in "гґ" else text or word


def spellings(skeleton: str) -> tuple[str, ...]:
    """The skeletons that a skeleton meets: itself, and where it begins with г, h or g, what those would be.

    >>> spellings("γostomel"), spellings("hostomel"), spellings("kiv")
    (('γostomel', 'gostomel', 'hostomel'), ('hostomel', 'γostomel'), ('kiv',))
    """
    first, rest = skeleton[:1], skeleton[1:]
    if first == GE:
        return skeleton, f"g{rest}", f"h{rest}"
    return (skeleton, GE + rest) if first in ("g", "h") else (skeleton,)

"""Ids of labels: readable, the same in every run, each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 80
"""Characters of an id; a longer label is cut between words."""

_APOSTROPHES = re.compile("['’ʼ`´]")
_LATIN_MARK = re.compile("(?<=[a-z])[\u0300-\u036f]+")


def slug(label: str, empty: str = "x") -> str:
    """A label in lower case, its words parted by hyphens; letters of every script stay, Latin ones lose their marks.

    >>> slug("Côte d’Ivoire"), slug("Партія А/Б"), slug("Tax: raise it?"), slug("???")
    ('cote-divoire', 'партія-а-б', 'tax-raise-it', 'x')
    """
    text = _LATIN_MARK.sub("", unicodedata.normalize("NFKD", label.casefold()))
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text))
    # a mark that belongs to a letter of another script has no meaning without it, and is no break
    kept = "".join(char if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") else " " for char in text)
    name = "-".join(kept.split())
    if len(name) > LONGEST:
        cut = name[: LONGEST + 1].rpartition("-")[0]
        name = cut or name[:LONGEST]
    return name or empty


def slugs(labels: Iterable[str], prefix: str = "", empty: str = "x") -> dict[str, str]:
    """Label to id. Labels that would get the same id are numbered from the second on, in the order of the alphabet.

    >>> slugs(["US", "us", "U.K."])
    {'U.K.': 'u-k', 'US': 'us', 'us': 'us-2'}
    """
    taken: set[str] = set()
    last: dict[str, int] = {}
    found: dict[str, str] = {}
    for label in sorted(set(labels)):
        name = first = prefix + slug(label, empty)
        number = last.get(first, 1)
        while name in taken:
            number += 1
            name = f"{first}-{number}"
        last[first] = number
        taken.add(name)
        found[label] = name
    return found

r"""Cells: the text of one cell of a table, read into a value by its column's kind and written back.

Text is NFC Unicode with ``\n`` line ends and without spaces at its ends. The items of a list are separated by ``;`` and kept
sorted, each once; ``\;`` is a semicolon inside an item, ``\\`` a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from math import isfinite
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from posgraph.model import dates
from posgraph.model.dates import When
from posgraph.model.schema import BY_NAME, Column, Kind
from posgraph.stance import Stance

ID = 'an id: any text without / \\ ; : " < > or line breaks, and not only of dots'

_ID = re.compile(r'(?!\.+$)[^/\\;:"<>\x00-\x1f\x7f-\x9f\u2028\u2029]+')
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_WHOLE = re.compile(r"\+?[0-9]{1,18}")
_URL = re.compile(r"(?:https?://[\w.~-]+(?::[0-9]{1,5})?(?![^/?#]))(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*")
_ESCAPE = re.compile(r"\\([\\;])")
_SPLIT = re.compile(r"((?:[^;\\]|\\.|\\$)*)(?:;|$)", re.DOTALL)
_FLAGS = MappingProxyType({"true": True, "false": False})
_YES_NO = MappingProxyType({"yes": "true", "y": "true", "1": "true", "no": "false", "n": "false", "0": "false"})
_ITEM = MappingProxyType({Kind.texts: Kind.text, Kind.refs: Kind.ref, Kind.urls: Kind.url})
_SINGULAR = MappingProxyType({"processes": "process", "sequencing": "sequence preference"})


class CellError(ValueError):
    """A cell that cannot be read: the value (of a list the item), what was expected, and a near match or nothing."""

    def __init__(self, value: str, expected: str, hint: str = "") -> None:
        self.value, self.expected, self.hint = value, expected, hint
        super().__init__(f"{value!r}; expected {expected}")


def clean(text: str) -> str:
    r"""Text as every importer keeps it: NFC, ``\n`` line ends, no spaces at its ends.

    >>> clean("  Donbas\r\n vote ")
    'Donbas\n vote'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text if text.isascii() else normalize("NFC", text)).strip()


def near(value: str, names: Collection[str]) -> str:
    """The name most like the value, or an empty text; letter case does not count.

    >>> near("Rejcts", ["demands", "rejects"])
    'rejects'
    """
    folded = value.casefold()[:80]
    by_fold = {name.casefold(): name for name in names}
    if len(by_fold) > 5000:  # a comparison with each would take seconds
        by_fold = {fold: name for fold, name in by_fold.items() if fold[:1] == folded[:1] and abs(len(fold) - len(folded)) < 3}
    found = get_close_matches(folded, by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def singular(table: str) -> str:
    """One row of a table, in words.

    >>> singular("actors"), singular("processes"), singular("sequencing")
    ('actor', 'process', 'sequence preference')
    """
    return _SINGULAR.get(table, table[:-1])


def article(noun: str) -> str:
    """A noun with its article.

    >>> article("actor"), article("position")
    ('an actor', 'a position')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def prefixes(column: Column) -> dict[str, str]:
    """The prefixes that a target or about cell may carry, with the table each names."""
    tables = column.to.split()
    return {BY_NAME[t].kind: t for t in (tables[1:] if column.kind is Kind.target else tables)}


def expected(column: Column) -> str:
    """What a cell of the column may hold, in words.

    >>> from posgraph.model.schema import BY_NAME
    >>> expected(BY_NAME["positions"].column("firmness"))
    'a number from 0 to 1, or one of: red_line, firm, flexible'
    """
    kind = _ITEM.get(column.kind, column.kind)
    match kind:
        case Kind.id:
            text = ID
        case Kind.text:
            text = "a text"
        case Kind.ref:
            text = f"the id of {_article(singular(column.to))}"
        case Kind.target:
            text = "a demand id, issue:ID or clause:PROPOSAL/NUMBER"
        case Kind.about:
            text = "one of: " + ", ".join(f"{prefix}:ID" for prefix in prefixes(column))
        case Kind.agent:
            text = "an actor id, or a text"
        case Kind.word:
            text = "one of: " + ", ".join(column.words)
        case Kind.degree:
            text = "a number from 0 to 1" + (", or one of: " + ", ".join(column.numbers) if column.numbers else "")
        case Kind.number:
            text = "a number, such as 40 or 0.5"
        case Kind.amount:
            text = "a number, 0 or more"
        case Kind.whole:
            text = "a whole number, 1 or more"
        case Kind.flag:
            text = "true or false"
        case Kind.date:
            text = dates.EXPECTED
        case _:
            text = "an address that begins with https:// or http://"
    return f"{text}; several are separated by ;" if column.is_list else text


def parse(column: Column, text: str) -> Any:
    """The value of a cell: None (an empty tuple for lists) where it is empty.

    Raises CellError, which carries what was expected and a near match.

    >>> from posgraph.model.schema import BY_NAME
    >>> parse(BY_NAME["positions"].column("firmness"), "red_line")
    1.0
    """
    text = clean(text)
    if column.is_list:
        return tuple(sorted({_item(column, item) for item in split(text)}))
    return _item(column, text) if text else None


def split(text: str) -> list[str]:
    r"""The items of a list cell; ``\;`` and ``\\`` are undone.

    >>> split(r"a; b\;c")
    ['a', 'b;c']
    """
    parts = text.split(";") if "\\" not in text else [match.group(1) for match in _SPLIT.finditer(text)]
    return [_ESCAPE.sub(r"\1", item) for part in parts if (item := part.strip())]


def join(items: Collection[str]) -> str:
    r"""A list cell of items; the inverse of :func:`split`.

    >>> print(join(["a", "b;c"]))
    a;b\;c
    """
    return ";".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def render(column: Column, value: Any) -> str:
    """The canonical text of a value; the inverse of :func:`parse`.

    >>> from posgraph.model.schema import BY_NAME
    >>> positions = BY_NAME["positions"]
    >>> render(positions.column("firmness"), 0.75), render(positions.column("salience"), 1.0)
    ('firm', '1')
    """
    if value is None:
        return ""
    if column.is_list:
        return join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        for word, number in (column.numbers or {}).items():
            if number == value:
                return word
        return decimal(value)
    return str(value.value if isinstance(value, Enum) else value)


def decimal(value: float) -> str:
    """A number in plain decimal notation, without needless zeros.

    >>> decimal(0.5), decimal(2.0), decimal(1e-7)
    ('0.5', '2', '0.0000001')
    """
    text = format(Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _item(column: Column, text: str) -> Any:
    """One value; the text is clean and not empty."""
    if _ILLEGAL.search(text):
        raise CellError(text, "a text without control characters", _ILLEGAL.sub("", text))
    match _ITEM.get(column.kind, column.kind):
        case Kind.id | Kind.ref:
            if not _ID.fullmatch(text):
                raise CellError(text, expected(column))
            return text
        case Kind.text | Kind.agent:
            return text
        case Kind.target | Kind.about:
            return _target(column, text)
        case Kind.word:
            if text not in column.words:
                raise CellError(text, expected(column), near(text, column.words))
            return Stance(text) if column.vocabulary == "stance" else text
        case Kind.degree:
            if column.numbers and text in column.numbers:
                return column.numbers[text]
            number = _number(column, text)
            if not 0 <= number <= 1:
                raise CellError(text, expected(column))
            return number
        case Kind.number:
            return _number(column, text)
        case Kind.amount:
            number = _number(column, text)
            if number < 0:
                raise CellError(text, expected(column))
            return number
        case Kind.whole:
            if not _WHOLE.fullmatch(text) or int(text) < 1:
                raise CellError(text, expected(column))
            return int(text)
        case Kind.flag:
            if text.lower() not in _FLAGS:
                raise CellError(text, expected(column), _YES_NO.get(text.lower(), near(text, _FLAGS)))
            return _FLAGS[text.lower()]
        case Kind.date:
            try:
                return When.parse(text if text.isascii() else "")
            except ValueError:
                raise CellError(text, expected(column), _day(text)) from None
        case _:
            if not _URL.fullmatch(text):
                raise CellError(text, expected(column))
            return text


def _number(column: Column, text: str) -> float:
    """A finite number that a float holds without rounding."""
    if not _NUMBER.fullmatch(text):
        comma = text.replace(",", ".")
        raise CellError(text, expected(column), comma if _NUMBER.fullmatch(comma) else near(text, column.numbers or ()))
    number = float(text)
    if not isfinite(number) or (len(text) > 15 and Decimal(text) != Decimal(repr(number))):
        raise CellError(text, f"{expected(column)}, of at most 15 digits")
    return number + 0.0  # -0.0 is 0.0


def _day(text: str) -> str:
    """The date that a text in another order of day, month and year can only mean; empty where it can mean two or none."""
    parts = re.split(r"[-./ ]+", text.strip("."))
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return ""
    if len(parts[0]) != 4:
        if len(parts) == 3 and "." not in text and int(parts[0]) <= 12 and int(parts[1]) <= 12 and parts[0] != parts[1]:
            return ""
        if len(parts) == 3 and "." not in text and int(parts[1]) > 12:
            parts[:2] = parts[1::-1]
        parts.reverse()
    try:
        return str(When.parse("-".join([parts[0], *(part.zfill(2) for part in parts[1:])])))
    except ValueError:
        return ""


def _target(column: Column, text: str) -> str:
    """A demand id, or a prefixed reference with a known prefix and as many parts as the table's key."""
    prefix, colon, key = text.partition(":")
    known = prefixes(column)
    if not colon:
        if column.kind is Kind.about or not _ID.fullmatch(text):
            raise CellError(text, expected(column))
        return text
    if prefix not in known:
        hint = near(prefix, known)
        raise CellError(text, expected(column), f"{hint}:{key}" if hint else "")
    parts = key.split("/", 1) if len(BY_NAME[known[prefix]].key) > 1 else [key]
    if len(parts) != len(BY_NAME[known[prefix]].key) or not _ID.fullmatch(parts[0]) or not parts[-1].strip():
        raise CellError(text, expected(column))
    return text

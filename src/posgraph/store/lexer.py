"""The words of a SPARQL text: enough of the grammar (SPARQL 1.1, section 19.8) to tell them from strings, IRIs and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_CHARS = _BASE + r"_0-9\u00B7\u0300-\u036F\u203F-\u2040"
_LOCAL = rf"(?:[{_CHARS}:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"

_TOKEN = rf"""(?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*+\'''|\"""(?:"{{0,2}}(?:[^"\\]|\\.))*+\"""
        |'(?:[^'\\\r\n]|\\.)*+'|"(?:[^"\\\r\n]|\\.)*+")
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
    | (?P<variable>[?$][{_CHARS}]+)
    | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    | (?P<blank>_:[{_CHARS}](?:[{_CHARS}.\-]*[{_CHARS}\-])?)
    | (?P<name>PREFIX:(?:{_LOCAL}(?:(?:{_LOCAL}|\.)*{_LOCAL})?)?)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<other>\\.|.)"""


_PREFIX = rf"(?:[{_BASE}](?:[{_CHARS}.\-]*[{_CHARS}\-])?)?"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A token; a token that is no name with a prefix; the longest text that may be a prefix."""
    flags = re.VERBOSE | re.DOTALL  # compiling takes 30 ms, which only those pay who send SPARQL
    return (
        re.compile(_TOKEN.replace("PREFIX", _PREFIX), flags),
        re.compile(_TOKEN.replace("PREFIX", ""), flags),
        re.compile(rf"[{_BASE}][{_CHARS}.\-]*+"),
    )


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind, its text, and where it starts (0-based)."""

    kind: str
    text: str
    start: int


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Every piece of a text from ``start`` on, with nothing left out; never fails, whatever the text.

    >>> [t.text for t in tokens("ASK { ?s pg:stance 'SERVICE' } # LOAD") if t.kind in ("word", "name")]
    ['ASK', 'pg:stance']
    """
    whole, bare, prefix = _patterns()
    at = tried = start  # up to ``tried`` no prefix ends with a colon: to look again at each letter would take time squared
    while match := (whole if at >= tried else bare).match(text, at):
        kind = match.lastgroup or "other"
        if at >= tried and kind != "name" and (run := prefix.match(text, at)):
            tried = run.end()
        yield Token(kind, match.group(), at)
        at = match.end()


def significant(text: str) -> Iterator[Token]:
    """The pieces that are neither space nor comment."""
    return (token for token in tokens(text) if token.kind not in ("space", "comment"))


def position(text: str, start: int) -> tuple[int, int]:
    """Line and column, 1-based, of a place in a text.

    >>> position("ASK {" + chr(10) + " x }", 7)
    (2, 2)
    """
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def names_dataset(text: str) -> bool:
    """True where a query chooses its graphs itself, with FROM or FROM NAMED.

    >>> names_dataset("SELECT * FROM <http://example.org/g> { ?s ?p ?o }"), names_dataset("ASK { ?from ?p 'FROM' }")
    (True, False)
    """
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(text))


def prologue(text: str, prefixes: dict[str, str]) -> str:
    """The PREFIX lines, on one line, for those of ``prefixes`` that a text uses and does not declare.

    >>> prologue("ASK { ?s pg:stance ?o }", {"pg": "http://example.org/", "x": "http://example.org/x/"})
    'PREFIX pg: <http://example.org/> '
    """
    used: set[str] = set()
    declared: set[str] = set()
    previous = ""
    for token in significant(text):
        if token.kind == "name":
            (declared if previous == "PREFIX" else used).add(token.text.partition(":")[0])
        previous = token.text.upper()
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in sorted(used - declared) if name in prefixes)

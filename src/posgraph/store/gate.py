r"""The gate for SPARQL that users write: what would make the store call out to other hosts is refused before the store sees it.

SPARQL engines fetch what SERVICE and LOAD name, and have no switch against it. The gate reads the text as :mod:`.lexer` does and
refuses the bare words; in strings, IRIs, comments, variables and prefixed names they are harmless. Three things need care:

- Engines accept ``SERVICEex:s{`` without a space: a prefixed name may hide the word.
- ``?a<?b#>`` may be a comparison and a comment where a lexer sees an IRI, and hide what follows: such a text is read both ways.
- Some engines replace ``\u0053`` before they read, some only within strings and IRIs: such a text is held to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from posgraph.errors import QueryError
from posgraph.store.lexer import Token, position, significant, tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_REFUSED = ("SERVICE", "LOAD")
_MOST = 100  # doubtful IRIs in one text
_DEEPEST = 200
"""So deep may brackets stand in each other, so many signs before a term: parsers go down as deep, until their stack ends."""


def check(text: str) -> None:
    """Let a query or update pass that stays in the store; raises QueryError, with line and column, on SERVICE and LOAD.

    >>> check("SELECT * { ?service pg:note 'SERVICE' } # LOAD")
    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    posgraph.errors.QueryError: line 1, column 12: SERVICE is refused: a query may not make the store call other hosts; ...
    """
    _measure(text)
    upper = text.upper()
    if "\\U" not in upper and not any(word in upper for word in _REFUSED):
        return  # most texts, at a hundredth of the cost
    _check(text)
    if _ESCAPE.search(text):
        _measure(_ESCAPE.sub(_character, text))
        _check(_ESCAPE.sub(_character, text))


def _measure(text: str) -> None:
    """Refuse what is nested deeper than a parser can go down."""
    if sum(map(text.count, "{([!-+^")) <= _DEEPEST:
        return
    depth = signs = 0
    for token in significant(text):
        signs = signs + 1 if token.text in ("!", "-", "+", "^") else 0
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        if max(depth, signs) > _DEEPEST:
            raise QueryError(f"this is nested more than {_DEEPEST} deep", *position(text, token.start))


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _check(text: str) -> None:
    doubtful = [token for token in significant(text) if _is_doubtful(token)]
    for token in _all_readings(text, doubtful) if doubtful else _glued(text):
        for word in _REFUSED:
            if word in (token.text if token.kind == "word" else token.text.partition(":")[0]).upper():
                line, column = position(text, token.start)
                remedy = "load the data first" if word == "SERVICE" else "use posgraph load"
                raise QueryError(f"{word} is refused: a query may not make the store call other hosts; {remedy}", line, column)


def _glued(text: str) -> Iterator[Token]:
    """The words, and the prefixed names that a keyword may be glued to: before ``{`` SERVICE, before an update LOAD."""
    before = before_name = Token("", "", 0)
    depth = 0
    name: Token | None = None
    for token in significant(text):
        if token.kind == "word":
            yield token
        if name is not None and token.text == "{" and before_name.text.upper() != "GRAPH":
            yield name
        name = None
        if token.kind == "name":
            name, before_name = token, before
            if depth == 0 and before.kind != "word":
                yield token
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        before = token


def _is_doubtful(token: Token) -> bool:
    """True where ``<`` may also be a comparison, and a comment or a string may begin before ``>``."""
    return token.kind == "iri" and not _ABSOLUTE.match(token.text) and ("'" in token.text or "#" in token.text)


def _all_readings(text: str, doubtful: list[Token]) -> Iterator[Token]:
    """All words and prefixed names, whether each doubtful ``<`` begins an IRI or not."""
    if len(doubtful) > _MOST:
        line, column = position(text, doubtful[_MOST].start)
        raise QueryError("too many short IRIs with # or ' in one text; write them in full", line, column)
    seen: set[int] = set()
    starts = [0]
    while starts:
        for token in tokens(text, starts.pop()):
            if token.start in seen:
                break
            seen.add(token.start)
            if token.kind in ("word", "name"):
                yield token
            elif _is_doubtful(token):
                starts.append(token.start + 1)

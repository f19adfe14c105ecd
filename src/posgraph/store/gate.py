"""The gate for SPARQL that users write: what would make the store call out to other hosts is refused before the store sees it.

SPARQL engines fetch what SERVICE and LOAD name, and have no switch against it. The gate reads the text as :mod:`.lexer` does and
refuses the bare words; in strings, IRIs, comments, variables and prefixed names they are harmless. Two cases need care: engines
accept ``SERVICEex:s{`` without a space, and ``?a<?b … >`` may be a comparison where a lexer sees an IRI. Both are refused
wherever something could hide in them; the message says how to write it instead.
"""

from __future__ import annotations

import re

from posgraph.errors import QueryError
from posgraph.store.lexer import Token, position, significant

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_REFUSED = ("SERVICE", "LOAD")


def check(text: str) -> None:
    """Let a query or update pass that stays in the store; raises QueryError, with line and column, on SERVICE and LOAD.

    >>> check("SELECT * { ?service pg:note 'SERVICE' } # LOAD")
    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    posgraph.errors.QueryError: line 1, column 12: SERVICE is refused: a query may not make the store call other hosts; ...
    """
    _check(text)
    if _ESCAPE.search(text):  # some engines replace these before they read, some within strings and IRIs: hold both readings
        _check(_ESCAPE.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _check(text: str) -> None:
    before = before_name = Token("", "", 0)
    depth = 0
    name: Token | None = None  # a prefixed name that SERVICE may be glued to: it is one if { follows
    for token in significant(text):
        if token.kind == "word":
            for word in _REFUSED:
                if word in token.text.upper():
                    raise _refusal(word, text, token)
        elif token.kind == "iri" and not _ABSOLUTE.match(token.text) and ("'" in token.text or "#" in token.text):
            line, column = position(text, token.start)
            raise QueryError("this may be read as < or as an IRI; write a space after <, or the whole IRI", line, column)
        if name is not None and token.text == "{" and before_name.text.upper() != "GRAPH":
            raise _refusal("SERVICE", text, name)
        name = None
        if token.kind == "name":
            prefix = token.text.partition(":")[0].upper()
            if "SERVICE" in prefix:
                name, before_name = token, before
            if "LOAD" in prefix and depth == 0 and before.kind != "word":
                raise _refusal("LOAD", text, token)
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        before = token


def _refusal(word: str, text: str, token: Token) -> QueryError:
    line, column = position(text, token.start)
    remedy = "load the data first" if word == "SERVICE" else "use posgraph load"
    return QueryError(f"{word} is refused: a query may not make the store call other hosts; {remedy}", line, column)

"""The graphs that the protocol names for an update, put into its text as USING clauses: engines take them in no other way."""

from __future__ import annotations

from collections.abc import Sequence

from posgraph.errors import QueryError
from posgraph.store.lexer import Token, position, significant


def with_graphs(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with ``USING`` for each default graph and ``USING NAMED`` for each named one, before every WHERE.

    Raises QueryError where the text chooses graphs itself, with USING or WITH (SPARQL 1.1 Protocol, section 2.2.3).

    >>> with_graphs("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", ["http://example.org/g"], [])
    'DELETE { ?s ?p ?o } USING <http://example.org/g> WHERE { ?s ?p ?o }'
    >>> with_graphs("DELETE WHERE { ?s ?p 'WHERE' }", [], ["http://example.org/g"])
    "DELETE { ?s ?p 'WHERE' } USING NAMED <http://example.org/g> WHERE { ?s ?p 'WHERE' }"
    """
    if not default and not named:
        return text
    clauses = "".join([*(f"USING <{iri}> " for iri in default), *(f"USING NAMED <{iri}> " for iri in named)])
    words = list(significant(text))
    parts: list[str] = []
    depth = at = 0
    previous = ""
    for number, token in enumerate(words):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        word = token.text.upper() if token.kind == "word" and depth == 0 else ""
        if word in ("USING", "WITH"):
            parameters = "using-graph-uri and using-named-graph-uri"
            raise QueryError(f"{word} in the update and {parameters} exclude each other", *position(text, token.start))
        if word == "WHERE":
            short = _block(text, words[number + 1 :]) + " " if previous == "DELETE" else ""
            parts += [text[at : token.start], short, clauses]
            at = token.start
        previous = word
    return "".join([*parts, text[at:]])


def _block(text: str, words: Sequence[Token]) -> str:
    """The group in braces with which these words begin."""
    depth = 0
    for token in words:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            return text[words[0].start : token.start + len(token.text)]
    return ""

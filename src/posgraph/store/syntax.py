"""What to say of a text that is no SPARQL query: the parser lists what could follow, and people want to know what is wrong."""

from __future__ import annotations

import re

from posgraph.errors import QueryError
from posgraph.model.cells import near
from posgraph.names import PREFIXES
from posgraph.store.lexer import Token, position, significant

_MESSAGE = re.compile(r"(?:error )?at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.ASCII | re.DOTALL)
_ITEM = re.compile(r", (?![^\[]*\])")  # a comma of the parser's list, not one within a class of characters
_QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_WORDS = (
    *_QUERIES,
    *"""PREFIX BASE WHERE FROM NAMED DISTINCT REDUCED OPTIONAL UNION MINUS FILTER BIND VALUES GRAPH SERVICE EXISTS NOT
    AS IN GROUP ORDER BY HAVING ASC DESC LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG
    LANGMATCHES DATATYPE BOUND IRI URI IF COALESCE CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE
    STRAFTER REGEX REPLACE SUBSTR ABS CEIL FLOOR ROUND YEAR MONTH DAY NOW ISIRI ISBLANK ISLITERAL ISNUMERIC STRDT
    STRLANG SAMETERM UNDEF""".split(),  # noqa: SIM905 - fifty quoted words are hard to read
)
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_BEFORE = 4  # words shown before the place


def refuse_updates(text: str) -> None:
    """Let what may be a query pass; raises QueryError on an update, and where there is nothing to run.

    >>> refuse_updates("PREFIX drop: <http://example.org/> SELECT * { ?s ?p ?o }")
    >>> refuse_updates("DELETE WHERE { ?s ?p ?o }")
    Traceback (most recent call last):
        ...
    posgraph.errors.QueryError: line 1, column 1: this is an update; queries only read: SELECT, ASK, CONSTRUCT or DESCRIBE; ...
    """
    first = _first(text)
    if first is None:
        raise QueryError("the query is empty")
    if first.text.upper() in _UPDATES:
        verbs = f"{', '.join(_QUERIES[:-1])} or {_QUERIES[-1]}"
        raise QueryError(
            f"this is an update; queries only read: {verbs}; load data with posgraph load", *position(text, first.start)
        )


def syntax(message: str, text: str, querying: bool = True) -> QueryError:
    """The error of a text that the engine could not parse, from its message: the place, the words there, and a near match.

    The parser counts the letters of a word that it tried to read; the place told is where that word would begin, so that the
    fault stands there or soon after.

    >>> print(syntax("error at 1:16: expected one of DISTINCT, WHERE", "SELECT ?s WHER { ?s ?p ?o }"))
    line 1, column 11: "WHER" is not SPARQL here, after "SELECT ?s"; did you mean 'WHERE'?
    """
    try:
        if querying:
            refuse_updates(text)
    except QueryError as error:
        return error
    found = _MESSAGE.fullmatch(message)
    if not found:
        return QueryError(message)
    line, column = int(found[1]), int(found[2])
    items = _ITEM.split(found[3])
    words = list(significant(text))
    if told := _plain(text, words):
        return told
    if fault := next((item for item in items if re.fullmatch(r"[A-Z][a-z]+ [^\[\]]+", item)), ""):
        return QueryError(fault, line, column)  # a rule beyond the grammar, told in a sentence
    at = sum(len(each) for each in text.splitlines(keepends=True)[: line - 1]) + column - 1
    starts = {at - len(item) if item.isalpha() else at for item in items if item != "[_]"}
    if querying and (first := _first(text)) is not None and first.text.upper() not in _QUERIES:
        here: Token | None = first
    else:
        here = next((word for word in reversed(words) if word.start in starts), None)
    if here is None and at < len(text.rstrip()):
        here = next((word for word in reversed(words) if word.start <= at), None)
    if here is None:
        return QueryError(f"not SPARQL, here or before{_after(text, words)}", line, column)
    hint = near(here.text.upper(), _WORDS) if here.kind == "word" and here.text.upper() not in _WORDS else ""
    before = [word for word in words if word.start < here.start]
    place = position(text, here.start)
    if here.kind == "word":
        said = f'"{here.text}" is not SPARQL here{_after(text, before)}' + (f"; did you mean {hint!r}?" if hint else "")
        return QueryError(said, *place)
    shown = " ".join(text[here.start : max(at, here.start + len(here.text))].split())
    return QueryError(f'not SPARQL near "{shown[:60]}"{_after(text, before)}', *place)


def _first(text: str) -> Token | None:
    """The first word after the declarations of prefixes."""
    declared = 0  # tokens of a declaration that are still to come
    for token in significant(text):
        word = token.text.upper() if token.kind == "word" else ""
        if declared and token.kind in ("name", "iri"):
            declared -= 1
        elif word in ("PREFIX", "BASE"):
            declared = 2 if word == "PREFIX" else 1
        else:
            return token
    return None


def _plain(text: str, words: list[Token]) -> QueryError | None:
    """Faults that can be told without the grammar: an open text, a prefix that nobody declared, brackets that do not match."""
    declared = {*PREFIXES}
    opened: list[Token] = []
    previous = ""
    for word in words:
        place = position(text, word.start)
        if word.kind == "other" and word.text in ("'", '"'):
            return QueryError(f"the text that begins with {word.text} is not closed", *place)
        if word.kind == "name":
            prefix = word.text.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                hint = near(prefix, declared)
                return QueryError(
                    f"the prefix {prefix}: is not declared" + (f"; did you mean '{hint}:'?" if hint else ""), *place
                )
        if word.text == "," and not opened:
            return QueryError("a comma has no place here; variables are listed with spaces between them", *place)
        if word.text in _PAIRS:
            opened.append(word)
        elif word.text in _PAIRS.values():
            if not opened or _PAIRS[opened[-1].text] != word.text:
                return QueryError(f"{word.text} closes nothing that is open here", *place)
            opened.pop()
        previous = word.text.upper()
    if opened:
        return QueryError(f"{opened[-1].text} is not closed", *position(text, opened[-1].start))
    return None


def _after(text: str, before: list[Token]) -> str:
    if not before:
        return ""
    said = " ".join(text[before[-_BEFORE:][0].start : before[-1].start + len(before[-1].text)].split())
    return f', after "{said[-60:]}"'

"""Values for variables, written into the text of a query: for endpoints, whose protocol has no parameters."""

from __future__ import annotations

from collections.abc import Mapping

from posgraph.errors import QueryError
from posgraph.store.lexer import Token, position, tokens
from posgraph.store.terms import BlankNode, Term

_ENDS_LIST = {"WHERE", "FROM", "HAVING", "ORDER", "GROUP", "LIMIT", "OFFSET", "VALUES"}


def bind(text: str, values: Mapping[str, Term]) -> str:
    """The query with every such variable replaced by its value; a variable that a SELECT lists still stands in the result.

    Raises QueryError where the query itself gives the variable a value (``AS ?x``, ``VALUES ?x``), and on blank nodes.

    >>> from pyoxigraph import Literal
    >>> bind("SELECT ?x ?s { ?s ?p ?x FILTER(?x > '?x') }", {"x": Literal(1)})
    'SELECT ("1"^^<http://www.w3.org/2001/XMLSchema#integer> AS ?x) ?s { ?s ?p "1"^^<http://www.w3.org/2001/XMLSchema#integer> ...
    """
    for name, value in values.items():
        if isinstance(value, BlankNode):
            raise QueryError(f"?{name} cannot be bound to a blank node: an endpoint cannot find it by name")
    written = {name: str(value) for name, value in values.items()}
    parts: list[str] = []
    clause, depth, previous, selects = "", 0, "", 0
    inner: list[str] = []  # clause outside each open brace
    for token in tokens(text):
        kind, word = token.kind, token.text.upper()
        if kind == "variable" and (name := token.text[1:]) in written:
            parts.append(_replacement(text, token, written[name], clause if depth == 0 else "", previous, selects))
        else:
            parts.append(token.text)
        if kind in ("space", "comment"):
            continue
        if kind == "word" and depth == 0 and (word == "SELECT" or word in _ENDS_LIST):
            clause = word
            selects += word == "SELECT"
        elif token.text == "{":
            inner.append("VALUES{" if clause == "VALUES" else clause)
            clause = "VALUES{" if clause == "VALUES" else ""
        elif token.text == "}" and inner:
            inner.pop()
            clause = ""
        elif token.text in "()":
            depth += 1 if token.text == "(" else -1
        previous = word
    return "".join(parts)


def _replacement(text: str, token: Token, written: str, clause: str, previous: str, selects: int) -> str:
    if previous == "AS" or clause == "VALUES" or (previous == "VALUES"):
        line, column = position(text, token.start)
        raise QueryError(f"{token.text} gets its value in the query; it cannot be bound as well", line, column)
    if clause == "SELECT":
        return f"({written} AS {token.text}{'_bound' * (selects > 1)})"
    return f"({written})" if clause in ("GROUP", "ORDER") else written

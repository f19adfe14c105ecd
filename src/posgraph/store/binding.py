"""Values for variables, written into the text of a query as terms: neither the protocol nor every engine has parameters."""

from __future__ import annotations

from collections.abc import Mapping

from posgraph.errors import QueryError
from posgraph.store.lexer import Token, position, tokens
from posgraph.store.terms import BlankNode, Value, term

_CLAUSES = {"WHERE", "FROM", "HAVING", "ORDER", "GROUP", "LIMIT", "OFFSET", "VALUES"}


def bind(text: str, bindings: Mapping[str, Value]) -> str:
    """The query with every such variable replaced by its value; a variable that a SELECT lists still stands in the result.

    Raises QueryError where the query itself gives the variable a value (``AS ?x``, ``VALUES ?x``), and on blank nodes.

    >>> from pyoxigraph import Literal
    >>> bind("SELECT ?x ?s { ?s ?p ?x FILTER(?x > '?x') }", {"x": Literal(1)})
    'SELECT ("1"^^<http://www.w3.org/2001/XMLSchema#integer> AS ?x) ?s { ?s ?p "1"^^<http://www.w3.org/2001/XMLSchema#integer> ...
    """
    values = {name: term(value) for name, value in bindings.items()}
    for name, value in values.items():
        if isinstance(value, BlankNode):
            raise QueryError(f"?{name} cannot be bound to a blank node: no text can name it")
    written = {name: str(value) for name, value in values.items()}
    parts: list[str] = []
    outer: list[int] = []  # open brackets outside each open brace
    clause, brackets, selects, previous = "", 0, 0, ""
    for token in tokens(text):
        parts.append(token.text)
        if token.kind in ("space", "comment"):
            continue
        word = token.text.upper()
        if token.kind == "variable" and token.text[1:] in written:
            assigned = previous in ("AS", "VALUES") or clause == "VALUES"
            parts[-1] = _replacement(
                text, token, written[token.text[1:]], "AS" if assigned else "" if brackets else clause, selects
            )
        elif token.kind == "iri":
            _unambiguous(text, token, written)
        elif token.kind == "word" and not brackets and (word == "SELECT" or word in _CLAUSES):
            clause = word
            selects += word == "SELECT"
        elif word == "{":
            outer.append(brackets)
            clause, brackets = "", 0
        elif word == "}":
            clause, brackets = "", outer.pop() if outer else 0
        elif word in ("(", ")"):
            brackets += 1 if word == "(" else -1
        previous = word
    return "".join(parts)


def _replacement(text: str, token: Token, written: str, clause: str, selects: int) -> str:
    if clause == "AS":
        line, column = position(text, token.start)
        raise QueryError(f"{token.text} gets its value in the query; it cannot be bound as well", line, column)
    if clause == "SELECT":  # an inner SELECT may not name it anew, since the outer one does
        return f"({written} AS {token.text}{'_bound' * (selects > 1)})"
    return f"({written})" if clause in ("GROUP", "ORDER") else written


def _unambiguous(text: str, token: Token, written: Mapping[str, str]) -> None:
    if "://" not in token.text and any(mark + name in token.text for name in written for mark in "?$"):
        line, column = position(text, token.start)
        raise QueryError("this may be read as < or as an IRI; write a space after <, or the whole IRI", line, column)

"""What is said of a text that is no query."""

import pytest

from posgraph.errors import QueryError
from posgraph.store import MemoryStore

UPDATE = "this is an update; queries only read: SELECT, ASK, CONSTRUCT or DESCRIBE; load data with posgraph load"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the query is empty"),
        (" # nothing\n", "the query is empty"),
        ("PREFIX a: <http://example.org/>", "the query is empty"),
        ("DELETE WHERE { ?s ?p ?o }", f"line 1, column 1: {UPDATE}"),
        ("PREFIX a: <http://example.org/>\n insert data { a:b a:c 1 }", f"line 2, column 2: {UPDATE}"),
        (
            "SELECT ?s WHER { ?s ?p ?o }",
            'line 1, column 11: "WHER" is not SPARQL here, after "SELECT ?s"; did you mean \'WHERE\'?',
        ),
        ("SELEC * {}", "line 1, column 1: \"SELEC\" is not SPARQL here; did you mean 'SELECT'?"),
        (
            "SELECT * {?s ?p ?o} ORDR BY ?s",
            'line 1, column 21: "ORDR" is not SPARQL here, after "?s ?p ?o}"; did you mean \'ORDER\'?',
        ),
        ("ASK {} ASK {}", 'line 1, column 8: "ASK" is not SPARQL here, after "ASK {}"'),
        ("SELECT * {} LIMIT x", 'line 1, column 19: "x" is not SPARQL here, after "* {} LIMIT"'),
        ("SELECT * { ?s ?p ?o FILTER(?s = ) }", 'line 1, column 33: not SPARQL near ") }", after "FILTER(?s ="'),
        (
            "SELECT ?s, ?p { ?s ?p 1 }",
            "line 1, column 10: a comma has no place here; variables are listed with spaces between them",
        ),
        ("SELECT * {\n ?s ?p 'x }", "line 2, column 8: the text that begins with ' is not closed"),
        ("SELECT * { ?s ?p ?o", "line 1, column 10: { is not closed"),
        ("SELECT * { ?s ?p ?o }}", "line 1, column 22: } closes nothing that is open here"),
        ("SELECT * { ?s pgg:holder ?o }", "line 1, column 15: the prefix pgg: is not declared; did you mean 'pg:'?"),
        ("SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o }", "line 1, column 41: The SELECT contains a variable that is unbound"),
    ],
)
def test_a_text_that_is_no_query_is_answered_with_a_sentence(text: str, said: str) -> None:
    with MemoryStore() as store, pytest.raises(QueryError) as caught:
        store.query(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s ?p }", "SELECT * { <a b> ?p ?o }", "SELECT * { BIND(1 AS ?x) BIND(1 AS ?x) }", "{}", "\\"]
)
def test_no_list_of_the_parser_is_shown(text: str) -> None:
    with MemoryStore() as store, pytest.raises(QueryError, match=r"^line 1, column \d+: ") as caught:
        store.query(text)
    assert "not SPARQL" in str(caught.value)
    assert "expected" not in str(caught.value)
    assert "[" not in str(caught.value)


def test_an_update_that_cannot_be_read_is_not_taken_for_a_query() -> None:
    with MemoryStore() as store, pytest.raises(QueryError, match=r"line 1, column 13: \{ is not closed"):
        store.update("INSERT DATA { ")

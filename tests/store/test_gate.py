"""The gate: nothing that passes it makes the store call another host; what is harmless passes."""

import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from posgraph import resources
from posgraph.errors import QueryError
from posgraph.store.gate import check


class Listener:
    """A host on loopback that hangs up at once; ``calls`` counts who called."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            called, _ = self._socket.accept()
            self.calls += 1  # before hanging up, so that the caller's return comes after the count
            called.close()

    def heard(self, text: str, update: bool = False) -> bool:
        """True where the store calls this host when it is given the text."""
        before = self.calls
        store = Store()
        store.update("INSERT DATA { <http://x/a> <http://x/p> 1, 2, true, 'x' }")
        prefixes = {"": self.address, "ex": self.address, "SERVICE": self.address, "load": self.address}
        try:
            if update:
                store.update(text, prefixes=prefixes)
            else:
                list(store.query(text, prefixes=prefixes))  # type: ignore[arg-type]
        except (SyntaxError, OSError, RuntimeError, TypeError):
            pass
        return self.calls > before


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    return Listener()


def refused(text: str) -> bool:
    try:
        check(text)
    except QueryError:
        return True
    return False


CALLS = [
    "SELECT * { SERVICE ex:s { ?a ?b ?c } }",
    "SELECT * { service silent ex:s { ?a ?b ?c } }",
    "SELECT * { SERVICE # SILENT\n ex:s { ?a ?b ?c } }",
    "SELECT * { #\rSERVICE ex:s { ?a ?b ?c } }",
    "SELECT * { SERVICEex:s{?a ?b ?c} }",
    "SELECT * { SERVICESILENTex:s{?a ?b ?c} }",
    "SELECT * { SERVICE:s{?a ?b ?c} }",
    "SELECT * { ?s ?p trueSERVICEex:s{?a ?b ?c} }",
    "SELECT * { ?s ?p 1SERVICE ex:s {?a ?b ?c} }",
    "SELECT * { ?s ?p ?o FILTER(1<2)SERVICE#>\nex:s {?a ?b ?c} }",
    "SELECT * { ?s ?p ?o FILTER(1<2)#>GRAPH\nSERVICEex:s{?a ?b ?c} }",
    "SELECT * { OPTIONAL { ?s ?p <http://x/'> } SERVICE ex:s { ?a ?b ?c } BIND('' AS ?x) }",
    "SELECT * { OPTIONAL { ?s ?p <http://x/\\u0027> } SERVICE ex:s { ?a ?b ?c } }",
    "SELECT * { BIND('''a\\'''b''' AS ?x) SERVICE ex:s { ?a ?b ?c } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE ex:s { ?a ?b ?c } } }",
    "SELECT * { { SELECT * { SERVICE ex:s { ?a ?b ?c } } } }",
    "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE ex:s { ?a ?b ?c } }",
]


@pytest.mark.parametrize("text", CALLS)
def test_what_calls_another_host_is_refused(listener: Listener, text: str) -> None:
    assert listener.heard(text)
    assert refused(text)


UPDATES = [
    "LOAD ex:f",
    "load silent <{}>",
    "LOADex:f",
    "LOAD:f",
    "LOAD ex:f INTO GRAPH ex:g",
    "LOADex:f INTOGRAPHex:g",
    "INSERT DATA { <http://x/a> <http://x/b> 1 };LOADex:f",
    "PREFIX y: <http://y/>LOADex:f",
    "INSERT { ?a ?b ?c } WHERE { SERVICE ex:s { ?a ?b ?c } }",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_that_calls_another_host_is_refused(listener: Listener, text: str) -> None:
    text = text.replace("{}", listener.address)
    assert listener.heard(text, update=True)
    assert refused(text)


HARMLESS = [
    "SELECT ?service ?load { ?service ?load $SERVICE }",
    'SELECT * { ?s pg:note \'SERVICE\', "LOAD", \'\'\'SERVICE\'\'\', """it\'s "SERVICE" { }""" }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> { }",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service ; sd:SERVICE ?x }",
    "PREFIX service: <http://example.org/service#> SELECT * { ?s service:of service:x . service:y ?p ?o }",
    "PREFIX service: <http://example.org/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    'SELECT * { ?s ?p <http://example.org/SERVICE#LOAD> , "x"@service , _:service }',
    "SELECT * { ?s ?p ?o FILTER(?s<?o&&?o>3) FILTER(?s < 'SERVICE') }",
    "PREFIX load: <http://example.org/> INSERT DATA { load:a load:b load:c ; load:d 1 }",
    "PREFIX load: <http://example.org/> WITH load:g DELETE { ?s ?p 'LOAD' } WHERE { ?s ?p 'LOAD' } ; CLEAR GRAPH load:g",
    "BASE <http://example.org/> SELECT * { <#me> <#likes> <#you's> . <x#SERVICE> ?p 'SERVICE' # SERVICE\n}",
    "",
    "no SPARQL at all ''' <",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_passes(text: str) -> None:
    check(text)


def test_the_questions_of_the_ontology_pass() -> None:
    for path in (resources.ontology() / "questions").glob("*.rq"):
        check(path.read_text(encoding="utf-8"))


def test_the_refusal_names_the_place_and_the_remedy() -> None:
    with pytest.raises(QueryError, match=r"line 2, column 3: SERVICE is refused: .*; load the data first") as caught:
        check("SELECT * {\n  SERVICE <http://example.org/> { ?s ?p ?o } }")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_where_an_iri_may_be_a_comparison_both_readings_count() -> None:
    check("SELECT * { ?s ?p <#x> GRAPH ex:g { ?s ?p 1 } }")
    assert refused("SELECT * { ?s ?p ?o FILTER(1<2)#>GRAPH\nSERVICEex:s{?a ?b ?c} }")
    assert refused("SELECT * { ?s ?p ?o FILTER(1<'>')SERVICE ex:s{?a ?b ?c}BIND('' AS ?x) }")


@pytest.mark.parametrize(
    "piece",
    ["'", "'\\", "<a", "'''a''", "ex:a.", "ex:a. ", "@a-", "\\u0027", "{", "a", "a.", "a-", "é.", ".", "<#>", "<#>\n", "<'>"],
)
def test_a_long_hostile_text_is_read_in_linear_time(piece: str) -> None:
    refused(piece * 50_000)  # milliseconds; a quadratic reader would take minutes


TRICKS = st.sampled_from(
    [
        *(
            "?s ?p ?o",
            "?s ?p 1",
            "?s ?p true",
            "?s ?p 'x'",
            '?s ?p """x"""',
            "?s ?p ex:a\\'",
            "?s ?p <http://x/'>",
            "OPTIONAL{?s ?p ?z}",
        ),
        *(
            "FILTER(1<2)",
            "FILTER(1<'>')",
            "FILTER(1<2#>'''\n)",
            "FILTER(true||1<ex:b#>\n)",
            "FILTER EXISTS{SERVICE ex:s{?a ?b ?c}}",
        ),
        *("BIND('' AS ?v1)", "BIND('''''' AS ?v2)", 'BIND("\'" AS ?v3)', "MINUS{?s ?p 2}", "VALUES ?v{ex:s}", "UNION", "GRAPH"),
        *("SERVICE ex:s{?a ?b ?c}", "SERVICEex:s{?a ?b ?c}", "SERVICE:s{?a ?b ?c}", "SERVICE<http://x/>{?a ?b ?c}", "SERVICE"),
        *(
            "SERVICE SILENT ex:s{?a ?b ?c}",
            "SERVICE#>\nex:s{?a ?b ?c}",
            "SERVICE?v{?a ?b ?c}",
            "\\u0053ERVICE",
            "ex:s",
            "{?a ?b ?c}",
        ),
        *("#", "#>", "#'''", "'", "'''", '"', '"""', "\\", "\\'", "<", ">", "<?x", "(", ")", "{", "}", "\\u0027"),
        *("@en", "_:b", "^^", ";", ",", ".", "1", "1e", "a"),
    ]
)
GAPS = st.sampled_from(["", "", " ", "\n", "\t", "#\n", "#'\n", "#>\n", "\r"])
TEXTS = st.lists(st.tuples(TRICKS, GAPS), max_size=8).map(lambda parts: "SELECT*{" + "".join(a + b for a, b in parts) + "}")


def test_no_text_that_passes_makes_a_call(listener: Listener) -> None:
    caught = 0

    @settings(max_examples=3000, deadline=None, database=None, derandomize=True)
    @given(TEXTS)
    def fuzz(text: str) -> None:
        nonlocal caught
        if refused(text):
            caught += listener.heard(text)
        else:
            assert not listener.heard(text)

    fuzz()
    assert caught > 20  # so many of the texts would have called


@settings(max_examples=500, deadline=None, database=None)
@given(st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="'\"\\<>#?:{}()SERVIC@_ \n"))
def test_the_reader_leaves_nothing_out(text: str) -> None:
    from posgraph.store.lexer import tokens

    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize("text", ["SELECT * " + "{" * 300 + "}" * 300, "ASK { FILTER(" + "!" * 300 + "true) }",
                                  "ASK { ?s " + "(" * 300 + "<urn:p>" + ")*" * 300 + " ?o }"])  # fmt: skip
def test_what_is_nested_too_deep_is_refused_before_a_parser_sees_it(text: str) -> None:
    with pytest.raises(QueryError, match="nested more than 200 deep"):
        check(text)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    check("SELECT * { " + "{ ?s ?p ?o } UNION " * 300 + "{} }")
    check("SELECT * { ?s ?p '" + "(" * 300 + "' } # " + "{" * 300)

"""Results: their formats, their plain values, their tables."""

import json
from decimal import Decimal

import pandas
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse, parse_query_results
from pyoxigraph import QueryResultsFormat as Format

from posgraph.errors import UsageError
from posgraph.store import Answer, MemoryStore, Solutions, Triples
from posgraph.store.terms import plain, term

STORE = MemoryStore()
TEXT = """SELECT ?a ?b ?c { VALUES (?a ?b ?c) {
    (pg:x "two\\nlines, \\"quoted\\"" 1) (pg:y "<b>Київ</b>"@uk 0.5) (pg:z UNDEF true) (pg:z "" "2025-12-29"^^xsd:date) } }"""


@pytest.fixture
def solutions() -> Solutions:
    return STORE.select(TEXT)


@pytest.mark.parametrize(("name", "format"), [("json", Format.JSON), ("xml", Format.XML), ("tsv", Format.TSV)])
def test_rows_come_through_each_format(solutions: Solutions, name: str, format: Format) -> None:
    read = parse_query_results(solutions.serialize(name), format=format)
    assert tuple(tuple(row) for row in read) == solutions.rows


def test_rows_as_csv_are_plain_text(solutions: Solutions) -> None:
    assert solutions.serialize("csv").decode().split("\r\n")[0] == "a,b,c"
    assert '"two\nlines, ""quoted"""' in solutions.serialize("csv").decode()


def test_rows_as_a_data_frame_have_the_columns_of_the_query(solutions: Solutions) -> None:
    frame = STORE.select("SELECT ?n ?x { VALUES (?n ?x) { (1 0.5) (2 0.25) } }").to_pandas()
    pandas.testing.assert_frame_equal(frame, pandas.DataFrame({"n": [1, 2], "x": [0.5, 0.25]}))
    assert list(STORE.select("SELECT ?a ?b {} LIMIT 0").to_pandas().columns) == ["a", "b"]
    assert solutions.to_pandas().loc[1, "b"] == "<b>Київ</b>"


def test_no_rows_and_a_row_without_values_differ() -> None:
    assert len(STORE.select("SELECT ?a { ?s ?p ?o }")) == 0
    assert STORE.select("SELECT ?a {}").rows == ((None,),)


def test_results_are_equal_by_value(solutions: Solutions) -> None:
    assert solutions == STORE.select(TEXT)
    assert STORE.query("ASK {}") == Answer(True)
    assert len({STORE.construct("CONSTRUCT { pg:a pg:b 1, 1 } {}"), STORE.construct("CONSTRUCT { pg:a pg:b 1 } {}")}) == 1


def test_an_answer_has_each_format() -> None:
    assert json.loads(Answer(False).serialize()) == {"head": {}, "boolean": False}
    assert b"<boolean>true</boolean>" in Answer(True).serialize("xml")
    assert Answer(True).serialize("csv").strip() == b"true"


@pytest.mark.parametrize(
    ("name", "format"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD), ("rdf", RdfFormat.RDF_XML)],
)
def test_triples_come_through_each_format(name: str, format: RdfFormat) -> None:
    found = STORE.construct("CONSTRUCT { pg:a pg:b 1, 'x'@en ; skos:prefLabel 'A' } {}")
    assert {quad.triple for quad in parse(found.serialize(name), format=format)} == set(found)


def test_turtle_uses_the_prefixes_that_it_needs() -> None:
    text = STORE.construct("CONSTRUCT { pg:a pg:b 1 } {}").serialize().decode()
    assert "pg:a pg:b 1 ." in text


@pytest.mark.parametrize("found", [Answer(True), Triples(()), Solutions(b'{"head":{"vars":[]},"results":{"bindings":[]}}')])
def test_an_unknown_format_names_the_known_ones(found: Answer | Triples | Solutions) -> None:
    with pytest.raises(UsageError, match="'docx'; expected one of"):
        found.serialize("docx")


def test_a_notebook_shows_rows_as_a_table_with_escaped_text(solutions: Solutions) -> None:
    shown = solutions._repr_html_()
    assert "<th>a</th>" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    numbers = " ".join(map(str, range(60)))
    many = STORE.select(f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }}")
    assert "50 of 60 rows" in many._repr_html_()


def test_plain_values_of_terms() -> None:
    assert [plain(term(v)) for v in (True, 3, 0.5, Decimal("0.10"), "a")] == [True, 3, 0.5, 0.1, "a"]
    assert plain(BlankNode("b")) == "b"
    assert plain(NamedNode("http://example.org/a")) == "http://example.org/a"
    assert plain(Literal("12", language="en")) == "12"

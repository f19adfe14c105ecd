"""/sparql for people: what stands in a cell, where a query is wrong, what is cut; and the page of a running service."""

from __future__ import annotations

import gzip
import json
from html import unescape
from typing import Any

import httpx
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from posgraph.errors import Fault
from posgraph.questions import questions
from posgraph_api.pages.assets import read
from posgraph_api.pages.frame import ways
from posgraph_api.pages.sparql import LINKED, Asked, Surroundings, bare, sparql_page
from posgraph_api.querying.tasks import Limits
from posgraph_api.views.sparql.answer import N_TRIPLES, TSV, Lines, answer
from posgraph_api.views.sparql.examples import REST, grouped
from posgraph_api.views.sparql.palette import palette
from posgraph_api.views.sparql.refusal import refusal
from posgraph_api.views.sparql.solutions import LONGEST, SHOWN, Cell, Names, cell, table
from tests.api.serving import Running
from tests.api.test_things import Page
from tests.pages.datasets import HEBREW, SCRIPT, hostile

HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LIMITS = Limits(10, 50_000_000, 2048)
AROUND = Surroundings(ways(), LIMITS, Names(), palette({}), ())


def asked(query: str, *pairs: tuple[str, str]) -> Asked:
    return Asked.of([("query", query), *pairs], "http://127.0.0.1:8000")


def text(body: Any) -> str:
    found: str = body.data.decode()
    return found


def test_a_term_leads_where_it_is_found() -> None:
    dataset = hostile()
    names = Names({"hostile": dataset.base}, (dataset,))
    assert cell(NamedNode(f"{dataset.base}actor/script%28alert%29"), names) == Cell(
        SCRIPT, "/id/hostile/actor/script%28alert%29", "hostile/actor/script%28alert%29"
    )
    assert cell(NamedNode(f"{dataset.base}actor/nobody"), names).text == "hostile/actor/nobody"
    assert cell(NamedNode("https://w3id.org/posgraph/vocab/stance/rejects"), names) == Cell(
        "stance:rejects", "/id/vocab/stance/rejects"
    )
    assert cell(NamedNode("https://example.org/a"), names) == Cell("https://example.org/a", "https://example.org/a", away=True)
    assert cell(Literal("https://example.org/a"), names).href == "https://example.org/a"


@pytest.mark.parametrize(
    "term",
    [NamedNode("javascript:alert(1)"), NamedNode("data:text/html,x"), NamedNode("urn:x"), BlankNode("b"), None,
     Literal("javascript:alert(1)"), Literal("https://example.org/ and more")],
)  # fmt: skip
def test_what_is_no_web_address_is_no_link(term: object) -> None:
    assert not cell(term, Names()).href


def test_numbers_languages_datatypes_and_long_texts_are_told_apart() -> None:
    assert cell(Literal(7), Names()) == Cell("7", note="xsd:integer", number=True)
    assert cell(Literal(HEBREW, language="he"), Names()) == Cell(HEBREW, note="@he")
    assert cell(Literal("plain"), Names()) == Cell("plain")
    long = cell(Literal("x" * 5000), Names())
    assert (long.text, long.note) == ("x" * LONGEST + "…", "cut: 5,000 characters")


def test_only_columns_of_numbers_stand_to_the_right() -> None:
    found = table("abc", [(Literal(1), Literal(1), None), (None, Literal("x"), None)], 2, Names())
    assert found.numbers == (True, False, False)


def test_an_answer_is_cut_and_says_so() -> None:
    lines = Lines(SHOWN + 1)
    for n in range(-1, 1200):  # a line at a time, the first with the names
        lines.add(b"?n\n" if n < 0 else b"%d\n" % n)
    found = answer(TSV, lines.first, lines.count, Names())
    assert found.table is not None
    assert (len(found.table.rows), found.table.count, found.table.left) == (500, 1200, 700)
    assert found.table.rows[-1][0].text == "499"
    assert "The first 500 of 1,200 are shown; the downloads have all." in text(sparql_page(asked("SELECT …"), AROUND, found))


def test_a_piece_may_end_anywhere() -> None:
    whole, cut = Lines(3), Lines(3)
    whole.add(b"?a\n1\n2\n3\n")
    for place in range(9):
        cut.add(b"?a\n1\n2\n3\n"[place : place + 1])
    assert (whole.first, whole.count) == (cut.first, cut.count) == (b"?a\n1\n2\n", 4)


@pytest.mark.parametrize(
    ("data", "columns", "rows"),
    [(b"?a\n", ("a",), 0), (b"?a\n\n", ("a",), 1), (b"\n\n", (), 1), (b'?a\t?b\n"t\\t\\n"\t\n', ("a", "b"), 1)],
)
def test_answers_without_rows_columns_or_values_are_read(data: bytes, columns: tuple[str, ...], rows: int) -> None:
    found = answer(TSV, data, data.count(b"\n"), Names()).table
    assert found is not None
    assert (found.columns, found.count, len(found.rows)) == (columns, rows, rows)
    assert sparql_page(asked("SELECT …"), AROUND, answer(TSV, data, data.count(b"\n"), Names())).data


def test_a_decision_is_a_word_and_triples_are_turtle_too() -> None:
    assert [answer(TSV, data, 0, Names()).yes for data in (b"true", b"false")] == [True, False]
    found = answer(N_TRIPLES, b'<http://e.org/a> <https://w3id.org/posgraph/ns#holder> "b" .\n', 1, Names())
    assert found.turtle == '@prefix pg: <https://w3id.org/posgraph/ns#> .\n<http://e.org/a> pg:holder "b" .'
    assert found.table is not None
    assert [c.text for c in found.table.rows[0]] == ["http://e.org/a", "pg:holder", "b"]


def test_an_answer_in_json_is_the_same_answer() -> None:
    said = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}] * 700}}
    found = answer("application/sparql-results+json", json.dumps(said).encode(), 0, Names()).table
    assert found is not None
    assert (found.count, found.left, found.rows[0][0].text) == (700, 200, "x")
    assert answer("application/sparql-results+json", b'{"head":{},"boolean":false}', 0, Names()).yes is False


def test_hostile_answers_and_queries_are_text() -> None:
    row = f'<javascript:alert(1)>\t"{SCRIPT}"\t"{HEBREW}"@he\t"{"w" * 5000}"\n'
    found = answer(TSV, b"?a\t?b\t?c\t?d\n" + row.encode(), 2, Names())
    query = f"SELECT </textarea>{SCRIPT} {{{{ 7 * 7 }}}}"
    page = text(sparql_page(asked(query, ("default-graph-uri", f"urn:{SCRIPT}")), AROUND, found))
    assert SCRIPT not in page
    assert "</textarea>&lt;" not in page.partition("<textarea")[2].partition("</textarea>")[0]
    assert not any("javascript:" in link for link in Page(page).links if not link.startswith("/sparql?"))
    assert query in unescape(page)
    assert 'dir="auto"' in page


@pytest.mark.parametrize(
    ("query", "where", "quoted", "caret", "span"),
    [
        ("SELECT *\n WHER { ?s ?p ?o }", "line 2, column 2", " WHER { ?s ?p ?o }", 1, (10, 14)),
        ("ASK {", "line 1, column 6", "ASK {", 5, (5, 5)),
        ('ASK { ?s ?p "😀" . oops }', "line 1, column 19", 'ASK { ?s ?p "😀" . oops }', 18, (19, 23)),
        ("\tASK {" + "x" * 200, "line 1, column 107", "…" + "x" * 120 + "…", 61, (106, 206)),
    ],
)
def test_a_fault_is_quoted_with_its_place(query: str, where: str, quoted: str, caret: int, span: tuple[int, int]) -> None:
    place = refusal("Wrong", "…", [Fault(where, "", "a query")], query).place
    assert place is not None
    assert (place.quoted, len(place.before), (place.start, place.end)) == (quoted, caret, span)


@pytest.mark.parametrize("where", ["query", "line 9, column 1", "line 0, column 1", "line 1, column 0"])
def test_a_fault_without_a_place_in_the_text_is_told_without(where: str) -> None:
    assert refusal("Wrong", "…", [Fault(where, "", "a query")], "ASK {}").place is None


def test_limits_are_told_above_the_query() -> None:
    for problem in (LIMITS.too_long(), LIMITS.too_large("rows"), LIMITS.busy("The service stops"), LIMITS.died()):
        said = refusal(problem.title, problem.detail, problem.faults, "ASK { ?s ?p ?o }")
        page = unescape(text(sparql_page(asked("ASK { ?s ?p ?o }"), AROUND, refused=said)))
        assert problem.detail in page
        assert "ASK { ?s ?p ?o }</textarea>" in page
    assert "fewer patterns, or more that share variables" in str(refusal("", "", LIMITS.too_long().faults, "").hints)


def test_a_query_that_is_too_long_for_a_link_is_sent_by_a_form() -> None:
    for size, method in ((LINKED, "get"), (LINKED + 1, "post")):
        query = "#" + "x" * (size - 1)
        page = text(sparql_page(asked(query), AROUND, answer(TSV, b"true", 0, Names())))
        assert f'<form id="ask" action="/sparql" method="{method}">' in page
        assert any(link.endswith("&format=csv") for link in Page(page).links) == (method == "get")
        assert ('<button name="format" value="csv">' in page) == (method == "post")


def test_the_palette_holds_every_term_of_the_modules_with_its_meaning() -> None:
    groups = {
        group.name: {term.name: term.meaning for term in group.terms} for group in palette({"d": ("Title", "http://e.org/g")})
    }
    assert groups["Datasets"] == {"GRAPH <http://e.org/g> { }": "Title"}
    assert groups["Prefixes"]["pg:"] == "https://w3id.org/posgraph/ns#"
    assert groups["core: classes"]["pg:Actor"] == "Whoever holds, reports or relays a position."
    assert "pg:holder" in groups["core: properties"]
    assert groups["Rules"]["rule:contradiction"] == "One holder is for a demand and another is against it."
    assert len(groups["Stances"]) == 9
    assert all(meaning for terms in groups.values() for meaning in terms.values())


def test_every_question_stands_in_one_group() -> None:
    groups = grouped(questions().values())
    assert sorted(question.name for group in groups for question in group.questions) == sorted(questions())
    assert REST not in {group.name for group in groups}
    assert not any(line.startswith("# param") for each in questions().values() for line in bare(each.query).splitlines())


def test_the_script_is_small_and_writes_no_markup() -> None:
    script = read("js/3-sparql.js")
    assert len(script) <= 4500
    assert "innerHTML" not in script


def test_the_answer_stands_on_the_page_with_links_and_downloads(client: httpx.Client) -> None:
    query = "SELECT ?who ?s { ?p pg:holder ?who ; pg:stance ?s ; dcterms:identifier 'RU001' }"
    answered = client.get("/sparql", params={"query": query}, headers=HTML)
    page = Page(answered.text)
    assert (answered.status_code, answered.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answered.headers["posgraph-limits"].startswith("seconds=300")
    assert "1 row" in page.text
    assert {"/id/miami-2025/actor/russia", "/id/vocab/stance/rejects"} <= set(page.links)
    downloads = [link for link in page.links if "&format=" in link]
    assert [link.rpartition("=")[2] for link in downloads] == ["csv", "tsv", "json", "xml"]
    assert client.get(downloads[0], headers=HTML).text == (
        "who,s\r\nhttps://w3id.org/posgraph/id/miami-2025/actor/russia,https://w3id.org/posgraph/vocab/stance/rejects\r\n"
    )
    again = client.get("/sparql", params={"query": query}, headers=HTML | {"if-none-match": answered.headers["etag"]})
    assert again.status_code == 304


def test_all_of_a_large_answer_is_counted(client: httpx.Client) -> None:
    query = "SELECT * { ?s ?p ?o }"
    count = (
        len(client.get("/sparql", params={"query": query}, headers={"accept": "text/tab-separated-values"}).text.split("\n")) - 2
    )
    page = client.get("/sparql", params={"query": query}, headers=HTML).text
    assert f"The first 500 of {count:,} are shown" in page
    assert f"{count:,} rows" in page
    assert len(gzip.compress(page.encode())) < 30_000


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK {}", "Yes"),
        ("ASK { <a:a> <a:b> <a:c> }", "No"),
        ("CONSTRUCT { <a:a> pg:holder 1 } {}", "1 triple"),
        ("", "SELECT ?actor"),
    ],
)
def test_every_kind_of_answer_has_its_page(client: httpx.Client, query: str, said: str) -> None:
    answered = client.get("/sparql", params={"query": query}, headers=HTML)
    assert answered.status_code == 200
    assert said in Page(answered.text).text
    assert len(gzip.compress(answered.content)) < 30_000


def test_a_wrong_query_is_quoted_and_stays(client: httpx.Client) -> None:
    answered = client.post("/sparql", data={"query": "SELECT *\r\n WHER { ?s ?p ?o }"}, headers=HTML)
    page = unescape(answered.text)
    assert (answered.status_code, answered.headers["cache-control"]) == (400, "no-store")
    assert "line 2, column 2" in page
    assert 'data-fault="10 14"' in page
    assert "SELECT *\n WHER { ?s ?p ?o }</textarea>" in page


def test_an_update_is_refused_above_the_editor(client: httpx.Client) -> None:
    answered = client.get("/sparql", params={"query": "DROP ALL"}, headers=HTML)
    assert answered.status_code == 400
    assert "/sparql answers queries; it takes no updates" in answered.text
    assert "DROP ALL</textarea>" in answered.text


def test_a_form_of_a_browser_may_ask_for_a_format(client: httpx.Client) -> None:
    answered = client.post("/sparql", data={"query": "SELECT (1 AS ?n) {} #" + "x" * 7000, "format": "csv"}, headers=HTML)
    assert (answered.status_code, answered.text) == (200, "n\r\n1\r\n")


def test_the_dataset_and_day_of_the_page_before_are_carried_on(client: httpx.Client) -> None:
    address = "/sparql?dataset=miami-2025&asof=2025-12-29&query=ASK%7B%7D"
    page = client.get(address, headers=HTML)
    assert page.status_code == 200
    assert "/conflicts?dataset=miami-2025&asof=2025-12-29" in Page(page.text).links
    assert client.get("/sparql?dataset=x&asof=never", headers=HTML).status_code == 200
    assert client.get(address).status_code == 400  # for programs it is no parameter


def test_the_graphs_that_are_named_are_those_that_are_asked(client: httpx.Client) -> None:
    given = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://example.org/none"}
    page = client.get("/sparql", params=given, headers=HTML).text
    assert '<h2 id="answer">No</h2>' in page
    assert '<input type="hidden" name="default-graph-uri" value="http://example.org/none">' in page
    assert client.get("/sparql", params=given | {"default-graph-uri": "not one"}, headers=HTML).status_code == 400


@pytest.mark.parametrize("accept", ["", "*/*", "application/json, text/html", "text/html;q=0.5, text/csv", "text/*"])
def test_who_does_not_prefer_a_page_gets_data(client: httpx.Client, accept: str) -> None:
    assert "html" not in client.get("/sparql?query=ASK%7B%7D", headers={"accept": accept}).headers["content-type"]


def test_every_example_has_an_answer(client: httpx.Client, service: Running) -> None:
    page = Page(client.get("/sparql", headers=HTML).text)
    examples = [link for link in page.links if link.startswith("/sparql?query=")]
    assert len(examples) == len(questions())
    for link in examples:
        found = client.get(link)
        assert found.status_code == 200, link
        assert found.json()["results"]["bindings"], link
    assert f'url = "{service.url}/sparql"' in page.text

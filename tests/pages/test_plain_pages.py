"""The plain pages: problems, questions, the reference."""

from __future__ import annotations

import gzip
import re
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from posgraph.errors import Fault
from posgraph.names import dataset_graph
from posgraph.questions import find, questions
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.pages.problem import meant, problem_page
from posgraph_api.pages.question import answer_page, list_page
from posgraph_api.pages.reference import groups
from posgraph_api.views.sparql.solutions import Names
from tests.api.test_things import Page
from tests.pages.datasets import HEBREW, SCRIPT, hostile

HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("fault", "path", "query", "href"),
    [
        (
            Fault("actor", "rusia", "…", "russia"),
            "/ground",
            "asof=2025-12-29&actor=rusia",
            "/ground?asof=2025-12-29&actor=russia",
        ),
        (Fault("actor", "rusia", "…", "russia"), "/ground", "actor=eu&actor=rusia", "/ground?actor=eu&actor=russia"),
        (Fault("actr", "eu", "one of: actor", "actor"), "/ground", "actr=eu", "/ground?actor=eu"),
        (Fault("actor", "a<b&c", "…", "a&b"), "/ground", "actor=a%3Cb%26c", "/ground?actor=a%26b"),
        (Fault("path", "/grond", "…", "/ground"), "/grond", "", "/ground"),
        (Fault("path", "rusia", "…", "a b"), "/v1/actors/rusia", "", "/v1/actors/a%20b"),
        (Fault("path", "/x", "…", "//evil.example"), "/x", "", ""),
        (Fault("actor", "rusia", "…", ""), "/ground", "actor=rusia", ""),
        (Fault("body", "rusia", "…", "russia"), "/ground", "actor=rusia", ""),
        (Fault("actor", "rusia", "…", "russia"), "", "", ""),
    ],
)
def test_what_was_meant_is_an_address_where_it_can_be_told(fault: Fault, path: str, query: str, href: str) -> None:
    assert meant(fault, path, query) == href


def test_a_problem_of_hostile_texts_is_text() -> None:
    fault = Fault(SCRIPT, "x" * 5000, HEBREW, f"javascript:{SCRIPT}")
    page = problem_page("Wrong", SCRIPT, [fault], "/x", f"{SCRIPT}={'x' * 5000}").data.decode()
    assert SCRIPT not in page
    assert not any(link.startswith("javascript") for link in Page(page).links)
    assert HEBREW in page


def test_what_is_said_in_the_table_is_not_said_twice() -> None:
    problem = unusable([Fault("asof", "never", "a day")])
    page = Page(problem_page(problem.title, problem.detail, problem.faults, "/ground", "asof=never").data.decode())
    assert page.text.count("never") == 1
    assert "did you mean" not in page.text


def test_every_kind_of_problem_has_a_page() -> None:
    for word in ("bug", "busy", "store-unavailable"):  # without faults
        problem = Problem(503, word, "What happened")
        page = Page(problem_page(problem.title, problem.detail, problem.faults).data.decode())
        assert "What happened" in page.text
        assert {"/", "/docs"} <= set(page.links)


def test_a_page_that_is_not_there_leads_to_those_that_are(client: httpx.Client) -> None:
    answer = client.get("/grund", headers=HTML)
    page = Page(answer.text)
    assert answer.status_code == 404
    assert {"/", "/ground", "/sparql", "/v1/questions", "/docs"} <= set(page.links)
    assert "Nothing is at /grund" in page.text


def test_a_name_that_is_nearly_right_is_one_click_away(client: httpx.Client) -> None:
    page = Page(client.get("/v1/conflicts?as_of=2025-12-29&actor=rusia", headers=HTML).text)
    assert "/v1/conflicts?as_of=2025-12-29&actor=russia" in page.links


def test_questions_stand_in_groups_and_say_what_they_ask_for() -> None:
    page = Page(list_page(questions().values(), inferred=True).data.decode())
    assert [f"/v1/questions/{name}" for name in questions()] == sorted(link for link in page.links if "/v1/questions/" in link)
    assert "asks for the id of the issue and the date" in page.text
    assert "posgraph infer" not in page.text


def test_an_answer_leads_to_the_editor_and_its_downloads(client: httpx.Client) -> None:
    answer = client.get("/v1/questions/stances-on-issue?issue=ceasefire&day=2025-12-29", headers=HTML)
    page = Page(answer.text)
    assert "Which stance does each actor take on an issue" in page.text
    editor, *downloads = sorted(
        (link for link in page.links if link.startswith("/sparql?query=")), key=lambda link: "&format" in link
    )
    rows = int(re.search(r"(\d+) rows", page.text)[1])  # type: ignore[index]
    assert "2025-12-29" in client.get(editor, headers=HTML).text
    assert f"{rows} rows" in client.get(editor, headers=HTML).text
    assert len(client.get(downloads[0]).text.splitlines()) == rows + 1
    assert all(f"default-graph-uri={quote(dataset_graph('miami-2025'), safe='')}" in link for link in downloads)


def test_a_question_about_hostile_data_is_text() -> None:
    dataset = hostile()
    said = '{"head":{"vars":["actor","position"]},"results":{"bindings":[{"actor":{"type":"literal","value":"script(alert)"}}]}}'
    found = parse_query_results(said.encode(), format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    question = find("stances-on-issue")
    names = Names({"hostile": dataset.base}, (dataset,))
    page = answer_page(question, {"issue": f'i"{SCRIPT}', "day": "2025-01-01"}, found, names, dataset, ("urn:a",)).data.decode()
    assert SCRIPT not in page
    assert "/id/hostile/actor/script%28alert%29" in Page(page).links


def test_every_entry_of_the_contents_leads_to_its_place(client: httpx.Client) -> None:
    answer = client.get("/docs", headers=HTML)
    page = Page(answer.text)
    places = {link[1:] for link in page.links if link.startswith("#") and link != "#main"}
    assert len(places) > 100
    ids = re.findall(r' id="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    assert places <= set(ids)
    operations = {one.id for group in groups(client.get("/openapi.json").json()) for one in group.operations}
    assert operations <= places
    assert len(gzip.compress(answer.content)) < 30_000

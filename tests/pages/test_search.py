"""/search: marked hits that are no markup, facets that are links, statements with their evidence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import posgraph
from posgraph.graph import Graph
from posgraph_api.pages.drawing import _drawn, _made
from posgraph_api.pages.search import PAGE
from posgraph_api.views.search import SearchView
from tests.pages.datasets import SCRIPT, hostile
from tests.pages.visiting import graph_of, visit
from tests.searching.toy import TOY

MIAMI = posgraph.open()


@pytest.fixture(scope="module")
def toy() -> Graph:
    return graph_of(TOY)


def view(graph: Graph, **query: Any) -> SearchView:
    found: SearchView = PAGE.view(visit(PAGE, graph, **query))
    return found


def drawn(graph: Graph, **query: Any) -> str:
    return _drawn(visit(PAGE, graph, **query), PAGE, "http://127.0.0.1").data.decode()


def test_a_statement_is_shown_with_its_quote_source_date_reporter_and_ways_on() -> None:
    text = drawn(MIAMI, asof="2025-12-29", q="first a peace agreement", type=("position",))
    assert re.findall("<mark>(.*?)</mark>", text.partition("<blockquote")[2].partition("</blockquote>")[0])[:2] == ["first", "a"]
    assert 'href="/id/miami-2025/position/RU004?asof=2025-12-29"' in text
    assert "reported by Vezha discussion, as a third party tells it" in text
    assert ">in force on 2025-12-29<" in text
    assert 'href="/id/miami-2025/source/expertnews-2025-12-29?asof=2025-12-29"' in text
    assert 'href="/matrix?asof=2025-12-29&amp;cell=russia~ceasefire#drawer"' in text
    assert 'href="/timeline?asof=2025-12-29&amp;actor=russia&amp;issue=ceasefire"' in text


def test_a_statement_that_is_not_in_force_leads_to_the_day_on_which_it_was() -> None:
    later = drawn(MIAMI, asof="2026-06-01", q="compromise on our part", type=("position",))
    assert ">in force on 2026-06-01<" in later
    old = drawn(MIAMI, asof="2025-01-01", q="compromise on our part", type=("position",))
    assert ">not in force on 2025-01-01<" in old
    assert 'href="/matrix?asof=2025-12-14&amp;cell=ukraine~nato-membership#drawer"' in old


def test_a_statement_found_by_another_text_still_shows_its_quote(toy: Graph) -> None:
    (shown,) = view(toy, q="north demands halt", type=("position",)).hits
    assert (shown.quoted, "".join(piece.text for piece in shown.text)) == (True, "We want a halt, and soon")
    assert [piece.text for piece in shown.name if piece.hit] == ["North", "demands", "halt"]


def test_the_last_word_may_be_the_beginning_of_one(toy: Graph) -> None:
    assert [shown.id for shown in view(toy, q="north rea").hits] == ["north"]


def test_facets_lead_to_the_page_with_one_limit_more_or_less(toy: Graph) -> None:
    groups = {group.name: group for group in view(toy, q="halt", actor=("south",)).groups}
    assert [(c.value, c.label, c.count, c.chosen, c.then) for c in groups["actor"].choices] == [
        ("south", "South", 3, True, ()),
        ("north", "North", 1, False, ("south", "north")),
    ]
    text = drawn(toy, q="halt", actor=("south",))
    assert 'href="/search?q=halt"' in text
    assert 'href="/search?q=halt&amp;actor=south&amp;actor=north"' in text
    assert 'href="/search?q=halt&amp;type=position&amp;actor=south"' in text


def test_without_words_the_page_says_how_to_search_and_lists_what_a_facet_names(toy: Graph) -> None:
    text = drawn(toy)
    assert "How to search" in text
    assert "Nothing asked yet" in text
    assert [shown.id for shown in view(toy, type=("issue",)).hits] == ["peace", "truce"]
    assert "Nothing holds all of these words under these limits" in drawn(toy, q="nowhere", type=("issue",))


def test_hits_in_hostile_texts_are_text() -> None:
    graph = graph_of(hostile())
    for q in ("script alert", "long", "unbroken", "הסכם", "bold"):
        text = drawn(graph, q=q, asof="2025-06-01")
        assert SCRIPT not in text
        assert "<mark>" in text
    assert "&lt;<mark>script</mark>&gt;" in drawn(graph, q="script alert")


def test_what_is_cut_is_said_with_the_way_to_all_of_it() -> None:
    found = view(MIAMI, q="ceasefire", asof="2025-12-29")
    assert (len(found.hits), found.total) == (30, MIAMI.search("ceasefire", prefix=True).total)
    text = drawn(MIAMI, q="ceasefire", asof="2025-12-29")
    assert f"{found.total - 30} more" in text
    assert 'href="/search.csv?asof=2025-12-29&amp;q=ceasefire"' in text


def test_json_is_the_answer_of_rest_with_an_open_end_and_csv_has_all_hits(toy: Graph) -> None:
    at = visit(PAGE, toy, q="hal", asof="2025-06-01", limit=1)
    assert json.loads(_made(at, PAGE, "json").data) == toy.search("hal", "2025-06-01", prefix=True).to_dict()
    assert len(_made(at, PAGE, "csv").data.decode().splitlines()) == 1 + 7

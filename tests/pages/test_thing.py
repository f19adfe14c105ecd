"""The pages of things: what people ask of an actor, an issue, a demand, a statement, a source; the RDF at the foot of each."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import quote

import httpx
import pytest

import posgraph
from posgraph.graph import Graph
from posgraph.model import (
    Actor,
    Dataset,
    Demand,
    DemandRelation,
    Issue,
    Position,
    Representation,
    SequencePreference,
    Source,
    When,
)
from posgraph.names import mint
from posgraph.stance import Stance
from posgraph_api.about import addresses
from posgraph_api.about.things import thing
from posgraph_api.pages.thing import thing_page
from posgraph_api.service import Service
from posgraph_api.serving.settings import Settings
from tests.pages.datasets import hostile, large
from tests.pages.visiting import graph_of

DAY = date(2025, 12, 29)


def page(graph: Graph, kind: str, key: str, asof: date | None = DAY) -> str:
    """The page of a thing of the graph's dataset."""
    service = Service.of(graph, Settings())
    dataset, bases = service.dataset(), addresses.bases(graph.store)
    iri = mint(dataset.base, kind, *key.split("/"))
    path = addresses.path(iri, bases)
    assert path is not None
    return thing_page(service, thing(graph.store, iri, dataset), path, bases, asof, "http://example.org")


def text(html: str) -> str:
    """What a reader sees."""
    spaced = re.sub(
        r"</?(?:p|li|h\d|td|th|tr|table|section|article|blockquote|summary|details|div|span|main|form|title|header|nav)\b[^>]*>",
        " ",
        html,
    )
    return unescape(" ".join(re.sub(r"<[^>]+>", "", spaced).split()))


def headings(html: str) -> list[str]:
    return [text(found) for found in re.findall(r"<h2>(.*?)</h2>", html)]


@pytest.fixture(scope="module")
def toy() -> Graph:
    """Two who want the opposite, one of whom has moved; an order, a relation, a source."""
    start, later = When.parse("2025-01-01"), When.parse("2025-06-01")
    return graph_of(
        Dataset(
            id="toy",
            title="Toy talks",
            licence="CC0",
            actors=(
                Actor(id="n", label="North", kind="state", aliases=("the North",)),
                Actor(id="s", label="South", kind="state"),
                Actor(id="m", label="Minister", kind="person", part_of="n"),
            ),
            issues=(Issue(id="war", label="war"), Issue(id="guns", label="guns", broader="war", exclusive=True)),
            demands=(
                Demand(id="truce", issue="war", label="a truce"),
                Demand(id="vote", issue="war", label="a vote"),
                Demand(id="ban", issue="guns", label="a ban"),
            ),
            relations=(
                DemandRelation(id="r1", demand_a="vote", relation="requires", demand_b="truce", by="m", note="no vote in war"),
            ),
            sources=(Source(id="post", title="The Post", publisher="Post Ltd", url="https://example.org/post"),),
            representations=(Representation(id="rep", representative="m", represented="n"),),
            positions=(
                Position(id="n0", actor="n", demand="truce", stance=Stance.rejects, valid_from=start, source="post",
                         quote="Never."),
                Position(id="n1", actor="n", demand="truce", stance=Stance.accepts, valid_from=later, source="post",
                         quote="Perhaps.", revises="n0", revision_reason="change"),
                Position(id="s1", actor="s", demand="truce", stance=Stance.opposes, valid_from=start, note="of the coder"),
            ),
            sequencing=(
                SequencePreference(id="o1", actor="n", first="vote", relation="before", then="truce", stance=Stance.demands,
                                   valid_from=start),
            ),
        )
    )  # fmt: skip


def test_an_actor_says_conflicts_and_moved(toy: Graph) -> None:
    html = page(toy, "actor", "n")
    assert headings(html) == ["About", "Says on 2025-12-29", "Conflicts most with", "Shifts"]
    seen = text(html)
    assert "also called the North" in seen
    assert "spoken for by Minister" in seen
    assert "“Perhaps.”" in seen
    assert "“Never.”" not in seen.partition("All statements (RDF)")[0]
    assert 'href="/conflicts?asof=2025-12-29&amp;edge=n~s#drawer"' in html
    assert "2025-06-01, reversal: North accepted ‘a truce’ (n1), having rejected it (n0)" in seen


def test_on_another_day_an_actor_says_what_it_said_then(toy: Graph) -> None:
    seen = text(page(toy, "actor", "n", date(2025, 2, 1))).partition("All statements (RDF)")[0]
    assert "“Never.”" in seen
    assert "“Perhaps.”" not in seen
    assert "Conflicts most with" not in seen  # both refuse a truce then
    assert "Nothing of it is in force on that day." in text(page(toy, "actor", "n", date(2024, 1, 1)))


def test_an_issue_tells_who_stands_where(toy: Graph) -> None:
    html = page(toy, "issue", "war")
    assert re.findall(r'class="stance (s\d+)" href="/id/toy/position/(\w+)\?asof=2025-12-29"', html) == [
        ("s15", "n1"),
        ("s5", "s1"),
    ]
    seen = text(html)
    assert "has as parts guns" in seen
    assert "nobody speaks of a vote" in seen
    assert "at most one of its demands can hold yes" in text(page(toy, "issue", "guns"))


def test_a_demand_tells_who_is_for_and_against_it_and_whose_claims_there_are(toy: Graph) -> None:
    html = page(toy, "demand", "truce")
    seen = text(html)
    assert seen.index("For it: 1") < seen.index("Perhaps.") < seen.index("Against it: 1") < seen.index("South")
    assert "North demanded ‘a vote’ before ‘a truce’ (o1)" in seen
    assert "‘a vote’ requires ‘a truce’ (r1, so Minister): no vote in war" in seen
    assert (
        "North accepted ‘a truce’ (n1), but South opposed it (s1). They conflict because one is for what the other is against"
        in seen
    )
    assert 'href="/id/toy/relation/r1"' in html


def test_a_position_tells_what_it_revised_and_whether_it_is_in_force(toy: Graph) -> None:
    new, old = text(page(toy, "position", "n1")), text(page(toy, "position", "n0"))
    assert "It revises n0 (change)." in new
    assert "in force on 2025-12-29, since 2025-06-01" in new
    assert "It is revised by n1 (change)." in old
    assert "in force not on 2025-12-29" in old
    assert "note of the coder of the coder" in text(page(toy, "position", "s1"))
    assert 'href="/matrix?asof=2025-12-29&amp;cell=n~war#drawer"' in page(toy, "position", "n1")
    assert 'href="/timeline?asof=2025-12-29&amp;actor=n&amp;issue=war&amp;pick=n1#drawer"' in page(toy, "position", "n1")


def test_a_statement_tells_who_recorded_it(toy: Graph) -> None:
    seen = text(page(toy, "order", "o1"))
    assert re.search(r"Recorded \d{4}-\d\d-\d\d \d\d:\d\d UTC: loaded by test", seen)
    assert 'href="/v1/sequencing/o1/history"' in page(toy, "order", "o1")


def test_a_source_shows_every_statement_taken_from_it(toy: Graph) -> None:
    seen = text(page(toy, "source", "post"))
    assert (
        seen.index("In force on 2025-12-29: 1")
        < seen.index("“Perhaps.”")
        < seen.index("Not in force on that day: 1")
        < seen.index("“Never.”")
    )
    assert "publisher Post Ltd" in seen


def test_every_page_has_the_rdf_at_its_foot_the_formats_and_how_to_cite_it(toy: Graph) -> None:
    html = page(toy, "actor", "n")
    assert '<details class="rdf"><summary>All statements (RDF)</summary>' in html
    for name in ("ttl", "jsonld", "nt", "rdf", "json"):
        assert f'href="/id/toy/actor/n?format={name}"' in html
    assert 'data-copy="http://example.org/id/toy/actor/n?asof=2025-12-29"' in html
    assert "North. Toy talks. Licence: CC0. as of 2025-12-29, data of version" in text(html)
    assert "Statements" in headings(page(toy, "relation", "r1"))


def test_terms_of_the_ontology_have_their_statements_alone(client: httpx.Client) -> None:
    html = client.get("/id/ns/holder", headers={"accept": "text/html"}).text
    assert headings(html) == ["Statements"]
    assert "As of" not in text(html)


def test_hostile_texts_are_text_on_every_page() -> None:
    graph, data = graph_of(hostile()), hostile()
    rows = [("actor", data.actors), ("issue", data.issues), ("demand", data.demands), ("position", data.positions[:6]),
            ("order", data.sequencing), ("source", data.sources), ("relation", data.relations),
            ("proposal", data.proposals)]  # fmt: skip
    for kind, some in rows:
        for row in some:
            html = page(graph, kind, row.id, None)
            assert html.count("<script") == 1, (kind, row.id)
            assert not re.search(r'href="(?:javascript|data):', html)
            assert "<i>issue" not in html
            ids = re.findall(r'\sid="([^"]*)"', html)
            assert len(ids) == len(set(ids)), (kind, row.id)


def test_a_large_dataset_is_cut_with_a_note() -> None:
    graph = graph_of(large(20, 12, 1500))
    html = page(graph, "actor", "a1")
    assert html.count("<article") == 30
    found = re.search(r"30 of (\d+) statements in force are shown", text(html))
    assert found
    left = sum(int(number) for number in re.findall(r">(\d+) more</a>", html))
    assert int(found[1]) == 30 + left


def test_the_day_is_a_parameter_of_the_page(client: httpx.Client) -> None:
    html = {"accept": "text/html"}
    address = "/id/miami-2025/position/RU004"
    assert "in force on 2025-12-29, since 2025-12-29" in text(client.get(f"{address}?asof=2025-12-29", headers=html).text)
    assert "in force not on 2025-01-01" in text(client.get(f"{address}?asof=2025-01-01", headers=html).text)
    assert client.get(f"{address}?asof=yesterday", headers=html).status_code == 400


def test_every_thing_of_the_bundled_data_has_a_page(client: httpx.Client) -> None:
    dataset = posgraph.open().dataset
    for table, kind in (
        ("actors", "actor"),
        ("issues", "issue"),
        ("events", "event"),
        ("processes", "process"),
        ("clauses", "clause"),
    ):
        for row in dataset.rows(table)[:5]:
            key = f"{row.proposal}/{row.number}" if kind == "clause" else row.id
            assert client.get(f"/id/miami-2025/{kind}/{quote(key)}", headers={"accept": "text/html"}).status_code == 200

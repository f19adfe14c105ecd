"""The page of conflicts: what is counted, what the table and the drawer hold, and what its files give."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import posgraph
from posgraph.analysis.conflicts import conflicts as found
from posgraph.analysis.rules import RULES
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance
from posgraph_api.pages import conflicts, overlaps
from posgraph_api.pages.drawing import _drawn
from posgraph_api.pages.visit import Visit
from posgraph_api.views.findings.between import Chosen
from posgraph_api.views.findings.conflicts import CONFLICTS
from posgraph_api.views.findings.network import edges
from posgraph_api.views.findings.page import FindingView, finding_view
from posgraph_api.views.meanings import meanings
from tests.pages.datasets import SCRIPT, hostile
from tests.pages.visiting import graph_of, visit

DAY = "2025-12-29"


@pytest.fixture(scope="module")
def miami() -> Visit:
    """A visit about the bundled data, whose results the visits of all tests share."""
    return visit(conflicts.PAGE, asof=DAY)


def view_of(miami: Visit, **query: Any) -> FindingView:
    """The view of the page with these parameters."""
    asked = conflicts.PAGE.query.model_validate({"asof": DAY} | query)
    return conflicts.PAGE.view(Visit.of(miami.service, "/conflicts", asked))


def toy() -> Dataset:
    """North demands a truce on Monday, which entails a truce; south rejects a truce; east opposes it, too."""
    said = (
        ("p1", "north", "monday", "demands", 0.8, 1.0),
        ("p2", "south", "truce", "rejects", None, 1.0),
        ("p3", "east", "truce", "opposes", 0.4, None),
    )
    return Dataset(
        id="toy",
        actors=tuple(Actor(id=id, label=id.title(), kind="state") for id in ("north", "south", "east")),
        issues=(Issue(id="war", label="The war"),),
        demands=(Demand(id="truce", issue="war", label="a truce"), Demand(id="monday", issue="war", label="a truce on Monday")),
        relations=(DemandRelation(id="r1", demand_a="monday", relation="entails", demand_b="truce", by="coder", note="narrow"),),
        positions=tuple(
            Position(id=id, actor=actor, demand=demand, stance=Stance(stance), salience=salience, firmness=firmness, confidence=1)
            for id, actor, demand, stance, salience, firmness in said
        ),
    )  # fmt: skip


def test_each_two_actors_have_one_edge_with_count_sum_largest_and_hard_ones() -> None:
    one, other = edges(found(toy()).items)
    assert (one.a, one.b, one.count, one.total, one.most, one.hard) == ("north", "south", 1, 0.5, 0.5, 1)
    assert (other.a, other.b, other.count, other.total, other.most, other.hard) == ("east", "north", 1, 0.2, 0.2, 0)


def test_the_drawer_says_the_rule_the_chain_whose_claim_it_is_and_what_stands_for_what_is_unknown() -> None:
    view = finding_view(found(toy()).items, toy(), CONFLICTS, {}, {}, Chosen(edge=("south", "north")))
    assert view.between is not None
    assert (view.between.title, view.between.told) == (
        "South and North",
        "1 conflict with these choices, 1 of them between red lines on both sides.",
    )
    ((issue, label, (one,)),) = view.between.groups
    assert (issue, label, one.kind.name, one.weight, one.hard) == ("war", "The war", "R2 refused consequence", "0.5", True)
    assert (one.a.id, one.b.id) == ("p1", "p2")
    assert one.chain == ("a truce on Monday", "a truce")
    assert one.relations == (("r1", "by coder: a truce on Monday entails a truce — narrow"),)
    assert "South 1 × 0.5 × 1" in one.weighed
    assert "0.5 stands for the unknown salience of South" in one.weighed


def test_two_who_do_not_conflict_have_a_drawer_that_says_so() -> None:
    view = finding_view(found(toy()).items, toy(), CONFLICTS, {}, {}, Chosen(edge=("south", "east")))
    assert view.between is not None
    assert (view.between.told, view.between.groups) == ("No conflict with these choices.", ())


def test_a_finding_holds_since_as_vague_a_day_as_its_statements_have() -> None:
    view = overlaps.PAGE.view(visit(overlaps.PAGE, posgraph.open("brexit"), asof="2019-10-16", pair="BX012~BX014"))
    assert [row.since for row in view.rows if row.pair == "BX012~BX014"] == ["2018-11"]
    assert [one.since for _, _, group in view.between.groups for one in group] == ["2018-11"]


def test_a_contradiction_of_orders_says_with_whom_else(miami: Visit) -> None:
    ((_, _, (one,)),) = view_of(miami, pair="SQ001~SQ009", rule="order").between.groups
    assert one.kind.name == "R7 order"
    said = "Ukraine supports: referendum on the settlement before final agreement, as a third party tells it"
    assert one.others == (("order", "SQ003", said),)


def test_all_conflicts_are_counted_and_the_first_fifty_shown(miami: Visit) -> None:
    view = view_of(miami)
    assert (view.total, len(view.rows), view.part.after) == (116, 50, 51)
    assert sum(number for _, number in view.kinds) == 116
    last = view_of(miami, row=101)
    assert (len(last.rows), last.part.before, last.part.after) == (16, 51, None)


def test_the_drawer_holds_twenty_pairs_and_leads_to_the_others(miami: Visit) -> None:
    between = view_of(miami, edge="russia~ukraine", nth=61).between
    assert (between.part.first, between.part.total, between.part.before) == (61, 61, 41)
    assert sum(len(group) for *_, group in between.groups) == 1


def test_choices_limit_as_they_do_on_the_command_line(miami: Visit) -> None:
    view = view_of(miami, actor=("russia", "ukraine"), issue="recognition-annexed")
    assert (view.total, view.hard) == (7, 3)
    by_name, by_notation = (view_of(miami, rule=rule) for rule in ("contradiction", "R1"))
    assert by_name.total == by_notation.total == 7
    assert by_notation.kind.name == "R1 contradiction"


def test_the_least_severity_leaves_out_what_is_less_severe(miami: Visit) -> None:
    every = miami.conflicts()
    view = view_of(miami, min=0.4)
    assert 0 < view.total == sum(item.severity >= 0.4 for item in every) < 116


def test_every_rule_has_its_sentence_from_the_ontology() -> None:
    assert {word: meaning.notation for word, meaning in meanings("rule").items()} == dict(RULES)
    assert all(meaning.sentence.endswith(".") for meaning in meanings("rule").values())


def test_the_files_give_what_rest_gives(client: httpx.Client) -> None:
    ours = client.get("/conflicts.json", params={"asof": DAY, "actor": "russia", "rule": "R1"}).json()
    assert ours == client.get("/v1/conflicts", params={"as_of": DAY, "actor": "russia", "rule": "R1"}).json()
    rest = client.get("/v1/conflicts", params={"as_of": DAY}, headers={"accept": "text/csv"})
    assert client.get("/conflicts.csv", params={"asof": DAY}).text == rest.text


@pytest.mark.parametrize(
    ("query", "where", "hint"),
    [
        ("edge=russia~ukrane", "edge", "russia~ukraine"),
        ("pair=RU001", "pair", ""),
        ("rule=contradicton", "rule", "contradiction"),
        ("issue=no", "issue", ""),
        ("min=2", "min", ""),
        ("min=nan", "min", ""),
        ("row=0", "row", ""),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_was_meant(client: httpx.Client, query: str, where: str, hint: str) -> None:
    answer = client.get(f"/conflicts?{query}", headers={"accept": "text/html"})
    assert answer.status_code == 400
    error = client.get(f"/conflicts.json?{query}").json()["errors"][0]
    assert (error["where"], error["hint"]) == (where, hint)


@pytest.mark.parametrize("edge", ["", "script(alert)~עברית"])
def test_texts_of_any_kind_are_text_on_the_page(edge: str) -> None:
    graph = graph_of(hostile())
    html = _page(graph, edge)
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="javascript:' not in html


def _page(graph: object, edge: str) -> str:
    at = visit(conflicts.PAGE, graph, asof=DAY, **({"edge": edge} if edge else {}))
    return _drawn(at, conflicts.PAGE, "http://x").data.decode()


def test_a_day_without_positions_has_a_page(miami: Visit) -> None:
    asked = conflicts.PAGE.query.model_validate({"asof": "1900-01-01", "edge": "russia~ukraine"})
    at = Visit.of(miami.service, "/conflicts", asked)
    html = _drawn(at, conflicts.PAGE, "http://x").data.decode()
    assert "There is no conflict on this day" in html
    assert "<svg class" not in html

"""The page of orders: the verdict, the picture, the contradictions with their quotes, and what would undo them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from csv import DictReader
from dataclasses import replace
from html import unescape
from io import StringIO

import httpx
import pytest

from posgraph.analysis.words import Words
from posgraph.graph import Graph
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, SequencePreference, Source, When
from posgraph.stance import Stance
from posgraph_api.figures.markup import tag
from posgraph_api.figures.orders import orders_figure
from posgraph_api.figures.standalone import Figure
from posgraph_api.pages.drawing import _drawn, _made
from posgraph_api.pages.orders import PAGE, _answer
from posgraph_api.views.orders.arrows import Arrow, Map, mapped
from posgraph_api.views.orders.page import Chosen, OrdersView, orders_view
from tests.pages.datasets import SCRIPT, hostile
from tests.pages.visiting import golden, graph_of, visit

DAY = "2025-12-29"
HTML = {"accept": "text/html"}
STEPS = ("ballot", "guarantee", "parade", "register", "treaty", "truce", "vote")


def toy() -> Dataset:
    """North: treaty before truce; South and East: truce before vote, West refuses that; South: vote before treaty."""
    wanted = (
        ("s1", "north", "treaty", "before", "truce", "demands", 1.0, 0.8),
        ("s2", "south", "truce", "before", "vote", "supports", 0.75, None),
        ("s3", "south", "vote", "before", "treaty", "supports", None, None),
        ("s4", "west", "truce", "before", "vote", "rejects", 1.0, 1.0),
        ("s5", "east", "truce", "before", "vote", "accepts", 0.25, 1.0),
        ("s6", "east", "parade", "after", "treaty", "demands", 0.75, 0.5),
        ("s7", "east", "vote", "with", "ballot", "demands", 0.75, 0.5),
    )
    start = When.parse("2025-01")
    return Dataset(
        id="toy",
        sources=(Source(id="s", title="Source"),),
        actors=tuple(Actor(id=id, label=id.title(), kind="state") for id in ("east", "north", "south", "west")),
        issues=(Issue(id="i", label="Issue"), Issue(id="j", label="Other issue")),
        demands=tuple(Demand(id=id, issue="j" if id == "parade" else "i", label=f"the {id}") for id in STEPS),
        positions=(
            Position(
                id="p1", actor="south", demand="treaty", stance=Stance.conditional, only_if=("guarantee",), valid_from=start
            ),
        ),
        sequencing=tuple(
            SequencePreference(
                id=id, actor=actor, first=first, relation=relation, then=then, stance=Stance(stance), firmness=firmness,
                salience=salience, valid_from=start, quote=f"Quote of {id}", source="s",
            )
            for id, actor, first, relation, then, stance, firmness, salience in wanted
        ),
        relations=(
            DemandRelation(id="r1", demand_a="ballot", relation="requires", demand_b="register", by="coder", note="a rule"),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Iterator[Graph]:
    with graph_of(toy()) as graph:
        yield graph


def view(graph: Graph, **query: object) -> OrdersView:
    found = PAGE.view(visit(PAGE, graph, asof=DAY, **query))
    assert isinstance(found, OrdersView)
    return found


def text(graph: Graph, **query: object) -> str:
    return _drawn(visit(PAGE, graph, asof=DAY, **query), PAGE, "http://here").data.decode()


def picture(graph: Graph, **query: object) -> Figure:
    at = visit(PAGE, graph, asof=DAY, **query)
    found = PAGE.figure(PAGE.view(at), at) if PAGE.figure else None
    assert found
    return found


def alone(figure: Figure) -> str:
    return tag("svg", figure.drawn, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {figure.width:g} {figure.height:g}") + "\n"


def of(shown: Map, tail: str, head: str) -> Arrow:
    (found,) = (arrow for arrow in shown.arrows if (arrow.tail, arrow.head) == (tail, head))
    return found


def test_the_verdict_counts_contradictions_and_parts(small: Graph, graph: Graph) -> None:
    assert view(small).verdict == "No order of the steps satisfies all: 2 contradictions"
    assert view(graph).verdict == "No order of the steps satisfies all: 3 contradictions in 2 independent parts"
    assert view(small, without=("s3",)).verdict == "One order of the steps satisfies all: 5 wanted orders and 1 condition"
    assert view(small, actor=("west",)).verdict == "Nobody wants the steps in any order"


def test_the_verdict_says_at_least_where_the_search_was_cut_short(small: Graph) -> None:
    at = visit(PAGE, small, asof=DAY)
    answer = _answer(at)
    cut = replace(answer.found, components=tuple(replace(part, partial=True) for part in answer.found.components))
    shown = orders_view(replace(answer, found=cut), at.dataset, Chosen())
    assert shown.verdict == "No order of the steps satisfies all: at least 2 contradictions"
    assert shown.partial
    assert shown.parts[0].partial


def test_a_contradiction_tells_its_chain_and_each_member_with_its_quote_once(small: Graph) -> None:
    (part,) = view(small).parts
    first, second = part.cards
    assert first.chain == ("the treaty", "the truce", "the vote", "the treaty")
    assert [(m.id, m.statement.quote if m.statement else None) for m in first.members] == [
        ("s1", "Quote of s1"), ("s2", "Quote of s2"), ("s3", "Quote of s3"),
    ]  # fmt: skip
    assert [(m.id, m.quoted) for m in second.members] == [("s1", True), ("s5", False), ("s3", True)]
    assert second.members[0].short == "North demands: the treaty before the truce"
    assert first.lead == "North and South cannot both have their way"
    assert second.lead == "East, North and South cannot all have their way"


def test_who_could_undo_a_contradiction_is_told_with_the_cost_and_what_is_assumed(small: Graph) -> None:
    gives = {g.id: g for g in view(small).parts[0].cards[0].gives}
    assert {id: (g.cost, g.sum, g.ends) for id, g in gives.items()} == {
        "s1": ("0.8", "1 × 0.8", (1, 2)),
        "s2": ("0.38", "0.75 × 0.5 (unknown)", (1,)),
        "s3": ("0.25", "0.5 (unknown) × 0.5 (unknown)", (1, 2)),
    }
    assert gives["s3"].says == "South gives up the vote before the treaty"


def test_ways_out_stand_cheapest_first(small: Graph) -> None:
    shown = view(small)
    assert [(way.withdraw, way.cost) for way in shown.parts[0].ways] == [
        (("s3",), "0.25"),
        (("s2", "s5"), "0.62"),
        (("s1",), "0.8"),
    ]
    assert shown.least == "The least that must move: South gives up 1 order (s3), at a cost of 0.25."
    assert shown.ties == ()
    assert shown.assumed == (
        "The firmness of s3 is unknown; 0.5 stands for it.",
        "The salience of s2 and s3 is unknown; 0.5 stands for it.",
    )


def test_a_way_out_that_costs_no_more_is_told_beside_the_one_that_was_taken(graph: Graph) -> None:
    shown = view(graph)
    assert shown.least == "The least that must move: Russia gives up 2 orders (SQ001 and SQ059), at a cost of 0.88."
    assert shown.ties == ("As cheap in part 2: Ukraine giving up SQ060, instead of SQ059.",)


def test_on_whose_word_an_order_is_known_stands_wherever_it_is_told(graph: Graph) -> None:
    told = view(graph)
    assert told.because[0] == (
        "peace agreement before ceasefire (Russia, as a third party tells it) and "
        "ceasefire before peace agreement (European allies and Ukraine, as its opponent tells it) cannot both be had"
    )
    way = told.parts[0].ways[0].says
    assert way == "Russia gives up peace agreement before ceasefire (SQ001, as a third party tells it)"
    arrow = of(told.map, "peace-agreement", "ceasefire")
    assert arrow.says == "Russia (as a third party tells it): peace agreement before ceasefire"


def test_an_arrow_leads_from_the_earlier_to_the_later_step(small: Graph) -> None:
    shown = view(small).map
    assert (of(shown, "treaty", "parade").relation, of(shown, "treaty", "parade").who) == ("before", "East")  # wanted as: after
    assert of(shown, "register", "ballot").kind == "requires"
    assert of(shown, "register", "ballot").says == "coder: the register required for the ballot"
    assert (of(shown, "guarantee", "treaty").kind, of(shown, "guarantee", "treaty").how) == ("condition", "only after")
    assert (of(shown, "ballot", "vote").level, of(shown, "ballot", "vote").how) == (True, "together")


def test_an_arrow_stands_for_all_who_want_the_same_order(small: Graph) -> None:
    arrow = of(view(small).map, "truce", "vote")
    assert (arrow.who, arrow.says, arrow.sources) == ("South + 1", "South and East: the truce before the vote", ("s2", "s5"))
    assert (arrow.hue, arrow.cycles) == (None, (1, 2))


def test_a_chosen_contradiction_stands_out_and_the_rest_is_dimmed(small: Graph) -> None:
    shown = view(small, cycle=2)
    assert {(a.tail, a.head) for a in shown.map.arrows if not a.dim} == {
        ("treaty", "truce"),
        ("truce", "vote"),
        ("vote", "treaty"),
    }
    assert {step.id for step in shown.map.steps if step.dim} == {"ballot", "guarantee", "parade", "register"}
    assert not any(arrow.dim for arrow in view(small).map.arrows)


def test_a_contradiction_that_is_not_there_is_told(small: Graph) -> None:
    shown = view(small, cycle=7)
    assert (shown.cycle, shown.missing) == (None, "There is no contradiction 7 here: there are 2.")


def test_a_picture_of_the_contradictions_alone_says_what_is_left_out(small: Graph) -> None:
    shown = view(small, part="contradictions").map
    assert [step.id for step in shown.steps] == ["treaty", "truce", "vote"]
    assert (shown.steps_out, shown.arrows_out) == (4, 4)
    near = view(small, part="near").map
    assert [step.id for step in near.steps] == ["ballot", "guarantee", "parade", "treaty", "truce", "vote"]
    assert (near.steps_out, near.arrows_out) == (1, 1)
    assert "1 step and 1 arrow are left out" in text(small, part="near")


def test_a_picture_that_would_be_too_large_shows_what_is_near_contradictions(graph: Graph) -> None:
    shown = view(graph).map
    assert (shown.part, len(shown.steps), shown.steps_out) == ("near", 25, 38)
    assert view(graph, part="all").map.steps_out == 0


def test_a_picture_has_ninety_steps_at_most_and_keeps_those_in_contradictions() -> None:
    arrows = [Arrow(f"a{n}", f"s{n}", f"s{n + 1}", "preference", "before", False, "A", "", "", (), None, ()) for n in range(120)]
    shown = mapped(arrows, Words(toy()), {"s119", "s120"}, "all", None)
    assert (len(shown.steps), shown.steps_out) == (90, 31)
    assert {"s119", "s120"} <= {step.id for step in shown.steps}


def test_a_picture_has_a_hundred_and_twenty_arrows_at_most_and_keeps_the_chosen_contradiction() -> None:
    pairs = [(f"s{one}", f"s{other}") for one in range(20) for other in range(one)]
    arrows = [
        Arrow(f"a{n}", *pair, "preference", "before", False, "A", "", "", (), None, (7,) if n == 189 else (1,) if n % 2 else ())
        for n, pair in enumerate(pairs)
    ]
    shown = mapped(arrows, Words(toy()), {"s0"}, "all", 7)
    assert (len(shown.arrows), shown.arrows_out) == (120, 70)
    assert [arrow.id for arrow in shown.arrows if not arrow.dim] == ["a189"]
    assert sum(1 for arrow in shown.arrows if arrow.cycles) == 95


def test_an_order_imagined_away_frees_the_steps_and_stays_in_the_picture(small: Graph) -> None:
    shown = view(small, without=("s3",))
    assert shown.consistent
    assert shown.fact == "No order of the steps satisfies all: 2 contradictions"
    assert [(away.id, away.says) for away in shown.without] == [("s3", "South supports: the vote before the treaty")]
    assert [(a.tail, a.head) for a in shown.map.arrows if a.gone] == [("vote", "treaty")]
    ranks = {stop.step: rank.number for rank in shown.roadmap.ranks for stop in rank.stops}
    assert (ranks["guarantee"], ranks["treaty"], ranks["truce"], ranks["vote"], ranks["ballot"]) == (1, 2, 3, 4, 4)
    assert shown.roadmap.asks == ()


def test_the_roadmap_says_what_it_asks_of_whom(small: Graph) -> None:
    (asks,) = view(small).roadmap.asks
    assert (asks.holder, asks.orders) == ("South", (("s3", "the vote before the treaty"),))


def test_an_issue_or_an_actor_leaves_the_rest_aside(small: Graph) -> None:
    assert {arrow.id for arrow in view(small, issue=("j",)).map.arrows} == {"preference treaty before parade"}
    assert {arrow.who for arrow in view(small, actor=("north",)).map.arrows} == {"North"}


@pytest.mark.parametrize("pair", ["truce~vote", "vote~truce"])
def test_the_drawer_holds_all_that_is_said_of_a_pair_of_steps_also_against_it(small: Graph, pair: str) -> None:
    drawer = view(small, pair=pair).drawer
    assert drawer
    assert {(s.id, s.says) for s in drawer.statements} == {("s2", "supports"), ("s4", "rejects"), ("s5", "accepts")}
    assert drawer.cycles == (1, 2)


def test_where_relations_alone_contradict_each_other_no_way_out_is_told() -> None:
    known = toy()
    circle = (*known.relations, DemandRelation(id="r2", demand_a="register", relation="requires", demand_b="ballot", by="coder"))
    with graph_of(replace(known, relations=circle, positions=(), sequencing=known.sequencing[-1:])) as graph:
        shown, page = view(graph), text(graph)
    assert shown.verdict == "No order of the steps satisfies all: 1 contradiction"
    assert shown.parts[0].cards[0].lead == "The relations alone: what is said contradicts itself"
    assert [(m.id, m.claim.text if m.claim else "") for m in shown.parts[0].cards[0].members] == [
        ("r1", "by coder: the ballot requires the register — a rule"), ("r2", "by coder: the register requires the ballot"),
    ]  # fmt: skip
    assert "No withdrawal of an order mends everything" in page
    assert "<strong>No way out</strong>" in page
    assert "Roadmap" not in page


def test_the_drawer_holds_conditions_and_relations_with_whose_claim_they_are(small: Graph) -> None:
    condition, relation = (view(small, pair=pair).drawer for pair in ("guarantee~treaty", "register~ballot"))
    assert condition
    assert [(s.id, s.condition) for s in condition.statements] == [("p1", ", only if the guarantee")]
    assert relation
    assert [c.text for c in relation.claims] == ["by coder: the ballot requires the register — a rule"]


def test_no_id_stands_twice_on_a_page_with_its_drawer_open(graph: Graph) -> None:
    page = text(graph, cycle=2, pair="ceasefire~peace-agreement")
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert "s-SQ001" in ids
    assert 'href="#s-SQ001"' in page


def test_the_table_has_a_row_for_each_member_of_each_contradiction(graph: Graph) -> None:
    rows = [*DictReader(StringIO(_made(visit(PAGE, graph, asof=DAY), PAGE, "csv").data.decode()))]
    assert [(row["cycle"], row["part"], row["position"]) for row in rows] == [
        ("1", "1", "SQ001"), ("1", "1", "SQ014"), ("2", "1", "SQ001"), ("2", "1", "SQ009"), ("2", "1", "SQ003"),
        ("2", "1", "REL-agreement"), ("3", "2", "SQ059"), ("3", "2", "SQ060"),
    ]  # fmt: skip
    assert rows[0]["quote"] == "first a peace agreement, then a ceasefire"
    assert rows[5]["kind"] == "same"
    assert rows[5]["source"] == "expertnews-2025-12-29"


def test_the_network_holds_every_statement_with_its_contradictions(small: Graph) -> None:
    at = visit(PAGE, small, asof=DAY, part="contradictions")
    assert PAGE.graph
    network = PAGE.graph(PAGE.view(at), at)
    assert network.number_of_edges() == 8  # six orders, a condition, a relation
    assert sorted(d["source"] for *_, d in network.edges(data=True) if d["contradictions"] == "1 2") == ["s1", "s3"]
    assert "<graphml" in _made(at, PAGE, "graphml").data.decode()


def test_the_picture_of_a_toy_is_as_it_was(small: Graph) -> None:
    golden("orders-toy.svg", alone(picture(small, cycle=1, without=("s5",))))


def test_the_picture_of_the_talks_is_as_it_was(graph: Graph) -> None:
    golden("orders-miami.svg", alone(picture(graph)))


def test_the_picture_is_the_same_whatever_the_order_of_the_rows(small: Graph) -> None:
    dice, known = random.Random(1), toy()
    turned = replace(known, sequencing=tuple(dice.sample(known.sequencing, 7)), demands=known.demands[::-1])
    with graph_of(turned) as graph:
        assert picture(graph) == picture(small)


def test_a_map_of_nothing_has_no_picture(small: Graph) -> None:
    at = visit(PAGE, small, asof="2020-01-01")
    shown = PAGE.view(at)
    assert shown.verdict == "Nobody wants the steps in any order"
    assert [step.id for step in shown.map.steps] == []
    assert orders_figure(shown.map, "", at.links) is None
    assert "Nobody wants the steps in any order" in _drawn(at, PAGE, "http://here").data.decode()


def test_hostile_data_are_shown_as_text() -> None:
    with graph_of(hostile()) as graph:
        for query in ({}, {"cycle": 1, "pair": "ar~d#1?x=1&y"}, {"without": ("o2#",)}):
            page = text(graph, **query)
            assert SCRIPT not in page
            assert "javascript:" not in re.findall(r'href="([a-z]+:)', page)
        at = visit(PAGE, graph, asof=DAY, cycle=1)
        assert SCRIPT not in _made(at, PAGE, "svg").data.decode()


def row(steps: int) -> Dataset:
    """Steps in a row, of which North wants each before the next, and South the other way round."""
    known = toy()
    wanted = [(n, *order) for n in range(1, steps) for order in (("north", n - 1, n), ("south", n, n - 1))]
    return replace(
        known,
        demands=tuple(Demand(id=f"d{n}", issue="i", label=f"step {n}") for n in range(steps)),
        positions=(),
        relations=(),
        sequencing=tuple(
            SequencePreference(
                id=f"{who}{n}", actor=who, first=f"d{first}", relation="before", then=f"d{then}", stance=Stance.demands, quote="Q"
            )
            for n, who, first, then in wanted
        ),
    )


def test_of_many_contradictions_some_are_shown_in_full_and_the_rest_is_named() -> None:
    with graph_of(row(8)) as graph:
        shown, chosen = view(graph), view(graph, cycle=7)
        assert shown.total == 7
        assert [card.number for card in shown.parts[0].cards if card.full] == [1, 2, 3, 4, 5]
        assert [card.number for card in chosen.parts[0].cards if card.full] == [1, 2, 3, 4, 5, 7]
        assert "Other contradictions of this part" in text(graph)


def test_of_many_ways_out_ten_are_shown_until_all_are_asked_for() -> None:
    with graph_of(row(5)) as graph:
        assert "10 of 16 ways out are shown" in text(graph)  # each of four pairs can be ended in two ways
        assert len(view(graph).parts[0].ways) == 10
        assert len(view(graph, ways="all").parts[0].ways) == 16


def links(page: str, name: str) -> list[str]:
    return [unescape(href) for href in re.findall(rf'<a[^>]* href="([^"]*)"[^>]*>{name}', page)]


def test_the_order_is_freed_by_imagining_away_what_stands_in_its_way(client: httpx.Client) -> None:
    first = client.get("/orders", params={"asof": DAY}, headers=HTML).text
    assert "first a peace agreement, then a ceasefire" in first
    one = next(href for href in links(first, "What if") if href.endswith("without=SQ001"))
    second = client.get(one, headers=HTML).text
    assert "Imagined without SQ001: No order of the steps satisfies all: 1 contradiction</h1>" in second
    other = next(href for href in links(second, "What if") if href.endswith("without=SQ060"))
    third = client.get(other, headers=HTML).text
    assert "One order of the steps satisfies all" in third
    back = links(third, "Back to what is")
    assert client.get(back[0], headers=HTML).text == first


@pytest.mark.parametrize("query", [{}, {"without": "SQ001"}, {"actor": ["russia", "ukraine"]}, {"issue": "black-sea-truce"}])
def test_the_data_of_the_page_are_those_of_the_service(client: httpx.Client, query: dict[str, str]) -> None:
    page = client.get("/orders.json", params={"asof": DAY} | query)
    assert page.json() == client.get("/v1/orders", params={"as_of": DAY} | query).json()


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("without", "REL-agrement", "REL-agreement"),
        ("actor", "rusia", "russia"),
        ("part", "nearr", "near"),
        ("pair", "peace-agreement~ceasfire", "peace-agreement~ceasefire"),
        ("cycle", "first", "a whole number from 1"),
        ("cycle", "0", "a whole number from 1"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_was_meant(client: httpx.Client, name: str, value: str, meant: str) -> None:
    answer = client.get("/orders", params={"asof": DAY, name: value}, headers=HTML)
    assert answer.status_code == 400
    assert meant in answer.text

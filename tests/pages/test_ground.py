"""The page of the common ground: who says what, why it counts, and what it clashes with."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from posgraph.analysis.ground import ground as found
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance
from posgraph_api.pages import ground
from posgraph_api.pages.drawing import _drawn
from posgraph_api.views.ground import ground_view
from tests.pages.datasets import SCRIPT, hostile
from tests.pages.visiting import graph_of, visit

DAY = "2025-12-29"


def toy() -> Dataset:
    """Both want a truce, north by way of one on Monday; north wants a wall, which nobody refuses, but the gate that south wants
    cannot stand with it.
    """
    said = (
        ("p1", "north", "monday", "demands"),
        ("p2", "south", "truce", "accepts"),
        ("p3", "north", "wall", "supports"),
        ("p4", "south", "gate", "demands"),
    )
    return Dataset(
        id="toy",
        actors=tuple(Actor(id=id, label=id.title(), kind="state") for id in ("north", "south")),
        issues=(Issue(id="war", label="The war"),),
        demands=tuple(
            Demand(id=id, issue="war", label=label)
            for id, label in (("truce", "a truce"), ("monday", "a truce on Monday"), ("wall", "a wall"), ("gate", "a gate"))
        ),
        relations=(
            DemandRelation(id="r1", demand_a="monday", relation="entails", demand_b="truce", by="coder"),
            DemandRelation(id="r2", demand_a="wall", relation="incompatible", demand_b="gate", by="coder"),
        ),
        positions=tuple(Position(id=id, actor=actor, demand=demand, stance=Stance(stance)) for id, actor, demand, stance in said),
    )


def test_a_demand_says_who_is_for_it_with_marks_and_by_way_of_what() -> None:
    view = ground_view(found(toy()), toy(), None)
    (truce,) = view.common
    assert [(said.actor, said.sign, said.level, said.says, said.over) for said in truce.pro] == [
        ("north", "+", "s20", "demands", "a truce on Monday"),
        ("south", "+", "s15", "accepts", ""),
    ]
    assert truce.of("east") == ()
    assert view.behind is None


def test_who_is_both_for_and_against_a_demand_is_shown_as_both_and_who_is_silent_as_without_record() -> None:
    refusal = Position(id="p5", actor="north", demand="truce", stance=Stance("rejects"), mode="byOpponent")
    doubt = Position(id="p6", actor="south", demand="monday", stance=Stance("ambiguous"))
    torn = replace(toy(), positions=(*toy().positions, refusal, doubt))
    view = ground_view(found(torn), torn, None)
    asks = {ask.demand: ask for ask in view.contested}
    assert [(said.position, said.sign, said.third) for said in asks["truce"].of("north")] == [
        ("p1", "+", False),
        ("p5", "−", True),
    ]
    assert asks["monday"].of("south") == ()
    html = _drawn(visit(ground.PAGE, graph_of(torn)), ground.PAGE, "http://localhost").data.decode()
    row = html[html.index('id="d-truce"') :].split("</tr>")[0]
    assert [text for text in ("+ demands", "− rejects", "reported by others") if text not in row] == []
    assert "no record for or against" in html
    assert "says nothing" not in html  # who is ambiguous says something


def test_a_link_to_a_thing_keeps_the_day_so_that_its_page_tells_of_the_same_day() -> None:
    pinned, today = visit(ground.PAGE, asof=DAY).links, visit(ground.PAGE).links
    assert pinned.thing("actor", "russia") == "/id/miami-2025/actor/russia?asof=2025-12-29"
    assert today.thing("actor", "russia") == "/id/miami-2025/actor/russia"


def test_the_drawer_says_why_and_whose_claim_that_is() -> None:
    behind = ground_view(found(toy()), toy(), "truce").behind
    assert behind is not None
    assert (behind.label, behind.standing, behind.contra, behind.clashes) == ("a truce", "all are for it", (), ())
    north, south = behind.pro
    assert north.chain == ("a truce on Monday", "a truce")
    assert north.relations == (("r1", "by coder: a truce on Monday entails a truce"),)
    assert (south.chain, south.relations) == ((), ())


def test_what_nobody_refuses_may_still_clash() -> None:
    view = ground_view(found(toy()), toy(), "wall")
    assert view.behind is not None
    assert {ask.demand: ask.clashes for ask in view.uncontested} == {"wall": 1, "gate": 1, "monday": 0}
    (clash,) = view.behind.clashes
    assert (clash.kind.name, clash.a, clash.b) == ("R3 incompatible", "North supports: a wall", "South demands: a gate")
    assert clash.pair == "p3~p4"


def test_actors_have_columns_only_where_they_are_few() -> None:
    few = ground.PAGE.view(visit(ground.PAGE, asof=DAY))
    assert (few.columns, [actor for actor, _ in few.actors]) == (True, ["russia", "ukraine"])
    assert (len(few.common), len(few.uncontested), len(few.contested)) == (11, 69, 32)


def test_the_file_gives_what_rest_gives(client: httpx.Client) -> None:
    ours = client.get("/ground.json", params={"asof": DAY, "actor": ["russia", "united-states"]}).json()
    assert ours == client.get("/v1/ground", params={"as_of": DAY, "actor": ["russia", "united-states"]}).json()


def test_an_unknown_demand_is_refused_with_what_was_meant(client: httpx.Client) -> None:
    error = client.get("/ground.json?demand=ceasfire").json()["errors"][0]
    assert (error["where"], error["hint"]) == ("demand", "ceasefire")


@pytest.mark.parametrize("demand", [None, "d#1?x=1&y"])
def test_texts_of_any_kind_are_text_on_the_page(demand: str | None) -> None:
    html = _drawn(visit(ground.PAGE, graph_of(hostile()), asof=DAY, demand=demand), ground.PAGE, "http://x").data.decode()
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html

"""The page of overlaps: it is that of conflicts with other findings, and so only what differs is tested here."""

from __future__ import annotations

import httpx

from posgraph.analysis.overlaps import overlaps as found
from posgraph.analysis.rules import KINDS
from posgraph.model import Actor, Dataset, Demand, Issue, Position
from posgraph.stance import Stance
from posgraph_api.pages import overlaps
from posgraph_api.views.findings.between import Chosen
from posgraph_api.views.findings.overlaps import OVERLAPS
from posgraph_api.views.findings.page import finding_view
from posgraph_api.views.meanings import meanings
from tests.pages.visiting import visit

DAY = "2025-12-29"


def test_two_who_want_the_same_are_told_with_the_lesser_of_their_strengths() -> None:
    rows = [
        Position(id="p1", actor="north", demand="vote", stance=Stance.demands, salience=0.8, confidence=1.0),
        Position(id="p2", actor="south", demand="vote", stance=Stance.accepts, salience=0.6, confidence=1.0),
    ]
    data = Dataset(
        id="toy",
        actors=(Actor(id="north", label="North", kind="state"), Actor(id="south", label="South", kind="state")),
        issues=(Issue(id="i", label="Votes"),),
        demands=(Demand(id="vote", issue="i", label="a vote"),),
        positions=tuple(rows),
    )
    view = finding_view(found(data).items, data, OVERLAPS, {}, {}, Chosen(pair=("p1", "p2")))
    ((_, _, (one,)),) = view.between.groups if view.between else ()
    assert (one.kind.name, one.kind.sentence, one.weight) == ("shared", "Both holders are for the same demand.", "0.3")
    assert one.weighed == "the lesser of North 1 × 0.8 × 1 and South 0.5 × 0.6 × 1 (stance × salience × confidence)"
    assert one.relations == one.chain == one.others == ()


def test_all_overlaps_of_the_bundled_data_are_counted() -> None:
    view = overlaps.PAGE.view(visit(overlaps.PAGE, asof=DAY))
    assert (view.total, view.network.pairs) == (69, 27)
    assert {meaning.word: number for meaning, number in view.kinds} == {
        "shared": 8, "implied": 53, "shared-refusal": 1, "range": 3, "scale": 0, "order": 4,
    }  # fmt: skip


def test_every_kind_has_its_sentence_from_the_ontology() -> None:
    assert tuple(meanings("overlap-kind")) == KINDS


def test_the_files_give_what_rest_gives(client: httpx.Client) -> None:
    ours = client.get("/overlaps.json", params={"asof": DAY, "actor": "russia", "kind": "shared"}).json()
    assert ours == client.get("/v1/overlaps", params={"as_of": DAY, "actor": "russia", "kind": "shared"}).json()
    rest = client.get("/v1/overlaps", params={"as_of": DAY}, headers={"accept": "text/csv"})
    assert client.get("/overlaps.csv", params={"asof": DAY}).text == rest.text

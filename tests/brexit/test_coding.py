"""The choices of the coding: attributed relations, the places of the border, parties, and what was agreed."""

from __future__ import annotations

import re
from datetime import date

from posgraph.analysis.parties import parties
from posgraph.graphs.entailments import entailments
from tests.brexit.conftest import FOLDER

README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_no_demand_is_worded_as_a_wish_of_somebody(dataset) -> None:
    wish = re.compile(r"\b(wants?|wishes|demands?|insists?|refuses?|rejects?|accepts?|asks?|opposes?)\b", re.IGNORECASE)
    assert [d.label for d in dataset.demands if wish.search(d.label)] == []
    assert len({d.label for d in dataset.demands}) == len(dataset.demands)


def test_every_relation_says_whose_claim_it_is_and_why(dataset) -> None:
    assert {r.by for r in dataset.relations} == {"coder", "european-union"}
    assert [r.id for r in dataset.relations if r.by != "coder"] == ["stay-in-single-market.entails.free-movement-of-people"]
    assert [r.id for r in dataset.relations if not r.note] == []


def test_no_demand_entails_what_it_excludes(dataset) -> None:
    graph = entailments(dataset)
    for r in dataset.relations:
        if r.relation == "incompatible":
            assert r.demand_b not in graph.needed(r.demand_a), r.id
            assert r.demand_a not in graph.needed(r.demand_b), r.id


def test_only_the_border_must_have_a_place_and_only_one(dataset) -> None:
    assert [i.id for i in dataset.issues if i.exhaustive] == [i.id for i in dataset.issues if i.exclusive] == ["irish-border"]
    places = {d.id for d in dataset.demands if d.issue == "irish-border"}
    assert places == {"border-on-island", "border-in-irish-sea", "whole-uk-in-customs-union-and-single-market"}


def test_each_government_is_a_party_in_its_time(dataset) -> None:
    both = {"european-union", "united-kingdom"}
    assert parties(dataset, date(2019, 7, 23)) == both | {"may-government"}
    assert parties(dataset, date(2019, 7, 24)) == both | {"johnson-government"}


def test_every_outcome_of_the_fact_base_is_a_clause_of_a_dated_plan(dataset, outcomes) -> None:
    assert sorted(outcomes) == [f"OC{n:03}" for n in range(15, 22)]
    plans, sources = dataset.by_id("proposals"), dataset.by_id("sources")
    for id, row in outcomes.items():
        (plan,) = {plans[c.proposal].id for c in dataset.clauses if f"({id})" in c.text}
        assert str(plans[plan].date) == row["date"], id
        assert str(plans[plan].status) == ("rejected" if row["status"] == "rejected" else "adopted"), id
        assert f"{id}: prevailed: {row['prevailed']}" in plans[plan].note, id
        assert row["note"] in plans[plan].note
        assert row["url"] in {s.url for s in sources.values()}


def test_what_was_agreed_is_what_the_positions_are_about(dataset) -> None:
    clauses = {(c.proposal, c.number): c.demand for c in dataset.clauses}
    held = {p.id: p.demand for p in dataset.positions}
    assert clauses["sequencing-2017-06-19", "c1"] == held["BX001"] == held["BX003"]
    assert clauses["joint-report-2017-12-08", "c1"] == held["BX010"]
    assert clauses["revised-protocol-2019-10-17", "c1"] == held["BX021"] == held["BX022"]
    assert clauses["revised-protocol-2019-10-17", "c4"] == held["BX018"]
    assert held["BX011"] in entailments(dataset).entailed(clauses["joint-report-2017-12-08", "c2"])


def test_clauses_without_a_demand_are_those_that_nobody_speaks_of(dataset) -> None:
    assert [(c.proposal, c.number) for c in dataset.clauses if not c.demand] == [
        ("revised-protocol-2019-10-17", "c2"),
        ("revised-protocol-2019-10-17", "c3"),
    ]


def test_the_attribution_that_the_licence_asks_for_is_in_the_description_and_the_readme(dataset) -> None:
    words = "Contains Parliamentary information licensed under the Open Parliament Licence."
    assert words in dataset.description
    assert words in README


def test_the_readme_counts_what_the_tables_hold(dataset) -> None:
    for name in ("positions", "sequencing", "demands", "relations", "issues", "actors", "sources", "events"):
        assert f"| {name} | {len(dataset.rows(name))} |" in README
    for names in ("proposals, clauses", "processes, participations, representations, scenarios"):
        counts = ", ".join(str(len(dataset.rows(name))) for name in names.split(", "))
        assert f"| {names} | {counts} |" in README
    words = [r.relation for r in dataset.relations]
    assert (words.count("entails"), words.count("incompatible"), len(words)) == (11, 4, 15)
    assert sum(p.quote is not None for p in dataset.positions) == 12


def test_the_readme_says_of_every_incompatibility_how_it_is_encoded(dataset) -> None:
    found = dict(re.findall(r"^\| (IN0\d\d) \| (.+) \|$", README, re.MULTILINE))
    assert sorted(found) == [f"IN{n:03}" for n in range(43, 48)]
    known = {d.id for d in dataset.demands} | {i.id for i in dataset.issues}
    for text in found.values():
        assert set(re.findall(r"`([^`]+)`", text)) <= known, text


def test_the_scenario_of_october_2019_drops_what_ended_on_the_day_of_the_protocol(dataset) -> None:
    changes = dataset.by_id("scenarios")["october-2019"].changes
    ended = {p.id for p in dataset.positions if p.valid_to and str(p.valid_to) == "2019-10-17"}
    assert (
        {change.removeprefix("drop ") for change in changes if change.startswith("drop ")} == ended == {"BX015", "BX017", "BX020"}
    )
    (begun,) = [change.removeprefix("set ") for change in changes if change.startswith("set ")]
    row = dataset.by_id("positions")["BX021"]
    assert begun == f"{row.actor}:{row.demand}={row.stance}"


def test_the_other_scenario_drops_the_red_lines_of_the_dup_on_the_sea(dataset) -> None:
    changes = dataset.by_id("scenarios")["without-the-dup-red-line"].changes
    rows = dataset.by_id("positions")
    dropped = [rows[change.removeprefix("drop ")] for change in changes]
    assert {(p.actor, p.firmness) for p in dropped} == {("dup", 1)}
    assert all("border-in-irish-sea" in entailments(dataset).entailed(p.demand) for p in dropped)

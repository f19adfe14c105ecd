"""The choices of the coding: changes, outcomes, relations and scenarios."""

from __future__ import annotations

import re

from posgraph.analysis.scenario.grammar import changes
from posgraph.graphs.entailments import entailments
from tests.russia_ukraine.conftest import FOLDER

README = (FOLDER / "README.md").read_text(encoding="utf-8")

CHANGES = {
    "UA037": "UA054",
    "UA029": "UA028",
    "UA026": "UA047",
    "UA011": "UA045",
    "US030": "US029",
    "US028": "US030",
    "US012": "US026",
    "RU052": "RU059",
    "RU056": "RU041",
    "RU038": "RU009",
}


def test_every_recorded_change_names_what_it_changed(dataset) -> None:
    assert {p.id: p.revises for p in dataset.positions if p.revises} == CHANGES
    assert {q.id: q.revises for q in dataset.sequencing if q.revises} == {"SQ041": "SQ040", "SQ039": "SQ041", "SQ064": "SQ076"}
    revising = [row for row in (*dataset.positions, *dataset.sequencing) if row.revises]
    assert {row.revision_reason for row in revising} == {"change"}


def test_a_change_begins_on_the_day_on_which_the_fact_base_ends_what_it_changed(dataset) -> None:
    positions = dataset.by_id("positions")
    days = {new: (str(positions[old].valid_to), str(positions[new].valid_from)) for new, old in CHANGES.items()}
    assert [new for new, (end, begin) in days.items() if end != begin] == ["UA037"]  # by the fact base's list of moves


def test_a_change_is_the_holders_own(dataset) -> None:
    positions = dataset.by_id("positions")
    assert [new for new, old in CHANGES.items() if positions[new].actor != positions[old].actor] == []


def test_no_demand_is_worded_as_a_wish_of_somebody(dataset) -> None:
    wish = re.compile(
        r"\b(wants?|wishes|demands?|insists?|refuses?|rejects?|accepts?|asks?|calls? for|opposes?)\b", re.IGNORECASE
    )
    assert [d.label for d in dataset.demands if wish.search(d.label)] == []


def test_no_two_demands_share_a_label(dataset) -> None:
    assert len({d.label for d in dataset.demands}) == len(dataset.demands) == 212


def test_every_relation_says_whose_claim_it_is_and_why(dataset) -> None:
    assert {r.by for r in dataset.relations} == {"coder"}
    assert [r.id for r in dataset.relations if not r.note] == []


def test_no_demand_entails_what_it_excludes(dataset) -> None:
    graph = entailments(dataset)
    for r in dataset.relations:
        if r.relation == "incompatible":
            assert r.demand_b not in graph.needed(r.demand_a), r.id
            assert r.demand_a not in graph.needed(r.demand_b), r.id


def test_a_condition_that_is_an_order_of_steps_is_in_both_tables(dataset) -> None:
    basis = {q.basis for q in dataset.sequencing}
    alone = sorted(p.id for p in dataset.positions if p.only_if and p.id not in basis)
    assert alone == ["UA008", "UA010", "UA042"]  # the fact base has no order for these three


def test_results_are_kept_as_plans_with_their_end(dataset) -> None:
    found = {
        re.search(r"OC\d+", p.note).group(): (p.id, p.status, str(p.date)) for p in dataset.proposals if "OC0" in (p.note or "")
    }
    del found["OC028"]  # which the note of the communique names too
    assert found == {
        "OC026": ("minsk-order-of-steps", "rejected", "2022-02"),
        "OC027": ("paris-conclusions-2019", "adopted", "2019-12-09"),
        "OC029": ("istanbul-exchange-2025", "adopted", "2025-06-02"),
        "OC030": ("black-sea-truce-2025", "rejected", "2025-03-25"),
        "OC031": ("settlement-at-miami", "absent", "2025-12-29"),
    }
    assert dataset.by_id("proposals")["istanbul-treaty-2022"].status == "rejected"


def test_every_plan_that_came_to_an_end_says_what_it_held(dataset) -> None:
    held = {p.id: [c.demand for c in dataset.clauses if c.proposal == p.id] for p in dataset.proposals}
    assert held["paris-conclusions-2019"] == ["full-ceasefire-by-end-of-2019"]
    assert held["istanbul-exchange-2025"] == ["larger-prisoner-exchange", "bodies-handed-over", None]
    assert held["black-sea-truce-2025"] == ["black-sea-truce"]
    assert held["istanbul-treaty-2022"] == ["permanent-neutrality-under-guarantees"]


def test_an_agreement_is_written_as_one(whole) -> None:
    found = whole.sparql("SELECT ?id { ?a a pg:Agreement ; dcterms:identifier ?id } ORDER BY ?id").to_dicts()
    assert [row["id"] for row in found] == ["istanbul-exchange-2025", "paris-conclusions-2019"]


def test_clauses_propose_what_their_rows_demand(dataset) -> None:
    positions = dataset.by_id("positions")
    for clause in dataset.clauses:
        named = re.search(r"\((\w+)\)$", clause.text)
        row = positions[named.group(1)] if named else None
        if row and clause.proposal not in ("minsk-order-of-steps", "black-sea-truce-2025"):  # which name what was on the table
            assert clause.demand == (None if row.stance.contra else row.demand), clause


def test_the_readme_counts_what_the_tables_hold(dataset) -> None:
    for name in ("positions", "sequencing", "demands", "relations", "issues", "actors", "sources"):
        assert f"| {name} | {len(dataset.rows(name))} |" in README
    small = [len(dataset.rows(name)) for name in ("participations", "representations", "events", "assessments", "scenarios")]
    assert f"| {', '.join(map(str, small))} | |" in README
    plans = [len(dataset.rows(name)) for name in ("processes", "proposals", "clauses")]
    assert f"| processes, proposals, clauses | {', '.join(map(str, plans))} |" in README
    words = [r.relation for r in dataset.relations]
    assert f"one `same`, {words.count('entails')} `entails`, {words.count('incompatible')} `incompatible`" in README
    assert words.count("same") == 1


def test_the_readme_says_of_every_incompatibility_outside_the_window_how_it_is_encoded(dataset) -> None:
    rows = dict(re.findall(r"^\| (IN0\d\d) \| (.+) \|$", README, re.MULTILINE))
    miami = (FOLDER.parent / "miami-2025" / "README.md").read_text(encoding="utf-8")
    outside = re.findall(r"^\| (IN0\d\d) \|[^|]*not in the window", miami, re.MULTILINE)
    assert set(outside) <= set(rows)
    known = {d.id for d in dataset.demands} | {"incompatible"}
    for text in rows.values():
        assert set(re.findall(r"`([^`]+)`", text)) <= known, text


def test_every_scenario_can_be_laid_over_the_dataset(dataset) -> None:
    assert {s.id: {str(change) for change in changes(dataset, s.changes)} for s in dataset.scenarios} == {
        "russia-drops-its-order": {"drop SQ001"},
        "parliament-instead-of-referendum": {"drop SQ003"},
        "army-of-800000": {"set russia:army-800000=accepts", "drop RU017", "drop RU064"},
        "truce-from-the-start-of-withdrawal": {"set ukraine:ceasefire-30-days-from-withdrawal-start=accepts", "drop RU020"},
        "black-sea-truce-beside-relief": {
            "drop SQ059",
            "set russia:black-sea-truce-without-sanctions-relief=accepts",
        },
    }

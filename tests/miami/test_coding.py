"""The choices of the coding: neutral demands, attributed relations, and which steps are one."""

from __future__ import annotations

import re

from tests.miami.conftest import FOLDER

README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_no_demand_is_worded_as_a_wish_of_somebody(dataset) -> None:
    wish = re.compile(
        r"\b(wants?|wishes|demands?|insists?|refuses?|rejects?|accepts?|asks?|calls? for|opposes?)\b", re.IGNORECASE
    )
    assert [d.label for d in dataset.demands if wish.search(d.label)] == []


def test_no_two_demands_share_a_label(dataset) -> None:
    assert len({d.label for d in dataset.demands}) == len(dataset.demands) == 189


def test_every_demand_is_used_but_three_levels_of_the_scale(dataset) -> None:
    used = {p.demand for p in dataset.positions} | {s for q in dataset.sequencing for s in (q.first, q.then)}
    used |= {d for p in dataset.positions for d in p.only_if} | {d for r in dataset.relations for d in (r.demand_a, r.demand_b)}
    free = {d.id for d in dataset.demands} - used
    levels = {d.id: d.rank for d in dataset.demands if d.rank}
    assert sorted(levels[d] for d in free) == [1, 2, 3]


def test_every_relation_says_whose_claim_it_is_and_why(dataset) -> None:
    assert {r.by for r in dataset.relations} == {"coder"}
    assert [r.id for r in dataset.relations if not r.note] == []


def test_no_demand_entails_what_it_excludes(dataset) -> None:
    from posgraph.graphs.entailments import entailments

    graph = entailments(dataset)
    for r in dataset.relations:
        if r.relation == "incompatible":
            assert r.demand_b not in graph.needed(r.demand_a), r.id
            assert r.demand_a not in graph.needed(r.demand_b), r.id


def test_only_one_link_makes_two_steps_one(dataset) -> None:
    (link,) = [r for r in dataset.relations if r.relation in ("same", "requires")]
    assert (link.id, link.demand_a, link.demand_b, link.by) == ("REL-agreement", "peace-agreement", "final-agreement", "coder")
    assert link.source == "expertnews-2025-12-29"


def test_the_agreement_of_each_order_is_the_one_that_its_source_names(dataset) -> None:
    steps = ("peace-agreement", "final-agreement", "agreement-signed", "agreement-in-force", "peace-treaty")
    rows = {step: " ".join(q.id for q in dataset.sequencing if step in (q.first, q.then)) for step in steps}
    assert rows == {
        "peace-agreement": "SQ001 SQ007 SQ008 SQ014 SQ021 SQ043",
        "final-agreement": "SQ002 SQ003 SQ004 SQ005",
        "agreement-signed": "SQ016 SQ029 SQ030 SQ031 SQ033 SQ034",
        "agreement-in-force": "SQ010 SQ011",
        "peace-treaty": "SQ073",
    }


def test_the_vote_on_an_economic_zone_is_its_own_step(dataset) -> None:
    votes = {q.id: {q.first, q.then} & {"referendum", "referendum-on-economic-zone"} for q in dataset.sequencing}
    assert [id for id, vote in votes.items() if vote == {"referendum-on-economic-zone"}] == ["SQ017", "SQ018"]
    assert {"SQ003", "SQ004", "SQ006", "SQ009", "SQ015"} <= {id for id, vote in votes.items() if vote == {"referendum"}}


def test_a_condition_that_is_an_order_of_steps_is_in_both_tables(dataset) -> None:
    basis = {q.basis for q in dataset.sequencing}
    alone = sorted(p.id for p in dataset.positions if p.only_if and p.id not in basis)
    assert alone == ["UA008", "UA010"]  # the fact base has no order for these two


def test_options_exclude_each_other_only_where_they_do_by_nature(dataset) -> None:
    assert [i.id for i in dataset.issues if i.exclusive] == ["znpp-control"]
    plant = sorted(d.id for d in dataset.demands if d.issue == "znpp-control")
    assert plant == ["znpp-russian-control", "znpp-three-equal-owners", "znpp-ukraine-us-joint-venture"]


def test_numbers_are_ranges_with_units(dataset) -> None:
    units = {i.id: i.unit for i in dataset.issues if i.unit}
    assert units == {"army-size": "soldiers", "guarantee-duration": "years", "referendum-truce": "days"}
    ranges = {d.id: (d.min, d.max) for d in dataset.demands if d.min is not None or d.max is not None}
    assert ranges == {
        "army-cap-85000": (None, 85_000),
        "army-cap-250000": (None, 250_000),
        "army-cap-600000": (None, 600_000),
        "army-cap-800000": (None, 800_000),
        "army-800000": (800_000, 800_000),
        "us-guarantee-15-years": (15, 15),
        "us-guarantee-30-to-50-years": (30, 50),
        "ceasefire-60-days-for-referendum": (60, None),
        "ceasefire-under-60-days-for-referendum": (None, 59),
    }


def test_stated_absences_have_evidence(dataset) -> None:
    absent = {p.id: (p.source, p.quote) for p in dataset.proposals if p.status == "absent"}
    said = ("expertnews-2025-12-29", "no joint action plan with Ukraine was reached")
    assert absent == {
        "joint-us-ukraine-plan-ceasefire": said,
        "joint-us-ukraine-plan-territory": said,
        "settlement-at-miami": ("expertnews-2025-12-29", None),
    }


def test_clauses_propose_what_their_rows_demand(dataset) -> None:
    positions = dataset.by_id("positions")
    for clause in dataset.clauses:
        row = positions[re.search(r"\((\w+)\)$", clause.text).group(1)]
        assert clause.demand == (None if row.stance.contra else row.demand), clause


def test_the_readme_counts_what_the_tables_hold(dataset) -> None:
    for name in ("positions", "sequencing", "demands", "relations", "issues", "actors", "sources"):
        assert f"| {name} | {len(dataset.rows(name))} |" in README
    words = [r.relation for r in dataset.relations]
    assert (words.count("same"), words.count("entails"), words.count("incompatible")) == (1, 102, 32)
    assert "one `same`, 102 `entails`, 32 `incompatible`" in README


def test_the_readme_says_of_every_incompatibility_how_it_is_encoded(dataset) -> None:
    rows = dict(re.findall(r"^\| (IN0\d\d)(?: to IN047)? \| (.+) \|$", README, re.MULTILINE))
    assert sorted(rows) == [f"IN{n:03}" for n in (*range(1, 37), 43)]
    named = {note for r in dataset.relations for note in re.findall(r"IN0\d\d", r.note)}
    assert named <= set(rows)
    known = {d.id for d in dataset.demands} | {i.id for i in dataset.issues} | {r.id for r in dataset.relations}
    known |= {"incompatible"}
    for text in rows.values():
        assert set(re.findall(r"`([^`]+)`", text)) <= known, text

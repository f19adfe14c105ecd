"""What the answers about the Miami talks hang on, as of 2025-12-29; worked out by hand from the rows of the fact base."""

from __future__ import annotations

import pytest

import posgraph

DAY = "2025-12-29"


@pytest.fixture(scope="module")
def graph():
    with posgraph.open() as graph:
        yield graph


@pytest.fixture(scope="module")
def found(graph):
    return graph.robustness(DAY, draws=3)


def sets(part):
    return {each.members: each for component in part.components for each in component.sets}


def dispute(found, issue, *actors):
    return next(d for d in found.disputes if (d.issue, d.actors) == (issue, actors))


def test_one_contradiction_hangs_on_the_claim_that_two_names_mean_one_agreement_but_not_the_verdict(graph, found) -> None:
    claimed = sets(found.orders)["REL-agreement", "SQ001", "SQ003", "SQ009"]
    assert ("relation", "REL-agreement") in [(s.kind, s.id) for s in claimed.hangs_on]
    assert "REL-agreement" not in [flip.id for flip in found.orders.flips]
    without = graph.orders(DAY, without="REL-agreement")
    assert not without.consistent
    assert ("REL-agreement", "SQ001", "SQ003", "SQ009") not in {
        c.members for part in without.components for c in part.contradictions
    }


def test_without_the_agreement_first_what_is_left_is_a_contradiction_about_something_else(graph, found) -> None:
    assert "SQ001" not in [flip.id for flip in found.orders.flips]
    without = graph.orders(DAY, without="SQ001")
    assert {c.members for part in without.components for c in part.contradictions} == {("SQ059", "SQ060")}
    assert [members for members in sets(found.orders) if "SQ001" not in members] == [("SQ059", "SQ060")]


def test_that_a_peace_agreement_comes_first_is_known_from_a_third_party_alone(found) -> None:
    report = next(s for s in sets(found.orders)["SQ001", "SQ014"].hangs_on if s.id == "SQ001")
    assert (report.source, report.doubts) == ("expertnews-2025-12-29", ("relayed",))


def test_the_dispute_over_recognition_hangs_on_no_one_report(found) -> None:
    one = dispute(found, "recognition-annexed", "russia", "ukraine")
    # RU003 is a third party's word, but RU033 is Lavrov's own; UA048 refuses all annexed territory, UA058 refuses Crimea
    assert {"RU003", "RU033", "UA048", "UA058"} <= set(one.rows)
    assert one.apart >= 2
    assert [s for s in one.hangs_on if s.kind != "relation"] == []
    assert one.verdict.startswith("No one report carries it")
    assert one.survives["low"]


def test_each_blocker_over_recognition_hangs_on_its_two_red_lines(found) -> None:
    blockers = sets(found.settlements)
    for members in (("RU003", "UA048"), ("RU033", "UA048"), ("RU033", "UA058")):
        assert {s.id for s in blockers[members].hangs_on if s.kind == "position"} == set(members)
    assert [s.id for s in blockers["RU003", "UA048"].doubtful] == ["RU003"]
    assert not blockers["RU033", "UA058"].survives["low"]  # UA058 is of low confidence
    assert blockers["RU033", "UA048"].survives == {"low": True, "medium": True, "unknown": True}


def test_no_deal_keeps_the_red_lines_of_high_confidence_either(found) -> None:
    high = found.settlements.high_confidence
    assert not high.feasible
    assert {"RU008", "UA058"} <= set(high.set_aside)
    assert ("RU003", "UA048") in high.blockers
    assert not any("RU008" in members for members in high.blockers)


def test_no_single_report_source_or_claim_makes_a_deal_possible(graph, found) -> None:
    assert found.settlements.flips == ()
    for id in ("RU003", "RU033", "UA048", "UA018", "RU046", "UA044"):
        assert not graph.settlements(DAY, without=id).feasible


def test_unknown_saliences_leave_open_who_moves_at_the_least_cost(found) -> None:
    for component in found.settlements.components:
        assert all(way.possibly and not way.certainly for way in component.concessions)
        assert set(component.decided_by) == {id for way in component.concessions for id in way.members}


def test_the_guarantors_and_the_length_of_a_guarantee_rest_on_one_report_each(found) -> None:
    one = dispute(found, "guarantee-duration", "ukraine", "united-states")
    assert [s.id for s in one.hangs_on if s.kind == "position"] == ["UA006", "US009"]
    assert one.verdict.startswith(
        "One pair of reports carries it: UA006 (source vividvoicenews-2025-12-29) and US009 (source babel"
    )


def test_every_id_that_is_named_comes_with_its_evidence(found) -> None:
    quoted = {p.position for p in found.positions} | {r.id for r in found.relations}
    supports = [s for d in found.disputes for s in d.hangs_on] + [
        s for each in sets(found.settlements).values() for s in each.hangs_on
    ]
    assert {id for s in supports for id in s.rows} <= quoted
    assert {id for c in found.conflicts for id in (c.a, c.b)} <= quoted

"""Questions an analyst asks of all rows, with the answers worked out from the fact base by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from posgraph.analysis.force import in_force
from posgraph.graphs.entailments import entailments

DAY = "2025-12-29"


def pairs(found) -> set[frozenset[str]]:
    """The two rows of each finding."""
    return {frozenset((item["a"]["position"], item["b"]["position"])) for item in found.to_dict()["items"]}


def both(*rows: str) -> set[frozenset[str]]:
    """``both("A B", "C D")`` are two pairs."""
    return {frozenset(row.split()) for row in rows}


def held(dataset, day: str, actor: str) -> set[str]:
    return {h.row.id for h in in_force(dataset, date.fromisoformat(day)).positions if h.row.actor == actor}


# 5. What has Kyiv moved on since 2022?


def test_the_moves_of_kyiv_are_found_from_what_revises_what(dataset) -> None:
    moves = [(p.revises, p.id) for p in dataset.positions if p.actor == "ukraine" and p.revision_reason == "change"]
    by_day = sorted(moves, key=lambda move: str(dataset.by_id("positions")[move[1]].valid_from))
    assert by_day == [("UA054", "UA037"), ("UA028", "UA029"), ("UA047", "UA026"), ("UA045", "UA011")]


def test_the_last_moves_of_kyiv_add_to_what_stands(dataset) -> None:
    positions = dataset.by_id("positions")
    days = [str(positions[id].valid_from) for id in ("UA054", "UA037", "UA029", "UA026", "UA011", "UA019", "UA005")]
    assert days == ["2022-11-15", "2025-03-11", "2025-08-18", "2025-12-14", "2025-12-24", "2025-12-24", "2025-12-28"]
    assert positions["UA019"].demand == "mutual-pull-back-into-demilitarised-zone"
    assert positions["UA005"].demand == "agreement-ratified-by-parliament-instead-of-referendum"


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        ("2025-03-10", {"UA054"}, {"UA037"}),
        ("2025-03-11", {"UA037"}, {"UA054"}),
        ("2025-08-17", {"UA028", "UA042", "UA043"}, {"UA029"}),
        ("2025-08-19", {"UA029", "UA037"}, {"UA028", "UA042", "UA043"}),
        ("2025-12-13", {"UA045", "UA047"}, {"UA026"}),
        ("2025-12-29", {"UA026", "UA011", "UA019", "UA005"}, {"UA047", "UA045"}),
    ],
)
def test_each_move_takes_the_place_of_the_one_before(dataset, day, there, gone) -> None:
    now = held(dataset, day, "ukraine")
    assert there <= now
    assert not gone & now


def test_kyiv_did_not_move_on_recognition_and_a_one_sided_withdrawal(dataset) -> None:
    now = held(dataset, "2026-02-20", "ukraine")
    kept = {"UA048", "UA018", "UA036"}
    assert kept <= now
    assert {dataset.by_id("positions")[id].stance.value for id in kept} == {"rejects"}
    assert not kept & {p.revises for p in dataset.positions}


def test_trump_went_from_a_ceasefire_to_an_agreement_and_back(dataset) -> None:
    days = ("2025-08-14", "2025-09-01", "2025-11-01", "2025-11-22")
    now = [held(dataset, day, "donald-trump") & {"US029", "US030", "US028"} for day in days]
    assert now == [{"US029"}, {"US030"}, {"US028"}, set()]


def test_moscow_restated_its_terms_in_june_2025(dataset) -> None:
    assert {"RU059", "RU041"} <= held(dataset, "2025-06-01", "russia")
    after = held(dataset, "2025-06-03", "russia")
    assert {"RU052", "RU056"} <= after
    assert not {"RU059", "RU041"} & after


# 6. What is Washington really offering as a guarantee?


def test_the_offers_of_washington_are_all_on_record(dataset) -> None:
    positions = dataset.by_id("positions")
    said = {id: (positions[id].demand, positions[id].stance.value) for id in ("US003", "US009", "US010", "US033", "US034")}
    assert said == {
        "US003": ("issue:security-guarantees", "undefined"),
        "US009": ("us-guarantee-15-years", "supports"),
        "US010": ("guarantees-europe-leads-us-backs", "demands"),
        "US033": ("guarantees-tied-to-peace-deal", "conditional"),
        "US034": ("territorial-concessions-pressed-on-ukraine", "rejects"),
    }
    assert positions["US033"].only_if == ("peace-agreement",)


def test_the_report_on_guarantees_and_the_denial_disagree(whole) -> None:
    found = whole.conflicts(as_of="2026-01-27", within=True)
    assert both("US033 US034") <= {frozenset(c.ids) for c in found if c.within and c.rule == "refused-consequence"}
    assert not both("US033 US034") & pairs(whole.conflicts(as_of="2026-01-26", within=True))


def test_the_undefined_offer_clashes_with_nothing(whole) -> None:
    for day in (DAY, "2026-02-20"):
        assert not [c for c in whole.conflicts(as_of=day, within=True) if "US003" in c.ids]


def test_kyiv_asks_for_more_than_is_offered(whole) -> None:
    found = pairs(whole.conflicts(as_of=DAY, actors=["ukraine", "united-states", "donald-trump"]))
    assert both("US009 UA006", "US010 UA012") <= found
    assert both("US033 UA031") <= pairs(whole.conflicts(as_of="2026-01-28"))


def test_guarantees_and_withdrawal_wait_for_each_other(whole) -> None:
    def circles(day: str) -> set[frozenset[str]]:
        parts = whole.orders(as_of=day).to_dict()["components"]
        return {frozenset(c["members"]) for part in parts for c in part["contradictions"]}

    # ceasefire < agreement (Europe), agreement < guarantees (United States, as reported), guarantees < withdrawal (Ukraine),
    # withdrawal < ceasefire (Russia)
    assert frozenset(("SQ014", "SQ049", "SQ050", "SQ025")) in circles("2026-01-27")
    assert not [members for members in circles("2026-01-26") if members & {"SQ049", "SQ050"}]


# 7. Where is a red line on both sides? (what is said in 2026)


def test_the_red_lines_on_donbas_still_meet_in_2026(whole) -> None:
    hard = {frozenset(c.ids) for c in whole.conflicts(as_of="2026-02-20", actors=["russia", "ukraine"]) if c.hard}
    assert both("RU040 UA018", "RU040 UA036", "RU007 UA018", "RU007 UA036") <= hard


def test_the_truce_order_was_a_red_line_of_both_until_august_2025(whole) -> None:
    assert both("RU030 UA028") <= {frozenset(c.ids) for c in whole.conflicts(as_of="2025-08-17") if c.hard}
    assert not both("RU030 UA028") & pairs(whole.conflicts(as_of="2025-08-19"))


# 8. Which draft is closest to which side?


def sides(dataset, plan: str, actor: str, day: str) -> tuple[list[str], list[str]]:
    """The clauses of a plan that an actor is pro and those that it is contra, by what it demands and what it refuses."""
    graph = entailments(dataset)
    rows = [
        h.row for h in in_force(dataset, date.fromisoformat(day)).positions if h.row.actor == actor and ":" not in h.row.demand
    ]
    clauses = [c for c in dataset.clauses if c.proposal == plan and c.demand]
    pro = [c.number for c in clauses if any(p.stance.pro and c.demand in graph.needed(p.demand) for p in rows)]
    contra = [c.number for c in clauses if any(p.stance.contra and p.demand in graph.needed(c.demand) for p in rows)]
    return sorted(pro), sorted(contra)


def test_the_28_points_are_closer_to_moscow(dataset) -> None:
    # c3 freeze of Kherson and Zaporizhzhia (RU031), c6 no NATO troops (RU046, UA046), c11 membership in the EU (RU035, UA013),
    # c2 Donetsk region left (UA018), c4 600,000 (UA045, until 23 December)
    assert sides(dataset, "28-points", "russia", "2025-11-22") == (["c11", "c3", "c6"], [])
    assert sides(dataset, "28-points", "ukraine", "2025-11-22") == ([], ["c4", "c6"])
    assert sides(dataset, "28-points", "russia", DAY) == (["c11", "c3", "c6"], [])
    assert sides(dataset, "28-points", "ukraine", DAY) == (["c11"], ["c2", "c6"])


def test_the_20_points_are_closer_to_kyiv(dataset) -> None:
    # all but c12, whose holders are Ukraine and the United States together; of them Russia shares c4, no nuclear weapons
    assert sides(dataset, "20-points", "ukraine", DAY) == (sorted(f"c{n}" for n in range(1, 12)), [])
    assert sides(dataset, "20-points", "russia", DAY) == (["c4"], [])


def test_each_draft_is_closer_to_one_side(dataset) -> None:
    def balance(plan: str) -> Counter[str]:
        counts = {actor: sides(dataset, plan, actor, DAY) for actor in ("russia", "ukraine")}
        return Counter({actor: len(pro) - len(contra) for actor, (pro, contra) in counts.items()})

    assert balance("28-points") == {"russia": 3, "ukraine": -1}
    assert balance("20-points") == {"russia": 1, "ukraine": 11}


# 10. Minsk: border or elections first.


def test_the_two_orders_of_minsk_contradict_each_other_in_2020(whole) -> None:
    orders = whole.orders(as_of="2020-06-01").to_dict()
    (part,) = orders["components"]
    assert [sorted(c["members"]) for c in part["contradictions"]] == [["SQ079", "SQ081"]]
    assert sorted(part["steps"]) == ["local-elections-in-donbas", "ukrainian-border-control"]
    (found,) = whole.conflicts(as_of="2020-06-01")
    assert (found.rule, found.hard, set(found.ids)) == ("order", True, {"SQ079", "SQ081"})
    basis = {row.id: row.basis for row in whole.dataset.sequencing}
    assert (basis["SQ079"], basis["SQ081"]) == ("MK001", "MK003")


def test_the_contradiction_of_minsk_lasts_until_february_2022(whole) -> None:
    assert whole.orders(as_of="2020-02-12").consistent
    assert not whole.orders(as_of="2022-02-24").consistent
    assert whole.orders(as_of="2022-02-25").consistent


def test_nothing_on_record_bridges_border_and_elections(whole, dataset) -> None:
    steps = {"local-elections-in-donbas", "ukrainian-border-control"}
    assert [q.id for q in dataset.sequencing if {q.first, q.then} == steps] == ["SQ079", "SQ081"]
    formula = [q for q in dataset.sequencing if q.basis == "MK005"]
    assert {step for q in formula for step in (q.first, q.then)} == {
        *("temporary-special-status", "permanent-special-status", "local-elections-in-donbas"),  # the border is not among them
    }
    assert not [s.id for s in dataset.scenarios if any(id in " ".join(s.changes) for id in ("SQ079", "SQ081", "MK00"))]
    plan = dataset.by_id("proposals")["minsk-order-of-steps"]
    assert (plan.status, plan.proposed_by) == ("rejected", ())

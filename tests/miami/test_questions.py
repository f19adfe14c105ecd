"""Questions an analyst asks of these rows, with the answers worked out from the fact base by hand."""

from __future__ import annotations

import pytest

DAY = "2025-12-29"


def pairs(found) -> set[frozenset[str]]:
    """The two rows of each finding."""
    return {frozenset((item["a"]["position"], item["b"]["position"])) for item in found.to_dict()["items"]}


def both(*rows: str) -> set[frozenset[str]]:
    """``both("A B", "C D")`` are two pairs."""
    return {frozenset(row.split()) for row in rows}


def component(orders, step: str) -> dict:
    (found,) = [c for c in orders.to_dict()["components"] if step in c["steps"]]
    return found


# 1. Who wants the truce first and who wants the deal first?


def test_russia_makes_a_ceasefire_wait_for_a_deal_or_a_withdrawal(dataset) -> None:
    waits = {p.id: p.only_if for p in dataset.positions if p.id in ("RU004", "RU020", "RU025")}
    assert waits == {"RU004": ("peace-agreement",), "RU020": ("leave-held-donbas",), "RU025": ("leave-four-regions",)}


def test_those_who_want_the_truce_first_clash_with_russia(miami) -> None:
    found = pairs(miami.conflicts(as_of=DAY, issues="ceasefire"))
    assert both("UA002 RU001", "UA002 RU006", "EU001 RU006", "EU017 RU028") <= found
    assert both("RU020 EU017") <= pairs(miami.conflicts(as_of=DAY))


def test_the_unclear_position_of_trump_fires_no_rule(miami) -> None:
    assert not [c for c in miami.conflicts(as_of=DAY, within=True) if {"US008", "US037"} & set(c.ids)]


def test_the_view_that_the_kremlin_ascribes_to_trump_is_marked_so(miami) -> None:
    found = [c for c in miami.conflicts(as_of=DAY, actors="donald-trump").to_dict()["items"] if "US007" in c["b"]["position"]]
    assert {c["b"]["mode"] for c in found} == {"byOpponent"}
    assert {c["a"]["position"] for c in found} >= {"EU001", "UA002", "UA037"}


# 2. Is there any order of steps at Miami that all could live with?


def test_no_order_of_steps_satisfies_all_at_miami(miami) -> None:
    orders = miami.orders(as_of=DAY)
    assert not orders.consistent
    miami_steps = component(orders, "referendum")
    found = sorted(sorted(c["members"]) for c in miami_steps["contradictions"])
    assert found == [["REL-agreement", "SQ001", "SQ003", "SQ009"], ["SQ001", "SQ014"]]
    assert sorted(miami_steps["steps"]) == ["ceasefire", "final-agreement", "peace-agreement", "referendum"]


def test_each_pair_of_holders_whose_orders_clash_is_a_conflict(miami) -> None:
    found = pairs(miami.conflicts(as_of=DAY, rules="order"))
    assert found == both("SQ001 SQ014", "SQ001 SQ003", "SQ001 SQ009", "SQ059 SQ060")


def test_an_older_knot_stands_apart_from_it(miami) -> None:
    orders = miami.orders(as_of=DAY)
    assert len(orders.to_dict()["components"]) == 2
    assert [sorted(c["members"]) for c in component(orders, "black-sea-truce")["contradictions"]] == [["SQ059", "SQ060"]]


def test_the_ukrainian_cycle_rests_on_the_coding_choice_and_the_european_one_does_not(miami) -> None:
    apart = component(miami.orders(as_of=DAY, without="REL-agreement"), "ceasefire")
    assert [sorted(c["members"]) for c in apart["contradictions"]] == [["SQ001", "SQ014"]]


def test_before_russia_stated_the_order_again_only_the_older_knot_stood(miami) -> None:
    steps = [set(c["steps"]) for c in miami.orders(as_of="2025-12-28").to_dict()["components"]]
    assert steps == [{"black-sea-truce", "sanctions-relief"}]


# 3. What is the smallest thing someone must give up to break it?


def test_only_the_order_of_russia_breaks_both_cycles_at_once(miami) -> None:
    ways = component(miami.orders(as_of=DAY), "referendum")["concessions"]
    assert ways[0]["withdraw"] == ["SQ001"]
    assert ways[0]["by"] == {"russia": 1}
    assert sorted(sorted(way["withdraw"]) for way in ways) == [["SQ001"], ["SQ003", "SQ014"], ["SQ009", "SQ014"]]
    # red line 1 x unknown salience 0.5, against firm 0.75 x 0.5 twice
    assert [way["cost"] for way in ways] == pytest.approx([0.5, 0.75, 0.75])


@pytest.mark.parametrize("row", ["SQ003", "SQ009"])
def test_a_vote_in_parliament_instead_of_a_referendum_breaks_only_the_first(miami, row) -> None:
    left = component(miami.orders(as_of=DAY, without=row), "ceasefire")["contradictions"]
    assert [sorted(c["members"]) for c in left] == [["SQ001", "SQ014"]]


# 4. Where do Moscow and Kyiv already overlap?


def test_moscow_and_kyiv_overlap_where_the_fact_base_says(miami) -> None:
    found = pairs(miami.overlaps(as_of=DAY, actors=["russia", "ukraine"]))
    assert both("RU035 UA013", "RU051 UA014", "RU029 UA014", "RU057 UA017", "RU030 UA029", "RU034 UA030") <= found
    assert not both("RU057 UA051") & found  # UA017 repeats it


def test_the_common_ground_of_moscow_and_kyiv(miami) -> None:
    ground = miami.ground(["russia", "ukraine"], as_of=DAY).to_dict()
    common = {item["demand"] for item in ground["common"]}
    assert {
        "eu-membership",
        "nuclear-weapon-free-status",
        "non-aggression-pledges",
        "larger-prisoner-exchange",
        "elections",
    } <= common
    assert "working-groups-on-security-and-economy" in {item["demand"] for item in ground["uncontested"]}
    contested = {item["demand"] for item in ground["contested"]}
    assert {"recognition-of-annexed-territories", "leave-held-donbas", "ceasefire-during-referendum-preparation"} <= contested


# 5. What has Kyiv moved on? (what falls in the window)


def test_kyiv_moved_from_no_limits_to_a_number(miami) -> None:
    issue = {"issues": "army-size", "actors": ["russia", "ukraine"]}
    assert both("RU047 UA045") <= pairs(miami.conflicts(as_of="2025-12-23", **issue))
    assert not both("RU047 UA045") & pairs(miami.conflicts(as_of="2025-12-24", **issue))
    assert both("RU047 UA011") <= pairs(miami.overlaps(as_of="2025-12-24", **issue))


def test_kyiv_offered_to_drop_the_bid_for_membership(dataset) -> None:
    changes = {p.id: p.revises for p in dataset.positions if p.revision_reason == "change"}
    assert changes == {"UA011": "UA045", "UA026": "UA047", "US012": "US026"}
    assert dataset.by_id("positions")["UA026"].only_if == ("guarantees-article-5-level",)


def test_kyiv_did_not_move_on_recognition_or_a_one_sided_withdrawal(miami) -> None:
    held = {c.b.position for c in miami.conflicts(as_of=DAY, actors=["russia", "ukraine"], rules="contradiction")}
    assert {"UA048", "UA018"} <= held


# 6. What is Washington really offering as a guarantee?


def test_the_guarantee_of_the_united_states_is_open_between_two_levels(miami, dataset) -> None:
    row = dataset.by_id("positions")["US003"]
    assert (row.demand, str(row.stance)) == ("issue:security-guarantees", "undefined")
    rank = {d.id: d.rank for d in dataset.demands}
    assert (rank[row.lower], rank[row.upper]) == (1, 5)
    assert not [c for c in miami.conflicts(as_of=DAY, within=True) if "US003" in c.ids]


def test_fifteen_years_miss_thirty_by_fifteen(miami) -> None:
    (found,) = miami.conflicts(as_of=DAY, issues="guarantee-duration").to_dict()["items"]
    assert {found["a"]["position"], found["b"]["position"]} == {"US009", "UA006"}
    assert (found["rule"], found["parts"]["gap"], found["parts"]["unit"]) == ("range", 15, "years")


def test_europe_first_clashes_with_a_guarantee_from_washington_itself(miami) -> None:
    assert both("US010 UA012") <= pairs(miami.conflicts(as_of=DAY, rules="incompatible"))


# 7. Where is a red line on both sides?


def test_red_lines_meet_on_recognition_donbas_and_neutrality(miami) -> None:
    hard = {frozenset(c.ids) for c in miami.conflicts(as_of=DAY, actors=["russia", "ukraine"]) if c.hard}
    assert hard == both(
        *("RU003 UA048", "RU033 UA048", "RU033 UA058"),  # recognition
        *("RU007 UA018", "RU008 UA018", "RU013 UA018"),  # the held part of Donbas
        *("RU020 UA018", "RU025 UA018"),  # a ceasefire only after leaving it
        "RU046 UA044",  # neutrality
    )


# 8. Which draft is closest to which side?


def test_the_28_points_stood_with_russia_on_troops_and_army_and_against_ukraine(miami) -> None:
    against = pairs(miami.conflicts(as_of="2025-11-22", actors=["united-states", "ukraine"]))
    assert against == both("US018 UA045", "US019 UA047", "US020 UA046")
    assert pairs(miami.conflicts(as_of="2025-11-22", actors=["united-states", "russia"])) == both("US021 RU055")
    together = pairs(miami.overlaps(as_of="2025-11-22", actors=["united-states", "russia"]))
    assert both("US018 RU047", "US020 RU046", "US017 RU031", "US025 RU035") <= together


def test_the_e3_text_stands_with_ukraine_on_army_guarantees_and_elections(miami) -> None:
    together = pairs(miami.overlaps(as_of=DAY, actors=["e3", "ukraine"]))
    assert both("EU008 UA011", "EU015 UA012", "EU012 UA015", "EU009 UA049") <= together


# 10. Minsk: border or elections first.


def test_of_the_two_orders_of_minsk_only_the_russian_one_is_still_on_record(miami) -> None:
    steps = {"local-elections-in-donbas", "ukrainian-border-control"}
    assert [row.id for row in miami.dataset.sequencing if {row.first, row.then} == steps] == ["SQ081"]


# The three warnings of the fact base


def test_what_a_holder_says_against_itself_is_shown_and_not_resolved(miami) -> None:
    found = miami.conflicts(as_of=DAY, within=True)
    own = {frozenset(c.ids) for c in found if c.within}
    assert own == both(
        *("UA001 UA015",),  # elections before an agreement as reported, after signing in the own text
        *("RU055 RU005", "RU056 RU006"),  # June and December 2025
        *("RU012 RU006", "RU012 RU001"),  # an unnamed official against the Kremlin
        *("UA055 UA044", "UA003 UA005", "RU034 RU002", "RU034 RU009"),
    )
    assert not [c for c in miami.conflicts(as_of=DAY) if c.within]

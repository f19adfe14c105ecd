"""Each rule of conflict, where it fires and where it does not."""

from datetime import UTC, date, datetime

import pandas
import pytest

from posgraph.analysis.conflicts import conflicts
from posgraph.errors import UnknownName, UsageError
from tests.analysis.toys import NOW, Clause, Demand, Issue, order, position, relation, toy


def found(dataset, *rules, **asked):
    """Rule, sides and chain of each conflict."""
    items = conflicts(dataset, **{"as_of": NOW, "rules": rules, **asked}).items
    return [(c.rule, c.a.position, c.b.position, " > ".join(c.chain)) for c in items]


def test_pro_and_contra_of_one_demand_is_a_contradiction() -> None:
    d = toy([position("p", "n", "vote"), position("q", "s", "vote", "opposes")])
    assert found(d) == [("contradiction", "p", "q", "vote")]


def test_two_that_want_the_same_do_not_conflict() -> None:
    assert found(toy([position("p", "n", "vote"), position("q", "s", "vote", "accepts")])) == []


@pytest.mark.parametrize("stance", ["ambiguous", "undefined", "neutral"])
def test_a_stance_without_a_sign_conflicts_with_nothing(stance) -> None:
    d = toy(
        [
            position("p", "n", "vote"),
            position("q", "s", "vote", stance, only_if=("narrow",)),
            position("r", "t", "narrow", only_if=("vote",)),
            position("u", "s", "wide", stance),
        ],
        [
            order("o", "n", "vote before wide"),
            order("x", "s", "wide before vote", stance),
            order("y", "s", "vote before wide", stance),
        ],
        [relation("narrow entails wide"), relation("narrow incompatible vote")],
        actors="n s t",
    )
    assert [c for c in found(d) if c[1] in ("q", "u", "x", "y") or c[2] in ("q", "u", "x", "y")] == []


def test_no_to_the_wide_is_no_to_the_narrow() -> None:
    d = toy([position("p", "n", "narrow"), position("q", "s", "wide", "rejects")], relations=[relation("narrow entails wide")])
    assert found(d) == [("refused-consequence", "p", "q", "narrow > wide")]


def test_no_to_the_narrow_says_nothing_of_the_wide() -> None:
    d = toy([position("p", "n", "wide"), position("q", "s", "narrow", "rejects")], relations=[relation("narrow entails wide")])
    assert found(d) == []


def test_a_refused_requirement_is_a_refused_consequence_with_its_relations() -> None:
    d = toy(
        [position("p", "n", "a"), position("q", "s", "d", "rejects")],
        relations=[relation("a entails b"), relation("b same c"), relation("c requires d")],
    )
    assert found(d) == [("refused-consequence", "p", "q", "a > b > c > d")]
    parts = conflicts(d, NOW).items[0].to_dict()["parts"]
    assert parts["relations"] == ["a.entails.b", "b.same.c", "c.requires.d"]


def test_every_claim_of_a_relation_on_the_chain_is_evidence() -> None:
    twice = [relation("a entails b"), relation("a requires b")]
    d = toy([position("p", "n", "a"), position("q", "s", "b", "rejects")], relations=twice)
    assert conflicts(d, NOW).items[0].parts["relations"] == ("a.entails.b", "a.requires.b")


def test_the_shortest_chain_is_reported_and_of_equals_the_first_by_id() -> None:
    ways = [
        relation("a entails y"),
        relation("y entails z"),
        relation("a entails x"),
        relation("x entails z"),
        relation("x entails w"),
        relation("w entails z"),
    ]
    d = toy([position("p", "n", "a"), position("q", "s", "z", "rejects")], relations=ways)
    assert found(d) == [("refused-consequence", "p", "q", "a > x > z")]


def test_consequences_declared_incompatible_conflict() -> None:
    d = toy(
        [position("p", "n", "a"), position("q", "s", "b")],
        relations=[relation("a entails m"), relation("b entails k"), relation("k incompatible m")],
    )
    assert found(d) == [("incompatible", "p", "q", "a > m > k > b")]
    assert conflicts(d, NOW).items[0].parts["relations"] == ("a.entails.m", "k.incompatible.m", "b.entails.k")


def test_a_requirement_is_no_consequence_for_incompatibility() -> None:
    d = toy(
        [position("p", "n", "a"), position("q", "s", "b")], relations=[relation("a requires m"), relation("b incompatible m")]
    )
    assert found(d) == []


def test_one_demand_that_two_share_is_never_incompatible_with_itself() -> None:
    d = toy(
        [position("p", "n", "a"), position("q", "s", "a")],
        relations=[relation("a entails m"), relation("a entails k"), relation("k incompatible m")],
    )
    assert found(d) == []


EXCLUSIVE = Issue(id="where", label="Where", exclusive=True)
PLACES = [Demand(id=i, issue="where", label=i) for i in ("east", "north-east", "west")]


def test_options_of_an_exclusive_issue_conflict() -> None:
    d = toy([position("p", "n", "east"), position("q", "s", "west")], issues=[EXCLUSIVE], demands=PLACES)
    assert found(d) == [("exclusive", "p", "q", "east > west")]


def test_an_option_that_leads_to_another_does_not_exclude_it() -> None:
    for word in ("entails", "requires", "same"):
        d = toy(
            [position("p", "n", "east"), position("q", "s", "north-east")],
            issues=[EXCLUSIVE],
            demands=PLACES,
            relations=[relation(f"north-east {word} east")],
        )
        assert found(d, "exclusive") == []


def test_options_of_an_issue_that_is_not_exclusive_do_not_conflict() -> None:
    open_issue = [Issue(id="where", label="Where", exclusive=False)]
    assert found(toy([position("p", "n", "east"), position("q", "s", "west")], issues=open_issue, demands=PLACES)) == []


TROOPS = Issue(id="troops", label="Troops", unit="soldiers")


def ranges(**bounds):
    return [Demand(id=i, issue="troops", label=i, min=low, max=high) for i, (low, high) in bounds.items()]


def test_ranges_that_do_not_meet_conflict_and_the_gap_is_reported() -> None:
    d = toy(
        [position("p", "n", "few"), position("q", "s", "many")],
        issues=[TROOPS],
        demands=ranges(few=(None, 85_000), many=(600_000, 800_000)),
    )
    assert found(d) == [("range", "p", "q", "few > many")]
    parts = conflicts(d, NOW).items[0].to_dict()["parts"]
    assert (parts["gap"], parts["unit"]) == (515_000, "soldiers")


def test_ranges_that_touch_do_not_conflict() -> None:
    d = toy([position("p", "n", "few"), position("q", "s", "many")], issues=[TROOPS], demands=ranges(few=(0, 5), many=(5, 9)))
    assert found(d) == []


RANKS = [Demand(id=f"g{r}", issue="guarantee", label=f"g{r}", rank=r) for r in (1, 2, 3, 4)]
SCALE = Issue(id="guarantee", label="Guarantee")


def on_scale(*positions):
    return toy(positions, issues=[SCALE], demands=RANKS)


def test_lowest_of_one_above_highest_of_the_other_is_a_gap_on_the_scale() -> None:
    d = on_scale(position("p", "n", "g3"), position("p4", "n", "g4"), position("q", "s", "g2"), position("q1", "s", "g1"))
    assert found(d) == [("scale", "p", "q", "g3 > g2")]
    assert conflicts(d, NOW).items[0].to_dict()["parts"]["ranks"] == {"a": 3, "b": 2}


def test_holders_whose_ranks_meet_have_no_gap() -> None:
    assert found(on_scale(position("p", "n", "g2"), position("p4", "n", "g4"), position("q", "s", "g2"))) == []


@pytest.mark.parametrize(
    ("refusal", "hard"),
    [
        (None, False),
        (position("r", "s", "g3", "rejects", firmness=1.0), True),
        (position("r", "s", "g3", "opposes", firmness=0.75), False),
        (position("r", "s", "g4", "rejects", firmness=1.0), False),
        (position("r", "s", "g1", "rejects", firmness=1.0), False),
    ],
    ids=["no refusal", "a red line in between", "a refusal that may move", "a red line above", "a red line below"],
)
def test_a_gap_on_the_scale_is_hard_only_if_the_lower_side_draws_a_red_line_in_between(refusal, hard) -> None:
    p, q = position("p", "n", "g3", firmness=1.0), position("q", "s", "g2", firmness=1.0)
    rows = (p, q, refusal) if refusal else (p, q)
    assert [c.hard for c in conflicts(on_scale(*rows), NOW, rules=["R6"])] == [hard]


def test_a_wanted_order_that_another_rejects_conflicts_however_it_is_written() -> None:
    d = toy(orders=[order("o", "n", "truce before peace"), order("x", "s", "peace after truce", "rejects")])
    assert found(d) == [("refused-order", "o", "x", "truce > peace")]


def test_to_reject_the_reverse_order_is_no_conflict() -> None:
    assert found(toy(orders=[order("o", "n", "truce before peace"), order("x", "s", "peace before truce", "rejects")])) == []


def test_steps_that_are_the_same_count_as_one_and_the_relation_is_named() -> None:
    d = toy(
        orders=[order("o", "n", "truce before peace"), order("x", "s", "ceasefire before peace", "rejects")],
        relations=[relation("truce same ceasefire")],
    )
    assert found(d) == [("refused-order", "o", "x", "truce > peace")]
    assert conflicts(d, NOW).items[0].parts["relations"] == ("truce.same.ceasefire",)


def test_to_refuse_a_wider_order_is_to_refuse_the_narrower_and_not_the_reverse() -> None:
    d = toy(orders=[order("o", "n", "truce meets peace"), order("x", "s", "truce before peace", "rejects")])
    assert len(found(d)) == 1
    d = toy(orders=[order("o", "n", "truce before peace"), order("x", "s", "truce meets peace", "rejects")])
    assert found(d) == []
    d = toy(orders=[order("o", "n", "vote equals truce"), order("x", "s", "vote with truce", "rejects")])
    assert len(found(d)) == 1


def test_two_that_wait_for_each_other_are_in_deadlock() -> None:
    d = toy(
        [
            position("p", "n", "truce", "conditional", only_if=("peace",)),
            position("q", "s", "peace", "conditional", only_if=("truce",)),
        ]
    )
    assert found(d, "deadlock") == [("deadlock", "p", "q", "truce > peace > truce")]
    assert conflicts(d, NOW, rules=["deadlock"]).items[0].to_dict()["parts"]["cycle"] == ["p", "q"]


def test_a_deadlock_may_go_round_three_holders() -> None:
    d = toy([
        position("p", "n", "a", "conditional", only_if=("b",)),
        position("q", "s", "b", "conditional", only_if=("c",)),
        position("r", "t", "c", "conditional", only_if=("a",)),
    ])  # fmt: skip
    assert [(a, b) for _, a, b, _ in found(d, "deadlock")] == [("p", "q"), ("p", "r"), ("q", "r")]
    assert conflicts(d, NOW, rules=["deadlock"]).items[0].parts["cycle"] == ("p", "q", "r")


def test_who_waits_for_somebody_that_moves_freely_is_in_no_deadlock() -> None:
    d = toy(
        [
            position("p", "n", "truce", "conditional", only_if=("peace",)),
            position("q", "s", "peace", "conditional", only_if=("vote",)),
        ]
    )
    assert found(d, "deadlock") == []


def test_to_wait_for_what_another_refuses_is_a_deadlock_even_where_only_a_consequence_is_refused() -> None:
    d = toy(
        [position("p", "n", "truce", "conditional", only_if=("peace",)), position("q", "s", "treaty", "rejects")],
        relations=[relation("peace requires treaty")],
    )
    assert found(d, "deadlock") == [("deadlock", "p", "q", "truce > peace > treaty")]
    assert conflicts(d, NOW, rules=["deadlock"]).items[0].parts["relations"] == ("peace.requires.treaty",)


def test_a_refusal_blocks_those_who_wait_for_whoever_waits_for_it() -> None:
    d = toy([
        position("p", "n", "a", "conditional", only_if=("b",)),
        position("q", "s", "b", "conditional", only_if=("c",)),
        position("r", "t", "c", "rejects"),
    ])  # fmt: skip
    assert found(d, "deadlock") == [("deadlock", "p", "r", "a > b > c"), ("deadlock", "q", "r", "b > c")]


def test_same_demands_close_a_circle_of_waiting() -> None:
    d = toy(
        [
            position("p", "n", "truce", "conditional", only_if=("peace",)),
            position("q", "s", "treaty", "conditional", only_if=("ceasefire",)),
        ],
        relations=[relation("peace same treaty"), relation("truce same ceasefire")],
    )
    assert found(d, "deadlock") == [("deadlock", "p", "q", "truce > peace > treaty > ceasefire > truce")]
    assert conflicts(d, NOW, rules=["R9"]).items[0].parts["relations"] == ("peace.same.treaty", "truce.same.ceasefire")


def test_a_position_on_a_clause_counts_for_the_demand_of_the_clause() -> None:
    d = toy(
        [position("p", "n", "clause:plan/7"), position("q", "s", "wide", "rejects"), position("r", "s", "clause:plan/8")],
        relations=[relation("narrow entails wide")],
        clauses=[Clause(proposal="plan", number="7", demand="narrow"), Clause(proposal="plan", number="8")],
    )
    assert found(d) == [("refused-consequence", "p", "q", "clause:plan/7 > narrow > wide")]


def test_no_rule_fires_on_a_position_on_an_issue() -> None:
    assert found(toy([position("p", "n", "issue:misc"), position("q", "s", "issue:misc", "rejects")])) == []


def test_one_holder_conflicts_with_itself_only_when_asked() -> None:
    d = toy([position("p", "n", "vote"), position("q", "n", "vote", "rejects"), position("r", "s", "vote", "rejects")])
    assert found(d) == [("contradiction", "p", "r", "vote")]
    both = conflicts(d, NOW, within=True)
    assert [(c.ids, c.to_dict()["self"]) for c in both] == [(("p", "q"), True), (("p", "r"), False)]
    assert both.items[0].a.disputed


def test_severity_is_the_lesser_side_and_unknowns_are_named() -> None:
    d = toy([
        position("p", "n", "vote", "supports", salience=0.8, confidence=0.9),
        position("q", "s", "vote", "rejects", salience=0.6),
    ])  # fmt: skip
    (only,) = conflicts(d, NOW).items
    assert only.severity == pytest.approx(0.3)  # n 0.75·0.8·0.9 = 0.54; s 1·0.6·0.5 = 0.3
    assert only.parts["b"] == {"polarity": -1.0, "salience": 0.6, "confidence": 0.5, "assumed": ["confidence"]}
    assert only.parts["a"]["assumed"] == []


def test_two_red_lines_are_hard_and_an_unknown_firmness_is_not() -> None:
    red = {"firmness": 1.0}
    assert conflicts(toy([position("p", "n", "v", **red), position("q", "s", "v", "rejects", **red)]), NOW).items[0].hard
    assert not conflicts(toy([position("p", "n", "v", **red), position("q", "s", "v", "rejects")]), NOW).items[0].hard


def test_items_come_by_severity_then_rule_then_ids() -> None:
    d = toy(
        [
            position("p", "n", "narrow", salience=1, confidence=1),
            position("q", "s", "wide", "rejects", salience=1, confidence=1),
            position("q2", "s", "narrow", "opposes", salience=1, confidence=1),
            position("q3", "t", "narrow", "opposes", salience=1, confidence=1),
            position("q4", "t", "wide", "opposes", salience=1, confidence=1),
        ],
        relations=[relation("narrow entails wide")],
    )
    assert [(c.severity, c.b.position) for c in conflicts(d, NOW)] == [(1.0, "q"), (0.5, "q2"), (0.5, "q3"), (0.5, "q4")]


def test_a_conflict_lasts_while_both_sides_do() -> None:
    d = toy(
        [
            position("p", "n", "vote", begin="2025-01", end="2026-06"),
            position("q", "s", "vote", "rejects", "2025-12"),
            position("q2", "s", "vote", "accepts", "2026-02"),
        ]
    )
    item = conflicts(d, NOW).items[0].to_dict()
    assert (item["from"], item["until"]) == ("2025-12-01", "2026-01-31")
    assert found(d, as_of=date(2026, 2, 1)) == []


def test_ever_needs_validity_that_overlaps() -> None:
    d = toy(
        [
            position("p", "n", "vote", begin="2025-01", end="2025-02"),
            position("q", "s", "vote", "rejects", "2025-03"),
            position("r", "t", "vote", "rejects", "2025-02"),
        ]
    )
    assert found(d) == []
    assert found(d, as_of=None, ever=True) == [("contradiction", "p", "r", "vote")]
    assert conflicts(d, ever=True).to_dict()["as_of"] is None


def test_ever_finds_gaps_on_a_scale_that_have_closed() -> None:
    d = on_scale(
        position("p", "n", "g3", begin="2025-01"),
        position("q", "s", "g2", begin="2025-01"),
        position("q3", "s", "g3", begin="2025-06"),
    )
    assert found(d, "scale") == []
    assert found(d, "scale", as_of=None, ever=True) == [("scale", "p", "q", "g3 > g2")]


def test_one_actor_keeps_its_conflicts_and_two_only_those_between_them() -> None:
    d = toy([position("p", "n", "v"), position("q", "s", "v", "rejects"), position("r", "t", "v", "rejects")])
    assert [c[1:3] for c in found(d, actors=["s"])] == [("p", "q")]
    assert [c[1:3] for c in found(d, actors=["n"])] == [("p", "q"), ("p", "r")]
    assert [c[1:3] for c in found(d, actors=["n", "t"])] == [("p", "r")]
    assert found(d, actors=["s", "t"]) == []


def test_an_issue_stands_with_all_below_it() -> None:
    issues = [Issue(id="land", label="Land"), Issue(id="donbas", label="Donbas", broader="land"), Issue(id="arms", label="Arms")]
    demands = [Demand(id="leave", issue="donbas", label="Leave"), Demand(id="cap", issue="arms", label="Cap")]
    d = toy(
        [
            position("p", "n", "leave"),
            position("q", "s", "leave", "rejects"),
            position("r", "n", "cap"),
            position("u", "s", "cap", "rejects"),
        ],
        issues=issues,
        demands=demands,
    )
    assert [c[1:3] for c in found(d, issues=["land"])] == [("p", "q")]
    assert [c[1:3] for c in found(d, issues="donbas")] == [("p", "q")]
    assert len(found(d, issues=["arms", "land"])) == 2


def test_rules_go_by_name_or_notation() -> None:
    d = toy(
        [position("p", "n", "narrow"), position("q", "s", "wide", "rejects"), position("r", "s", "narrow", "rejects")],
        relations=[relation("narrow entails wide")],
    )
    assert [c[0] for c in found(d, "R1")] == [c[0] for c in found(d, "contradiction")] == ["contradiction"]
    assert [c[0] for c in found(d, "r2", "R3")] == ["refused-consequence"]


def test_unknown_names_come_back_with_a_near_match() -> None:
    d = toy([position("p", "n", "vote")])
    for asked, name, hint in [
        ({"actors": ["N"]}, "N", "n"),
        ({"issues": ["mics"]}, "mics", "misc"),
        ({"rules": ["contradicton"]}, "contradicton", "contradiction"),
        ({"without": ["pp"]}, "pp", ""),
    ]:
        with pytest.raises(UnknownName) as caught:
            conflicts(d, NOW, **asked)
        assert (caught.value.fault.value, caught.value.fault.hint) == (name, hint)


def test_a_date_that_is_none_is_refused() -> None:
    d = toy([position("p", "n", "vote")])
    for asked in (
        {"as_of": "2025-13-01"},
        {"as_of": "soon"},
        {"as_of": 20251229},
        {"as_of": pandas.NaT},
        {"as_of": NOW, "ever": True},
        {"limit": -1},
    ):
        with pytest.raises(UsageError):
            conflicts(d, **asked)


def test_of_a_time_its_date_counts() -> None:
    d = toy([position("p", "n", "v", begin="2025-12-29", end="2025-12-29"), position("q", "s", "v", "rejects")])
    for moment in (datetime(2025, 12, 29, 23, 59), datetime(2025, 12, 29, tzinfo=UTC), pandas.Timestamp("2025-12-29 08:00")):
        assert found(d, as_of=moment) == found(d, as_of="2025-12-29") == [("contradiction", "p", "q", "v")]
        assert conflicts(d, moment).to_dict()["as_of"] == "2025-12-29"


def test_a_report_that_has_ended_no_longer_disputes_the_other() -> None:
    d = toy([
        position("p", "n", "v", begin="2025-01", end="2025-06"),
        position("q", "n", "v", "rejects", begin="2025-01"),
        position("r", "s", "v"),
    ])  # fmt: skip
    for asked, disputed in (({"as_of": "2025-06-30"}, True), ({"as_of": "2025-07-01"}, False), ({"ever": True}, True)):
        assert [c.b.disputed for c in conflicts(d, **asked) if c.ids == ("r", "q")] == [disputed]


def test_ever_on_a_scale_a_report_stays_disputed_that_ever_was() -> None:
    d = on_scale(
        position("p", "n", "g3", begin="2025-01"),
        position("p2", "n", "g3", "rejects", begin="2025-01", end="2025-02"),
        position("q", "s", "g2", begin="2025-06"),
    )
    (only,) = conflicts(d, ever=True, rules=["R6"]).items
    assert (only.ids, only.a.disputed) == (("p", "q"), True)


def test_without_imagines_rows_and_relations_away() -> None:
    d = toy([position("p", "n", "narrow"), position("q", "s", "wide", "rejects")], relations=[relation("narrow entails wide")])
    assert found(d, without=["q"]) == found(d, without=["narrow.entails.wide"]) == []
    assert len(found(d)) == 1


def test_the_limit_keeps_the_most_severe() -> None:
    d = toy([position("p", "n", "v"), position("q", "s", "v", "opposes"), position("r", "t", "v", "rejects")])
    assert [c[2] for c in found(d, limit=1)] == ["r"]
    assert found(d, limit=0) == []


def test_the_network_of_conflicts_sums_severities() -> None:
    d = toy(
        [
            position("p", "n", "v"),
            position("q", "s", "v", "rejects"),
            position("p2", "n", "w"),
            position("q2", "s", "w", "rejects"),
        ]
    )
    edge = conflicts(d, NOW).graph().edges["n", "s"]
    assert (edge["weight"], edge["count"], edge["sign"]) == (0.5, 2, -1)
    assert {c.ids for c in edge["items"]} == {("p", "q"), ("p2", "q2")}


def test_a_notebook_shows_conflicts_as_a_table_with_escaped_text() -> None:
    d = toy([position("p", "n", "v", quote="<b>"), position("q", "s", "v", "rejects")])
    html = conflicts(d, NOW)._repr_html_()
    assert "<td>contradiction</td>" in html
    assert "&lt;b&gt;" in html

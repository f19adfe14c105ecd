"""Each kind of overlap, where it is found and where not."""

import pytest

from posgraph.analysis.overlaps import overlaps
from tests.analysis.toys import NOW, Demand, Issue, order, position, relation, toy


def found(dataset, *kinds, **asked):
    items = overlaps(dataset, **{"as_of": NOW, "kinds": kinds, **asked}).items
    return [(o.kind, o.a.position, o.b.position, " > ".join(o.chain)) for o in items]


def test_two_that_want_one_demand_share_it() -> None:
    d = toy(
        [position("p", "n", "vote", "accepts", salience=0.8, confidence=1), position("q", "s", "vote", salience=1, confidence=1)]
    )
    assert found(d) == [("shared", "p", "q", "vote")]
    assert overlaps(d, NOW).items[0].strength == pytest.approx(0.4)  # 0.5·0.8·1


def test_two_that_refuse_one_demand_share_the_refusal() -> None:
    assert found(toy([position("p", "n", "vote", "opposes"), position("q", "s", "vote", "rejects")])) == [
        ("shared-refusal", "p", "q", "vote")
    ]


def test_refusals_of_the_same_demand_under_two_ids_are_shared() -> None:
    d = toy(
        [position("p", "n", "truce", "rejects"), position("q", "s", "ceasefire", "rejects")],
        relations=[relation("truce same ceasefire")],
    )
    assert found(d) == [("shared-refusal", "q", "p", "ceasefire > truce")]


def test_yes_to_the_narrow_is_implied_yes_to_the_wide() -> None:
    d = toy([position("p", "n", "narrow"), position("q", "s", "wide")], relations=[relation("narrow entails wide")])
    assert found(d) == [("implied", "p", "q", "narrow > wide")]


def test_a_requirement_implies_nothing() -> None:
    assert found(toy([position("p", "n", "a"), position("q", "s", "b")], relations=[relation("a requires b")])) == []


def test_demands_that_are_the_same_are_implied_once() -> None:
    d = toy([position("p", "n", "truce"), position("q", "s", "ceasefire")], relations=[relation("truce same ceasefire")])
    assert found(d) == [("implied", "q", "p", "ceasefire > truce")]


def test_pro_and_contra_share_nothing() -> None:
    assert found(toy([position("p", "n", "vote"), position("q", "s", "vote", "rejects")])) == []


TROOPS = Issue(id="troops", label="Troops", unit="soldiers")


def ranges(**bounds):
    return [Demand(id=i, issue="troops", label=i, min=low, max=high) for i, (low, high) in bounds.items()]


def test_ranges_that_meet_overlap_in_their_intersection() -> None:
    d = toy(
        [position("p", "n", "few"), position("q", "s", "many")], issues=[TROOPS], demands=ranges(few=(None, 700), many=(600, 800))
    )
    assert found(d) == [("range", "p", "q", "few > many")]
    parts = overlaps(d, NOW).items[0].to_dict()["parts"]
    assert (parts["range"], parts["unit"]) == ({"min": 600, "max": 700}, "soldiers")


def test_ranges_that_do_not_meet_do_not_overlap_even_where_a_wider_range_would() -> None:
    d = toy(
        [position("p", "n", "few"), position("q", "s", "many")],
        issues=[TROOPS],
        demands=ranges(few=(0, 1), many=(5, 6), wide=(0, 10)),
        relations=[relation("few entails wide")],
    )
    assert found(d) == []


def test_two_that_both_entail_one_range_overlap_in_it_unless_one_entails_the_other() -> None:
    rows, demands = [position("p", "n", "x"), position("q", "s", "y")], ranges(few=(1, 2))
    both = [relation("x entails few"), relation("y entails few")]
    d = toy(rows, issues=[TROOPS], demands=demands, relations=both)
    assert found(d) == [("range", "p", "q", "x > few > y")]
    assert overlaps(d, NOW).items[0].parts["range"] == {"min": 1, "max": 2}
    assert overlaps(d, NOW).items[0].parts["relations"] == ("x.entails.few", "y.entails.few")
    d = toy(rows, issues=[TROOPS], demands=demands, relations=[*both, relation("x entails y")])
    assert found(d) == [("implied", "p", "q", "x > y")]
    d = toy([rows[0], position("q", "s", "few")], issues=[TROOPS], demands=demands, relations=both[:1])
    assert found(d) == [("implied", "p", "q", "x > few")]


RANKS = [Demand(id=f"g{r}", issue="guarantee", label=f"g{r}", rank=r) for r in (1, 2, 3, 4)]


def on_scale(*positions):
    return toy(positions, issues=[Issue(id="guarantee", label="Guarantee")], demands=RANKS)


def test_ranks_between_lowest_and_highest_of_both_are_common() -> None:
    d = on_scale(position("p1", "n", "g1"), position("p3", "n", "g3"), position("q2", "s", "g2"), position("q4", "s", "g4"))
    assert found(d) == [("scale", "p3", "q2", "g3 > g2")]
    assert overlaps(d, NOW).items[0].to_dict()["parts"]["ranks"] == [2, 3]


def test_ranks_that_are_only_the_shared_demand_are_not_told_twice() -> None:
    assert found(on_scale(position("p", "n", "g2"), position("q", "s", "g2"))) == [("shared", "p", "q", "g2")]
    d = on_scale(position("p", "n", "g1"), position("p2", "n", "g2"), position("q", "s", "g2"), position("q3", "s", "g3"))
    assert found(d, "scale") == []


def test_ranks_that_do_not_meet_are_no_overlap() -> None:
    assert found(on_scale(position("p", "n", "g1"), position("q", "s", "g2"))) == []


def test_two_that_want_the_same_order_overlap_however_it_is_written() -> None:
    d = toy(
        orders=[
            order("o", "n", "truce before peace"),
            order("x", "s", "peace after truce"),
            order("y", "t", "peace before truce"),
        ]
    )
    assert found(d) == [("order", "o", "x", "truce > peace")]


def test_an_order_that_implies_the_other_overlaps_with_it() -> None:
    assert len(found(toy(orders=[order("o", "n", "truce meets peace"), order("x", "s", "truce before peace")]))) == 1
    assert found(toy(orders=[order("o", "n", "truce meets peace"), order("x", "s", "truce with peace")])) == []


def test_one_holder_overlaps_with_itself_only_when_asked() -> None:
    d = toy([position("p", "n", "narrow"), position("q", "n", "wide")], relations=[relation("narrow entails wide")])
    assert found(d) == []
    assert [o.within for o in overlaps(d, NOW, within=True)] == [True]


def test_the_shape_says_kind_and_strength() -> None:
    d = toy([position("p", "n", "vote"), position("q", "s", "vote")])
    item = overlaps(d, NOW).to_dict()["items"][0]
    assert list(item) == ["kind", "strength", "hard", "self", "issue", "a", "b", "chain", "from", "until", "parts"]
    assert overlaps(d, NOW).graph().edges["n", "s"]["sign"] == 1

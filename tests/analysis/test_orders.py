"""Orders of steps, worked out by hand."""

from __future__ import annotations

import json

import pytest

from posgraph.analysis.force import in_force
from posgraph.analysis.orders import contradictions, orders
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Issue
from tests.analysis.toys import NOW, Demand, order, position, relation, toy, when

AGREEMENT = relation("peace-agreement same final-agreement")

# The Miami talks at the end of December 2025, as in the bundled dataset: four orders wanted, three refused.
MIAMI = toy(
    orders=[
        order("SQ001", "russia", "peace-agreement before ceasefire", begin="2025-12-29", firmness=1.0),
        order("SQ003", "ukraine", "referendum before final-agreement", "supports", begin="2025-12-29", firmness=0.75),
        order("SQ004", "russia", "referendum before final-agreement", "rejects", begin="2025-12-29", firmness=0.75),
        order("SQ006", "russia", "ceasefire before referendum", "rejects", begin="2025-12-28", firmness=1.0),
        order("SQ007", "russia", "ceasefire before peace-agreement", "rejects", begin="2025-12-28", firmness=1.0),
        order("SQ009", "ukraine", "ceasefire before referendum", begin="2025-12-24", firmness=0.75),
        order("SQ014", "europe", "ceasefire before peace-agreement", "supports", begin="2025-12-28", firmness=0.75),
    ],
    relations=[AGREEMENT],
)


def members(result):
    return [c.members for part in result.components for c in part.contradictions]


def ways_out(result):
    return [[c.withdraw for c in part.concessions] for part in result.components]


def test_miami_holds_a_contradiction_of_two_and_one_of_three_that_rests_on_a_relation() -> None:
    found = orders(MIAMI, as_of="2025-12-29")
    assert not found.consistent
    assert members(found) == [("SQ001", "SQ014"), ("SQ001", "SQ003", "SQ009", AGREEMENT.id)]
    two, three = found.components[0].contradictions
    assert two.actors == ("europe", "russia")
    assert three.actors == ("russia", "ukraine")
    assert three.steps == ("peace-agreement", "ceasefire", "referendum", "final-agreement")
    assert str(three) == (
        "russia: peace-agreement before ceasefire (SQ001); ukraine: ceasefire before referendum (SQ009); "
        "ukraine: referendum before final-agreement (SQ003); "
        f"coder: peace-agreement is the same step as final-agreement ({AGREEMENT.id})"
    )


def test_at_miami_one_order_alone_undoes_both_contradictions_and_is_the_cheapest_way_out() -> None:
    found = orders(MIAMI, as_of="2025-12-29")
    # firmness × salience with salience unknown: SQ001 1 × 0.5; SQ003, SQ009, SQ014 0.75 × 0.5 each
    (part,) = found.components
    assert [(c.withdraw, c.cost) for c in part.concessions] == [
        (("SQ001",), 0.5), (("SQ003", "SQ014"), 0.75), (("SQ009", "SQ014"), 0.75),
    ]  # fmt: skip
    assert part.concessions[1].by == {"europe": 1, "ukraine": 1}
    assert part.concessions[0].assumed == {"SQ001": ("salience",)}
    assert found.cheapest.concession.withdraw == ("SQ001",)
    assert found.cheapest.proven
    assert {actor: [p.demand for p in ps] for actor, ps in found.cheapest.asks.items()} == {
        "russia": ["peace-agreement before ceasefire"]
    }
    assert [(s.step, s.rank, s.also) for s in found.roadmap] == [
        ("ceasefire", 1, ()), ("referendum", 2, ()), ("final-agreement", 3, ("peace-agreement",)),
    ]  # fmt: skip


def test_without_that_order_all_others_can_be_had() -> None:
    assert orders(MIAMI, as_of="2025-12-29", without="SQ001").consistent


def test_a_day_before_the_orders_are_stated_nothing_contradicts() -> None:
    found = orders(MIAMI, as_of="2025-12-27")
    assert found.consistent
    assert [p.position for p in found.preferences] == ["SQ009"]
    assert (found.cheapest.concession.withdraw, found.cheapest.concession.cost, found.cheapest.bound) == ((), 0.0, 0.0)


def test_without_the_relation_that_makes_two_steps_one_its_contradiction_is_gone() -> None:
    found = orders(MIAMI, as_of="2025-12-29", without=[AGREEMENT.id])
    assert members(found) == [("SQ001", "SQ014")]
    assert found.relations == ()


def test_relations_in_contradictions_are_shown_with_whoever_claims_them() -> None:
    (shown,) = orders(MIAMI, as_of="2025-12-29").to_dict()["relations"]
    assert shown == {
        "id": AGREEMENT.id, "demand_a": "peace-agreement", "relation": "same", "demand_b": "final-agreement", "by": "coder",
        "source": None, "note": None,
    }  # fmt: skip


def test_two_who_want_the_opposite_order_contradict_each_other() -> None:
    found = orders(toy(orders=[order("s1", "n", "a before b"), order("s2", "s", "a after b")]))
    assert members(found) == [("s1", "s2")]
    assert ways_out(found) == [[("s1",), ("s2",)]]


def test_refused_neutral_and_ambiguous_orders_constrain_nothing() -> None:
    rows = [order(f"s{i}", "n", "b before a", stance) for i, stance in enumerate(("rejects", "opposes", "neutral", "ambiguous"))]
    found = orders(toy(orders=[order("s", "s", "a before b"), *rows]))
    assert found.consistent
    assert [p.position for p in found.preferences] == ["s"]


def test_an_order_that_a_later_one_supersedes_constrains_nothing() -> None:
    rows = [
        order("s1", "n", "a before b", begin="2025-01"),
        order("s2", "s", "b before a", begin="2025-01"),
        order("s3", "s", "a before b", begin="2025-06"),
    ]
    assert not orders(toy(orders=rows), "2025-05-01").consistent
    assert orders(toy(orders=rows), "2025-07-01").consistent


def test_a_requirement_is_a_hard_member() -> None:
    d = toy(orders=[order("s1", "n", "treaty before vote")], relations=[relation("treaty requires vote")])
    found = orders(d)
    assert members(found) == [("s1", "treaty.requires.vote")]
    assert ways_out(found) == [[("s1",)]]
    assert found.components[0].contradictions[0].actors == ("n",)


def test_requirements_in_a_circle_leave_no_way_out_and_are_named() -> None:
    d = toy(
        orders=[order("s1", "n", "a before b"), order("s2", "s", "b before a")],
        relations=[relation("a requires b"), relation("b requires a")],
    )
    found = orders(d)
    (part,) = found.components
    assert part.hard == ("a.requires.b", "b.requires.a")
    assert part.message == "no withdrawal of a preference helps here: a.requires.b, b.requires.a cannot all hold by themselves"
    assert part.concessions == ()
    assert members(found) == [("a.requires.b", "b.requires.a"), ("a.requires.b", "s1"), ("b.requires.a", "s2"), ("s1", "s2")]
    assert (found.cheapest, found.roadmap) == (None, ())
    assert found.to_dict()["cheapest"] is None


def test_requirements_in_a_circle_are_told_where_nobody_orders_them_too() -> None:
    circle = [relation("x requires y"), relation("y same z"), relation("z requires x"), relation("y requires end")]
    for orders_wanted in ([], [order("s1", "n", "a before b")]):
        d = toy(orders=orders_wanted, relations=circle)
        found = orders(d)
        assert members(found) == [("x.requires.y", "y.same.z", "z.requires.x")]
        assert [part.hard for part in found.components] == [("x.requires.y", "y.same.z", "z.requires.x")]
        assert (found.cheapest, found.roadmap) == (None, ())
        assert [r.id for r in found.relations] == ["x.requires.y", "y.same.z", "z.requires.x"]
        assert contradictions(d, in_force(d, NOW)) == orders(d, ever=True).components[0].contradictions


def test_relations_that_can_hold_say_nothing_where_nobody_orders_their_steps() -> None:
    loose = [relation("x requires y"), relation("y same z"), relation("z same y"), relation("z requires w")]
    found = orders(toy(orders=[order("s1", "n", "a before b")], relations=loose))
    assert found.consistent
    assert [s.step for s in found.roadmap] == ["a", "b"]
    assert found.relations == ()


def test_requirements_that_are_linked_to_a_step_count_at_any_remove() -> None:
    d = toy(
        orders=[order("s1", "n", "treaty before vote")],
        relations=[relation("treaty requires law"), relation("law requires referendum"), relation("referendum same vote")],
    )
    assert members(orders(d)) == [("law.requires.referendum", "referendum.same.vote", "s1", "treaty.requires.law")]


def test_other_relations_put_nothing_in_order() -> None:
    d = toy(
        orders=[order("s1", "n", "treaty before vote")],
        relations=[relation("treaty entails vote"), relation("treaty incompatible vote")],
    )
    assert orders(d).consistent


def test_contradictions_that_share_nothing_are_told_apart() -> None:
    d = toy(
        orders=[
            order("s1", "n", "a before b"),
            order("s2", "s", "b before a"),
            order("s3", "n", "c before d", firmness=1.0, salience=1.0),
            order("s4", "s", "d before c", firmness=0.25, salience=1.0),
            order("s5", "s", "b before c"),
        ]
    )
    found = orders(d)
    assert [part.steps for part in found.components] == [("a", "b"), ("c", "d")]
    assert ways_out(found) == [[("s1",), ("s2",)], [("s4",), ("s3",)]]
    assert found.cheapest.concession.withdraw == ("s1", "s4")
    assert found.cheapest.concession.cost == 0.25 + 0.25


def test_parts_of_the_graph_that_share_a_preference_are_one_component() -> None:
    # s1 puts the start of x before that of y, and the end of x before that of y: two parts, each with a clash of its own.
    d = toy(orders=[order("s1", "n", "x overlaps y"), order("s2", "s", "x with y"), order("s3", "t", "x finishes y")])
    found = orders(d)
    assert members(found) == [("s1", "s2"), ("s1", "s3"), ("s2", "s3")]
    assert ways_out(found) == [[("s1", "s2"), ("s1", "s3"), ("s2", "s3")]]


def test_ever_sets_what_was_never_in_force_on_one_day_in_no_contradiction() -> None:
    rows = [order("s1", "n", "a before b", end="2024"), order("s2", "s", "b before a", begin="2025")]
    assert orders(toy(orders=rows), ever=True).consistent
    rows.append(order("s3", "t", "b before a", begin="2024-12-31"))
    found = orders(toy(orders=rows), ever=True)
    assert found.as_of is None
    assert members(found) == [("s1", "s3")]
    assert ways_out(found) == [[("s1",), ("s3",)]]


def test_ever_a_roadmap_is_told_only_if_what_is_left_fits_across_all_times() -> None:
    rows = [order("s1", "n", "a before b", end="2024"), order("s2", "s", "b before a", begin="2025")]
    assert orders(toy(orders=rows), ever=True).roadmap == ()
    assert [s.step for s in orders(toy(orders=rows), "2025-06-01").roadmap] == ["b", "a"]


def test_ever_three_that_overlap_by_twos_but_never_all_at_once_contradict_nothing() -> None:
    rows = [
        order("s1", "n", "a before b", begin="2025-01", end="2025-02"),
        order("s2", "s", "b before c", begin="2025-02", end="2025-03"),
        order("s3", "t", "c before a", begin="2025-03", end="2025-04"),
    ]
    assert orders(toy(orders=rows), ever=True).consistent


def test_ever_a_condition_stands_by_itself_on_days_when_its_order_is_not_stated() -> None:
    d = toy(
        [position("p1", "n", "truce", begin="2024", only_if=("treaty",))],
        [
            order("s1", "n", "treaty before truce", begin="2025"),
            order("s2", "s", "truce before treaty", begin="2024", end="2024"),
        ],
    )
    assert members(orders(d, ever=True)) == [("p1", "s2")]
    assert members(orders(d, "2025-06-01")) == []


def test_actors_keep_the_orders_and_conditions_of_these_holders() -> None:
    d = toy(
        [position("p1", "t", "a", only_if=("b",))],
        [order("s1", "n", "a before b"), order("s2", "s", "b before a"), order("s3", "n", "b before a")],
    )
    assert members(orders(d)) == [("p1", "s1"), ("s1", "s2"), ("s1", "s3")]
    assert members(orders(d, actors=["n"])) == [("s1", "s3")]
    assert members(orders(d, actors=["s", "t"])) == []
    with pytest.raises(UnknownName):
        orders(d, actors="nobody")


def test_issues_keep_the_orders_with_a_step_on_them_or_below() -> None:
    issues = [Issue(id="war", label="War"), Issue(id="truce", label="Truce", broader="war")]
    demands = [
        Demand(id="a", issue="truce", label="A"),
        Demand(id="b", issue="misc", label="B"),
        Demand(id="c", issue="misc", label="C"),
    ]
    rows = [
        order("s1", "n", "a before b"),
        order("s2", "s", "b before a"),
        order("s3", "n", "b before c"),
        order("s4", "s", "c before b"),
    ]
    d = toy(orders=rows, issues=issues, demands=demands)
    assert members(orders(d, issues="war")) == [("s1", "s2")]
    assert members(orders(d, issues="misc")) == members(orders(d))
    with pytest.raises(UnknownName):
        orders(d, issues="peace")


def test_what_is_left_out_must_exist() -> None:
    with pytest.raises(UnknownName):
        orders(MIAMI, without="SQ999")


def test_limits_and_times_that_cannot_be_used_are_named() -> None:
    with pytest.raises(UsageError, match="limit"):
        orders(MIAMI, limit=-1)
    with pytest.raises(UsageError, match="seconds"):
        orders(MIAMI, seconds=0)
    with pytest.raises(UsageError, match="as_of"):
        orders(MIAMI, as_of="soon")
    with pytest.raises(UsageError, match="as_of"):
        orders(MIAMI, as_of="2025-12-29", ever=True)


def test_a_limit_cuts_what_is_told_and_says_so_but_not_what_is_cheapest() -> None:
    found = orders(MIAMI, as_of="2025-12-29", limit=1)
    assert members(found) == [("SQ001", "SQ014")]
    assert ways_out(found) == [[("SQ001",)]]
    assert found.partial
    assert found.components[0].partial
    assert found.cheapest.concession.withdraw == ("SQ001",)
    assert found.cheapest.proven
    none = orders(MIAMI, as_of="2025-12-29", limit=0)
    assert (members(none), ways_out(none), none.partial) == ([], [[]], True)
    assert none.cheapest.concession.withdraw == ("SQ001",)
    assert not orders(MIAMI, as_of="2025-12-29", limit=3).partial


def test_costs_are_exact_and_what_was_unknown_is_said() -> None:
    d = toy(orders=[
        order("s1", "n", "a before b", firmness=0.1, salience=0.1),
        order("s2", "n", "a meets b", firmness=0.2, salience=0.1),
        order("s3", "s", "b before a"),
    ])  # fmt: skip
    found = orders(d)
    # s1 and s2 say different things of a and b, so they clash as well
    (part,) = found.components
    assert [(c.withdraw, c.cost) for c in part.concessions] == [(("s1", "s2"), 0.03), (("s1", "s3"), 0.26), (("s2", "s3"), 0.27)]
    assert part.concessions[1].assumed == {"s3": ("firmness", "salience")}
    assert found.cheapest.scale == 100


def test_costs_of_several_components_add_up_without_rounding() -> None:
    pairs = [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]
    rows = [order(f"s{x}", "n", f"{x} before {y}", firmness=0.1, salience=0.1) for x, y in pairs]
    rows += [order(f"t{x}", "s", f"{y} before {x}", firmness=1.0, salience=1.0) for x, y in pairs]
    found = orders(toy(orders=rows))
    assert found.cheapest.concession.withdraw == ("sa", "sc", "se", "sg")
    assert (found.cheapest.concession.cost, found.cheapest.bound, found.cheapest.proven) == (0.04, 0.04, True)


def test_what_costs_nothing_is_withdrawn_only_where_it_is_needed() -> None:
    d = toy(orders=[
        order("s1", "n", "a before b", salience=0.0),
        order("s2", "s", "b before a", salience=1.0, firmness=1.0),
        order("s3", "n", "b before c", salience=0.0),
        order("s4", "n", "c before a", salience=0.0),
    ])  # fmt: skip
    found = orders(d)
    assert members(found) == [("s1", "s2"), ("s1", "s3", "s4")]
    assert ways_out(found) == [[("s1",), ("s2", "s3"), ("s2", "s4")]]
    assert found.cheapest.concession.cost == 0.0


def test_a_roadmap_puts_steps_that_start_together_on_one_rank_and_all_else_as_early_as_can_be() -> None:
    d = toy(
        orders=[
            order("s1", "n", "a before b"), order("s2", "n", "b before d"), order("s3", "n", "c with b"),
            order("s4", "n", "e during d"), order("s5", "n", "f finishes d"), order("s6", "n", "z before d"),
        ],
        relations=[relation("z same y")],
    )  # fmt: skip
    found = orders(d)
    # e starts after d does; f starts after d does and ends with it
    assert [(s.step, s.rank, s.also) for s in found.roadmap] == [
        ("a", 1, ()), ("y", 1, ("z",)), ("b", 2, ()), ("c", 2, ()), ("d", 3, ()), ("e", 4, ()), ("f", 4, ()),
    ]  # fmt: skip


def test_a_step_that_nothing_constrains_any_more_stays_on_the_roadmap() -> None:
    found = orders(toy(orders=[order("s1", "n", "a before b", firmness=0.25), order("s2", "s", "b before a", firmness=0.25)]))
    assert found.cheapest.concession.withdraw == ("s1",)
    assert [(s.step, s.rank) for s in found.roadmap] == [("b", 1), ("a", 2)]


def test_a_narrow_step_that_stands_before_a_wider_one_says_so() -> None:
    d = toy(
        orders=[order("s1", "n", "treaty before truce"), order("s2", "n", "vote after short-truce")],
        relations=[relation("short-truce entails pause"), relation("pause entails truce"), relation("truce entails treaty")],
    )
    found = orders(d)
    # short-truce also entails treaty, which has the same rank; truce entails treaty, which stands before it
    assert [(s.step, s.rank, s.entails) for s in found.roadmap] == [
        ("short-truce", 1, ("truce",)), ("treaty", 1, ()), ("truce", 2, ()), ("vote", 2, ()),
    ]  # fmt: skip
    assert found.roadmap[0].to_dict() == {"step": "short-truce", "rank": 1, "entails": ["truce"]}
    assert found.roadmap[1].to_dict() == {"step": "treaty", "rank": 1}
    assert [r.id for r in found.relations] == ["pause.entails.truce", "short-truce.entails.pause"]


def test_relations_that_only_the_roadmap_rests_on_are_listed() -> None:
    found = orders(toy(orders=[order("s1", "n", "a before b")], relations=[relation("c requires b"), relation("a same d")]))
    assert [(s.step, s.rank) for s in found.roadmap] == [("a", 1), ("b", 2), ("c", 3)]
    assert [r.id for r in found.relations] == ["a.same.d", "c.requires.b"]


def test_nothing_wanted_is_consistent() -> None:
    found = orders(toy())
    assert found.consistent
    assert (found.roadmap, found.preferences, found.partial) == ((), (), False)


def test_the_answer_does_not_depend_on_the_order_of_the_rows() -> None:
    rows = {table: getattr(MIAMI, table) for table in ("actors", "issues", "demands", "relations", "sequencing")}
    shuffled = type(MIAMI)(id="toy", **{table: kept[::-1] for table, kept in rows.items()})
    assert orders(shuffled, "2025-12-29").to_dict() == orders(MIAMI, "2025-12-29").to_dict()


def test_contradictions_alone_are_the_same() -> None:
    found = contradictions(MIAMI, in_force(MIAMI, NOW))
    assert found == orders(MIAMI, NOW).components[0].contradictions


def test_the_answer_is_json_of_the_agreed_shape() -> None:
    shown = json.loads(json.dumps(orders(MIAMI, as_of="2025-12-29").to_dict()))
    assert list(shown) == [
        "as_of", "consistent", "components", "cheapest", "roadmap", "asks", "preferences", "conditions", "relations", "partial",
    ]  # fmt: skip
    assert (shown["as_of"], shown["consistent"], shown["partial"]) == ("2025-12-29", False, False)
    (part,) = shown["components"]
    assert part["steps"] == ["ceasefire", "final-agreement", "peace-agreement", "referendum"]
    assert part["contradictions"][0] == {
        "members": ["SQ001", "SQ014"],
        "steps": ["peace-agreement", "ceasefire"],
        "actors": ["europe", "russia"],
        "because": [
            {"member": "SQ001", "kind": "preference", "by": "russia", "says": "peace-agreement before ceasefire"},
            {"member": "SQ014", "kind": "preference", "by": "europe", "says": "ceasefire before peace-agreement"},
        ],
    }
    assert part["concessions"][0] == {"withdraw": ["SQ001"], "cost": 0.5, "by": {"russia": 1}, "assumed": {"SQ001": ["salience"]}}
    assert shown["cheapest"] == part["concessions"][0] | {"bound": 0.5, "proven": True, "scale": 8}
    assert shown["roadmap"][2] == {"step": "final-agreement", "rank": 3, "also": ["peace-agreement"]}
    assert shown["asks"] == [{"actor": "russia", "withdraw": ["SQ001"], "orders": ["peace-agreement before ceasefire"]}]
    assert [p["position"] for p in shown["preferences"]] == ["SQ001", "SQ003", "SQ009", "SQ014"]
    assert (shown["preferences"][0]["first"], shown["preferences"][0]["then"]) == ("peace-agreement", "ceasefire")


def test_a_notebook_shows_the_contradictions_the_least_withdrawal_and_the_roadmap() -> None:
    shown = orders(MIAMI, as_of="2025-12-29")._repr_html_()
    assert "No order of the steps suits all." in shown
    assert "russia: peace-agreement before ceasefire (SQ001)" in shown
    assert "<td>step 1</td><td>ceasefire</td>" in shown
    assert "One order of the steps suits all." in orders(toy())._repr_html_()


def test_validity_bounds_are_both_included() -> None:
    rows = [order("s1", "n", "a before b", end="2025-03-31"), order("s2", "s", "b before a", begin="2025-03-31")]
    assert when("2025-03-31").last.isoformat() == "2025-03-31"
    assert members(orders(toy(orders=rows), "2025-03-31")) == [("s1", "s2")]
    assert orders(toy(orders=rows), "2025-04-01").consistent
    assert members(orders(toy(orders=rows), ever=True)) == [("s1", "s2")]

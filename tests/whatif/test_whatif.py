"""What a scenario changes, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from posgraph.analysis.whatif import compare, whatif
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Demand, Participation, Scenario
from posgraph.model.cells import render
from posgraph.model.schema import BY_NAME
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, order, position, toy

RED = {"firmness": 1.0}
TALKS = toy(
    positions=[position("p1", "n", "vote", "demands", **RED), position("p2", "s", "vote", "rejects", **RED),
               position("p3", "n", "truce", "accepts"), position("p4", "s", "aid", "supports")],
    orders=[order("o1", "n", "treaty before truce", salience=1.0, **RED),
            order("o2", "s", "truce before treaty", salience=0.8, firmness=0.75)],
    participations=tuple(Participation(process="talks", actor=a, role="party") for a in "ns"),
    scenarios=(Scenario(id="south-yields", label="If the south yields", changes=("set s:vote=accepts",)),
               Scenario(id="north-waits", label="If the north waits", changes=("drop o1",))),
)  # fmt: skip


def test_a_red_line_that_moves_ends_the_conflict_and_opens_the_deal() -> None:
    found = whatif(TALKS, "south-yields", NOW)
    assert [str(c) for c in found.gone] == ["contradiction: n demands vote (p1) / s rejects vote (p2)"]
    assert (found.new, found.freed, found.knotted) == ((), (), ())
    assert ([b.members for b in found.opened], found.closed) == ([("p1", "p2")], ())
    assert found.before.deal_figures() == {
        "feasible": False, "cost": 0.5, "ways": [[["p1"], ["p2"]]], "blockers": [["p1", "p2"]], "hard": False
    }  # fmt: skip
    assert found.after.deal_figures() == {"feasible": True, "cost": 0.0, "ways": [], "blockers": [], "hard": False}
    assert (found.parties, found.replaced, found.dropped) == (("n", "s"), ("p2",), ())


def test_an_order_that_is_dropped_frees_the_other() -> None:
    found = whatif(TALKS, "drop o1", NOW)
    assert [c.members for c in found.freed] == [("o1", "o2")]
    assert found.before.order_figures() == {"consistent": False, "contradictions": 1, "cost": 0.6, "ways": [[["o2"]]]}
    assert found.after.order_figures() == {"consistent": True, "contradictions": 0, "cost": 0.0, "ways": []}
    assert [c.rule for c in found.gone] == ["order"]


def test_what_is_assumed_is_marked_wherever_it_stands() -> None:
    found = whatif(TALKS, ("set s:truce=rejects firmness=red_line", "set n:truce=demands firmness=red_line"), NOW).to_dict()
    (new,) = found["conflicts"]["new"]
    assert [(new[side]["position"], new[side]["assumed"]) for side in "ab"] == [
        ("set:n:truce", "set n:truce=demands firmness=red_line"),
        ("set:s:truce", "set s:truce=rejects firmness=red_line"),
    ]
    assert [new["a"][name] for name in ("quote", "source", "reported_by", "mode")] == [None] * 4
    assert found["settlements"]["closed"] == [["set:n:truce", "set:s:truce"]]
    assert {p["position"] for p in found["positions"] if "assumed" in p} == {"set:n:truce", "set:s:truce"}
    assert {p["position"] for p in found["positions"]} >= {"p1", "p2", "p3"}
    assert new["parts"]["a"]["assumed"] == ("salience", "confidence") or new["parts"]["a"]["assumed"] == [
        "salience",
        "confidence",
    ]


def test_a_relation_brings_conflicts() -> None:
    found = whatif(TALKS, "relate aid incompatible truce", NOW)
    assert [(c.rule, c.ids) for c in found.new] == [("incompatible", ("p4", "p3"))]
    told = found.to_dict()
    assert told["conflicts"]["new"][0]["parts"]["relations"] == ["relate:aid:incompatible:truce"]
    assert [(r["id"], r["by"]) for r in told["relations"]] == [("relate:aid:incompatible:truce", "scenario")]
    assert found == whatif(TALKS, "relate truce incompatible aid", NOW)


def test_what_a_holder_says_besides_against_what_is_assumed_is_told() -> None:
    ranges = [Demand(id=f"t{n}", issue="toll", label=f"{n}", min=n, max=n) for n in (1, 5)]
    rows = toy([position("p1", "n", "t1"), position("p2", "s", "t1")], demands=ranges)
    found = whatif(rows, "set n:t5=demands", NOW)
    assert [(c.rule, set(c.ids)) for c in found.within] == [("range", {"p1", "set:n:t5"})]
    assert [set(c.ids) for c in found.new] == [{"p2", "set:n:t5"}]
    assert found.to_dict()["conflicts"]["within"][0]["self"] is True
    assert whatif(rows, ("set n:t5=demands", "drop p1"), NOW).within == ()


def test_what_is_dropped_and_was_not_in_force_is_said_to_be_idle() -> None:
    rows = toy([position("p1", "n", "vote", "demands", "2024", "2025-01"), position("p2", "s", "vote", "rejects")])
    found = whatif(rows, ("drop p1", "drop p2"), NOW)
    assert (found.dropped, found.idle) == (("p1", "p2"), ("p1",))


def test_where_no_parties_are_named_the_same_holders_count_before_and_after() -> None:
    rows = toy([position("p1", "n", "vote", "demands", **RED)], actors="n s t")
    found = whatif(rows, "set t:vote=rejects firmness=red_line", NOW)
    assert (found.parties, [b.members for b in found.closed]) == (("n", "t"), [("p1", "set:t:vote")])
    assert whatif(rows, "set t:vote=rejects firmness=red_line", NOW, actors="n").closed == ()


def test_scenarios_are_compared_side_by_side() -> None:
    found = compare(TALKS, ("south-yields", ("drop o1", "drop p1"), ()), NOW).to_dict()
    assert found["before"] == {
        "conflicts": 2,
        "orders": {"consistent": False, "contradictions": 1, "cost": 0.6, "ways": [[["o2"]]]},
        "settlements": {"feasible": False, "cost": 0.5, "ways": [[["p1"], ["p2"]]], "blockers": 1, "hard": False},
    }
    told = [
        (i["scenario"]["id"], i["conflicts"], i["orders"]["freed"], i["settlements"]["opened"], i["settlements"]["feasible"])
        for i in found["items"]
    ]
    assert told == [
        ("south-yields", {"after": 1, "gone": 1, "new": 0}, 0, 1, True),
        (None, {"after": 0, "gone": 2, "new": 0}, 1, 1, True),
        (None, {"after": 2, "gone": 0, "new": 0}, 0, 0, False),
    ]
    assert found["partial"] is False


def test_the_best_deals_are_told_where_they_are_asked_for() -> None:
    found = whatif(TALKS, "south-yields", NOW, deals=True).to_dict()["settlements"]
    assert set(found["before"]["moved"]) & {"p1", "p2"}
    assert found["after"]["moved"] == []
    assert [deal["demands"] for deal in found["after"]["frontier"]] == [["aid", "truce", "vote"]]
    assert found["after"]["best"]["total"]["value"] == pytest.approx(2.0)


def test_a_result_prints_what_is_gone_and_new() -> None:
    found = whatif(TALKS, "south-yields", NOW)
    assert repr(found).splitlines() == [
        "2025-12-29: If the south yields: set s:vote=accepts",
        "conflicts: 2 before, 1 after",
        "conflict gone: contradiction: n demands vote (p1) / s rejects vote (p2)",
        "orders: 1 contradiction (cheapest withdrawal 0.6) before, 1 contradiction (cheapest withdrawal 0.6) after",
        "a deal: blocked by 1 set of red lines (cheapest concession 0.5) before, possible after",
        "red lines that block no more: p1, p2",
    ]
    assert "<caption>If the south yields (2025-12-29)</caption>" in found._repr_html_()
    assert repr(compare(TALKS, TALKS.scenarios, NOW)).splitlines()[2:] == [
        "If the north waits | 1 (1 gone, 0 new) | one order suits all | blocked by 1 set of red lines (cheapest concession 0.5)",
        "If the south yields | 1 (1 gone, 0 new) | 1 contradiction (cheapest withdrawal 0.6) | possible",
    ]


@pytest.mark.parametrize(
    ("asked", "more", "error", "told"),
    [
        ("south-yield", {}, UnknownName, "did you mean 'south-yields'?"),
        ("drop p9", {}, UnknownName, "change 'drop p9'"),
        ("drop p1", {"seconds": 0}, UsageError, "more than 0"),
        ("drop p1", {"actors": "x"}, UnknownName, "actor"),
        ("drop p1", {"as_of": "soon"}, UsageError, "as_of"),
    ],
)
def test_what_cannot_be_used_is_named(asked, more, error, told) -> None:
    with pytest.raises(error, match=told.replace("?", r"\?")):
        whatif(TALKS, asked, **{"as_of": NOW, **more})


def difference(found):
    return found.gone, found.new, found.freed, found.knotted, found.opened, found.closed


@settings(max_examples=40, deadline=None)
@given(datasets())
def test_the_empty_scenario_changes_nothing(dataset) -> None:
    assert difference(whatif(dataset, (), NOW)) == ((),) * 6


def as_change(row):
    """What sets just what the row says."""
    numbers = {name: render(BY_NAME["positions"].column(name), getattr(row, name)) for name in ("firmness", "salience")}
    tail = "".join(f" {name}={text}" for name, text in numbers.items() if text)
    if hasattr(row, "demand"):
        return f"set {row.actor}:{row.demand}={row.stance}{tail}" + (f" if {','.join(row.only_if)}" if row.only_if else "")
    return f"order {row.actor}:{row.first} {row.relation} {row.then}={row.stance}{tail}"


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_to_set_what_is_held_changes_no_verdict(dataset) -> None:
    from posgraph.analysis.force import in_force

    force = in_force(dataset, NOW)
    held = [h.row for h in (*force.positions, *force.preferences)]
    targets = [(r.actor, r.demand) if hasattr(r, "demand") else (r.actor, frozenset((r.first, r.then))) for r in held]
    texts = [as_change(row) for row, target in zip(held, targets, strict=True) if targets.count(target) == 1]
    found = whatif(dataset, texts, NOW, actors=("n", "s", "t"))
    before, after = found.before, found.after
    assert len(before.conflicts) == len(after.conflicts)
    assert len(found.gone) == len(found.new)
    assert [before.order_figures()[name] for name in ("consistent", "contradictions", "cost")] == [
        after.order_figures()[name] for name in ("consistent", "contradictions", "cost")
    ]
    assert (before.feasible, len(before.blockers)) == (after.feasible, len(after.blockers))
    assert (before.concession and before.concession.cost) == (after.concession and after.concession.cost)

"""Packages as states: whose hands a demand is in, what a package is worth, which packages stand."""

from __future__ import annotations

import pytest

from posgraph.analysis.models.packages import packages
from posgraph.analysis.models.standoff import standoff
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Clause, Participation, Proposal
from tests.analysis.toys import NOW, position, relation, toy


def logroll(**more):
    """North wants a toll and refuses a ring road, South the reverse; each cares as much for both."""
    rows = [
        position("n1", "n", "toll"),
        position("n2", "n", "ring", "rejects"),
        position("s1", "s", "ring"),
        position("s2", "s", "toll", "rejects"),
    ]
    return toy(rows, actors="n s", **more)


def test_giving_both_up_deters_each_from_leaving_a_package_of_give_and_take() -> None:
    """By hand: the worths to North are 0 for both or none, 0.5 for the toll alone, -0.5 for the ring alone; a dilemma."""
    (found,) = standoff(logroll(), NOW, states=["toll+ring"])
    assert {c: found.stable(c) for c in ("nash", "gmr", "smr", "seq")} == {"nash": False, "gmr": True, "smr": True, "seq": True}
    (verdict,) = [v for v in found.verdicts if (v.actor, v.concept) == ("n", "seq")]
    (deterrent,) = verdict.deterrents
    assert deterrent.move == "ring+toll - ring"
    assert deterrent.answer == (("s", "ring+toll - ring - toll"),)


def test_the_inverse_question_names_what_tempts() -> None:
    shown = standoff(logroll(), NOW, states=["toll+ring"]).to_dict()["items"][0]
    north = shown["actors"][0]
    assert north["changes"] == {"nash": [{"rank_no_higher": "ring+toll - ring", "or_all_of": []}]}
    # by hand, b both, t the toll, r the ring, o none: South, which gains by going to r, stays where North would answer with o,
    # so ranks o above r (12 of 24); North stays unless it ranks t and o above b (5 of these 12)
    assert shown["rankings"]["n"] == {"nash": {"stable": 0, "of": 24}, "seq": {"stable": 7, "of": 24}}


def test_a_package_that_one_gains_by_leaving_is_not_vacuous_though_nobody_refuses_what_is_in_it() -> None:
    """North refuses the narrow and wants what it entails more: it alone can put it in, and gains by it."""
    rows = [position("n1", "n", "narrow", "opposes", salience=0.2), position("n2", "n", "wide", salience=1.0),
            position("n3", "n", "toll")]  # fmt: skip
    found = standoff(toy(rows, relations=[relation("narrow entails wide")], actors="n s"), NOW, states=["toll", "narrow"])
    by_id = {standing.state.id: standing for standing in found}
    assert found.packages.hands == {"narrow": {"n"}, "toll": frozenset()}
    assert not found.vacuous(by_id["toll"])
    assert not by_id["toll"].stable("nash")


def test_a_demand_is_in_the_hands_of_those_who_refuse_what_it_entails() -> None:
    d = toy(
        [position("n1", "n", "wide", "rejects"), position("s1", "s", "narrow")],
        relations=[relation("narrow entails wide")],
        actors="n s",
    )
    found = packages(d, NOW, sets=["narrow"])
    assert found.conflict.moves["n"] == {"narrow": ("narrow - narrow",), "narrow - narrow": ("narrow",)}
    assert found.conflict.moves["s"] == {"narrow": (), "narrow - narrow": ()}
    assert found.conflict.ranks["n"] == {"narrow": -0.5, "narrow - narrow": 0}
    assert [t.evidence.position for t in found.worth("n", "narrow")] == ["n1"]


def test_who_wants_a_demand_does_not_refuse_it_for_what_it_entails() -> None:
    rows = [position("n1", "n", "narrow"), position("n2", "n", "wide", "rejects")]
    found = packages(toy(rows, relations=[relation("narrow entails wide")], actors="n"), NOW, sets=["narrow"])
    assert list(found.states) == ["narrow"]


def test_what_two_parties_refuse_neither_can_put_in() -> None:
    rows = [position(f"{a}1", a, "wall", "rejects") for a in "ns"]
    found = packages(toy(rows, actors="n s"), NOW, sets=["wall"])
    assert found.conflict.moves["n"] == {"wall": ("wall - wall",), "wall - wall": ()}


def test_proposals_are_packages_of_the_demands_of_their_clauses_for_the_parties_alone() -> None:
    d = logroll(
        proposals=(Proposal(id="plan", label="A plan"), Proposal(id="none", label="No plan", status="absent")),
        clauses=(Clause(proposal="plan", number="1", demand="toll"), Clause(proposal="plan", number="2", text="words")),
        participations=tuple(Participation(process="talks", actor=a, role="party") for a in "ns"),
    )
    found = standoff(d, NOW)
    assert [s.state.id for s in found] == ["plan"]
    assert found.packages.actors == ("n", "s")
    shown = found.to_dict()
    assert shown["items"][0]["actors"][1]["terms"] == [
        {"position": "s2", "salience": 0.5, "polarity": -1.0, "value": -0.5, "assumed": ["salience"]}
    ]
    assert shown["items"][0]["refused"] == {"toll": ["s"]}
    assert [p["position"] for p in shown["positions"]] == ["n1", "s2"]
    assert shown["states"]["plan - toll"]["steps"] == [{"take_out": "toll"}]


def test_states_that_do_not_fit_are_counted() -> None:
    rows = [position(f"n{k}", "n", f"d{k}", "rejects") for k in range(5)]
    found = packages(toy(rows, actors="n"), NOW, sets=["+".join(f"d{k}" for k in range(5))], most=4)
    assert (len(found.states), found.cut, found.nearest) == (4, 2 + 3 * 4 - 3, 2)
    assert standoff(toy(rows, actors="n"), NOW, states=["d0+d1"]).partial is False


def test_what_is_no_package_is_refused() -> None:
    with pytest.raises(UnknownName, match="toll"):
        standoff(logroll(), NOW, states=["tol+ring"])
    with pytest.raises(UnknownName, match="proposal"):
        standoff(logroll(), NOW, proposals=["plan"])
    with pytest.raises(UsageError, match="no proposal whose clauses name demands"):
        standoff(logroll(), NOW)

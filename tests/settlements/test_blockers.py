"""Why there is no deal: minimal sets of red lines, and the bonds that they run against."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from functools import cache
from time import monotonic

from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.components import cheapest, components
from posgraph.analysis.settlements.parts import parts
from posgraph.analysis.settlements.problem import problem
from posgraph.analysis.settlements.search import Search
from posgraph.model import Demand, Issue
from posgraph.stance import Stance
from tests.analysis.made_up import ACTORS
from tests.analysis.toys import NOW, position, relation, toy
from tests.settlements import oracle
from tests.settlements.made_up import firm, posed, problems


def red(id, actor, demand, stance="demands", **more):
    return position(id, actor, demand, stance, firmness=1.0, **more)


def asked(*args, **more):
    return posed(toy(*args, **more))


@cache
def miami():
    with posgraph.open() as graph:
        dataset = graph.dataset
    return problem(dataset, in_force(dataset, NOW), ("russia", "ukraine"))


def test_where_nobody_refuses_what_is_pressed_nothing_blocks() -> None:
    assert components(asked([red("p1", "n", "vote"), red("p2", "s", "truce", "rejects")])) == ()


def test_a_demand_and_its_refusal_block_and_run_against_nothing_else() -> None:
    (found,) = components(asked([red("p1", "n", "vote"), red("p2", "s", "vote", "rejects")]))
    (blocker,) = found.blockers
    assert (blocker.members, blocker.actors, blocker.demands, blocker.bonds) == (("p1", "p2"), ("n", "s"), ("vote",), ())
    assert found.issues == ("misc",)


def test_a_blocker_names_the_shortest_way_from_the_one_to_the_other() -> None:
    rows = [relation(text) for text in ("a entails b", "b entails c", "c entails z", "a entails x", "x requires z")]
    (found,) = components(asked([red("p1", "n", "a"), red("p2", "s", "z", "rejects")], relations=rows))
    (blocker,) = found.blockers
    assert [bond.relations for bond in blocker.bonds] == [("a.entails.x",), ("x.requires.z",)]
    assert blocker.demands == ("a", "x", "z")


def test_options_of_an_issue_that_must_be_decided_block_where_each_is_refused() -> None:
    issues = (Issue(id="q", label="Q", exclusive=True, exhaustive=True),)
    options = tuple(Demand(id=d, issue="q", label=d) for d in ("yes", "no"))
    rows = [red("p1", "n", "yes", "rejects"), red("p2", "s", "no", "rejects")]
    (found,) = components(asked(rows, issues=issues, demands=options))
    assert [bond.rule for bond in found.blockers[0].bonds] == ["exhaustive"]
    assert [c.move for c in found.concessions] == [("p1",), ("p2",)]


def test_a_yes_with_conditions_blocks_only_together_with_what_brings_it_in() -> None:
    rows = [red("p1", "n", "deal", only_if=("truce",)), red("p2", "s", "truce", "rejects")]
    assert components(asked(rows)) == ()
    (found,) = components(asked([*rows, red("p3", "t", "deal")]))
    assert [b.members for b in found.blockers] == [("p1", "p2", "p3")]


def test_where_the_bonds_contradict_each_other_no_moving_helps() -> None:
    issues = (Issue(id="q", label="Q", exhaustive=True), Issue(id="r", label="R", exhaustive=True))
    options = (Demand(id="yes", issue="q", label="Y"), Demand(id="later", issue="r", label="L"))
    rows = [red("p1", "n", "yes"), red("p2", "s", "vote"), red("p3", "n", "vote", "rejects")]
    texts = ["yes incompatible later"]
    whole = asked(rows, issues=issues, demands=options, relations=[relation(t) for t in texts])
    hard, soft = components(whole)
    assert sorted(bond.rule for bond in hard.hard) == ["exhaustive", "exhaustive", "incompatible"]
    assert (hard.issues, hard.blockers, hard.concessions) == (("q", "r"), (), ())
    assert [b.members for b in soft.blockers] == [("p2", "p3")]
    assert cheapest((hard, soft), whole) is None


def test_the_red_lines_on_recognition_and_on_the_held_part_of_donetsk_block_in_miami() -> None:
    found = components(miami())
    blockers = {b.members: b for c in found for b in c.blockers}
    assert ("RU003", "UA048") in blockers
    assert ("RU013", "UA018") in blockers
    assert blockers["RU013", "UA018"].demands == ("leave-held-donetsk-region",)
    assert blockers["RU003", "UA048"].actors == ("russia", "ukraine")
    least = cheapest(found, miami())
    assert least is not None
    assert components(miami().moving(least.move)) == ()


@settings(max_examples=60, deadline=None)
@given(problems)
def test_blockers_are_those_of_brute_force(whole) -> None:
    found = components(whole)
    assert not any(c.partial for c in found)
    if oracle.concessions(whole) is None:
        assert any(c.hard for c in found)
        return
    assert {frozenset(b.members) for c in found for b in c.blockers} == oracle.blockers(whole)
    assert {frozenset(id for b in c.blockers for id in b.members) for c in found} == oracle.hanging_together(
        oracle.blockers(whole)
    )
    for c in found:
        sizes = [(len(b.members), b.members) for b in c.blockers]
        assert sizes == sorted(sizes)


@settings(max_examples=60, deadline=None)
@given(problems)
def test_the_bonds_of_a_blocker_are_enough_and_none_is_to_spare(whole) -> None:
    asks = {line.id: line.bonds for line in whole.red_lines}
    for c in components(whole):
        for b in c.blockers:
            wanted = [bond for id in b.members for bond in asks[id]]
            assert oracle.impossible(whole.demands, [*wanted, *b.bonds])
            for n in range(len(b.bonds)):
                assert not oracle.impossible(whole.demands, [*wanted, *b.bonds[:n], *b.bonds[n + 1 :]])
        if c.hard:
            assert oracle.impossible(whole.demands, c.hard)
            for n in range(len(c.hard)):
                assert not oracle.impossible(whole.demands, [*c.hard[:n], *c.hard[n + 1 :]])


@settings(max_examples=60, deadline=None)
@given(problems)
def test_the_two_searches_find_the_same_blockers(whole) -> None:
    for part in parts(whole, monotonic() + 60):
        with Search(part, monotonic() + 60) as one, Search(part, monotonic() + 60) as other:
            if not one.hard:
                ways, blocked = list(one.concessions()), list(other.blockers())
                assert Counter(blocked) == Counter(oracle.blockers(whole.moving(_beside(whole, part))))
                assert Counter(ways) == Counter(oracle.concessions(whole.moving(_beside(whole, part))))


def _beside(whole, part):
    """Red lines of other parts."""
    return [line.id for line in whole.red_lines if line.id not in part.asks]


@settings(max_examples=60, deadline=None)
@given(firm(), st.randoms(use_true_random=False))
def test_components_do_not_depend_on_the_order_of_rows(data, random) -> None:
    tables = {f.name: list(getattr(data, f.name)) for f in fields(data) if isinstance(getattr(data, f.name), tuple)}
    for rows in tables.values():
        random.shuffle(rows)
    shuffled = replace(data, **{name: tuple(rows) for name, rows in tables.items()})
    assert [c.to_dict() for c in components(posed(shuffled))] == [c.to_dict() for c in components(posed(data))]


def test_who_is_no_party_blocks_nothing() -> None:
    d = toy([red("p1", "n", "vote"), red("p2", "s", "vote", "rejects")])
    assert components(problem(d, in_force(d, NOW), ("n", "t"))) == ()
    assert [line.held.row.stance for line in problem(d, in_force(d, NOW), ACTORS).red_lines] == [Stance.demands, Stance.rejects]

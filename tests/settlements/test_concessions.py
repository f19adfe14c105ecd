"""Who must move on what: minimal sets of red lines, the cheapest first."""

from __future__ import annotations

from itertools import product
from math import prod
from time import monotonic

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from posgraph.analysis.settlements.components import cheapest, components
from posgraph.analysis.settlements.concessions import concession, concessions, duals, factors, prices, tied, within
from posgraph.analysis.settlements.parts import parts
from posgraph.analysis.settlements.search import Search, cheapest_first
from tests.analysis.toys import relation
from tests.settlements import oracle
from tests.settlements.made_up import problems
from tests.settlements.test_blockers import asked, red

families = st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


def minimal(sets):
    return {some for some in sets if not any(other < some for other in sets)}


def test_the_cheapest_comes_first_and_costs_are_summed_as_decimals_are_written() -> None:
    rows = [red(f"p{n}", "n", d, salience=0.1) for n, d in enumerate("abc")]
    whole = asked([*rows, red("p3", "s", "z", "rejects", salience=0.3)], relations=[relation(f"{d} entails z") for d in "abc"])
    (found,) = components(whole)
    # three times 0.1 is 0.3, so both cost the same, and the smaller comes first
    assert [(c.move, c.cost) for c in found.concessions] == [(("p3",), 0.3), (("p0", "p1", "p2"), 0.3)]
    assert found.concessions[1].by == {"n": 3}


def test_an_unknown_salience_counts_a_half_and_the_problem_says_so() -> None:
    whole = asked([red("p1", "n", "vote"), red("p2", "s", "vote", "rejects", salience=0.4)])
    (found,) = components(whole)
    assert [(c.move, c.cost) for c in found.concessions] == [(("p2",), 0.4), (("p1",), 0.5)]
    assert [line.assumed for line in whole.red_lines] == [("salience",), ()]


def test_what_does_not_hang_together_is_told_apart_and_the_cheapest_of_each_is_joined() -> None:
    rows = [
        red(f"{sign}{d}", who, d, stance) for d in "ab" for sign, who, stance in (("+", "n", "demands"), ("-", "s", "rejects"))
    ]
    whole = asked(rows)
    found = components(whole)
    assert [[c.move for c in part.concessions] for part in found] == [[("+a",), ("-a",)], [("+b",), ("-b",)]]
    least = cheapest(found, whole)
    assert least is not None
    assert (least.move, least.cost, least.by) == (("+a", "+b"), 1.0, {"n": 2})


@settings(max_examples=60, deadline=None)
@given(problems)
def test_concessions_are_those_of_brute_force(whole) -> None:
    expected = oracle.concessions(whole)
    assume(expected is not None)
    found = components(whole)
    together = {frozenset(id for c in chosen for id in c.move) for chosen in product(*(part.concessions for part in found))}
    assert together == expected
    assert len(together) == prod(len(part.concessions) for part in found)
    for part in found:
        keys = [(c.cost, len(c.move), c.move) for c in part.concessions]
        assert keys == sorted(keys)


@settings(max_examples=60, deadline=None)
@given(problems)
def test_the_cheapest_concession_makes_a_deal_possible_and_no_part_of_it_does(whole) -> None:
    least = cheapest(components(whole), whole)
    assume(least is not None)
    assert components(whole.moving(least.move)) == ()
    assert oracle.settlements(whole, least.move)
    for id in least.move:
        assert not oracle.settlements(whole, {*least.move} - {id})


@settings(max_examples=60, deadline=None)
@given(problems, st.booleans())
def test_a_search_for_the_cheapest_finds_all_by_their_costs(whole, told) -> None:
    assume(oracle.kept_together(whole))  # a part that is hard says nothing of the others, but all that the oracle knows
    price = prices(whole)
    for part in parts(whole, monotonic() + 60):
        with Search(part, monotonic() + 60) as search:
            if not search.hard:
                known = list(search.blockers()) if told else []
                found = list(cheapest_first(search, known, price))
                rest = whole.moving(line.id for line in whole.red_lines if line.id not in part.asks)
                assert len(found) == len(set(found))
                assert set(found) == oracle.concessions(rest)
                costs = [sum(price[id] for id in moved) for moved in found]
                assert costs == sorted(costs)


@settings(max_examples=60, deadline=None)
@given(problems)
def test_blockers_and_concessions_are_each_others_minimal_hitting_sets(whole) -> None:
    for part in components(whole):
        if not part.hard:
            ways = [frozenset(c.move) for c in part.concessions]
            blocked = [frozenset(b.members) for b in part.blockers]
            assert set(duals(ways, 10**6, monotonic() + 60)[0]) == set(blocked)
            assert set(duals(blocked, 10**6, monotonic() + 60)[0]) == set(ways)


@given(families, families)
def test_independent_choices_are_told_apart(some, others) -> None:
    others = [frozenset(id.upper() for id in members) for members in others]
    joined = [a | b for a, b in product(minimal(some), minimal(others))]
    found = factors(joined)
    assert {frozenset().union(*chosen) for chosen in product(*found)} == set(joined)
    assert prod(map(len, found)) == len(joined)
    if len(found) > 1:
        assert not any({id.isupper() for members in choice for id in members} == {True, False} for choice in found)


def test_red_lines_that_share_no_blocker_are_told_apart_even_where_no_pair_gives_it_away() -> None:
    # every pair of points of a Fano plane occurs in each way in its lines, which are its own minimal hitting sets
    lines = [frozenset(line) for line in ("abc", "ade", "afg", "bdf", "beg", "cdg", "cef")]
    both = [one | frozenset(other.upper() for other in two) for one, two in product(lines, lines)]
    assert len(factors(both)) == 1
    blocked, complete = duals(both, 1000, monotonic() + 60)
    assert complete
    assert [set(group) for group in tied(blocked)] == [{frozenset(map(str.upper, line)) for line in lines}, set(lines)]
    assert set(within(both, frozenset("abcdefg"))) == set(lines)


@settings(max_examples=60, deadline=None)
@given(problems, st.integers(0, 3))
def test_a_limit_keeps_those_that_come_first_and_says_that_there_are_more(whole, limit) -> None:
    found = zip(sorted(components(whole), key=_key), sorted(components(whole, limit), key=_key), strict=True)
    limit = max(limit, 1)  # the first is told in any case
    for part, cut in found:
        assert cut.concessions == part.concessions[:limit]
        assert [b.members for b in cut.blockers] == [b.members for b in part.blockers[:limit]]
        assert cut.partial == (max(len(part.blockers), len(part.concessions)) > limit)


def _key(part):
    return part.hard, part.concessions[:1] and part.concessions[0].move


@settings(max_examples=60, deadline=None)
@given(problems, st.sampled_from([0.0, 0.0001, 0.0005, 0.001, 0.002, 0.004]))
def test_a_search_that_runs_out_of_time_says_so_and_what_it_tells_is_true(whole, seconds) -> None:
    found = components(whole, deadline=monotonic() + seconds)
    if not any(part.partial for part in found):
        assert found == components(whole)
        return
    expected = oracle.concessions(whole)
    if expected is not None:
        assert {frozenset(b.members) for part in found for b in part.blockers} <= oracle.blockers(whole)
        told = {frozenset(c.move) for part in found for c in part.concessions}
        assert all(any(some <= other for other in expected) for some in told)


def test_a_deadline_in_the_past_gives_no_answer_but_a_partial_one() -> None:
    (found,) = components(asked([red("p1", "n", "vote"), red("p2", "s", "vote", "rejects")]), deadline=monotonic() - 1)
    assert (found.partial, found.blockers, found.concessions, found.hard) == (True, (), (), ())


def test_no_component_asks_for_nothing() -> None:
    whole = asked([red("p1", "n", "vote")])
    least = cheapest(components(whole), whole)
    assert least is not None
    assert (least.move, least.cost, least.by) == ((), 0.0, {})
    assert least == concession(whole, ()) == concessions(whole, [frozenset()])[0]


def test_what_costs_nothing_moves_first_and_nothing_else_moves_for_it() -> None:
    rows = [red("p1", "n", "vote", salience=0.0), red("p2", "s", "vote", "rejects", salience=1.0)]
    (found,) = components(asked(rows))
    assert [(c.move, c.cost) for c in found.concessions] == [(("p1",), 0.0), (("p2",), 1.0)]
    assert found.concessions[0].cost == pytest.approx(0)

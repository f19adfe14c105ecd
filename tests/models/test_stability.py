"""The graph model of conflict, against textbook games, the Euphrates in 1975, and the definitions by brute force."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.models.stability import (
    CONCEPTS,
    Conflict,
    equilibria,
    in_words,
    needs,
    rankings,
    stable,
    verdict,
)
from posgraph.errors import UnknownName, UsageError
from tests.models.cases import case

GAMES = case("two_by_two")
RIVER = case("syria_iraq_1975")


def conflict(moves, ranks, states):
    by_state = {actor: {s: tuple(str(b) for a, b in pairs if str(a) == s) for s in states} for actor, pairs in moves.items()}
    return Conflict(tuple(states), by_state, ranks)


def euphrates(**others):
    best_first = RIVER["ranking_best_first"] | others
    ranks = {actor: {str(s): -n for n, s in enumerate(order)} for actor, order in best_first.items()}
    return conflict(RIVER["moves"], ranks, RIVER["states"])


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("game", [name for name in GAMES if not name.startswith("_")])
def test_the_games_of_the_textbook(game, concept) -> None:
    given = GAMES[game]
    played = conflict(given["moves"], given["ordinal_payoff"], given["states"])
    expected = given["expected"][concept]
    assert {actor: [int(s) for s in stable(played, actor, concept)] for actor in "AB"} == {a: expected[a] for a in "AB"}
    assert [int(s) for s in equilibria(played, concept)] == expected["equilibria"]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_euphrates_in_1975(concept) -> None:
    river, expected = euphrates(), RIVER["expected"][concept]
    for actor in ("Syria", "Iraq"):
        assert [int(s) for s in stable(river, actor, concept)] == expected[actor]
    assert [int(s) for s in equilibria(river, concept)] == expected["equilibria"]


def test_how_many_rankings_of_syria_would_make_the_release_of_water_an_equilibrium() -> None:
    expected = RIVER["expected_inverse"]
    river = euphrates()
    assert rankings(river, "Syria", "2", "nash").total == 720
    assert rankings(river, "Syria", "2", "nash").stable == expected["nash"]
    assert rankings(river, "Syria", "2", "seq").stable == expected["seq_by_definition"]


def test_the_ranking_nearest_to_its_own_is_the_example() -> None:
    (nearest,) = rankings(euphrates(), "Syria", "2", "nash").examples
    assert nearest == ("2", "1", "3", "6", "4", "5")
    changed = equilibria(euphrates(Syria=[int(s) for s in nearest]), "nash")
    assert "2" in changed


def test_the_deterring_move_of_the_prisoners_dilemma() -> None:
    given = GAMES["prisoners_dilemma"]
    (deterrent,) = verdict(conflict(given["moves"], given["ordinal_payoff"], given["states"]), "A", "1", "seq").deterrents
    assert (deterrent.move, deterrent.answer, deterrent.end) == ("3", (("B", "4"),), "4")


def test_the_condition_in_words() -> None:
    assert in_words(euphrates(), "Syria", "2", "nash") == "2 is stable for Syria where Syria ranks 1 and 3 no higher than 2"
    assert in_words(euphrates(), "Iraq", "2", "seq", {"2": "water", "5": "attack"}).startswith("water is stable for Iraq")


def test_no_actor_moves_twice_in_a_row_where_there_are_several() -> None:
    states = ("s", "t", "u", "v")
    ranks = {"A": {"s": 2, "t": 3, "u": 4, "v": 1}, "B": dict.fromkeys(states, 0), "C": dict.fromkeys(states, 0)}
    alone = Conflict(states, {"A": {"s": ("t",)}, "B": {"t": ("u",), "u": ("v",)}, "C": {}}, ranks)
    assert not verdict(alone, "A", "s", "gmr").stable
    joined = Conflict(states, {"A": {"s": ("t",)}, "B": {"t": ("u",)}, "C": {"u": ("v",)}}, ranks)
    (deterrent,) = verdict(joined, "A", "s", "gmr").deterrents
    assert deterrent.answer == (("B", "u"), ("C", "v"))


@st.composite
def conflicts(draw):
    states = [f"s{n}" for n in range(draw(st.integers(2, 4)))]
    actors = ["A", "B", "C"][: draw(st.integers(2, 3))]
    pairs = list(permutations(states, 2))
    moves = {a: draw(st.lists(st.sampled_from(pairs), unique=True)) for a in actors}
    ranks = {a: {s: draw(st.integers(0, 3)) for s in states} for a in actors}
    return conflict(moves, ranks, states)


def oracle(c, actor, state, concept):
    """The definitions, read literally: all legal sequences up to a length that none needs to exceed."""
    rank, others = c.ranks[actor], [a for a in c.actors if a != actor]

    def ends(here, last, length):
        found = set()
        for a in others if length else ():
            if a != last or not last:
                for t in c.moves[a].get(here, ()):
                    if concept != "seq" or c.ranks[a][t] > c.ranks[a][here]:
                        found |= {t} | ends(t, a, length - 1)
        return found

    for t in c.moves[actor].get(state, ()):
        if rank[t] <= rank[state]:
            continue
        answers = [] if concept == "nash" else ends(t, "", 2 * len(c.states))
        good = [u for u in answers if rank[u] <= rank[state]]
        if concept == "smr":
            good = [u for u in good if all(rank[v] <= rank[state] for v in c.moves[actor].get(u, ()))]
        if not good:
            return False
    return True


@given(conflicts())
def test_verdicts_and_needs_follow_the_definitions(c) -> None:
    for concept in CONCEPTS:
        for actor in c.actors:
            for state in c.states:
                found = verdict(c, actor, state, concept)
                assert found.stable == oracle(c, actor, state, concept)
                rank = c.ranks[actor]
                met = all(
                    rank[n.move] <= rank[state] or any(all(rank[x] <= rank[state] for x in g) for g in n.spoiled)
                    for n in needs(c, actor, state, concept)
                )
                assert met == found.stable
                for d in found.deterrents:
                    assert all(one[0] != two[0] for one, two in zip(d.answer or (), (d.answer or ())[1:], strict=False))


@given(conflicts())
def test_every_nash_equilibrium_is_one_under_all_and_every_one_is_under_gmr(c) -> None:
    found = {concept: set(equilibria(c, concept)) for concept in CONCEPTS}
    assert found["nash"] <= found["smr"] <= found["gmr"]
    assert found["nash"] <= found["seq"] <= found["gmr"]


def test_more_states_than_can_be_counted_are_refused() -> None:
    states = tuple("abcdefgh")
    ranks = {"A": dict.fromkeys(states, 0), "B": dict.fromkeys(states, 0)}
    many = Conflict(states, {"A": {}, "B": {}}, ranks)
    with pytest.raises(UsageError, match="7 states at most"):
        rankings(many, "A", "a", "nash")
    with pytest.raises(UnknownName, match="one of: A, B"):
        verdict(many, "C", "a", "nash")
    with pytest.raises(UsageError, match="a rank for each state"):
        Conflict(states, {"A": {}}, {"A": {}})

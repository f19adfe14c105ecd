"""The exchange model, against the published toll road and against what must hold of any trade."""

from __future__ import annotations

from itertools import permutations
from math import isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.models.exchange import trade
from posgraph.analysis.models.forecast import compromise
from posgraph.analysis.models.stand import Stand
from posgraph.errors import UsageError
from tests.models.cases import case, toll_road

EXPECTED = case("toll_road_nl_expected")["toll_road_nl"]["equal_gain_exchange_round1"]


def test_the_toll_road_has_the_published_exchanges() -> None:
    found = trade(toll_road(), "published")
    assert found.candidates == EXPECTED["candidate_exchanges"]
    assert len(found.realised) == EXPECTED["realized"]
    assert round(found.total, 4) == EXPECTED["sum_of_gains"]
    for exchange, first in zip(found.realised, EXPECTED["first"], strict=False):
        assert round(exchange.gain, 6) == first["gain"]
        assert {(m.actor, m.issue) for m in exchange.moves} == {(first["i"], first["i_gives"]), (first["j"], first["j_gives"])}


def test_what_the_published_bookkeeping_changes_is_in_the_later_exchanges() -> None:
    lines = toll_road()
    published, full = trade(lines, "published"), trade(lines, "full")
    assert [e.actors for e in full.realised[:9]] == [e.actors for e in published.realised[:9]]
    assert full != published


def test_an_exchange_pays_those_outside_it_what_the_outcomes_say() -> None:
    first = trade(toll_road()).realised[0]
    own, other = first.moves
    assert (own.actor, own.issue, own.start, own.end) == ("Wcentr", "tolheffing-binnenstad", 0, pytest.approx(61.0511736))
    assert (other.actor, other.issue, other.start, other.end) == ("Willems", "extra-investering", 25, 100)
    assert first.effects["Wcentr"] == pytest.approx(first.gain)
    assert first.effects["Willems"] == pytest.approx(first.gain)
    # by hand: the outcome on the levy rises by 10.387812 to 59.741045, that on the investment by 13.157895 to 62.646199;
    # VVDs stands at 0 and 50 with saliences 0.9 and 0.8: 0.9 × −10.387812 + 0.8 × (0.511696 − 12.646199)
    assert first.effects["VVDs"] == pytest.approx(-19.056633, abs=1e-5)


SALIENCE, POSITION = st.sampled_from([0.1, 0.3, 0.5, 0.8, 1.0]), st.integers(0, 100)


@st.composite
def tables(draw):
    actors = [f"a{n}" for n in range(draw(st.integers(2, 5)))]
    issues = [f"p{n}" for n in range(draw(st.integers(2, 3)))]
    return {p: [Stand(a, draw(POSITION), draw(SALIENCE), draw(st.sampled_from([0.2, 1, 3]))) for a in actors] for p in issues}


def literally(lines):
    """The definition, read literally: everything anew from the moved positions, before each exchange."""
    weight = {p: sum(s.weight for s in stands) for p, stands in lines.items()}
    start = {p: {s.actor: s.position for s in stands} for p, stands in lines.items()}
    own = {(p, s.actor): s for p, stands in lines.items() for s in stands}
    now = {p: dict(line) for p, line in start.items()}

    def mean(p, line):
        return sum(own[p, a].weight * x for a, x in line[p].items()) / weight[p]

    def room(a, p, target):
        """By how much the actor can shift the outcome towards the target, and the sign of it."""
        sign = 1 if target > start[p][a] else -1
        own_room, ahead = sign * (target - now[p][a]) * own[p, a].weight / weight[p], sign * (target - mean(p, now))
        return max(0, min(own_room, ahead)), sign

    means, done = {p: mean(p, start) for p in lines}, []
    able = [
        (i, j, p, q)  # j gives on p, which i cares more about, i on q
        for i, j in permutations(start[min(lines)], 2)
        for p, q in permutations(lines, 2)
        if all((start[r][i] - means[r]) * (start[r][j] - means[r]) < 0 for r in (p, q))
        and own[p, i].salience * own[q, j].salience >= own[q, i].salience * own[p, j].salience
    ]
    while True:
        best = None
        for i, j, p, q in able:
            (most, up), (least, side) = room(j, p, start[p][i]), room(i, q, start[q][j])
            rate = (own[p, i].salience + own[p, j].salience) / (own[q, i].salience + own[q, j].salience)
            got = min(most, least / rate)
            gain = own[p, i].salience * got - own[q, i].salience * got * rate
            assert isclose(gain, own[q, j].salience * got * rate - own[p, j].salience * got, abs_tol=1e-9)
            if gain > 1e-10 and (best is None or gain > best[0] + 1e-9):
                best = gain, (i, j, p, q), up * got, side * got * rate
        if best is None:
            return done
        gain, (i, j, p, q), rise, other = best
        now[p][j] += rise * weight[p] / own[p, j].weight
        now[q][i] += other * weight[q] / own[q, i].weight
        able = [each for each in able if each not in ((i, j, p, q), (j, i, q, p))]
        done.append((gain, {(j, p), (i, q)}))


@pytest.mark.parametrize("seed", range(40))
def test_the_exchanges_are_those_of_the_definition(seed) -> None:
    random = Random(seed)
    actors = [f"a{n}" for n in range(random.randint(2, 5))]
    lines = {
        f"p{n}": [Stand(a, random.uniform(0, 100), random.uniform(0.05, 1), random.uniform(0.1, 3)) for a in actors]
        for n in range(random.randint(2, 4))
    }
    found, expected = trade(lines).realised, literally(lines)
    assert [{(m.actor, m.issue) for m in e.moves} for e in found] == [moves for _, moves in expected]
    assert [e.gain for e in found] == pytest.approx([gain for gain, _ in expected])
    turned = {p: [Stand(s.actor, 100 - s.position, s.salience, s.capability) for s in stands] for p, stands in lines.items()}
    assert [e.gain for e in trade(turned).realised] == pytest.approx([e.gain for e in found])


@given(tables(), st.sampled_from(["published", "full"]))
def test_what_both_gain_by_their_own_two_moves_is_the_gain(lines, bookkeeping) -> None:
    salience = {(p, s.actor): s.salience for p, stands in lines.items() for s in stands}
    for exchange in trade(lines, bookkeeping).realised:
        for actor in exchange.actors:
            shifts = {m: abs(m.outcome_after - m.outcome_before) for m in exchange.moves}
            gained = sum(salience[m.issue, actor] * (-shift if m.actor == actor else shift) for m, shift in shifts.items())
            assert isclose(gained, exchange.gain, abs_tol=1e-7)


@given(tables())
def test_with_full_bookkeeping_both_gain_at_least_what_they_expect(lines) -> None:
    found = trade(lines, "full")
    for exchange in found.realised:
        for actor in exchange.actors:
            assert exchange.effects[actor] > exchange.gain - 1e-7
    for issue, stands in lines.items():
        assert isclose(found.outcomes[issue][0], compromise(stands))


@given(tables(), st.sampled_from(["published", "full"]), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(lines, bookkeeping, random) -> None:
    shuffled = {issue: random.sample(lines[issue], len(lines[issue])) for issue in random.sample(list(lines), len(lines))}
    assert trade(shuffled, bookkeeping) == trade(lines, bookkeeping)


def test_actors_that_care_alike_do_not_trade() -> None:
    lines = {issue: [Stand("n", 0, 0.5), Stand("s", 100, 0.5)] for issue in "pq"}
    found = trade(lines)
    assert (found.candidates, found.realised) == (1, ())


def test_an_unknown_way_of_bookkeeping_is_refused() -> None:
    with pytest.raises(UsageError, match="published, full"):
        trade({}, "double")

"""The exchange model, against the published toll road and against what must hold of any trade."""

from __future__ import annotations

from math import isclose

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
    found = trade(toll_road())
    assert found.candidates == EXPECTED["candidate_exchanges"]
    assert len(found.realised) == EXPECTED["realized"]
    assert round(found.total, 4) == EXPECTED["sum_of_gains"]
    for exchange, first in zip(found.realised, EXPECTED["first"], strict=False):
        assert round(exchange.gain, 6) == first["gain"]
        assert {(m.actor, m.issue) for m in exchange.moves} == {(first["i"], first["i_gives"]), (first["j"], first["j_gives"])}


def test_what_the_published_bookkeeping_changes_is_in_the_later_exchanges() -> None:
    lines = toll_road()
    published, full = trade(lines), trade(lines, "full")
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

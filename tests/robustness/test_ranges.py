"""Plausible ranges of coded numbers, and what follows from them for severities and costs."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.robustness.costs import deciding, ways
from posgraph.analysis.robustness.ranges import Range, plausible, table, weight
from posgraph.analysis.robustness.severities import places, severity
from posgraph.analysis.strength import side
from tests.analysis.toys import position

F = Fraction
degrees = st.sampled_from([None, 0.0, 0.05, 0.25, 0.3, 0.6, 0.75, 0.9, 0.95, 1.0])
ends = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda x: Range(F(min(x), 4), F(max(x), 4)))


@pytest.mark.parametrize(
    ("column", "value", "low", "high"),
    [
        ("firmness", 1.0, "0.875", "1"),
        ("firmness", 0.75, "0.5", "0.875"),
        ("firmness", 0.25, "0", "0.5"),
        ("firmness", 0.5, "0.375", "0.625"),
        ("confidence", 0.9, "0.75", "1"),
        ("confidence", 0.6, "0.45", "0.75"),
        ("confidence", 0.3, "0", "0.45"),
        ("confidence", 0.75, "0.625", "0.875"),
        ("salience", 0.75, "0.625", "0.875"),  # salience has no words
        ("salience", 0.05, "0", "0.175"),
        ("salience", 1.0, "0.875", "1"),
        ("salience", None, "0", "1"),
        ("firmness", None, "0", "1"),
    ],
)
def test_a_word_reaches_half_way_to_its_neighbours_and_any_other_number_an_eighth_either_way(column, value, low, high) -> None:
    assert plausible(column, value) == (F(low), F(high))


def test_the_ranges_of_words_cover_the_scale_without_a_gap() -> None:
    for column in ("firmness", "confidence"):
        spans = sorted(
            (row["low"], row["high"]) for row in table()[column] if row["coded"] not in ("unknown", "any other number")
        )
        assert spans[0][0] == 0
        assert spans[-1][1] == 1
        assert [high for _, high in spans[:-1]] == [low for low, _ in spans[1:]]


def rows(draw_a, draw_b):
    return [
        position(id, id, "d", stance, salience=salience, confidence=confidence)
        for id, (stance, salience, confidence) in (("a", draw_a), ("b", draw_b))
    ]


sides = st.tuples(st.sampled_from(["demands", "accepts", "conditional", "opposes", "rejects"]), degrees, degrees)


@given(sides, sides, st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_a_severity_lies_in_its_range_for_all_plausible_numbers_and_reaches_both_ends(one, other, place) -> None:
    coded = rows(one, other)
    found = severity(*coded)
    assert found.low <= min(F(str(side(row).weight)) for row in coded) + F(1, 10**9)
    assert min(F(str(side(row).weight)) for row in coded) - F(1, 10**9) <= found.high

    def at(where) -> Fraction:
        shares = iter(where)
        worth = []
        for row in coded:
            value = F(str(abs(row.stance.polarity or 0)))
            for column in ("salience", "confidence"):
                span = plausible(column, getattr(row, column))
                value *= span.low + next(shares) * (span.high - span.low)
            worth.append(value)
        return min(worth)

    corners = [at(map(F, corner)) for corner in product((0, 1), repeat=4)]
    assert (min(corners), max(corners)) == found
    assert found.low <= at(F(x, 8) for x in place) <= found.high


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6), st.lists(ends, min_size=5, max_size=5))
def test_the_places_of_conflicts_that_share_rows_are_those_that_corners_show(pairs, spans) -> None:
    pairs = sorted({(min(x), max(x)) for x in pairs if x[0] != x[1]})
    told = places([Range(min(spans[a].low, spans[b].low), min(spans[a].high, spans[b].high)) for a, b in pairs])
    seen: list[set[int]] = [set() for _ in pairs]
    for corner in product((0, 1), repeat=5):
        worth = [span[end] for span, end in zip(spans, corner, strict=True)]
        severities = [min(worth[a], worth[b]) for a, b in pairs]
        for n, own in enumerate(severities):
            seen[n].add(1 + sum(other > own for other in severities))
            seen[n].add(len(pairs) - sum(other < own for other in severities))
    for n, (best, worst) in enumerate(told):
        assert best <= min(seen[n])
        assert max(seen[n]) <= worst
        # that another is above it whatever the numbers are shows at every corner, and only then is it counted
        always = sum(
            all(
                min(c[a] for a in pairs[m]) > min(c[a] for a in pairs[n])
                for c in ([span[e] for span, e in zip(spans, corner, strict=True)] for corner in product((0, 1), repeat=5))
            )
            for m in range(len(pairs))
        )
        assert best == 1 + always


@given(
    st.lists(st.frozensets(st.sampled_from("abcde"), min_size=1), min_size=1, max_size=5, unique=True),
    st.lists(ends, min_size=5, max_size=5),
)
def test_a_way_out_is_certainly_or_possibly_the_cheapest_as_corners_show(sets, spans) -> None:
    price = dict(zip("abcde", spans, strict=True))
    corners = [
        {id: span[end] for (id, span), end in zip(price.items(), corner, strict=True)} for corner in product((0, 1), repeat=5)
    ]
    for way in ways([sorted(members) for members in sets], price):
        wins = [all(sum(at[id] for id in way.members) <= sum(at[id] for id in other) for other in sets) for at in corners]
        assert (way.certainly, way.possibly) == (all(wins), any(wins))
        costs = [sum(at[id] for id in way.members) for at in corners]
        assert way.cost == (min(costs), max(costs))


def test_what_two_ways_out_share_does_not_make_either_the_dearer() -> None:
    price = {"shared": Range(F(0), F(1)), "dear": Range(F(3, 4), F(1)), "cheap": Range(F(0), F(1, 2))}
    found = ways([("shared", "cheap"), ("shared", "dear")], price)
    assert [(way.certainly, way.possibly) for way in found] == [(True, True), (False, False)]
    assert deciding(found, price) == ()


def test_rows_that_decide_between_ways_out_are_those_that_not_all_of_them_have() -> None:
    price = {"a": Range(F(0), F(1)), "b": Range(F(1, 2), F(1, 2)), "c": Range(F(0), F(1))}
    found = ways([("a", "c"), ("b", "c")], price)
    assert [way.possibly for way in found] == [True, True]
    assert deciding(found, price) == ("a",)  # c is in both, and b costs the same in any case


def test_a_stance_without_polarity_weighs_nothing() -> None:
    assert weight(position("p", "n", "d", "ambiguous", salience=1, confidence=1)) == (0, 0)

"""The embedded engine says what the library says, pair by pair; ``analysis`` is the oracle."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import in_force
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.strength import side
from posgraph.engine import matrices, pairs, ranked
from posgraph.engine.columns import columns
from posgraph.engine.current import Change, Current, changes
from posgraph.engine.embedded import Embedded, embedded
from posgraph.engine.engine import Engine, Key
from posgraph.engine.limits import Limits, limits
from posgraph.engine.meetings import TABLED, meetings
from posgraph.errors import UnknownName, UsageError
from tests.analysis.toys import NOW
from tests.engine.worlds import BUNDLED, bundled, worlds

ASK = {"conflicts": (conflicts, "rules", "rule"), "overlaps": (overlaps, "kinds", "kind")}

days = st.sampled_from([None, NOW, date(2025, 11, 15), date(2025, 12, 1), date(2026, 1, 15)])
whichs = st.sampled_from(["conflicts", "overlaps"])


@st.composite
def limited(draw):
    """Arguments of a question."""
    return {
        "actors": draw(st.sampled_from([(), (), ("n",), ("s",), ("n", "s"), ("n", "s", "t")])),
        "issues": draw(st.sampled_from([(), (), ("i",), ("x",), ("u", "i")])),
        "within": draw(st.booleans()),
    }


def oracle(dataset, day, which, rules=(), **asked):
    """The pairs as the library finds them, in its order: weight, rule, a, b, hard, chain."""
    ask, word, field = ASK[which]
    found = ask(dataset, day, ever=day is None, **{word: rules or TABLED[which]}, **asked)
    return [(getattr(f, "severity" if which == "conflicts" else "strength"), getattr(f, field), *f.ids, f.hard) for f in found]


def listed(engine, page, which):
    rows = meetings(engine.vocabulary, which).rows
    return [
        (weight, rows[row].rule, a, b, hard)
        for weight, row, a, b, hard in zip(
            page.weight.tolist(), page.row.tolist(), page.a, page.b, page.hard.tolist(), strict=True
        )
    ]


def engine_of(dataset):
    """An engine whose vocabulary has no positions."""
    return Embedded(columns(dataset), replace(dataset, positions=(), sequencing=()))


@given(worlds(), days, whichs, limited())
@settings(max_examples=80, deadline=None)
def test_pairs_and_their_order_are_those_of_the_library(dataset, day, which, asked) -> None:
    engine, expected = engine_of(dataset), oracle(dataset, day, which, **asked)
    page = engine.ranked(day, which, limits(dataset, which, **asked), limit=10_000)
    assert listed(engine, page, which) == expected
    assert page.done
    assert page.next is None


@given(worlds(), days, whichs, limited(), st.integers(1, 5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_pages_of_any_length_make_up_the_whole(dataset, day, which, asked, limit, fresh) -> None:
    engine, wanted = engine_of(dataset), limits(dataset, which, **asked)
    found, after = [], None
    while True:
        page = (engine_of(dataset) if fresh else engine).ranked(day, which, wanted, limit, after)
        assert len(page) == limit or page.done
        found += listed(engine, page, which)
        after = page.next
        if page.done:
            break
    assert found == oracle(dataset, day, which, **asked)


@given(worlds(), days, whichs, limited(), st.floats(0, 1), st.integers(0, 8), st.sampled_from(["p", "p1", "p10", "p5x", ""]))
@settings(max_examples=40, deadline=None)
def test_a_key_need_not_be_of_a_pair_that_is_there(dataset, day, which, asked, weight, rule, id) -> None:
    engine, names = engine_of(dataset), meetings(dataset, which).names
    for exact in (weight, 0.25, 0.5):
        page = engine.ranked(day, which, limits(dataset, which, **asked), 10_000, Key(exact, rule, id, "p2"))
        expected = [
            pair
            for pair in oracle(dataset, day, which, **asked)
            if (-pair[0], names.index(pair[1]), pair[2], pair[3]) > (-exact, rule, id, "p2")
        ]
        assert listed(engine, page, which) == expected


@given(worlds(), days, whichs, limited(), st.sets(st.sampled_from(["R1", "R2", "R3", "R4", "R5"])))
@settings(max_examples=60, deadline=None)
def test_counts_by_rule_are_those_of_the_library(dataset, day, which, asked, some) -> None:
    rules = tuple(some) if which == "conflicts" else ()
    found = engine_of(dataset).count(day, which, limits(dataset, which, rules=rules, **asked))
    assert {rule: n for rule, n in found.items() if n} == Counter(pair[1] for pair in oracle(dataset, day, which, rules, **asked))


@given(worlds(), days, whichs, limited())
@settings(max_examples=60, deadline=None)
def test_the_stream_holds_every_pair_once(dataset, day, which, asked) -> None:
    engine, rows = engine_of(dataset), meetings(dataset, which).rows
    stream = engine.blocks(day, which, limits(dataset, which, **asked))
    ids = engine.columns.ids.to_pylist()
    found = [
        (rows[row].rule, ids[a], ids[b]) for block in stream for row, a, b in zip(*map(np.ndarray.tolist, block), strict=True)
    ]
    assert sorted(found) == sorted(pair[1:4] for pair in oracle(dataset, day, which, **asked))


def matrix_of(dataset, pairs, measure):
    """Actors by actors, summed pair by pair."""
    actors, rows = columns(dataset).actors, dataset.by_id("positions")
    found = np.zeros((len(actors), len(actors)))
    for _, _, a, b, _ in pairs:
        i, j = actors.index(rows[a].actor), actors.index(rows[b].actor)
        value = 1.0 if measure == "count" else side(rows[a]).weight * side(rows[b]).weight
        found[i, j] += value
        if i != j:
            found[j, i] += value
    return found


@given(worlds(), days, whichs, limited(), st.sampled_from(["count", "weight"]))
@settings(max_examples=60, deadline=None)
def test_matrices_are_the_sums_over_the_pairs(dataset, day, which, asked, measure) -> None:
    expected = matrix_of(dataset, oracle(dataset, day, which, **asked), measure)
    for listed in (10_000_000, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("posgraph.engine.embedded.LISTED", listed)
            found = engine_of(dataset).matrix(day, which, measure, limits(dataset, which, **asked))
        np.testing.assert_allclose(found.values, expected, atol=1e-12)


@given(worlds(), whichs, limited(), st.sampled_from(["count", "weight"]), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_windows_of_days_are_the_matrices_of_those_days(dataset, which, asked, measure, step) -> None:
    engine, wanted = engine_of(dataset), limits(dataset, which, **asked)
    moments = [date(2025, 10, 25) + timedelta(days=step * n) for n in range(6)]
    for day, found in zip(moments, engine.windows(moments, which, measure, wanted), strict=True):
        np.testing.assert_allclose(found.values, engine.matrix(day, which, measure, wanted).values, atol=1e-12)
        assert found.span == (day, day)


@given(worlds(), whichs, st.booleans(), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 60)), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_window_of_days_counts_pairs_that_are_in_force_on_one_of_them(dataset, which, within, given) -> None:
    first = date(2025, 10, 25)
    spans = [(first + timedelta(days=a), first + timedelta(days=a + b)) for a, b in given]
    ask, word, field = ASK[which]
    everything = list(ask(dataset, ever=True, within=within, **{word: TABLED[which]}))
    for (start, end), found in zip(spans, engine_of(dataset).windows(spans, which, "count", Limits(within=within)), strict=True):
        there = [f for f in everything if (f.start or date.min) <= end and (f.end or date.max) >= start]
        pairs = [(0, getattr(f, field), *f.ids, f.hard) for f in there]
        np.testing.assert_array_equal(found.values, matrix_of(dataset, pairs, "count"))


@given(worlds(), worlds(), whichs, st.sampled_from(["count", "weight"]))
@settings(max_examples=40, deadline=None)
def test_a_matrix_kept_current_is_the_matrix_made_anew(before, after, which, measure) -> None:
    after = replace(before, positions=after.positions)
    kept = Current(columns(before), meetings(before, which), NOW, measure)
    kept.apply(changes(columns(before), columns(after), NOW))
    expected = engine_of(after).matrix(NOW, which, measure)
    np.testing.assert_allclose(kept.matrix().values, expected.values, atol=1e-12)


@given(worlds(), whichs, st.sampled_from(["count", "weight"]))
@settings(max_examples=25, deadline=None)
def test_dense_and_sparse_columns_give_the_same(dataset, which, measure) -> None:
    engine = engine_of(dataset)
    expected = engine.matrix(NOW, which, measure).values
    ways = ((1.0, 1.0, 0.0, 1), (0.0, 1.0, 1.0, 1), (1.0, 0.0, 1.0, 1), (1.0, 0.6, 0.5, 3))
    for sparse, mixed, dense, share in ways:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {
                "SPARSE": sparse,
                "MIXED": mixed,
                "DENSE": dense,
                "BLOCK": share,
                "ENOUGH": 0.0,
                "SHARE": share,
            }.items():
                patch.setattr(matrices, name, value)
            np.testing.assert_allclose(engine.matrix(NOW, which, measure).values, expected, atol=1e-12)


def test_a_change_without_a_literal_changes_nothing() -> None:
    dataset = bundled("brexit")
    kept = Current(columns(dataset), meetings(dataset, "conflicts"), NOW)
    before = kept.matrix().values
    kept.apply([Change(0, -1, 0.5, True)])
    np.testing.assert_array_equal(before, kept.matrix().values)


@given(worlds(), days)
@settings(max_examples=60, deadline=None)
def test_in_force_is_how_many_the_library_finds(dataset, day) -> None:
    moment = day or NOW
    assert engine_of(dataset).in_force(moment) == len(in_force(dataset, moment).positions)


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("which", ["conflicts", "overlaps"])
@pytest.mark.parametrize("day", [None, date(2019, 3, 27), date(2022, 4, 1), NOW])
def test_the_bundled_datasets_give_what_the_library_gives(name, which, day) -> None:
    dataset = bundled(name)
    engine = embedded(dataset)
    expected = oracle(dataset, day, which)
    assert listed(engine, engine.ranked(day, which, limit=100_000), which) == expected
    assert sum(engine.count(day, which).values()) == len(expected)
    np.testing.assert_allclose(engine.matrix(day, which, "weight").values, matrix_of(dataset, expected, "weight"), atol=1e-9)


@given(worlds(), whichs)
@settings(max_examples=50, deadline=None)
def test_small_portions_change_nothing(dataset, which) -> None:
    engine, expected = engine_of(dataset), oracle(dataset, None, which, within=True)
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in ((pairs, "BLOCK", 3), (pairs, "WORK", 8), (ranked, "PORTION", 2), (ranked, "FEW", 1)):
            patch.setattr(module, name, value)
        patch.setattr("posgraph.engine.embedded.FEW", 1)
        assert listed(engine, engine.ranked(None, which, Limits(within=True), 3), which) == expected[:3]
        assert sum(engine.count(None, which, Limits(within=True)).values()) == len(expected)
        assert sum(len(a) for _, a, _ in engine.blocks(None, which, Limits(within=True))) == len(expected)


def test_what_cannot_be_meant_is_refused() -> None:
    engine = embedded(bundled("brexit"))
    with pytest.raises(UsageError, match="limit"):
        engine.ranked(NOW, limit=-1)
    with pytest.raises(UsageError, match="spans"):
        list(engine.windows([(NOW, date(2020, 1, 1))]))
    with pytest.raises(UnknownName):
        limits(bundled("brexit"), actors=("nobody",))


def test_the_embedded_engine_is_an_engine() -> None:
    engine: Engine = embedded(bundled("brexit"))
    assert engine.name == "embedded"

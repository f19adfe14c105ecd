"""Every system answers as the library does, and as the embedded engine does where there is too much for plain loops."""

from datetime import date
from itertools import islice

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from posgraph import tables
from posgraph.engine.columns import columns, from_table
from posgraph.engine.distributed import Distributed
from posgraph.engine.embedded import Embedded
from posgraph.engine.limits import Limits
from posgraph.engine.meetings import meetings
from tests.engine.distributed import oracle
from tests.engine.distributed.made import made
from tests.engine.distributed.systems import connected
from tests.engine.worlds import bundled, worlds

DAY = date(2021, 6, 1)
WHICH = ("conflicts", "overlaps")
HELD = ("actor", "literal", "weight", "hard", "start", "end")


@pytest.fixture(scope="module", params=["duckdb", "sail"])
def system(request):
    with connected(request.param) as connection:
        yield connection


@pytest.fixture(scope="module")
def duckdb():
    with connected("duckdb") as connection:
        yield connection


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """100 thousand positions: the file, the vocabulary, and the embedded engine over them."""
    world = made(actors=500, demands=2000, positions=100_000)
    path = tmp_path_factory.mktemp("many") / "positions.parquet"
    pq.write_table(world.positions, path)
    return path, world.vocabulary, Embedded(from_table(world.positions, world.vocabulary), world.vocabulary)


def pages(engine, dataset, day, which, limits, size):
    """Every pair, page by page."""
    rows, key = [], None
    while True:
        page = engine.ranked(day, which, limits, limit=size, after=key)
        rules = [meetings(dataset, which).rows[row].rule for row in page.row.tolist()]
        rows += zip(page.weight.tolist(), rules, page.a, page.b, page.hard.tolist(), strict=True)
        if page.done:
            return rows
        assert len(page) == size
        key = page.next


def assert_same_days(engine, whole):
    held = engine.effective()
    ever = np.flatnonzero(whole.start <= whole.end)
    assert held["id"].to_pylist() == whole.names(ever)
    for name in HELD:
        assert np.array_equal(held[name].to_numpy(zero_copy_only=False), getattr(whole, name)[ever]), name


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(dataset=worlds())
def test_days_literals_and_weights_are_those_of_the_columns_bit_for_bit(duckdb, dataset):
    engine = Distributed(tables.positions(dataset), dataset, duckdb)
    assert_same_days(engine, columns(dataset))
    assert engine.actors == columns(dataset).actors


@pytest.mark.parametrize("name", ["brexit", "miami-2025", "russia-ukraine"])
def test_a_bundled_dataset_is_answered_as_the_library_answers_it(system, tmp_path, name):
    dataset = bundled(name)
    path = tmp_path / "positions.parquet"
    pq.write_table(tables.positions(dataset), path)
    engine = Distributed(path, dataset, system)
    assert_same_days(engine, columns(dataset))
    day = date(2019, 10, 1) if name == "brexit" else date(2025, 12, 20)
    one, other = sorted({row.actor for row in dataset.positions})[:2]
    for which in WHICH:
        for moment, limits in ((day, Limits()), (None, Limits(frozenset((one, other)), within=True))):
            items = oracle.found(dataset, moment, which, limits)
            assert pages(engine, dataset, moment, which, limits, 400) == [item[:5] for item in items]
            assert sum(engine.count(moment, which, limits).values()) == len(items)
            expected = oracle.matrix(dataset, items, engine.actors, "weight")
            assert np.allclose(engine.matrix(moment, which, "weight", limits).values, expected, rtol=1e-9, atol=0)


LIMITS = {
    "none": Limits(),
    "within": Limits(within=True),
    "one actor": Limits(frozenset(["a00000"])),
    "one actor within": Limits(frozenset(["a00000"]), within=True),
    "three actors": Limits(frozenset(["a00000", "a00001", "a00003"]), within=True),
    "issues and rules": Limits(issues=frozenset(["i00000", "i00001"]), rules=frozenset(["exclusive", "implied", "range"])),
}


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_limits_are_understood_as_the_library_does(system, small, limits):
    dataset, engine = small
    for which, day in (("conflicts", None), ("overlaps", DAY)):
        items = oracle.found(dataset, day, which, limits)
        numbers = engine.count(day, which, limits)
        assert numbers == {rule: sum(item[1] == rule for item in items) for rule in numbers}
        first = engine.ranked(day, which, limits, limit=20)
        assert list(zip(first.weight.tolist(), first.a, first.b, strict=True)) == [(i[0], i[2], i[3]) for i in items[:20]]
        assert first.done == (len(items) <= 20)
        values = engine.matrix(day, which, "count", limits).values
        assert np.array_equal(values, oracle.matrix(dataset, items, engine.actors, "count"))


@pytest.fixture(scope="module")
def small(system):
    """200 positions of ten actors, as a dataset, and an engine over its table."""
    from tests.engine.distributed.objects import dataset

    world = made(actors=10, demands=40, positions=200, revised=0.15)
    whole = dataset(world)
    return whole, Distributed(world.positions, world.vocabulary, system)


def test_a_day_and_a_product_are_those_of_the_embedded_engine_at_size(system, many):
    path, vocabulary, embedded = many
    engine = Distributed(path, vocabulary, system)
    assert_same_days(engine, embedded.columns)
    assert engine.in_force(DAY) == embedded.in_force(DAY) > 20_000
    for which in WHICH:
        assert engine.count(DAY, which) == embedded.count(DAY, which)
        for measure in ("count", "weight"):
            mine, theirs = (one.matrix(DAY, which, measure) for one in (engine, embedded))
            assert mine.names == theirs.names
            assert np.allclose(mine.values, theirs.values, rtol=1e-9, atol=0)


def test_pages_go_on_from_one_another_as_those_of_the_embedded_engine(system, many):
    path, vocabulary, embedded = many
    engine = Distributed(path, vocabulary, system)
    for day in (DAY, None):
        key = None
        for _ in range(2):
            mine, theirs = (one.ranked(day, "conflicts", limit=700, after=key) for one in (engine, embedded))
            assert (mine.a, mine.b, mine.next) == (theirs.a, theirs.b, theirs.next)
            assert np.array_equal(mine.weight, theirs.weight)
            assert np.array_equal(mine.row, theirs.row)
            assert np.array_equal(mine.hard, theirs.hard)
            key = mine.next


def test_windows_are_days_or_spans_in_which_both_are_in_force_on_some_day(system, many):
    path, vocabulary, embedded = many
    engine = Distributed(path, vocabulary, system)
    for windows in ([DAY, date(2022, 1, 1)], [(date(2021, 1, 1), date(2021, 3, 31)), (date(2021, 4, 1), date(2021, 6, 30))]):
        both = zip(engine.windows(windows), embedded.windows(windows), strict=True)
        for mine, theirs in islice(both, 2):
            assert mine.span == theirs.span
            assert np.array_equal(mine.values, theirs.values)


def test_the_product_in_sql_is_the_product_of_the_python_kernel(system, small, monkeypatch):
    _, engine = small
    mine = engine.matrix(DAY, "overlaps", "weight", Limits(within=True)).values
    monkeypatch.setattr(system, "workers", 0)
    assert np.allclose(mine, engine.matrix(DAY, "overlaps", "weight", Limits(within=True)).values, rtol=1e-9, atol=0)
    assert mine.any()

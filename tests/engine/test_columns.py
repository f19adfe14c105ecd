"""Positions as columns: the same from objects and from a table."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph import tables
from posgraph.engine.columns import columns, from_table
from posgraph.errors import DataError
from posgraph.model import Dataset
from tests.engine.worlds import BUNDLED, bundled, worlds

FIELDS = ("actor", "literal", "weight", "hard", "start", "end")


def assert_same(one, other):
    assert one.ids.equals(other.ids)
    assert (one.actors, one.demands) == (other.actors, other.demands)
    for name in FIELDS:
        a, b = getattr(one, name), getattr(other, name)
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b, err_msg=name)


def without_positions(dataset: Dataset) -> Dataset:
    return replace(dataset, positions=(), sequencing=())


@given(worlds(), st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_a_table_gives_the_same_columns_as_objects(dataset, chance, chunks) -> None:
    table = tables.positions(dataset)
    order = list(range(len(table)))
    chance.shuffle(order)
    table = table.take(pa.array(order))
    parts = [table.slice(n, len(table) // chunks + 1) for n in range(0, len(table), len(table) // chunks + 1)]
    assert_same(columns(dataset), from_table(pa.concat_tables(parts), without_positions(dataset)))


@given(worlds())
@settings(max_examples=25, deadline=None)
def test_dates_as_written_give_the_same_columns(dataset) -> None:
    table = tables.positions(dataset).drop_columns(["begins", "ends"])
    assert_same(columns(dataset), from_table(table, without_positions(dataset)))


@pytest.mark.parametrize("name", BUNDLED)
def test_the_bundled_datasets_give_the_same_columns(name) -> None:
    dataset = bundled(name)
    assert_same(columns(dataset), from_table(tables.positions(dataset), without_positions(dataset)))


def test_every_fault_of_a_table_is_told() -> None:
    table = pa.table(
        {"id": ["p", "p", "q"], "actor": ["n", None, "n"], "demand": ["d"] * 3, "stance": ["rejcts", "accepts", "accepts"]}
    )
    with pytest.raises(DataError) as raised:
        from_table(table, Dataset(id="toy"))
    told = [(fault.where, fault.value, fault.hint) for fault in raised.value.faults]
    assert told == [
        ("positions row 2 (p) column actor", "", ""),
        ("positions row 2 column id", "p", ""),
        ("positions row 1 (p) column stance", "rejcts", "rejects"),
    ]


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(DataError, match="positions: 'stance'; expected a table with this column"):
        from_table(pa.table({"id": ["p"], "actor": ["n"], "demand": ["d"]}), Dataset(id="toy"))


def test_a_table_without_rows_has_columns_without_rows() -> None:
    assert_same(columns(Dataset(id="toy")), from_table(tables.positions(Dataset(id="toy")), Dataset(id="toy")))

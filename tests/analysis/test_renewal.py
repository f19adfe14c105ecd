"""What is kept after a write is what would be worked out anew."""

from copy import copy
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.clash import clash_table
from posgraph.analysis.force import in_force
from posgraph.engine.columns import columns, made
from posgraph.importers import read
from tests.analysis.made_up import datasets


@given(datasets(), datasets(), st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_in_force_after_writes_is_what_it_would_be_without_what_was_known_before(first, other, data) -> None:
    dataset = first
    in_force(dataset, None, ever=True)
    columns(dataset)
    for _ in range(2):
        stay = [row for row in dataset.positions if data.draw(st.booleans())]
        ids = {row.id for row in stay}
        come = [row for row in other.positions if row.id not in ids and data.draw(st.booleans())]
        dataset = dataset.having("positions", [*stay, *come])
        fresh = replace(dataset)
        assert in_force(dataset, None, ever=True) == in_force(fresh, None, ever=True)
        found, wanted = columns(dataset), made(fresh)
        assert found.ids.to_pylist() == wanted.ids.to_pylist()
        assert (found.actors, found.demands) == (wanted.actors, wanted.demands)
        for name in ("actor", "literal", "weight", "hard", "start", "end"):
            assert np.array_equal(getattr(found, name), getattr(wanted, name)), name


@given(datasets())
@settings(max_examples=20, deadline=None)
def test_the_clash_table_stays_where_only_positions_change_and_not_where_relations_do(dataset) -> None:
    table = clash_table(dataset)
    assert clash_table(dataset.having("positions", dataset.positions[1:])) is table
    fewer = dataset.having("relations", dataset.relations[1:])
    assert clash_table(fewer) == clash_table(replace(fewer))


def test_what_was_worked_out_stays_behind_when_a_dataset_goes_to_another_process() -> None:
    dataset = read("brexit")
    clash_table(dataset)
    sent = copy(dataset)  # by the same state as pickling
    assert sent == dataset
    assert not sent.kept.done
    assert clash_table(sent) == clash_table(dataset)

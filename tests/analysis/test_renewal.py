"""What is kept after a write is what would be worked out anew."""

from copy import copy
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.clash import clash_table, overlap_table
from posgraph.analysis.force import _cut, _disputes, in_force
from posgraph.analysis.many import _estimate, _more
from posgraph.analysis.state import state
from posgraph.engine.columns import columns, made
from posgraph.importers import read
from tests.analysis.made_up import datasets

DAYS = [date(2025, 11, 10), date(2025, 12, 31), date(2026, 1, 15), date(2026, 2, 10), date(2026, 6, 1)]


@given(datasets(), datasets(), st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_in_force_after_writes_is_what_it_would_be_without_what_was_known_before(first, other, data) -> None:
    dataset = first
    in_force(dataset, None, ever=True)
    in_force(dataset, DAYS[0])
    columns(dataset)
    for _ in range(2):
        stay = [row for row in dataset.positions if data.draw(st.booleans())]
        ids = {row.id for row in stay}
        come = [row for row in other.positions if row.id not in ids and data.draw(st.booleans())]
        dataset = dataset.having("positions", [*stay, *come])
        fresh = replace(dataset)
        assert in_force(dataset, None, ever=True) == in_force(fresh, None, ever=True)
        for day in (*DAYS, DAYS[0]):
            assert in_force(dataset, day) == _anew(fresh, day)
        found, wanted = columns(dataset), made(fresh)
        assert found.ids.to_pylist() == wanted.ids.to_pylist()
        assert (found.actors, found.demands) == (wanted.actors, wanted.demands)
        for name in ("actor", "literal", "weight", "hard", "start", "end"):
            assert np.array_equal(getattr(found, name), getattr(wanted, name)), name


def _anew(dataset, day):
    """What is in force on a day, with disputes looked for among all that is."""
    cut = _cut(in_force(dataset, None, ever=True), day)
    none = [tuple(replace(h, disputed=False) for h in rows) for rows in (cut.positions, cut.preferences)]
    return replace(cut, positions=_disputes(none[0]), preferences=_disputes(none[1]))


@given(datasets(), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_some_positions_tell_as_all_do_whether_pairs_are_many(dataset, number) -> None:
    positions = in_force(dataset, None, ever=True).positions
    for which, table in (("conflicts", clash_table(dataset)), ("overlaps", overlap_table(dataset))):
        assert _more(number, which, dataset, positions) == (_estimate(state(dataset, positions), table) > number)


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

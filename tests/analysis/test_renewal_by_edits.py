"""What is kept over real edits: corrections of changes, retractions, clause targets, undone writes."""

import gc
import weakref
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.force import in_force
from posgraph.engine.columns import columns, made
from posgraph.errors import DataError, RefusedChange, UnknownName
from posgraph.recording.editing import Step, edited
from tests.recording.made_up import plain, steps


def hold(dataset) -> None:
    """What is kept is what would be worked out anew."""
    fresh = replace(dataset)
    assert in_force(dataset, None, ever=True) == in_force(fresh, None, ever=True)
    found, wanted = columns(dataset), made(fresh)
    assert found.ids.equals(wanted.ids)
    assert (found.actors, found.demands) == (wanted.actors, wanted.demands)
    for name in ("actor", "literal", "weight", "hard", "start", "end"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name)), name


def statement(dataset, random: Random) -> Step:
    """A revision or a retraction of a position, which may itself be one of another."""
    key = random.choice(list(dataset.by_id("positions")))
    if random.random() < 0.25:
        return Step("retract", "positions", key)
    targets = [*dataset.by_id("demands"), *(f"clause:{clause}" for clause in dataset.by_id("clauses"))]
    given = {
        "revision_reason": random.choice(["correction", "change", "retraction"]),
        "stance": random.choice(["demands", "rejects", "accepts", "neutral"]),
        "valid_from": random.choice(["2025", "2025-06", "2025-12-29", None]),
        "actor": random.choice(list(dataset.by_id("actors"))),
        "demand": random.choice(targets),
    }
    return Step("revise", "positions", key, given)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_after_any_edits_it_is_what_it_would_be_anew(seed) -> None:
    random = Random(seed)
    dataset = plain().dataset
    hold(dataset)
    former = dataset
    for _ in range(8):
        asked = [statement(dataset, random)] if dataset.positions and random.random() < 0.7 else steps(dataset, random)
        try:
            former, dataset = dataset, edited(dataset, asked)[0]
        except (DataError, RefusedChange, UnknownName):
            continue
        if random.random() < 0.7:
            hold(dataset)
        if random.random() < 0.1:  # undone
            dataset = former
    hold(dataset)


def test_no_dataset_lives_on_for_those_made_of_it() -> None:
    dataset = plain().dataset
    seen = []
    for n in range(60):
        seen.append(weakref.ref(dataset))
        if n % 3 == 0:
            columns(dataset)
        first, *rest = dataset.positions
        dataset = dataset.having("positions", [replace(first, note=str(n)), *rest])
    gc.collect()
    assert not any(kept() for kept in seen)
    former = {id(positions) for *_, positions in dataset.kept.stale.values()}
    assert len(former) <= 2

"""Work that is done once per dataset: a dataset is frozen, so what follows from it alone need not be computed again."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from posgraph.model import Dataset

T = TypeVar("T")


def once(compute: Callable[[Dataset], T]) -> Callable[[Dataset], T]:
    """Keep the result of ``compute`` for as long as the dataset lives (by identity: hashing a dataset reads every row)."""
    kept: dict[int, T] = {}

    @wraps(compute)
    def recall(dataset: Dataset) -> T:
        key = id(dataset)
        if key not in kept:
            kept[key] = compute(dataset)
            weakref.finalize(dataset, kept.pop, key, None)
        return kept[key]

    return recall

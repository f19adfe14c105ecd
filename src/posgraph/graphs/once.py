"""Work that is done once per dataset: a dataset is frozen, so what follows from it alone need not be computed again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Protocol, TypeVar, overload

from posgraph.model import Dataset

T = TypeVar("T")

VOCABULARY = ("issues", "demands", "relations", "proposals", "clauses")
"""The tables that say what is asked for, and nothing of who asks."""


class Keeper(Protocol):
    """Makes a function keep its results."""

    def __call__(self, compute: Callable[[Dataset], T]) -> Callable[[Dataset], T]:
        """The function, which keeps its results."""
        ...


@overload
def once(compute: Callable[[Dataset], T]) -> Callable[[Dataset], T]: ...
@overload
def once(*, of: Collection[str]) -> Keeper: ...
@overload
def once(
    *, of: Collection[str], renew: Callable[[T, tuple[Any, ...], Dataset], T]
) -> Callable[[Callable[[Dataset], T]], Callable[[Dataset], T]]: ...
def once(
    compute: Callable[[Dataset], T] | None = None,
    *,
    of: Collection[str] = (),
    renew: Callable[[T, tuple[Any, ...], Dataset], T] | None = None,
) -> Any:
    """Keep the result of ``compute`` with the dataset, for as long as that lives.

    ``of``: the tables that the result follows from (none: all). A dataset that another was made of by :meth:`Dataset.having`
    rows in some other table takes the result along. ``renew``: where it is the positions that are others, the result is made
    from the former one, the former positions, and the dataset.

    >>> calls = []
    >>> @once(of=["actors"])
    ... def actors(dataset):
    ...     calls.append(dataset.id)
    ...     return len(dataset.actors)
    >>> toy = Dataset(id="toy")
    >>> actors(toy), actors(toy), actors(toy.having("demands", ())), len(calls)
    (0, 0, 0, 1)
    """

    def keep(compute: Callable[[Dataset], T]) -> Callable[[Dataset], T]:
        tables = frozenset(of)

        @wraps(compute)
        def recall(dataset: Dataset) -> T:
            kept = dataset.kept
            if compute not in kept.done:
                stale = kept.stale.pop(compute, None)
                made = compute(dataset) if stale is None or renew is None else renew(*stale[1:], dataset)
                kept.done[compute] = (tables, renew is not None, made)
            found: T = kept.done[compute][2]
            return found

        return recall

    return keep if compute is None else keep(compute)

"""Whether two results are the same: bags of rows, equal but for the names of their blank nodes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

Row = Sequence[str]


def same(one: Iterable[Row], other: Iterable[Row]) -> bool:
    """Whether some renaming of the blank nodes (``_:…``) of one bag of rows gives the other.

    >>> same([("_:a", "_:b"), ("_:b", "1")], [("_:x", "1"), ("_:y", "_:x")]), same([("_:a", "_:a")], [("_:a", "_:b")])
    (True, False)
    """
    left, right = [tuple(row) for row in one], [tuple(row) for row in other]
    if Counter(map(_shape, left)) != Counter(map(_shape, right)):
        return False
    offers = defaultdict(list)
    for number, row in enumerate(right):
        offers[_shape(row)].append(number)
    todo = sorted((row for row in left if "_:" in _shape(row)), key=lambda row: len(offers[_shape(row)]))
    return _match(todo, right, offers, {}, {}, set())


def _shape(row: Row) -> tuple[str, ...]:
    return tuple("_:" if term.startswith("_:") else term for term in row)


def _match(
    todo: list[tuple[str, ...]],
    right: list[tuple[str, ...]],
    offers: dict[tuple[str, ...], list[int]],
    names: dict[str, str],
    back: dict[str, str],
    used: set[int],
) -> bool:
    if not todo:
        return True
    row, *rest = todo
    for number in offers[_shape(row)]:
        if number in used:
            continue
        there, again = dict(names), dict(back)
        pairs = [(a, b) for a, b in zip(row, right[number], strict=True) if a.startswith("_:")]
        if all(there.setdefault(a, b) == b and again.setdefault(b, a) == a for a, b in pairs) and _match(
            rest, right, offers, there, again, used | {number}
        ):
            return True
    return False

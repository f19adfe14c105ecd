"""Orders against Allen's algebra: what the relations between three intervals allow (Allen 1983, table of compositions)."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement, product

import pytest

from posgraph.analysis.orders import orders
from posgraph.graphs.constraints import MEANING, edges
from posgraph.model.schema import ALLEN, ORDERS
from tests.analysis.toys import order, relation, toy

# Every relation as a picture of two intervals: (start, end) of the first, (start, end) of the second.
PICTURES = {
    "before": ((1, 2), (3, 4)),
    "meets": ((1, 2), (2, 3)),
    "overlaps": ((1, 3), (2, 4)),
    "starts": ((1, 2), (1, 3)),
    "during": ((2, 3), (1, 4)),
    "finishes": ((2, 3), (1, 3)),
    "equals": ((1, 2), (1, 2)),
    "after": ((3, 4), (1, 2)),
    "metBy": ((2, 3), (1, 2)),
    "overlappedBy": ((2, 4), (1, 3)),
    "startedBy": ((1, 3), (1, 2)),
    "contains": ((1, 4), (2, 3)),
    "finishedBy": ((1, 3), (2, 3)),
}

# Rows of Allen's table: x r1 y and y r2 z leave exactly these relations of x to z.
COMPOSITIONS = {
    ("before", "before"): "before",
    ("before", "during"): "before meets overlaps starts during",
    ("meets", "meets"): "before",
    ("meets", "during"): "overlaps starts during",
    ("meets", "startedBy"): "meets",
    ("meets", "metBy"): "finishes finishedBy equals",
    ("overlaps", "overlaps"): "before meets overlaps",
    ("overlaps", "during"): "overlaps starts during",
    ("overlaps", "contains"): "before meets overlaps contains finishedBy",
    ("overlaps", "overlappedBy"): "overlaps overlappedBy starts startedBy during contains finishes finishedBy equals",
    ("starts", "during"): "during",
    ("starts", "startedBy"): "starts startedBy equals",
    ("starts", "contains"): "before meets overlaps contains finishedBy",
    ("during", "before"): "before",
    ("during", "contains"): " ".join(ALLEN),
    ("finishes", "starts"): "during",
    ("finishes", "meets"): "meets",
    ("equals", "overlaps"): "overlaps",
    ("before", "after"): " ".join(ALLEN),
    ("contains", "during"): "overlaps overlappedBy starts startedBy during contains finishes finishedBy equals",
}


def consistent(*texts: str) -> bool:
    return orders(toy(orders=[order(f"s{i}", "n", text) for i, text in enumerate(texts)])).consistent


def related(a: tuple[int, int], b: tuple[int, int]) -> str:
    """The one relation of two intervals, by comparison of their four ends."""
    signs = [(x > y) - (x < y) for x in a for y in b]
    return next(word for word, (p, q) in PICTURES.items() if [(x > y) - (x < y) for x in p for y in q] == signs)


def test_the_pictures_are_thirteen_and_exclude_one_another() -> None:
    assert set(PICTURES) == set(ALLEN)
    assert {related(*picture) for picture in PICTURES.values()} == set(ALLEN)


@pytest.mark.parametrize("word", ALLEN)
def test_a_relation_says_exactly_what_its_picture_shows(word: str) -> None:
    for other, (a, b) in PICTURES.items():
        points = {("x", "start"): a[0], ("x", "end"): a[1], ("y", "start"): b[0], ("y", "end"): b[1]}
        holds = all(points[u] < points[v] if strict else points[u] <= points[v] for u, v, strict in edges("x", word, "y"))
        assert holds == (other == word)


def test_every_relation_of_a_dataset_has_a_meaning() -> None:
    assert set(ORDERS) < set(MEANING)


@pytest.mark.parametrize(("one", "other"), [*combinations_with_replacement(ALLEN, 2)])
def test_two_relations_of_the_same_steps_agree_only_if_they_are_one(one: str, other: str) -> None:
    assert consistent(f"x {one} y", f"x {other} y") == (one == other)


@pytest.mark.parametrize("word", ALLEN)
def test_a_relation_agrees_with_its_converse_read_backwards(word: str) -> None:
    a, b = PICTURES[word]
    assert consistent(f"x {word} y", f"y {related(b, a)} x")


@pytest.mark.parametrize("word", ALLEN)
def test_with_agrees_with_the_relations_that_start_together(word: str) -> None:
    assert consistent("x with y", f"x {word} y") == (word in ("starts", "startedBy", "equals"))


def test_three_relations_are_consistent_exactly_where_three_intervals_show_them() -> None:
    """All 2197 triples, against every three intervals with ends among six points: three intervals have no more than six ends."""
    spans = list(combinations(range(6), 2))
    shown = {(related(x, y), related(y, z), related(x, z)) for x, y, z in product(spans, repeat=3)}
    for triple in product(ALLEN, repeat=3):
        one, two, three = triple
        assert consistent(f"x {one} y", f"y {two} z", f"x {three} z") == (triple in shown), triple


@pytest.mark.parametrize(("first", "then"), [*COMPOSITIONS])
def test_compositions_are_those_of_allens_table(first: str, then: str) -> None:
    left = {word for word in ALLEN if consistent(f"x {first} y", f"y {then} z", f"x {word} z")}
    assert left == set(COMPOSITIONS[first, then].split())


@pytest.mark.parametrize("word", ORDERS)
def test_same_steps_can_only_be_equal_or_start_together(word: str) -> None:
    found = orders(toy(orders=[order("s", "n", f"x {word} y")], relations=[relation("x same y")]))
    assert found.consistent == (word in ("equals", "with"))


@pytest.mark.parametrize("word", ORDERS)
def test_what_requires_another_step_comes_after_it(word: str) -> None:
    found = orders(toy(orders=[order("s", "n", f"x {word} y")], relations=[relation("x requires y")]))
    assert found.consistent == (word == "after")

from __future__ import annotations

import random
from itertools import combinations

from posgraph_api.figures.layers import Link, box, layered
from posgraph_api.figures.routes import LEAD, Layout, laid_out, settled

WIDTH = 100


def link(tail: str, head: str, *, level: bool = False, loose: bool = False) -> Link:
    return Link(f"{tail}>{head}", tail, head, level, loose, width=50, height=14)


def columns(found: Layout) -> dict[str, int]:
    lefts = sorted({place.x for place in found.boxes.values()})
    return {id: lefts.index(place.x) for id, place in found.boxes.items()}


def dense() -> tuple[dict[str, float], list[Link]]:
    """Fourteen boxes and forty links among them, some back, some level, one from a box to itself."""
    dice = random.Random(3)
    ids = [f"b{n:02}" for n in range(14)]
    pairs = sorted({tuple(dice.sample(ids, 2)) for _ in range(40)})
    links = [link(tail, head, level=n % 9 == 0, loose=n % 5 == 0) for n, (tail, head) in enumerate(pairs)]
    return {id: 30.0 + 8 * (n % 3) for n, id in enumerate(ids)}, [*links, link("b01", "b01")]


def test_a_chain_stands_from_left_to_right() -> None:
    found = laid_out({"c": 30, "a": 30, "b": 30}, [link("b", "c"), link("a", "b")], WIDTH)
    assert columns(found) == {"a": 0, "b": 1, "c": 2}
    assert {place.y for place in found.boxes.values()} == {0}  # a straight line
    assert not found.back


def test_of_a_circle_the_loose_link_leads_back() -> None:
    circle = [link("a", "b"), link("b", "c", loose=True), link("c", "a")]
    found = laid_out(dict.fromkeys("abc", 30.0), circle, WIDTH)
    assert found.back == {"b>c"}
    assert columns(found) == {"c": 0, "a": 1, "b": 2}
    assert found.routes["b>c"].end == (found.boxes["c"].x + WIDTH, found.routes["b>c"].end[1], -1)
    assert found.routes["a>b"].end[0] == found.boxes["b"].x


def test_of_a_circle_without_a_loose_link_the_last_by_id_leads_back() -> None:
    assert layered("ab", [link("a", "b"), link("b", "a")]).back == {"b>a"}


def test_boxes_that_stand_level_share_a_column_and_stand_next_to_each_other() -> None:
    links = [link("a", "b"), link("a", "x"), link("a", "c"), link("b", "c", level=True)]
    layers = layered("abcx", links).layers
    assert [{id for id, _ in layer} for layer in layers] == [{"a"}, {"b", "c", "x"}]
    places = [id for id, _ in layers[1]]
    assert abs(places.index("b") - places.index("c")) == 1


def test_a_link_that_would_lead_back_within_a_column_leads_nowhere_else() -> None:
    found = laid_out({"a": 30, "b": 30}, [link("a", "b", level=True), link("b", "a")], WIDTH)
    assert columns(found) == {"a": 0, "b": 0}
    assert found.routes["b>a"].end[0] == WIDTH  # it ends on the right of its box, where it began


def test_a_box_without_anything_before_it_stands_just_before_what_follows() -> None:
    links = [link("a", "b"), link("b", "c"), link("late", "c")]
    assert columns(laid_out(dict.fromkeys(("a", "b", "c", "late"), 30.0), links, WIDTH))["late"] == 1


def test_a_long_link_passes_every_column_between() -> None:
    ways = layered("abc", [link("a", "b"), link("b", "c"), link("a", "c")]).ways
    assert ways["a>c"] == (box("a"), ("a>c", 1), box("c"))


def test_no_two_boxes_meet_even_where_links_are_many() -> None:
    found = laid_out(*dense(), WIDTH)
    for one, other in combinations(found.boxes.values(), 2):
        aside = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert aside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_no_label_meets_another_or_a_box() -> None:
    heights, links = dense()
    found = laid_out(heights, links, WIDTH)
    labels = [(x, y - 7, 50.0, 14.0) for x, y in (route.label for route in found.routes.values())]
    boxes = [(place.x, place.y, place.width, place.height) for place in found.boxes.values()]
    for n, (x, y, wide, high) in enumerate(labels):
        for left, top, width, height in labels[n + 1 :] + boxes:
            assert x + wide <= left or left + width <= x or y + high <= top or top + height <= y


def test_every_link_leads_forward_but_those_that_say_that_they_lead_back() -> None:
    heights, links = dense()
    found = laid_out(heights, links, WIDTH)
    at = columns(found)
    assert found.back
    for each in links:
        if each.id in found.back:
            assert at[each.head] < at[each.tail]
        else:
            assert at[each.tail] <= at[each.head]


def test_the_picture_is_the_same_whatever_the_order_of_its_rows() -> None:
    heights, links = dense()
    first = laid_out(heights, links, WIDTH)
    for seed in range(5):
        dice = random.Random(seed)
        mixed = dict(dice.sample(sorted(heights.items()), len(heights)))
        assert laid_out(mixed, dice.sample(links, len(links)), WIDTH) == first


def test_a_link_to_its_own_box_leaves_and_returns() -> None:
    found = laid_out({"a": 30}, [link("a", "a")], WIDTH)
    start = found.routes["a>a"]
    assert start.label[0] == WIDTH + LEAD
    assert start.end[0] == WIDTH
    assert start.end[1] != start.label[1]


def test_nothing_makes_an_empty_picture() -> None:
    assert laid_out({}, [], WIDTH) == Layout(0, 0.0, {}, {}, frozenset())


def test_what_would_stand_too_near_is_moved_as_one() -> None:
    assert settled([5, 5, 5], [10, 10], [1, 1, 1]) == [-5, 5, 15]
    assert settled([0, 30], [10], [1, 1]) == [0, 30]

"""Where actors stand in the pictures of conflicts and overlaps, what is drawn of them, and what the files hold."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.conflicts import conflicts as find
from posgraph.analysis.force import in_force
from posgraph.model import Dataset
from posgraph_api.figures.network import network_figure
from posgraph_api.figures.standalone import standalone
from posgraph_api.links.links import Links
from posgraph_api.pages import conflicts, overlaps
from posgraph_api.pages.page import graphml
from posgraph_api.views.findings.conflicts import CONFLICTS
from posgraph_api.views.findings.network import FEW, Edge, edges, network, stances
from posgraph_api.views.layout import Box, distances, scaled, spread
from tests.pages.datasets import SCRIPT, hostile, large
from tests.pages.visiting import golden, graph_of, visit

DAY = "2025-12-29"
SVG = "{http://www.w3.org/2000/svg}"


def test_three_on_a_line_stay_on_a_line() -> None:
    assert scaled(np.array([[0.0, 2.0, 5.0], [2.0, 0.0, 3.0], [5.0, 3.0, 0.0]])) == (
        (-2.333333, 0.0),
        (-0.333333, 0.0),
        (2.666667, 0.0),
    )  # the mean is in the middle; who stands out most is on the right


def test_three_equally_far_apart_are_the_corners_of_a_triangle() -> None:
    places = scaled(np.ones((3, 3)) - np.eye(3))
    assert [round(np.hypot(a[0] - b[0], a[1] - b[1]), 5) for a, b in combinations(places, 2)] == [1, 1, 1]
    assert places[0] == (0.57735, 0.0)  # of the many such triangles the one whose first corner is on the axis: 1 / √3 off


@pytest.mark.parametrize(("size", "places"), [(0, ()), (1, ((0.0, 0.0),)), (2, ((0.5, 0.0), (-0.5, 0.0)))])
def test_few_actors_have_places_too(size: int, places: tuple[tuple[float, float], ...]) -> None:
    assert scaled(np.ones((size, size)) - np.eye(size)) == places


def test_those_who_say_the_same_stand_at_one_place() -> None:
    apart = distances([{"vote": 1.0}, {"vote": 1.0}, {"vote": -1.0}])
    assert apart.tolist() == [[0, 0, 2], [0, 0, 2], [2, 2, 0]]
    one, other, _ = scaled(apart)
    assert one == other


def test_a_distance_is_the_mean_over_what_both_speak_of() -> None:
    apart = distances([{"vote": 1.0, "truce": 0.5}, {"vote": -0.5, "truce": 0.5, "wall": 1.0}])
    assert apart.tolist() == [[0, 0.75], [0.75, 0]]


def test_who_has_nothing_in_common_with_anybody_is_as_far_as_the_mean_or_1() -> None:
    assert distances([{"vote": 1.0}, {"wall": 1.0}]).tolist() == [[0, 1], [1, 0]]
    assert distances([]).shape == (0, 0)


SAID = st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])), min_size=2, max_size=6)


@settings(max_examples=30, deadline=None)
@given(SAID)
def test_distances_are_the_same_both_ways_and_do_not_hang_on_the_order_of_the_actors(said: list[dict[str, float]]) -> None:
    apart = distances(said)
    assert (apart == apart.T).all()
    assert not apart.diagonal().any()
    assert np.allclose(distances(said[::-1]), apart[::-1, ::-1], atol=1e-6)


BOXES = st.lists(st.builds(Box, st.floats(0, 300), st.floats(0, 200), st.floats(10, 80), st.floats(10, 40)), max_size=10)


@settings(max_examples=30, deadline=None)
@given(BOXES)
def test_no_mark_lies_on_another_once_they_are_pushed_apart(boxes: list[Box]) -> None:
    apart = spread(boxes, 300, gap=2)
    for a, b in combinations(apart, 2):
        assert abs(a.x - b.x) > (a.width + b.width) / 2 or abs(a.y - b.y) > (a.height + b.height) / 2


def test_the_strongest_edges_are_drawn_and_what_is_left_out_is_counted() -> None:
    found = [Edge(f"a{n:02}", "b", 1, 0.5, 0.5, 0) for n in range(50)] + [
        Edge("a00", f"c{n:02}", 1, 0.1, 0.1, 0) for n in range(30)
    ]
    drawn = network(found, {}, {}, Dataset(id="toy"))
    assert (drawn.actors, drawn.pairs, len(drawn.nodes)) == (81, 80, 81)
    assert drawn.edges == tuple(found[:FEW])
    assert {node.actor: (node.count, node.others) for node in drawn.nodes}["a00"] == (31, 31)
    assert drawn.blocs == (81,)  # nobody says anything: one bloc


@pytest.mark.parametrize(
    ("name", "data", "day", "page"),
    [
        ("network-brexit.svg", "brexit", "2019-10-16", conflicts.PAGE),
        ("network-miami.svg", "", DAY, conflicts.PAGE),
        ("network-overlaps-miami.svg", "", DAY, overlaps.PAGE),
    ],
)
def test_the_picture_is_as_it_was(name: str, data: str, day: str, page: object) -> None:
    at = visit(page, posgraph.open(data) if data else None, asof=day)
    figure = page.figure(page.view(at), at)
    golden(name, standalone(figure, page.title, "", ""))


@pytest.mark.parametrize("page", [conflicts.PAGE, overlaps.PAGE])
def test_labels_of_any_kind_are_text_in_the_picture(page: object) -> None:
    at = visit(page, graph_of(hostile()), asof=DAY)
    root = ElementTree.fromstring(standalone(page.figure(page.view(at), at), page.title, "", ""))
    assert not [
        element
        for element in root.iter()
        if element.tag.removeprefix(SVG) not in ("svg", "title", "desc", "style", "rect", "g", "a", "path", "circle", "text")
    ]
    assert any(SCRIPT in (title.text or "") for title in root.iter(f"{SVG}title"))


def test_many_actors_stand_on_a_ring_with_the_strongest_lines() -> None:
    data = large(positions=1500)
    said = stances(in_force(data, date(2025, 12, 29)), data)
    drawn = network(edges(find(data, DAY).items), {}, said, data)
    assert (drawn.actors, len(drawn.nodes), len(drawn.edges), sum(drawn.blocs)) == (60, 60, FEW, 60)
    figure = network_figure(drawn, Links("/conflicts", conflicts.PAGE.query(), data.id, data.base), CONFLICTS)
    assert figure is not None
    assert figure.drawn.count("<circle") == 60
    assert figure.drawn.count('class="tie') == FEW


def test_the_network_as_a_file_holds_labels_counts_and_severities() -> None:
    at = visit(conflicts.PAGE, asof=DAY)
    graph = conflicts.PAGE.graph(conflicts.PAGE.view(at), at)
    assert graph.nodes["russia"]["label"] == "Russia"
    assert graph.edges["russia", "ukraine"] | {"weight": 0} == {"weight": 0, "count": 61, "sign": -1, "most": 0.45, "hard": 9}
    assert sum(count for *_, count in graph.edges(data="count")) == 116
    assert b'attr.name="most"' in graphml(graph)

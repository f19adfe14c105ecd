"""Any network as a file: valid by the published schema, read back by networkx with all attributes, the same bytes each time."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from io import BytesIO, StringIO

import networkx as nx
import numpy as np
import pydot
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.errors import UnknownName, UsageError
from posgraph.exporters.networks import KINDS, nmtoken, write
from tests.exporting.reading import flat, read, schema

TALKS = nx.Graph(kind="subtract", norm="average")
TALKS.add_node("Côte d'Ivoire", label='<The> & "first"\r\n\tone ', seats=np.int64(3), share=1)
TALKS.add_node("Україна", share=2.5, note=None, party=True, aliases=("a;b", "c\\"))
TALKS.add_node("alone")
TALKS.add_edge("Côte d'Ivoire", "Україна", weight=np.float32(-0.5), start=date(2020, 1, 1), end="2020-12-31")
TALKS.add_edge("Україна", "Україна", weight=2, rule=np.bool_(False))


@pytest.mark.parametrize("kind", ["graph", "graphml", "gexf"])
def test_networkx_reads_names_and_typed_attributes_back(kind: str) -> None:
    found = read(write(TALKS, kind), kind)
    assert sorted(found) == sorted(TALKS)
    assert found.nodes["Côte d'Ivoire"] == {"label": '<The> & "first"\r\n\tone ', "seats": 3, "share": 1}
    node = dict(found.nodes["Україна"])
    node.pop("label", None)  # which GEXF always has
    assert node == {"share": 2.5, "party": True, "aliases": ["a;b", "c\\"] if kind == "graph" else "a\\;b;c\\\\"}
    edge = found.edges["Україна", "Côte d'Ivoire"]
    assert (edge["start"], edge["end"]) == ("2020-01-01", "2020-12-31")
    assert found.edges["Україна", "Україна"]["rule"] is False


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_a_weight_that_programs_draw_by_is_never_negative_and_has_its_sign_beside(kind: str) -> None:
    found = read(write(TALKS, kind), kind)
    drawn = {frozenset(ends): (data["weight"], data["sign"]) for *ends, data in found.edges(data=True)}
    assert drawn == {frozenset(["Côte d'Ivoire", "Україна"]): (0.5, -1), frozenset(["Україна"]): (2.0, 1)}
    assert [data["weight"] for *_, data in read(write(TALKS, "graph"), "graph").edges(data=True)] == [-0.5, 2]


def test_a_sign_that_is_there_stays_where_no_weight_is_negative() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=0.5, sign=-1)
    for kind in ("graph", "graphml", "gexf"):
        assert (edge := read(write(graph, kind), kind).edges["a", "b"])["weight"] == 0.5
        assert edge["sign"] == -1


def test_the_list_of_edges_has_a_column_for_each_attribute() -> None:
    rows = list(csv.DictReader(StringIO(write(TALKS, "edges").decode())))
    assert rows == [
        {
            "source": "Côte d'Ivoire",
            "target": "Україна",
            "weight": "-0.5",
            "start": "2020-01-01",
            "end": "2020-12-31",
            "rule": "",
        },
        {"source": "Україна", "target": "Україна", "weight": "2", "start": "", "end": "", "rule": "false"},
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pydot's parser
def test_graphviz_is_given_names_and_attributes_in_quotes() -> None:
    [found] = pydot.graph_from_dot_data(write(TALKS, "dot").decode())
    assert (found.get_type(), found.get_comment()) == ("graph", '"kind: subtract; norm: average"')
    names = [node.get_name() for node in found.get_nodes()]
    assert names == ['"Côte d\'Ivoire"', '"Україна"', '"alone"']
    first, second = found.get_edges()
    assert (first.get_source(), first.get_destination()) == (names[0], names[1])
    assert first.get_attributes() == {"weight": "0.5", "start": '"2020-01-01"', "end": '"2020-12-31"', "sign": "-1"}
    assert second.get_attributes()["rule"] == '"false"'


def test_days_are_intervals_in_gexf_and_anything_else_is_an_attribute() -> None:
    assert b'mode="dynamic" timeformat="date"' in write(TALKS, "gexf")
    assert b' start="2020-01-01" end="2020-12-31"' in write(TALKS, "gexf")
    graph = nx.Graph()
    graph.add_edge("a", "b", start="spring", end=3)
    assert b'mode="static"' in write(graph, "gexf")
    assert read(write(graph, "gexf"), "gexf").edges["a", "b"] == {"id": "0", "start": "spring", "end": 3}
    graph.add_edge("a", "b", start="2020-01-01T10:00:00", end="2020-01-01T11:00:00")  # networkx reads no such interval
    assert read(write(graph, "gexf"), "gexf").edges["a", "b"]["end"] == "2020-01-01T11:00:00"


def test_parallel_edges_keep_their_keys() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", key="P 1", label="rejects")
    graph.add_edge("a", "b", key="P2", label="accepts")
    assert dict(read(write(graph, "gexf"), "gexf")["a"]["b"]) == {
        "P 1": {"id": "P 1", "label": "rejects"},
        "P2": {"id": "P2", "label": "accepts"},
    }
    assert dict(read(write(graph, "graphml"), "graphml")["a"]["b"]) == {
        "P_x20_1": {"label": "rejects"},
        "P2": {"label": "accepts"},
    }
    assert nx.utils.graphs_equal(read(write(graph, "graph"), "graph"), graph)


def test_keys_that_are_not_one_edges_own_are_no_ids() -> None:
    graph = nx.MultiGraph([("a", "b", "conflict"), ("a", "b", "overlap"), ("b", "c", "conflict")])
    for kind in ("gexf", "graphml"):
        found = read(write(graph, kind), kind)
        assert sorted(found["a"]["b"]) == ["conflict", "overlap"]
    numbered = nx.MultiGraph([("a", "b"), ("a", "b"), ("b", "c")])
    for kind in ("gexf", "graphml"):
        assert read(write(numbered, kind), kind).number_of_edges() == 3


def test_attributes_whose_names_a_format_needs_get_a_mark() -> None:
    graph = nx.DiGraph()
    graph.add_node("a", id=7)
    graph.add_edge("a", "b", source="Minutes")
    assert json.loads(write(graph, "graph"))["nodes"][0] == {"id_": 7, "id": "a"}
    assert json.loads(write(graph, "graph"))["edges"] == [{"source_": "Minutes", "source": "a", "target": "b"}]
    assert write(graph, "edges") == b"source,target,source_\na,b,Minutes\n"


@pytest.mark.parametrize("kind", ["graph", "graphml", "gexf"])
@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_a_graph_without_nodes_is_one(kind: str, make: type[nx.Graph]) -> None:
    found = read(write(make(), kind), kind)
    assert (len(found), found.is_directed()) == (0, make().is_directed())


def test_a_graph_without_nodes_has_no_edges_to_list_or_draw() -> None:
    assert write(nx.Graph(), "edges") == b"source,target\n"
    assert write(nx.DiGraph(), "dot") == b"digraph {\n}\n"


def test_what_a_file_cannot_hold_is_refused_with_its_place() -> None:
    graph = nx.Graph()
    graph.add_node("a", note="page\x0cbreak")
    for kind in ("graphml", "gexf"):
        with pytest.raises(UsageError, match="characters that XML allows"):
            write(graph, kind)
    assert read(write(graph, "graph"), "graph").nodes["a"]["note"] == "page\x0cbreak"
    graph.nodes["a"]["note"] = float("inf")
    with pytest.raises(UsageError, match="finite"):
        write(graph, "graph")
    assert read(write(graph, "graphml"), "graphml").nodes["a"]["note"] == float("inf")
    assert read(write(graph, "gexf"), "gexf").nodes["a"]["note"] == float("inf")
    graph.nodes["a"]["note"] = object()
    with pytest.raises(UsageError, match="a text, number"):
        write(graph, "graph")
    graph.nodes["a"]["note"] = "half \ud800"
    with pytest.raises(UsageError, match="whole characters"):
        write(graph, "dot")
    with pytest.raises(UnknownName, match="graphml"):
        write(graph, "grahpml")
    with pytest.raises(UsageError, match="differ as texts"):
        write(nx.Graph([(1, "1")]), "graph")


def test_a_node_like_another_in_its_escaped_form_is_another() -> None:
    graph = nx.Graph([("a b", "a_x20_b"), ("_x_", "")])
    assert len({nmtoken(node) for node in graph}) == 4
    assert sorted(read(write(graph, "graphml"), "graphml").edges) == sorted(graph.edges)


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=8) | st.sampled_from(
    ["a", "a b", "a_x20_b", "\t\r\n"]
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "colour": st.none() | NAMES | st.lists(NAMES, max_size=3),
        "size": st.none() | st.integers(-(2**40), 2**40) | st.floats(allow_infinity=False),
        "party": st.none() | st.booleans(),
    },
)


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    graph = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))()
    names = draw(st.lists(NAMES, max_size=5, unique=True))
    for name in names:
        graph.add_node(name, **draw(DATA))
    for _ in range(draw(st.integers(0, 6)) if names else 0):
        graph.add_edge(draw(st.sampled_from(names)), draw(st.sampled_from(names)), **draw(DATA))
    return graph


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(["graph", "graphml", "gexf"]))
def test_every_network_is_valid_and_comes_back(graph: nx.Graph, kind: str) -> None:
    content = write(graph, kind)
    assert write(graph, kind) == content
    found = read(content, kind)
    assert {node: own(data, kind) for node, data in found.nodes(data=True)} == {
        node: own(data, kind) for node, data in graph.nodes(data=True)
    }
    order = list if graph.is_directed() else sorted
    given, back = (Counter(repr((order(ends), own(data, kind))) for *ends, data in g.edges(data=True)) for g in (graph, found))
    assert given == back


def own(data: dict, kind: str) -> dict:
    """Attributes that were given, in one order and numbers as such."""
    found = {name: value for name, value in flat(data, kind).items() if name in ("colour", "size", "party")}
    return {name: float(value) if name == "size" else value for name, value in sorted(found.items())}


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_an_attribute_has_one_type_that_holds_all_its_values(kind: str) -> None:
    graph = nx.Graph()
    graph.add_node("a", size=1, share=1, note=1, big=2**70)
    graph.add_node("b", size=2, share=0.5, note="two")
    found = read(write(graph, kind), kind)
    values = [[data.get(name) for _, data in sorted(found.nodes(data=True))] for name in ("size", "share", "note", "big")]
    assert values == [[1, 2], [1.0, 0.5], ["1", "two"], [str(2**70), None]]
    assert [type(value) for value in (*values[0], *values[1])] == [int, int, float, float]


def test_the_schemas_find_faults() -> None:
    assert not schema("graphml").is_valid(BytesIO(write(TALKS, "graphml").replace(b'id="d0"', b'id="d 0"')))
    assert not schema("gexf").is_valid(BytesIO(write(TALKS, "gexf").replace(b"<graph ", b'<graph name="x" ')))


def test_every_kind_is_tried_here() -> None:
    assert set(KINDS) == {"graph", "graphml", "gexf", "dot", "edges"}

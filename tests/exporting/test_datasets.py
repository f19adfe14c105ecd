"""A dataset as a network: nothing of it is lost, and every format gives the same nodes, edges and attributes back."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import networkx as nx
import pydot
import pytest

from posgraph import exporters, importers
from posgraph.graphs.property import ENDS, property_graph
from posgraph.model import Dataset
from posgraph.model.dataset import row_key
from posgraph.model.schema import TABLES
from tests.exporting.reading import flat, kinds, read

COMPLETE = Path(__file__).parents[1] / "formats" / "complete"
ALL = [COMPLETE, "brexit", "miami-2025"]


@pytest.fixture(scope="module")
def complete() -> Dataset:
    return importers.read(COMPLETE)


def test_every_cell_of_every_table_is_an_attribute(complete: Dataset) -> None:
    graph = property_graph(complete)
    found = {data["kind"] + ":" + data["row"]: data for _, data in graph.nodes(data=True)}
    found |= {key: data for _, _, key, data in graph.edges(keys=True, data=True) if "row" in data}
    for table in TABLES:
        for row in complete.rows(table.name):
            data = found.pop(f"{table.kind}:{'/'.join(row_key(table.name, row))}")
            for column in table.columns:
                value = getattr(row, column.name)
                if value in (None, ()) or column.name == "id":
                    continue
                name = {"kind": column.vocabulary.replace("-", "_"), "source": "source_id"}.get(column.name, column.name)
                written = list(value) if column.is_list else value if isinstance(value, (bool, int, float)) else str(value)
                assert data[name] == written, (table.name, column.name)
    assert found == {}


def test_every_reference_of_a_node_is_an_edge(complete: Dataset) -> None:
    graph = property_graph(complete)
    assert graph.edges["actor:mayor", "actor:town", "part_of:actor:mayor"] == {
        "id": "part_of:actor:mayor",
        "kind": "part_of",
        "label": "part_of",
    }
    named = {data["kind"] for *_, data in graph.edges(data=True)}
    assert {
        "part_of",
        "broader",
        "issue",
        "proposal",
        "demand",
        "proposed_by",
        "counter_to",
        "process",
        "source",
        "about",
        "by",
    } <= named
    assert {"position", "order", "relation", "participation", "representation"} <= named


def test_a_position_leads_from_its_actor_to_what_it_is_about(complete: Dataset) -> None:
    graph = property_graph(complete)
    ends = {key: (u, v) for u, v, key, data in graph.edges(keys=True, data=True) if data["kind"] == "position"}
    assert ends == {
        "position:P1": ("actor:town", "demand:low-toll"),
        "position:P2": ("actor:town", "demand:no-toll"),
        "position:P3": ("actor:north", "issue:toll"),
        "position:P4": ("actor:greens", "clause:plan/1(a)"),
    }
    signs = {key: (data["label"], data.get("polarity"), data["sign"], data.get("weight")) for *_, key, data in
             graph.edges(keys=True, data=True) if data["kind"] == "position"}  # fmt: skip
    assert signs == {
        "position:P1": ("supports", 0.75, 1, 0.75),
        "position:P2": ("demands", 1.0, 1, 1.0),
        "position:P3": ("undefined", None, 0, None),
        "position:P4": ("rejects", -1.0, -1, 1.0),
    }
    first = graph.edges["actor:town", "demand:low-toll", "position:P1"]
    assert (first["start"], first["end"]) == ("2024-02-01", "2024-02-28")
    assert first["source_title"] == complete.by_id("sources")[first["source_id"]].title


def test_a_row_that_is_an_edge_counts_once(complete: Dataset) -> None:
    graph = property_graph(complete)
    rows = sum(len(complete.rows(table.name)) for table in TABLES if table.name not in ENDS)
    edges = sum(len(complete.rows(name)) for name in ENDS)
    assert len(graph) == rows
    assert sum("row" in data for *_, data in graph.edges(data=True)) == edges


@pytest.mark.parametrize("kind", ["graph", "graphml", "gexf"])
@pytest.mark.parametrize("path", ALL, ids=str)
def test_networkx_reads_the_same_nodes_edges_and_typed_attributes(path: str | Path, kind: str) -> None:
    dataset = importers.read(path)
    graph, found = property_graph(dataset), read(exporters.render(dataset, kind), kind)
    assert found.is_directed()
    assert sorted(found) == sorted(graph)
    for node, data in graph.nodes(data=True):
        assert found.nodes[node] == flat(data, kind)
        assert kinds(found.nodes[node]) == kinds(flat(data, kind))
    given = {data["id"]: (u, v, flat(data, kind)) for u, v, data in graph.edges(data=True)}
    assert {data["id"]: (u, v, data) for u, v, data in found.edges(data=True)} == given
    if kind != "gexf":
        header = {"dataset" if name == "id" else name: value for name, value in dataset.header.items()}
        assert {name: found.graph[name] for name in header} == header


def test_the_list_of_edges_has_every_edge_with_its_source(complete: Dataset) -> None:
    rows = {row["id"]: row for row in csv.DictReader(StringIO(exporters.render(complete, "edges").decode()))}
    graph = property_graph(complete)
    assert list(rows) == [key for *_, key in graph.edges(keys=True)]
    assert (rows["position:P4"]["source"], rows["position:P4"]["target"]) == ("actor:greens", "clause:plan/1(a)")
    assert rows["position:P2"]["only_if"] == "noise-wall;survey"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pydot's parser
def test_graphviz_reads_every_node_and_edge(complete: Dataset) -> None:
    [found] = pydot.graph_from_dot_data(exporters.render(complete, "dot").decode())
    graph = property_graph(complete)

    def bare(text: str) -> str:
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\") if text.startswith('"') else text

    assert [bare(node.get_name()) for node in found.get_nodes()] == list(graph)
    assert [tuple(bare(end) for end in (edge.get_source(), edge.get_destination())) for edge in found.get_edges()] == list(
        graph.edges()
    )
    for node, (_, data) in zip(found.get_nodes(), graph.nodes(data=True), strict=True):
        assert list(node.get_attributes()) == list(data)
        assert bare(node.get_attributes()["label"]) == data["label"]


def test_a_reference_to_what_is_not_there_still_has_a_node() -> None:
    from posgraph.model import Position
    from posgraph.stance import Stance

    lost = Dataset(id="lost", positions=(Position(id="p", actor="a", demand="issue:i", stance=Stance.neutral),))
    graph = property_graph(lost)
    assert graph.nodes["actor:a"] == {"kind": "actor", "row": "a", "label": "a"}
    assert nx.utils.graphs_equal(read(exporters.render(lost, "graph"), "graph"), graph)


def test_an_empty_dataset_is_an_empty_network() -> None:
    for kind in ("graph", "graphml", "gexf"):
        assert len(read(exporters.render(Dataset(id="empty"), kind), kind)) == 0

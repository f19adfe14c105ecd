"""What is projected from a store is what the ordinary reading reads; what it does not understand, it leaves to that."""

from pathlib import Path

import pytest

from posgraph import importers, writing
from posgraph.archive.projection import of_dataset, project
from posgraph.archive.reading import read_archive
from posgraph.archive.writing import write_archive
from posgraph.names import dataset_graph
from posgraph.store import MemoryStore

COMPLETE = Path(__file__).parents[1] / "formats" / "complete"
BUNDLED = ("miami-2025", "russia-ukraine", "brexit")
POSITION = "<https://w3id.org/posgraph/id/miami-2025/position/RU001>"
EVIDENCE = "<https://w3id.org/posgraph/id/miami-2025/evidence/position/RU001>"


def filled(dataset) -> MemoryStore:
    store = MemoryStore()
    store.replace(dataset_graph(dataset.id), writing.quads(dataset))
    return store


def projected(store, dataset):
    return project(store, dataset_graph(dataset.id), dataset.base, dataset.id)


@pytest.mark.parametrize("name", [*BUNDLED, COMPLETE])
def test_the_columns_of_a_store_are_the_positions_that_it_holds(name) -> None:
    dataset = importers.read(name)
    found = projected(filled(dataset), dataset)
    assert found is not None
    assert found.whole() == dataset


@pytest.mark.parametrize("name", BUNDLED)
def test_they_are_the_columns_of_an_archive(name, tmp_path) -> None:
    dataset = importers.read(name)
    there = read_archive(write_archive(dataset, tmp_path / "there"))
    for found in (projected(filled(dataset), dataset), of_dataset(dataset)):
        assert found.dataset == there.dataset
        for column in there.table.schema:
            assert found.table.schema.field(column.name).type == column.type
            assert found.table[column.name].to_pylist() == there.table[column.name].to_pylist()


@pytest.mark.parametrize(
    "statement",
    [
        f"{POSITION} <http://example.org/seen> 'yes'",
        f"{POSITION} pg:salience 0.25, 0.75",
        f"{POSITION} pg:salient 0.25",
        f"{POSITION} pg:validFrom '1999-01-01'^^xsd:date",
        f"{POSITION} a pg:Demand",
        f"{POSITION} pg:requiresDemand <https://w3id.org/posgraph/id/miami-2025/demand/nato-no>",
        f"{EVIDENCE} pg:salience 0.5",
        "<https://w3id.org/posgraph/id/miami-2025/position/more> pg:evidence " + EVIDENCE,
        f"<http://example.org/other> a pg:Event ; pg:evidence {EVIDENCE}",
        "<http://example.org/stray> <http://example.org/seen> 'yes'",
        "<https://w3id.org/posgraph/id/miami-2025/demand/more> a pg:Demand",
    ],
)
def test_what_only_the_ordinary_reading_understands_is_left_to_it(statement) -> None:
    dataset = importers.read("miami-2025")
    store = filled(dataset)
    store.update(f"INSERT DATA {{ GRAPH <{dataset_graph(dataset.id)}> {{ {statement} }} }}")
    assert projected(store, dataset) is None


@pytest.mark.parametrize("name", ["pg:holder", "dcterms:identifier", "oa:hasSource", "pg:stance"])
def test_what_is_missing_is_left_to_the_ordinary_reading(name) -> None:
    dataset = importers.read("miami-2025")
    store = filled(dataset)
    node = EVIDENCE if name == "oa:hasSource" else POSITION
    store.update(f"DELETE WHERE {{ GRAPH <{dataset_graph(dataset.id)}> {{ {node} {name} ?o }} }}")
    assert projected(store, dataset) is None


def test_a_store_without_positions_has_none() -> None:
    dataset = importers.read("miami-2025").having("positions", ())
    assert projected(filled(dataset), dataset) is None

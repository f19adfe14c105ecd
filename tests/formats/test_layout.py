"""The RDF layout, statement by statement: layout.ttl is written by hand."""

from pathlib import Path

from pyoxigraph import RdfFormat, parse

from posgraph import importers, writing
from posgraph.names import dataset_graph

HERE = Path(__file__).parent


def test_a_dataset_is_written_exactly_as_laid_down() -> None:
    dataset = importers.read(HERE / "layout")
    written = {str(triple) for triple in writing.triples(dataset)}
    laid_down = {str(quad.triple) for quad in parse(path=HERE / "layout.ttl", format=RdfFormat.TURTLE)}
    assert sorted(written - laid_down) == []
    assert sorted(laid_down - written) == []


def test_every_quad_lies_in_the_datasets_graph() -> None:
    dataset = importers.read(HERE / "layout")
    assert {quad.graph_name.value for quad in writing.quads(dataset)} == {dataset_graph("well")}


def test_no_statement_is_written_twice() -> None:
    quads = list(writing.quads(importers.read(HERE / "complete")))
    assert len(quads) == len(set(quads))

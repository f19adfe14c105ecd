"""The ontology as rdflib graphs, read once."""

import pytest
from rdflib import Graph

from posgraph import resources


def read(*patterns: str) -> Graph:
    graph = Graph()
    for pattern in patterns:
        paths = sorted(resources.ontology().glob(pattern))
        assert paths, pattern
        for path in paths:
            graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="session")
def modules() -> Graph:
    return read("*.ttl")


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    return read("vocab/*.ttl")


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """The shapes for data, without those for the ontology itself."""
    return read("shapes/[!s]*.ttl", "shapes/s[!t]*.ttl")

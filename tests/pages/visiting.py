"""A page's visit without a server, for tests of views and figures, and the golden files of figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import posgraph
from posgraph.graph import Graph
from posgraph.importers.registry import Loaded
from posgraph.model import Dataset
from posgraph.recording import Author, Recorder
from posgraph.store import MemoryStore
from posgraph.writing import quads
from posgraph_api.pages.page import Page
from posgraph_api.pages.visit import Visit
from posgraph_api.service import Service
from posgraph_api.serving.settings import Settings

GOLDEN = Path(__file__).parent / "golden"


def graph_of(dataset: Dataset) -> Graph:
    """A graph in memory that holds a dataset."""
    store = MemoryStore()
    Recorder(store).put(Loaded(dataset.id, tuple(quads(dataset)), dataset), Author("test"))
    return Graph(store)


def visit(page: Page, graph: Graph | None = None, **query: Any) -> Visit:
    """The visit of a page about a graph; the bundled one if none is given."""
    return Visit.of(Service.of(graph or posgraph.open(), Settings()), page.path, page.query.model_validate(query))


def golden(name: str, text: str) -> None:
    """Hold a text against its golden file. With POSGRAPH_GOLDEN=write in the environment the file is written anew: look at it."""
    path = GOLDEN / name
    if os.environ.get("POSGRAPH_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no golden file {path}; write it with POSGRAPH_GOLDEN=write, and look at it"
    assert text == path.read_text(encoding="utf-8"), f"differs from {path}"

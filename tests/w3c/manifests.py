"""The manifests of the W3C's tests as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib.namespace import RDF, RDFS

FOLDER = Path(__file__).parent / "sparql11"
ROOT = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
DOCS = Path(__file__).parents[2] / "docs" / "sparql.md"

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@dataclass(frozen=True)
class Contents:
    """Files by what they fill: the default graph, and graphs with names. Files are IRIs under ROOT."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """One test: ``text`` is the file of the query or update, ``result`` the file of what comes out, or the graphs."""

    id: str
    kind: str
    text: str
    before: Contents
    result: str
    after: Contents


def cases(*folders: str) -> Iterator[Case]:
    """The tests of some folders."""
    for folder in folders:
        graph = rdflib.Graph().parse(FOLDER / folder / "manifest.ttl", publicID=f"{ROOT}{folder}/manifest.ttl")
        for listed in graph.objects(None, MF.entries):
            for test in graph.items(listed):
                yield _case(graph, folder, test)


def _case(graph: rdflib.Graph, folder: str, test: rdflib.term.Node) -> Case:
    action, result = graph.value(test, MF.action), graph.value(test, MF.result)
    text = graph.value(action, QT.query) or graph.value(action, UT.request) or action
    return Case(
        id=f"{folder}/{str(test).rpartition('#')[2]}",
        kind=str(graph.value(test, RDF.type)).rpartition("#")[2].removesuffix("11"),
        text=str(text),
        before=_contents(graph, action),
        result=str(result) if isinstance(result, rdflib.URIRef) else "",
        after=_contents(graph, result),
    )


def _contents(graph: rdflib.Graph, node: rdflib.term.Node | None) -> Contents:
    default = [str(file) for name in (QT.data, UT.data) for file in graph.objects(node, name)]
    named = [(str(file), str(file)) for file in graph.objects(node, QT.graphData)]
    for entry in graph.objects(node, UT.graphData):
        named.append((str(graph.value(entry, RDFS.label)), str(graph.value(entry, UT.graph))))
    return Contents(tuple(default), tuple(named))


def path(file: str) -> Path:
    """Where a file of the tests lies."""
    return FOLDER / file.removeprefix(ROOT)


def deviations() -> dict[str, str]:
    """The tests that fail, with the reason, as the table in docs/sparql.md lists them."""
    section = DOCS.read_text(encoding="utf-8").partition("## Conformance")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|$", section, re.MULTILINE)
    return {name: reason for names, reason in rows for name in re.findall(r"`([^`]+)`", names)}

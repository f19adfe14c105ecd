"""Updates in which every operation has a prologue of its own, as rdflib sends them."""

from __future__ import annotations

import pytest

from posgraph_api.updating.dialect import understood

PG = "<https://w3id.org/posgraph/ns#>"


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { } ; PREFIX a: <urn:a> DROP ALL", "PREFIX a: <urn:a> INSERT DATA { } ; DROP ALL"),
        ("PREFIX a: <urn:a> DROP ALL ; PREFIX a: <urn:a> DROP ALL", "PREFIX a: <urn:a> PREFIX a: <urn:a> DROP ALL ; DROP ALL"),
        ("CREATE GRAPH <urn:g>", "CREATE SILENT GRAPH <urn:g>"),
        (f"DROP ALL ; PREFIX pg: {PG} DROP ALL", f"PREFIX pg: {PG} DROP ALL ; DROP ALL"),
    ],
)
def test_prologues_are_moved_to_the_beginning(text: str, expected: str) -> None:
    assert squeezed(understood(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX a: <urn:a> DROP ALL ; PREFIX a: <urn:b> DROP ALL",
        "DROP ALL ; PREFIX pg: <urn:other> DROP ALL",
        "DROP ALL ; BASE <urn:b> DROP ALL",
        "CREATE SILENT GRAPH <urn:g>",
        "INSERT DATA { <urn:a> <urn:b> '; PREFIX a: <urn:a> CREATE GRAPH <urn:x>' } # CREATE GRAPH",
        "DROP ALL ; PREFIX",
        "CREATE",
        "",
    ],
)
def test_what_would_mean_something_else_stays_as_it_is(text: str) -> None:
    assert understood(text) == text


def test_lines_stay_where_they_are() -> None:
    text = "DROP ALL ;\nPREFIX a: <urn:a>\nPREFIX b:\n<urn:b>\nDROP GRAPH a:x ,"
    assert understood(text).splitlines()[-1] == "DROP GRAPH a:x ,"
    assert understood(text).count("\n") == text.count("\n")

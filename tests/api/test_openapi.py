"""The OpenAPI description: complete, and its examples are true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from posgraph.graph import Graph
from posgraph_api import create_app
from posgraph_api.problems import WORDS
from tests.api.examples import FILE, answered

EXAMPLES: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))

WHOLE = {
    "whatif": "?as_of=2025-12-29&deals=true&set=russia:army-800000=accepts&order=russia:ceasefire+before+referendum=accepts",
    "comparison": "?as_of=2025-12-29&deals=true",
    "convergence": "?as_of=2025-12-29&actor=russia&actor=ukraine",
    "robustness": "?as_of=2025-12-29&draws=5",
    "report": "?since=2025-06-01&until=2025-12-29",
}
"""What is asked of an operation that needs a parameter, or tells more with some."""


@pytest.fixture(scope="module")
def schema(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def routes(graph: Graph) -> dict[str, APIRoute]:
    """Every route by the name of its operation."""
    return {str(route.operation_id): route for route in create_app(graph).routes if isinstance(route, APIRoute)}


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_says_what_it_does(schema: dict[str, Any]) -> None:
    groups = {tag["name"] for tag in schema["tags"]}
    found = list(operations(schema))
    assert len({operation["operationId"] for _, _, operation in found}) == len(found)
    for path, _, operation in found:
        assert operation["summary"], path
        assert len(operation["description"]) > 20, path
        assert set(operation["tags"]) <= groups, path
        assert operation["responses"]["200"]["content"], path
        assert "422" not in operation["responses"] or path in ("/sparql", "/v1/questions/{name}"), path
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        for status in operation["responses"].keys() - {"200"}:
            assert "application/problem+json" in operation["responses"][status]["content"], (path, status)


def test_every_operation_has_an_example_that_is_shown(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        example = EXAMPLES[operation["operationId"]]
        content = operation["responses"]["200"]["content"]
        assert content[example["media"]]["example"] == example["answer"]
        assert operation["x-example"] == example["path"]
        assert ("body" in example) == (method == "post")
        pattern = re.sub(r"\{\w+\}", "[^?]+", path)
        assert re.fullmatch(pattern + r"(\?.*)?", example["path"]), path
    assert set(EXAMPLES) <= {operation["operationId"] for _, _, operation in operations(schema)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_the_service_answers(client: httpx.Client, name: str) -> None:
    assert answered(client, EXAMPLES[name]) == EXAMPLES[name]["answer"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_its_shape(routes: dict[str, APIRoute], name: str) -> None:
    model = routes[name].responses[200].get("model")
    if EXAMPLES[name]["media"] == "application/json":
        model.model_validate(EXAMPLES[name]["answer"])
    else:
        assert name in ("question", "sparql", "sparql-post", "overview", "reference")


def test_whole_answers_have_their_shapes(client: httpx.Client, routes: dict[str, APIRoute]) -> None:
    for name, route in routes.items():
        if "{" not in route.path and route.responses[200].get("model"):
            needed = WHOLE.get(name, "?as_of=2025-12-29" if "as_of=" in EXAMPLES[name]["path"] else "")
            answer = client.get(route.path + needed)
            assert answer.status_code == 200, answer.text
            route.responses[200]["model"].model_validate(answer.json())
    for path in ("position/RU001", "demand/ceasefire", "actor/russia", "issue/security", "source/expertnews-2025-12-29"):
        routes["thing"].responses[200]["model"].model_validate(client.get(f"/id/miami-2025/{path}").json())


def test_what_is_needed_is_said_to_be_needed(schema: dict[str, Any]) -> None:
    needed = {
        (path, parameter["name"])
        for path, _, operation in operations(schema)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter.get("required")
    }
    assert needed == {("/v1/convergence", "actor"), ("/v1/report", "since")}


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(schema)):
        assert reference in schema["components"]["schemas"]


def test_every_parameter_that_is_read_is_described(client: httpx.Client, schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        described = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query"]
        if method != "get" or path == "/v1/questions/{name}" or path == "/sparql":
            continue
        names = EXAMPLES.get(operation["operationId"], {}).get("names", {})
        answer = client.get(path.format(**names), params={"no-such-parameter": "1"}, headers={"accept": "*/*"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["expected"] == f"one of: {', '.join(described)}"


def test_every_kind_of_problem_is_explained() -> None:
    text = (FILE.parents[2] / "docs" / "rest.md").read_text(encoding="utf-8")
    for word in WORDS:
        assert f"`{word}`" in text


def test_every_route_is_in_the_docs(schema: dict[str, Any]) -> None:
    docs = FILE.parents[2] / "docs"
    text = (docs / "rest.md").read_text(encoding="utf-8") + (docs / "sparql.md").read_text(encoding="utf-8")
    for path, _, _ in operations(schema):
        assert f"`{path}`" in text, path

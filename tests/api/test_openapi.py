"""The OpenAPI description: complete, and its examples are true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from posgraph.graph import Graph
from posgraph_api import create_app
from posgraph_api.http.problems import WORDS
from tests.api.examples import FILE, answered, asking, steady

EXAMPLES: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))

WHOLE = {
    "whatif": "?as_of=2025-12-29&deals=true&set=russia:army-800000=accepts&order=russia:ceasefire+before+referendum=accepts",
    "comparison": "?as_of=2025-12-29&deals=true",
    "convergence": "?as_of=2025-12-29&actor=russia&actor=ukraine",
    "robustness": "?as_of=2025-12-29&draws=5",
    "report": "?since=2025-06-01&until=2025-12-29",
}
"""What is asked of an operation that needs a parameter, or tells more with some."""

WITHOUT = {
    "changes-stream": "the answer has no end",
    "restore": "takes a folder that posgraph restore has put beside the store",
}
"""Operations that have no example, and why."""

BODYLESS = ("put-graph", "post-graph", "delete-graph", "update")
"""Operations that answer a success without a body."""


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
        answers = operation["responses"]
        assert operation["operationId"] in BODYLESS or any(answers.get(status, {}).get("content") for status in ("200", "201"))
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        for status, answer in answers.items():
            assert status < "400" or "application/problem+json" in answer["content"], (path, status)


def test_every_operation_has_an_example_that_is_shown(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        if operation["operationId"] in WITHOUT:
            continue
        example = EXAMPLES[operation["operationId"]]
        answer = operation["responses"][str(example.get("status", 200))]
        if "media" in example and "omitted" not in example:
            assert answer["content"][example["media"]]["example"] == example["answer"]
        if "body" in example:
            assert operation["requestBody"]["content"][example["type"]]["example"] == example["body"]
        assert operation["x-example"] == example["path"]
        assert example.get("method", "GET") == method.upper()
        assert ("body" in example) == ("requestBody" in operation)
        pattern = re.sub(r"\{\w+\}", "[^?]+", path)
        assert re.fullmatch(pattern + r"(\?.*)?", example["path"]), path
    assert {*EXAMPLES, *WITHOUT} == {operation["operationId"] for _, _, operation in operations(schema)}


def test_examples_are_what_a_service_answers() -> None:
    with asking() as client:
        for name, example in EXAMPLES.items():
            found = steady(answered(client, example), example)
            assert found == steady(example.get("answer"), example), f"{name}: python -m tests.api.examples writes it anew"


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if "answer" in example])
def test_an_example_has_its_shape(routes: dict[str, APIRoute], name: str) -> None:
    example = EXAMPLES[name]
    model = routes[name].responses[example.get("status", 200)].get("model")
    if example["media"] == "application/json":
        assert model is not None
        TypeAdapter[Any](model).validate_python(example["answer"])
    else:
        assert name in ("question", "sparql", "sparql-post", "reference", "graph", "void")


def test_whole_answers_have_their_shapes(client: httpx.Client, routes: dict[str, APIRoute]) -> None:
    for name, route in routes.items():
        if route.methods == {"GET"} and "{" not in route.path and route.responses[200].get("model"):
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
        if method != "get" or path in ("/v1/questions/{name}", "/sparql", "/store", "/v1/changes/stream"):
            continue
        names = EXAMPLES[operation["operationId"]].get("names", {})
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


def test_the_description_is_valid_openapi(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1.")
    for path, method, operation in operations(schema):
        placed = [(each["in"], each["name"]) for each in operation.get("parameters", [])]
        assert len(placed) == len(set(placed)), path
        assert {name for place, name in placed if place == "path"} == set(re.findall(r"\{(\w+)\}", path)), path
        assert all(each["required"] for each in operation.get("parameters", []) if each["in"] == "path"), path
        assert ("requestBody" in operation) <= (method in ("post", "put", "patch")), path
        for answer in operation["responses"].values():
            assert answer["description"], path
            for media in answer.get("content", {}).values():
                jsonschema_rs.meta.validate(_inlined(media.get("schema", {}), schema))
        for media in operation.get("requestBody", {}).get("content", {}).values():
            jsonschema_rs.meta.validate(media["schema"])
            if "example" in media:
                assert jsonschema_rs.is_valid(media["schema"], media["example"]), path


def _inlined(found: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with those that it may refer to."""
    return {**found, "components": schema["components"]}

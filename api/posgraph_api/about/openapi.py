"""The description of the service for machines: every operation with its parameters, answers and a real example."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from types import UnionType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.responses import Response

from posgraph import __version__
from posgraph_api.about import headers
from posgraph_api.access.access import needed
from posgraph_api.access.caller import Right
from posgraph_api.http.parameters import Parameters
from posgraph_api.http.problems import MEDIA_TYPE
from posgraph_api.shapes import Problem

ABOUT = """Who wants what, before what, on whose word; what cannot both hold; where the parties overlap.

Lists come in pages: `next` holds the cursor of the next page, or null. Answers carry an ETag. Every error is
`application/problem+json` and lists all faults with what was expected and a near match. The examples are answers of this
service on the bundled dataset of the Miami talks of December 2025."""

TAGS = {
    "Findings": "What follows from the positions: computed from the dataset that is served, at a day.",
    "Deals": "What it would take: whether a deal can keep every red line, who must move, what could be traded or bridged.",
    "What if": "What would change if somebody said something else. Scenarios have addresses: equal ones have one.",
    "Change": "What changed over time.",
    "Networks": "Who stands with whom, who against whom: matrices, their structure, files for other programs.",
    "Models": "Published models, as a yardstick; each answer says what it assumes and how far it has been off.",
    "Questions": "Ready-made questions in SPARQL, each with its meaning; the same as `posgraph ask`.",
    "Rows": "The dataset as it was coded, table by table.",
    "Writing": "Create, revise and retract rows; each write is one change, and the log keeps it.",
    "Changes": "Who wrote what, when and why: as a list, as a stream of events, and row by row.",
    "Things": "Every IRI, dereferenced.",
    "SPARQL": "Any question to the store.",
    "Service": "About the service itself.",
    "Pages": "Pages for people.",
}


@cache
def examples() -> dict[str, dict[str, Any]]:
    """For each operation its example: address, what is sent, and the answer; tests/api proves each one."""
    found: dict[str, dict[str, Any]] = json.loads(files("posgraph_api").joinpath("examples.json").read_text(encoding="utf-8"))
    return found


def documented(
    operation: str,
    summary: str,
    *,
    model: type[BaseModel] | UnionType | None = None,
    media: Iterable[str] = (),
    query: type[Parameters] | None = None,
    parameters: Iterable[Mapping[str, Any]] = (),
    body: Mapping[str, Any] | None = None,
    created: type[BaseModel] | None = None,
    errors: Iterable[int] = (400, 406),
) -> dict[str, Any]:
    """What a route tells OpenAPI. ``model`` is the shape of its JSON; ``media`` what else it gives; ``query`` its parameters;
    ``created`` the shape of the answer 201.
    """
    example = examples().get(operation, {})
    given = parse_qs(urlsplit(example.get("path", "")).query)
    content: dict[str, Any] = {kind: {"schema": _anything(kind)} for kind in media}
    answer: dict[str, Any] = {"description": "The answer", "content": content} | ({"model": model} if model else {})
    made: dict[int | str, Any] = {201: {"description": "Written; `Location` says where", "model": created}} if created else {}
    extra: dict[str, Any] = {"parameters": [*parameters, *(query.describe(given) if query else ())]}
    if example:
        extra["x-example"] = example["path"]
    if body:
        extra["requestBody"] = _filled(body, example)
    return {
        "operation_id": operation,
        "summary": summary,
        "response_class": Response,
        "responses": {200: answer, **made, **{status: _error(status) for status in errors}},
        "openapi_extra": extra,
    }


_BINARY = ("application/zip", "application/vnd.")


def _anything(media: str) -> dict[str, Any]:
    """The schema of an answer whose form its media type says."""
    if "json" in media and "ndjson" not in media:
        return {"type": ["object", "array"]}
    return {"type": "string", **({"format": "binary"} if media.startswith(_BINARY) else {})}


def _filled(body: Mapping[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
    """A body with what the example sends."""
    content: dict[str, Any] = {media: dict(said) for media, said in body["content"].items()}
    sent = example.get("type")
    if sent in content and "body" in example:
        content[sent]["example"] = example["body"]
    return {**body, "content": content}


def in_path(name: str, description: str, operation: str) -> dict[str, Any]:
    """A parameter in the path, with its value in the operation's example."""
    value = examples().get(operation, {}).get("names", {}).get(name)
    schema = {"type": "string"}
    found = {"name": name, "in": "path", "required": True, "description": description, "schema": schema}
    return found | ({"example": value} if value else {})


def _error(status: int) -> dict[str, Any]:
    phrase = HTTPStatus(status).phrase
    return {"description": phrase, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def install(app: FastAPI, opened: bool = True) -> None:
    """Make the app describe itself with the shape of its problems, and with the rights that each operation needs; ``opened``
    says that reading needs none.
    """

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            tags = [{"name": name, "description": text} for name, text in TAGS.items()]
            schema = get_openapi(title="posgraph", version=__version__, description=ABOUT, routes=app.routes, tags=tags)
            shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(shape.pop("$defs", {}), Problem=shape)
            _illustrate(schema)
            _complete(schema)
            _secure(schema, opened)
            headers.describe(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _illustrate(schema: dict[str, Any]) -> None:
    """Put the answer of each example in its place (FastAPI would drop what is null in it)."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            if (example := examples().get(operation["operationId"])) and "answer" in example:
                content = operation["responses"][str(example.get("status", 200))]["content"]
                content.setdefault(example["media"], {})["example"] = example["answer"]


def _complete(schema: dict[str, Any]) -> None:
    """Say what many operations have in common: an empty parameter counts as not given, a store may hold no dataset, or not
    answer.
    """
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            queries = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
            for each in queries:
                if not each.get("required"):
                    each["allowEmptyValue"] = True
            statuses = [503] if path != "/health" else []
            if path == "/" or any(each["name"] == "dataset" for each in queries):
                statuses.append(404)
            for status in statuses:
                operation["responses"].setdefault(str(status), _error(status))


def _secure(schema: dict[str, Any], opened: bool) -> None:
    """Say of each operation which token it takes, and how one without it is answered."""
    schema["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A token that `posgraph token create` made."},
        "basic": {"type": "http", "scheme": "basic", "description": "The token as password, with any user name."},
    }
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            right = needed(method.upper(), path)
            with_token: list[dict[str, list[str]]] = [{"bearer": []}, {"basic": []}]
            free = right == Right.none or (right == Right.read and opened)
            operation["security"] = [*([{}] if free else []), *(with_token if right else [])]
            operation["x-right"] = right.name
            statuses = (429,) if not right else (401, 429) if right == Right.read else (401, 403, 429)
            for status in statuses:
                operation["responses"].setdefault(str(status), _error(status))

"""The reference page, drawn from the OpenAPI description."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from posgraph_api.pages.frame import frame
from posgraph_api.pages.markup import Html, join, link, table, tag

Entry = tuple[str, str, Mapping[str, Any]]
_SHOWN = 2500


def reference(schema: Mapping[str, Any]) -> Html:
    """The page: operations by group, each with its parameters and an example."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in _operations(schema):
        groups[entry[2]["tags"][0]].append(entry)
    paragraphs = [tag("p", _code(text)) for text in schema["info"]["description"].split("\n\n")]
    listed = [
        tag("li", link_to(o["operationId"], f"{method} {path}"), f" — {o['summary']}") for method, path, o in _operations(schema)
    ]
    parts = [
        join(
            tag("h2", group["name"]),
            tag("p", _code(group["description"])),
            [_operation(*entry) for entry in groups[group["name"]]],
        )
        for group in schema["tags"]
    ]
    machine = tag("p", "For machines: ", link("/openapi.json", "/openapi.json"))
    return frame(
        "API", tag("h1", "API"), paragraphs, machine, tag("details", tag("summary", "All operations"), tag("ul", listed)), parts
    )


def link_to(anchor: str, text: str) -> Html:
    """A link within the page."""
    return tag("a", text, href=f"#{anchor}")


def _operations(schema: Mapping[str, Any]) -> Iterator[Entry]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Html:
    parameters = operation.get("parameters", [])
    rows = [(tag("code", p["name"]), _code(p["description"])) for p in parameters]
    return tag(
        "section",
        tag("h3", tag("code", f"{method} {path}"), f" {operation['summary']}"),
        tag("p", _code(" ".join(operation.get("description", "").split()))),
        table(["parameter", "meaning"], rows, class_="parameters") if rows else None,
        _example(operation),
        id=operation["operationId"],
        class_="operation",
    )


def _example(operation: Mapping[str, Any]) -> Html | None:
    address = operation.get("x-example")
    if not address:
        return None
    content = operation["responses"]["200"]["content"]
    answer = next(kind["example"] for kind in content.values() if "example" in kind)
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)
    cut = f"{text[:_SHOWN]}\n…" if len(text) > _SHOWN else text
    return tag("details", tag("summary", "Example"), tag("p", "GET ", link(address, tag("code", address))), tag("pre", cut))


def _code(text: str) -> list[Html]:
    """Text in which words between backquotes are code."""
    return [tag("code", part) if n % 2 else join(part) for n, part in enumerate(text.split("`"))]

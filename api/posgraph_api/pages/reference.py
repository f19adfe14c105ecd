"""The reference page, drawn from the OpenAPI description."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from posgraph_api.figures.markup import Html, join, link, table, tag
from posgraph_api.pages.frame import frame

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
    rows = [(tag("code", p["name"]), _PLACES.get(p["in"], ""), _code(p["description"])) for p in parameters]
    return tag(
        "section",
        tag("h3", tag("code", f"{method} {path}"), f" {operation['summary']}"),
        tag("p", _code(" ".join(operation.get("description", "").split()))),
        tag("p", f"Takes {_RIGHTS[operation['x-right']]}. Answers {_statuses(operation)}."),
        table(["parameter", "in the", "meaning"], rows, class_="parameters") if rows else None,
        _body(operation),
        _example(method, operation),
        id=operation["operationId"],
        class_="operation",
    )


_PLACES = {"query": "query", "path": "path", "header": "head"}
_RIGHTS = {
    "none": "no right",
    "read": "the right to read",
    "write": "a token with the right to write",
    "admin": "a token with the right admin",
}


def _statuses(operation: Mapping[str, Any]) -> str:
    *others, last = sorted(operation["responses"])
    return f"{', '.join(others)} or {last}" if others else last


def _body(operation: Mapping[str, Any]) -> Html | None:
    """What the body of a request may be: its members where it is an object, else its media types."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return None
    schema = next(iter(content.values())).get("schema", {})
    members, needed = schema.get("properties", {}), schema.get("required", ())
    if "row" in members:
        inner = members["row"].get("properties", {})
        members = {name: said for name, said in members.items() if name != "row"} | {
            f"row.{n}": said for n, said in inner.items()
        }
    rows = [(tag("code", name), _kind(said) + (", needed" if name in needed else "")) for name, said in members.items()]
    sent = tag("p", "Body: ", *(part for media in content for part in (tag("code", media), " ")))
    shown = tag("details", tag("summary", "What the body holds"), table(["member", "kind"], rows, class_="parameters"))
    return join(sent, shown if rows else None)


def _kind(schema: Mapping[str, Any]) -> str:
    """A schema in words.

    >>> _kind({"type": ["number", "string", "null"]}), _kind({"enum": ["a", None]})
    ('number, string or null', 'one of: a, null')
    """
    if "enum" in schema:
        return f"one of: {', '.join('null' if word is None else str(word) for word in schema['enum'])}"
    kinds = schema.get("type", "anything")
    if isinstance(kinds, str):
        return str(kinds)
    return f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else str(kinds[0])


_WRITTEN = ("-history", "change")
"""Operations whose examples tell of what other examples have written, which is not there for who reads the page."""


def _example(method: str, operation: Mapping[str, Any]) -> Html | None:
    address = operation.get("x-example")
    if not address:
        return None
    sent = [kind["example"] for kind in operation.get("requestBody", {}).get("content", {}).values() if "example" in kind]
    answers = [
        (status, kind["example"])
        for status, answer in operation["responses"].items()
        for kind in answer.get("content", {}).values()
        if "example" in kind
    ]
    there = method == "GET" and not operation["operationId"].endswith(_WRITTEN)
    target = link(address, tag("code", address)) if there else tag("code", address)
    return tag(
        "details",
        tag("summary", "Example"),
        tag("p", f"{method} ", target),
        [tag("pre", _cut(body)) for body in sent[:1]],
        [join(tag("p", f"Answer {status}"), tag("pre", _cut(answer))) for status, answer in answers[:1]],
    )


def _cut(value: object) -> str:
    """What an example sends or gives, as text; long ones are cut."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return f"{text[:_SHOWN]}\n…" if len(text) > _SHOWN else text


def _code(text: str) -> list[Html]:
    """Text in which words between backquotes are code."""
    return [tag("code", part) if n % 2 else join(part) for n, part in enumerate(text.split("`"))]

"""The reference page, drawn from the OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from posgraph_api.http.caching import Body
from posgraph_api.pages.frame import page_body, ways
from posgraph_api.pages.templates import render

Prose = tuple[tuple[str, bool], ...]
"""Text in pieces; those that are code are marked."""

_SHOWN = 300  # characters of an example: its address gives the rest, and so does openapi.json
_PLACES = {"query": "query", "path": "path", "header": "head"}
_RIGHTS = {
    "none": "no right",
    "read": "the right to read",
    "write": "a token with the right to write",
    "admin": "a token with the right admin",
}
_READING = ("none", "read")
_WRITTEN = ("-history", "change")
"""Operations whose examples tell of what other examples have written, which is not there for who reads the page."""


@dataclass(frozen=True, slots=True)
class Example:
    """A request, the body that it sends, and the answer; ``linked`` where who reads the page can ask the same."""

    address: str
    linked: bool
    sent: str
    status: str
    answer: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at an address."""

    id: str
    method: str
    path: str
    summary: str
    said: Prose
    right: str
    statuses: str
    parameters: tuple[tuple[str, str, Prose], ...]
    media: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    example: Example | None


@dataclass(frozen=True, slots=True)
class Group:
    """Operations of one kind."""

    name: str
    said: Prose
    operations: tuple[Operation, ...]

    @property
    def anchor(self) -> str:
        """The group's place on the page."""
        return "group-" + self.name.lower().replace(" ", "-")


def reference(schema: Mapping[str, Any]) -> Body:
    """The page: operations by group, each with its parameters and an example."""
    said = [prose(text) for text in schema["info"]["description"].split("\n\n")]
    return page_body(render("reference.html", title="API", ways=ways(), said=said, groups=groups(schema)))


def groups(schema: Mapping[str, Any]) -> tuple[Group, ...]:
    """The operations of a description, by group, in the order of the groups."""
    held = [(o["tags"][0], _operation(method, path, o)) for method, path, o in _operations(schema)]
    return tuple(
        Group(group["name"], prose(group["description"]), tuple(one for name, one in held if name == group["name"]))
        for group in schema["tags"]
    )


def prose(text: str) -> Prose:
    """Text in which words between backquotes are code.

    >>> prose("Send `query`.")
    (('Send ', False), ('query', True), ('.', False))
    """
    return tuple((part, bool(n % 2)) for n, part in enumerate(text.split("`")) if part)


def _operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    body: Mapping[str, Any] = next(iter(content.values()), {})
    return Operation(
        operation["operationId"],
        method,
        path,
        operation["summary"],
        prose(" ".join(operation.get("description", "").split())),
        _RIGHTS[operation["x-right"]],
        _statuses(operation),
        tuple((p["name"], _PLACES.get(p["in"], ""), prose(p["description"])) for p in operation.get("parameters", [])),
        tuple(content),
        _members(body.get("schema", {})),
        _example(method, operation),
    )


def _statuses(operation: Mapping[str, Any]) -> str:
    *others, last = sorted(operation["responses"])
    return f"{', '.join(others)} or {last}" if others else last


def _members(schema: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The members of a body that is an object, with their kinds."""
    members, needed = schema.get("properties", {}), schema.get("required", ())
    if "row" in members:
        inner = members["row"].get("properties", {})
        members = {name: said for name, said in members.items() if name != "row"} | {
            f"row.{name}": said for name, said in inner.items()
        }
    return tuple((name, kind(said) + (", needed" if name in needed else "")) for name, said in members.items())


def kind(schema: Mapping[str, Any]) -> str:
    """A schema in words.

    >>> kind({"type": ["number", "string", "null"]}), kind({"enum": ["a", None]})
    ('number, string or null', 'one of: a, null')
    """
    if "enum" in schema:
        return f"one of: {', '.join('null' if word is None else str(word) for word in schema['enum'])}"
    kinds = schema.get("type", "anything")
    if isinstance(kinds, str):
        return str(kinds)
    return f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else str(kinds[0])


def _example(method: str, operation: Mapping[str, Any]) -> Example | None:
    address = operation.get("x-example")
    if not address:
        return None
    sent = [each["example"] for each in operation.get("requestBody", {}).get("content", {}).values() if "example" in each]
    answers = [
        (status, each["example"])
        for status, answer in operation["responses"].items()
        for each in answer.get("content", {}).values()
        if "example" in each
    ]
    there = method == "GET" and not operation["operationId"].endswith(_WRITTEN)
    status, answer = answers[0] if answers else ("", "")
    told = answers and operation["x-right"] in _READING  # what writing answers is much the same everywhere
    return Example(address, there, _cut(sent[0]) if sent else "", status, _cut(answer) if told else "")


def _cut(value: object) -> str:
    """What an example sends or gives, as text; long ones are cut."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return f"{text[:_SHOWN]}\n…" if len(text) > _SHOWN else text

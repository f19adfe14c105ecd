"""The headers of requests and answers, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}

HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ETag": ("Names this answer; send it back as `If-None-Match`, or before a write as `If-Match`.", TEXT),
    "Link": ("Addresses that belong to this one, such as that of the next page (`rel=next`).", TEXT),
    "Location": ("The address of what was written.", TEXT),
    "Posgraph-Change": ("The number of the change that was written, as in /v1/changes.", {"type": "integer", "minimum": 1}),
    "Idempotency-Replayed": ("`true`: the answer to an earlier request with the same key; nothing was written now.", TEXT),
    "Posgraph-Limits": ("What a query may take.", TEXT),
    "X-Request-Id": ("Names the request in the log of the service.", TEXT),
    "RateLimit": ("How many requests are left, and for how long.", TEXT),
    "RateLimit-Policy": ("How many requests may come.", TEXT),
    "Retry-After": ("Seconds after which to come again.", {"type": "integer", "minimum": 0}),
    "WWW-Authenticate": ("How to show a token, and which right it needs.", TEXT),
}
"""Each header that an answer may have: what it means, and its schema."""

IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": TEXT,
    "description": "The `ETag` of an answer that you have: 304, without a body, where it is still the answer.",
}

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Makes the request safe to repeat: one more with this key is answered as the first, and writes nothing.",
}


def _condition(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": TEXT, "description": description}


_MATCH = _condition("If-Match", "Its `ETag`, or `*`: written only if it is still as you know it, or there at all.")
_NONE = _condition("If-None-Match", "`*`: written only if it is not there.")
_WRITES: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("post", "/update"): [_KEY],
    ("post", "/v1/datasets"): [_KEY],
    ("put", "/v1/datasets/{id}"): [_KEY, _MATCH, _NONE],
    ("delete", "/v1/datasets/{id}"): [_KEY, _MATCH],
    ("put", "/store"): [_MATCH, _NONE],
    ("post", "/store"): [_MATCH, _NONE],
    ("delete", "/store"): [_MATCH],
}
"""Headers of requests that write what is no row."""

_EVERYWHERE = ("X-Request-Id", "RateLimit", "RateLimit-Policy")
_BY_STATUS = {"401": ("WWW-Authenticate",), "403": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}
_WRITTEN = ("Posgraph-Change", "Idempotency-Replayed")


def describe(schema: dict[str, Any]) -> None:
    """Say of each answer which headers it may have."""
    components = schema["components"]
    components["headers"] = {name: {"description": text, "schema": kind} for name, (text, kind) in HEADERS.items()}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            if (method, path) in _WRITES:
                operation.setdefault("parameters", []).extend(_WRITES[method, path])
            if method == "get" and path not in _UNTAGGED:
                operation.setdefault("parameters", []).append(IF_NONE_MATCH)
                answers["304"] = {"description": "Not Modified"}
            paged = any(each.get("name") == "cursor" for each in operation.get("parameters", ()))
            for status, answer in answers.items():
                names = [*_EVERYWHERE, *_BY_STATUS.get(status, ()), *_of(method, path, status, paged)]
                answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)}


_UNTAGGED = ("/health", "/ready", "/sparql", "/v1/changes/stream")
"""GET of these is answered anew each time."""


def _of(method: str, path: str, status: str, paged: bool) -> tuple[str, ...]:
    """The headers of an answer that tells what was asked for, or what was written."""
    if status[0] not in "23":
        return ()
    found: tuple[str, ...] = ("Posgraph-Limits",) if path == "/sparql" else ()
    if method == "get":
        return (*found, *(("ETag",) if path not in _UNTAGGED else ()), *(("Link",) if paged or path == "/v1/changes" else ()))
    if path in ("/sparql", "/v1/backups", "/v1/restore"):
        return found
    return (*_WRITTEN, *(("Location",) if status == "201" else ()), *(("ETag",) if path.startswith("/v1/") else ()))

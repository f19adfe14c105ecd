"""JSON-LD contexts: ours is put in place where a document names it; any other that would have to be fetched is a fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from posgraph import resources
from posgraph.errors import DataError, Fault

CONTEXT = "https://w3id.org/posgraph/context.jsonld"
"""The IRI of posgraph's context; documents may also name the file ``context.jsonld``."""


def context() -> Any:
    """The context of posgraph, as it stands in the ontology."""
    return json.loads((resources.ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def inline(raw: bytes, place: str) -> bytes:
    """The document with posgraph's context in place of its name.

    Raises DataError where the text is no JSON, or names a context that would have to be fetched.

    >>> inline(b'{"@context": "https://example.org/c"}', "toy.jsonld")
    Traceback (most recent call last):
    posgraph.errors.DataError: 1 fault; nothing was loaded
    toy.jsonld: 'https://example.org/c'; expected a context in the document itself, or https://w3id.org/posgraph/context.jsonld
    """
    try:
        document = json.loads(raw)
    except json.JSONDecodeError as error:
        what = f"valid JSON ({error.msg})"
        shown = error.doc.splitlines()[error.lineno - 1 : error.lineno]
        raise DataError([Fault(f"{place} line {error.lineno} column {error.colno}", "".join(shown)[:120], what)]) from None
    except RecursionError:
        raise DataError([Fault(place, "", "a document that is not nested thousands deep")]) from None
    remote: list[str] = []
    document = _inline(document, remote)
    if remote:
        what = f"a context in the document itself, or {CONTEXT}"
        raise DataError([Fault(place, name, what) for name in sorted(set(remote))])
    return json.dumps(document, ensure_ascii=False).encode()


def _inline(value: Any, remote: list[str]) -> Any:
    if isinstance(value, list):
        return [_inline(item, remote) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _context(item, remote) if key == "@context" else _inline(item, remote) for key, item in value.items()}


def _context(value: Any, remote: list[str]) -> Any:
    """A context with ours in place; names of others are added to ``remote``."""
    if isinstance(value, list):
        return [_context(item, remote) for item in value]
    if isinstance(value, str):
        if value == CONTEXT or Path(value).name == value == "context.jsonld":
            return context()
        remote.append(value)
    elif isinstance(value, dict):
        if isinstance(value.get("@import"), str):
            remote.append(value["@import"])
        return {key: _inline(item, remote) for key, item in value.items()}
    return value

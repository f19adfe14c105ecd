"""The bodies of writes: JSON, read strictly and in bounds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from posgraph.errors import Fault
from posgraph.model.cells import CellError, near, parse
from posgraph.model.schema import BY_NAME
from posgraph_api.http.media import JSON
from posgraph_api.http.problems import Problem

MERGE_PATCH = "application/merge-patch+json"
_DEEPEST = 8
PAUSE_SECONDS = 30.0
"""So long is the next piece of a body waited for: a client that is gone without a word must not keep its place for ever."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as it was sent, its media type, and the value that it stands for."""

    data: bytes
    media: str
    value: Any


async def read_json(request: Request, most: int, media: Sequence[str] = (JSON,)) -> Sent:
    """The body of a request. Raises Problem: 415 where it is no JSON, 413 where it has more than ``most`` bytes, 400 where it
    cannot be read.
    """
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if kind not in media or (charset.startswith("charset=") and charset != "charset=utf-8"):
        fault = Fault(
            "Content-Type", request.headers.get("content-type", "")[:200], " or ".join(media), f"-H 'Content-Type: {JSON}'"
        )
        named = {"PATCH": "accept-patch", "POST": "accept-post"}.get(request.method)
        headers = {named: ", ".join(media)} if named else None
        raise Problem(415, "unsupported-media-type", f"The body is sent as {' or '.join(media)}, in UTF-8", [fault], headers)
    data = await read_bytes(request, most)
    return Sent(data, kind, parsed(data))


async def read_bytes(request: Request, most: int) -> bytes:
    """The body of a request; a problem 413 as soon as it has more bytes than are allowed, 408 where it does not go on."""
    data = bytearray()
    told = request.headers.get("content-length", "")
    fault = Fault("body", f"more than {most} bytes", f"at most {most} bytes")
    if told.isascii() and told.isdigit() and int(told[:20]) > most:
        raise Problem(413, "too-large", f"The body of a request may have {most} bytes", [fault])
    pieces = request.stream()
    while True:
        try:
            async with asyncio.timeout(PAUSE_SECONDS):
                data += await anext(pieces)
        except StopAsyncIteration:
            break
        except TimeoutError:
            late = Fault("body", f"{len(data)} bytes", f"the next piece of the body within {PAUSE_SECONDS:g} s")
            raise Problem(408, "bad-request", "The body of the request did not go on", [late], {"connection": "close"}) from None
        if len(data) > most:
            raise Problem(413, "too-large", f"The body of a request may have {most} bytes", [fault])
    return bytes(data)


def parsed(data: bytes) -> Any:
    """The value of a text of JSON (RFC 8259) without what readers understand differently: members that stand twice, NaN and
    infinities, halves of surrogate pairs, deep nesting. Raises Problem.

    >>> parsed(b'{"a": [1, null]}')
    {'a': [1, None]}
    """
    if not data.strip():
        raise _unreadable("", "JSON; the body is empty")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        raise _unreadable("", "a text in UTF-8") from None
    except UnicodeEncodeError:
        raise _unreadable("", "a text without halves of surrogate pairs") from None
    except json.JSONDecodeError as error:
        raise _unreadable("", f"JSON; at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise _unreadable("", f"JSON of at most {_DEEPEST} levels") from None
    except ValueError as error:  # a number with thousands of digits
        raise _unreadable(str(error)[:100], "JSON") from None
    if _depth(value) > _DEEPEST:
        raise _unreadable("", f"JSON of at most {_DEEPEST} levels")
    return value


def members(value: Any, where: str, known: Sequence[str], shape: str = "") -> dict[str, Any]:
    """An object with no members but these; ``shape`` shows what it looks like where it has others. Raises Problem."""
    if not isinstance(value, dict):
        raise _unreadable(json.dumps(value)[:100], "an object", where)
    unknown = [name for name in value if name not in known]
    if unknown:
        faults = [
            Fault(f"{where} member {name[:100]}", "", f"one of: {', '.join(known)}", near(name, known) or shape)
            for name in unknown
        ]
        raise Problem(400, "bad-request", "; ".join(map(str, faults)), faults)
    return value


def reason_of(given: Any, where: str, needed: bool) -> str:
    """The reason of a change as it is recorded. Raises Problem where one is needed and there is none."""
    if given is None or given == "":
        if needed:
            fault = Fault(where, "", "the reason of the change, in your words")
            raise Problem(400, "bad-request", str(fault), [fault])
        return ""
    if not isinstance(given, str) or len(given) > 2000:
        raise _unreadable(str(given)[:100], "a text of at most 2000 characters", where)
    try:
        return parse(BY_NAME["positions"].column("note"), given) or ""
    except CellError as error:
        raise _unreadable(error.value[:100], error.expected, where) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _unreadable(twice[:100], "each member of an object once")
    return found


def _no_number(text: str) -> Any:
    raise _unreadable(text, "a number; null is what is not known")


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _unreadable(value: str, expected: str, where: str = "body") -> Problem:
    fault = Fault(where, value.encode("utf-8", "replace").decode(), expected)
    return Problem(400, "bad-request", str(fault), [fault])

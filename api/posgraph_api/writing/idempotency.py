"""Requests that may be sent again: the header Idempotency-Key, and a digest that tells one request from another."""

from __future__ import annotations

from hashlib import blake2b

from fastapi import Request
from starlette.responses import Response

from posgraph.errors import Fault
from posgraph.recording import Key
from posgraph_api.access.caller import caller_of
from posgraph_api.http.problems import Problem

HEADER = "Idempotency-Key"
REPLAYED = "idempotency-replayed"
_LONGEST = 255


def key_of(request: Request, body: bytes | str) -> Key | None:
    """The key of a request, with the digest of method, address, media type, body and caller; None where it has none.

    ``body`` may be its digest, as hexadecimal digits, where it is too long to be held. Raises Problem on
    a key that cannot be used.
    """
    given = request.headers.getlist(HEADER)
    if not given:
        return None
    text = given[0]
    if len(given) > 1 or not 0 < len(text) <= _LONGEST or not all("!" <= letter <= "~" for letter in text):
        shown = ", ".join(given)[:100].encode("ascii", "replace").decode()
        fault = Fault(HEADER, shown, f"one key of 1 to {_LONGEST} visible ASCII characters")
        raise Problem(400, "bad-request", str(fault), [fault])
    hashed = body if isinstance(body, str) else blake2b(body, digest_size=32).hexdigest()
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    parts = (request.method, request.url.path, request.url.query, media, hashed, caller_of(request).name)
    digest = blake2b(digest_size=32)
    for part in parts:
        digest.update(part.encode() + b"\0")
    # the log, which whoever reads the data may read, tells no key by which another could ask for the answer
    return Key(blake2b(text.encode(), digest_size=16).hexdigest(), digest.hexdigest())


def replayed(answer: Response, repeated: bool) -> Response:
    """The answer, marked where the request was done before."""
    if repeated:
        answer.headers[REPLAYED] = "true"
    return answer

"""Who asks: the name, the right and the address that a request comes with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from starlette.requests import HTTPConnection


class Right(IntEnum):
    """What a caller may do; each right holds those below it.

    >>> Right.write > Right.read, Right["admin"].name
    (True, 'admin')
    """

    none = 0
    read = 1
    write = 2
    admin = 3


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name of the token (``anonymous`` without one), what it may do, and the address of the client.

    ``form`` is the word that forms show, where a cookie tells who asks.
    """

    name: str
    right: Right
    address: str
    form: str = ""


ANONYMOUS = "anonymous"


def caller_of(request: HTTPConnection) -> Caller:
    """The caller of a request; one without a name and without rights where nobody has looked at the token."""
    state: dict[str, Any] = request.scope.get("state") or {}
    found = state.get("caller")
    if isinstance(found, Caller):
        return found
    return Caller(ANONYMOUS, Right.none, request.client.host if request.client else "")

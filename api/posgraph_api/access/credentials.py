"""The token that a request carries: in its header, never in its address. (A browser's login: sessions.py.)"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers

from posgraph.errors import Fault

HEADER = "the header Authorization: Bearer TOKEN, or HTTP Basic with the token as password"
IN_ADDRESS = f"{HEADER}; a token in an address ends in logs and histories, so take this one back: posgraph token revoke"
SECRETS = frozenset({"token", "access_token", "auth_token", "api_key", "apikey", "api-key", "authorization", "bearer"})
"""Names under which other services take tokens in addresses and forms. Here they are refused, their values never repeated."""

_LOOKS = re.compile(rb"pg_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
_BEGINS = re.compile(rb"(?:p|%70)(?:g|%67)(?:_|%5f)", re.IGNORECASE)  # to decode every address would cost more than the rest


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows: the text of a token (empty: none), and what was wrong with its header (empty: nothing)."""

    text: str = ""
    fault: str = ""


def shown(headers: Headers) -> Credentials:
    """The token in the headers of a request.

    >>> shown(Headers({"authorization": "Bearer abc"})), shown(Headers({"authorization": "Basic ZWRpdG9yOmFiYw=="}))
    (Credentials(text='abc', fault=''), Credentials(text='abc', fault=''))
    """
    given = headers.getlist("authorization")
    if not given:
        return Credentials()
    if len(given) > 1:
        return Credentials(fault="one header Authorization, not several")
    scheme, _, rest = given[0].strip().partition(" ")
    match scheme.lower():
        case "bearer" if rest.strip():
            return Credentials(rest.strip())
        case "basic" if (password := _password(rest.strip())) and not foreign(headers):
            return Credentials(password)
        case "basic":
            return Credentials(fault=f"{HEADER}; not from a page of another origin")
    return Credentials(fault=HEADER)


def in_address(path: str, query: bytes) -> Fault | None:
    """The fault of an address that holds a token, which does not repeat it.

    >>> in_address("/v1/actors", b"Access_Token=abc").where, in_address("/v1/actors", b"actor=russia")
    ('access_token', None)
    """
    if query:
        for name in names(query):
            if name in SECRETS:
                return Fault(name, "", IN_ADDRESS)
        if _BEGINS.search(query) and _LOOKS.search(unquote_to_bytes(query)):
            return Fault("query", "", IN_ADDRESS)
    if "pg_" in path and _LOOKS.search(path.encode("utf-8", "surrogatepass")):
        return Fault("path", "", IN_ADDRESS)
    return None


def names(query: bytes) -> Iterable[str]:
    """The names of the parameters in a query string, in lower case."""
    for part in query.split(b"&"):
        name = part.partition(b"=")[0]
        yield (unquote_to_bytes(name) if b"%" in name else name).decode("latin-1").strip(" +").lower()


def _password(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode("utf-8").partition(":")[2]
    except ValueError:
        return ""


def foreign(headers: Headers) -> bool:
    """True where a browser sends the request for a page of another origin.

    A browser that was once given a name and a password sends them on its own, whoever's page makes it ask. The service never
    makes a browser ask for them (it challenges with Bearer alone), and does not take them from there either.

    >>> foreign(Headers({"host": "a.example", "origin": "http://a.example"}))
    False
    """
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()

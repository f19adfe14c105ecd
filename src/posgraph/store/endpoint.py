"""The SPARQL 1.1 protocol over HTTP: requests, what is tried again, and errors that say what to do."""

from __future__ import annotations

import base64
import json
import random
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from posgraph.errors import QueryError, StoreError

_PAUSES = (0.1, 0.3, 0.6)
"""Seconds before a request is tried again, more or less: several clients of one endpoint shall not come back together."""

_CONNECT = 5.0  # seconds in which a connection must stand
_PATIENCE = 5.0  # an endpoint that asks for more seconds of rest is not waited for
_MOMENTARY = {429, 502, 503, 504}
_MISSING = {404, 405}  # nobody takes updates there
_PLACE = re.compile(r"(?:error )?at (\d+):(\d+)|line:? (\d+),? col(?:umn)?:? (\d+)", re.IGNORECASE)
_REMEDY = {
    401: "give a token (POSGRAPH_TOKEN, or token= in Python) or a password for it",
    403: "this token or user may not do that",
    404: "check the URL: it must be the address of the SPARQL endpoint itself",
    405: "check the URL: it must be the address of the SPARQL endpoint itself",
    413: "the endpoint takes smaller requests only; raise its limit",
    429: "it is asked too often; ask less, or raise its limit",
    500: "see the log of the endpoint",
    503: "try again later",
}


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer that has been read to its end."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def said(self) -> str:
        """What the endpoint says, on one line; of a problem (RFC 9457) its detail."""
        text = self.body.decode(errors="replace")
        if "problem+json" in self.headers.get("content-type", ""):
            with suppress(ValueError, AttributeError):
                text = json.loads(text).get("detail") or text
        return " ".join(str(text).split())[:300]


class Endpoint:
    """A query URL and update URLs, the first of which that is there is used (none: read only), with one pool of connections.

    ``timeout`` bounds each request with all its tries, in seconds; ``writes`` counts the updates sent.
    """

    def __init__(self, query: str, updates: Sequence[str], timeout: float, headers: Mapping[str, str]) -> None:
        self._query, self._updates, self._timeout, self.writes = query, list(updates), timeout, 0
        try:
            self._client = httpx.Client(headers=dict(headers), follow_redirects=False)
        except UnicodeEncodeError:
            raise StoreError(f"The token for {query} has letters that no token has") from None

    def __str__(self) -> str:
        return self._query

    def query(self, text: str, accept: str, graphs: Sequence[str] | None) -> tuple[bytes, str]:
        """Body and media type of the answer to a query over these graphs; without graphs, over what text or endpoint say."""
        form: dict[str, str | list[str]] = {"query": text}
        if graphs is not None:
            # an empty list would mean the endpoint's own default graph: name one that cannot hold anything
            form["default-graph-uri"] = form["named-graph-uri"] = list(graphs) or ["urn:x-posgraph:none"]
        answer = self._post(self._query, form, {"Accept": accept}, again=True)
        return answer.body, answer.headers.get("content-type", "").partition(";")[0].strip()

    def update(self, text: str, again: bool = False) -> None:
        """Send an update: once, or, where it may be sent ``again``, as a read."""
        if not self._updates:
            raise StoreError(f"{self} is open for reading only; open it with an update URL to write")
        self.writes += 1
        while True:
            try:
                self._post(self._updates[0], {"update": text}, {}, again)
            except _Missing as missing:
                if len(self._updates) == 1:
                    raise StoreError(str(missing)) from None
                del self._updates[0]
            else:
                return

    def _post(self, url: str, form: Mapping[str, str | list[str]], headers: Mapping[str, str], again: bool) -> _Reply:
        end = time.monotonic() + self._timeout
        pauses = [pause * random.uniform(0.5, 1.5) for pause in _PAUSES] if again else []
        unsure = "" if again else ". The update may have been done all the same"
        while True:
            pause = pauses.pop(0) if pauses else None
            try:
                answer = self._once(url, form, headers, end)
            except httpx.TimeoutException as error:
                late = isinstance(error, httpx.ConnectTimeout) and time.monotonic() < end
                if not late or pause is None or time.monotonic() + pause > end:
                    raise StoreError(
                        f"{self} did not answer within {self._timeout:g} s; narrow the query or give it more time{unsure}"
                        if not late
                        else f"{self} cannot be reached (no connection within {_CONNECT:g} s); check that it runs"
                    ) from None
            except httpx.TransportError as error:
                if pause is None or time.monotonic() + pause > end:
                    lost = "" if isinstance(error, httpx.ConnectError) else unsure
                    raise StoreError(
                        f"{self} cannot be reached ({error}); check that it runs and that the URL is right{lost}"
                    ) from None
            else:
                if 200 <= answer.status < 300:
                    return answer
                if pause is None or answer.status not in _MOMENTARY:
                    raise self._failure(url, answer)
                pause = max(pause, _wanted(answer.headers))
                if pause > _PATIENCE or time.monotonic() + pause > end:
                    raise self._failure(url, answer)
            time.sleep(pause)

    def _once(self, url: str, form: Mapping[str, str | list[str]], headers: Mapping[str, str], end: float) -> _Reply:
        """One try, which ends by then: no limit of a client bounds an answer that comes drop by drop."""
        left = max(end - time.monotonic(), 0.001)
        timeout = httpx.Timeout(left, connect=min(_CONNECT, left))
        with self._client.stream("POST", url, data=form, headers=dict(headers), timeout=timeout) as answer:
            parts = []
            for part in answer.iter_bytes():
                parts.append(part)
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the answer takes too long")
        return _Reply(answer.status_code, answer.headers, b"".join(parts))

    def _failure(self, url: str, answer: _Reply) -> StoreError | QueryError:
        said = answer.said
        if answer.status == 400:
            found = _PLACE.search(said)
            line, column = map(int, filter(None, found.groups())) if found else (0, 0)
            return QueryError(said or f"{url} refuses this text", line, column)
        remedy = _REMEDY.get(answer.status, "check the URL and the log of the endpoint")
        kind = _Missing if answer.status in _MISSING and url in self._updates else StoreError
        reason = httpx.codes.get_reason_phrase(answer.status)
        return kind(f"{url} answered {answer.status}: {said or reason}; {remedy}")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _Missing(StoreError):
    """Nobody takes updates at an URL: nothing was done, and another may be tried."""


def update_urls(query: str) -> tuple[str, ...]:
    """Where the endpoint of a query URL may take updates: beside it, as most do, or at the same URL.

    >>> update_urls("http://localhost:3030/talks/sparql")
    ('http://localhost:3030/talks/update', 'http://localhost:3030/talks/sparql')
    >>> update_urls("http://localhost:7200/repositories/talks")[0]
    'http://localhost:7200/repositories/talks/statements'
    """
    bare = query.rstrip("/")
    for ending in ("/query", "/sparql"):
        if bare.endswith(ending):
            return bare.removesuffix(ending) + "/update", query
    if bare.rpartition("/")[0].endswith("/repositories"):  # RDF4J's protocol
        return bare + "/statements", query
    return (query,)


def apart(url: str) -> tuple[str, dict[str, str]]:
    """An URL without the user and password in it, and the header that says them: so that no message and no log shows them.

    Raises StoreError on what is no URL.

    >>> apart("http://me:secret@localhost:7878/query")
    ('http://localhost:7878/query', {'Authorization': 'Basic bWU6c2VjcmV0'})
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise StoreError(f"{re.sub('//.*@', '//', url)!r} is no URL of an endpoint") from None
    if not parsed.userinfo:
        return url, {}
    pair = f"{parsed.username}:{parsed.password}".encode()
    bare = str(parsed.copy_with(username=None, password=None))
    return bare, {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _wanted(headers: httpx.Headers) -> float:
    """The seconds for which an endpoint asks to be left alone."""
    told = headers.get("retry-after", "").strip()
    if told.isdigit():
        return float(told)
    try:
        return parsedate_to_datetime(told).timestamp() - time.time()
    except ValueError:
        return 0.0

"""The SPARQL 1.1 protocol over HTTP: requests, retries of reads, and errors that say what to do."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence

import httpx

from posgraph.errors import QueryError, StoreError

_PAUSES = (0.1, 0.5)  # seconds before a read is tried again
_MOMENTARY = {502, 503, 504}
_PLACE = re.compile(r"(?:error )?at (\d+):(\d+)|line:? (\d+),? col(?:umn)?:? (\d+)", re.IGNORECASE)
_REMEDY = {
    401: "give a token or password for it",
    403: "this token or user may not do that",
    404: "check the URL: it must be the address of the SPARQL endpoint itself",
    405: "check the URL: it must be the address of the SPARQL endpoint itself",
    413: "the endpoint takes smaller requests only; raise its limit",
    500: "see the log of the endpoint",
    503: "try again later",
}


class Endpoint:
    """A query URL and an update URL (None: read only), with one pool of connections; ``writes`` counts the updates sent."""

    def __init__(self, query: str, update: str | None, timeout: float, headers: Mapping[str, str]) -> None:
        self._query, self._update, self._timeout, self.writes = query, update, timeout, 0
        try:
            self._client = httpx.Client(timeout=timeout, headers=dict(headers), follow_redirects=False)
            self._shown = str(httpx.URL(query).copy_with(username=None, password=None))
        except httpx.InvalidURL as error:
            raise StoreError(f"{query!r} is no URL of an endpoint: {error}") from error

    def __str__(self) -> str:
        return self._shown

    def query(self, text: str, accept: str, graphs: Sequence[str] | None) -> tuple[bytes, str]:
        """Body and media type of the answer to a query over these graphs; without graphs, over what text or endpoint say."""
        form: dict[str, str | list[str]] = {"query": text}
        if graphs is not None:
            # an empty list would mean the endpoint's own default graph: name one that cannot hold anything
            form["default-graph-uri"] = form["named-graph-uri"] = list(graphs) or ["urn:x-posgraph:none"]
        answer = self._post(self._query, form, {"Accept": accept}, pauses=_PAUSES)
        return answer.content, answer.headers.get("content-type", "").partition(";")[0].strip()

    def update(self, text: str, again: bool = False) -> None:
        """Send an update: once, or, where it may be sent ``again``, as a read."""
        if self._update is None:
            raise StoreError(f"{self} is open for reading only; open it with an update URL to write")
        self.writes += 1
        self._post(self._update, {"update": text}, {}, pauses=_PAUSES if again else ())

    def _post(
        self, url: str, form: Mapping[str, str | list[str]], headers: Mapping[str, str], pauses: Sequence[float]
    ) -> httpx.Response:
        for pause in (*pauses, None):
            try:
                answer = self._client.post(url, data=form, headers=dict(headers))
            except httpx.TimeoutException as error:
                raise StoreError(
                    f"{self} did not answer within {self._timeout:g} s; narrow the query or give it more time"
                ) from error
            except httpx.TransportError as error:
                if pause is None:
                    raise StoreError(
                        f"{self} cannot be reached ({error}); check that it runs and that the URL is right"
                    ) from error
            else:
                if answer.is_success:
                    return answer
                if pause is None or answer.status_code not in _MOMENTARY:
                    raise self._failure(answer)
            time.sleep(pause)
        raise AssertionError("the last try always returns or raises")

    def _failure(self, answer: httpx.Response) -> StoreError | QueryError:
        said = " ".join(answer.text.split())[:300]
        if answer.status_code == 400:
            found = _PLACE.search(said)
            line, column = map(int, filter(None, found.groups())) if found else (0, 0)
            return QueryError(said or f"{self} refuses this text", line, column)
        remedy = _REMEDY.get(answer.status_code, "check the URL and the log of the endpoint")
        return StoreError(f"{self} answered {answer.status_code}: {said or answer.reason_phrase}; {remedy}")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

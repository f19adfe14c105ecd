"""Problems: every error answer is application/problem+json (RFC 9457) and says what was wrong and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match

from posgraph.errors import DataError, Fault, PosgraphError, QueryError, StoreError, UnknownName, UsageError
from posgraph.model.cells import near
from posgraph_api.http.accept import best
from posgraph_api.http.media import HTML, JSON
from posgraph_api.pages.problem import problem_page

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/posgraph/problem/"
"""Start of every problem's ``type``; the words that follow are explained in docs/rest.md."""

WORDS = {
    "bad-parameter": "A parameter cannot be used",
    "bad-cursor": "The cursor cannot be used",
    "bad-query": "The SPARQL query cannot be run",
    "bad-update": "The SPARQL update cannot be run",
    "bad-request": "The request cannot be read",
    "unknown-name": "Nothing has this name",
    "unauthorized": "A token is needed",
    "forbidden": "The token does not allow this",
    "protected-graph": "Only the service itself writes this graph",
    "too-many-requests": "Too many requests in a short time",
    "unknown-host": "The service is not known by this name",
    "no-findings": "The store holds no findings",
    "not-found": "Nothing is here",
    "no-dataset": "The store holds no dataset",
    "not-recorded": "Nothing was recorded then",
    "already-there": "Something of this name is there already",
    "invalid-data": "The data have faults; nothing was written",
    "refused-change": "Other rows stand in the way of the change",
    "key-reused": "The idempotency key came with another request",
    "precondition-failed": "A condition of the request does not hold",
    "method-not-allowed": "The method is not allowed here",
    "not-acceptable": "None of the accepted media types can be given",
    "too-large": "The request is too large",
    "unsupported-media-type": "The body's media type cannot be read",
    "answer-too-large": "The answer is larger than the limit",
    "busy": "The service is busy",
    "bad-data": "The data have faults",
    "store-unavailable": "The store does not answer",
    "no-folder": "The store is no folder",
    "no-space": "The disk of the store is full",
    "query-ended": "The query was ended",
    "time-limit": "The query took longer than the limit",
    "bug": "This is a fault of posgraph",
}
"""Every kind of problem, with its title."""

_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 406: "not-acceptable", 413: "too-large", 415: "unsupported-media-type"}


class Problem(Exception):
    """An error answer: status, the word of its kind, a sentence, and the faults one by one."""

    def __init__(
        self, status: int, word: str, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.word, self.detail = status, word, detail
        self.faults, self.headers = tuple(faults), dict(headers or {})

    @property
    def title(self) -> str:
        """What this kind of problem is called."""
        return WORDS[self.word]

    def to_dict(self) -> dict[str, object]:
        """The body of the answer.

        >>> Problem(404, "not-found", "No page /x").to_dict()["type"]
        'https://w3id.org/posgraph/problem/not-found'
        """
        return {
            "type": TYPES + self.word,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "errors": [fault.to_dict() for fault in self.faults],
        }

    def response(self, request: Request) -> Response:
        """The answer, for a browser as a page; it is never cached."""
        headers = {"cache-control": "no-store", "vary": "accept", "x-content-type-options": "nosniff", **self.headers}
        if best(request.headers.get("accept", ""), [MEDIA_TYPE, JSON, HTML]) == HTML:
            path, query = (request.url.path, request.url.query) if request.method in ("GET", "HEAD") else ("", "")
            body = problem_page(self.title, self.detail, self.faults, path, query, self.status == HTTPStatus.NOT_FOUND)
            return Response(body.data, self.status, {**headers, **body.headers}, body.media_type)
        said = self.to_dict()
        if id := request.scope.get("state", {}).get("request_id"):
            said["request_id"] = id
        return Response(json.dumps(said, ensure_ascii=False), self.status, headers, MEDIA_TYPE)


def unusable(faults: Sequence[Fault]) -> Problem:
    """The problem of parameters that cannot be used, all of them at once."""
    return Problem(400, "bad-parameter", "; ".join(map(str, faults)), faults)


def refused(errors: Sequence[UsageError]) -> Problem:
    """The problem of arguments that the library refuses, all of them at once."""
    unknown = all(isinstance(error, UnknownName) for error in errors)
    faults = [error.fault for error in errors]
    return Problem(400, "unknown-name" if unknown else "bad-parameter", "; ".join(map(str, faults)), faults)


def of_error(error: PosgraphError) -> Problem:
    """The problem that an error of the library is to a client."""
    if isinstance(error, UsageError):
        return refused([error])
    if isinstance(error, QueryError):
        where = f"line {error.line}, column {error.column}" if error.line else "query"
        return Problem(400, "bad-query", str(error), [Fault(where, "", "a SPARQL 1.1 query")])
    if isinstance(error, DataError):
        detail = f"What the store holds cannot be read: {error.head}. posgraph check on its source tells more"
        return Problem(503, "bad-data", detail, error.faults)
    if isinstance(error, StoreError):
        return Problem(503, "store-unavailable", str(error), headers={"retry-after": "5"})
    raise error


def install(app: FastAPI) -> None:
    """Answer every error of the routes, of the library and of the framework with a problem."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return error.response(request)

    async def library(request: Request, error: Exception) -> Response:
        assert isinstance(error, PosgraphError)
        return of_error(error).response(request)

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _of_status(request, error).response(request)

    async def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return unusable(
            [Fault(".".join(map(str, e["loc"])), str(e.get("input", "")), str(e["msg"])) for e in error.errors()]
        ).response(request)

    async def bug(request: Request, error: Exception) -> Response:
        detail = f"{type(error).__name__} at {request.url.path}; the log of the service has the details. Please report it"
        return Problem(500, "bug", detail).response(request)

    async def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=499)  # the client went away within its request: nobody reads this

    app.add_exception_handler(Exception, bug)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(PosgraphError, library)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, validation)


def _of_status(request: Request, error: HTTPException) -> Problem:
    path = request.url.path
    status = error.status_code
    if status == HTTPStatus.NOT_FOUND:
        known = sorted({getattr(route, "path", "") for route in request.app.routes})
        hint = near(path, [route for route in known if "{" not in route])
        fault = Fault("path", path, "a page of this service; /docs lists them", hint)
        return Problem(status, "not-found", f"Nothing is at {path}; /docs lists what there is", [fault])
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(sorted(_methods(request)))
        hint = "PATCH revises a row" if request.method == "PUT" and "PATCH" in allowed else ""
        fault = Fault("method", request.method, allowed, hint)
        return Problem(
            status, "method-not-allowed", f"{path} answers {allowed}, not {request.method}", [fault], {"allow": allowed}
        )
    return Problem(status, _BY_STATUS.get(status, "bad-request"), str(error.detail), headers=error.headers)


def _methods(request: Request) -> set[str]:
    """The methods of every route on the path of a request."""
    routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in routes for method in getattr(route, "methods", None) or {"GET"}}

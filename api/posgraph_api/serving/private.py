"""What a process that reads tells the writer of a request that it passes on: who asks, from where, under which id.

The writer listens in a folder that only the user of the service can enter, so it believes what it is told there.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posgraph_api.access.access import needed
from posgraph_api.access.caller import Caller, Right, caller_of
from posgraph_api.http.problems import Problem
from posgraph_api.http.requests import template

HEADER = b"x-posgraph-request"
ROUTE = b"x-posgraph-route"


def told(scope: Scope) -> bytes:
    """What is told of a request, as the value of a header."""
    caller = caller_of(Request(scope))
    said = {
        "name": caller.name,
        "right": caller.right.name,
        "address": caller.address,
        "form": caller.form,
        "request_id": scope["state"].get("request_id", ""),
        "scheme": scope["scheme"],
        "client": scope.get("client"),
    }
    return json.dumps(said).encode()


class Private:
    """Believes what it is told of each request, and tells by which route it was answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), None)
        if given is None:
            problem = Problem(400, "bad-request", "This is the inner address of a service; ask its outer one")
            await problem.response(Request(scope))(scope, receive, send)
            return
        said: dict[str, Any] = json.loads(given)
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != HEADER]
        scope["scheme"], scope["client"] = said["scheme"], said["client"] and tuple(said["client"])
        state = scope.setdefault("state", {})
        state["caller"] = Caller(said["name"], Right[said["right"]], said["address"], said["form"])
        state["request_id"] = said["request_id"]
        if state["caller"].right < needed(scope["method"], scope["path"]):  # a reader has seen to this; here it is sure
            problem = Problem(403, "forbidden", "The token does not allow what this request has become on its way")
            await problem.response(Request(scope))(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (ROUTE, template(scope).encode())]
            await send(message)

        await self._app(scope, receive, answer)

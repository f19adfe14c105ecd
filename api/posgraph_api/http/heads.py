"""HEAD and OPTIONS for every route, and the headers that every answer has."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """HEAD is GET without the body. OPTIONS names the methods of a path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        ended = False

        async def answer(message: Message) -> None:
            nonlocal ended
            if ended:
                return
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-content-type-options"] = "nosniff"
                if "allow" in headers:
                    headers["allow"] = _with_get(headers["allow"])
                if method == "OPTIONS" and message["status"] == 405:
                    message["status"] = 204
                    del headers["content-type"], headers["content-length"]
            elif method in ("HEAD", "OPTIONS"):
                message, ended = {**message, "body": b"", "more_body": False}, True  # also of a stream without an end
            await send(message)

        inner = {**scope, "method": "GET"} if method == "HEAD" else scope
        try:
            await self._app(inner, receive, answer)
        finally:
            if "route" in inner:
                scope["route"] = inner["route"]  # for the layers around this one


def _with_get(allowed: str) -> str:
    names = {name.strip() for name in allowed.split(",")}
    return ", ".join(sorted(names | {"OPTIONS"} | ({"HEAD"} if "GET" in names else set())))

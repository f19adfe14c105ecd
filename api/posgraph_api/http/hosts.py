"""The names by which requests may call the service, so that no page of another site can read it under a name of its own.

A page whose name is made to point to 127.0.0.1 (DNS rebinding) is of the same origin as the service to a browser, but still
sends its own name as ``Host``.
"""

from __future__ import annotations

from ipaddress import ip_address

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from posgraph.errors import Fault
from posgraph_api.http.problems import Problem
from posgraph_api.serving.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Hosts:
    """Answers requests that call the service by one of these names (``*``: by any), or by none."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and "*" not in self._names:
            request = Request(scope)
            given = request.headers.getlist("host")
            if len(given) > 1:  # RFC 9112, section 3.2: who passes the request on may have gone by the other one
                fault = Fault("Host", ", ".join(given)[:200], "one name")
                await Problem(400, "bad-request", str(fault), [fault]).response(request)(scope, receive, send)
                return
            host = bare(given[0] if given else "")
            if host and host not in self._names:
                fault = Fault("Host", host, f"one of: {', '.join(sorted(self._names))}; posgraph serve --hosts names others")
                await Problem(421, "unknown-host", str(fault), [fault]).response(request)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def names(settings: Settings) -> frozenset[str]:
    """The names of a service: those it is given, else this machine's own where it listens to nobody else, else any.

    >>> sorted(names(Settings())), sorted(names(Settings(host="0.0.0.0")))
    (['127.0.0.1', '[::1]', 'localhost'], ['*'])
    """
    if settings.hosts:
        return frozenset(bare(name) for name in settings.hosts)
    host = bare(f"[{settings.host}]" if settings.host.count(":") > 1 else settings.host)
    return frozenset((*LOOPBACK, host)) if loopback(host) else frozenset("*")


def bare(host: str) -> str:
    """A host as a request names it, in lower case and without its port.

    >>> bare("LocalHost:8000"), bare("[::1]:80"), bare("[::1]")
    ('localhost', '[::1]', '[::1]')
    """
    name, colon, port = host.strip().lower().rpartition(":")
    return (name if colon and "]" not in port else host.strip().lower()).rstrip(".")


def loopback(host: str) -> bool:
    """True where only this machine reaches what listens on a host.

    >>> loopback("[::1]"), loopback("0.0.0.0")
    (True, False)
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"

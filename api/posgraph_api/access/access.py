"""Who may do what: finds the caller of a request by its token, and lets nobody do more than the token allows.

Programs show their token in each request. A browser may keep it in a cookie (:mod:`posgraph_api.access.sessions`), which counts
on pages and for their forms alone, never for /v1, /sparql by POST, /update or /store: so it holds no right that a page of another
site could use to write.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from math import inf
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posgraph.errors import Fault, StoreError, UsageError
from posgraph.keeping.presence import HEADER as LOCAL_KEY
from posgraph.keeping.presence import is_valid
from posgraph.store import is_store
from posgraph.tokens import FILE, Token, Tokens, Watched, of_environment, read
from posgraph_api.access import sessions
from posgraph_api.access.caller import ANONYMOUS, Caller, Right
from posgraph_api.access.clients import Proxies, block, near
from posgraph_api.access.credentials import HEADER, foreign, in_address, shown
from posgraph_api.access.rates import Buckets, Limit
from posgraph_api.access.refusals import lacking, too_many, unauthorized
from posgraph_api.http.accept import best
from posgraph_api.http.hosts import loopback
from posgraph_api.http.media import HTML, JSON
from posgraph_api.http.problems import MEDIA_TYPE, Problem
from posgraph_api.serving.settings import Settings

WRONG = Limit(rate=1.0, burst=20)
"""How many wrong tokens an address may show. After these, tokens that can be guessed are not even looked at."""

_OPEN = ("/health", "/ready", sessions.LOGIN)
_KEEPING = ("/v1/backups", "/v1/restore")
_SAFE = ("GET", "HEAD")
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_log = logging.getLogger("posgraph.access")


def needed(method: str, path: str) -> Right:
    r"""The right that a request needs.

    >>> needed("GET", "/v1/actors").name, needed("POST", "/sparql").name, needed("GET", "/health").name
    ('read', 'read', 'none')
    >>> needed("POST", "/v1/positions").name, needed("DELETE", "/v1/datasets/talks").name
    ('write', 'admin')
    >>> needed("GET", "/review").name, needed("POST", "/login").name
    ('write', 'none')
    >>> needed("POST", "/v1/backups\n").name
    'admin'
    """
    if method == "POST" and path in (sessions.LOGIN, sessions.LOGOUT):
        return Right.none
    if method == "OPTIONS" or (method in _SAFE and (path in _OPEN or path.startswith("/static/"))):
        return Right.none
    if sessions.within(path, sessions.REVIEW):  # what nobody has reviewed yet is not for every reader
        return Right.write
    if method in _SAFE or (method == "POST" and path == "/sparql"):
        return Right.read
    whole = path.startswith("/v1/datasets/") and method == "DELETE"
    keeping = path.rstrip("/\n") in _KEEPING  # a route's pattern ends in $, which passes over a line break
    return Right.admin if whole or keeping else Right.write


def open_reading(settings: Settings) -> bool:
    """Whether reading needs no token: as the setting says; if it does not, where only this machine can reach the service.

    >>> open_reading(Settings()), open_reading(Settings(host="0.0.0.0"))
    (True, False)
    """
    return loopback(settings.host) if settings.open_reading is None else settings.open_reading


def tokens_file(settings: Settings) -> Path | None:
    """The file of tokens: the one that is named, else that of the store folder; None where there is no such folder."""
    if settings.tokens:
        return Path(settings.tokens)
    return Path(settings.data) / FILE if settings.data and is_store(Path(settings.data)) else None


class Keys:
    """The tokens of the environment, and those of the file as it is now."""

    def __init__(self, file: Path | None, environment: Tokens) -> None:
        self.file, self._environment = file, environment
        self._watched = Watched(file) if file else None

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """The tokens that the settings name. Raises UsageError, StoreError."""
        if settings.tokens and not Path(settings.tokens).absolute().parent.is_dir():
            raise UsageError("tokens", settings.tokens, "a file in a folder that is there")
        environment = {"read": settings.read_token, "write": settings.write_token, "admin": settings.admin_token}
        keys = cls(tokens_file(settings), of_environment(environment))
        if keys.file:
            read(keys.file)  # told to whoever starts the service, not to its first caller
        return keys

    def now(self, clock: float) -> Tokens:
        """Every token at a time of a monotonic clock. Raises StoreError where the file cannot be read."""
        if self._watched is None:
            return self._environment
        return Tokens((*self._environment.items, *self._watched.tokens(clock, _log.error).items))


LOOK = 2.0
"""Seconds after which the token of an answer that goes on is looked up again."""


class _Ended(Exception):
    """The token of an answer that goes on is no longer in use."""


class Access:
    """Answers 401, 403 and 429 itself; everything else goes on with ``scope["state"]["caller"]``."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: Keys, proxies: Proxies) -> None:
        self._app, self._keys, self._proxies = app, keys, proxies
        self._data = settings.data
        self._open = Right.read if open_reading(settings) else Right.none
        self._requests = Buckets(Limit(settings.rate, settings.rate_burst)) if 0 < settings.rate < inf else None
        self._wrong = Buckets(WRONG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        address = self._locate(scope, headers)
        told: dict[str, str] = {}
        try:
            caller, key = self._find(scope, headers, address)
            told = self._count(caller, key)
            right = needed(scope["method"], scope["path"])
            if caller.right < right:
                raise lacking(caller, right, file=self._keys.file is not None)
        except Problem as problem:
            problem.headers.update({**told, **problem.headers})
            answer = (
                RedirectResponse(_entrance(scope), 302)
                if _is_visit(scope, headers, problem)
                else problem.response(Request(scope))
            )
            if scope.get("state", {}).get("ended"):
                answer.headers["set-cookie"] = sessions.kept(None, headers, scope["scheme"])
            answer.headers["cache-control"] = "no-store"
            await answer(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["caller"], state["admit"] = caller, partial(self._token, fault="", address=address)
        if state.get("ended"):
            told["set-cookie"] = sessions.kept(None, headers, scope["scheme"])
        if caller.name != ANONYMOUS:
            send = self._watching(send, shown(headers).text)
        with suppress(_Ended):
            await self._app(scope, receive, _telling(send, told) if told else send)

    def _watching(self, send: Send, text: str) -> Send:
        """Send as long as the token is in use: an answer that goes on, such as the stream of changes, ends with it."""
        looked = time.monotonic()

        async def answer(message: Message) -> None:
            nonlocal looked
            if message.get("more_body") and (clock := time.monotonic()) - looked > LOOK:
                looked = clock
                if not self._is_in_use(text, clock):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    raise _Ended
            await send(message)

        return answer if text else send

    def _is_in_use(self, text: str, clock: float) -> bool:
        try:
            found = self._keys.now(clock).find(text)
        except StoreError:
            return False
        return found is not None and found.state(datetime.now(UTC)) == "active"

    def _locate(self, scope: Scope, headers: Headers) -> str:
        """The address of the client; a trusted proxy also says by which scheme it was asked."""
        peer = (scope.get("client") or ("",))[0]
        if not self._proxies.trust(peer):
            return self._proxies.client(peer, ())
        if (scheme := headers.get("x-forwarded-proto", "").strip().lower()) in ("http", "https"):
            scope["scheme"] = scheme
        return self._proxies.client(peer, headers.getlist("x-forwarded-for"))

    def _find(self, scope: Scope, headers: Headers, address: str) -> tuple[Caller, str]:
        """The caller, and the key of its bucket (empty: not limited). Raises Problem where what it shows is no token in use."""
        if fault := in_address(scope["path"], scope["query_string"]):
            scope["query_string"] = b""  # the server logs it, and pages repeat it
            if fault.where == "path":
                scope["path"], scope["raw_path"] = "/", b"/"
            raise Problem(400, "bad-parameter", str(fault), [fault])
        if _is_local(scope, headers, self._data):
            return Caller("local", Right.admin, address), ""
        given = shown(headers)
        if (given.text or given.fault) and needed(scope["method"], scope["path"]):
            token = self._token(given.text, given.fault, address)
            return Caller(token.name, Right[token.right], address), f"token {token.id or token.right}"
        if not (given.text or given.fault) and sessions.counts(scope["method"], scope["path"]):
            session = sessions.read(headers, scope["scheme"])
            if session and (known := self._of_session(session, scope, headers, address)):
                return Caller(known.name, Right[known.right], address, session.form), f"token {known.id or known.right}"
        return Caller(ANONYMOUS, self._open, address), "" if near(address) else block(address)

    def _of_session(self, session: sessions.Session, scope: Scope, headers: Headers, address: str) -> Token | None:
        """The token of a session; None where it is not in use: whoever may read without one need not be told."""
        if scope["method"] == "POST" and foreign(headers):
            fault = Fault("Origin", headers.get("origin", "")[:200], "a form of a page of this service itself")
            raise Problem(403, "forbidden", str(fault), [fault])
        try:
            return self._token(session.token, "", address)
        except Problem as problem:
            if problem.status == _UNAUTHORIZED:
                scope.setdefault("state", {})["ended"] = True
            return None

    def _token(self, text: str, fault: str, address: str) -> Token:
        clock = time.monotonic()
        if fault:
            raise unauthorized(fault)
        try:
            tokens = self._keys.now(clock)
        except StoreError:
            detail = "The service cannot read its file of tokens; its log says why"
            raise Problem(503, "store-unavailable", detail, headers={"retry-after": "5"}) from None
        spent = self._wrong.look(block(address), clock)
        # a neighbour's guesses do not lock out a token of the file: with its 256 bits there is nothing to guess
        found = tokens.find(text) if spent.passes or tokens.has_id(text) else None
        if found is None:
            if not (verdict := self._wrong.take(block(address), clock)).passes:
                raise too_many(verdict, WRONG, "wrong tokens from this address")
            raise unauthorized(f"a token of this service, in {HEADER}")
        if (state := found.state(datetime.now(UTC))) != "active":
            raise unauthorized(f"a token in use; {found.name} is {state}")
        return found

    def _count(self, caller: Caller, key: str) -> dict[str, str]:
        """Count the request of a limited caller; what the answer says of its limit. Raises Problem."""
        if not key or self._requests is None:
            return {}
        verdict = self._requests.take(key, time.monotonic())
        if not verdict.passes:
            raise too_many(verdict, self._requests.limit, f"requests of {caller.name}")
        return verdict.headers(self._requests.limit)


def _is_visit(scope: Scope, headers: Headers, problem: Problem) -> bool:
    """True where somebody looks at a page with a browser and lacks the right: a login may help."""
    lacks = problem.status in (_UNAUTHORIZED, _FORBIDDEN) and "authorization" not in headers
    page = scope["method"] in _SAFE and sessions.counts(scope["method"], scope["path"])
    return lacks and page and best(headers.get("accept", ""), [MEDIA_TYPE, JSON, HTML]) == HTML


def _entrance(scope: Scope) -> str:
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    return sessions.entrance(path, scope["query_string"])


def _is_local(scope: Scope, headers: Headers, data: str | None) -> bool:
    """True for posgraph backup and posgraph restore on this machine, which show the key in the store folder."""
    key = headers.get(LOCAL_KEY)
    return bool(key and data) and scope["path"] in _KEEPING and is_valid(Path(data or ""), key or "")


def _telling(send: Send, told: dict[str, str]) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(told)
        await send(message)

    return answer

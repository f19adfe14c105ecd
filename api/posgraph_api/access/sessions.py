"""Sessions: a login keeps the token in a cookie of the browser, which counts on pages alone.

The cookie holds the token itself, since that needs no memory: every web process, also after a restart, finds the caller by it,
and a token that is taken back ends its sessions at once. Scripts cannot read it, and other sites' pages cannot use it: a browser
sends it with none of their forms (SameSite), a form that a browser says comes from elsewhere is refused, and a form shows a word
that only the pages of its own session hold.
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from urllib.parse import urlencode

from starlette.datastructures import Headers

from posgraph_api.access.caller import Caller

LOGIN, LOGOUT, REVIEW = "/login", "/logout", "/review"
FORM = "form"
"""The field of a form that shows the word of its session."""

_SAFE = ("GET", "HEAD")
_PROGRAMS = ("/v1", "/update", "/store", "/metrics", "/health", "/ready", "/static")
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_NONCE = re.compile(r"[A-Za-z0-9_-]{22}")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Session:
    """A login: the text of its token, and what tells it from another login with the same token."""

    token: str
    nonce: str

    @classmethod
    def begun(cls, token: str) -> Session:
        """A new one."""
        return cls(token, secrets.token_urlsafe(16))

    @property
    def form(self) -> str:
        """The word that the forms of the session show; nobody finds the token by it."""
        return hmac(self.token.encode("utf-8", "surrogatepass"), f"form {self.nonce}".encode(), sha256).hexdigest()

    def __str__(self) -> str:
        return f"{urlsafe_b64encode(self.token.encode()).decode().rstrip('=')}.{self.nonce}"


def read(headers: Headers, scheme: str) -> Session | None:
    """The session that a request shows, in one cookie; None where it shows none that can be read.

    >>> shown = Session("a-token", "n" * 22)
    >>> read(Headers({"host": "localhost:8000", "cookie": f"a=b; posgraph-8000={shown}"}), "http") == shown
    True
    >>> read(Headers({"host": "localhost:8001", "cookie": f"posgraph-8000={shown}"}), "http") is None
    True
    """
    name = cookie_name(headers, scheme)
    pairs = (part.strip().partition("=") for line in headers.getlist("cookie") for part in line.split(";"))
    found = [value for key, _, value in pairs if key == name]
    if len(found) != 1 or len(found[0]) > _LONGEST:
        return None
    packed, _, nonce = found[0].partition(".")
    try:
        token = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-8")
    except ValueError:
        return None
    return Session(token, nonce) if token and _NONCE.fullmatch(nonce) else None


def cookie_name(headers: Headers, scheme: str) -> str:
    """The name of the cookie: with the port, since browsers hand cookies to every port of a machine; by https one that only this
    host itself can set.

    >>> cookie_name(Headers({"host": "localhost:8000"}), "http"), cookie_name(Headers({"host": "example.org"}), "https")
    ('posgraph-8000', '__Host-posgraph')
    """
    port = headers.get("host", "").rpartition(":")[2]
    own = f"posgraph-{port}" if port.isascii() and port.isdigit() else "posgraph"
    return f"__Host-{own}" if scheme == "https" else own


def kept(session: Session | None, headers: Headers, scheme: str) -> str:
    """The header ``Set-Cookie`` that keeps a session until the browser closes; None ends it.

    >>> kept(None, Headers({"host": "localhost:8000"}), "http")
    'posgraph-8000=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'
    """
    secure = "; Secure" if scheme == "https" else ""
    ended = "" if session else "; Max-Age=0"
    return f"{cookie_name(headers, scheme)}={session or ''}; Path=/; HttpOnly; SameSite=Lax{secure}{ended}"


def counts(method: str, path: str) -> bool:
    """Whether a session counts for a request: to look at a page, and to send a form of the review; never for what programs ask.

    >>> counts("GET", "/matrix"), counts("POST", "/review/7"), counts("POST", "/sparql"), counts("GET", "/v1/actors")
    (True, True, False, False)
    """
    if method in _SAFE:
        return not within(path, *_PROGRAMS)
    return method == "POST" and within(path, REVIEW, LOGOUT)


def within(path: str, *roots: str) -> bool:
    """Whether an address is one of these, or lies below one.

    >>> within("/review/7", "/review"), within("/reviewers", "/review")
    (True, False)
    """
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def is_own(caller: Caller, word: str) -> bool:
    """Whether a form comes from a page of the caller's session; who shows a token in each request needs no such word."""
    return not caller.form or compare_digest(caller.form.encode(), word.encode("utf-8", "surrogatepass"))


def onward(text: str) -> str:
    r"""Where to go after the login: an address of this service; the first page where it is none.

    >>> onward("/review?state=proposed"), onward("//evil.example"), onward("/\t/evil.example"), onward("https://evil.example")
    ('/review?state=proposed', '/', '/', '/')
    """
    return text if len(text) <= _LONGEST and _LOCAL.fullmatch(text) else "/"


def entrance(path: str, query: bytes) -> str:
    """The address of the login that leads on to another one.

    >>> entrance("/matrix", b"asof=2025-12-29")
    '/login?next=%2Fmatrix%3Fasof%3D2025-12-29'
    """
    wanted = path + (f"?{query.decode('latin-1')}" if query else "")
    return f"{LOGIN}?{urlencode({'next': wanted})}"

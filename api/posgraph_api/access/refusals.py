"""Refusals: what a caller is told who shows no token in use, may not do what it asks for, or asks too often."""

from __future__ import annotations

from posgraph.errors import Fault
from posgraph_api.access.caller import ANONYMOUS, Caller, Right
from posgraph_api.access.credentials import HEADER
from posgraph_api.access.rates import Limit, Verdict
from posgraph_api.http.problems import Problem

_DOING = {Right.none: "ask for nothing", Right.read: "read", Right.write: "write", Right.admin: "administer"}


def lacking(caller: Caller, right: Right, *, file: bool) -> Problem:
    """The problem of a caller without a right that is needed; ``file``: the service has a file of tokens."""
    if caller.name == ANONYMOUS:
        return unauthorized(f"a token with the right to {_DOING[right]}: {HEADER}. {_remedy(right, file=file)}", right)
    fault = Fault("Authorization", "", f"the right to {_DOING[right]}; the token {caller.name} may only {_DOING[caller.right]}")
    challenge = f'Bearer realm="posgraph", error="insufficient_scope", scope="{right.name}"'
    return Problem(403, "forbidden", str(fault), [fault], {"www-authenticate": challenge})


def unauthorized(expected: str, right: Right | None = None) -> Problem:
    """The problem of a caller who shows no token in use."""
    fault = Fault("Authorization", "", expected)
    challenge = 'Bearer realm="posgraph"' + (f', scope="{right.name}"' if right else ', error="invalid_token"')
    return Problem(401, "unauthorized", str(fault), [fault], {"www-authenticate": challenge})


def too_many(verdict: Verdict, limit: Limit, what: str) -> Problem:
    """The problem of a caller who asks too often."""
    fault = Fault("rate", "", f"at most {limit.rate:g} {what} in a second, {limit.burst} at once")
    return Problem(429, "too-many-requests", str(fault), [fault], verdict.headers(limit))


def _remedy(right: Right, *, file: bool) -> str:
    if not file:
        return f"Whoever runs the service sets POSGRAPH_{right.name.upper()}_TOKEN, or starts it with --tokens FILE"
    return f"Whoever runs the service makes one: posgraph token create NAME --right {right.name}"

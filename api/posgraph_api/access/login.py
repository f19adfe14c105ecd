"""/login and /logout: a browser is let in with a token, and out again."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from posgraph.tokens import Token
from posgraph_api.access import sessions
from posgraph_api.access.caller import ANONYMOUS, Right, caller_of
from posgraph_api.access.credentials import foreign
from posgraph_api.http.fields import read_fields
from posgraph_api.http.problems import Problem
from posgraph_api.pages.frame import page_body, ways
from posgraph_api.pages.templates import render
from posgraph_api.service import Service

_MOST = 10_000  # bytes of a form
_UNAUTHORIZED = 401


def routes(_service: Service) -> APIRouter:
    """The routes of login and logout. They look at nothing but tokens, so any process can answer them."""
    router = APIRouter(include_in_schema=False)

    @router.get(sessions.LOGIN)
    def show(request: Request) -> Response:
        """The form."""
        return _page(request, sessions.onward(request.query_params.get("next", "")))

    @router.post(sessions.LOGIN)
    async def enter(request: Request) -> Response:
        """Begin a session."""
        if foreign(request.headers):
            raise Problem(403, "forbidden", "The form came from a page of another site")
        fields = await read_fields(request, _MOST)
        text, onward = fields.get("token", "").strip(), sessions.onward(fields.get("next", ""))
        admit: Callable[[str], Token] = request.state.admit
        try:
            admit(text)
        except Problem as problem:
            if problem.status != _UNAUTHORIZED:
                raise
            wrong = problem.detail if "; expected a token in use" in problem.detail else "No token of this service reads so."
            return _page(request, onward, wrong=wrong)
        answer = RedirectResponse(onward, 303, headers={"cache-control": "no-store"})
        answer.headers["set-cookie"] = sessions.kept(sessions.Session.begun(text), request.headers, request.url.scheme)
        return answer

    @router.post(sessions.LOGOUT)
    async def leave(request: Request) -> Response:
        """End a session. A page of another site cannot, though a browser sends no cookie with its form."""
        if foreign(request.headers):
            raise Problem(403, "forbidden", "The form came from a page of another site")
        fields = await read_fields(request, _MOST)
        if not sessions.is_own(caller_of(request), fields.get(sessions.FORM, "")):
            raise Problem(403, "forbidden", "The form is not of your session; go back, load the page anew, and try again")
        answer = RedirectResponse(sessions.LOGIN, 303, headers={"cache-control": "no-store"})
        answer.headers["set-cookie"] = sessions.kept(None, request.headers, request.url.scheme)
        return answer

    return router


def _page(request: Request, onward: str, wrong: str = "") -> Response:
    caller = caller_of(request)
    short = caller.right < Right.write and sessions.within(onward.partition("?")[0], sessions.REVIEW)
    shown = {"onward": onward, "wrong": wrong, "caller": caller, "known": caller.name != ANONYMOUS, "short": short}
    body = page_body(render("login.html", title="Log in", ways=ways(), **shown))
    headers = {**body.headers, "cache-control": "no-store"}
    return Response(body.data, _UNAUTHORIZED if wrong else 200, headers, body.media_type)

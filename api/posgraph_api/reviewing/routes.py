"""/review: the queue, the form to propose, and the page on which a draft is looked at and decided. GET never writes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph_api.access.caller import caller_of
from posgraph_api.access.sessions import FORM, is_own
from posgraph_api.http.fields import read_fields
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.reviewing import answers
from posgraph_api.reviewing.deciding import Desk, row_in
from posgraph_api.reviewing.drafts import Draft, Entry, State
from posgraph_api.reviewing.forms import resolved
from posgraph_api.reviewing.place import place_of
from posgraph_api.reviewing.queue import OvertakenError, Queue
from posgraph_api.service import Service
from posgraph_api.writing.bodies import reason_of

_NUMBER = 10  # digits
_KEY = 32
_ALIEN = "Your session has changed since the form was made, and nothing was done. Here is what you typed: send it again."
_SHORT = (409, 412, 422)


def routes(service: Service) -> APIRouter:
    """The routes of the review."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(lambda: _shared(service))])
    reads = service.part.latest is not None  # another process writes, and is asked instead
    desk = Desk(Queue(None if reads else place_of(service.settings, service.graph.store.kind)), service)

    @router.get("/review")
    def queue(request: Request) -> Response:
        """The queue."""
        return answers.queue(desk, request, _state(request), _whole(request.query_params.get("before", "")))

    @router.get("/review/new")
    def new(request: Request) -> Response:
        """The form to propose."""
        if chooser := answers.chooser(desk, request):
            return chooser
        name = service.at(request).id()
        again = _whole(request.query_params.get("from", ""))
        fields = _draft(desk, str(again)).entry.fields() if again else dict[str, str]()
        return answers.proposal(desk, request, name, fields)

    @router.post("/review/new")
    async def propose(request: Request) -> Response:
        """Put a draft in the queue."""
        fields = await read_fields(request, service.settings.request_bytes)
        return await asyncio.to_thread(_propose, desk, request, fields)

    @router.get("/review/{id}")
    def draft(request: Request, id: str) -> Response:
        """A draft."""
        return answers.draft(desk, request, _draft(desk, id))

    @router.post("/review/{id}")
    async def decide(request: Request, id: str) -> Response:
        """Edit, accept or reject a draft."""
        fields = await read_fields(request, service.settings.request_bytes)
        return await asyncio.to_thread(_decide, desk, request, _draft(desk, id), fields)

    return router


def _propose(desk: Desk, request: Request, given: Mapping[str, str]) -> Response:
    name = given.get("dataset") or desk.service.id()
    fields = resolved(given, desk.dataset(name))
    caller = caller_of(request)
    if not is_own(caller, given.get(FORM, "")):
        return answers.proposal(desk, request, name, fields, notice=_ALIEN, status=403)
    key = given.get("key", "")
    key = key if len(key) == _KEY and key.isascii() and key.isalnum() else ""
    entry = Entry.of(fields, made=answers.source_id(key))
    draft, tried = desk.propose(name, entry, caller, _reason(given), key)
    if draft is None:
        return answers.proposal(desk, request, name, fields, faults=tried.faults, status=422)
    return answers.onward(draft)


def _decide(desk: Desk, request: Request, draft: Draft, given: Mapping[str, str]) -> Response:
    """Do what a form asks for with the version that its page has shown; else show both, with what was typed."""
    caller, did, reason = caller_of(request), given.get("did", ""), _reason(given)
    fields = {**draft.entry.fields(), **resolved(given, desk.dataset(draft.dataset))}
    again = partial(answers.draft, desk, request, draft, fields=fields, reason=reason)
    version = _version(request, given)
    if not is_own(caller, given.get(FORM, "")):
        return again(notice=_ALIEN, overtaken=None if version == draft.version else version, status=403)
    if did not in ("edit", "accept", "reject"):
        raise unusable([Fault("did", did[:100], "one of: edit, accept, reject", near(did, ("edit", "accept", "reject")))])
    entry = Entry.of(fields, made=answers.source_id(draft.key))
    try:
        if version != draft.version:
            raise OvertakenError(draft)
        if not reason and (did != "accept" or entry != draft.entry):
            return again(notice="A reason is needed to save changes and to reject; it stays in the record.", status=422)
        if did == "reject":
            return answers.onward(desk.reject(draft.id, version, entry, caller, reason))
        if entry != draft.entry:
            saved, tried = desk.edit(draft.id, version, entry, caller, reason)
            if saved is None:
                return again(faults=tried.faults, status=422)
            return answers.onward(saved, saved=did == "accept")
        if did == "edit":
            return again(notice="Nothing was changed, so nothing was saved.")
        return answers.onward(desk.accept(draft.id, version, caller, reason))
    except OvertakenError as error:
        status = 412 if "if-match" in request.headers else 409
        now = error.draft
        return answers.draft(desk, request, now, fields=fields, reason=reason, overtaken=version, status=status)
    except Problem as problem:
        if problem.status not in _SHORT:
            raise
        notice = f"{problem.detail}. The draft stays in the queue."
        return again(notice=notice, faults=problem.faults, status=problem.status)


def _shared(service: Service) -> None:
    """Raise Problem where each process would have a queue of its own."""
    settings = service.settings
    if settings.workers > 1 and service.graph.store.kind == "remote" and not settings.review:
        fault = Fault("review", "", "a file that the processes share: posgraph serve --review FILE")
        raise Problem(409, "no-folder", str(fault), [fault])


def _reason(given: Mapping[str, str]) -> str:
    """The reason, in the bounds of every reason in the log of changes. Raises Problem."""
    return reason_of(" ".join(given.get("reason", "").split()), "reason", needed=False)


def _version(request: Request, given: Mapping[str, str]) -> int:
    """The version that the form was made for: its own, or that of the header If-Match. Raises Problem."""
    text = request.headers.get("if-match", "").strip().strip('"') or given.get("version", "")
    found = _whole(text)
    if found is None:
        raise unusable([Fault("version", text[:100], "the version of the draft, as its page has it")])
    return found


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _NUMBER else None


def _state(request: Request) -> State | None:
    word = request.query_params.get("state", State.proposed.value)
    words = [*(state.value for state in State), "all"]
    if word not in words:
        raise unusable([Fault("state", word[:100], f"one of: {', '.join(words)}", near(word, words))])
    return None if word == "all" else State(word)


def _draft(desk: Desk, id: str) -> Draft:
    number = _whole(id)
    try:
        if number is not None:
            draft = desk.queue.get(number)
            change = desk.written(draft)
            return replace(draft, change=change.number, row=row_in(change, draft)) if change else draft
    except KeyError:
        pass
    fault = Fault("draft", id[:100], "the number of a draft; /review lists them")
    raise Problem(404, "not-found", str(fault), [fault])

"""The answers of the review: pages that nobody keeps, each with the word of its session in every form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from posgraph.errors import Fault
from posgraph_api.access.caller import caller_of
from posgraph_api.pages.frame import page_body, ways
from posgraph_api.pages.templates import render
from posgraph_api.reviewing.deciding import Desk
from posgraph_api.reviewing.drafts import Draft, State
from posgraph_api.reviewing.forms import form
from posgraph_api.reviewing.preview import Trial
from posgraph_api.reviewing.showing import line, sheet, steps

PAGE = 100
"""So many drafts the queue shows at once."""

_SAVED = "Your changes are saved as version {version}. Nothing was accepted yet: look at what it does now, then accept it."


def queue(desk: Desk, request: Request, state: State | None, before: int | None) -> Response:
    """The queue: those in one state, the newest first."""
    name = request.query_params.get("dataset", "")
    found = desk.queue.list(state, name, PAGE + 1, before or 0)
    shown = found[:PAGE]
    held = {id: desk.dataset(id) for id in {draft.dataset for draft in shown}}
    lines = [line(one, held[one.dataset], desk.queue.events(one.id)[-1].reason) for one in shown]
    counts = desk.queue.counts(name)
    word = state.value if state else "all"
    filters = [
        (_address("/review", state=value, dataset=name), text, number, value == word)
        for value, text, number in (
            *((each.value, each.value, counts[each]) for each in State),
            ("all", "all", sum(counts.values())),
        )
    ]
    older = _address("/review", state=word, dataset=name, before=shown[-1].id) if len(found) > PAGE else ""
    several = len(desk.service.graph.datasets()) > 1
    values = {"lines": lines, "filters": filters, "older": older, "word": word, "dataset": name, "several": several}
    return _page(request, "review.html", 200, title="Review", lasts=desk.queue.lasts, **values)


def proposal(
    desk: Desk, request: Request, name: str, fields: Mapping[str, str], *, faults: Iterable[Fault] = (), notice: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    """The form to propose, with what was typed."""
    dataset = desk.dataset(name)
    shown = form(dataset, fields, faults)
    values = {
        "form": shown,
        "key": fields.get("key") or uuid4().hex,
        "sheet": None,
        "draft": None,
        "dataset": name,
        "saved": False,
    }
    held = desk.service.graph.datasets()
    more = {"held": held, "notice": notice, "reason": fields.get("reason", ""), "overtaken": None, "lasts": desk.queue.lasts}
    return _page(
        request, "review-draft.html", status, title="Propose", label=dataset.title if dataset else name, **values, **more
    )


def draft(
    desk: Desk, request: Request, held: Draft, *, fields: Mapping[str, str] | None = None, faults: Iterable[Fault] = (),
    notice: str = "", reason: str = "", overtaken: int | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """The page of a draft. ``fields`` are what was typed; ``overtaken`` is the version that they were typed over."""
    found, own = list(faults), held.entry.fields()
    dataset = desk.dataset(held.dataset)
    tried = desk.tried(held.dataset, held.entry) if held.change is None and held.state is State.proposed else Trial()
    shown = form(
        dataset, own if fields is None else fields, found or (tried.faults if fields is None else ()), own if overtaken else None
    )
    made = sheet(desk, held, shown, tried)
    saved = request.query_params.get("saved") == "1" and held.state is State.proposed
    told = _SAVED.format(version=held.version) if saved and not notice else notice
    meanwhile = steps(desk.queue.events(held.id))[: held.version - overtaken] if overtaken is not None else None
    values = {
        "form": shown,
        "sheet": made,
        "draft": held,
        "dataset": held.dataset,
        "reason": reason,
        "notice": told,
        "saved": saved,
    }
    more = {"overtaken": meanwhile, "key": uuid4().hex, "held": (), "faults": tried.faults, "lasts": desk.queue.lasts}
    label = dataset.title if dataset else held.dataset
    return _page(request, "review-draft.html", status, title=f"Draft {held.id}", label=label, **values, **more)


def chooser(desk: Desk, request: Request) -> Response | None:
    """The page on which one of several datasets is chosen, where the address names none."""
    service = desk.service
    known = service.graph.datasets()
    if request.query_params.get("dataset") or service.settings.dataset or len(known) < 2 or "from" in request.query_params:
        return None
    held = [found for id in known if (found := desk.dataset(id))]
    return _page(request, "datasets.html", 200, title="Datasets", held=held, path="/review/new")


def onward(draft: Draft, *, saved: bool = False) -> Response:
    """To the page of a draft, after something was done with it."""
    return RedirectResponse(f"/review/{draft.id}{'?saved=1' if saved else ''}", 303, headers={"cache-control": "no-store"})


def source_id(key: str) -> str:
    """The id of a new source for which none was given: the same where the same form is sent twice."""
    return f"source-{(key or uuid4().hex)[:12]}"


def _page(request: Request, template: str, status: int, **values: Any) -> Response:
    caller = caller_of(request)
    body = page_body(render(template, caller=caller, ways=ways(None, "/review"), **values))
    headers = {**body.headers, "cache-control": "no-store", "vary": "cookie, authorization"}
    return Response(body.data, status, headers, body.media_type)


def _address(path: str, **given: str | int) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{path}?{query}" if query else path

"""How a page is sent: as HTML, or in another format, kept by the version of the data and its canonical address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from posgraph import __version__
from posgraph.errors import UsageError
from posgraph_api.figures.standalone import policy, standalone
from posgraph_api.http.caching import Body
from posgraph_api.http.media import CSV, HTML, JSON
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Given
from posgraph_api.links.addresses import address
from posgraph_api.links.view import View
from posgraph_api.pages import assets
from posgraph_api.pages.days import Days, days
from posgraph_api.pages.frame import Way, page_body, ways
from posgraph_api.pages.page import Page, csv, graphml
from posgraph_api.pages.templates import render
from posgraph_api.pages.visit import Visit
from posgraph_api.service import Service, encode

SVG, GRAPHML = "image/svg+xml", "application/graphml+xml"
_MEDIA = {"csv": CSV, "json": JSON, "svg": SVG, "graphml": GRAPHML}
_NAMES = {"csv": "CSV", "json": "JSON", "svg": "SVG", "graphml": "GraphML"}


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a view: where else to go, and what can be done with it."""

    ways: tuple[Way, ...]
    datasets: tuple[Way, ...]
    days: Days
    formats: tuple[tuple[str, str], ...]
    picture: str
    permalink: str
    cited: str


def routes(service: Service, page: Page) -> APIRouter:
    """The routes of a page: itself and each of its formats."""
    router = APIRouter(include_in_schema=False)

    @router.get(page.path)
    def show(request: Request) -> Response:
        """The page."""
        return _show(service, request, page)

    for suffix in page.suffixes:
        router.get(f"{page.file}.{suffix}")(partial(_given, service, page, suffix))
    return router


def _given(service: Service, page: Page, suffix: str, request: Request) -> Response:
    """The page in another format."""
    here, query = _read(service, request, page)
    key = ("page", page.file, suffix, query.day, query.model_dump_json(exclude_defaults=True))
    return here.answer(request, key, lambda: _made(Visit.of(here, page.path, query), page, suffix))


def _show(service: Service, request: Request, page: Page) -> Response:
    choose(request.headers.get("accept", ""), [HTML])
    if chooser := _chooser(service, request):
        return chooser
    here, query = _read(service, request, page)
    visit = Visit.of(here, page.path, query)
    canonical = visit.links.here()
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if canonical != asked and request.url.query:
        return RedirectResponse(canonical, 302, headers={"cache-control": "no-cache"})
    key = ("page", page.path, query.day, canonical, str(request.base_url))
    return here.answer(request, key, lambda: _drawn(visit, page, str(request.base_url).rstrip("/")))


def _chooser(service: Service, request: Request) -> Response | None:
    """The page on which one of several datasets is chosen, where the address names none and none is served before others."""
    known = service.graph.datasets()
    if request.query_params.get("dataset") or service.settings.dataset or len(known) < 2:
        return None
    held = [service.graph.values(id) for id in known]
    path = request.url.path
    return service.answer(
        request, ("chooser", path), lambda: page_body(render("datasets.html", ways=ways(), held=held, path=path))
    )


def _read(service: Service, request: Request, page: Page) -> tuple[Service, View]:
    """What the request asks for; raises Problem with everything that is wrong with it."""
    here = service.at(request)

    def refusals(given: Given) -> Iterable[UsageError]:
        return page.refusals(Visit.of(here, page.path, View()), given)

    query = page.query.read(request, refusals)
    if query.dataset and query.dataset == service.settings.dataset:
        query = query.changed(dataset=None)
    return here, query


def _drawn(visit: Visit, page: Page, origin: str) -> Body:
    view = page.view(visit)
    figure = page.figure(view, visit) if page.figure and not page.aside else None
    around = _around(visit, page, origin, page.aside(view) if page.aside else figure is not None)
    html = render(page.template, at=visit, view=view, figure=figure, page=page, around=around, ways=around.ways)
    return page_body(html, lasting=not getattr(view, "partial", False))


def _made(visit: Visit, page: Page, suffix: str) -> Body:
    view, media = page.view(visit), _MEDIA[suffix]
    name = "-".join([visit.dataset.id, page.name, visit.day.isoformat()])
    headers = {"content-disposition": f'attachment; filename="{_plain(name)}.{suffix}"'}
    lasting = not getattr(view, "partial", False)
    if suffix == "csv" and page.table:
        return Body.of(csv(page.table(view, visit)), f"{media}; charset=utf-8", headers, lasting)
    if suffix == "json" and page.result:
        return Body.of(encode(page.result(view, visit)), media, {}, lasting)
    if suffix == "graphml" and page.graph:
        return Body.of(graphml(page.graph(view, visit)), media, headers, lasting)
    drawn = page.figure(view, visit) if page.figure else None
    style = assets.figure_style()
    text = standalone(drawn, page.title, _foot(visit, page), style) if drawn else ""
    return Body.of(text.encode(), media, {"content-security-policy": policy(style)}, lasting)


def _plain(name: str) -> str:
    """A name that a header and every file system can hold."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)


def _foot(visit: Visit, page: Page) -> str:
    dataset = visit.dataset
    return f"{page.title} as of {visit.day.isoformat()} · {dataset.title or dataset.id} · posgraph {__version__}"


def _around(visit: Visit, page: Page, origin: str, drawn: bool) -> Around:
    links, query = visit.links, visit.query
    shown = [name for name in page.suffixes if drawn or name != "svg"]
    pinned = query.changed(asof=visit.day, dataset=visit.dataset.id)
    permalink = origin + address(links.path, pinned.given())
    return Around(
        ways(visit.links, page.path),
        _datasets(visit),
        days(visit),
        tuple((_NAMES[name], links.file(name)) for name in shown),
        links.file("svg") if "svg" in shown else "",
        permalink,
        _cited(visit, page, permalink),
    )


def _datasets(visit: Visit) -> tuple[Way, ...]:
    known = visit.service.graph.datasets()
    if len(known) < 2:
        return ()
    path, day = visit.links.path, visit.query.asof  # what else was chosen has no meaning elsewhere
    return tuple(Way(address(path, [("dataset", id), ("asof", day)]), id, id == visit.dataset.id) for id in known)


def _cited(visit: Visit, page: Page, permalink: str) -> str:
    """How the view is cited: what it is about, as of when, how and on what data it was made, and where it is found again."""
    dataset = visit.dataset
    licence = f" ({dataset.licence})" if dataset.licence else ""
    return (
        f"{dataset.title or dataset.id}{licence}. {page.title} as of {visit.day.isoformat()}, {_recorded(visit)}; "
        f"posgraph {__version__}. {permalink}"
    )


def _recorded(visit: Visit) -> str:
    if moment := visit.service.asked.recorded_at:
        return f"data as recorded at {moment.isoformat()}"
    return f"data of version {visit.service.version()[:12]}"

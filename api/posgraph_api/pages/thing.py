"""The page of one thing: what people ask of it, and everything that is said of it, as RDF has it, folded at its foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from posgraph import __version__
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.results import Conflicts
from posgraph.analysis.shifts import Shift, shifts
from posgraph.names import unmint
from posgraph_api.about import addresses
from posgraph_api.about.things import Thing
from posgraph_api.figures.markup import Html
from posgraph_api.http.media import FORMATS
from posgraph_api.links.addresses import address
from posgraph_api.links.view import View
from posgraph_api.pages.days import Days, days
from posgraph_api.pages.frame import ways
from posgraph_api.pages.templates import render
from posgraph_api.pages.visit import Visit
from posgraph_api.service import Asked, Service
from posgraph_api.views.moves import MOVES
from posgraph_api.views.thing.blocks import Scene
from posgraph_api.views.thing.page import SPOKEN, TABLE_OF, thing_view
from posgraph_api.views.thing.spoken import Recorded
from posgraph_api.views.told.saying import Telling
from posgraph_api.writing.history import states

_NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class Taken:
    """How the page can be taken along: its address with the day, the same in other formats, and how it is cited."""

    permalink: str
    formats: tuple[tuple[str, str], ...]
    cited: str


def thing_page(service: Service, thing: Thing, path: str, bases: Mapping[str, str], asof: date | None, origin: str) -> Html:
    """The page of a thing that is found at this path; ``asof`` is the day that is asked about, None today."""
    name, kind, key = _place(thing.iri, bases)
    at = _visit(service, name, path, asof) if name else None
    scene = _scene(at) if at else None
    recorded = _recorded(at, kind, key) if at and kind in SPOKEN else ()
    view = thing_view(thing, kind, key, scene, recorded)
    around: Days | None = days(at) if at and view.dated else None
    day = at.day if at and view.dated else None
    steps = {each: address(path, [("asof", each)]) for each in (around.before, around.after) if each} if around else {}
    return render(
        "thing.html",
        at=at,
        view=view,
        around=around,
        steps=steps,
        path=path,
        taken=_taken(view.label, at, path, day, origin, service),
        thing=thing,
        address=lambda iri: addresses.path(iri, bases) or iri,
        ways=ways(at.links if at else None, path),
    )


def _place(iri: str, bases: Mapping[str, str]) -> tuple[str, str, str]:
    """The dataset, the kind and the key of a thing; empty where it is in no dataset."""
    for name, base in sorted(bases.items(), key=lambda item: -len(item[1])):
        if iri.startswith(base):
            kind, *key = unmint(base, iri) or ("",)
            return name, kind, "/".join(key)
    return "", "", ""


def _visit(service: Service, name: str, path: str, asof: date | None) -> Visit:
    served = service.settings.dataset == name or len(service.graph.datasets()) < 2
    query = View(asof=asof, dataset=None if served else name)
    return Visit.of(replace(service, asked=Asked(name)), path, query)


def _scene(at: Visit) -> Scene:
    def moves(**chosen: Any) -> tuple[Shift, ...]:
        return shifts(at.dataset, at.day, kinds=MOVES, **chosen).items

    def clashes(**among: Any) -> Conflicts:
        return conflicts(at.dataset, at.day, seconds=at.seconds, **among)

    return Scene(at.dataset, at.day, at.links, Telling(at.dataset, at.evidence), at.held(), clashes, moves)


def _recorded(at: Visit, kind: str, key: str) -> tuple[Recorded, ...]:
    """Who recorded a row and when, the oldest first."""
    found = states(at.service, at.dataset, TABLE_OF[kind], key)
    return tuple(Recorded(one["at"], one["by"], one["did"], one["reason"] or "") for one in found)


def _taken(label: str, at: Visit | None, path: str, day: date | None, origin: str, service: Service) -> Taken:
    permalink = origin + address(path, [("asof", day)])
    formats = tuple((text, f"{path}?format={name}") for name, text in _NAMES.items() if name in FORMATS)
    whose = f"{at.dataset.title or at.dataset.id}. " if at else ""
    licence = f"Licence: {at.dataset.licence}. " if at and at.dataset.licence else ""
    when = f"as of {day}, " if day else ""
    cited = f"{label}. {whose}{licence}{when}data of version {service.version()[:12]}; posgraph {__version__}. {permalink}"
    return Taken(permalink, formats, cited)

"""Networks under /v1: who stands with whom, who against whom, how much, and on which statements that rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.windows import Span
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.answers import read, whole
from posgraph_api.http.caching import Body
from posgraph_api.http.media import CSV, JSON
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import AS_OF, ONE_OF, Day, Given, Moment, Texts, each, option
from posgraph_api.service import Service
from posgraph_api.shapes.networks import NetworkAnswer

if TYPE_CHECKING:
    from posgraph.networks import Network

GRAPHML, GEXF, DOT = "application/graphml+xml", "application/gexf+xml", "text/vnd.graphviz"
FILES = MappingProxyType(
    {"graph": ("graph", JSON, "json"), "graphml": ("graphml", GRAPHML, "graphml"), "gexf": ("gexf", GEXF, "gexf"),
     "dot": ("dot", DOT, "dot"), "csv": ("edges", CSV, "csv")}
)  # fmt: skip
"""What ``?format=`` may say besides json: the exporter's name of it, its media type, and the ending of the file."""

MOST = 200_000_000
"""How much work (``_work``) the structures that one question asks for may be: some 30 seconds."""

BETWEEN = "two names of the network: between=A&between=B"
TRUE = ("1", "on", "t", "true", "y", "yes")
_WORDS = "json, graph, graphml, gexf, dot, csv"


class NetworksQuery(Moment):
    """The parameters of /v1/networks."""

    mode: Literal["one", "two"] = option("one", "Actors and actors (one), or actors and demands (two).", ONE_OF + "one, two")
    kind: str | None = option(
        None,
        "What a tie counts: congruence, conflict, subtract (the one less the other) or ignore (whatever the stance); of mode two "
        "subtract, ignore or combine. Congruence if left out, of mode two subtract.",
    )
    norm: str = option(
        "none",
        "What a tie is divided by: average, jaccard, activity_product, cosine or shared; of mode two activity or prominence; "
        "by meaning average, activity_product or shared.",
    )
    by: Literal["demand", "meaning"] = option(
        "demand",
        "Ties by stances on the same demand, or by meaning: by pairs of positions that conflict (R1 to R5) or overlap.",
        ONE_OF + "demand, meaning",
    )
    weight: Literal["count", "salience", "severity"] = option(
        "count",
        "What counts: 1, the product of both saliences, or (by meaning) the severity of the pair.",
        ONE_OF + "count, salience, severity",
    )
    duplicates: str = option(
        "include", "By demand: what an actor repeats counts once per document, week, month, year, or acrossrange."
    )
    isolates: bool = option(False, "With actors that have no statement that counts.", "true or false")
    actor: Texts = option((), "Only the ties of this actor; two or more: only those among them. Repeatable.")
    issue: Texts = option((), findings.ISSUE)
    window: str | None = option(None, "A network for each window of this length: days:30, months:6, years:1.")
    step: str = option("months:1", "With a window: how far it moves each time: days:10, months:1, years:1.")
    since: Day | None = option(None, "With a window: where the first ends; the first change if left out.", AS_OF)
    until: Day | None = option(None, "With a window: where the last ends; the last change by `as_of` if left out.", AS_OF)
    structure: bool = option(False, "With blocs, brokers, balance, polarisation and backbone (mode one).", "true or false")
    between: Texts = option((), "Only the tie of these two, with the positions behind it. Given twice.", BETWEEN)
    format: Literal["json", "graph", "graphml", "gexf", "dot", "csv"] | None = option(
        None, f"What to give: {_WORDS}. graph is the node-link JSON of networkx, csv a list of ties.", ONE_OF + _WORDS
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """The arguments of the library's functions, but for those of time."""
        names = ("kind", "mode", "norm", "by", "weight", "isolates", "duplicates")
        return {name: getattr(self, name) for name in names} | {"actors": self.actor, "issues": self.issue}


def routes(service: Service) -> APIRouter:
    """One route."""
    router = APIRouter(prefix="/v1", tags=["Networks"])

    @router.get(
        "/networks",
        **documented(
            "networks",
            "Who stands with whom?",
            model=NetworkAnswer,
            media=(GRAPHML, GEXF, DOT, CSV),
            query=NetworksQuery,
        ),
    )
    def networks(request: Request) -> Response:
        """The network of the actors: on how much two of them agree (`kind=congruence`), disagree (`conflict`) or both
        (`subtract`), on a day or in moving windows; with its structure, as a file for other programs, or one tie with the
        positions, quotes and sources behind it. Blocs and camps are computed, not asserted.
        """
        here = service.at(request)
        query = read(here, request, NetworksQuery, _refusals)
        if query.format is None or query.format == "json":
            return whole(here, request, query, lambda: _found(here, query), lasting=_lasting)
        choose(request.headers.get("accept", ""), [FILES[query.format][1]])
        key = (request.url.path, query.day, query.model_dump_json(exclude_defaults=True))
        return here.answer(request, key, lambda: _file(here.dataset(), query, str(query.format)))

    return router


def _found(service: Service, query: NetworksQuery) -> dict[str, Any]:
    from posgraph.analysis import network as library

    dataset = service.dataset()
    if query.window:
        found = library.networks(
            dataset,
            query.window,
            step=query.step,
            since=query.since,
            until=query.until,
            as_of=query.as_of,
            ever=query.ever,
            **query.chosen,
        )
        if query.structure:
            bounded(found)
        seconds = service.settings.query_seconds / max(1, len(found))
        return {**found.to_dict(), "items": [_told(one, query.structure, seconds) for one in found]}
    one = _network(dataset, query)
    if query.between:
        return library.between(one, *query.between)
    if query.structure:
        bounded([one])
    return _told(one, query.structure, service.settings.query_seconds)


def _network(dataset: Dataset, query: NetworksQuery) -> Network:
    from posgraph.analysis.network import network

    return network(dataset, as_of=query.day, ever=query.ever, **query.chosen)


def _told(network: Network, structure: bool, seconds: float) -> dict[str, Any]:
    return network.to_dict() | ({"structure": network.structure(seconds=seconds).to_dict()} if structure else {})


def bounded(found: Iterable[Network]) -> None:
    """Refuse the structure of networks that would take too long."""
    if sum(_work(len(network.rows)) for network in found) > MOST:
        raise UsageError("structure", "true", "some 380 actors, or a thousand windows of a dozen, at most; name actors or issues")


def _work(actors: int) -> int:
    """How long the structure of a network takes, as measured: brokers take most, and in dense networks grow with the cube."""
    return 50_000 + 1000 * actors**2 + actors**3


def _lasting(found: Mapping[str, Any]) -> bool:
    """Whether no search for the least number of ties against two camps was cut off."""
    parts = [one.get("structure") for one in found.get("items", [found])]
    return all(part["balance"] is None or part["balance"]["exact"] for part in parts if part)


def _file(dataset: Dataset, query: NetworksQuery, form: str) -> Body:
    from posgraph.exporters.networks import write

    kind, media, ending = FILES[form]
    data = write(_network(dataset, query).graph(), kind)
    return Body.of(data, media, {"content-disposition": f'attachment; filename="network.{ending}"'})


def _refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What cannot be asked: names that nothing has, and parameters that do not go together."""
    from posgraph.analysis.network.asked import BY, WEIGHTS, faults
    from posgraph.networks.measures import MODES

    yield from findings.refusals(dataset, {name: texts for name, texts in given.items() if name != "kind"})
    first = {name: texts[0] for name, texts in given.items()}
    mode, by, weight = first.get("mode", "one"), first.get("by", "demand"), first.get("weight", "count")
    if mode in MODES and by in BY and weight in WEIGHTS:  # others are refused as they are read
        norm, duplicates = first.get("norm", "none"), first.get("duplicates", "include")
        yield from faults(first.get("kind"), mode, norm, by, weight, duplicates)
    for name in ("window", "step"):
        yield from each(Span.parse, given.get(name, ()), name)
    if "window" not in given:
        for name in ("step", "since", "until"):
            if name in given:
                yield UsageError(name, first[name], "no such parameter without a window, as window=months:6")
    yield from _together(dataset, given, mode)


def _together(dataset: Dataset, given: Given, mode: str) -> Iterator[UsageError]:
    between, form = given.get("between", ()), given.get("format", ("json",))[0]
    structure = given.get("structure", ("",))[0].lower() in TRUE
    if between:
        yield from _between(dataset, between, mode)
        if "window" in given:
            yield UsageError("between", " ".join(between), "one network, without a window")
    if structure and mode == "two":
        yield UsageError("structure", "true", "mode=one: it is that of ties among actors")
    if form in FILES and ("window" in given or between or structure):
        what = "json, with window, between or structure"
        yield UsageError("format", form, what)


def _between(dataset: Dataset, names: Sequence[str], mode: str) -> Iterator[UsageError]:
    if len(names) != 2:
        yield UsageError("between", " ".join(names), BETWEEN)
        return
    for name, table in zip(names, ("actors", "demands" if mode == "two" else "actors"), strict=True):
        known = dataset.by_id(table)
        if name not in known:
            yield UnknownName("between", name, f"the id of one of the {table}", near(name, known))

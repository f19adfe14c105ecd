"""/v1/questions: the competency questions of the ontology, asked by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, Request
from pydantic import create_model
from pyoxigraph import QueryResultsFormat, parse_query_results
from starlette.responses import Response

from posgraph.errors import Fault, UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.names import inferred_graph
from posgraph.questions import Question, find, questions
from posgraph_api import shapes
from posgraph_api.about import addresses
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.http.accept import best
from posgraph_api.http.caching import Body
from posgraph_api.http.media import HTML, JSON
from posgraph_api.http.negotiation import choose, unacceptable
from posgraph_api.http.parameters import ABOUT, About, Given, Page, Parameters, named, option
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.listing import cursors
from posgraph_api.pages.question import answer_page, list_page
from posgraph_api.querying.running import run
from posgraph_api.querying.tasks import Task
from posgraph_api.querying.worker import GRAPHS, RESULTS
from posgraph_api.service import Service, encode
from posgraph_api.views.sparql.solutions import Names


def routes(service: Service) -> APIRouter:
    """The list of questions, and one question."""
    router = APIRouter(prefix="/v1", tags=["Questions"])
    name = in_path("name", "The question's name.", "question")
    media = [*dict.fromkeys((*RESULTS, *GRAPHS)), HTML]

    @router.get("/questions", **documented("questions", "List the questions", model=shapes.Questions, media=[HTML], query=Page))
    def listed(request: Request) -> Response:
        """What the ontology is made to answer: each question with its parameters and its query in SPARQL."""
        query, known = Page.read(request), list(questions().values())
        if choose(request.headers.get("accept", ""), [JSON, HTML]) == HTML:
            return list_page(known, _inferred(service)).respond(request)
        items, after = cursors.cut(known, lambda question: (question.name,), "/v1/questions", query.cursor, query.limit)
        found = {"items": [_shape(question) for question in items], "next": after}
        return Body.of(encode(found), JSON, query.following("/v1/questions", after)).respond(request)

    @router.get(
        "/questions/{name}",
        **documented("question", "Ask a question", media=media, parameters=[name], errors=(400, 404, 406, 409, 422, 503)),
    )
    async def asked(request: Request) -> Response:
        """The answer to a question, as `posgraph ask` prints it, in the formats of /sparql. Its own parameters, listed at
        /v1/questions, are given as query parameters; those left out have their defaults.
        """
        return await _ask(service, request)

    return router


def _shape(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "text": question.text,
        "data": question.data,
        "parameters": [{"name": p.name, "default": p.default, "meaning": p.meaning, "kind": p.kind} for p in question.parameters],
        "needs_inferred": question.needs_inferred,
        "query": question.query,
    }


async def _ask(service: Service, request: Request) -> Response:
    question, accept = _find(request.path_params["name"]), request.headers.get("accept", "")
    service = service.at(request)
    if service.asked.recorded_at is not None:
        fault = Fault("recorded_at", request.query_params["recorded_at"], "nothing: questions are asked of the present record")
        raise unusable([fault])
    dataset = await asyncio.to_thread(service.dataset)
    given = (
        _model(question).read(request, partial(_refusals, question, dataset)).model_dump(exclude_none=True, exclude=set(ABOUT))
    )
    if question.needs_inferred and not await asyncio.to_thread(_inferred, service):
        remedy = "posgraph infer --data STORE, or posgraph serve --infer"
        fault = Fault("question", question.name, f"a store with findings, which are written by {remedy}")
        raise Problem(409, "no-findings", f"The question asks for findings, and the store holds none. Run {remedy}", [fault])
    as_page = best(accept, [*RESULTS, *GRAPHS, HTML]) == HTML
    results, graph = ("application/json", "text/turtle") if as_page else (best(accept, list(RESULTS)), best(accept, list(GRAPHS)))
    if not results and not graph:
        raise unacceptable(accept, [*RESULTS, *GRAPHS, HTML])
    try:
        given = question.fill(dataset, **given)
    except UnknownName:
        if as_page:  # what it asks for by default is not in these data: whoever came by a link chooses
            return (await asyncio.to_thread(_page, service, question, given, None)).respond(request)
        raise
    text = question.bind(**given)
    graphs = await asyncio.to_thread(service.graph.graphs, dataset.id)
    task = Task(text=text, results=results or "", graph=graph or "", default_graphs=graphs, named_graphs=graphs)
    reply = await run(service, request, task)
    if reply is None:
        return Response(status_code=499)
    if not as_page:
        return Body.of(reply.body, reply.head["type"]).respond(request)

    return (await asyncio.to_thread(_page, service, question, given, reply.body)).respond(request)


def _page(service: Service, question: Question, given: Mapping[str, str], answer: bytes | None) -> Body:
    """The page of a question, with its answer as JSON of SPARQL where there is one."""
    found = parse_query_results(answer, format=QueryResultsFormat.JSON) if answer else None
    dataset = service.dataset()
    names = Names(addresses.bases(service.graph.store), (dataset,))
    return answer_page(question, given, found, names, dataset, service.graph.graphs(dataset.id))


def _inferred(service: Service) -> bool:
    """True where the store holds findings about the dataset."""
    return inferred_graph(service.dataset().id) in service.graph.store.graphs()


def _refusals(question: Question, dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """Values that are not of their parameter's kind, or name nothing in the dataset."""
    for parameter in question.parameters:
        alone = replace(question, parameters=(parameter,))
        for text in given.get(parameter.name, ()):
            try:
                parameter.read(text)
                alone.fill(dataset, **{parameter.name: text})
            except UsageError as error:
                yield named(error, parameter.name)


def _find(name: str) -> Question:
    known = questions()
    if name in known:
        return find(name)
    fault = Fault("path", name, "the name of a question; /v1/questions lists them", near(name, known))
    raise Problem(404, "unknown-name", f"No question is called {name!r}", [fault])


@cache
def _model(question: Question) -> type[Parameters]:
    """The query parameters of a question; made once, since models are kept for good."""
    fields: dict[str, Any] = {p.name: (str | None, option(None, p.meaning)) for p in question.parameters}
    return create_model("QuestionQuery", __base__=About, **fields)

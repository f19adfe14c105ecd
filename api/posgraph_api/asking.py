"""/v1/questions: the competency questions of the ontology, asked by name."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from pydantic import create_model
from pyoxigraph import QueryResultsFormat, parse_query_results
from starlette.responses import Response

from posgraph.errors import Fault, UsageError
from posgraph.model.cells import near
from posgraph.names import INFERRED_GRAPH
from posgraph.questions import Question, find, questions
from posgraph_api import addresses, cursors, shapes
from posgraph_api.accept import best
from posgraph_api.caching import Body
from posgraph_api.media import HTML, JSON
from posgraph_api.negotiation import choose, unacceptable
from posgraph_api.openapi import documented, in_path
from posgraph_api.pages.frame import page
from posgraph_api.pages.question import answer_page, list_page
from posgraph_api.parameters import Page, Parameters, option
from posgraph_api.pool import Task
from posgraph_api.problems import Problem
from posgraph_api.running import run
from posgraph_api.service import Service, encode
from posgraph_api.worker import GRAPHS, RESULTS


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
            return page(list_page(known)).respond(request)
        items, after = cursors.cut(known, lambda question: (question.name,), "/v1/questions", query.cursor, query.limit)
        found = {"items": [_shape(question) for question in items], "next": after}
        return Body.of(encode(found), JSON, query.following("/v1/questions", after)).respond(request)

    @router.get(
        "/questions/{name}",
        **documented("question", "Ask a question", media=media, parameters=[name], errors=(400, 404, 406, 422, 503, 504)),
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
    given = _model(question).read(request).model_dump(exclude_none=True)
    text = question.bind(**given)
    if question.needs_inferred and INFERRED_GRAPH not in await asyncio.to_thread(service.graph.store.graphs):
        raise UsageError("question", question.name, "a store with findings: posgraph serve --infer writes them")
    as_page = best(accept, [*RESULTS, *GRAPHS, HTML]) == HTML
    results, graph = ("application/json", "text/turtle") if as_page else (best(accept, list(RESULTS)), best(accept, list(GRAPHS)))
    if not results and not graph:
        raise unacceptable(accept, [*RESULTS, *GRAPHS, HTML])
    reply = await run(service, request, Task(text=text, results=results or "", graph=graph or ""))
    if reply is None:
        return Response(status_code=499)
    if not as_page:
        return Body.of(reply.body, reply.head["type"]).respond(request)

    def shown() -> Body:
        found = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
        return page(answer_page(question, given, found, addresses.bases(service.graph.store)))

    return (await asyncio.to_thread(shown)).respond(request)


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
    return create_model("QuestionQuery", __base__=Parameters, **fields)

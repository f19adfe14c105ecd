"""The pages of the questions: the list, and an answer as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from posgraph.names import shorten
from posgraph.questions import Question
from posgraph_api import addresses
from posgraph_api.pages.frame import frame
from posgraph_api.pages.markup import Html, join, link, table, tag


def list_page(questions: Iterable[Question]) -> Html:
    """Every question as a link to its answer."""
    asked = list(questions)
    return frame(
        "Questions",
        tag("h1", "Questions"),
        _listed(question for question in asked if not question.needs_inferred),
        tag("h2", "About findings"),
        tag("p", "These ask for findings, which ", tag("code", "posgraph serve --infer"), " writes into the store."),
        _listed(question for question in asked if question.needs_inferred),
    )


def _listed(questions: Iterable[Question]) -> Html:
    return tag("ul", [tag("li", link(f"/v1/questions/{question.name}", question.text)) for question in questions])


def answer_page(
    question: Question, given: Mapping[str, str], found: QuerySolutions | QueryBoolean, bases: Mapping[str, str]
) -> Html:
    """The answer to a question, a form for its parameters, and its query."""
    values = {p.name: given.get(p.name, p.default) for p in question.parameters}
    return frame(
        question.text,
        tag("h1", question.text),
        _form(question, values) if question.parameters else None,
        _answer(found, bases),
        tag("details", tag("summary", "The query"), tag("pre", question.query)),
        tag("p", link(f"/sparql?{urlencode({'query': question.bind(**given)})}", "The answer as data")),
    )


def _form(question: Question, values: Mapping[str, str]) -> Html:
    fields = [
        join(
            tag("label", p.meaning, for_=p.name),
            tag("input", name=p.name, id=p.name, value=values[p.name], type="date" if p.kind == "date" else "text"),
        )
        for p in question.parameters
    ]
    return tag("form", fields, tag("button", "Ask"), method="get", action=f"/v1/questions/{question.name}", class_="day")


def _answer(found: QuerySolutions | QueryBoolean, bases: Mapping[str, str]) -> Html:
    if isinstance(found, QueryBoolean):
        return tag("p", "Yes." if found else "No.")
    names = [variable.value for variable in found.variables]
    rows = [[_cell(value, bases) for value in row] for row in found]
    return join(tag("p", f"{len(rows)} rows", class_="soft"), table(names, rows))


def _cell(value: object, bases: Mapping[str, str]) -> Html | str:
    if isinstance(value, NamedNode):
        return link(addresses.path(value.value, bases) or value.value, shorten(value.value))
    if isinstance(value, Literal):
        return link(value.value, value.value, rel="noopener nofollow")
    return "" if value is None else str(value)

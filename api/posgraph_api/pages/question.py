"""The pages of the questions: the list, and an answer as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.names import expand, mint, shorten, unmint
from posgraph.questions import Question
from posgraph_api.about import addresses
from posgraph_api.about.things import row_label
from posgraph_api.figures.markup import Html, counted, join, link, table, tag
from posgraph_api.pages.frame import frame

_STRING = expand("xsd:string")


_KINDS = {"order": "order", "target": "demand", "about": "demand", "reporter": "actor", "speaker": "actor", "plan": "proposal"}
"""Columns whose name is not that of the kind that they hold."""


def list_page(questions: Iterable[Question], inferred: bool) -> Html:
    """Every question as a link to its answer; those about findings without, where the store holds none."""
    asked = list(questions)
    return frame(
        "Questions",
        tag("h1", "Questions"),
        _listed(question for question in asked if not question.needs_inferred),
        tag("h2", "About findings"),
        tag("p", "These ask for findings. The store holds none yet: ", _REMEDY) if not inferred else None,
        _listed((question for question in asked if question.needs_inferred), inferred),
    )


_REMEDY = (tag("code", "posgraph infer --data STORE"), " writes them, and so does ", tag("code", "posgraph serve --infer"), ".")


def _listed(questions: Iterable[Question], linked: bool = True) -> Html:
    items = (link(f"/v1/questions/{each.name}", each.text) if linked else each.text for each in questions)
    return tag("ul", [tag("li", item) for item in items])


def answer_page(
    question: Question,
    given: Mapping[str, str],
    found: QuerySolutions | QueryBoolean | None,
    bases: Mapping[str, str],
    dataset: Dataset,
) -> Html:
    """The answer to a question, a form for its parameters, and its query; ids of the dataset's rows are told by name."""
    values = {p.name: given.get(p.name, p.default) for p in question.parameters}
    return frame(
        question.text,
        tag("h1", question.text),
        _form(question, values) if question.parameters else None,
        _answer(found, bases, dataset) if found is not None else tag("p", "Choose what to ask for."),
        tag("details", tag("summary", "The query"), tag("pre", question.query)),
        tag("p", link(f"/sparql?{urlencode({'query': question.bind(**given)})}", "The answer as data"))
        if found is not None
        else None,
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


def _answer(found: QuerySolutions | QueryBoolean, bases: Mapping[str, str], dataset: Dataset) -> Html:
    if isinstance(found, QueryBoolean):
        return tag("p", "Yes." if found else "No.")
    columns = [variable.value for variable in found.variables]
    rows = [[_cell(column, value, bases, dataset) for column, value in zip(columns, row, strict=True)] for row in found]
    return join(tag("p", counted(len(rows), "row", "rows"), class_="soft"), table(columns, rows, class_="cards labelled"))


def _named(iri: str, id: str, label: str, bases: Mapping[str, str]) -> Html:
    """A row of the dataset by what it is called, with its id beside it."""
    shown = link(addresses.path(iri, bases) or iri, label or id)
    return shown if id in label or not label else join(shown, " ", tag("code", id, class_="soft"))


def _kinds(dataset: Dataset, id: str) -> list[str]:
    """The kinds of the rows that have this id."""
    return [table.kind for table in TABLES if table.key == ("id",) and id in dataset.by_id(table.name)]


def _cell(column: str, value: object, bases: Mapping[str, str], dataset: Dataset) -> Html | str:
    if isinstance(value, NamedNode) and (label := row_label(dataset, value.value)):
        return _named(value.value, (unmint(dataset.base, value.value) or [""])[-1], label, bases)
    if isinstance(value, Literal) and value.datatype.value == _STRING and (kinds := _kinds(dataset, value.value)):
        likely = _KINDS.get(column, column.rstrip("AB"))
        iri = mint(dataset.base, min(kinds, key=lambda kind: kind != likely), value.value)
        return _named(iri, value.value, row_label(dataset, iri), bases)
    if isinstance(value, NamedNode):
        return link(addresses.path(value.value, bases) or value.value, shorten(value.value))
    if isinstance(value, Literal):
        return link(value.value, value.value, rel="noopener nofollow")
    return "" if value is None else str(value)

"""The pages of the questions: the list, and an answer as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, QueryBoolean, QuerySolutions

from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.names import expand, mint
from posgraph.questions import Parameter, Question, questions
from posgraph_api.about import addresses
from posgraph_api.about.things import row_label
from posgraph_api.http.caching import Body
from posgraph_api.pages.frame import page_body, ways
from posgraph_api.pages.sparql import ROWS, bare, sparql_link
from posgraph_api.pages.templates import render
from posgraph_api.views.sparql.answer import Answer
from posgraph_api.views.sparql.examples import grouped
from posgraph_api.views.sparql.solutions import Cell, Names, Table, cell

_STRING = expand("xsd:string")
_KINDS = {"order": "order", "target": "demand", "about": "demand", "reporter": "actor", "speaker": "actor", "plan": "proposal"}
"""Columns whose name is not that of the kind that they hold."""

_REMEDY = "posgraph infer --data STORE"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of the form, and what it holds."""

    parameter: Parameter
    value: str


def list_page(known: Iterable[Question], inferred: bool) -> Body:
    """Every question as a link to its answer; those about findings without, where the store holds none."""
    return page_body(
        render("questions.html", title="Questions", ways=ways(), groups=grouped(list(known)), inferred=inferred, remedy=_REMEDY)
    )


def answer_page(
    question: Question,
    given: Mapping[str, str],
    found: QuerySolutions | QueryBoolean | None,
    names: Names,
    dataset: Dataset,
    graphs: Sequence[str] = (),
) -> Body:
    """The answer to a question, a form for its parameters, and its query; ids of the dataset's rows are told by name.

    ``graphs`` are those that are asked, so that the editor and the downloads ask the same.
    """
    text = question.bind(**given) if found is not None else ""
    named = [(parameter, graph) for parameter in ("default-graph-uri", "named-graph-uri") for graph in graphs]
    group = next((group for group in grouped([*questions().values()]) if question in group.questions), None)
    others = [each for each in group.questions if each != question] if group else []
    html = render(
        "question.html", title=question.text, ways=ways(), question=question, query=bare(text or question.query),
        fields=[Field(each, given.get(each.name, each.default)) for each in question.parameters],
        answer=_answer(found, names, dataset) if found is not None else None,
        editor=sparql_link(bare(text), named) if text else "",
        downloads=[(name, word, sparql_link(text, named, word)) for name, word in ROWS] if text else [],
        group=group, others=others,
    )  # fmt: skip
    return page_body(html)


def _answer(found: QuerySolutions | QueryBoolean, names: Names, dataset: Dataset) -> Answer:
    if isinstance(found, QueryBoolean):
        return Answer(yes=bool(found))
    columns = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(_cell(column, value, names, dataset) for column, value in zip(columns, row, strict=True)) for row in found)
    return Answer(table=Table(columns, rows, len(rows)))


def _cell(column: str, value: object, names: Names, dataset: Dataset) -> Cell:
    if isinstance(value, Literal) and value.datatype.value == _STRING and (kinds := _kinds(dataset, value.value)):
        likely = _KINDS.get(column, column.rstrip("AB"))
        iri = mint(dataset.base, min(kinds, key=lambda kind: kind != likely), value.value)
        label = row_label(dataset, iri) or value.value
        return Cell(label, addresses.path(iri, names.bases) or iri, "" if value.value in label else value.value)
    plain = cell(value, names)
    return replace(plain, note="") if plain.note.startswith("xsd:") else plain  # readers of an answer need no datatypes


def _kinds(dataset: Dataset, id: str) -> list[str]:
    """The kinds of the rows that have this id."""
    return [table.kind for table in TABLES if table.key == ("id",) and id in dataset.by_id(table.name)]

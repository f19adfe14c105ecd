"""``posgraph ask``: the questions that the ontology carries, each with its query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from posgraph.cli import answers, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page, Span
from posgraph.cli.progress import waiting
from posgraph.errors import UsageError

if TYPE_CHECKING:
    from posgraph.graph import Graph
    from posgraph.questions import Question

CSV = ("name", "question", "parameters", "needs_inferred")
"""The columns of the list of questions; parameters are written ``name=default``."""


@click.command(
    cls=Command,
    short_help="Answer a question that the ontology carries; list them.",
    examples=(
        "posgraph ask",
        "posgraph ask stances-on-issue --set issue=security-guarantees",
        "posgraph ask absent-plans --show",
    ),
)
@click.argument("name", required=False)
@click.option("--set", "values", multiple=True, metavar="PARAM=VALUE", help="Set a parameter of the question. Repeatable.")
@click.option("--show", is_flag=True, help="Print the SPARQL query instead of running it.")
@options.source
@options.moment
@options.format(*answers.FORMATS, default=None, help=answers.HELP)
def ask(
    name: str | None,
    values: Sequence[str],
    show: bool,
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    format: str | None,
) -> None:
    """Answer the question NAME; without NAME, list the questions with their parameters and defaults.

    --as-of sets the parameter "day" where the question has it. Where the question asks for findings and the data come from
    files, they are inferred first, for that day (or for --ever).
    """
    options.check_moment(as_of, ever)
    if name is None:
        if values or show:
            raise UsageError("NAME", "", "the name of a question, for --set or --show; posgraph ask lists them")
        _list(format)
        return
    from posgraph.graph import open
    from posgraph.questions import find

    question = find(name)
    given = _given(question, values, as_of)
    if show:
        streams.write(question.bind(**given))
        return
    with waiting("Running the query"), open(data, dataset=dataset, read_only=True) as graph:
        if question.needs_inferred:
            _infer(graph, as_of, ever)
        if question.names_rows:
            given = question.fill(graph.dataset, **given)
        found = graph.ask(name, **given)
        used = [f"{p.name} = {given.get(p.name, p.default)}" for p in question.parameters]
        head: list[Span] = [(question.text, "bold"), f" ({', '.join(used)})" if used else ""]
        answers.write(found, format, graph.base, head)


def _given(question: Question, values: Sequence[str], as_of: date | None) -> dict[str, str]:
    given: dict[str, str] = {}
    if as_of and any(parameter.name == "day" for parameter in question.parameters):
        given["day"] = as_of.isoformat()
    for value in values:
        parameter, equals, text = value.partition("=")
        if not equals:
            names = ", ".join(f"{p.name}={p.default}" for p in question.parameters) or "no parameter: the question has none"
            raise UsageError("--set", value, names)
        given[parameter.strip()] = text.strip()
    return given


def _infer(graph: Graph, as_of: date | None, ever: bool) -> None:
    """Findings for data that have no store of their own."""
    if graph.store.kind == "memory":
        graph.infer(as_of, ever)
        day = "all times" if ever else str(as_of or date.today())
        streams.say(f"The findings were inferred for {day}.")


def _list(format: str | None) -> None:
    from posgraph.questions import questions

    known = questions().values()
    if format == "json":
        parameters = {q.name: [{"name": p.name, "default": p.default, "kind": p.kind, "meaning": p.meaning} for p in q.parameters]
                      for q in known}  # fmt: skip
        found = [{"name": q.name, "question": q.text, "parameters": parameters[q.name], "needs_inferred": q.needs_inferred}
                 for q in known]  # fmt: skip
        streams.write_json({"questions": found})
    elif format == "csv":
        rows = [{"name": q.name, "question": q.text, "parameters": [f"{p.name}={p.default}" for p in q.parameters],
                 "needs_inferred": q.needs_inferred} for q in known]  # fmt: skip
        streams.write_csv(CSV, rows)
    elif format in (None, "table"):
        page = Page()
        gap = max(len(q.name) for q in known) + 2
        for q in known:
            sets = [f" --set {p.name}={p.default}" for p in q.parameters]
            page.item(q.name, q.text, ("".join(sets), "dim"), gap=gap)
        page.blank()
        page.say(("posgraph ask NAME answers one; the defaults of its parameters are shown.", "dim"))
        page.show()
    else:
        raise UsageError("--format", format, "one of table, json, csv for the list of questions")

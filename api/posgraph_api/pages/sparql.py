"""/sparql for people: a query to write, what it gives, and what it can be built from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from posgraph.errors import UnknownName
from posgraph.model import Dataset
from posgraph.questions import Question, questions
from posgraph_api.http.caching import Body
from posgraph_api.links.links import Links
from posgraph_api.links.view import View
from posgraph_api.pages.frame import Way, page_body, ways
from posgraph_api.pages.templates import render
from posgraph_api.querying.queries import CARRIED, GRAPHS_NAMED
from posgraph_api.querying.tasks import Limits
from posgraph_api.service import Service
from posgraph_api.views.sparql.answer import Answer
from posgraph_api.views.sparql.examples import grouped
from posgraph_api.views.sparql.palette import Group, palette
from posgraph_api.views.sparql.refusal import Refusal
from posgraph_api.views.sparql.solutions import Names

LINKED = 6000
"""A query of at most so many bytes fits into a link; a longer one is sent by a form."""

EXAMPLE = """SELECT ?actor ?stance ?demand WHERE {
  ?position pg:holder/skos:prefLabel ?actor ;
            pg:stance/skos:prefLabel ?stance ;
            pg:target/skos:prefLabel ?demand .
}
ORDER BY ?actor ?demand
LIMIT 20"""

ROWS = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
TRIPLES = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"), ("RDF/XML", "rdf"))
"""The formats of either kind of answer, with the words for ``format``."""

_ABOUT = ("data:", "param:", "needs:")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request to the page says: the query, the graphs that it names, and the dataset and day of the page before."""

    query: str
    graphs: tuple[tuple[str, str], ...]
    carried: tuple[tuple[str, str], ...]
    origin: str

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], origin: str) -> Asked:
        """From the parameters of a request; what is sent by a form has other ends of lines."""
        given = [(name, text) for name, text in pairs if text]
        return cls(
            next((text.replace("\r\n", "\n") for name, text in given if name == "query"), ""),
            tuple(pair for pair in given if pair[0] in GRAPHS_NAMED),
            tuple(pair for pair in given if pair[0] in CARRIED),
            origin,
        )

    @property
    def linked(self) -> bool:
        """Whether the query fits into a link."""
        return len(self.query.encode()) <= LINKED

    def href(self, format: str = "") -> str:
        """The address of the answer, in a format where one is named."""
        return sparql_link(self.query, self.graphs, format)


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions in a group, each with its address."""

    name: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a query: the ways of the frame, the limits, what it can be built from, and examples."""

    ways: tuple[Way, ...]
    limits: Limits
    names: Names
    palette: tuple[Group, ...]
    examples: tuple[Examples, ...]


def sparql_link(query: str, graphs: Iterable[tuple[str, str]] = (), format: str = "") -> str:
    """The address of a query.

    >>> sparql_link("ASK {}", [], "csv")
    '/sparql?query=ASK%20%7B%7D&format=csv'
    """
    return "/sparql?" + urlencode([("query", query), *graphs, *([("format", format)] if format else ())], quote_via=quote)


def surroundings(service: Service, asked: Asked) -> Surroundings:
    """What stands around a query that was asked."""
    graph = service.graph
    held = [graph.values(id) for id in graph.datasets()] if graph.store.kind != "remote" else []  # which takes time to read
    named = dict(asked.carried).get("dataset", service.settings.dataset)
    first = next((dataset for dataset in held if dataset.id == named), held[0] if held else None)
    return Surroundings(
        ways(_links(asked), "/sparql"),
        service.executor.limits,
        Names({dataset.id: dataset.base for dataset in held}, tuple(held)),
        palette({dataset.id: (dataset.title or "", graph.graphs(dataset.id)[0]) for dataset in held}),
        tuple(
            Examples(group.name, tuple((_example(question, first), question.text) for question in group.questions))
            for group in grouped(questions().values())
        ),
    )


def sparql_page(asked: Asked, around: Surroundings, answer: Answer | None = None, refused: Refusal | None = None) -> Body:
    """The page: with an answer, with why there is none, or with an example to begin with."""
    formats = TRIPLES if answer and answer.turtle else ROWS
    html = render(
        "sparql.html", title="SPARQL", ways=around.ways, asked=asked, around=around, answer=answer, refused=refused,
        formats=formats, example=EXAMPLE, rows=min(max(asked.query.count("\n") + 2, 10), 40),
    )  # fmt: skip
    return page_body(html)


def _links(asked: Asked) -> Links:
    """The ways on, about the same dataset and day as the page before; what cannot be read of these is left out."""
    try:
        view = View.model_validate(dict(asked.carried))
    except ValidationError:
        view = View()
    return Links("/sparql", view, "", "")


def _example(question: Question, dataset: Dataset | None) -> str:
    """Where an example leads: into the editor, or, where its defaults are not in the data, to the page that asks for others."""
    page = f"/v1/questions/{question.name}"
    if dataset is None:
        return page
    try:
        text = question.bind(**question.fill(dataset))
    except UnknownName:
        return page
    return sparql_link(bare(text))


def bare(text: str) -> str:
    r"""The text of a question without the comments that only machines read.

    >>> bare("# Who?" + chr(10) + "# data: miami-2025" + chr(10) + "ASK {}" + chr(10))
    '# Who?\nASK {}'
    """
    lines = [line for line in text.splitlines() if not line.removeprefix("# ").startswith(_ABOUT)]
    return "\n".join(lines).strip()

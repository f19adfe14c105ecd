"""The first page: what is loaded, what stands against each other on a day, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from posgraph import __version__
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders import orders
from posgraph.analysis.results import Conflict
from posgraph.model import Dataset
from posgraph.model.cells import singular
from posgraph.model.schema import TABLES
from posgraph.names import mint
from posgraph_api.about import addresses
from posgraph_api.about.things import row_label
from posgraph_api.figures.markup import Html, counted, join, link, table, tag
from posgraph_api.pages.frame import frame

if TYPE_CHECKING:
    from posgraph.graph import Graph

SHOWN = 7


def landing(graph: Graph, dataset: Dataset, day: date) -> Html:
    """The page for a day."""
    bases, found = addresses.bases(graph.store), conflicts(dataset, day)
    consistent = orders(dataset, day, seconds=2.0).consistent
    said = f"{'One' if consistent else 'No'} order of the steps suits all."
    clash = counted(len(found), "conflict", "conflicts")
    return frame(
        "",
        tag("h1", dataset.title or dataset.id),
        tag("p", dataset.description) if dataset.description else None,
        tag("p", _counts(dataset), class_="soft"),
        tag("h2", f"On {day.isoformat()}"),
        _chooser(day),
        tag("p", f"{clash} between positions in force. {said} ", _links(day)),
        _hardest(found.items[:SHOWN], dataset, bases) if found.items else None,
        tag("h2", "Ask"),
        tag("ul", [tag("li", link(href, name), f" — {text}") for href, name, text in _ways(day)]),
        _other(graph, dataset.id, bases),
        tag("p", f"posgraph {__version__}", class_="soft"),
    )


def _counts(dataset: Dataset) -> list[Html]:
    counts = {table.name: len(dataset.rows(table.name)) for table in TABLES if dataset.rows(table.name)}
    words = {name: (singular(name), name) for name in counts} | {"sequencing": ("order of steps", "orders of steps")}
    shown = [link(f"/v1/{name}", counted(count, *words[name])) for name, count in counts.items()]
    return [join(" · " if n else "", one) for n, one in enumerate(shown)]


def _chooser(day: date) -> Html:
    field = tag("input", type="date", name="as_of", value=day.isoformat(), id="as_of")
    return tag(
        "form", tag("label", "Another day", for_="as_of"), field, tag("button", "Show"), action="/", method="get", class_="day"
    )


def _links(day: date) -> list[Html | str]:
    query = f"?as_of={day.isoformat()}"
    return [link(f"/v1/conflicts{query}", "All conflicts"), ", ", link(f"/v1/orders{query}", "the orders and what it takes"), "."]


def _hardest(hardest: tuple[Conflict, ...], dataset: Dataset, bases: Mapping[str, str]) -> Html:
    def side(evidence: Evidence) -> Html:
        kind = "order" if evidence.steps else "position"
        iri = mint(dataset.base, kind, evidence.position)
        name = link(addresses.path(iri, bases) or iri, row_label(dataset, iri))
        return join(name, tag("blockquote", evidence.quote) if evidence.quote else source(evidence))

    def source(evidence: Evidence) -> Html | None:
        if evidence.source is None:
            return None
        iri = mint(dataset.base, "source", evidence.source.id)
        title = link(addresses.path(iri, bases) or iri, row_label(dataset, iri) or evidence.source.id)
        return tag("p", "Source: ", title, class_="soft")

    def issue(conflict: Conflict) -> Html:
        iri = mint(dataset.base, "issue", conflict.issue)
        return link(addresses.path(iri, bases) or iri, row_label(dataset, iri) or conflict.issue)

    rows = [(issue(c), side(c.a), side(c.b), f"{c.rule}, {c.severity:.2f}{', red lines' if c.hard else ''}") for c in hardest]
    return table(["issue", "one side", "the other", "rule, severity"], rows, class_="cards")


def _ways(day: date) -> list[tuple[str, str, str]]:
    query = f"?as_of={day.isoformat()}"
    return [
        (f"/v1/overlaps{query}", "Overlaps", "where positions agree"),
        (f"/v1/ground{query}", "Common ground", "what all want, what nobody refuses, what is contested"),
        (f"/v1/settlements{query}", "Settlements", "whether a deal can keep every red line, and who must move"),
        (f"/v1/comparison{query}", "What if", "the scenarios that are kept, side by side"),
        (f"/v1/shifts{query}", "Shifts", "who moved, on what, when and towards whom"),
        ("/v1/questions", "Questions", "ready-made questions with their answers"),
        ("/sparql", "SPARQL", "any question, in the query language of RDF"),
        ("/docs", "API", "every address with its parameters and an example"),
    ]


def _other(graph: Graph, served: str, bases: Mapping[str, str]) -> Html | None:
    others = [id for id in graph.datasets() if id != served]
    if not others:
        return None
    listed = [[", " if n else "", link(addresses.path(bases[id], bases) or "", id)] for n, id in enumerate(others)]
    return tag("p", "Also in the store: ", listed, ".")

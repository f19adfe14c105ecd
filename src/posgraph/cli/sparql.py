"""``posgraph sparql``: a SPARQL 1.1 query over the dataset, the ontology and what was inferred."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from posgraph.cli import answers, options
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting
from posgraph.errors import UsageError


@click.command(
    cls=Command,
    short_help="Run a SPARQL query.",
    examples=(
        "posgraph sparql 'SELECT ?stance (COUNT(?p) AS ?n) { ?p pg:stance ?stance } GROUP BY ?stance ORDER BY DESC(?n)'",
        "posgraph sparql 'DESCRIBE ?p { ?p a pg:SequencePreference } LIMIT 1' --format ttl",
    ),
)
@click.argument("query", required=False)
@click.option("-f", "--file", metavar="FILE", help="Read the query from this file.")
@options.source
@options.format(*answers.FORMATS, default=None, help=answers.HELP)
def sparql(query: str | None, file: str | None, data: str | None, dataset: str | None, format: str | None) -> None:
    """Run a SPARQL query: QUERY, or the text of FILE, or standard input where QUERY is "-".

    The prefixes of posgraph (pg:, stance:, skos:, prov: …) are known. The query sees all graphs of the store together, whatever
    datasets they belong to; with --dataset only that dataset, its findings and the ontology.
    """
    text = _text(query, file)
    from posgraph.graph import open

    with waiting("Running the query"), open(data, dataset=dataset, read_only=True) as graph:
        chosen = dataset is not None
        found = graph.sparql(text, graphs=graph.graphs() if chosen else None)
        answers.write(found, format, base=graph.base if chosen or len(graph.datasets()) == 1 else "")


def _text(query: str | None, file: str | None) -> str:
    if (query is None) == (file is None):
        both = "QUERY and --file" if query is not None else "neither"
        raise UsageError("QUERY", both, "a query, or --file FILE, or - for standard input")
    try:
        if file is not None:
            return Path(file).read_bytes().decode("utf-8-sig")
        return sys.stdin.read() if query == "-" else query or ""
    except UnicodeDecodeError as error:
        raise UsageError("--file" if file else "-", file or "standard input", f"text in UTF-8 ({error.reason})") from None

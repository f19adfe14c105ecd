"""``posgraph export``: the dataset in another format."""

from __future__ import annotations

from pathlib import Path

import click

from posgraph.analysis.words import count
from posgraph.cli import destination, options, streams
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting
from posgraph.errors import UsageError

KINDS = (
    "csv",
    "xlsx",
    "ttl",
    "trig",
    "nt",
    "nq",
    "jsonld",
    "parquet",
    "arrow",
    "graphml",
    "gexf",
    "graph",
    "edges",
    "dot",
    "nanopub",
)
FOLDERS = ("csv", "parquet", "arrow")
TABLES = (*FOLDERS, "xlsx", "graphml", "gexf", "graph", "edges", "dot", "nanopub")
"""Formats that hold what tables hold, not all that a graph can say."""


@click.command(
    cls=Command,
    short_help="Write the dataset as tables, RDF, columns or a network.",
    examples=(
        "posgraph export --to xlsx --output miami.xlsx",
        "posgraph export --output miami.gexf",
        "posgraph export --to ttl",
    ),
)
@options.source
@click.option("--to", type=click.Choice(KINDS), help="Format; csv, parquet and arrow are folders.  [default: by the end of PATH]")
@click.option("--output", metavar="PATH", help="File or folder to write.  [default: stdout, for a format that is one file]")
@destination.force
@options.format("table", "json", "csv", help="How to say what was written.")
def export(data: str | None, dataset: str | None, to: str | None, output: str | None, force: bool, format: str) -> None:
    r"""Write the whole dataset to PATH, or what one format can hold of it.

    \b
    Tables    csv (a folder), xlsx
    RDF       ttl, trig, nt, nq, jsonld; nanopub: each position with its source, to be cited alone
    Columns   parquet, arrow (folders): for pandas, DuckDB, R
    Network   graphml, gexf: for Gephi and networkx; graph: JSON for networkx and d3;
              edges: a CSV list; dot: for Graphviz

    In a network actors, demands, sources and so on are nodes, and each position is an edge from its actor to its demand with
    stance, dates, quote and source. CSV, xlsx and RDF can be read back, the others are for other programs.

    Nothing is ever half-written, and what is there stays unless --force is given.
    """
    if to is None and output is None:
        raise UsageError("--to", "", f"one of {', '.join(KINDS)}, or --output with a name that ends in one")
    if output is None and to in FOLDERS:
        what = f"the name of a folder, as {to} is several files; stdout takes {', '.join(k for k in KINDS if k not in FOLDERS)}"
        raise UsageError(f"--to {to} --output", "", what)
    path = destination.free(output, force) if output is not None else None
    from posgraph.exporters import kind_of, render
    from posgraph.graph import open
    from posgraph.reading import beyond

    kind = to or kind_of(path or Path())
    left = 0

    with waiting("Writing the dataset"), open(data, dataset=dataset, read_only=True) as graph:
        if path is None:
            streams.write_bytes(render(graph.dataset, kind, graph.quads()))
        else:
            graph.export(path, to)
        if kind in TABLES:
            left = len(beyond(graph.quads()))
        rows = sum(1 for _ in graph.dataset)
        written = {"path": str(path), "format": kind, "dataset": graph.id, "rows": rows}
    if left:
        streams.say(f"{count(left, 'statement')} of the graph {'is' if left == 1 else 'are'} in no table, and not in what "
                    f"was written; --to ttl holds all.")  # fmt: skip
    if path is None:
        return
    streams.write_summary(written, format, f"Wrote {written['dataset']} ({rows:,} rows) to {path} as {written['format']}.")

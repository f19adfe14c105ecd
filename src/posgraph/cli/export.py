"""``posgraph export``: the dataset in another format."""

from __future__ import annotations

import click

from posgraph.cli import destination, options, streams
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting
from posgraph.errors import UsageError

KINDS = ("csv", "xlsx", "ttl", "trig", "nt", "nq", "jsonld", "parquet")


@click.command(
    cls=Command,
    short_help="Write the dataset as tables, RDF or Parquet.",
    examples=("posgraph export --to xlsx --output miami.xlsx", "posgraph export --to ttl"),
)
@options.source
@click.option("--to", type=click.Choice(KINDS), help="Format; csv and parquet are folders.  [default: by the end of PATH]")
@click.option("--output", metavar="PATH", help="File or folder to write.  [default: stdout, for a format that is one file]")
@destination.force
@options.format("table", "json", "csv", help="How to say what was written.")
def export(data: str | None, dataset: str | None, to: str | None, output: str | None, force: bool, format: str) -> None:
    """Write the whole dataset to PATH: CSV tables (a folder), .xlsx, Turtle, TriG, N-Triples, N-Quads, JSON-LD or Parquet.

    Nothing is ever half-written, and what is there stays unless --force is given.
    """
    if to is None and output is None:
        raise UsageError("--to", "", f"one of {', '.join(KINDS)}, or --output with a name that ends in one")
    path = destination.free(output, force) if output is not None else None
    from posgraph.exporters import kind_of, render
    from posgraph.graph import open

    with waiting("Writing the dataset"), open(data, dataset=dataset) as graph:
        if path is None:
            streams.write_bytes(render(graph.dataset, str(to), graph.quads()))
            return
        graph.export(path, to)
        rows = sum(1 for _ in graph.dataset)
        written = {"path": str(path), "format": to or kind_of(path), "dataset": graph.id, "rows": rows}
    streams.write_summary(written, format, f"Wrote {written['dataset']} ({rows:,} rows) to {path} as {written['format']}.")

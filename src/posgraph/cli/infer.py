"""``posgraph infer``: conflicts, overlaps and shifts as RDF, so that SPARQL finds them like anything else."""

from __future__ import annotations

from datetime import date

import click

from posgraph.analysis.words import when
from posgraph.cli import destination, options, streams
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting
from posgraph.names import inferred_graph


@click.command(
    cls=Command,
    short_help="Write conflicts, overlaps and shifts as RDF.",
    examples=(
        "posgraph infer --data talks.store --as-of 2025-12-29",
        "posgraph infer --as-of 2025-12-29 --output findings.ttl",
    ),
)
@options.source
@options.moment
@click.option("--output", metavar="FILE", help="Write Turtle here, and leave a store alone.")
@destination.force
@options.format("table", "json", "csv", help="How to say what was written.")
def infer(
    data: str | None, dataset: str | None, as_of: date | None, ever: bool, output: str | None, force: bool, format: str
) -> None:
    """Write the findings into the dataset's graph of findings, in the place of what is there; SPARQL then finds them.

    Data that come from files have no store to write to: their findings go to FILE as Turtle, or to stdout.
    """
    options.check_moment(as_of, ever)
    path = destination.free(output, force) if output is not None else None
    from posgraph.graph import open

    with waiting("Inferring"), open(data, dataset=dataset) as graph:
        stored = graph.store.kind != "memory" and path is None
        if stored:
            count, place = graph.infer(as_of, ever), str(graph.store.place)
            name = inferred_graph(graph.id)
        else:
            from posgraph.analysis.infer import infer as inferred
            from posgraph.exporters.rdf import turtle

            quads = list(inferred(graph.dataset, as_of, ever))
            count, place, text = len(quads), output or "stdout", turtle(graph.dataset, quads)
    day = None if ever else (as_of or date.today()).isoformat()
    said = f"Wrote {count:,} statements on the findings {when(day)} to {place}"
    written = {"as_of": day, "statements": count, "place": place, "graph": name if stored else None}
    if stored:
        streams.write_summary(written, format, f"{said}, graph {name}.")
    elif path is not None:
        from posgraph.exporters.files import write_file

        write_file(path, text)
        streams.write_summary(written, format, f"{said} as Turtle.")
    else:
        streams.write_bytes(text)
        streams.say(f"{said} as Turtle: these data come from files, so there is no store to write to.")

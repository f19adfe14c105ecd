"""``posgraph load``: put datasets into a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from posgraph.analysis.words import count
from posgraph.cli import options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Column, Page
from posgraph.cli.progress import waiting
from posgraph.errors import DataError, Fault, UsageError
from posgraph.model.schema import TABLES

if TYPE_CHECKING:
    from posgraph.importers import Loaded


@click.command(
    cls=Command,
    short_help="Check datasets and put them into a store.",
    examples=(
        "posgraph load data/miami-2025 --into talks.store",
        "posgraph load data/miami-2025 --into talks.store --format json",
    ),
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--into", metavar="STORE", required=True, help="Store folder (made if it is not there) or endpoint URL.")
@options.format("table", "json", "csv")
def load(sources: Sequence[str], into: str, format: str) -> None:
    """Put each SOURCE (dataset folder, .xlsx or RDF file) into a store, in the place of what it holds under the same id.

    All sources are checked first: if any has a fault, nothing is loaded. The findings that "posgraph infer" left on
    these datasets are removed.
    """
    from posgraph.graph import put

    with waiting("Reading"):
        found = _read(sources)
    with waiting(f"Writing to {into}"):
        put(found, into)
    rows = [{"dataset": each.id, **{t.name: len(each.dataset.rows(t.name)) for t in TABLES}} for each in found]
    if format == "json":
        streams.write_json({"store": into, "datasets": rows})
    elif format == "csv":
        streams.write_csv(("dataset", *(t.name for t in TABLES)), rows)
    else:
        _table(into, rows)


def _read(sources: Sequence[str]) -> list[Loaded]:
    """The datasets of all sources; every fault of all of them at once."""
    from posgraph.importers import load_quads

    found: dict[str, Loaded] = {}
    faults: list[Fault] = []
    for source in sources:
        try:
            loaded = load_quads(source)
        except DataError as error:
            several = len(sources) > 1
            faults += [Fault(f"{source}: {f.where}" if several else f.where, f.value, f.expected, f.hint) for f in error.faults]
            continue
        for each in loaded:
            if each.id in found:
                raise UsageError("SOURCE", source, f"each dataset once; {each.id!r} is in another source, too")
            found[each.id] = each
    if faults:
        raise DataError(faults)
    return list(found.values())


def _table(into: str, rows: Sequence[dict[str, Any]]) -> None:
    page = Page()
    for row in rows:
        page.say((f"Loaded {row['dataset']} into {into}.", "bold"))
        page.blank()
        filled = [t.name for t in TABLES if row[t.name]]
        page.table([Column("table"), Column("rows", right=True)], [[name, f"{row[name]:,}"] for name in filled])
        page.blank()
    page.say((f"{count(len(rows), 'dataset')}. Use it with --data {into}", "dim"))
    page.show()

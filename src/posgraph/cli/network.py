"""``posgraph network``: who stands with whom, who against whom, how much, and how that moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from posgraph.cli import behind, destination, network_files, options, streams, ties, weights
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind
from posgraph.errors import UsageError

if TYPE_CHECKING:
    from posgraph.archive.archive import Archive
    from posgraph.networks import Network, Networks, Statements

GRAPHS = ("graph", "graphml", "gexf", "dot")
TABLES = (".csv", ".tsv", ".tab", ".txt", ".parquet", ".pq", ".dna")
"""Files that are a table without --map, too; a folder, a store, an .xlsx or RDF file is a dataset."""

OF_TABLES = ("mapping", "sheet", "stance_type", "date_format", "exclude", "keep")
OF_DATASETS = ("dataset", "as_of", "ever", "by", "actors", "issues", "step")


@click.command(
    cls=Command,
    short_help="Who stands with whom, who against whom, and how much.",
    examples=(
        "posgraph network --kind conflict --by meaning --as-of 2025-12-29",
        "posgraph network --kind conflict --as-of 2025-12-29 --between russia ukraine",
        "posgraph network --kind subtract --window months:6 --start 2025-06-01 --structure",
        "posgraph network --data data/brexit/positions.csv --map actor=actor --map demand=demand --map stance=stance",
        "posgraph network --kind subtract --as-of 2025-12-29 --format gexf --output network.gexf",
    ),
)
@options.source
@click.option("--map", "mapped", multiple=True, metavar="ROLE=COLUMN",
              help="Read --data as a table of statements: which column is actor, demand, stance, date, document, id, order, "
                   "quote, source or url. Repeatable.")  # fmt: skip
@click.option("--mapping", metavar="FILE", help="The same from a TOML file (docs/networks.md).")
@click.option("--sheet", metavar="NAME", help="The sheet of an .xlsx file.")
@click.option("--stance-type", type=click.Choice(("boolean", "integer", "number", "text")),
              help="What the stances are.  [default: told from the cells]")  # fmt: skip
@click.option("--date-format", metavar="FORMAT", help="How dates are written, as %d/%m/%Y.  [default: ISO 8601 or dd.mm.yyyy]")
@click.option("--mode", type=click.Choice(("one", "two")), default="one", show_default=True,
              help="one: actors and actors; two: actors and demands.")  # fmt: skip
@click.option("--kind", metavar="KIND",
              help="one: ignore, congruence, conflict, subtract; two: ignore, subtract, combine.  "
                   "[default: congruence, or subtract of two modes; without stances ignore]")  # fmt: skip
@click.option("--norm", default="none", show_default=True, metavar="NORM",
              help="one: none, average, jaccard, cosine, shared, activity_product; two: none, activity, prominence.")  # fmt: skip
@click.option("--duplicates", default="include", show_default=True, metavar="RULE",
              help="Count what an actor repeats once per document, week, month, year, or acrossrange.")  # fmt: skip
@click.option("--window", metavar="UNIT:N", help="A network for each window of time, as months:6 or events:100.")
@click.option("--isolates", is_flag=True, help="With those that have no statement that counts.")
@click.option("--start", metavar="DATE", help="From this day or moment on, itself included.")
@click.option("--stop", metavar="DATE", help="Until this day or moment, itself included.")
@click.option("--exclude", multiple=True, metavar="COLUMN=VALUE", help="Leave out statements with this value. Repeatable.")
@click.option("--keep", multiple=True, metavar="COLUMN=VALUE", help="Only statements with this value. Repeatable.")
@click.option("--weight", metavar="COLUMN",
              help="Count by the number in this column; of a dataset: count, salience or severity.")  # fmt: skip
@options.moment
@options.actors
@options.issues
@click.option("--step", metavar="UNIT:N", help="Of a dataset: how far apart windows end.  [default: months:1]")
@click.option("--by", type=click.Choice(("demand", "meaning")),
              help="Of a dataset: ties by stances on the same demand, or by all that conflicts and overlaps.")  # fmt: skip
@click.option("--between", nargs=2, metavar="A B", help="The statements behind one cell.")
@click.option("--structure", is_flag=True, help="Blocs, brokers, balance, polarisation and backbone as well.")
@options.limit(weights.SHOWN)
@click.option("--edges", is_flag=True, help="With --format csv: a row for each tie instead of the matrix.")
@options.format("table", "json", "csv", *GRAPHS)
@click.option("--output", metavar="FILE", help="File to write.  [default: stdout]")
@destination.force
@click.pass_context
def network(ctx: click.Context, /, **asked: Any) -> None:
    """Count a network of actors (or of actors and demands) and list its ties, the strongest first.

    With --map or --mapping, --data is any table of coded statements (CSV, TSV, Parquet, .xlsx), a row each; without, it is a
    dataset, whose positions are the statements. A tie of kind congruence is what two actors agree on, of kind conflict what
    they disagree on, subtract is the one less the other, ignore whatever both speak about.
    """
    _check(ctx, asked)
    with waiting("Counting the network"):
        found = _table(asked) if _is_table(asked) or _is_archive(asked) else _dataset(asked)
        data = _written(found, asked)
    if asked["output"] is None:
        if isinstance(data, str):
            streams.write(data)
        else:
            streams.write_bytes(data)
        return
    from posgraph.exporters.files import write_file

    path = destination.free(asked["output"], asked["force"])
    write_file(path, data.encode() if isinstance(data, str) else data)
    streams.write(f"Wrote {weights.told(found)} to {path} as {asked['format']}.\n")


def _is_table(asked: Mapping[str, Any]) -> bool:
    suffix = Path(asked["data"]).suffix.lower() if asked["data"] else ""
    return bool(asked["mapped"] or asked["mapping"] or asked["sheet"]) or suffix in TABLES


def _is_archive(asked: Mapping[str, Any]) -> bool:
    """Whether the data are a dataset whose positions lie in columns: these are statements, each dated by its first day."""
    if not asked["data"] or "://" in asked["data"]:
        return False
    from posgraph import resources
    from posgraph.archive.place import is_archive

    return is_archive(resources.place(asked["data"]))


def _check(ctx: click.Context, asked: dict[str, Any]) -> None:
    """Refuse what cannot be asked together; UsageError says why."""
    archive = _is_archive(asked)
    table = archive or _is_table(asked)
    other_than_these = OF_DATASETS if table else OF_TABLES
    given = [name for name in other_than_these if asked[name] and not (archive and name == "dataset")]
    if archive:
        given += [name for name in ("mapped", "mapping", "sheet", "date_format") if asked[name]]
    if "dataset" in given and ctx.get_parameter_source("dataset") != click.core.ParameterSource.COMMANDLINE:
        given.remove("dataset")  # of the environment
    if given:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        other = "a dataset; leave out --map, --mapping and --sheet" if table else "a table of statements: --map ROLE=COLUMN"
        if archive:
            what = "--start, --stop, --exclude or --keep: the positions of an archive count as dated statements"
            raise UsageError(flags, "", what)
        raise UsageError(flags, "", f"{other}, for which it is meant")
    if table and not asked["data"]:
        raise UsageError("--data", "", "the table that --map is about")
    if not table:
        options.check_moment(asked["as_of"], asked["ever"])
        if not asked["window"] and (asked["start"] or asked["stop"] or asked["step"]):
            raise UsageError("--start, --stop, --step", "", "--window; of a dataset on a day, --as-of says which")
    if asked["window"] and asked["between"]:
        raise UsageError("--between", f"--window {asked['window']}", "one network: --start and --stop in place of --window")
    if asked["edges"] and asked["format"] != "csv":
        raise UsageError("--edges", f"--format {asked['format']}", "--format csv")
    if (asked["structure"] or asked["between"]) and asked["format"] not in ("table", "json", "csv"):
        raise UsageError("--format", asked["format"], "table, json or csv, with --structure or --between")
    if asked["structure"] and asked["format"] == "csv":
        raise UsageError("--format", "csv", "table or json, with --structure")
    if asked["window"] and asked["format"] in GRAPHS and asked["format"] != "graph":
        raise UsageError("--format", asked["format"], "table, json, csv or graph: with --window there are several networks")
    if asked["output"] is not None:
        destination.free(asked["output"], asked["force"])


def _statements(asked: Mapping[str, Any]) -> tuple[Statements, Archive | None]:
    """The statements of a table or of an archive, and the archive."""
    if _is_archive(asked):
        from posgraph import resources
        from posgraph.archive.reading import read_archive

        archive = read_archive(resources.place(asked["data"]))
        return archive.statements(asked["stance_type"] or "boolean"), archive
    from posgraph.networks.mapping import given
    from posgraph.networks.reading import read_statements

    roles: dict[str, Any] = given(asked["mapped"])
    how = {name: asked[name] for name in ("stance_type", "date_format", "sheet", "mapping")}
    return read_statements(asked["data"], **roles, **how), None


def _table(asked: Mapping[str, Any]) -> Network | Networks:
    statements, archive = _statements(asked)
    how = {name: asked[name] for name in ("mode", "norm", "duplicates", "isolates", "start", "stop", "weight")}
    how |= {name: _values(name, asked[name]) for name in ("exclude", "keep")}
    how["kind"] = asked["kind"] or _default(asked["mode"], statements.stance.kind)
    found = statements.networks(asked["window"], **how) if asked["window"] else statements.network(**how)
    return archive.labelled(found) if archive else found


def _default(mode: str, stances: str) -> str:
    """The kind where none is named."""
    if stances == "none" or (mode == "two" and stances == "text"):
        return "ignore"
    return "congruence" if mode == "one" else "subtract"


def _values(name: str, pairs: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        column, sign, value = pair.partition("=")
        if not sign or not column:
            raise UsageError(f"--{name}", pair, "COLUMN=VALUE; an empty value is an empty cell")
        found.setdefault(column, []).append(value)
    return found


def _dataset(asked: Mapping[str, Any]) -> Network | Networks:
    from posgraph.graph import open

    names = ("mode", "kind", "norm", "duplicates", "isolates", "by", "weight", "actors", "issues", "as_of", "ever")
    how = {name: asked[name] for name in names if asked[name]}
    with open(asked["data"], dataset=asked["dataset"], read_only=True) as graph:
        if not asked["window"]:
            remind(graph.dataset, asked["as_of"], asked["ever"])
            return graph.network(**how)
        times = {"window": "window", "step": "step", "since": "start", "until": "stop"}
        return graph.networks(**how, **{name: asked[option] for name, option in times.items() if asked[option]})


def _written(found: Network | Networks, asked: Mapping[str, Any]) -> str | bytes:
    """What goes to stdout or into the file: text for people, or bytes of a machine's format."""
    form = asked["format"]
    if asked["between"]:
        return behind.between(found, asked["between"], form, asked["limit"])  # type: ignore[arg-type]  # no windows, as was checked
    if form == "table":
        return ties.page(found, asked["limit"], asked["structure"])
    if form == "json":
        return network_files.json(network_files.record(found, asked["structure"]))
    if form == "csv":
        return network_files.edges(found) if asked["edges"] or asked["window"] else network_files.matrix(found)  # type: ignore[arg-type]
    return network_files.graphs(found, form)

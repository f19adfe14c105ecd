"""``posgraph import``: foreign data as a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from posgraph.analysis.words import count
from posgraph.cli import destination, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Column, Page
from posgraph.cli.progress import waiting
from posgraph.errors import UsageError

if TYPE_CHECKING:
    from posgraph.importers.foreign import Imported, Mapping, Report
    from posgraph.importers.foreign.preview import Preview
    from posgraph.model import Dataset

KINDS = ("dna", "table", "votes", "rdf")
CSV = ("source", "kind", "rows", "positions", "left_out", "path")


@click.command(
    "import",
    cls=Command,
    short_help="Make a dataset of coded statements, a DNA database, votes or RDF.",
    examples=(
        "posgraph import data/brexit/positions.csv --map actor=actor --map demand=demand --map stance=stance --preview 3",
        "posgraph import data/brexit/positions.csv --map actor=actor --map demand=demand --map stance=stance --into talks.ttl",
        "posgraph import data/commons-2019/raw/votes.csv --kind votes --map actor=member --map demand=motion --map stance=vote "
        "--map group=party --into votes --archive",
    ),
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--into", metavar="TARGET", help="Dataset folder, .xlsx or RDF file, or store folder (NAME.store) to write.")
@click.option("--kind", type=click.Choice(KINDS), help="What SOURCE is.  [default: by the end of its name; else table]")
@click.option("--map", "columns", multiple=True, metavar="ROLE=COLUMN",
              help="Which column is actor, demand, stance, date, document, … (docs/import.md). Repeatable.")  # fmt: skip
@click.option("--mapping", "mappings", multiple=True, metavar="FILE",
              help="The same and more from a TOML file; for RDF a file of SPARQL, or a folder of them. Repeatable.")  # fmt: skip
@click.option("--stance", "stances", multiple=True, metavar="WORD=STANCE",
              help="What a word of the stance column stands for; WORD=- leaves it out. Repeatable.")  # fmt: skip
@click.option("--default", "defaults", multiple=True, metavar="ROLE=VALUE", help="What stands for an empty cell. Repeatable.")
@click.option("--actor-kind", type=click.Choice(("state", "organization", "faction", "person")),
              help="What the actors are.  [default: organization]")  # fmt: skip
@click.option("--statement-type", metavar="NAME", help="Of a .dna file: which statements.  [default: DNA Statement]")
@click.option("--sheet", metavar="NAME", help="The sheet of an .xlsx file.")
@click.option("--date-format", metavar="FORMAT", help="How dates are written, as %d/%m/%Y.  [default: ISO 8601 or dd.mm.yyyy]")
@click.option("--id", "id_", metavar="ID", help="The id of the dataset.  [default: the name of SOURCE]")
@click.option("--title", metavar="TEXT", help="The title of the dataset.  [default: the name of SOURCE]")
@click.option("--archive", is_flag=True, help="Write an archive: positions.parquet instead of positions.csv, for many positions.")
@click.option("--preview", type=click.IntRange(min=1), metavar="N", help="Show what the first N rows become; write nothing.")
@click.option("--dry-run", is_flag=True, help="Check everything and print the counts; write nothing.")
@destination.force
@options.format("table", "json", "csv", help="How to say what was made.")
def importing(sources: Sequence[str], into: str | None, archive: bool, preview: int | None, dry_run: bool, force: bool,
              format: str, **asked: Any) -> None:  # fmt: skip
    """Turn SOURCE into a dataset at TARGET: a coded statement table (CSV, TSV, Parquet, .xlsx), a DNA database (.dna),
    roll-call votes, or RDF by a mapping in SPARQL.

    Every fault is listed at once, and nothing is written until none is left. What is left out is counted and told.
    """
    kind = asked["kind"] or _kind(sources[0])
    _check(sources, into, kind, archive, preview, dry_run, asked)
    if into is not None and not (dry_run or preview):
        _free(into, force)
    with waiting("Reading"):
        imported, dataset, report = _read(sources, kind, asked)
    if preview and imported is not None:
        from posgraph.importers.foreign.preview import preview as first

        _show_preview(first(imported, preview), report, format)
        return
    if into is not None and not dry_run:
        with waiting(f"Writing to {into}"):
            _write(into, archive, imported, dataset)
    _say(report, None if dry_run else into, format)


def _kind(source: str) -> str:
    from posgraph.importers.foreign.dna import is_dna
    from posgraph.importers.rdf import is_rdf

    path = Path(source)
    return "dna" if is_dna(path) else "rdf" if is_rdf(path) else "table"


def _check(sources: Sequence[str], into: str | None, kind: str, archive: bool, preview: int | None, dry_run: bool,
           asked: dict[str, Any]) -> None:  # fmt: skip
    """What goes together."""
    if into is None and not dry_run and preview is None:
        raise UsageError("--into", "", "a folder or file to write; or --dry-run or --preview N, which write nothing")
    if kind != "rdf" and len(sources) > 1:
        raise UsageError("SOURCE", " ".join(sources), "one file; only RDF may be several")
    if kind != "dna" and asked["statement_type"]:
        raise UsageError("--statement-type", asked["statement_type"], "a .dna file")
    if kind == "rdf":
        given = [name for name in ("columns", "stances", "defaults", "actor_kind", "sheet", "date_format") if asked[name]]
        if given or preview:
            flags = {"columns": "--map", "stances": "--stance", "defaults": "--default"}
            name = flags.get(given[0], f"--{given[0].replace('_', '-')}") if given else "--preview"
            raise UsageError(name, "", "a table; RDF is mapped by queries alone (--mapping), and checked with --dry-run")
        if not asked["mappings"]:
            raise UsageError(
                "--mapping", "", "a file of SPARQL with a SELECT for each table, or a folder of them (docs/import.md)"
            )
    if archive and into is not None and Path(into).suffix:
        raise UsageError("--archive", into, "the name of a folder")


def _read(sources: Sequence[str], kind: str, asked: dict[str, Any]) -> tuple[Imported | None, Dataset | None, Report]:
    from posgraph.importers import foreign
    from posgraph.importers.foreign.dna import TYPE

    header = {name: value for name, value in (("id", asked["id_"]), ("title", asked["title"])) if value}
    if kind == "rdf":
        mapped = foreign.read_rdf_mapping(sources, asked["mappings"], header)
        return None, mapped.dataset, mapped.report
    mapping = _mapping(asked, header)
    if kind == "dna":
        imported = foreign.read_dna(sources[0], mapping, asked["statement_type"] or TYPE)
    else:
        imported = (foreign.read_votes if kind == "votes" else foreign.read_table)(sources[0], mapping)
    return imported, None, imported.report


def _mapping(asked: dict[str, Any], header: dict[str, str]) -> Mapping:
    """What the flags say, and of the files what these leave open; the first file comes first."""
    from dataclasses import replace

    from posgraph.importers.foreign.mapping import of_flags, read_mapping

    mapping = of_flags(asked["columns"], asked["stances"], asked["defaults"], header)
    mapping = replace(mapping, date_format=asked["date_format"], sheet=asked["sheet"])
    if asked["actor_kind"]:
        mapping = replace(mapping, actor_kind=asked["actor_kind"])
    for file in asked["mappings"]:
        mapping = mapping.over(read_mapping(file))
    return mapping


def _is_store(into: str) -> bool:
    from posgraph.store import is_store

    path = Path(into)
    return path.suffix == ".store" or (path.is_dir() and is_store(path))


def _free(into: str, force: bool) -> None:
    try:
        destination.free(into, force)
    except UsageError as error:
        raise UsageError("--into", into, error.fault.expected) from None


def _write(into: str, archive: bool, imported: Imported | None, dataset: Dataset | None) -> None:
    if archive:
        from posgraph.archive.writing import write_archive

        if imported is not None:
            write_archive(imported.vocabulary, into, imported.columns)
        elif dataset is not None:
            write_archive(dataset, into)
        return
    made = imported.dataset if imported is not None else dataset
    assert made is not None
    if _is_store(into):
        from posgraph.graph import put
        from posgraph.importers.registry import Loaded, Written

        put([Loaded(made.id, Written(made), made)], into)
    else:
        from posgraph.archive.place import POSITIONS
        from posgraph.exporters import export

        path = export(made, into)
        if path.is_dir():
            (path / POSITIONS).unlink(missing_ok=True)  # of an archive that lay there


def _show_preview(rows: Sequence[Preview], report: Report, format: str) -> None:
    if format == "json":
        streams.write_json({"rows": [row.to_dict() for row in rows], "unused": list(report.unused)})
        return
    if format == "csv":
        names = list(dict.fromkeys(name for row in rows for name in row.position))
        streams.write_csv(("row", *names, "left_out"), ({"row": r.row, **r.position, "left_out": r.why} for r in rows))
        return
    page = Page()
    for row in rows:
        page.say((f"Row {row.row}", "bold"), f": left out, {row.why}" if row.why else "")
        if row.position:
            page.table([Column("field"), Column("holds")], list(row.position.items()))
        page.blank()
    _unused(page, report)
    page.show()


def _unused(page: Page, report: Report) -> None:
    if report.unused:
        page.say(f"Columns that are not used: {', '.join(report.unused)}. Keep one as a note with --map note=COLUMN.")


def _say(report: Report, into: str | None, format: str) -> None:
    if format == "json":
        streams.write_json({**report.to_dict(), "path": into})
        return
    if format == "csv":
        out = sum(each.count for each in report.left_out)
        streams.write_csv(CSV, [{**report.to_dict(), "left_out": out, "path": into or ""}])
        return
    page = Page()
    made = f"{count(report.rows, 'row')} of {report.source}: {count(report.positions, 'position')}"
    page.say((f"{made}, written to {into}." if into else f"{made}. No faults; nothing was written.", "bold"))
    page.blank()
    page.table([Column("table"), Column("rows", right=True)], [[name, f"{n:,}"] for name, n in report.tables.items()])
    if report.stances:
        page.blank()
        page.table(
            [Column("word"), Column("became"), Column("rows", right=True)],
            [[word, stance, f"{n:,}"] for word, found in report.stances.items() for stance, n in found.items()],
        )
    if report.left_out:
        page.blank()
        page.say("Left out:")
    for left in report.left_out:
        more = ", …" if left.count > len(left.first) else ""
        page.item("•", f"{left.why}: {count(left.count, 'row')} (row {', '.join(map(str, left.first))}{more})", indent=2)
    if report.remarks:
        page.blank()
        page.say("Remarks:")
    for remark in report.remarks:
        page.item("•", remark, indent=2)
    page.blank()
    _unused(page, report)
    page.show()

"""``posgraph check``: every fault of a dataset, and what a coder may want to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from posgraph.analysis.words import count
from posgraph.cli import options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.errors import Fault
from posgraph.model.cells import singular

if TYPE_CHECKING:
    from posgraph.validation import Report

CSV = ("path", "kind", "where", "value", "expected", "hint", "rows")
"""One line for each fault (``where``, ``value``, ``expected``, ``hint``) and each remark (``where``: table, ``expected``: what
it remarks on, ``rows``: which rows)."""


@click.command(
    cls=Command,
    short_help="List every fault of a dataset, and what is remarkable.",
    examples=("posgraph check data/miami-2025", "posgraph check data/miami-2025 --format json"),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@options.format("table", "json", "csv")
@click.pass_context
def check(ctx: click.Context, paths: Sequence[str], format: str) -> None:
    """List every fault of each PATH (dataset folder, .xlsx or RDF file): where, what stands there, what was expected.

    Remarks (a position without a quote, a demand that nobody wants) are not faults and keep nothing from being loaded.
    """
    from posgraph.validation import check

    with waiting("Checking"):
        reports = [check(path) for path in paths]
    faults = list(_faults(reports))
    if format == "json":
        streams.write_json(_json(reports, faults))
    elif format == "csv":
        streams.write_csv(CSV, _rows(reports))
    else:
        _show(reports)
    if faults:
        streams.say_faults(faults, f"{count(len(faults), 'fault')}; none of it can be loaded as it is:")
        ctx.exit(1)


def _faults(reports: Sequence[Report]) -> Iterator[Fault]:
    """The faults of all reports; where there are several, each says in which."""
    for report in reports:
        for fault in report.faults:
            where = f"{report.path}: {fault.where}" if len(reports) > 1 else fault.where
            yield Fault(where, fault.value, fault.expected, fault.hint)


def _json(reports: Sequence[Report], faults: Sequence[Fault]) -> dict[str, Any]:
    """The reports; where there are faults, as a problem that holds them all."""
    found: dict[str, Any] = {"ok": not faults, "reports": [report.to_dict() for report in reports]}
    if not faults:
        return found
    return streams.problem("The data have faults", count(len(faults), "fault"), faults) | found


def _rows(reports: Sequence[Report]) -> Iterator[dict[str, Any]]:
    for report in reports:
        for fault in report.faults:
            yield {"path": report.path, "kind": "fault", **fault.to_dict()}
        for content in report.datasets:
            for remark in content.remarks:
                row = {"where": remark.table, "expected": remark.text, "rows": remark.rows}
                yield {"path": report.path, "kind": "remark", **row}
                for fault in remark.faults:
                    yield {"path": report.path, "kind": "remark", **fault.to_dict()}


def _show(reports: Sequence[Report]) -> None:
    page = Page()
    for report in reports:
        page.blank()
        if not report.ok:
            page.say((f"{report.path}: {count(len(report.faults), 'fault')}.", "bold red"))
        for content in report.datasets:
            page.say((f"{report.path}: no faults.", "bold green"))
            counts = (f"{n:,} {singular(table) if n == 1 else table}" for table, n in content.counts.items())
            page.say(f"{content.title or content.id} [{content.id}]: {', '.join(counts)}.")
            if content.remarks:
                page.blank()
                page.say("Remarks, which keep nothing from being loaded:")
            for remark in content.remarks:
                page.item("•", str(replace(remark, faults=())), indent=2)
                for fault in remark.faults:
                    page.item("-", str(fault), indent=4)
    page.show()

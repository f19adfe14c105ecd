"""``posgraph robustness``: how far the answers hold if numbers vary or reports are left out, and what they hang on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.cli import holding, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind


@click.command(
    cls=Command,
    short_help="What each answer hangs on: which numbers, which one report.",
    examples=(
        "posgraph robustness --as-of 2025-12-29",
        "posgraph robustness --as-of 2025-12-29 --issue recognition-annexed --why",
        "posgraph robustness --as-of 2025-12-29 --draws 20 --seed 7 --format json",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@click.option(
    "--actor",
    "actors",
    multiple=True,
    metavar="ID",
    help="Only with this actor, two or more: only among them; for deals, whose consent is needed. Repeatable.",
)
@options.issues
@click.option(
    "--draws",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    help="How often to draw the saliences for the best deals.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Where the draws begin.")
@options.limit(holding.SHOWN)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True, help="Time to search.")
@click.option(
    "--why", is_flag=True, help="With the ranges, the reports with quotes and sources, and what is at stake in the deals."
)
@options.format("table", "json")
def robustness(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    draws: int,
    seed: int,
    limit: int | None,
    seconds: float,
    why: bool,
    format: str,
) -> None:
    """Say how far conflicts, orders and settlements hold if salience, firmness and confidence vary over their plausible ranges,
    or if reports are left out: those of low confidence, a single one, all of one source, a claimed relation. What hangs on one
    report says so and names it.
    """
    from posgraph.graph import open

    with waiting("Leaving out one report after the other"), open(data, dataset=dataset, read_only=True) as graph:
        most = None if format == "table" else limit
        result = graph.robustness(
            as_of, actors=actors, issues=issues, draws=draws, seed=seed, limit=most, seconds=seconds
        ).to_dict()  # fmt: skip
        rows = graph.dataset
        remind(rows, as_of, False)
    if format == "json":
        streams.write_json(result)
    else:
        page = Page()
        holding.write(page, rows, result, limit, why)
        page.show()

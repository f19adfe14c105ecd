"""``posgraph orders``: is there an order of the steps that satisfies all, and if not, who must give way on what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.cli import briefing, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind


@click.command(
    cls=Command,
    short_help="Whether any order of the steps suits all; what must move if not.",
    examples=(
        "posgraph orders --as-of 2025-12-29",
        "posgraph orders --as-of 2025-12-29 --without SQ001",
        "posgraph orders --as-of 2025-12-29 --issue black-sea-truce --why",
    ),
)
@options.source
@options.moment
@options.actors
@options.issues
@options.without
@options.limit(briefing.SHOWN)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="Time to search.")
@click.option("--why", is_flag=True, help="With the arithmetic of each cost.")
@options.format("table", "json", "csv")
def orders(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    actors: Sequence[str],
    issues: Sequence[str],
    without: Sequence[str],
    limit: int | None,
    seconds: float,
    why: bool,
    format: str,
) -> None:
    """Say whether any order of the steps satisfies all, and if none does: every minimal contradiction, the cheapest ways out
    and the roadmap that costs least.
    """
    options.check_moment(as_of, ever)
    from posgraph.graph import open

    with waiting("Ordering the steps"), open(data, dataset=dataset, read_only=True) as graph:
        most = None if format == "table" else limit
        result = graph.orders(
            as_of, ever, actors=actors, issues=issues, without=without, limit=most, seconds=seconds
        ).to_dict()  # fmt: skip
        rows = graph.dataset
        remind(rows, as_of, ever)
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(briefing.CSV, briefing.rows(result, rows))
    else:
        page = Page()
        briefing.write(page, rows, result, limit, why)
        page.show()

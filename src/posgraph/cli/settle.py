"""``posgraph settle``: is there a deal that keeps every red line; if not, who must move on what; which deals are best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.cli import options, settling, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind


@click.command(
    cls=Command,
    short_help="Whether a deal can keep all red lines; what must move if not.",
    examples=(
        "posgraph settle --as-of 2025-12-29",
        "posgraph settle --as-of 2025-12-29 --issue recognition-annexed --why",
        "posgraph settle --as-of 2025-12-29 --move RU003 --actor russia --actor ukraine",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@click.option(
    "--actor",
    "actors",
    multiple=True,
    metavar="ID",
    help="An actor whose consent is needed.  [default: the participants with role party]  Repeatable.",
)
@options.issues
@click.option("--decide", multiple=True, metavar="ISSUE", help="A deal must answer this issue. Repeatable.")
@click.option("--move", "moved", multiple=True, metavar="ID", help="Imagine that this red line moves. Repeatable.")
@options.without
@options.limit(settling.SHOWN)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="Time to search.")
@click.option("--why", is_flag=True, help="With the arithmetic of each deal and plan, and the zone of each issue.")
@options.format("table", "json", "csv")
def settle(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    decide: Sequence[str],
    moved: Sequence[str],
    without: Sequence[str],
    limit: int | None,
    seconds: float,
    why: bool,
    format: str,
) -> None:
    """Say whether a deal exists that keeps every red line of the parties. If none does: every minimal set of red lines that
    block each other, and of those that must move, cheapest first. Then the best deals, and each plan on the table beside them.

    A deal is a set of demands that can hold together, with all that they entail and require.
    """
    from posgraph.analysis.settlements.answer import MOST
    from posgraph.graph import open

    with waiting("Looking for deals"), open(data, dataset=dataset, read_only=True) as graph:
        most = limit if format != "table" or (limit or 0) > MOST else None  # a table chooses from all that was found
        result = graph.settlements(
            as_of, actors=actors, issues=issues, decide=decide, move=moved, without=without, limit=most, seconds=seconds
        ).to_dict()
        rows = graph.dataset
        remind(rows, as_of, False)
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(settling.CSV, settling.rows(result))
    else:
        page = Page()
        settling.write(page, rows, result, limit, why, some=bool(issues))
        page.show()

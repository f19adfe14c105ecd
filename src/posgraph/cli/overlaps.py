"""``posgraph overlaps``: where the parties already want or refuse the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis.rules import KINDS
from posgraph.analysis.words import Words
from posgraph.cli import options, pairs
from posgraph.cli.command import Command
from posgraph.cli.opening import last_begun, opened
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind


@click.command(
    cls=Command,
    short_help="Where two already want, or refuse, the same.",
    examples=(
        "posgraph overlaps --as-of 2025-12-29",
        "posgraph overlaps --as-of 2025-12-29 --actor russia --actor ukraine --why",
    ),
)
@options.source
@options.moment
@options.actors
@options.issues
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="NAME",
    help=f"Only of this kind ({', '.join(KINDS)}). Repeatable.",
)
@options.within
@options.without
@options.limit(pairs.SHOWN)
@options.why
@options.engine
@options.format("table", "json", "csv")
def overlaps(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    actors: Sequence[str],
    issues: Sequence[str],
    kinds: Sequence[str],
    within: bool,
    without: Sequence[str],
    limit: int | None,
    why: bool,
    engine: str | None,
    format: str,
) -> None:
    """List where two holders already want, or refuse, the same; the strongest first."""
    options.check_moment(as_of, ever)
    most = limit or pairs.SHOWN if format == "table" else limit
    with waiting("Looking for overlaps"), opened(data, dataset, engine, without) as source:
        found = source.overlaps(
            as_of, ever, actors=actors, issues=issues, kinds=kinds, within=within, limit=most, without=without
        )  # fmt: skip
        words = Words(source.dataset)
        remind(source.dataset, as_of, ever, last=last_begun(source))
    pairs.write(found.to_dict(), words, pairs.OVERLAPS, format, limit=limit, why=why)

"""``posgraph conflicts``: which demands cannot both hold, between whom, by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis.words import Words
from posgraph.cli import options, pairs
from posgraph.cli.command import Command
from posgraph.cli.opening import last_begun, opened
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind


@click.command(
    cls=Command,
    short_help="What cannot both hold, who stands for it, by which rule.",
    examples=(
        "posgraph conflicts --as-of 2025-12-29",
        "posgraph conflicts --as-of 2025-12-29 --actor russia --actor ukraine --rule contradiction --why",
    ),
)
@options.source
@options.moment
@options.actors
@options.issues
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Only by this rule (contradiction, or R1). Repeatable.")
@options.within
@options.without
@options.limit(pairs.SHOWN)
@options.why
@options.engine
@options.format("table", "json", "csv")
def conflicts(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    actors: Sequence[str],
    issues: Sequence[str],
    rules: Sequence[str],
    within: bool,
    without: Sequence[str],
    limit: int | None,
    why: bool,
    engine: str | None,
    format: str,
) -> None:
    """List the pairs of positions that cannot both hold, the most severe first."""
    options.check_moment(as_of, ever)
    most = limit or pairs.SHOWN if format == "table" else limit
    with waiting("Looking for conflicts"), opened(data, dataset, engine, without) as source:
        found = source.conflicts(
            as_of, ever, actors=actors, issues=issues, rules=rules, within=within, limit=most, without=without
        )  # fmt: skip
        words = Words(source.dataset)
        remind(source.dataset, as_of, ever, last=last_begun(source))
    pairs.write(found.to_dict(), words, pairs.CONFLICTS, format, limit=limit, why=why)

"""``posgraph search``: where the words stand, in whatever spelling, with the quote around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from posgraph.analysis.words import Words, count, listed
from posgraph.cli import options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page, Span
from posgraph.cli.progress import waiting

if TYPE_CHECKING:
    from posgraph.searching import Found

SHOWN = 10
"""How many hits a table shows unless ``--limit`` says otherwise."""


@click.command(
    cls=Command,
    short_help="Find words in quotes, labels, titles and notes.",
    examples=(
        "posgraph search ceasefire --actor russia",
        "posgraph search '\"first a peace agreement\"' --format json",
        "posgraph search Зеленський --type source --year 2025",
    ),
)
@click.argument("q", metavar="WORDS", nargs=-1)
@options.source
@options.day("--as-of", "The day on which statements count as in force; all times are searched.  [default: today]")
@click.option("--type", "kinds", multiple=True, metavar="KIND", help="Only of this kind: actor, position, source, … Repeatable.")
@click.option("--actor", "actors", multiple=True, metavar="ID", help="Only about this actor, or what it says. Repeatable.")
@options.issues
@click.option("--year", "years", multiple=True, metavar="YEAR", help="Only of this year. Repeatable.")
@options.limit(SHOWN)
@options.format("table", "json", "csv")
def search(
    q: Sequence[str],
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    kinds: Sequence[str],
    actors: Sequence[str],
    issues: Sequence[str],
    years: Sequence[str],
    limit: int | None,
    format: str,
) -> None:
    """Find what holds all the WORDS: "words that follow one another", begin*, -not.

    Ukrainian, Russian and Latin spellings of a name find the same.
    """
    from posgraph.graph import open
    from posgraph.searching.results import COLUMNS, line

    with waiting("Searching"), open(data, dataset=dataset, read_only=True) as graph:
        most = limit or (SHOWN if format == "table" else None)
        found = graph.search(
            " ".join(q), as_of, kinds=kinds, actors=actors, issues=issues, years=years, limit=most
        )  # fmt: skip
        words = Words(graph.dataset)
    if format == "json":
        streams.write_json(found.to_dict())
    elif format == "csv":
        streams.write_csv(COLUMNS, (line(hit.to_dict()) for hit in found))
    else:
        page = Page()
        _write(page, words, found, kinds)
        page.show()


def _write(page: Page, words: Words, found: Found, kinds: Sequence[str]) -> None:
    from posgraph.searching.marking import snippet

    counts = [facet for facet in found.facets["kind"] if not kinds or facet.value in kinds]
    told = listed(count(facet.count, facet.value, "processes" if facet.value == "process" else "") for facet in counts)
    head = f"{count(found.total, 'hit')} for {found.q}" if found.q else count(found.total, "hit")
    page.say((f"{head}{': ' + told if found.total else ''}.", "bold"))
    for hit in found:
        page.blank()
        spans: list[Span] = [(hit.label, "bold"), (f" [{hit.kind}]", "dim")]
        if hit.spelling:
            spans.append((" other spelling", "dim"))
        page.item(hit.id, *spans)
        if hit.where not in ("label", "title", "statement"):
            shown: list[Span] = [(piece.text, "bold") if piece.hit else piece.text for piece in snippet(hit.text)]
            quoted = hit.where == "quote"
            page.say(*(["“", *shown, "”"] if quoted else [f"{hit.where}: ", *shown]), indent=3)
        parts = [hit.date or "", words.source(hit.source.id) if hit.source and hit.kind != "source" else ""]
        if hit.statement:
            parts += [words.reporter(hit.statement.to_dict()), "in force" if hit.in_force else f"not in force on {found.as_of}"]
        page.say(("; ".join(part for part in parts if part), "dim"), indent=3)
    if found.total > len(found):
        page.blank()
        page.say(f"{found.total - len(found)} more; --limit {found.total} shows all.")

"""``posgraph exchange``: who could trade what with whom under the exchange model, and who else gains or loses by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis.models.exchange import BOOKKEEPING
from posgraph.analysis.models.exchanges import SCALES
from posgraph.analysis.words import Record, Words, count, listed, number
from posgraph.cli import capability as weights
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import BREAK, Column, Page, Span
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

SHOWN = 10
"""How many exchanges a table shows unless ``--limit`` says otherwise."""

LEAST = 0.005
"""An effect below this shows as 0 in a table."""


@click.command(
    cls=Command,
    short_help="Who could trade what under the exchange model; who else pays.",
    examples=(
        "posgraph exchange --as-of 2025-12-29 --actor russia --actor ukraine",
        "posgraph exchange --as-of 2025-12-29 --scale coded --bookkeeping published --format json",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@click.option("--actor", "actors", multiple=True, metavar="ID", help="Between these actors.  [default: all parties] Repeatable.")
@options.issues
@options.without
@weights.option
@click.option("--scale", type=click.Choice(SCALES), default="stretched", show_default=True,
              help="Every issue from 0 to 100, or the numbers as they are coded.")  # fmt: skip
@click.option("--bookkeeping", type=click.Choice(BOOKKEEPING), default="full", show_default=True,
              help="Every trade knows of every move before it (full), or only of some, as in the published figures.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"So many in a table.  [default: {SHOWN}]")
@click.option("--why", is_flag=True, help="With each: the arithmetic of the gain; and all numbers with quotes and sources.")
@options.format("table", "json")
def exchange(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    without: Sequence[str],
    capability: dict[str, float],
    scale: str,
    bookkeeping: str,
    limit: int | None,
    why: bool,
    format: str,
) -> None:
    """List the exchanges that the model of Stokman and van Oosten realises: two actors each give on the issue that they care less
    about, at the rate that makes their gains equal, the greatest gain first. With each: who else gains or loses.

    It is no better as a forecast than the weighted mean; read it for who could trade what.
    """
    from posgraph.graph import open

    with waiting("Looking for exchanges"), open(data, dataset=dataset, read_only=True) as graph:
        found = graph.exchange(
            as_of,
            actors=actors,
            issues=issues,
            capability=capability,
            without=without,
            scale=scale,
            bookkeeping=bookkeeping,
        )
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, False)
    result = found.to_dict()
    if format == "json":
        streams.write_json(result)
        return
    page = Page()
    _write(page, words, result, limit or SHOWN, why)
    page.show()


def _write(page: Page, words: Words, result: Record, limit: int, why: bool) -> None:
    items = result["items"]
    said = f"{count(len(items), 'exchange')} of {result['candidates']} possible as of {result['as_of']}"
    page.say((said, "bold"), f", total gain {result['total']:,.4f}.")
    if items:
        page.blank()
        page.table(
            [Column("gain", right=True, fixed=True), Column("who gives on what"), Column("who else gains or loses")],
            [[f"{item['gain']:,.4f}", _trade(words, item), _others(words, item)] for item in items[:limit]],
        )
        page.blank()
        if len(items) > limit:
            page.say(f"{len(items) - limit} more; --limit {len(items)} shows all.")
        units = "points of a scale from 0 to 100" if result["scale"] == "stretched" else "units as they are coded"
        page.say(f"A gain is that of each of the two, in salience × {units}; the total counts it once for each exchange.")
    elif result["candidates"]:
        page.say("Both gain only where they care differently about the two issues; on these numbers nobody does.")
    else:
        page.say("It takes two actors that stand on opposite sides of the mean on two issues; there are none.")
    page.blank()
    if items:
        page.say(f"If {'it were' if len(items) == 1 else 'all of them were'} made:")
    for line in result["issues"]:
        outcome = result["outcomes"].get(line["issue"])
        if outcome and outcome["before"] != outcome["after"]:
            page.say(
                f"{line['label']}: the mean would go from {number(outcome['before'])} to {number(outcome['after'])}",
                f" {line['unit'] or ''}".rstrip(),
                f", on a scale from {number(line['scale'][0])} to {number(line['scale'][1])}",
            )
    if why:
        _arithmetic(page, words, result, limit)
    page.blank()
    weights.say_assumed(page, words, (a for line in result["issues"] for a in line["actors"]), result)
    if items and result["bookkeeping"] == "published":
        page.say("A gain may already be gone where it is told: in the published bookkeeping a trade does not know of every move.")
    page.say((result["assumes"], "dim"))


def _trade(words: Words, item: Record) -> list[Span]:
    spans: list[Span] = []
    for m in item["moves"]:
        spans += [BREAK] if spans else []
        spans += [f"{words.actor(m['actor'])} on {words.label('issues', m['issue'])}: {number(m['from'])} to {number(m['to'])}"]
    return spans


def _others(words: Words, item: Record) -> str:
    """The outsiders with the greatest effects first; those that neither gain nor lose are not named."""
    felt = sorted((-abs(gain), actor, gain) for actor, gain in item["others"].items() if abs(gain) >= LEAST)
    return ", ".join(f"{words.actor(actor)} {gain:+.2f}" for _, actor, gain in felt) or "nobody"


def _arithmetic(page: Page, words: Words, result: Record, limit: int) -> None:
    """How each gain comes about, then all numbers with their evidence."""
    lines = {line["issue"]: line for line in result["issues"]}
    salience = {(line["issue"], a["actor"]): a["salience"] for line in lines.values() for a in line["actors"]}
    page.blank()
    for place, item in enumerate(result["items"][:limit], 1):
        i, j = item["moves"]
        for got, given in ((j, i), (i, j)):
            shifts = [_shift(m, lines[m["issue"]], result["scale"]) for m in (got, given)]
            factors = [salience[m["issue"], given["actor"]] for m in (got, given)]
            page.item(
                f"{place}.",
                f"{words.actor(given['actor'])}: salience {number(factors[0])} × {number(shifts[0])} gained on {got['issue']}, "
                f"less {number(factors[1])} × {number(shifts[1])} given on {given['issue']}; with all moves so far it gains "
                f"{number(item['effects'][given['actor']])}",
            )
    page.blank()
    for line in lines.values():
        page.say((line["label"], "bold"))
        for a in line["actors"]:
            page.item(
                words.actor(a["actor"]),
                f"at {number(a['position'])}, capability {number(a['capability'])} × salience {number(a['salience'])}"
                + (f" ({listed(a['assumed'])} unknown)" if a["assumed"] else ""),
                indent=2,
            )
            for p in a["positions"]:
                evidence.show(page, words, p, indent=4)
        if line["left_out"]:
            page.say(f"Left out, without a number here: {listed(words.actor(x) for x in line['left_out'])}.", indent=2)


def _shift(move: Record, line: Record, scale: str) -> float:
    """How far a move shifts the outcome, in units of the chosen scale."""
    low, high = line["scale"]
    shift = abs(move["outcome"]["after"] - move["outcome"]["before"])
    return float(shift * 100 / (high - low) if scale == "stretched" else shift)

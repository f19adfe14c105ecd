"""``posgraph forecast``: where an issue may end, beside the baselines and with the measured error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.cli import capability as weights
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Column, Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind
from posgraph.cli.words import Record, Words, count, listed, number

METHODS = {
    "compromise": "mean, by capability × salience",
    "mean": "plain mean",
    "salience": "mean, by salience",
    "median": "median, by capability × salience",
    "middle": "middle of the scale, whatever they want",
}
"""The methods in words, in the order in which a table shows them."""


@click.command(
    cls=Command,
    short_help="Where an issue with numbers may end, with the measured error.",
    examples=(
        "posgraph forecast --as-of 2025-12-29 --issue army-size",
        "posgraph forecast --as-of 2025-12-29 --issue army-size --capability russia=2 --capability ukraine=1 --why",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@click.option("--actor", "actors", multiple=True, metavar="ID", help="Count these actors.  [default: all parties] Repeatable.")
@options.issues
@options.without
@weights.option
@click.option("--why", is_flag=True, help="With each: whose numbers, with quotes and sources, and the arithmetic.")
@options.format("table", "json")
def forecast(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    without: Sequence[str],
    capability: dict[str, float],
    why: bool,
    format: str,
) -> None:
    """Forecast each issue on which somebody stands at a number: means and a median of what the actors want, beside the plain
    baselines.

    Every forecast is shown with its mean error on 322 decisions whose outcome is known. None is much better than the plain mean.
    """
    from posgraph.graph import open

    with waiting("Weighing the positions"), open(data, dataset=dataset, read_only=True) as graph:
        found = graph.forecast(as_of, actors=actors, issues=issues, capability=capability, without=without)
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, False)
    result = found.to_dict()
    if format == "json":
        streams.write_json(result)
        return
    page = Page()
    _write(page, words, result, why)
    page.show()


def _write(page: Page, words: Words, result: Record, why: bool) -> None:
    who = listed(words.named_actor(a) for a in result["actors"])
    items = result["items"]
    page.say((f"{count(len(items), 'forecast') if items else 'No forecast'} as of {result['as_of']}", "bold"), f" from {who}.")
    if not items:
        page.say("None of them stands at a number: issues need demands with a range or a rank.")
        return
    for item in items:
        page.blank()
        _issue(page, words, item, result["outcomes_within_stated"])
        if why:
            _arithmetic(page, words, item)
    page.blank()
    weights.say_assumed(page, words, (a for item in items for a in item["actors"]), result)
    page.say((result["assumes"], "dim"))
    if not why:
        page.say(("--why shows whose numbers these are, with quotes and sources, and the arithmetic.", "dim"))


def _issue(page: Page, words: Words, item: Record, within: Sequence[int]) -> None:
    unit = f" {item['unit']}" if item["unit"] else ""
    low, high = item["scale"]
    page.say((item["label"], "bold"), (f" [{item['issue']}]", "dim"), f", from {number(low)} to {number(high)}{unit}")
    page.table(
        [Column("forecast", right=True, fixed=True), Column("mean error", right=True, fixed=True), Column("method")],
        [[number(e["value"]), f"± {number(e['error'])}", METHODS[e["method"]]] for e in item["estimates"]],
    )
    stated = [number(x) for x in item["stated"]]
    if stated[0] == stated[1]:
        page.say(f"Stated: {stated[0]} alone.")
    else:
        inside = f"{within[0]} of {within[1]} decisions ended within the range of what was stated"
        page.say(f"Stated: {stated[0]} to {stated[1]}, spread {number(item['spread'])} ({inside}).")
    duels = item["condorcet"]
    likeliest = max(duels["distribution"], key=lambda d: (d["position"] == duels["modal"], d["probability"]))
    page.say(
        f"If positions beat each other with the share of their votes: {number(duels['expected'])} expected, likeliest "
        f"{number(duels['modal'])} (probability {number(likeliest['probability'])})."
    )
    if item["left_out"]:
        page.say(f"Left out, without a number here: {listed(words.actor(a) for a in item['left_out'])}.")


def _arithmetic(page: Page, words: Words, item: Record) -> None:
    """Whose numbers, with their evidence, and the weighted mean as a sum."""
    for a in item["actors"]:
        page.item(
            words.actor(a["actor"]),
            f"at {number(a['position'])}: capability {number(a['capability'])} × salience {number(a['salience'])} = weight "
            f"{number(a['weight'])}; a move of 1 moves the mean by {number(a['pull'])}{_assumed(a)}",
            indent=2,
        )
        for p in a["positions"]:
            evidence.show(page, words, p, indent=4)
    total = sum(a["weight"] for a in item["actors"])
    terms = " + ".join(f"{number(a['weight'])} × {number(a['position'])}" for a in item["actors"])
    page.say(f"Mean: ({terms}) / {number(total)} = {number(item['estimates'][0]['value'])}", indent=2)


def _assumed(actor: Record) -> str:
    return f" ({listed(actor['assumed'])} unknown)" if actor["assumed"] else ""

"""``posgraph forecast``: where an issue may end, beside the baselines and with the measured error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log10

import click

from posgraph.analysis.words import Record, Words, count, listed, number
from posgraph.cli import capability as weights
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Column, Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

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
    """Forecast each issue on which two or more stand at a number: means and a median of what the actors want, beside the plain
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
    for item in items:
        page.blank()
        _issue(page, words, item, result["outcomes_within_stated"])
        if why:
            _arithmetic(page, words, item)
    for line in result["alone"]:
        page.blank()
        _alone(page, words, line, why)
    page.blank()
    told = [*items, *result["alone"]]
    if not (told or result["skipped"]):
        page.say("None of them stands at a number there: that takes demands with a range or a rank.")
    weights.say_assumed(page, words, (a for line in told for a in line["actors"]), result)
    if items:
        page.say((result["assumes"], "dim"))
    if told and not why:
        page.say(("--why shows whose numbers these are, with quotes and sources, and the arithmetic.", "dim"))


def _issue(page: Page, words: Words, item: Record, within: Sequence[int]) -> None:
    unit = f" {item['unit']}" if item["unit"] else ""
    low, high = item["scale"]
    page.say((item["label"], "bold"), (f" [{item['issue']}]", "dim"), f", from {number(low)} to {number(high)}{unit}")
    page.table(
        [Column("forecast", right=True, fixed=True), Column("mean error", right=True, fixed=True), Column("method")],
        [[_rounded(e["value"], e["error"]), _band(e["error"]), METHODS[e["method"]]] for e in item["estimates"]],
    )
    stated = [number(x) for x in item["stated"]]
    if stated[0] == stated[1]:
        page.say(f"Stated: {stated[0]} by all.")
    else:
        inside = f"{within[0]} of {within[1]} decisions ended within the range of what was stated"
        spread = _rounded(item["spread"], item["estimates"][0]["error"])
        page.say(f"Stated: {stated[0]} to {stated[1]}, spread {spread} ({inside}).")
        _duels(page, item)
    if item["left_out"]:
        page.say(f"Left out, without a number here: {listed(words.actor(a) for a in item['left_out'])}.")


def _duels(page: Page, item: Record) -> None:
    """The probabilistic Condorcet distribution in a sentence."""
    duels = item["condorcet"]
    chances = {d["position"]: d["probability"] for d in duels["distribution"]}
    likeliest = (
        f"{number(duels['modal'])} likeliest (probability {number(chances[duels['modal']])})"
        if duels["modal"] is not None
        else "no single position likeliest"
    )
    expected = _rounded(duels["expected"], item["estimates"][0]["error"])
    page.say(f"If positions beat each other with the share of their votes: {expected} expected, {likeliest}; error not measured.")


def _alone(page: Page, words: Words, line: Record, why: bool) -> None:
    """A line on which one actor alone has a number, which makes no forecast."""
    (only,) = line["actors"]
    at = f"{number(only['position'])}{' ' + line['unit'] if line['unit'] else ''}"
    said = f": no forecast, since only {words.actor(only['actor'])} stands at a number ({at})"
    page.say((line["label"], "bold"), (f" [{line['issue']}]", "dim"), said)
    for p in only["positions"] if why else ():
        evidence.show(page, words, p, indent=2)


def _rounded(value: float, error: float) -> str:
    """As many digits as the error calls for, and no more: they would promise what no forecast holds.

    >>> _rounded(323333.33, 167310), _rounded(2.271, 1.521), _rounded(0.02345, 0.0117)
    ('323,300', '2.27', '0.023')
    """
    size = floor(log10(error))
    return number(round(value, min(2, 3 - size))) if size >= -1 else f"{value:.{1 - size}f}"


def _band(error: float) -> str:
    return f"± {_rounded(error, error)}"


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

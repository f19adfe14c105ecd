"""``posgraph trades``: two issues on which two actors clash, and each gives on the one that it cares less about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis.words import Record, Words, asked, crossing, listed, number, tagged
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import BREAK, Column, Page, Span
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

SHOWN = 10
"""How many trades a table shows unless ``--limit`` says otherwise."""


@click.command(
    cls=Command,
    short_help="What two can trade: each gives on what it cares less about.",
    examples=(
        "posgraph trades --as-of 2025-12-29 --actor russia --actor ukraine",
        "posgraph trades --as-of 2025-12-29 --issue army-size --limit 1 --why",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@click.option(
    "--actor",
    "actors",
    multiple=True,
    metavar="ID",
    help="Only trades of this actor; two or more: only between them. Repeatable.",
)
@click.option(
    "--issue",
    "issues",
    multiple=True,
    metavar="ID",
    help="Only trades on this issue; two or more: of one for another. Repeatable.",
)
@options.limit(SHOWN)
@click.option("--why", is_flag=True, help="With each: what is given up, with quotes and sources, and the arithmetic.")
@options.format("table", "json")
def trades(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    limit: int | None,
    why: bool,
    format: str,
) -> None:
    """List pairs of issues on which each of two actors could give on the one that it cares less about, and gain on the other.

    A stake is the sum of salience × |stance| over the positions that clash with the other's on the issue. Trades that ask for
    no red line come first, then the greatest joint gain.
    """
    from posgraph.graph import open

    with waiting("Looking for trades"), open(data, dataset=dataset, read_only=True) as graph:
        found = graph.trades(as_of, actors=actors, issues=issues, limit=None if format == "table" else limit)
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, ever=False)
    result = found.to_dict()
    if format == "json":
        streams.write_json(result)
        return
    page = Page()
    _brief(page, words, result, limit or SHOWN, why)
    page.show()


def _brief(page: Page, words: Words, result: Record, limit: int, why: bool) -> None:
    """The plain answer, the note, the trades."""
    items = result["items"]
    page.say((crossing(result, "trade"), "bold"))
    if note := result.get("note"):
        page.say((note, "dim"))
    if not items:
        return
    shown = items[:limit]
    page.blank()
    if why:
        for n, item in enumerate(shown, 1):
            page.blank()
            _explain(page, words, item, n)
    else:
        columns = [
            Column("joint gain", fixed=True, right=True),
            Column("trade, with what is at stake"),
            Column("who else loses", least=16),
        ]
        rows: list[list[Span | list[Span]]] = [
            [number(each["joint"]), _trade(words, each), _losers(words, each)] for each in shown
        ]
        page.table(columns, rows)
    page.blank()
    if len(items) > len(shown):
        page.say(f"{len(items) - len(shown)} more; --limit {len(items)} shows all.")
    if not why:
        page.say(("--why shows what is given up, with quotes and sources, and the arithmetic.", "dim"))


def _trade(words: Words, item: Record) -> list[Span]:
    spans: list[Span] = []
    for side in (item["a"], item["b"]):
        spans += [BREAK] if spans else []
        gives, gains = (words.label("issues", side[part]) for part in ("gives", "gains"))
        spans += [(words.actor(side["actor"]), "bold"), f" gives on {gives}"]
        spans += [(f" [{side['gives']}]", "dim"), f" ({number(side['cost'])}), gains on {gains} ({number(side['worth'])})"]
    if item["crosses"]:
        spans += [BREAK, (f"asks for the {asked(item['crosses'])}", "red")]
    return spans


def _losers(words: Words, item: Record) -> str:
    actors: dict[str, list[str]] = {}
    for loser in item["losers"]:
        actors.setdefault(loser["actor"], []).append(loser["position"]["position"])
    return "; ".join(f"{words.actor(actor)} ({', '.join(ids)})" for actor, ids in actors.items())


def _explain(page: Page, words: Words, item: Record, n: int) -> None:
    """A trade with what is given up, the arithmetic, and who else loses."""
    a, b = item["a"], item["b"]
    head = f"{words.actor(a['actor'])} and {words.actor(b['actor'])}, joint gain {number(item['joint'])}"
    red = [(f", asks for the {asked(item['crosses'])}", "bold red")] if item["crosses"] else []
    page.item(f"{n}.", (head, "bold"), *red)
    for side in (a, b):
        gives = tagged(words.label("issues", side["gives"]), side["gives"])
        page.say(f"{words.named_actor(side['actor'])} gives on {gives}:", indent=3)
        for p in side["given"]:
            evidence.show(page, words, p, indent=5)
        sums = {part: " + ".join(_term(each) for each in side["parts"][part]) or "nothing" for part in ("kept", "given")}
        text = (
            f"Gain {number(side['gain'])} = {number(side['worth'])} on {words.label('issues', side['gains'])} ({sums['kept']}) "
            f"less {number(side['cost'])} on {words.label('issues', side['gives'])} ({sums['given']}); salience × |stance|"
        )
        assumed = [each["position"] for part in ("kept", "given") for each in side["parts"][part] if each["assumed"]]
        known = f"; 0.5 stands for the unknown salience of {listed(assumed)}" if assumed else ""
        page.say((f"{text}{known}.", "dim"), indent=3)
    for loser in item["losers"]:
        p = loser["position"]
        page.item("Also loses:", f"{words.sentence(p)} ({p['position']}), on the same side as {loser['given']}", indent=3)
        for id in loser["relations"]:
            page.item("Link:", words.link(id), indent=5)
    for left in item["left"]:
        page.item("Brings up:", f"{words.said(left['a'])} / {words.said(left['b'])} ({left['rule']})", indent=3)


def _term(part: Record) -> str:
    return f"{part['position']} {number(part['salience'])} × {number(abs(part['polarity']))}"

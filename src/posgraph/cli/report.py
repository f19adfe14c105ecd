"""``posgraph report``: what changed between two days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from posgraph.analysis.words import Record, Words
from posgraph.cli import evidence, options, pairs, shifts, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting

SHOWN = 5
"""How many items of each list ``--why`` shows unless ``--limit`` says otherwise."""

CUT = "The search was cut short: more among orders and deals may have changed than is told. Give it more --seconds."
"""What is said where a time limit ended a search."""

IDS = 30
"""How many rows ``--why`` names below a sentence; JSON names all."""

CSV = ("part", "change", "kind", "date", "actors", "ids", "demands", "weight")
"""One line a change: ``part`` is positions, shifts, conflicts, overlaps, orders or settlements."""

POSITIONS = {
    "begun": "Came into force",
    "ended": "Ended",
    "superseded": "Gave way to others",
    "passed": "Came and went in between",
}
PAIRS = (("conflicts", pairs.CONFLICTS), ("overlaps", pairs.OVERLAPS))


@click.command(
    cls=Command,
    short_help="What changed between two days, as a paragraph and as data.",
    examples=(
        "posgraph report --since 2025-12-12 --until 2025-12-29",
        "posgraph report --since 2025-12-12 --until 2025-12-29 --actor ukraine --why",
    ),
)
@options.source
@options.day("--since", "The first of the two days.", required=True)
@options.day("--until", "The second.  [default: today]")
@options.actors
@options.issues
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help=f"With --why: at most so many of each list.  [default: {SHOWN}]"
)
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="Time for each search."
)
@click.option(
    "--why", is_flag=True, help="Below each sentence its rows and sources; then every list, with quotes and arithmetic."
)
@options.format("table", "json", "csv")
def report(
    data: str | None,
    dataset: str | None,
    since: date,
    until: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    limit: int | None,
    seconds: float,
    why: bool,
    format: str,
) -> None:
    """Say what changed between two days: positions, shifts, conflicts, overlaps, whether an order of the steps suits
    all, and what blocks a deal.
    """
    from posgraph.graph import open

    with waiting("Comparing two days"), open(data, dataset=dataset, read_only=True) as graph:
        result = graph.report(since, until, actors=actors, issues=issues, seconds=seconds).to_dict()
        words = Words(graph.dataset)
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(CSV, rows(result))
    else:
        page = Page()
        write(page, words, result, limit or SHOWN, why=why)
        page.show()


def rows(result: Record) -> Iterator[dict[str, Any]]:
    """The changes as rows of :data:`CSV`."""
    for name in POSITIONS:
        for p in result["positions"][name]:
            ids = [p["position"], *p["by"]]
            yield {"part": "positions", "change": name, "kind": p["stance"], "date": p["date"], "actors": [p["actor"]],
                   "ids": ids, "demands": [p["demand"]]}  # fmt: skip
    for item in result["shifts"]:
        sides = [item[side] for side in ("from", "to") if item[side]]
        yield {"part": "shifts", "change": "new", "kind": item["kind"], "date": item["date"], "actors": [item["actor"]],
               "ids": [p["position"] for p in sides], "demands": list(dict.fromkeys(p["demand"] for p in sides))}  # fmt: skip
    for part, sort in PAIRS:
        for change in ("gone", "new"):
            for item in result[part][change]:
                sides = [item["a"], item["b"]]
                yield {"part": part, "change": change, "kind": item[sort.kind], "date": item["from"],
                       "actors": [p["actor"] for p in sides], "ids": [p["position"] for p in sides],
                       "demands": item["chain"], "weight": item[sort.weight]}  # fmt: skip
    for change in ("gone", "new"):
        for item in result["settlements"][change]:
            yield {"part": "settlements", "change": change, "kind": "blocker", "actors": item["actors"], "ids": item["members"],
                   "demands": item["demands"]}  # fmt: skip
    for change in ("gone", "new"):
        for item in result["orders"][change]:
            yield {"part": "orders", "change": change, "kind": "contradiction", "actors": item["actors"], "ids": item["members"],
                   "demands": item["steps"]}  # fmt: skip


def write(page: Page, words: Words, result: Record, limit: int, *, why: bool) -> None:
    """The paragraph; with ``why`` its sentences, each with what it rests on, and then every list."""
    if not why or not result["sentences"]:
        page.say(result["paragraph"])
        if result["partial"]:
            page.blank()
            page.say(CUT)
        if result["sentences"]:
            page.blank()
            page.say(("--why shows what each sentence rests on, and the changes with their quotes and sources.", "dim"))
        return
    if result["partial"]:
        page.say(CUT)
        page.blank()
    for sentence in result["sentences"]:
        page.item("·", sentence["text"])
        ids = sentence["ids"]
        rest = f" and {len(ids) - IDS} more rows" if len(ids) > IDS else ""
        page.say(("rests on " + ", ".join(ids[:IDS]) + rest, "dim"), indent=2)
        for source in sentence["sources"][:limit]:
            page.say((words.source(source), "dim"), indent=4)
        more(page, len(sentence["sources"]), limit, indent=4)
    for name, title in POSITIONS.items():
        found = result["positions"][name]
        heading(page, title, len(found))
        for p in found[:limit]:
            evidence.show(page, words, p, indent=2)
        more(page, len(found), limit)
    heading(page, "Shifts", len(result["shifts"]))
    for item in result["shifts"][:limit]:
        shifts.explain(page, words, item)
    more(page, len(result["shifts"]), limit)
    for part, sort in PAIRS:
        for change in ("new", "gone"):
            items = result[part][change]
            heading(page, f"{part.capitalize()}, {change}", len(items))
            pairs.explain(page, words, items[:limit], sort)
            more(page, len(items), limit)
    for change in ("new", "gone"):
        items = result["orders"][change]
        heading(page, f"Contradictions among orders, {change}", len(items))
        for item in items[:limit]:
            page.say(" → ".join(words.demand(step) for step in (*item["steps"], item["steps"][0])), indent=2)
            for id in item["members"]:
                known = words.said(id)
                page.item(id, words.link(id) if known == id else known, indent=4)
        more(page, len(items), limit)
    for change in ("new", "gone"):
        items = result["settlements"][change]
        heading(page, f"Red lines that block a deal, {change}", len(items))
        for item in items[:limit]:
            page.say(" and ".join(map(words.actor, item["actors"])), indent=2)
            for id in item["members"]:
                page.item(id, words.said(id), indent=4)
        more(page, len(items), limit)


def heading(page: Page, title: str, number: int) -> None:
    """The title of a list, with how many there are; nothing where there are none."""
    if number:
        page.blank()
        page.say((f"{title}: {number}", "bold"))


def more(page: Page, number: int, limit: int, indent: int = 2) -> None:
    """How many are not shown."""
    if number > limit:
        page.say((f"and {number - limit} more (--limit)", "dim"), indent=indent)

"""``posgraph convergence``: whether two actors come closer over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import click

from posgraph.analysis.words import Record, Words, count, listed, number
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Column, Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

SHOWN = 24
"""How many rows a table shows, the newest, unless ``--limit`` says otherwise."""

CSV = ("from", "until", "index", "overlap", "conflict", "pairs", "overlaps", "conflicts")
"""One line a window; ``overlaps`` and ``conflicts`` are pairs of positions, ``RU029+UA014``."""

TRENDS = {
    "converged": " converged by the index",
    "diverged": " diverged by the index",
    "unchanged": " are by the index as far apart as they were",
    "unknown": ": there are no two windows with an index to compare",
}


@click.command(
    cls=Command,
    short_help="Whether two actors come closer over time.",
    examples=(
        "posgraph convergence russia ukraine --as-of 2025-12-29",
        "posgraph convergence ukraine united-states --as-of 2025-12-29 --window days:30 --step days:10 --why",
    ),
)
@click.argument("one", metavar="ACTOR")
@click.argument("other", metavar="ACTOR")
@options.source
@options.moment
@click.option(
    "--window", default="months:6", show_default=True, metavar="SPAN", help="How long a window is: days:30, months:6, years:1."
)
@click.option("--step", default="months:1", show_default=True, metavar="SPAN", help="How far it moves each time.")
@options.day("--since", "Where the first window ends.  [default: the first day on which either speaks]")
@options.day("--until", "Where the last one ends.  [default: the last such day]")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Only the newest rows of a table or CSV.  [default: {SHOWN} in a table]",
)
@click.option("--why", is_flag=True, help="With each window the pairs it counts, with the arithmetic; then all their positions.")
@options.format("table", "json", "csv")
def convergence(
    one: str,
    other: str,
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    window: str,
    step: str,
    since: date | None,
    until: date | None,
    limit: int | None,
    why: bool,
    format: str,
) -> None:
    """Follow two actors over time: in each window what they share (O) against what they clash on (C), as (O − C) / (O + C).

    1: all of it agrees; −1: all of it clashes. The last index minus the first is the trend.
    """
    options.check_moment(as_of, ever)
    from posgraph.graph import open

    with waiting("Comparing windows"), open(data, dataset=dataset, read_only=True) as graph:
        found = graph.convergence(one, other, window=window, step=step, since=since, until=until, as_of=as_of, ever=ever)
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, ever)
    result = found.to_dict()
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(CSV, rows(result["points"][-limit:] if limit else result["points"]))
    else:
        page = Page()
        write(page, words, result, found.line, limit=limit, why=why)
        page.show()


def rows(points: list[Record]) -> Iterator[dict[str, Any]]:
    """The windows as rows of :data:`CSV`."""
    for point in points:
        yield {**point} | {name: ["+".join(ids) for ids in point["ids"][name]] for name in ("overlaps", "conflicts")}


def write(page: Page, words: Words, result: Record, line: str, *, limit: int | None, why: bool) -> None:
    """The trend in words, a line of bars, the newest windows."""
    names, points, trend = listed(map(words.named_actor, result["actors"])), result["points"], result["trend"]
    if not points:
        page.say((f"{names}: no position of either has a date to follow.", "bold"))
        return
    page.say((f"{names}{TRENDS[trend['word']]}{_change(trend, points)}.", "bold"))
    page.say(
        f"Windows of {_length(result['window'])} that end from {points[0]['until']} to {points[-1]['until']}, "
        f"one every {_length(result['step'])}."
    )
    page.blank()
    for start in range(0, len(line), page.width - 1):
        page.say(line[start : start + page.width - 1])
    every = runs(points)
    shown = every[-(limit or SHOWN) :]
    page.blank()
    columns = [Column("windows that end", fixed=True), *(Column(name, fixed=True, right=True) for name in CSV[2:6])]
    page.table(
        columns,
        [[_ends(run), _index(p), number(p["overlap"]), number(p["conflict"]), str(p["pairs"])] for run in shown for p in run[:1]],
    )
    page.blank()
    if len(every) > len(shown):
        earlier = sum(map(len, every[: -len(shown)]))
        page.say(f"{count(earlier, 'earlier window')}; --limit {len(every)} shows all.")
    if why:
        explain(page, words, result, shown)
    else:
        unknown = sorted({name for row in result["assumed"] for name in row["assumed"]})
        if unknown:
            page.say((f"Where the {' or '.join(unknown)} of a position is unknown, 0.5 stands for it; --why says where.", "dim"))
        page.say(("--why shows which pairs of positions each window counts.", "dim"))


def runs(points: list[Record]) -> list[list[Record]]:
    """Windows one after another that count the same pairs, as one."""
    return [list(run) for _, run in groupby(points, key=lambda p: p["ids"])]


def explain(page: Page, words: Words, result: Record, shown: list[list[Record]]) -> None:
    """The arithmetic of each run of windows, then every position that it rests on."""
    meetings: Mapping[str, Mapping[tuple[str, ...], Record]] = {
        name: {tuple(m["ids"]): m for m in result[name]} for name in ("overlaps", "conflicts")
    }
    cited: set[str] = set()
    for point, ends in ((run[0], _ends(run)) for run in shown):
        page.blank()
        page.say((f"{ends}: index {_index(point)}", "bold"))
        for letter, name, key in (("O", "overlaps", "overlap"), ("C", "conflicts", "conflict")):
            found = [meetings[name][tuple(ids)] for ids in point["ids"][name]]
            told = [f"{number(m['weight'])} ({'+'.join(m['ids'])} {', '.join(m['by'])})" for m in found]
            page.item(f"{letter} =", " + ".join(told) + f" = {number(point[key])}" if told else "0", indent=3)
            cited |= {id for m in found for id in m["ids"]}
    page.blank()
    assumed = {row["position"]: row["assumed"] for row in result["assumed"]}
    gap = max((len(id) for id in cited), default=0) + 2
    for p in result["positions"]:
        if p["position"] in cited:
            evidence.show(page, words, p, gap=gap)
            if names := assumed.get(p["position"]):
                page.say((f"0.5 stands for the unknown {listed(names)}", "dim"), indent=gap)


def _length(span: str) -> str:
    """``months:6`` in words."""
    unit, _, size = span.partition(":")
    return count(int(size), unit.removesuffix("s"))


def _ends(run: list[Record]) -> str:
    """The last day of a window, or those of the first and the last of a run."""
    first, last = run[0]["until"], run[-1]["until"]
    return str(first) if first == last else f"{first} to {last}"


def _index(point: Record) -> str:
    return "none" if point["index"] is None else f"{point['index']:+.2f}"


def _change(trend: Record, points: list[Record]) -> str:
    if trend["change"] is None:
        return ""
    ends = {p["until"]: p for p in points}
    first, last = (
        f"{_index(p)} ({p['until']}, on {count(p['pairs'], 'pair')})" for p in (ends[trend["first"]], ends[trend["last"]])
    )
    return f", from {first} to {last}"

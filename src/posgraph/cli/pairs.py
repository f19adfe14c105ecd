"""Pairs of positions, in conflict or in overlap: as a table, as a briefing with the evidence, as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posgraph.analysis import because, lines
from posgraph.analysis.words import Record, Words, count, number, span, verb, when
from posgraph.cli import evidence, streams
from posgraph.cli.page import BREAK, Column, Page, Span

SHOWN = 20
"""How many pairs a table shows unless ``--limit`` says otherwise."""


@dataclass(frozen=True, slots=True)
class Sort:
    """Conflicts or overlaps: what a pair is called, which of its fields tell its kind and its weight, its columns in CSV."""

    thing: str
    kind: str
    weight: str

    columns: tuple[str, ...]


CONFLICTS = Sort("conflict", "rule", "severity", lines.CONFLICT)
OVERLAPS = Sort("overlap", "kind", "strength", lines.OVERLAP)


def write(result: Record, words: Words, sort: Sort, format: str, *, limit: int | None, why: bool) -> None:
    """The result on stdout, in the format asked for; a table shows ``limit`` pairs of all, the others hold what there is."""
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(sort.columns, map(lines.pair, result["items"]))
    else:
        page = Page()
        brief(page, words, result, sort, limit=limit, why=why, empty=f"No {sort.thing}s")
        page.show()


def table(page: Page, words: Words, items: Sequence[Record], sort: Sort) -> None:
    """One row a pair: how much it weighs, by what rule, on which issue, when; and below one another who says what."""
    least = max(len(part) for item in items for part in (item[sort.kind], span(item)))
    weight = [Column(sort.weight, fixed=True, right=True), Column("hard", fixed=True)]
    columns = [*weight[: 2 if sort is CONFLICTS else 1], Column(f"{sort.kind}, issue, when", least=least), Column("positions")]
    lines: list[list[Span | list[Span]]] = []
    for item in items:
        hard: list[Span | list[Span]] = [("hard", "bold red") if item["hard"] else ""]
        within: list[Span] = [BREAK, "within one holder"] if item["self"] else []
        lines.append(
            [
                number(item[sort.weight]),
                *(hard if sort is CONFLICTS else []),
                [item[sort.kind], *within, BREAK, (item["issue"], "dim"), BREAK, (span(item), "dim")],
                [*_side(words, item["a"]), BREAK, *_side(words, item["b"])],
            ]
        )
    page.table(columns, lines)


def explain(page: Page, words: Words, items: Sequence[Record], sort: Sort) -> None:
    """Each pair with both quotes and sources, the chain between them in words, and the parts of its weight."""
    for n, item in enumerate(items, 1):
        page.blank()
        hard = [(", hard: both are red lines", "bold red")] if item["hard"] and sort is CONFLICTS else []
        within = [", within one holder"] if item.get("self") else []
        head = f"{sort.weight} {number(item[sort.weight])}, {item[sort.kind]}"
        page.item(f"{n}.", (head, "bold"), *hard, *within, f", {span(item)}")
        gap = page.gap(item[side]["position"] for side in "ab")
        for side in "ab":
            evidence.show(page, words, item[side], indent=3, gap=gap)
        for line in because.chain(words, item):
            page.item("Link:", line, indent=3)
        page.say((f"{sort.weight.capitalize()}: {because.weighed(words, item)}", "dim"), indent=3)


def _side(words: Words, p: Record) -> list[Span]:
    style = {"demands": "green", "supports": "green", "accepts": "green", "opposes": "red", "rejects": "red"}.get(p["stance"], "")
    disputed = [(" (disputed)", "yellow")] if p["disputed"] else []
    actor: list[Span] = [(p["position"], "bold"), *disputed, f" {words.actor(p['actor'])}", (f" [{p['actor']}] ", "dim")]
    return [*actor, (verb(p["stance"]), style), f": {words.wanted(p)}", (f" [{p['demand']}]", "dim")]


def brief(page: Page, words: Words, result: Record, sort: Sort, *, limit: int | None, why: bool, empty: str) -> None:
    """The plain answer, then the pairs: the first ones, how many more there are, and what was assumed."""
    items = result["items"]
    if not items:
        page.say((f"{empty} {when(result['as_of'])}.", "bold"))
        _cut(page, result)
        return
    total, hard = result["total"], result.get("total_hard")
    of_them = f", {hard:,} of them hard (red lines on both sides)" if hard else ""
    page.say((f"{count(total, sort.thing)} {when(result['as_of'])}{of_them}.", "bold"))
    shown = items[: limit or SHOWN]
    if why:
        explain(page, words, shown, sort)
    else:
        page.blank()
        table(page, words, shown, sort)
    page.blank()
    if total > len(shown):
        page.say(f"{total - len(shown):,} more; --limit {total} shows all.")
    unknown = sorted({name for item in items for side in "ab" for name in item["parts"].get(side, {}).get("assumed", ())})
    if unknown and not why:
        page.say((f"Where the {' or '.join(unknown)} of a side is unknown, 0.5 stands for it; --why says where.", "dim"))
    if not why:
        page.say(("--why shows the quotes and sources of each.", "dim"))
    _cut(page, result)


def _cut(page: Page, result: Record) -> None:
    if result.get("partial"):
        page.blank()
        page.say("The search for contradictions among orders was cut short: there may be more conflicts by rule order.")

"""``posgraph bridges``: what would end a conflict, if both sides took it in the place of what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis.bridges.results import KINDS
from posgraph.analysis.words import Record, Words, asked, crossing, listed, number
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import BREAK, Column, Page, Span
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

SHOWN = 10
"""How many bridges a table shows unless ``--limit`` says otherwise."""


@click.command(
    cls=Command,
    short_help="What would end a conflict if both sides took it; each checked.",
    examples=(
        "posgraph bridges --as-of 2025-12-29 --actor russia --actor ukraine",
        "posgraph bridges --as-of 2025-12-29 --rule range --why",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@options.actors
@options.issues
@click.option(
    "--rule", "rules", multiple=True, metavar="NAME", help="Only over conflicts by this rule (range, or R5). Repeatable."
)
@click.option("--kind", "kinds", multiple=True, metavar="NAME", help=f"Only of this kind ({', '.join(KINDS)}). Repeatable.")
@options.limit(SHOWN)
@click.option("--why", is_flag=True, help="With each: both sides, who has put it forward, with quotes and sources.")
@options.format("table", "json")
def bridges(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    rules: Sequence[str],
    kinds: Sequence[str],
    limit: int | None,
    why: bool,
    format: str,
) -> None:
    """List what would end conflicts if both sides took it in the place of what they hold against each other.

    Each is laid over the data, and told only if it raises no other conflict between the two. Those that ask for no red line
    come first, then those that neither side holds itself, then those on record, then by the severity of the conflict.
    """
    from posgraph.graph import open

    with waiting("Looking for bridges"), open(data, dataset=dataset, read_only=True) as graph:
        most = None if format == "table" else limit
        found = graph.bridges(as_of, actors=actors, issues=issues, rules=rules, kinds=kinds, limit=most)
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
    """The plain answer, the note, the bridges."""
    items = result["items"]
    page.say((crossing(result, "bridge"), "bold"))
    if note := result.get("note"):
        page.say((note, "dim"))
    if result["partial"]:
        page.say(("The search for contradictory orders was cut off: there may be others.", "yellow"))
    if not items:
        return
    shown = items[:limit]
    page.blank()
    if why:
        for n, item in enumerate(shown, 1):
            page.blank()
            _explain(page, words, item, n)
    else:
        columns = [Column("kind, conflict", least=19), Column("bridge"), Column("in the place of")]
        page.table(columns, [[_head(item), _bridge(words, item), _sides(words, item)] for item in shown])
    page.blank()
    if len(items) > len(shown):
        page.say(f"{len(items) - len(shown)} more; --limit {len(items)} shows all.")
    page.say(("A bridge raises no conflict between the two; that either wants it, or that others agree, it does not say.", "dim"))
    if not why:
        page.say(("--why shows who has put it forward, with quotes and sources.", "dim"))


def _head(item: Record) -> list[Span]:
    conflict = item["conflict"]
    return [(item["kind"], "bold"), BREAK, conflict["rule"], BREAK, (f"severity {number(conflict['severity'])}", "dim")]


def _bridge(words: Words, item: Record) -> list[Span]:
    spans: list[Span] = [item["says"]]
    said = [f"{e['position']} ({words.actor(e['actor'])})" for e in item["evidence"]] + [
        f"clause {c['number']} of {c['label']}" for c in item["clauses"]
    ]
    if said and item["kind"] != "condition":
        spans += [BREAK, (f"on record: {_first(said)}", "dim")]
    if item["crosses"]:
        spans += [BREAK, (f"asks for the {asked(item['crosses'])}", "red")]
    return spans


def _first(said: Sequence[str]) -> str:
    """The first three, and how many more there are."""
    return listed(said) if len(said) <= 3 else f"{', '.join(said[:3])} and {len(said) - 3} more"


def _sides(words: Words, item: Record) -> list[Span]:
    spans: list[Span] = []
    for rows in item["drops"].values():
        for p in rows:
            spans += [BREAK] if spans else []
            spans += [(p["position"], "bold"), f" {words.sentence(p)}{words.condition(p['position'])}"]
    dropped = {p["position"] for rows in item["drops"].values() for p in rows}
    for p in (item["conflict"][side] for side in "ab"):
        if p["position"] not in dropped:
            spans += [BREAK, (f"{p['position']} stays: {words.sentence(p)}", "dim")]
    return spans


def _explain(page: Page, words: Words, item: Record, n: int) -> None:
    """A bridge with both sides of the conflict, who has put it forward, what would be dropped, and how a scenario writes it."""
    conflict = item["conflict"]
    red = [(f", asks for the {asked(item['crosses'])}", "bold red")] if item["crosses"] else []
    page.item(f"{n}.", (f"{item['kind']}: {item['says']}", "bold"), *red)
    for term in item["terms"]:
        if term.get("width") is not None:
            unit = f" {term['unit']}" if term["unit"] else ""
            page.say(f"{number(term['min'])} to {number(term['max'])}{unit}: {number(term['width'])}{unit} wide", indent=3)
    weight = " and ".join(
        f"{words.actor(conflict[side]['actor'])} "
        + " × ".join(number(abs(conflict["parts"][side][part])) for part in ("polarity", "salience", "confidence"))
        for side in "ab"
    )
    unknown = [
        f"{listed(conflict['parts'][s]['assumed'])} of {conflict[s]['position']}" for s in "ab" if conflict["parts"][s]["assumed"]
    ]
    assumed = f"; 0.5 stands for the unknown {listed(unknown)}" if unknown else ""
    page.say(f"Over the conflict {conflict['rule']}, severity {number(conflict['severity'])}:", indent=3)
    for side in "ab":
        evidence.show(page, words, conflict[side], indent=5)
    page.say((f"The lesser of {weight} (stance × salience × confidence{assumed}).", "dim"), indent=5)
    if item["evidence"] or item["clauses"]:
        page.say("Asked for in return:" if item["kind"] == "condition" else "On record:", indent=3)
    for p in item["evidence"]:
        evidence.show(page, words, p, indent=5)
    for clause in item["clauses"]:
        by = f", of {listed(map(words.actor, clause['proposed_by']))}" if clause["proposed_by"] else ""
        status = f" ({clause['status']})" if clause["status"] else ""
        page.item(f"{clause['proposal']}/{clause['number']}", f"{clause['label']}{status}{by}", indent=5)
        if clause["text"]:
            page.say((f"“{clause['text']}”", "italic"), indent=7)
    named = {conflict[side]["position"] for side in "ab"}
    for rows in item["drops"].values():
        for p in rows:
            if p["position"] not in named:
                page.item("Also drops:", f"{words.said(p['position'])} ({p['position']})", indent=3)
    bare = "" if all(term["demand"] for term in item["terms"]) else " (no demand of the data says the rest)"
    page.say((f"As a scenario: {'; '.join(item['changes'])}{bare}", "dim"), indent=3)

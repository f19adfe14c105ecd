"""``posgraph shifts``: who moved, on what, when, in which direction and towards whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis import lines
from posgraph.analysis.shifts.kinds import KINDS
from posgraph.analysis.words import Record, Words, count, listed, number, verb
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import BREAK, Column, Page, Span
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

SHOWN = 20
"""How many shifts a table shows unless ``--limit`` says otherwise."""

BASES = {
    "first": "the holder's first position on this that is on record",
    "ended": "its validity ended, and the holder has nothing in force on this since",
    "no-polarity": "a stance without a number (ambiguous, undefined) has no direction",
    "sign": "from yes to no, or from no to yes",
    "neutral": "to or from neutral",
    "polarity": "|stance|",
    "firmness": "the stance is as strong; firmness",
    "implied": "what it says now implies the opposite of what it said",
    "width": "the one demand is narrower than the other",
    "weight": "neither demand implies the other; |stance| × firmness",
    "equal": "neither demand implies the other, and both weigh the same; |stance| × firmness",
}
"""What a line of the table of kinds says."""

NOUNS = {kind: (kind, f"{kind}s") for kind in KINDS} | {"first": ("first position", ""), "unclear": ("unclear", "unclear")}
"""What one shift of a kind is called when they are counted, and several."""

STYLES = {"concession": "green", "hardening": "red", "reversal": "bold", "silence": "dim"}


@click.command(
    cls=Command,
    short_help="Who moved, on what, when, in which direction, towards whom.",
    examples=(
        "posgraph shifts --as-of 2025-12-29 --kind concession --kind reversal --why",
        "posgraph shifts --as-of 2025-12-29 --since 2025-12-01 --actor ukraine",
    ),
)
@options.source
@options.moment
@options.day("--since", "Only shifts on this day or later.")
@click.option("--actor", "actors", multiple=True, metavar="ID", help="Only shifts of this actor. Repeatable.")
@options.issues
@click.option("--kind", "kinds", multiple=True, metavar="NAME", help=f"Only of this kind ({', '.join(KINDS)}). Repeatable.")
@options.limit(SHOWN)
@options.why
@options.format("table", "json", "csv")
def shifts(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    since: date | None,
    actors: Sequence[str],
    issues: Sequence[str],
    kinds: Sequence[str],
    limit: int | None,
    why: bool,
    format: str,
) -> None:
    """List every shift: a holder's first position on a demand, a concession, a hardening, a reversal, a silence; newest first."""
    options.check_moment(as_of, ever)
    from posgraph.graph import open

    with waiting("Looking for shifts"), open(data, dataset=dataset, read_only=True) as graph:
        most = None if format == "table" else limit
        found = graph.shifts(as_of, ever, since=since, actors=actors, issues=issues, kinds=kinds, limit=most)
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, ever)
    result = found.to_dict()
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(lines.SHIFT, map(lines.shift, result["items"]))
    else:
        page = Page()
        write(page, words, result, since=since, limit=limit, why=why, firsts="first" in kinds)
        page.show()


def write(
    page: Page, words: Words, result: Record, *, since: date | None, limit: int | None, why: bool, firsts: bool = False
) -> None:
    """How many there are of each kind, then the newest; first positions only where they are asked for, or nothing else is."""
    items = result["items"]
    span = f"by {result['as_of']}" if result["as_of"] else "whatever the date"
    if since:
        span = f"from {since} to {result['as_of']}" if result["as_of"] else f"since {since}"
    if not items:
        page.say((f"No shifts {span}.", "bold"))
        return
    by_kind = Counter(item["kind"] for item in items)
    told = listed(count(by_kind[kind], *NOUNS[kind]) for kind in KINDS if by_kind[kind])
    page.say((f"{count(len(items), 'shift')} {span}: {told}.", "bold"))
    moves = items if firsts else [item for item in items if item["kind"] != "first"] or items
    shown = moves[: limit or SHOWN]
    if why:
        for item in shown:
            explain(page, words, item)
    else:
        page.blank()
        table(page, words, shown)
    page.blank()
    if len(moves) > len(shown):
        page.say(f"{len(moves) - len(shown)} more; --limit {len(moves)} shows all.")
    if len(items) > len(moves):
        page.say("First positions are only counted; --kind first lists them.")
    if not why:
        page.say(("--why shows the quotes and sources of each, and what its kind rests on.", "dim"))


def table(page: Page, words: Words, items: Sequence[Record]) -> None:
    """One row a shift: when, of which kind, who says what now, what it said before, whom that approaches."""
    columns = [Column("date", fixed=True), Column("kind", fixed=True), Column("who moved, from what to what, towards whom")]
    lines: list[list[Span | list[Span]]] = []
    for item in items:
        cell: list[Span] = [words.actor(item["actor"]), (f" [{item['actor']}]", "dim")]
        for name, head in (("from", "before:"), ("to", "now:")):
            if p := item[name]:
                cell += [BREAK, (p["position"], "bold"), f" {head} {verb(p['stance'])}: {words.wanted(p)}"]
                cell += [words.condition(p["position"]), (f" [{p['demand']}]", "dim")]
        if item["toward"]:
            cell += [BREAK, ("towards ", "dim"), (listed(words.actor(t["actor"]) for t in item["toward"]), "dim")]
        lines.append([item["date"] or "no date", (item["kind"], STYLES.get(item["kind"], "")), cell])
    page.table(columns, lines)


def explain(page: Page, words: Words, item: Record) -> None:
    """A shift with both quotes and sources, what its kind rests on, and who stands where it went."""
    page.blank()
    page.item(f"{item['date'] or 'no date'},", (f"{item['kind']} of {words.actor(item['actor'])}", "bold"))
    gap = max(len(item[side]["position"]) for side in ("from", "to") if item[side]) + 2
    for side in ("from", "to"):
        if item[side]:
            evidence.show(page, words, item[side], indent=3, gap=gap)
    for id in item["parts"]["relations"]:
        page.item("Link:", words.link(id), indent=3)
    page.say((f"Kind: {_basis(item)}", "dim"), indent=3)
    for id in (id for other in item["toward"] for id in other["positions"]):
        page.item("Towards", f"{words.said(id)} ({id})", indent=3)


def _basis(item: Record) -> str:
    """What the kind rests on, with the numbers and what was assumed."""
    parts = item["parts"]
    said = f"{item['kind']}: {BASES[parts['basis']]}"
    if parts["basis"] == "polarity":
        said += " " + _to(*(abs(parts[side]["polarity"]) for side in ("from", "to")))
    elif parts["basis"] == "firmness":
        said += " " + _to(*(parts[side]["firmness"] for side in ("from", "to")))
    elif "weight" in parts.get("from", ()):
        sides = [parts[side] for side in ("from", "to")]
        products = [f"{number(abs(s['polarity']))} × {number(s['firmness'])} = {number(s['weight'])}" for s in sides]
        unknown = [name for name, s in zip(("before", "after"), sides, strict=True) if s["assumed"]]
        assumed = f" (0.5 stands for the unknown firmness {listed(unknown)})" if unknown else ""
        said += f" {products[0]}, now {products[1]}{assumed}"
    return said


def _to(before: float, after: float) -> str:
    return f"{'falls' if after < before else 'rises'} from {number(before)} to {number(after)}"

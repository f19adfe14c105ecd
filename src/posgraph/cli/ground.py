"""``posgraph ground``: what all want, what nobody refuses, what is contested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from posgraph.analysis import lines
from posgraph.analysis.words import Record, Words, listed, verb, when
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

SHOWN = 10
"""How many demands of each list are shown unless ``--limit`` says otherwise."""

CLASHES = 2
"""How many clashes of a demand are shown; ``--format json`` has them all."""

LISTS = {
    "common": "All are for it, nobody refuses",
    "uncontested": "Some are for it, nobody refuses",
    "contested": "Some are for it, some refuse",
}
CSV = ("list", "demand", "label", "issue", "side", "via", "relations", "clashes", *(f"by_{name}" for name in lines.POSITION))
"""One line for each actor that is for or against a demand; ``by_…`` is the position that says so, and its ``clashes``."""


@click.command(
    cls=Command,
    short_help="What all want, what nobody refuses, what is contested.",
    examples=(
        "posgraph ground --as-of 2025-12-29",
        "posgraph ground --as-of 2025-12-29 --limit 3 --why",
    ),
)
@options.source
@options.moment
@click.option(
    "--actor", "actors", multiple=True, metavar="ID", help="The ground of these actors.  [default: all parties] Repeatable."
)
@options.issues
@options.without
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"So many of each list in a table.  [default: {SHOWN}]")
@options.why
@options.format("table", "json", "csv")
def ground(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    ever: bool,
    actors: Sequence[str],
    issues: Sequence[str],
    without: Sequence[str],
    limit: int | None,
    why: bool,
    format: str,
) -> None:
    """List the demands that all of the actors want, those that some want and nobody refuses, and the contested ones.

    Wanting counts with all that it entails, refusing with all that it makes impossible.
    """
    options.check_moment(as_of, ever)
    from posgraph.graph import open

    with waiting("Looking for common ground"), open(data, dataset=dataset, read_only=True) as graph:
        result = graph.ground(actors, as_of, ever, issues=issues, without=without).to_dict()
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, ever)
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(CSV, _rows(result))
    else:
        page = Page()
        _brief(page, words, result, limit or SHOWN, why)
        page.show()


def _rows(result: Record) -> Iterator[dict[str, Any]]:
    for name in LISTS:
        for ask in result[name]:
            for side in ("pro", "contra"):
                for voice in ask[side]:
                    row = {"list": name, "side": side, "via": voice["via"], "relations": voice["relations"]}
                    row |= {part: ask[part] for part in ("demand", "label", "issue")}
                    own = voice["position"]["position"]
                    clashing = [(c["rule"], {c["a"], c["b"]} - {own}) for c in ask["clashes"] if own in (c["a"], c["b"])]
                    row["clashes"] = [f"{rule} {other}" for rule, others in clashing for other in others]
                    yield row | lines.position(voice["position"], "by_")


def _brief(page: Page, words: Words, result: Record, limit: int, why: bool) -> None:
    who = listed(words.named_actor(actor) for actor in result["actors"])
    page.say((f"Common ground {when(result['as_of'])}", "bold"), f" of {who}." if who else ": nobody holds a position.")
    for name, title in LISTS.items():
        asks = result[name]
        page.blank()
        page.say((f"{title}: {len(asks) or 'nothing'}", "bold"))
        for ask in asks[:limit]:
            sides = ["; ".join(_said(words, voice, ask["demand"]) for voice in ask[side]) for side in ("pro", "contra")]
            page.item("•", (words.demand(ask["demand"]), "bold"), (f" [{ask['demand']}]", "dim"), indent=2)
            page.say(*([("for ", "green")] if ask["contra"] else []), sides[0], indent=4)
            if ask["contra"]:
                page.say(("against ", "red"), sides[1], indent=4)
            if ask["clashes"]:
                page.say(("but ", "red"), _clashes(words, ask), indent=4)
            for voice in [*ask["pro"], *ask["contra"]] if why else ():
                evidence.show(page, words, voice["position"], indent=6)
                for id in voice["relations"]:
                    page.item("Link:", words.link(id), indent=6)
        if len(asks) > limit:
            page.say(f"… and {len(asks) - limit} more; --limit {len(asks)} shows all.", indent=2)
    if not why:
        page.blank()
        page.say(("--why shows what each of them says, with quotes and sources.", "dim"))


def _clashes(words: Words, ask: Record) -> str:
    """What goes against a position that speaks here: ``p1 clashes with: B demands: a wall (exclusive, p2)``, the first two."""
    speaking = {voice["position"]["position"] for voice in (*ask["pro"], *ask["contra"])}
    told: dict[str, list[str]] = {}
    for clash in ask["clashes"][:CLASHES]:
        own, other = (clash["a"], clash["b"]) if clash["a"] in speaking else (clash["b"], clash["a"])
        told.setdefault(own, []).append(f"{words.said(other)} ({clash['rule']}, {other})")
    more = len(ask["clashes"]) - CLASHES
    said = "; ".join(f"{own} clashes with {', and with '.join(others)}" for own, others in told.items())
    return f"{said}; and {more} more" if more > 0 else said


def _said(words: Words, voice: Record, demand: str) -> str:
    """Who says what, in which row, on which condition; the demand is named where it is another one than that of the list."""
    p = voice["position"]
    what = "" if p["demand"] == demand else f": {words.demand(p['demand'])}"
    return f"{words.actor(voice['actor'])} {verb(p['stance'])}{what} ({p['position']}){words.condition(p['position'])}"

"""``--capability ACTOR=NUMBER``: what an actor can bring to bear, instead of what the data say; what was assumed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from posgraph.analysis.words import Record, Words, listed
from posgraph.cli.page import Page


def _read(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> dict[str, float]:
    """The numbers by actor; a usage error says the form."""
    found = {}
    for text in given:
        actor, sign, number = text.rpartition("=")
        try:
            found[actor.strip()] = float(number)
        except ValueError:
            sign = ""
        if not sign or not actor.strip():
            raise click.BadParameter(f"{text!r}; expected ACTOR=NUMBER, such as russia=3.", ctx, param)
    return found


option = click.option(
    "--capability",
    multiple=True,
    metavar="ACTOR=NUMBER",
    callback=_read,
    help="What this actor can bring to bear, 0 or more, next to the others.  [default: as in the data] Repeatable.",
)


def say_assumed(page: Page, words: Words, actors: Iterable[Record], result: Record) -> None:
    """Whose capability and salience were unknown, what stands for them, what was skipped. ``actors`` are members of a line."""
    unknown = result["capability_unknown"]
    if unknown:
        whose = listed(words.actor(a) for a in unknown)
        page.say((f"The capability of {whose} is unknown, so all count alike; --capability ACTOR=NUMBER gives one.", "dim"))
    silent = dict.fromkeys(words.actor(a["actor"]) for a in actors if "salience" in a["assumed"])
    if silent:
        page.say((f"Where the salience of {listed(silent)} is unknown, 0.5 stands for it; --why says where.", "dim"))
    if result["skipped"]:
        which = listed(words.label("issues", issue) for issue in result["skipped"])
        page.say(f"Skipped, for want of a second number or of any weight: {which}.")

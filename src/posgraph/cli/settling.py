"""The answer about settlements as an analyst would brief it: what blocks, who must move, the best deals, the plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from posgraph.analysis import lines
from posgraph.analysis.words import Record, Words, count, listed, number, price, when
from posgraph.cli import evidence
from posgraph.cli.deals import Brief, deals, plans, zones
from posgraph.cli.elsewhere import elsewhere
from posgraph.cli.page import Page
from posgraph.model import Dataset

SHOWN = 5
"""How many blockers and ways out of each part, and how many deals, are shown unless ``--limit`` says otherwise."""

CSV = ("part", "blocker", *lines.POSITION)
"""One line for each red line of each blocker."""


def rows(result: Record) -> Iterator[dict[str, Any]]:
    """The red lines of the blockers as rows of :data:`CSV`."""
    said = {p["position"]: p for p in result["red_lines"]}
    for part, component in enumerate(result["components"], 1):
        for n, members in enumerate(component["blockers"], 1):
            for id in members:
                yield {"part": part, "blocker": n} | lines.position(said[id])


def write(
    page: Page,
    dataset: Dataset,
    result: Record,
    limit: int | None = None,
    why: bool = False,
    *,
    some: bool = False,
) -> None:
    """The whole briefing; ``some`` is true where only some issues were asked about."""
    brief = Brief(page, dataset, result, limit or SHOWN, why)
    _verdict(brief)
    if not result["positions"]:
        return
    parts = [component for component in result["components"] if component["issues"]]
    for n, component in enumerate(parts, 1):
        page.blank()
        about = listed(brief.words.label("issues", issue) for issue in component["issues"])
        page.say((f"Part {n} of {len(parts)}: " if len(parts) > 1 else "It turns on: ", "bold"), (f"{about}.", "bold"))
        _blockers(brief, component)
        _concessions(brief, component)
    _least(brief)
    deals(brief)
    if some:
        elsewhere(brief)
    plans(brief)
    if why:
        zones(brief)
    _notes(brief)


def _verdict(brief: Brief) -> None:
    result, parts = brief.result, brief.result["components"]
    date = when(result["as_of"])
    found = sum(len(part["blockers"]) for part in parts)
    if not result["positions"]:
        whose = f"of {brief.parties()} " if result["parties"] else ""
        brief.page.say((f"No position {whose}is in force on what is asked ({date}).", "bold"))
    elif result["feasible"] is None:
        brief.page.say((f"Whether a deal keeps every red line of {brief.parties()} is not known: time ran out ({date}).", "bold"))
    elif result["feasible"]:
        kept = len(result["red_lines"]) - len(result["moved"])
        every = {1: "the one red line", 2: "both red lines"}.get(kept, f"all {kept} red lines")
        said = f"A deal exists that keeps {every} of {brief.parties()} ({date})."
        none = f"A deal exists: no red line of {brief.parties()} stands in its way, since none binds ({date})."
        brief.page.say((said if kept else none, "bold"))
    elif found:
        least = "at least " if any(part["partial"] for part in parts) else ""
        apart = f" in {len(parts)} independent parts" if len(parts) > 1 else ""
        said = f"No deal keeps every red line of {brief.parties()}: {least}{count(found, 'blocker')}{apart} ({date})."
        brief.page.say((said, "bold"))
    else:
        why = "whatever the red lines" if any(part["hard"] for part in parts) else "what blocks it is not known: time ran out"
        brief.page.say((f"No deal keeps every red line of {brief.parties()}: {why} ({date}).", "bold"))


def _blockers(brief: Brief, component: Record) -> None:
    page, words = brief.page, brief.words
    if component["hard"]:
        page.say("These cannot all hold, whatever anybody's red lines are:", indent=2)
        for bond in component["hard"]:
            page.item("•", _bond(words, bond), indent=4)
        return
    for n, blocker in enumerate(component["because"][: brief.limit], 1):
        page.blank()
        who = listed(words.named_actor(actor) for actor in blocker["actors"])
        many = {1: "this red line", 2: "both of these red lines"}.get(len(blocker["members"]), "all of these red lines")
        page.item(f"{n}.", (f"{who}: no deal keeps {many}", "bold"), indent=2)
        gap = max(map(len, blocker["members"])) + 2
        for id in blocker["members"]:
            evidence.show(page, words, brief.said[id], indent=5, gap=gap, cited=id in brief.cited)
            brief.cited.add(id)
        for bond in blocker["bonds"]:
            page.item("since", _bond(words, bond), indent=5, gap=gap)
    _more(page, len(component["because"]), brief.limit, "blocker", "blockers")


def _bond(words: Words, bond: Record) -> str:
    """What binds a deal, in words, and whose claim it is."""
    if bond["relations"]:
        return "; ".join(words.link(id) for id in bond["relations"])
    named = [words.demand(literal[:-1]) for literal in bond["literals"]]
    said = {
        "exclusive": f"{listed(named)} are options of one issue, of which at most one can hold",
        "range": f"{listed(named)} are ranges that do not meet",
        "scale": f"{listed(named)} are too far apart on their scale",
        "exhaustive": f"one of these must hold: {listed(named)}",
    }
    return said.get(bond["rule"], f"{bond['rule']}: {listed(named)}")


def _concessions(brief: Brief, component: Record) -> None:
    concessions = component["concessions"]
    if not concessions:
        return
    page = brief.page
    page.blank()
    enough = ", any one is enough here" if len(concessions) > 1 else ""
    page.say(("Who would have to move, cheapest first", "bold"), f" (firmness × salience{enough})", indent=2)
    for concession in concessions[: brief.limit]:
        page.item(f"cost {number(concession['cost'])}", brief.moves(concession["move"]), indent=4, gap=10)
        if brief.why:
            parts = " + ".join(price(brief.said[id]) for id in concession["move"])
            page.say((f"= {parts}", "dim"), indent=14)
    _more(page, len(concessions), brief.limit, "way out", "ways out")


def _least(brief: Brief) -> None:
    """The cheapest ways out of every part together; where several cost the same, all of them, none before the other."""
    least, page = brief.result["least"], brief.page
    if least is None:
        if not brief.result["feasible"]:
            page.blank()
            page.say("No moving of red lines is known to make a deal possible.")
        return
    page.blank()
    page.say(("The least that must move", "bold"), f", at a cost of {number(least['cost'])}:")
    for n, tied in enumerate(least["ways"], 1):
        ways = [listed(_who(brief, move)) for move in tied]
        more = len(ways) - brief.limit
        shown = "; or ".join([*ways[: brief.limit], *([f"{more} more"] if more > 0 else [])])
        page.item(f"part {n}:" if len(least["ways"]) > 1 else "•", shown, indent=2)


def _who(brief: Brief, move: Sequence[str]) -> Iterator[str]:
    """Who moves, with the rows: ``Russia (RU003 and RU033)``."""
    by: dict[str, list[str]] = {}
    for id in move:
        by.setdefault(brief.said[id]["actor"], []).append(id)
    return (f"{brief.words.actor(actor)} ({listed(ids)})" for actor, ids in by.items())


def _notes(brief: Brief) -> None:
    page, result = brief.page, brief.result
    if result["assumed"]:
        page.blank()
        every = len(result["assumed"]) == len(result["positions"])
        many = count(len(result["assumed"]), "position")
        whose = f"all {many}" if every and len(result["assumed"]) > 1 else listed(result["assumed"])
        also = " So the stances and the number of recorded positions decide." if every else ""
        page.say((f"The salience of {whose} is unknown; 0.5 stands for it.{also}", "dim"))
    if result["unbound"]:
        page.say((f"{listed(result['unbound'])}: a red line under conditions in words only, which bind nothing here.", "dim"))
    if result["partial"]:
        page.blank()
        page.say(
            "The search was cut short: there may be more blockers and ways out, and better deals. "
            "Give it more --seconds, or a higher --limit where more than 100 of something are to be told."
        )


def _more(page: Page, total: int, limit: int, thing: str, plural: str) -> None:
    if total > limit:
        page.say(f"… and {count(total - limit, f'more {thing}', f'more {plural}')}; --limit {total} shows all.", indent=5)

"""What a question about some issues leaves out: the red lines on other issues that its deals would cross."""

from __future__ import annotations

from collections.abc import Sequence

from posgraph.analysis.filters import day
from posgraph.analysis.force import imagined
from posgraph.cli.deals import Brief
from posgraph.cli.words import count
from posgraph.model import Position


def crossed(brief: Brief, without: Sequence[str]) -> tuple[Position, ...]:
    """Red lines of the parties that were not asked about, and that refuse what some deal of the answer holds; by id."""
    result = brief.result
    asked = {p["position"] for p in result["positions"]}
    held = {demand for deal in result["frontier"] for demand in deal["demands"]}
    _, force = imagined(brief.dataset, day(result["as_of"], False), False, without)
    rows = (h.row for h in force.positions if h.row.actor in result["parties"] and h.row.id not in asked)
    return tuple(sorted((r for r in rows if r.firmness == 1 and r.stance.contra and r.demand in held), key=lambda r: r.id))


def elsewhere(brief: Brief, without: Sequence[str]) -> None:
    """Say so, since a deal on some issues is none where it needs what is refused on others."""
    if not brief.result["frontier"]:
        return
    found = crossed(brief, without)
    page, words = brief.page, brief.words
    page.blank()
    none = "" if found else "; no other red line of the parties refuses what these deals hold"
    page.say(f"Only what is about the issues asked for counts{none}.")
    for row in found[: brief.limit]:
        deals = [deal["id"] for deal in brief.result["frontier"] if row.demand in deal["demands"]]
        every = "each of these deals" if len(deals) == len(brief.result["frontier"]) else ", ".join(deals)
        page.item("•", f"A red line on another issue refuses what is in {every}: {words.said(row.id)} ({row.id})", indent=2)
    if len(found) > brief.limit:
        page.say(f"… and {count(len(found) - brief.limit, 'more red line')}; --limit {len(found)} shows all.", indent=4)

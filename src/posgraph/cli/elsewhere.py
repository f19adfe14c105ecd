"""What a question about some issues leaves out: the red lines on other issues that its deals would cross."""

from __future__ import annotations

from posgraph.analysis.words import count
from posgraph.cli.deals import Brief


def elsewhere(brief: Brief) -> None:
    """Say so, since a deal on some issues is none where it needs what is refused on others."""
    frontier, found = brief.result["frontier"], brief.result["elsewhere"]
    if not frontier:
        return
    page, words = brief.page, brief.words
    page.blank()
    none = "" if found else "; no other red line of the parties refuses what these deals hold"
    page.say(f"Only what is about the issues asked for counts{none}.")
    for p in found[: brief.limit]:
        id = p["position"]
        deals = [deal["id"] for deal in frontier if id in deal["elsewhere"]]
        every = "each of these deals" if len(deals) == len(frontier) else ", ".join(deals)
        page.item("•", f"A red line on another issue refuses what is in {every}: {words.said(id)} ({id})", indent=2)
    if len(found) > brief.limit:
        page.say(f"… and {count(len(found) - brief.limit, 'more red line')}; --limit {len(found)} shows all.", indent=4)

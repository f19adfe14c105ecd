"""A position on the page: who says what, how firmly, in whose words, where it stands."""

from __future__ import annotations

from posgraph.analysis.words import Record, Words, firm
from posgraph.cli.page import Page, Span


def show(page: Page, words: Words, p: Record, *, indent: int = 0, gap: int = 0, cited: bool = False) -> None:
    """The position as a list item, its evidence below it, unless it is ``cited`` above."""
    strength = firm(p)
    spans: list[Span] = [words.sentence(p) + words.condition(p["position"])]
    if strength:
        spans.append((f" — {strength}", "bold" if strength == "red line" else ""))
    if p.get("disputed"):
        spans.append((" — disputed: reports disagree", "yellow"))
    if cited:
        spans.append((" (quoted above)", "dim"))
    page.item(p["position"], *spans, indent=indent, gap=gap)
    if not cited:
        cite(page, words, p, indent=indent + page.inset(p["position"], indent, gap))


def cite(page: Page, words: Words, p: Record, *, indent: int) -> None:
    """The quote, its source, on whose word it is, and the address; of what a scenario assumes only that."""
    if p.get("assumed"):
        page.say((f"assumed: {p['assumed']}", "magenta"), indent=indent)
        return
    source = p.get("source") or {}
    if p.get("quote"):
        page.say((f"“{p['quote']}”", "italic"), indent=indent)
    where = words.source(source["id"]) if source else "no source given"
    reporter = words.reporter(p)
    page.say((f"{where}; {reporter}" if reporter else where, "dim"), indent=indent)
    if source and (url := words.url(source["id"])):
        page.address(url, indent=indent)

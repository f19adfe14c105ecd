"""The structure of a network for the terminal: blocs, brokers, balance, camps and the backbone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posgraph.analysis.words import count
from posgraph.cli.page import Column, Page
from posgraph.cli.weights import number, numbers

if TYPE_CHECKING:
    from posgraph.networks import Network
    from posgraph.networks.structure import Polarisation, Structure

BROKERS = 5
"""So many brokers and ties of the backbone a table shows."""


def brief(network: Network) -> list[str]:
    """How many blocs, and how polarised: two cells of a row of windows."""
    found = network.structure()
    blocs = str(len(found.blocs.blocs)) if found.blocs else "?"
    return [blocs, _score(found.polarisation, "≥ ") if found.polarisation else "?"]


def _score(found: Polarisation, least: str) -> str:
    """The score, after ``least`` where a search that could not try every split may have missed a greater one."""
    return "?" if found.score is None else f"{'' if found.exact else least}{number(found.score)}"


def sections(paper: Page, network: Network, found: Structure) -> None:
    """Blocs, camps, brokers and the backbone, each in a few lines."""
    name = network.label
    if found.blocs:
        paper.blank()
        paper.say(("Blocs", "bold"), f" (modularity {number(found.blocs.modularity)}; {found.blocs.on})")
        together = [bloc for bloc in found.blocs.blocs if len(bloc) > 1]
        for n, bloc in enumerate(together, 1):
            paper.item(f"{n}.", ", ".join(map(name, bloc)), indent=2)
        if alone := [name(bloc[0]) for bloc in found.blocs.blocs if len(bloc) == 1]:
            paper.say(f"Each alone: {', '.join(alone)}.", indent=2)
    if found.brokers and found.brokers.items:
        paper.blank()
        paper.say(("Brokers", "bold"), " (between others; weight of their ties to other blocs)")
        columns = [Column("betweenness", fixed=True, right=True), Column("across", fixed=True, right=True), Column("actor")]
        items = found.brokers.items[:BROKERS]
        between, across = (numbers([getattr(one, part) for one in items]) for part in ("betweenness", "across"))
        paper.table(columns, list(zip(between, across, (name(one.actor) for one in items), strict=True)))
    if found.balance:
        paper.blank()
        least = "" if found.balance.exact else "at most "
        paper.say(("Balance", "bold"), f": {least}{found.balance.frustration} of {count(found.balance.ties, 'tie')} "
                  f"would have to change sign for two camps without quarrel within.")  # fmt: skip
    if found.polarisation and found.polarisation.score is not None:
        paper.blank()
        shares = f"{found.polarisation.within:.0%} of congruence within, {found.polarisation.between:.0%} of conflict between"
        paper.say(("Polarisation", "bold"), f" {_score(found.polarisation, 'at least ')}: two camps with {shares}")
        for n, camp in enumerate(found.polarisation.camps, 1):
            paper.item(f"{n}.", ", ".join(map(name, camp)), indent=2)
        if found.polarisation.either:
            paper.say(f"Could as well be in the other: {', '.join(map(name, found.polarisation.either))}.", indent=2)
    if found.backbone:
        kept = len(found.backbone.items)
        paper.blank()
        paper.say(
            ("Backbone", "bold"), f" (p < {found.backbone.alpha:g}): {kept} of {count(kept + found.backbone.left_out, 'tie')}"
        )
        columns = [Column("weight", fixed=True, right=True), Column("p", fixed=True, right=True), Column("ties")]
        if found.backbone.items:
            rows = [
                [number(tie.weight), f"{tie.p:.3g}", f"{name(tie.a)}, {name(tie.b)}"] for tie in found.backbone.items[:BROKERS]
            ]
            paper.table(columns, rows)
    if found.blocs:
        paper.blank()
        paper.say(("Blocs, camps and brokers are computed from what was counted; nobody has said that they are any.", "dim"))
    for measure, why in found.without.items():
        paper.blank()
        paper.say((f"No {measure}: {why}.", "dim"))

"""A network for the terminal: its ties, the strongest first; or its windows, a row each."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from posgraph.analysis.words import count
from posgraph.cli import structure as structures
from posgraph.cli.page import Column, Page
from posgraph.cli.weights import SHOWN, how, moment, more, number, numbers, strongest, ties

if TYPE_CHECKING:
    from posgraph.networks import Network, Networks


def page(found: Network | Networks, limit: int | None, structure: bool) -> str:
    """The network, or the row of windows, as a page for the terminal."""
    from posgraph.networks import Network

    paper = Page()
    if isinstance(found, Network):
        _network(paper, found, limit or SHOWN)
        if structure:
            structures.sections(paper, found, found.structure())
    else:
        _windows(paper, found, limit or SHOWN, structure)
    return paper.text()


def _network(paper: Page, network: Network, limit: int) -> None:
    """The head, and the strongest ties with how many statements each was counted from."""
    total = ties(network)
    found = list(strongest(network, limit))
    head = f"{count(total, 'tie')} of {network.ends}, from {count(network.statements, 'statement')}"
    paper.say((f"{head} ({how(network)}).", "bold"))
    alone = [name for name, cells in zip(network.rows, network.matrix, strict=True) if not cells.any()]
    if found:
        paper.blank()
        ends = ("actor", "actor") if network.mode == "one" else ("actor", "demand")
        columns = [Column("weight", fixed=True, right=True), *(Column(end) for end in ends)]
        counted = network.behind is not None
        columns += [Column("statements", fixed=True, right=True)] if counted else []
        rows = []
        weights = numbers([weight for weight, _, _ in found])
        for weight, (_, row, column) in zip(weights, found, strict=True):
            cells = [weight, network.label(row), network.label(column)]
            rows.append([*cells, f"{len(network.between(row, column)):,}"] if counted else cells)
        paper.table(columns, rows)
        more(paper, total, limit)
    if guessed := network.about.get("assumed"):
        paper.blank()
        paper.say(
            f"Of {count(len(guessed), 'position')} a salience or confidence is unknown: 0.5 stands for it (--format json: which)."
        )
    if alone:
        paper.blank()
        shown = ", ".join(map(network.label, alone[:SHOWN])) + (", …" if len(alone) > SHOWN else "")
        paper.say(f"Without a tie: {shown}.")
    if found and network.behind is not None:
        paper.blank()
        paper.say((f"--between {shlex.join(found[0][1:])} shows the statements behind the first.", "dim"))


def _windows(paper: Page, found: Networks, limit: int, structure: bool) -> None:
    """A row for each of the last windows: when, how much was said, and the strongest tie."""
    if not len(found):
        paper.say(("No window lies within the time of the statements: take a shorter one.", "bold"))
        return
    paper.say((f"{count(len(found), 'window')} ({how(found[0])}).", "bold"))
    paper.blank()
    counts = [Column(name, fixed=True, right=True) for name in ("statements", "actors", "ties")]
    beside = [Column(name, fixed=True, right=True) for name in ("blocs", "polarised")] if structure else []
    columns = [Column("from", fixed=True), Column("until", fixed=True), *counts, *beside, Column("strongest tie")]
    rows = []
    for network in found[-limit:]:
        top = "".join(f"{network.label(a)}, {network.label(b)}: {number(weight)}" for weight, a, b in strongest(network, 1))
        ends = [moment(network.window.start), moment(network.window.stop)] if network.window else ["", ""]
        told = [f"{n:,}" for n in (network.statements, len(network.rows), ties(network))]
        rows.append([*ends, *told, *(structures.brief(network) if structure else ()), top])
    paper.table(columns, rows)
    if len(found) > limit:
        paper.blank()
        paper.say(f"{len(found) - limit:,} earlier; --limit {len(found)} shows all.")

"""The statements behind a cell of a network: on the page, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from posgraph.analysis.words import Words, count, tagged
from posgraph.cli.network_files import json, table
from posgraph.cli.page import Page
from posgraph.cli.weights import SHOWN, how, moment, more, number
from posgraph.model import Dataset

if TYPE_CHECKING:
    from posgraph.networks import Network, Said

SAID = ("id", "actor", "demand", "stance", "date", "document", "weight", "quote", "source", "url", "reported_by", "mode")


def between(network: Network, names: Sequence[str], form: str, limit: int | None) -> str | bytes:
    """The statements behind a cell."""
    from posgraph.analysis.network.evidence import Positions
    from posgraph.analysis.network.evidence import between as of_dataset

    row, column = names
    said = network.between(row, column)
    weight = float(network.matrix[network.rows.index(row), network.columns.index(column)])
    behind = network.behind
    met = of_dataset(network, row, column) if isinstance(behind, Positions) else {}
    if form == "json" and met:
        return json(met)
    if form == "json":
        return json({"row": row, "column": column, "weight": weight, "statements": [one.to_dict() for one in said]})
    if form == "csv":
        lines = [one.to_dict() for one in said]
        return table([SAID, *([line[name] for name in SAID] for line in lines)])
    paper = Page()
    words = Words(getattr(behind, "dataset", Dataset(id="statements")))
    head = f"{network.label(row)} and {network.label(column)}: {number(weight)} ({how(network)})"
    paper.say((f"{head}, from {count(len(said), 'statement')}.", "bold"))
    for demand in dict.fromkeys(one.demand for one in said[: limit or SHOWN]):
        paper.blank()
        paper.say((tagged(words.demand(demand), demand), "bold"))
        for one in said[: limit or SHOWN]:
            if one.demand == demand:
                _said(paper, words, one)
    more(paper, len(said), limit or SHOWN)
    _pairs(paper, met.get("pairs") or (), limit or SHOWN)
    return paper.text()


def _pairs(paper: Page, pairs: Sequence[Mapping[str, Any]], limit: int) -> None:
    """The pairs of positions that a tie by meaning counts, each with its rules and the chain between the demands."""
    if not pairs:
        return
    paper.blank()
    paper.say((f"{count(len(pairs), 'pair')} of positions", "bold"))
    for pair in pairs[:limit]:
        rules, chain = ", ".join(pair["rules"]), " → ".join(pair["chain"])
        paper.item(f"{pair['a']}, {pair['b']}", f"{pair['kind']} by {rules}: {chain}", indent=2, gap=16)
    more(paper, len(pairs), limit)


def _said(paper: Page, words: Words, one: Said) -> None:
    stance = ({True: "for", False: "against", None: "no stance"}[one.stance] if isinstance(one.stance, bool | None)
              else str(one.stance))  # fmt: skip
    where = ", ".join(part for part in (moment(one.date), one.document and f"document {one.document}") if part)
    paper.item(one.id, (f"{words.actor(one.actor)}: {stance}", "bold"), f" ({where})" if where else "", indent=2, gap=8)
    for text in (f"“{one.quote}”" if one.quote else "", one.source):
        if text:
            paper.say(text, indent=10)
    if one.url:
        paper.address(one.url, indent=10)
    if reporter := words.reporter(one.to_dict()):
        paper.say(reporter, indent=10)

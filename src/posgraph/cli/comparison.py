"""Several scenarios side by side: as a page, as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from posgraph.analysis.words import Record, Words, count, listed, number, price
from posgraph.cli import streams
from posgraph.cli.difference import ordered, possible
from posgraph.cli.page import BREAK, Column, Page, Span

COMPARED = ("scenario", "label", "changes", "conflicts", "conflicts_gone", "conflicts_new", "consistent", "contradictions",
            "contradictions_gone", "contradictions_new", "withdrawal_cost", "withdraw", "feasible", "blockers", "blockers_gone",
            "blockers_new", "concession_cost", "move", "partial")  # fmt: skip
"""One line for each scenario that is compared; the first, without a name, is how things stand."""


def write(words: Words, result: Record, format: str, said: Mapping[str, Record]) -> None:
    """Scenarios side by side, on stdout in the format asked for; with what rows ``said``, how a page's costs come about."""
    if format == "json":
        streams.write_json(result)
    elif format == "csv":
        streams.write_csv(COMPARED, _compared(result))
    else:
        page = Page()
        who = listed(words.actor(actor) for actor in result["parties"])
        page.say((f"{count(len(result['items']), 'scenario')} side by side, from {result['as_of']} on.", "bold"),
                 f" A deal is one of {who}." if who else "")  # fmt: skip
        page.blank()
        longest = max((len(word) for item in result["items"] for word in _words(item)), default=0)
        columns = [Column("scenario", least=longest)]
        columns += [Column("conflicts", fixed=True), Column("orders", fixed=True), Column("a deal")]
        before = {
            "conflicts": {"after": result["before"]["conflicts"]},
            **{n: result["before"][n] for n in ("orders", "settlements")},
        }
        lines = [["as it is", *_cells(before)]]
        lines += [[_name(item), *_cells(item)] for item in result["items"]]
        page.table(columns, lines)
        page.blank()
        if said:
            for name, item in (("as it is", result["before"]), *((_label(item), item) for item in result["items"])):
                _costs(page, name, item, said)
            page.blank()
        if result["partial"]:
            page.say("A search was cut short: there may be more of each, and cheaper ways out. Give it more --seconds.")
        page.say(("Costs are of the cheapest withdrawal and the cheapest concession: the sum of firmness × salience.", "dim"))
        page.show()


def _costs(page: Page, name: str, figures: Record, said: Mapping[str, Record]) -> None:
    """The cheapest withdrawal and the cheapest concession, row by row, with all ways of a part that cost the same."""
    for what, part in (("withdrawal", figures["orders"]), ("concession", figures["settlements"])):
        if part["ways"]:
            ways = [[" + ".join(price(said[id]) for id in way) for way in tied] for tied in part["ways"]]
            sums = " + ".join(tied[0] if len(tied) == 1 else f"({' or '.join(tied)})" for tied in ways)
            page.say((f"{name}: {what} {number(part['cost'])} = {sums}", "dim"))


def _label(item: Record) -> str:
    return str(item["scenario"]["label"] or "; ".join(item["changes"]) or "nothing changes")


def _words(item: Record) -> list[str]:
    """The words of a scenario's name, none of which should be broken."""
    return [f"[{item['scenario']['id']}]"] if item["scenario"]["id"] else " ".join(item["changes"]).split()


def _name(item: Record) -> Span | list[Span]:
    name = item["scenario"]
    if not name["id"]:
        return "; ".join(item["changes"]) or "nothing changes"
    return [str(name["label"]), BREAK, (f"[{name['id']}]", "dim")]


def _cells(figures: Record) -> list[Span | list[Span]]:
    """The numbers of one scenario."""
    conflicts, orders, deals = figures["conflicts"], figures["orders"], figures["settlements"]
    cells: list[Span | list[Span]] = []
    for verdict, part, gone, new in (
        (str(conflicts["after"]), conflicts, "gone", "new"),
        (ordered(orders), orders, "freed", "new"),
        (possible(deals, deals["blockers"]), deals, "opened", "closed"),
    ):
        cell: list[Span] = [verdict]
        if gone in part:
            cell += [BREAK, (f"{part[gone]} gone, {part[new]} new", "dim")]
        if part.get("cost", 0) != 0:
            cell += [BREAK, ("nothing known helps" if part["cost"] is None else f"cost {number(part['cost'])}", "dim")]
        cells.append(cell)
    return cells


def _compared(result: Record) -> Iterator[dict[str, Any]]:
    before = {"conflicts": {"after": result["before"]["conflicts"]}, "scenario": {}, "partial": result["partial"]}
    for item in ({**result["before"], **before}, *result["items"]):
        conflicts, orders, deals = item["conflicts"], item["orders"], item["settlements"]
        yield {
            "scenario": item["scenario"].get("id"),
            "label": item["scenario"].get("label"),
            "changes": item.get("changes"),
            "conflicts": conflicts["after"],
            "conflicts_gone": conflicts.get("gone"),
            "conflicts_new": conflicts.get("new"),
            "consistent": orders["consistent"],
            "contradictions": orders["contradictions"],
            "contradictions_gone": orders.get("freed"),
            "contradictions_new": orders.get("new"),
            "withdrawal_cost": orders["cost"],
            "withdraw": [_alternatives(ways) for ways in orders["ways"]],
            "feasible": deals["feasible"],
            "blockers": deals["blockers"],
            "blockers_gone": deals.get("opened"),
            "blockers_new": deals.get("closed"),
            "concession_cost": deals["cost"],
            "move": [_alternatives(ways) for ways in deals["ways"]],
            "partial": item["partial"],
        }


def _alternatives(ways: Sequence[Sequence[str]]) -> str:
    """Ways that cost the same, in one cell.

    >>> _alternatives([["p1", "p2"], ["p3"]])
    'p1+p2 or p3'
    """
    return " or ".join("+".join(ids) for ids in ways)

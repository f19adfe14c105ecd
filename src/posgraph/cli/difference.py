"""The difference that a scenario makes: as a page, as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from posgraph.analysis.words import Record, Words, count, listed, number, price, verb
from posgraph.cli import evidence, pairs, streams
from posgraph.cli.page import Page, Span
from posgraph.model import Dataset

SHOWN = 5
"""How many conflicts, contradictions and blockers of each kind a page shows unless ``--limit`` says otherwise."""

CSV = ("part", "change", "rule", "severity", "hard", "members", "says", "assumed")
"""One line for each conflict, contradiction and blocker that is gone or new; ``assumed`` are the members that nobody said."""

KEPT = ("id", "label", "changes", "note", "source")
"""One line for each scenario of the dataset."""


def write_list(dataset: Dataset, format: str) -> None:
    """The scenarios of the dataset's own table."""
    items = [{name: getattr(row, name) for name in KEPT} | {"changes": [*row.changes]} for row in dataset.scenarios]
    if format == "json":
        streams.write_json({"items": items})
    elif format == "csv":
        streams.write_csv(KEPT, items)
    else:
        page = Page()
        page.say((f"{count(len(items), 'scenario') if items else 'No scenarios'} in this dataset.", "bold"))
        for item in items:
            page.blank()
            page.item(str(item["id"]), str(item["label"]))
            for change in item["changes"]:
                page.item("•", change, indent=2)
            if item["note"]:
                page.say((str(item["note"]), "dim"), indent=2)
        page.blank()
        first = items[0]["id"] if items else "FILE"
        page.say(f"--scenario {first} lays one over the graph, --compare sets all side by side.")
        page.say("--set, --order, --drop and --relate make a new one.")
        page.show()


def rows(words: Words, result: Record) -> Iterator[dict[str, Any]]:
    """The difference as rows of :data:`CSV`."""
    added = result["added"]
    for change in ("gone", "new"):
        for item in result["conflicts"][change]:
            sides = [item[side] for side in "ab"]
            ids = list(dict.fromkeys((*(p["position"] for p in sides), *(item["parts"].get("relations") or ()))))
            says = " / ".join(words.sentence(p) + words.condition(p["position"]) for p in sides)
            yield _row("conflicts", change, ids, says, added) | {name: item[name] for name in ("rule", "severity", "hard")}
    for change, name in (("gone", "freed"), ("new", "new")):
        for item in result["orders"][name]:
            says = " / ".join(f"{words.actor(m['by'])}: {m['says']}" for m in item["because"])
            yield _row("orders", change, item["members"], says, added)
    for change, name in (("gone", "opened"), ("new", "closed")):
        for ids in result["settlements"][name]:
            yield _row("settlements", change, ids, " / ".join(map(words.said, ids)), added)


def _row(part: str, change: str, ids: Sequence[str], says: str, added: Mapping[str, str]) -> dict[str, Any]:
    return {"part": part, "change": change, "members": ids, "says": says, "assumed": [id for id in ids if id in added]}


def write(page: Page, words: Words, result: Record, limit: int | None, why: bool) -> None:
    """The whole difference: what is assumed, then what it does to conflicts, orders and deals."""
    brief = _Brief(page, words, result, limit or SHOWN, why)
    brief.assumptions()
    brief.conflicts()
    brief.orders()
    brief.deals()
    page.blank()
    if result["partial"]:
        page.say("The search was cut short: what is told as gone or new may only not have been found. Give it more --seconds.")
    if any(len(items) > brief.limit for items in brief.lists()):
        page.say(f"--limit {max(map(len, brief.lists()))} shows all.")
    if not why:
        page.say(("--why shows the quotes and sources of each, and the arithmetic of the costs.", "dim"))


class _Brief:
    """One answer, with the labels of the dataset over which the scenario is laid."""

    def __init__(self, page: Page, words: Words, result: Record, limit: int, why: bool) -> None:
        self.page, self.words, self.result, self.limit, self.why = page, words, result, limit, why
        self.said = {p["position"]: p for p in result["positions"]}
        self.cited: set[str] = set()

    def lists(self) -> list[Sequence[Any]]:
        """All that the limit caps."""
        shown = (("conflicts", ("gone", "new", "within")), ("orders", ("freed", "new")), ("settlements", ("opened", "closed")))
        return [self.result[part][name] for part, names in shown for name in names]

    def assumptions(self) -> None:
        result, page = self.result, self.page
        name = result["scenario"]["label"]
        page.say((f"What if, from {result['as_of']} on{f': {name}' if name else ''}", "bold"))
        for id, text in result["added"].items():
            said = self.related(id).removeprefix("by scenario: ") if text.startswith("relate ") else self.words.said(id)
            page.item("assume", said, (f" [{text}]", "dim"), indent=2, gap=10)
        for id in result["replaced"]:
            page.item("instead of", f"{self.words.said(id)} ({id})", indent=4)
        for id in result["dropped"]:
            said = self.words.said(id) if self.words.said(id) != id else self.related(id)
            idle = [(", which is not in force on that day anyway", "yellow")] if id in result["idle"] else []
            page.item("leave out", f"{said} ({id})", *idle, indent=2, gap=10)
        if not result["changes"]:
            page.say("Nothing is changed.", indent=2)

    def conflicts(self) -> None:
        part = self.result["conflicts"]
        before_after = _then(str(part["before"]), str(part["after"]))
        self.head("Conflicts", f"{before_after}: {_gone_and_new(part['gone'], part['new'])}.")
        for title, items in (("Gone", part["gone"]), ("New", part["new"])):
            shown = items[: self.limit]
            if not shown:
                continue
            self.page.say((f"{title}:", "bold"), indent=2)
            if self.why:
                pairs.explain(self.page, self.words, shown, pairs.CONFLICTS)
                self.page.blank()
            else:
                for item in shown:
                    a, b = (self.short(item[side]) for side in "ab")
                    self.page.item("•", (f"{item['rule']} {number(item['severity'])}: ", "dim"), *a, " / ", *b, indent=2)
            self.more(items)
        self.within(part["within"])

    def within(self, items: Sequence[Record]) -> None:
        """What an assumed row has against its own holder: most likely it is to be dropped too."""
        if items:
            self.page.say(("What the same holder still says against it (--drop leaves it out):", "bold"), indent=2)
        for item in items[: self.limit]:
            a, b = (self.short(item[side]) for side in "ab")
            self.page.item("•", *a, " / ", *b, indent=2)
        self.more(items)

    def orders(self) -> None:
        part = self.result["orders"]
        before, after = part["before"], part["after"]
        self.head("Orders", f"{_then(ordered(before), ordered(after))}: {_gone_and_new(part['freed'], part['new'])}.")
        for title, items in (("Freed:", part["freed"]), ("Cannot all hold now:", part["new"])):
            if items:
                self.page.say((title, "bold"), indent=2)
            for item in items[: self.limit]:
                self.members(item["members"])
            self.more(items)
        self.costs("withdrawal", before, after)

    def deals(self) -> None:
        part = self.result["settlements"]
        before, after = part["before"], part["after"]
        who = listed(self.words.actor(actor) for actor in part["parties"])
        said = f"{_then(possible(before), possible(after))}: {_gone_and_new(part['opened'], part['closed'])}."
        self.head(f"A deal of {who}" if who else "A deal", said)
        for title, items in (("Block no more:", part["opened"]), ("No deal keeps these now:", part["closed"])):
            if items:
                self.page.say((title, "bold"), indent=2)
            for ids in items[: self.limit]:
                self.members(ids, [id for b in part["because"] if b["members"] == ids for id in b["relations"]])
            self.more(items)
        self.costs("concession", before, after)
        told = [self.best(figures) for figures in (before, after)]
        for when, best in (("before and after", told[0]),) if told[0] == told[1] else (("before", told[0]), ("after", told[1])):
            if best:
                self.page.say(f"The best deal by the sum of satisfactions {when}{best}.", indent=2)

    def best(self, figures: Record) -> str:
        """The best deal: what had to move for it, and how far it satisfies whom; nothing where none was looked for or found."""
        best = figures.get("best", {}).get("total")
        deal = next((deal for deal in figures.get("frontier", ()) if best and deal["id"] == best["id"]), None)
        if deal is None:
            return ""
        shares = listed(f"{self.words.actor(a)} {number(share)}" for a, share in deal["satisfaction"].items())
        tied = ", one of the concessions that cost least" if any(len(ways) > 1 for ways in figures["ways"]) else ""
        moved = f", with {listed(deal['moves'])} moved{tied}" if deal.get("moves") else ""
        return f"{moved}: {shares}"

    def head(self, title: str, text: str) -> None:
        self.page.blank()
        self.page.say((title, "bold"), f": {text}")

    def members(self, ids: Sequence[str], relations: Sequence[str] = ()) -> None:
        """What cannot all hold: one line a member, with its evidence, and the relations between them, where that is asked for."""
        gap = self.page.gap(ids)
        for n, id in enumerate(ids):
            mark = "• " if not n else "  "
            if self.why and id in self.said:
                evidence.show(self.page, self.words, self.said[id], indent=4, gap=gap, cited=id in self.cited)
                self.cited.add(id)
                continue
            said = self.words.said(id) if id in self.said else self.related(id)
            assumed: list[Span] = [(" (assumed)", "magenta")] if id in self.result["added"] else []
            self.page.item(mark + id, said, *assumed, indent=2, gap=gap + 2)
        for id in relations if self.why else ():
            self.page.item("since", self.words.link(id), indent=4, gap=gap)
        if self.why:
            self.page.blank()

    def related(self, id: str) -> str:
        """A relation and whose claim it is; its note where evidence is asked for."""
        said = self.words.relation(id)
        return said if self.why and id not in self.result["added"] else said.split(" — ")[0]

    def short(self, p: Record) -> list[Span]:
        """A position in one line."""
        assumed: list[Span] = [(" (assumed)", "magenta")] if p.get("assumed") else [(f" ({p['position']})", "dim")]
        return [f"{self.words.actor(p['actor'])} {verb(p['stance'])}: {self.words.wanted(p)}", *assumed]

    def costs(self, what: str, before: Record, after: Record) -> None:
        """The cheapest ways out before and after; with the arithmetic where that is asked for."""
        if before["cost"] == after["cost"] == 0:
            return
        same = (before["cost"], before["ways"]) == (after["cost"], after["ways"])
        for when, figures in (("before and after", before),) if same else (("before", before), ("after", after)):
            if figures["cost"] is None:
                help = "was found in time" if self.result["partial"] else "is known to help"
                self.page.say(f"No {what} {help} {when}.", indent=2)
            elif not figures["ways"]:
                self.page.say(f"No {what} is needed {when}.", indent=2)
            else:
                found = " that was found in time" if self.result["partial"] else ""
                self.page.say(f"The cheapest {what}{found} {when} costs {number(figures['cost'])}:", indent=2)
                self.ways(figures["ways"])

    def ways(self, parts: Sequence[Sequence[Sequence[str]]]) -> None:
        """For each part all ways that cost the same, none before the other."""
        for n, tied in enumerate(parts, 1):
            ways = [listed(self.who(ids)) for ids in tied[: self.limit]]
            more = [f"{len(tied) - self.limit} more"] if len(tied) > self.limit else []
            self.page.item(f"part {n}:" if len(parts) > 1 else "•", "; or ".join([*ways, *more]), indent=4)
            if self.why:
                prices = (price(self.said[id]) for id in sorted({id for ids in tied for id in ids}))
                self.page.say((f"firmness × salience: {'; '.join(prices)}", "dim"), indent=6)

    def who(self, ids: Sequence[str]) -> Iterator[str]:
        """Who gives way, with the rows: ``Russia (RU003 and RU033)``."""
        by: dict[str, list[str]] = {}
        for id in ids:
            by.setdefault(self.said[id]["actor"], []).append(id)
        return (f"{self.words.actor(actor)} ({listed(rows)})" for actor, rows in by.items())

    def more(self, items: Sequence[Any]) -> None:
        if len(items) > self.limit:
            self.page.say(f"… and {len(items) - self.limit} more", indent=2)


def _gone_and_new(gone: Sequence[Any], new: Sequence[Any]) -> str:
    """How many are gone, how many are new."""
    return f"{len(gone) or 'none'} gone, {len(new) or 'none'} new"


def _then(before: str, after: str) -> str:
    """How it is before and after."""
    return f"{before} before and after" if before == after else f"{before} before, {after} after"


def ordered(figures: Record) -> str:
    """The verdict on orders, in short."""
    return "one order suits all" if figures["consistent"] else count(figures["contradictions"], "contradiction")


def possible(figures: Record, blockers: int | None = None) -> str:
    """The verdict on settlements, in short."""
    many = len(figures["blockers"]) if blockers is None else blockers
    sets = f"{count(many, 'set')} of red lines" if many else "by which red lines was not found in time"
    ways = "whatever red lines move" if figures["hard"] else sets
    return "possible" if figures["feasible"] else f"blocked ({ways})"

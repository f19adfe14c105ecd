"""What could be agreed: the best deals, the plans on the table beside them, and the zone of agreement of each issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from posgraph.analysis.words import Record, Words, count, listed, number, verb
from posgraph.cli.page import Column, Page
from posgraph.model import Dataset

MEASURES = {"total": "the largest sum", "least": "best for the least satisfied", "nash": "the largest product"}

ROOM = 65
"""Columns that a table of plans needs beside those of the parties; on narrower pages it is a list."""


class Brief:
    """One answer, with the labels of its dataset."""

    def __init__(self, page: Page, dataset: Dataset, result: Record, limit: int, why: bool) -> None:
        self.page, self.words, self.dataset, self.result = page, Words(dataset), dataset, result
        self.limit, self.why = limit, why
        self.said = {p["position"]: p for p in (*result["positions"], *result["red_lines"])}
        self.cited: set[str] = set()

    def moves(self, ids: Sequence[str]) -> str:
        """Who moves on what."""
        by: dict[str, list[str]] = {}
        for id in ids:
            by.setdefault(self.said[id]["actor"], []).append(f"{self.words.wanted(self.said[id])} ({id})")
        return "; ".join(f"{self.words.actor(actor)} on {listed(on)}" for actor, on in by.items())

    def several(self, demands: Sequence[str]) -> str:
        """Demands in words; some labels have commas."""
        return "; ".join(map(self.words.demand, demands))

    def parties(self) -> str:
        """The parties in words."""
        return listed(self.words.actor(actor) for actor in self.result["parties"])


def deals(brief: Brief) -> None:
    """The best deals: how far each satisfies whom, what moves for it, and with ``--why`` what is in it and against whom."""
    result, page, words = brief.result, brief.page, brief.words
    if not result["frontier"]:
        return
    page.blank()
    best: dict[str, list[str]] = {}
    for name, top in result["best"].items():
        best.setdefault(top["id"], []).append(MEASURES[name] + ("" if top["proven"] else " found"))
    told = {deal["id"]: deal for deal in result["frontier"]}
    shown = [*best, *(id for id in told if id not in best)][: max(brief.limit, len(best))]
    head = "Best deals" if result["feasible"] else "Best deals once red lines have moved in one of these ways"
    every = "the one that no other beats" if result["count"] == 1 else f"{len(shown)} of {result['count']} that no other beats"
    page.say((head, "bold"), f" ({every}; satisfaction from 0, the worst case of a party, to 1, its best)")
    columns = [Column("deal", fixed=True), *(Column(words.actor(a), right=True) for a in result["parties"]), Column("what it is")]
    table = []
    snags = {id: _order(told[id]) for id in shown}
    same = len(snags) > 1 and len({str(snag) for snag in snags.values()}) == 1 and next(iter(snags.values()))
    for id in shown:
        moves = told[id]["moves"]
        what = [*best.get(id, ()), *([f"moves: {', '.join(moves)}"] if moves else ()), *(() if same else snags[id])]
        table.append([id, *(number(told[id]["satisfaction"][a]) for a in result["parties"]), "; ".join(what)])
    page.table(columns, table)
    if same:
        page.say(f"Of each of these, {same[0]}.", indent=2)
    judge = sum(bool(told[id]["unlinked"]) for id in shown)
    if judge and not brief.why:
        page.say(
            "In these deals stand pairs of demands that no relation links: whether they go together is to be judged.", indent=2
        )
    for id in shown if brief.why else ():
        _deal(brief, told[id], told[shown[0]])
    if result["count"] > len(shown):
        page.say((f"--limit {result['count']} shows all.", "dim"), indent=2)
    if not brief.why:
        page.say(("--why shows what is in each, against whom, the pairs to be judged and the arithmetic.", "dim"), indent=2)


def _order(deal: Record) -> list[str]:
    order = deal["order"]
    if not order or order["consistent"]:
        return []
    return [f"no order of its steps suits all ({'; '.join(', '.join(c) for c in order['contradictions'])})"]


def _deal(brief: Brief, deal: Record, first: Record) -> None:
    """Whom a deal goes against, what is in it (of all but the ``first`` shown, how it differs from that), and its arithmetic."""
    page, words, within = brief.page, brief.words, frozenset(deal["demands"])
    page.blank()
    page.say((f"Deal {deal['id']}", "bold"), ", where the parties differ:", indent=2)
    issues: dict[str, list[str]] = {}
    for wish in brief.result["wishes"]:
        if wish["weight"] and within.issuperset(wish["demands"]) == (wish["weight"] < 0):  # the deal goes against this position
            issue = brief.dataset.by_id("demands")[wish["demands"][0]].issue
            unmet = wish["weight"] > 0 and wish["demands"][0] in within
            issues.setdefault(issue, []).append(_against(brief, wish["position"], unmet))
    for issue, whom in sorted(issues.items()):
        page.item("•", (words.label("issues", issue), "bold"), f": against {'; '.join(whom)}", indent=4)
    against = sum(map(len, issues.values()))
    every = sum(bool(wish["weight"]) for wish in brief.result["wishes"])
    page.say(f"It goes against {against} of {count(every, 'position')}.", indent=4)
    if deal["unlinked"]:
        shown = [f"{words.demand(a)} and {words.demand(b)}" for a, b in deal["unlinked"][: brief.limit]]
        more = len(deal["unlinked"]) - brief.limit
        rest = f"; {more} more" if more > 0 else ""
        page.say(("To be judged", "bold"), f": no relation says whether these go together: {'; '.join(shown)}{rest}.", indent=4)
    if deal is first:
        page.say("It holds:", indent=4)
        for demand in deal["demands"]:
            page.item("•", words.named_demand(demand), indent=6)
    else:
        page.say(f"It holds the same as {first['id']}, but for these:", indent=4)
        for mark, here, there in (("with", deal, first), ("without", first, deal)):
            for demand in sorted(set(here["demands"]).difference(there["demands"])):
                page.item(mark, words.named_demand(demand), indent=6, gap=9)
    _arithmetic(brief, deal["demands"], deal["values"], deal["satisfaction"])
    points = [deal["satisfaction"][actor] for actor in brief.result["parties"]]
    figures = f"sum {number(sum(points))}, least {number(min(points))}, product {number(prod(points))}"
    page.say((figures[0].upper() + figures[1:], "dim"), indent=4)


def _against(brief: Brief, id: str, unmet: bool) -> str:
    """Whose position a deal goes against; ``unmet``: what it accepts is in, but not all that it makes a condition."""
    p, words = brief.said[id], brief.words
    conditions = f", but not the condition ({brief.several(p['only_if'])})" if unmet else ""
    return f"{words.actor(p['actor'])}, who {verb(p['stance'])} {words.wanted(p)}{conditions} ({id})"


def _arithmetic(brief: Brief, demands: Sequence[str], values: Record, satisfaction: Record) -> None:
    """How the satisfaction of each party comes about, position by position."""
    within = frozenset(demands)
    for actor in brief.result["parties"]:
        wishes = [w for w in brief.result["wishes"] if w["actor"] == actor and within.issuperset(w["demands"])]
        sums = " ".join(f"{w['weight']:+g} ({w['position']})" for w in wishes)
        scale = brief.result["scale"][actor]
        ends = f"from {scale['worst']:g} to {scale['best']:g} that is {number(satisfaction[actor])}"
        summed = f"{sums} = {values[actor]:g}" if sums else "0"
        brief.page.say((brief.words.actor(actor), "bold"), f": {summed}; {ends}", indent=4)


def plans(brief: Brief) -> None:
    """The plans on the table: how far each satisfies whom, what it crosses, and with ``--why`` what would make a deal of it."""
    result, page, words = brief.result, brief.page, brief.words
    if not result["proposals"]:
        return
    page.blank()
    page.say(
        ("Plans on the table", "bold"),
        " (the red lines that each crosses, how many more it does not mention, and its distance in satisfaction from the nearest "
        "best deal; what a plan does not say is not in it)",
    )
    tabled = sorted(result["proposals"], key=lambda plan: (plan["date"] or "", plan["proposal"]))
    parties = [words.actor(a) for a in result["parties"]]
    crowded = page.width < sum(len(name) + 2 for name in parties) + ROOM
    columns = [Column("plan"), Column("date", fixed=True), *(Column(name, right=True) for name in parties),
               Column("crosses"), Column("silent", right=True), Column("distance", right=True)]  # fmt: skip
    table = []
    for plan in tabled:
        crosses = "; ".join(f"{words.actor(actor)}: {', '.join(ids)}" for actor, ids in plan["crosses"].items()) or "none"
        silent = str(sum(map(len, plan["silent"].values())))
        label = f"{plan['label']}{'' if plan['coherent'] else ' (its clauses clash)'}"
        points = [number(plan["satisfaction"][a]) for a in result["parties"]]
        table.append([label, plan["date"] or "", *points, crosses, silent, number(plan["distance"])])
        if crowded:
            dated = f", {plan['date']}" if plan["date"] else ""
            page.item("•", (label, "bold"), f" [{plan['proposal']}]{dated}", indent=2)
            rows = ", ".join(f"{name} {point}" for name, point in zip(parties, points, strict=True))
            page.say(f"{rows}; crosses {crosses}; silent on {silent}; distance {number(plan['distance'])}", indent=4)
    if not crowded:
        page.table(columns, table)
    for plan in tabled if brief.why else ():
        _plan(brief, plan)


def _plan(brief: Brief, plan: Record) -> None:
    page, words = brief.page, brief.words
    page.blank()
    page.say((plan["label"], "bold"), f" [{plan['proposal']}]", indent=2)
    _arithmetic(brief, plan["demands"], plan["values"], plan["satisfaction"])
    if plan["nearest"]:
        _distance(brief, plan)
    for actor, ids in plan["silent"].items():
        page.say(f"says nothing of red lines of {words.actor(actor)}: {listed(ids)}", indent=4)
    clauses = [c for c in brief.dataset.clauses if c.proposal == plan["proposal"]]
    asked = {c.number: c.demand for c in clauses if c.demand}
    if other := [c.number for c in clauses if not c.demand]:
        page.say(f"not counted, since they propose no demand: {listed(other)} of its {len(clauses)} clauses", indent=4)
    deals = {deal["id"]: deal for deal in brief.result["frontier"]}
    changes = ((plan["repair"], "the deal nearest to its text"), *((c, f"deal {c['id']}") for c in plan["nearest"]))
    for change, lead in changes:
        if change:
            points = deals[change["id"]]["satisfaction"] if change["id"] else {}
            reached = "".join(f"{words.actor(actor)} {number(point)}, " for actor, point in points.items())
            said = "; ".join(_changed(brief, plan, change, asked)) or "no change"
            page.say((lead, "bold"), f" ({reached}distance {number(change['distance'])}): {said}", indent=4)


def _distance(brief: Brief, plan: Record) -> None:
    """How far the plan is from the nearest deal, in satisfaction."""
    deals = {deal["id"]: deal["satisfaction"] for deal in brief.result["frontier"]}
    nearest = min(plan["nearest"], key=lambda change: (change["distance"], change["id"]))
    ends = ((deals[nearest["id"]][actor], plan["satisfaction"][actor]) for actor in brief.result["parties"])
    squares = " + ".join(f"({number(there)} − {number(here)})²" for there, here in ends)
    brief.page.say((f"Distance to {nearest['id']}: √({squares}) = {number(plan['distance'])}", "dim"), indent=4)


def _changed(brief: Brief, plan: Record, change: Record, asked: Record) -> Iterator[str]:
    """What goes and what comes; of a deal of the frontier, what comes on other issues than the plan's is counted only."""
    words, by_id = brief.words, brief.dataset.by_id("demands")
    if change["clauses"]:
        yield "drop " + "; ".join(f"{n} ({words.demand(asked[n])})" for n in change["clauses"])
    about = {by_id[demand].issue for demand in plan["demands"]}
    told = [d for d in change["added"] if not change["id"] or by_id[d].issue in about]
    if told:
        yield "add " + brief.several(told)
    if others := len(change["added"]) - len(told):
        yield f"add {others} on issues that the plan does not speak of"


def zones(brief: Brief) -> None:
    """Issue by issue, what every deal holds, some hold and none can hold, and where numbers meet."""
    page, words = brief.page, brief.words
    page.blank()
    page.say(("Zone of possible agreement, issue by issue", "bold"))
    for zone in brief.result["zones"]:
        moved = " (red lines moved here)" if zone["blocked"] else ""
        page.item("•", (words.label("issues", zone["issue"]), "bold"), moved, indent=2)
        for kind, lead in (("fixed", "in every deal"), ("open", "open")):
            if zone[kind]:
                page.say(f"{lead}: {brief.several(zone[kind])}", indent=4)
        for shut in zone["shut"]:
            page.say(f"shut: {words.demand(shut['demand'])} (by {_shut_by(brief, shut['by'])})", indent=4)
        for kind in ("range", "ranks"):
            if zone[kind]:
                page.say(_interval(words, zone[kind], kind), indent=4)


def _shut_by(brief: Brief, ids: Sequence[str]) -> str:
    """The red lines that keep a demand out; of those that may move, one at least stays."""
    moved = [id for id in ids if id in brief.result["moved"]]
    kept = [id for id in ids if id not in moved]
    return listed([*kept, *([f"whichever stays of {listed(moved)}"] if moved else [])]) or "what it clashes with"


def _interval(words: Words, found: Record, kind: str) -> str:
    unit = f" ({found['unit']})" if found["unit"] else ""
    said = listed(f"{words.actor(actor)} {_ends(ends)}" for actor, ends in found["by"].items())
    meet = f"they meet at {_ends(found['meet'])}" if found["meet"] else f"there is a gap of {number(found['gap'])}"
    return f"{kind}{unit}: {said}; {meet}"


def _ends(ends: Sequence[float | None]) -> str:
    low, high = ends
    if low is None or high is None:
        return f"at least {number(low)}" if high is None else f"at most {number(high)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"

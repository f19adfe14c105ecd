"""The answer about robustness as an analyst would brief it: what holds, what hangs on which report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from posgraph.analysis.words import Record, Words, count, listed, number, when
from posgraph.cli import evidence
from posgraph.cli.page import Column, Page
from posgraph.model import Dataset
from posgraph.stance import Stance

SHOWN = 8
"""How many disputes, conflicts and ways out are shown unless ``--limit`` says otherwise."""

BANDS = {"low": "low confidence", "medium": "low or medium confidence", "unknown": "unknown confidence"}
MEASURES = {"total": "by the sum", "least": "for the least satisfied", "nash": "by the product"}


class Brief:
    """One answer, with the labels of its dataset."""

    def __init__(self, page: Page, dataset: Dataset, result: Record, limit: int | None, why: bool) -> None:
        self.page, self.words, self.result = page, Words(dataset), result
        self.limit, self.why = limit or SHOWN, why
        self.said = {p["position"]: p for p in result["positions"]}
        self.cited: set[str] = set()

    def demands(self, ids: Iterable[str]) -> str:
        """Demands by their labels."""
        return "; ".join(map(self.words.demand, ids))

    def cite(self, ids: Iterable[str]) -> None:
        """With ``why``, the reports and relations of these ids that are not quoted above."""
        for id in ids if self.why else ():
            if id in self.said and id not in self.cited:
                evidence.show(self.page, self.words, self.said[id], indent=8, gap=len(id) + 2)
            elif id not in self.said and id not in self.cited:
                self.page.item(id, self.words.relation(id), indent=8)
            self.cited.add(id)

    def arithmetic(self, ids: Iterable[str], factors: Sequence[str]) -> None:
        """With ``why``, the ranges of the numbers of these rows, and of their product."""
        if not self.why:
            return
        self.page.say((f"{' × '.join(factors)}, by row:", "dim"), indent=2)
        for id in sorted(set(ids)):
            spans = [_span(self.said[id], factor) for factor in factors]
            product = [prod(ends) for ends in zip(*spans, strict=True)]
            unknown = [factor for factor in factors if factor != "polarity" and self.said[id][factor] is None]
            note = f" ({listed(unknown)} unknown: 0.5 as coded)" if unknown else ""
            told = " × ".join(_interval(*span) for span in spans)
            self.page.item(id, f"{told} = {_interval(*product)}{note}" if len(spans) > 1 else f"{told}{note}", indent=4)

    def more(self, total: int, one: str, many: str) -> None:
        """How many are not shown."""
        if total > self.limit:
            self.page.say((f"… and {count(total - self.limit, one, many)}; --limit {total} shows all.", "dim"), indent=2)


def write(page: Page, dataset: Dataset, result: Record, limit: int | None = None, why: bool = False) -> None:
    """The whole briefing."""
    brief = Brief(page, dataset, result, limit, why)
    page.say((f"How far the answers hold ({when(result['as_of'])})", "bold"))
    _disputes(brief)
    _conflicts(brief)
    _orders(brief)
    _settlements(brief)
    _deals(brief)
    _without(brief)
    if why:
        _ranges(brief)
    if result["partial"]:
        page.blank()
        page.say("The search was cut short: more may hang on single reports than is said here. Give it more --seconds.")


def _disputes(brief: Brief) -> None:
    page, words, found = brief.page, brief.words, brief.result["disputes"]
    page.blank()
    page.say(("Conflicts", "bold"), f": {brief.result['verdict']}")
    for dispute in found[: brief.limit]:
        who = listed(words.actor(actor) for actor in dispute["actors"])
        about = words.label("issues", dispute["issue"])
        page.item(
            "•", (f"{who} on {about}", "bold"), f" ({count(dispute['conflicts'], 'conflict')}): {dispute['verdict']}", indent=2
        )
        brief.cite(id for support in dispute["hangs_on"] if support["kind"] != "source" for id in support["rows"])
    brief.more(len(found), "more dispute", "more disputes")


def _conflicts(brief: Brief) -> None:
    page, found = brief.page, brief.result["conflicts"]
    if not found:
        return
    page.blank()
    page.say(("How severe", "bold"), " (as coded; the least and the most it may be; its best and worst place among all)")
    numbers = [Column(name, right=True) for name in ("severity", "least", "most")]
    columns = [*numbers, Column("place", fixed=True), Column("rule"), Column("positions", fixed=True), Column("issue")]
    table = []
    for c in found[: brief.limit]:
        told = [number(c[key]) for key in ("severity", "low", "high")]
        best, worst = c["place"]
        table.append([*told, f"{best}-{worst}", c["rule"], f"{c['a']} / {c['b']}", brief.words.label("issues", c["issue"])])
    page.table(columns, table)
    brief.arithmetic((id for c in found[: brief.limit] for id in (c["a"], c["b"])), ("polarity", "salience", "confidence"))
    brief.more(len(found), "more conflict", "more conflicts")


def _orders(brief: Brief) -> None:
    orders = brief.result["orders"]
    brief.page.blank()
    if orders["consistent"]:
        brief.page.say(("Orders", "bold"), f": {orders['verdict'][0].lower()}{orders['verdict'][1:]}")
        return
    lead = "no order of the steps suits all, whatever salience and confidence are"
    brief.page.say(("Orders", "bold"), f": {lead}; {_flips(brief, orders, 'one would')}.")
    _minimal(brief, orders["contradictions"], "contradiction")
    _ways(brief, orders, "withdraw")


def _settlements(brief: Brief) -> None:
    page, found = brief.page, brief.result["settlements"]
    parties = listed(brief.words.actor(actor) for actor in found["parties"])
    page.blank()
    if not found["parties"]:
        page.say(("Settlements", "bold"), ": nobody holds a position.")
        return
    if found["feasible"] is None:
        told = f"time was over before it was known whether a deal keeps every red line of {parties}"
        page.say(("Settlements", "bold"), f": {told}.")
        return
    if found["feasible"]:
        flips = _flips(brief, found, "none would")
        page.say(("Settlements", "bold"), f": a deal keeps every red line of {parties}; {flips}.")
        _firmer(brief)
        return
    lead = f"no deal keeps every red line of {parties}, whatever salience and confidence are"
    page.say(("Settlements", "bold"), f": {lead}; {_flips(brief, found, 'one would')}.")
    _minimal(brief, found["blockers"], "blocker")
    _ways(brief, found, "move")
    high = found["high_confidence"]
    if high and high["set_aside"]:
        left = "a deal exists" if high["feasible"] else f"{count(len(high['blockers']), 'blocker')} left"
        page.say(f"If only red lines of high confidence bind (without {listed(high['set_aside'])}): {left}.", indent=2)


def _firmer(brief: Brief) -> None:
    firmer = brief.result["settlements"]["firmer"]
    if firmer["positions"] and firmer["feasible"] is not None:
        holds = "one still exists" if firmer["feasible"] else "none exists"
        ids = listed([*firmer["positions"][: brief.limit], *(["others"] if len(firmer["positions"]) > brief.limit else [])])
        many = count(len(firmer["positions"]), "position")
        brief.page.say(f"If {many} of unknown or nearly full firmness ({ids}) are red lines too, {holds}.", indent=2)


def _flips(brief: Brief, found: Record, would: str) -> str:
    """What turns a verdict round."""
    flips = found["flips"]
    if not flips and found["partial"]:
        return "time was over before it was known whether a single report, claim or source decides that"
    if not flips:
        return "no single report, claim or source decides that"
    told = [_dropped(flip) for flip in flips]
    if len(told) > brief.limit:
        told = [*told[: brief.limit], f"{len(told) - brief.limit} others"]
    *first, last = told
    return f"but {would} without {', '.join(first)} or {last}" if first else f"but {would} without {last}"


def _dropped(flip: Record) -> str:
    name = str(flip["drop"])
    return {"confidence": f"the reports of {BANDS.get(name)}", "source": f"the source {name}"}.get(flip["kind"], name)


def _minimal(brief: Brief, sets: Sequence[Record], word: str) -> None:
    for each in sets[: brief.limit]:
        brief.page.item(
            "•", (f"{listed(each['members'])}", "bold"), f": {each['verdict']}{_survives(each['survives'])}", indent=2
        )
        brief.cite(each["members"])
    brief.more(len(sets), f"more {word}", f"more {word}s")


def _survives(survives: Record) -> str:
    gone = [BANDS[band] for band, holds in survives.items() if not holds]
    return f" It is gone without the reports of {gone[0]}." if gone else ""


def _ways(brief: Brief, found: Record, name: str) -> None:
    """The ways out of each part, with what they may cost."""
    page, ways = brief.page, found["concessions"]
    if not ways:
        return
    page.blank()
    page.say("Ways out of each part (cost as coded; the least and the most it may be; whether it is the cheapest)", indent=2)
    columns = [Column("part", right=True), Column(name), Column("cost", right=True), Column("least", right=True),
               Column("most", right=True), Column("cheapest")]  # fmt: skip
    table = []
    for way in ways[: brief.limit]:
        sure = "in any case" if way["certainly_cheapest"] else "possibly" if way["possibly_cheapest"] else "in no case"
        costs = [number(way[key]) for key in ("cost", "low", "high")]
        table.append([str(way["component"]), ", ".join(way[name]), *costs, sure])
    page.table(columns, table)
    shown = (id for way in ways[: brief.limit] for id in way[name])
    brief.arithmetic(shown, ("firmness", "salience") if name == "withdraw" else ("salience",))
    brief.more(len(ways), "more way out", "more ways out")
    for part, ids in enumerate(found["decided_by"], 1):
        if ids:
            page.say(f"Part {part}: what it costs to {name} {listed(ids)} decides.", indent=2)


def _deals(brief: Brief) -> None:
    page, found = brief.page, brief.result["settlements"]
    if not found["best"] or not found["draws"]:
        return
    page.blank()
    moved = ", once one of the cheapest ways out of each part is taken" if found["moved"] else ""
    page.say(("Best deals", "bold"), f" in {count(found['draws'], 'draw')} of the saliences (seed {brief.result['seed']}){moved}")
    for name, best in found["best"].items():
        stays = f"the deal that is best as coded stays so in {best['share']:.0%}"
        others = "" if best["deals"] == 1 else f"; {best['deals']} different deals are best in some draw"
        page.item("•", (MEASURES[name], "bold"), f": {stays}{others}", indent=2)
        if brief.why:
            _staked(brief, best)
    for word, key in (("all", "always"), ("none", "never")):
        ids = frozenset.intersection(*(frozenset[str](best[key]) for best in found["best"].values()))
        if ids:
            page.say(f"Of what is at stake, in {word} of the best deals: {brief.demands(sorted(ids))}.", indent=2)


def _staked(brief: Brief, best: Record) -> None:
    for id, share in sorted(best["sometimes"].items(), key=lambda item: (-item[1], item[0])):
        brief.page.item(f"{share:.0%}", brief.words.demand(id), indent=6, gap=5)


def _span(p: Record, factor: str) -> tuple[float, float]:
    """The plausible range of one number of a row; the polarity of its stance is taken as it is."""
    from posgraph.analysis.robustness.ranges import plausible

    if factor == "polarity":
        weight = abs(Stance(p["stance"]).polarity or 0.0)
        return weight, weight
    low, high = plausible(factor, p[factor])
    return float(low), float(high)


def _interval(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"({low:g} to {high:g})"


def _without(brief: Brief) -> None:
    page = brief.page
    names = ("reports", "conflicts", "disputes", "contradictions", "blockers")
    columns = [Column("confidence"), *(Column(name, right=True) for name in names), Column("order"), Column("deal")]
    table = []
    for left in brief.result["without"]:
        if left["rows"]:
            numbers = [str(left[name]) for name in names[1:]]
            yes = ["yes" if left[name] else "no" for name in ("consistent", "feasible")]
            band = BANDS[left["band"]].removesuffix(" confidence").replace(" or ", ", ")
            table.append([band, str(len(left["rows"])), *numbers, *yes])
    if table:
        page.blank()
        page.say(("What is left without the reports of low, medium or unknown confidence", "bold"))
        page.table(columns, table)


def _ranges(brief: Brief) -> None:
    page = brief.page
    page.blank()
    page.say(("Plausible ranges", "bold"))
    for column, rows in brief.result["ranges"].items():
        told = [f"{row['coded'].replace('_', ' ')} {row['low']:g} to {row['high']:g}" for row in rows if "low" in row]
        told += [f"{row['coded']} {row['around']:g} either way" for row in rows if "around" in row]
        page.item("•", (column, "bold"), f": {'; '.join(told)}", indent=2)

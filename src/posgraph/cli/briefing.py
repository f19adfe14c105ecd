"""The answer about orders as an analyst would brief it: the verdict, the contradictions, the ways out, the roadmap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isclose
from typing import Any

from posgraph.analysis import lines
from posgraph.analysis.words import Record, Words, count, listed, number, price, when
from posgraph.cli import evidence
from posgraph.cli.page import Page
from posgraph.model import Dataset, DemandRelation

SHOWN = 5
"""How many contradictions, and how many ways out, of each part are shown unless ``--limit`` says otherwise."""

STAGES = 3
"""How many steps of a rank the roadmap shows then."""

CSV = ("part", "contradiction", "kind", "says", *lines.POSITION, "note")
"""One line for each member of each contradiction; ``kind`` is preference, condition, requires or same."""


@dataclass(frozen=True, slots=True)
class Members:
    """What contradictions consist of: wanted orders and positions on a condition, by kind and id, and relations."""

    words: Words
    dataset: Dataset
    said: dict[tuple[str, str], Record]
    cited: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, dataset: Dataset, result: Record) -> Members:
        """The members that a result names."""
        said = {(kind, p["position"]): p for kind in ("preference", "condition") for p in result[f"{kind}s"]}
        return cls(Words(dataset), dataset, said)

    def order(self, id: str) -> Record:
        """The wanted order of that id."""
        return self.said["preference", id]


def rows(result: Record, dataset: Dataset) -> Iterator[dict[str, Any]]:
    """The members of the contradictions as rows of :data:`CSV`."""
    members = Members.of(dataset, result)
    for part, component in enumerate(result["components"], 1):
        for n, contradiction in enumerate(component["contradictions"], 1):
            for member in _distinct(contradiction):
                id, kind = member["member"], member["kind"]
                row = {"part": part, "contradiction": n, "kind": kind, "says": member["says"]}
                if (kind, id) in members.said:
                    yield row | lines.position(members.said[kind, id])
                else:
                    yield row | _relation(dataset, dataset.by_id("relations")[id])


def _relation(dataset: Dataset, relation: DemandRelation) -> dict[str, Any]:
    source = dataset.by_id("sources").get(relation.source or "")
    parts = {f"source_{part}": getattr(source, part) for part in ("title", "url", "published")} if source else {}
    return {"position": relation.id, "actor": relation.by, "source": relation.source, "note": relation.note} | parts


def write(page: Page, dataset: Dataset, result: Record, limit: int | None = None, why: bool = False) -> None:
    """The whole briefing; ``limit`` caps the contradictions and the ways out of each part, and the steps of a rank.

    ``why`` adds how each cost comes about.
    """
    members = Members.of(dataset, result)
    _verdict(page, result)
    parts = result["components"]
    for n, component in enumerate(parts, 1):
        page.blank()
        head = f"Part {n} of {len(parts)}: " if len(parts) > 1 else ""
        page.say(
            (f"{head}{count(len(component['steps']), 'step')} in a knot", "bold"), f": {_steps(members, component['steps'])}."
        )
        _contradictions(page, members, component["contradictions"], limit or SHOWN)
        _concessions(page, members, component, limit or SHOWN, why)
    if result["cheapest"] and not result["consistent"]:
        _cheapest(page, members, result["cheapest"])
        _ties(page, members, parts)
    elif not result["consistent"]:
        page.blank()
        page.say("No withdrawal mends everything, since a part has no way out; so there is no roadmap.")
    _roadmap(page, members, result, limit or STAGES)
    _assumed(page, result)
    if result["partial"]:
        page.blank()
        page.say("The search was cut short: there may be more contradictions and other ways out. Give it more --seconds.")


def _verdict(page: Page, result: Record) -> None:
    date = when(result["as_of"])
    if not result["preferences"] and not result["components"]:
        page.say((f"Nobody wants the steps in any order ({date}).", "bold"))
    elif result["consistent"]:
        page.say((f"One order of the steps satisfies all {count(len(result['preferences']), 'preference')} ({date}).", "bold"))
    else:
        parts = result["components"]
        least = "at least " if result["partial"] else ""
        found = count(sum(len(part["contradictions"]) for part in parts), "contradiction")
        apart = f"in {len(parts)} independent parts " if len(parts) > 1 else ""
        page.say((f"No order of the steps satisfies all: {least}{found} {apart}({date}).", "bold"))


def _contradictions(page: Page, members: Members, contradictions: Sequence[Record], limit: int) -> None:
    for n, contradiction in enumerate(contradictions[:limit], 1):
        page.blank()
        page.item(
            f"{n}.",
            (_lead(members.words, contradiction["actors"]), "bold"),
            _round(members.words, contradiction["steps"]),
            indent=2,
        )
        found = _distinct(contradiction)
        gap = max(len(member["member"]) for member in found) + 2
        for member in found:
            _member(page, members, member, gap)
    _more(page, len(contradictions), limit, "contradiction", "contradictions")


def _lead(words: Words, actors: Sequence[str]) -> str:
    """Who is in a contradiction; nobody is in one that relations between demands make alone."""
    who = listed(words.named_actor(actor) for actor in actors)
    if len(actors) < 2:
        return f"{who or 'The relations alone'}: "
    return f"{who} cannot {'both' if len(actors) == 2 else 'all'} have their way: "


def _round(words: Words, steps: Sequence[str]) -> str:
    return " → ".join(words.demand(step) for step in (*steps, steps[0]))


def _distinct(contradiction: Record) -> list[Record]:
    """The members of a contradiction, each once, in the order in which they go round."""
    return list({(member["kind"], member["member"]): member for member in contradiction["because"]}.values())


def _member(page: Page, members: Members, member: Record, gap: int) -> None:
    id, kind = member["member"], member["kind"]
    cited = (kind, id) in members.cited
    members.cited.add((kind, id))
    if (kind, id) in members.said:
        evidence.show(page, members.words, members.said[kind, id], indent=5, gap=gap, cited=cited)
        return
    page.item(id, members.words.relation(id), indent=5, gap=gap)
    if (source := members.dataset.by_id("relations")[id].source) and not cited:
        page.say((members.words.source(source), "dim"), indent=5 + gap)


def _concessions(page: Page, members: Members, component: Record, limit: int, why: bool) -> None:
    page.blank()
    if component["hard"]:
        said = "; ".join(members.words.relation(id) for id in component["hard"] if id in members.dataset.by_id("relations"))
        page.say(("No way out", "bold"), f": {component['message']}{f' ({said})' if said else ''}.", indent=2)
        return
    concessions = component["concessions"]
    enough = ", any one is enough here" if len(concessions) > 1 else ""
    page.say(("Ways out, cheapest first", "bold"), f" (firmness × salience of what is given up{enough})", indent=2)
    for concession in concessions[:limit]:
        gives = (f"{members.words.actor(members.order(id)['actor'])} gives up {members.words.wanted(members.order(id))} ({id})"
                 for id in concession["withdraw"])  # fmt: skip
        page.item(f"cost {number(concession['cost'])}", listed(gives), indent=4, gap=10)
        if why:
            parts = " + ".join(price(members.order(id)) for id in concession["withdraw"])
            page.say((f"= {parts}", "dim"), indent=14)
    _more(page, len(concessions), limit, "way out", "ways out")


def _cheapest(page: Page, members: Members, cheapest: Record) -> None:
    page.blank()
    by = listed(f"{members.words.actor(actor)} gives up {count(n, 'preference')}" for actor, n in cheapest["by"].items())
    page.say(("The least that must move", "bold"), f": {by}, at a cost of {number(cheapest['cost'])}.")
    if not cheapest["proven"]:
        page.say(f"This is the best found; no way out costs less than {number(cheapest['bound'])}.", indent=2)
    for id in cheapest["withdraw"]:
        page.item(id, members.words.sentence(members.order(id)), indent=2)


def _ties(page: Page, members: Members, parts: Sequence[Record]) -> None:
    """Other ways out that cost no more: that one of them was taken says nothing against who would move in it."""
    for n, part in enumerate(parts, 1):
        least, *others = part["concessions"]
        for other in others:
            if isclose(other["cost"], least["cost"]):
                gives = listed(f"{members.words.actor(members.order(id)['actor'])} giving up {id}" for id in other["withdraw"])
                where = f" in part {n}" if len(parts) > 1 else ""
                page.say(f"As cheap{where}: {gives}, instead of {listed(least['withdraw'])}.", indent=2)


def _roadmap(page: Page, members: Members, result: Record, limit: int) -> None:
    """Steps by rank; those in a knot first, since the question is about them."""
    if not result["roadmap"]:
        return
    page.blank()
    page.say(("Roadmap" if result["consistent"] else "Roadmap once that has moved", "bold"))
    knotted = {step for part in result["components"] for step in part["steps"]}
    ranks: dict[int, list[tuple[bool, str]]] = {}
    for stage in result["roadmap"]:
        steps = [stage["step"], *stage.get("also", ())]
        named = ", the same as ".join(map(members.words.named_demand, steps))
        ranks.setdefault(stage["rank"], []).append((knotted.isdisjoint(steps), named))
    for rank, stages in sorted(ranks.items()):
        stages.sort(key=lambda stage: stage[0])
        shown = [named for loose, named in stages[:limit]]
        more = [f"{len(stages) - limit} more"] if len(stages) > limit else []
        page.item(f"{rank}.", "; ".join(shown + more), indent=2, gap=4)
    if any(len(stages) > limit for stages in ranks.values()):
        page.say((f"--limit {max(map(len, ranks.values()))} shows every step.", "dim"), indent=2)
    for ask in result["asks"]:
        without = listed(f"{members.words.wanted(members.order(id))} ({id})" for id in ask["withdraw"])
        page.say((f"It asks {members.words.actor(ask['actor'])}", "bold"), f" to do without {without}.", indent=2)
    _narrow(page, members.words, result["roadmap"], limit)
    _rests(page, members.words, result, limit)


def _narrow(page: Page, words: Words, stages: Sequence[Record], limit: int) -> None:
    """Steps that stand before a wider one that they entail, and why that can be."""
    pairs = [(stage["step"], wide) for stage in stages for wide in stage.get("entails", ())]
    by_wide: dict[str, list[str]] = {}
    for narrow, wide in pairs:
        by_wide.setdefault(wide, []).append(narrow)
    if not pairs:
        return
    told = []
    for wide, narrow in [*by_wide.items()][:limit]:
        more = [f"{len(narrow) - limit} more"] if len(narrow) > limit else []
        told.append(f"{listed([*map(words.demand, narrow[:limit]), *more])} before {words.demand(wide)}")
    rest = f"; and so with {count(len(by_wide) - limit, 'more wider step')}" if len(by_wide) > limit else ""
    said = f": some steps stand before a wider one that they entail: {'; '.join(told)}{rest}."
    why = "An order binds a step only where it names it, so what holds up the wider step does not hold up these."
    page.say(("Note", "bold"), f"{said} {why}", indent=2)


def _rests(page: Page, words: Words, result: Record, limit: int) -> None:
    """Claims that the ranks rest on and that no contradiction has shown yet."""
    shown = {id for part in result["components"] for found in part["contradictions"] for id in found["members"]}
    more = [r["id"] for r in result["relations"] if r["relation"] in ("requires", "same") and r["id"] not in shown]
    if more:
        page.say("It also rests on:", indent=2)
    for id in more[:limit]:
        page.item("•", words.link(id), indent=4)
    if len(more) > limit:
        page.say((f"… and {count(len(more) - limit, 'more claim')}; --format json lists them.", "dim"), indent=4)


def _assumed(page: Page, result: Record) -> None:
    """Say where an unknown firmness or salience was taken as 0.5."""
    found: dict[str, set[str]] = {}
    for concession in [c for part in result["components"] for c in part["concessions"]]:
        for id, names in concession["assumed"].items():
            for name in names:
                found.setdefault(name, set()).add(id)
    if found:
        page.blank()
    for name, ids in sorted(found.items()):
        page.say((f"The {name} of {listed(sorted(ids))} is unknown; 0.5 stands for it.", "dim"))


def _steps(members: Members, steps: Sequence[str]) -> str:
    return ", ".join(members.words.named_demand(step) for step in steps)


def _more(page: Page, total: int, limit: int, thing: str, plural: str) -> None:
    if total > limit:
        page.say(f"… and {count(total - limit, f'more {thing}', f'more {plural}')}; --limit {total} shows all.", indent=5)

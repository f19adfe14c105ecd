"""Datasets that pages must stand: one of hostile texts, and a large one."""

from __future__ import annotations

import random
from datetime import date, timedelta

from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, SequencePreference, Source, When
from posgraph.model.plan import Clause, Proposal
from posgraph.stance import Stance

SCRIPT = "<script>alert(1)</script>"
LONG = "long " * 1000
WORD = "unbroken" * 625
HEBREW = "הסכם שלום לפני הפסקת אש"
ARABIC = "وقف إطلاق النار"


def hostile() -> Dataset:
    """Ids, labels, quotes and links that would break a page which took any of them for markup."""
    sources = (
        Source(
            id="(img src=x onerror=alert(1))",
            title=f"{SCRIPT} & sons",
            url="http://example.org/javascript:alert(1)",
            publisher="<b>bold</b>",
        ),
        Source(id="data", title="data:", url=None),
        Source(id="good", title=HEBREW, url="https://example.org/a?b=%3Cc%3E&d='e'"),
    )
    actors = (
        Actor(id="script(alert)", label=SCRIPT, kind="state"),
        Actor(id="a b?c#d%e~f&g=h+i", label=LONG, kind="state"),
        Actor(id="עברית", label=HEBREW, kind="organization"),
        Actor(id="word", label=WORD, kind="person"),
        Actor(id="'quoted'", label="\u202ereversed\u202c 'quoted' \"twice\"", kind="faction"),
    )
    issues = (Issue(id="i&amp", label="<i>issue</i>"), Issue(id="ar", label=ARABIC), Issue(id="long", label=LONG))
    demands = (
        Demand(id="d#1?x=1&y", issue="i&amp", label="</script><script>alert(2)</script>"),
        Demand(id="{{ 7 * 7 }}", issue="i&amp", label="{{ 7 * 7 }} {% raw %}"),
        Demand(id="ar", issue="ar", label=ARABIC),
        Demand(id="w", issue="long", label=WORD),
        Demand(id="~", issue="long", label=LONG),
    )
    start = When.parse("2025-01")
    said = [
        (actor.id, demand.id, stance)
        for turn, actor in enumerate(actors)
        for demand, stance in zip(demands, (*Stance, *Stance)[turn:], strict=False)
    ]
    positions = tuple(
        Position(
            id=f"p{n}&lt", actor=actor, demand=demand, stance=stance, salience=0.9, firmness=1.0 if n % 2 else None,
            valid_from=start,
            source=sources[n % 3].id, quote=f"<q>{SCRIPT}</q> & “{HEBREW}” " + (LONG if n == 3 else ""),
            reported_by="<u>somebody</u>", mode="byOpponent",
            only_if=("ar",) if stance is Stance.conditional and demand != "ar" else (),
        )
        for n, (actor, demand, stance) in enumerate(said)
    )  # fmt: skip
    orders = (
        SequencePreference(id="o1", actor="script(alert)", first="d#1?x=1&y", relation="before", then="ar",
                           stance=Stance.demands, firmness=1.0,
                           valid_from=start, quote=SCRIPT, source="data"),
        SequencePreference(id="o2#", actor="עברית", first="ar", relation="before", then="d#1?x=1&y", stance=Stance.demands,
                           valid_from=start, quote=HEBREW, source="good"),
        SequencePreference(id="o3", actor="word", first="w", relation="before", then="~", stance=Stance.demands,
                           valid_from=start),
        SequencePreference(id="o4", actor="a b?c#d%e~f&g=h+i", first="~", relation="before", then="w", stance=Stance.supports,
                           valid_from=start),
    )  # fmt: skip
    relations = (
        DemandRelation(id="r%1", demand_a="d#1?x=1&y", relation="incompatible", demand_b="ar", by="script(alert)", note=SCRIPT),
    )
    proposals = (Proposal(id="plan+1", label=f"{SCRIPT} plan", proposed_by=("script(alert)",), date=start),)
    clauses = (Clause(proposal="plan+1", number="1", demand="ar", text=SCRIPT), Clause(proposal="plan+1", number="2", demand="w"))
    return Dataset(
        id="hostile", title=f"{SCRIPT} & {HEBREW}", licence="<b>CC0</b>", description=LONG, sources=sources, actors=actors,
        issues=issues,
        demands=demands, positions=positions, sequencing=orders, relations=relations, proposals=proposals, clauses=clauses,
    )  # fmt: skip


def large(actors: int = 60, issues: int = 40, positions: int = 5000) -> Dataset:
    """A generated dataset: camps of actors, five demands an issue, positions over two years that are revised now and then."""
    dice = random.Random(7)
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(730)]
    sources = tuple(
        Source(
            id=f"s{n}",
            title=f"Source {n}",
            publisher=f"Paper {n % 9}",
            url=f"https://example.org/{n}",
            published=When.parse("2024"),
        )
        for n in range(200)
    )
    held = tuple(Actor(id=f"a{n}", label=f"Actor {n}", kind="state") for n in range(actors))
    asked = tuple(Issue(id=f"i{n}", label=f"Issue {n}", exclusive=n % 4 == 0) for n in range(issues))
    demands = tuple(
        Demand(id=f"i{n}d{m}", issue=f"i{n}", label=f"Demand {m} of issue {n}") for n in range(issues) for m in range(5)
    )
    words = (Stance.demands, Stance.supports, Stance.accepts, Stance.neutral, Stance.opposes, Stance.rejects)
    camps = [dice.randrange(3) for _ in held]
    leaning = {demand.id: [dice.randrange(len(words)) for _ in range(3)] for demand in demands}
    rows = []
    for n in range(positions):
        who = dice.randrange(actors)
        demand = dice.choice(demands)
        at = max(0, min(len(words) - 1, leaning[demand.id][camps[who]] + dice.choice((-1, 0, 0, 0, 1))))
        rows.append(
            Position(
                id=f"p{n}", actor=held[who].id, demand=demand.id, stance=words[at], salience=dice.choice((None, 0.3, 0.6, 0.9)),
                firmness=1.0 if dice.random() < 0.02 else dice.choice((None, 0.25, 0.75)), confidence=0.9,
                valid_from=When.parse(dice.choice(days).isoformat()), source=dice.choice(sources).id, mode="selfStated",
                quote=f"Quote {n} of what actor {who} said about this",
            )
        )  # fmt: skip
    steps = [f"i{n}d0" for n in range(12)]
    orders = tuple(
        SequencePreference(id=f"o{n}", actor=dice.choice(held).id, first=one, relation="before", then=other,
                           stance=Stance.demands,
                           valid_from=When.parse("2024"), source="s1", quote=f"Order {n}")
        for n, (one, other) in enumerate([dice.sample(steps, 2) for _ in range(30)])
    )  # fmt: skip
    return Dataset(
        id="large", title="A generated dataset", sources=sources, actors=held, issues=asked, demands=demands,
        positions=tuple(rows),
        sequencing=orders,
    )  # fmt: skip

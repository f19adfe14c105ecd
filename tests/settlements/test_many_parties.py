from __future__ import annotations

from posgraph.analysis.settlements.answer import settlements
from posgraph.model import Actor, Dataset, Demand, Issue, Position
from posgraph.stance import Stance


def test_the_best_deal_by_the_nash_product_is_found_for_many_parties() -> None:
    """With 80 parties the bound of the product is larger than any floating-point number."""
    actors = tuple(Actor(id=f"a{n:02}", label=f"A{n}", kind="state") for n in range(80))
    demands = tuple(Demand(id=f"d{n}", issue="i", label=f"D{n}") for n in range(3))
    said = tuple(
        Position(id=f"p{n:02}-{m}", actor=actor.id, demand=f"d{m}", stance=Stance.demands if m < 2 else Stance.rejects, salience=0.7)
        for n, actor in enumerate(actors)
        for m in range(3)
    )
    toy = Dataset(id="toy", actors=actors, issues=(Issue(id="i", label="I"),), demands=demands, positions=said)
    found = settlements(toy)
    best = found.best["nash"]
    assert (best.value, best.proven) == (1.0, True)
    assert set(next(deal for deal in found.frontier if deal.id == best.deal).demands) == {"d0", "d1"}

"""The instances of settlement_instances.json as datasets."""

import json
from pathlib import Path

from posgraph.analysis.force import in_force
from posgraph.analysis.settlements.problem import problem
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance
from tests.analysis.toys import NOW

CASES = json.loads((Path(__file__).parent.parent / "cases" / "theory" / "settlement_instances.json").read_text())


def posed(case):
    """The problem of an instance.

    Each issue has exclusive options of which one must hold. A red line forbids some options of an issue: they entail a wide
    demand on an issue of its own, and that is refused; its weight is the salience in hundredths.
    """
    issues = [Issue(id=f"i{n:02}", label="I", exclusive=True, exhaustive=True) for n in range(case["n_issues"])]
    demands = [Demand(id=f"{i.id}o{o}", issue=i.id, label=str(o)) for i in issues for o in range(case["n_options"])]
    relations = [
        DemandRelation(id=f"x{n:03}", demand_a=f"i{i:02}o{o}", relation="incompatible", demand_b=f"i{j:02}o{p}", by="coder")
        for n, (i, o, j, p) in enumerate(case["incompatible_pairs"])
    ]
    rows = []
    for n, line in enumerate(case["red_lines"]):
        wide = Demand(id=f"w{n:03}", issue=f"w{n:03}", label="W")
        issues.append(Issue(id=wide.id, label="W"))
        demands.append(wide)
        for o in line["forbidden"]:
            a = f"i{line['issue']:02}o{o}"
            relations.append(DemandRelation(id=f"{a}.{wide.id}", demand_a=a, relation="entails", demand_b=wide.id, by="coder"))
        weight = line["weight"] / 100
        rows.append(
            Position(
                id=f"r{n:03}", actor=f"a{line['actor']}", demand=wide.id, stance=Stance.rejects, firmness=1.0, salience=weight
            )
        )
    actors = tuple(Actor(id=f"a{n}", label="A", kind="state") for n in range(case["n_actors"]))
    dataset = Dataset(
        id=case["id"],
        actors=actors,
        issues=tuple(issues),
        demands=tuple(demands),
        relations=tuple(relations),
        positions=tuple(rows),
    )
    return problem(dataset, in_force(dataset, NOW), [a.id for a in actors])

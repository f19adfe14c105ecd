"""Made-up problems, from datasets and directly."""

from dataclasses import replace

from hypothesis import strategies as st

from posgraph.analysis.clash import Literal
from posgraph.analysis.force import Held, in_force
from posgraph.analysis.settlements.problem import Bond, Problem, RedLine, problem
from posgraph.model import Dataset, Demand, Issue, Position
from posgraph.stance import Stance
from tests.analysis.made_up import ACTORS, datasets
from tests.analysis.toys import NOW

DEMANDS = tuple("abcdefg")
literals = st.builds(Literal, st.sampled_from(DEMANDS), st.sampled_from([1, -1]))


def bonds(rule, least=1, most=3):
    several = st.lists(literals, min_size=least, max_size=most, unique_by=lambda x: x.demand)
    return several.map(lambda some: Bond(tuple(sorted(some)), rule, "i"))


@st.composite
def tangles(draw):
    """Problems that no dataset need pose: red lines and bonds that ask for anything."""
    rows = [
        RedLine(
            Held(Position(id=f"p{n}", actor=draw(st.sampled_from(ACTORS)), demand="a", stance=Stance.demands), None, None),
            "a",
            tuple(draw(st.lists(bonds("red-line", most=2), min_size=1, max_size=2))),
            draw(st.sampled_from([0.0, 0.1, 0.2, 0.3, 1.0])),
        )
        for n in range(draw(st.integers(1, 8)))
    ]
    hard = draw(st.lists(bonds("entails", least=2), max_size=10, unique=True))
    demands = tuple(Demand(id=d, issue="i" if d < "d" else "k", label=d) for d in DEMANDS)
    dataset = Dataset(id="toy", issues=(Issue(id="i", label="I"), Issue(id="k", label="K")), demands=demands)
    order = sorted(hard, key=lambda b: (b.literals, b.rule))
    return Problem(dataset, NOW, ACTORS, DEMANDS, tuple(order), tuple(rows), (), {})


@st.composite
def firm(draw):
    """Datasets in which most positions are red lines and issues may have to be decided."""
    data = draw(datasets())
    soft = draw(st.integers(0, 3))
    rows = tuple(replace(row, firmness=row.firmness if n < soft else 1.0, valid_to=None) for n, row in enumerate(data.positions))
    issues = tuple(replace(issue, exhaustive=draw(st.booleans())) for issue in data.issues)
    return replace(data, positions=rows, issues=issues)


def posed(dataset):
    """The problem that all actors pose."""
    return problem(dataset, in_force(dataset, NOW), ACTORS)


problems = st.one_of(tangles(), firm().map(posed))

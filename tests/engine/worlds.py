"""Datasets for tests of the engine: made up, with clauses and revisions, and the bundled ones."""

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from posgraph.importers import read
from posgraph.model import Clause, Proposal
from posgraph.resources import data
from tests.analysis import made_up

BUNDLED = ("brexit", "miami-2025", "russia-ukraine")
TARGETS = (*made_up.DEMANDS, "clause:plan/1", "clause:plan/2", "issue:i")


@st.composite
def worlds(draw, size=14):
    """A dataset in which some positions are on clauses or issues."""
    dataset = draw(made_up.datasets())
    rows = draw(made_up.positions(size))
    targets = draw(st.lists(st.sampled_from([None, None, *TARGETS]), min_size=len(rows), max_size=len(rows)))
    return replace(
        dataset,
        positions=tuple(replace(row, demand=target or row.demand) for row, target in zip(rows, targets, strict=True)),
        sequencing=(),
        proposals=(Proposal(id="plan", label="P"),),
        clauses=(Clause(proposal="plan", number="1", text="a", demand="a"), Clause(proposal="plan", number="2", text="-")),
    )


@cache
def bundled(name):
    """A bundled dataset, read once."""
    return read(data() / name)

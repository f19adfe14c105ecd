"""Made-up datasets in which reports have sources, confidence and red lines."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.analysis import made_up

SOURCES = st.sampled_from([None, "x", "y", "z"])


@st.composite
def datasets(draw):
    """As everywhere, but each report may have a source, and more of them are red lines."""
    dataset = draw(made_up.datasets())

    def sourced(row):
        firm = draw(st.sampled_from([row.firmness, 1.0]))
        return replace(row, source=draw(SOURCES), firmness=firm, confidence=draw(st.sampled_from([None, 0.3, 0.6, 0.9])))

    return replace(
        dataset,
        positions=tuple(map(sourced, dataset.positions)),
        sequencing=tuple(map(sourced, dataset.sequencing)),
        relations=tuple(replace(row, source=draw(SOURCES)) for row in dataset.relations),
    )

"""Made-up datasets for tests of properties."""

from hypothesis import strategies as st

from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, SequencePreference, When
from posgraph.stance import Stance

ACTORS = ("n", "s", "t")
DEMANDS = tuple("abcdef")
ISSUES = (Issue(id="i", label="I"), Issue(id="x", label="X", exclusive=True), Issue(id="u", label="U", unit="days"))

degrees = st.sampled_from([None, 0.0, 0.25, 0.5, 1.0])
days = st.sampled_from([None, "2025-11", "2025-12-01", "2025-12-20", "2025-12-29", "2026-01"])
stances = st.sampled_from([*Stance, Stance.demands, Stance.accepts, Stance.rejects])


@st.composite
def demands(draw):
    rows = []
    for id in DEMANDS:
        issue = draw(st.sampled_from(["i", "x", "u"]))
        low = draw(st.sampled_from([None, 0, 2, 4])) if issue == "u" else None
        width = draw(st.sampled_from([None, 0, 2, 5])) if issue == "u" else None
        high = None if width is None else (low or 0) + width
        rank = draw(st.sampled_from([None, 1, 2, 3])) if issue == "i" else None
        rows.append(Demand(id=id, issue=issue, label=id, min=low, max=high, rank=rank))
    return tuple(rows)


@st.composite
def relations(draw):
    words = st.sampled_from(["entails", "entails", "requires", "same", "incompatible"])
    found = draw(st.lists(st.tuples(st.sampled_from(DEMANDS), words, st.sampled_from(DEMANDS)), max_size=8, unique=True))
    return tuple(DemandRelation(id=f"{a}.{w}.{b}", demand_a=a, relation=w, demand_b=b, by="coder") for a, w, b in found if a != b)


def when(text):
    return When.parse(text) if text else None


@st.composite
def positions(draw, size=10):
    rows = []
    for number in range(draw(st.integers(2, size))):
        revises = draw(st.sampled_from([None, None, None, *(row.id for row in rows)]))
        rows.append(
            Position(
                id=f"p{number}", actor=draw(st.sampled_from(ACTORS)), demand=draw(st.sampled_from(DEMANDS)), stance=draw(stances),
                salience=draw(degrees), firmness=draw(degrees), confidence=draw(degrees), valid_from=when(draw(days)),
                valid_to=when(draw(st.sampled_from([None, None, "2026-01", "2026-02"]))), revises=revises,
                revision_reason=draw(st.sampled_from(["change", "correction", "retraction"])) if revises else None,
                only_if=tuple(draw(st.lists(st.sampled_from(DEMANDS), max_size=1))),
            )
        )  # fmt: skip
    return tuple(rows)


@st.composite
def preferences(draw):
    relation = st.sampled_from(["before", "after", "meets", "with", "during", "equals"])
    rows = []
    for number in range(draw(st.integers(0, 4))):
        first, then = draw(st.lists(st.sampled_from(DEMANDS[:4]), min_size=2, max_size=2, unique=True))
        rows.append(
            SequencePreference(
                id=f"o{number}", actor=draw(st.sampled_from(ACTORS)), first=first, relation=draw(relation), then=then,
                stance=draw(stances), valid_from=when(draw(days)),
            )
        )  # fmt: skip
    return tuple(rows)


@st.composite
def datasets(draw):
    return Dataset(
        id="toy", actors=tuple(Actor(id=a, label=a, kind="state") for a in ACTORS), issues=ISSUES, demands=draw(demands()),
        relations=draw(relations()), positions=draw(positions()), sequencing=draw(preferences()),
    )  # fmt: skip

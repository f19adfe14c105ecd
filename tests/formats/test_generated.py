"""Datasets drawn at random, with any text an analyst may paste, come back from RDF, from CSV and from a spreadsheet."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posgraph import exporters, importers, reading, writing
from posgraph.importers import shapes
from posgraph.model import (
    Actor,
    Clause,
    Dataset,
    Demand,
    DemandRelation,
    Issue,
    Participation,
    Position,
    Process,
    Proposal,
    Scenario,
    SequencePreference,
    Source,
    When,
)
from posgraph.model.cells import CellError, clean, parse
from posgraph.model.schema import BY_NAME, MODES, ORDERS, RELATIONS, ROLES
from posgraph.stance import Stance

TEXT = BY_NAME["sources"].column("title")
ID = BY_NAME["sources"].column("id")
ALIASES = BY_NAME["actors"].column("aliases")


def readable(column, text: str) -> bool:
    try:
        return parse(column, text) is not None
    except CellError:
        return False


letters = st.characters(exclude_categories=["Cs"])
spice = st.sampled_from(
    [";", "\\", '"', ",", "\n", "'", "=", "-", "ä", "a\u0308", "𝄞", "_x0041_", " ", "\u2028", "\x85", "<", "&"]
)
texts = st.lists(st.one_of(letters, spice), min_size=1, max_size=8).map(lambda parts: clean("".join(parts)))
texts = texts.filter(lambda text: text != "" and readable(TEXT, text))
ids = texts.filter(lambda text: readable(ID, text))
degrees = st.none() | st.sampled_from([0.0, 0.25, 0.3, 0.75, 1.0]) | st.floats(0, 1)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32)
dates = st.none() | st.sampled_from(
    ["2025", "2025-12", "2025-12~", "2025-12-29", "2025-12/2026-01", "2025-11-20/..", "../2025"]
).map(When.parse)
flags = st.none() | st.booleans()
amounts = st.none() | st.floats(0, allow_nan=False, allow_infinity=False, width=32).map(abs)
lists = st.lists(texts, max_size=3).map(lambda items: tuple(sorted(set(items))))


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    actors = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    demands = draw(st.lists(ids, min_size=2, max_size=4, unique=True))
    source, issue, proposal, process = draw(ids), draw(ids), draw(ids), draw(ids)
    number = draw(texts.filter(lambda text: text.strip(".") != ""))
    one = st.sampled_from(demands)

    def quoted() -> dict[str, str | None]:
        return draw(st.sampled_from([{}, {"source": source}])) or (
            {"source": source, "quote": draw(texts)} if draw(st.booleans()) else {}
        )

    def statement() -> dict[str, object]:
        return {
            "actor": draw(st.sampled_from(actors)),
            "stance": draw(st.sampled_from(Stance)),
            "salience": draw(degrees),
            "firmness": draw(degrees),
            "confidence": draw(degrees),
            "valid_from": draw(dates),
            "reported_by": draw(st.none() | texts | st.sampled_from(actors)),
            "mode": draw(st.none() | st.sampled_from(MODES)),
            "note": draw(st.none() | texts),
            **quoted(),
        }

    order_id, relation_id, *position_ids = draw(st.lists(ids, min_size=3, max_size=5, unique=True))
    positions = []
    for id in position_ids:
        target = draw(one | st.just(f"issue:{issue}") | st.just(f"clause:{proposal}/{number}"))
        only_if = tuple(sorted(draw(st.sets(one, max_size=2)) - {target}))
        positions.append(Position(id=id, demand=target, only_if=only_if, **statement()))
    first, then = draw(st.permutations(demands))[:2]
    order = SequencePreference(id=order_id, first=first, relation=draw(st.sampled_from(ORDERS)), then=then, **statement())
    low, high = sorted((draw(st.floats(-1e6, 1e6)), draw(st.floats(-1e6, 1e6))))
    rank = draw(st.none() | st.integers(1, 10**15))
    return Dataset(
        id=draw(st.from_regex(r"[a-z0-9äж-]{1,8}", fullmatch=True)),
        title=draw(texts),
        description=draw(texts),
        sources=(Source(id=source, title=draw(texts), published=draw(dates)),),
        actors=tuple(Actor(id=id, label=draw(texts), kind="state", aliases=draw(lists)) for id in actors),
        processes=(Process(id=process, label=draw(texts), kind="process"),),
        issues=(Issue(id=issue, label=draw(texts), exclusive=draw(flags), exhaustive=draw(flags), notation=draw(lists)),),
        demands=tuple(Demand(id=id, issue=issue, label=draw(texts), rank=rank, min=low + 0.0, max=high + 0.0) for id in demands),
        relations=(
            DemandRelation(
                id=relation_id, demand_a=first, relation=draw(st.sampled_from(RELATIONS)), demand_b=then, by=draw(texts)
            ),
        ),
        positions=tuple(positions),
        sequencing=(order,),
        participations=tuple(
            Participation(process=process, actor=actor, role=draw(st.sampled_from(ROLES)), capability=draw(amounts))
            for actor in actors
        ),
        proposals=(Proposal(id=proposal, label=draw(texts), proposed_by=tuple(sorted(draw(st.sets(st.sampled_from(actors)))))),),
        clauses=(Clause(proposal=proposal, number=number, demand=draw(st.none() | one), text=draw(st.none() | texts)),),
        scenarios=tuple(
            Scenario(id=id, label=draw(texts), changes=draw(lists.filter(bool)), note=draw(st.none() | texts))
            for id in draw(st.lists(ids, max_size=2, unique=True))
        ),
    )


@given(datasets())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_any_dataset_comes_back_from_its_quads(dataset: Dataset) -> None:
    assert reading.dataset(writing.quads(dataset)) == dataset


@given(datasets())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_any_dataset_comes_back_from_its_tables(dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind, name in (("csv", "data"), ("xlsx", "data.xlsx")):
            assert importers.read(exporters.export(dataset, Path(folder) / name, kind)) == dataset


@given(datasets())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_any_dataset_comes_back_from_rdf_files_and_holds_against_the_shapes(dataset: Dataset) -> None:
    assert shapes.violations(writing.quads(dataset), dataset.base, "data") == []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("data.ttl", "data.trig", "data.nq"):
            assert importers.read(exporters.export(dataset, Path(folder) / name)) == dataset

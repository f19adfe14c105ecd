"""A small dataset with something in every table, and edits of it drawn at random."""

from __future__ import annotations

from random import Random
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from posgraph import reading
from posgraph.importers.registry import Loaded
from posgraph.model import Dataset
from posgraph.model.schema import BY_NAME, TABLES, Kind
from posgraph.names import dataset_graph
from posgraph.recording import Step
from posgraph.recording.editing import STATEMENTS
from posgraph.writing import node, quads

ROWS: dict[str, list[dict[str, str]]] = {
    "sources": [{"id": "s", "title": "A source"}, {"id": "t", "title": "Another", "kind": "article"}],
    "actors": [
        {"id": "north", "label": "North", "kind": "state", "aliases": "N;The; North"},
        {"id": "south", "label": "South", "kind": "state"},
        {"id": "envoy", "label": "Envoy", "kind": "person", "part_of": "north"},
    ],
    "processes": [{"id": "talks", "label": "Talks", "kind": "process"}, {"id": "day", "label": "Day", "kind": "meeting"}],
    "issues": [{"id": "i", "label": "Line", "exclusive": "true"}, {"id": "j", "label": "Part of it", "broader": "i"}],
    "demands": [
        {"id": "a", "issue": "i", "label": "A", "min": "1", "max": "5"},
        {"id": "b", "issue": "i", "label": "B", "rank": "2"},
        {"id": "c", "issue": "j", "label": "C"},
    ],
    "relations": [
        {"id": "r1", "demand_a": "a", "relation": "entails", "demand_b": "b", "by": "coder"},
        {"id": "r2", "demand_a": "a", "relation": "entails", "demand_b": "b", "by": "north", "source": "s"},
    ],
    "positions": [
        {"id": "p1", "actor": "north", "demand": "a", "stance": "demands", "source": "s", "quote": "we want", "firmness": "firm"},
        {"id": "p2", "actor": "south", "demand": "a", "stance": "conditional", "only_if": "b;c", "reported_by": "press"},
        {"id": "p3", "actor": "south", "demand": "clause:plan/1/a", "stance": "rejects", "reported_by": "envoy", "source": "t"},
        {"id": "p4", "actor": "envoy", "demand": "issue:i", "stance": "supports", "valid_from": "2025-03~", "process": "talks"},
    ],
    "sequencing": [{"id": "q1", "actor": "north", "first": "a", "relation": "before", "then": "b", "stance": "demands"}],
    "participations": [{"process": "talks", "actor": "north", "role": "party", "capability": "2"}],
    "representations": [{"id": "v", "representative": "envoy", "represented": "north"}],
    "proposals": [{"id": "plan", "label": "Plan", "proposed_by": "north", "status": "tabled", "source": "s", "quote": "it"}],
    "clauses": [{"proposal": "plan", "number": "1/a", "demand": "a", "text": "A it is"}],
    "events": [{"id": "e", "label": "E", "status": "occurred", "date": "2025"}],
    "assessments": [{"id": "f", "kind": "forecast", "about": "event:e", "wording": "may", "by": "press"}],
    "scenarios": [{"id": "w", "label": "W", "changes": "set north:a=rejects"}],
}

STRANGERS = "http://example.org/"


def toy() -> Dataset:
    """The dataset."""
    return reading.add(Dataset(id="toy", title="Toy", process=None), ROWS)


def plain() -> Loaded:
    """The dataset as it is written."""
    return loaded(toy())


def loaded(dataset: Dataset) -> Loaded:
    """A dataset with the statements that posgraph writes of it."""
    return Loaded(dataset.id, tuple(quads(dataset)), dataset)


def odd() -> Loaded:
    """The dataset as others may write it: blank nodes of evidence, a label in a second language, statements beside the model."""
    dataset = toy()
    graph = NamedNode(dataset_graph(dataset.id))
    names = {f"{dataset.base}{path}": BlankNode() for path in ("evidence/position/p1", "quote/position/p1", "condition/p2")}

    def term(found: Any) -> Any:
        return names.get(getattr(found, "value", ""), found)

    written = [Quad(term(q.subject), q.predicate, term(q.object), graph) for q in quads(dataset)]
    actor, page = NamedNode(f"{dataset.base}actor/north"), NamedNode(f"{STRANGERS}north")
    beside: list[Any] = [
        (actor, NamedNode("http://xmlns.com/foaf/0.1/page"), page),
        (actor, node("skos:prefLabel"), Literal("Nord", language="de")),
        (page, node("skos:prefLabel"), Literal("A page")),
        (page, NamedNode(f"{STRANGERS}by"), BlankNode()),
        (NamedNode(f"{dataset.base}source/t"), NamedNode(f"{STRANGERS}seen"), Literal("once")),
    ]
    return Loaded(dataset.id, (*written, *(Quad(s, p, o, graph) for s, p, o in beside)), dataset)


def steps(dataset: Dataset, random: Random) -> list[Step]:
    """One to three steps, many of which some rule refuses."""
    return [_step(dataset, random) for _ in range(random.choice([1, 1, 1, 2, 3]))]


def _step(dataset: Dataset, random: Random) -> Step:
    table = random.choice(TABLES)
    keys = list(dataset.by_id(table.name))
    verb = random.choice(["create", "revise", "revise", "retract"]) if keys else "create"
    if verb == "retract":
        return Step("retract", table.name, random.choice(keys))
    names = [c for c in table.columns if verb == "create" or c.name not in (*table.key, "revises")]
    chosen = [c for c in names if (c.required and verb == "create") or random.random() < 0.3]
    row = {column.name: _value(dataset, column, random) for column in chosen}
    if verb == "create":
        return Step("create", table.name, "", row)
    if table.name in STATEMENTS and random.random() < 0.8:
        row |= {"revision_reason": random.choice(["correction", "change", "retraction"])}
    return Step("revise", table.name, random.choice(keys), row)


def _value(dataset: Dataset, column: Any, random: Random) -> Any:
    if not column.required and random.random() < 0.2:
        return None
    match column.kind:
        case Kind.id:
            return random.choice(["press", "x", "y", "z", "p1"])
        case Kind.ref:
            return _key(dataset, column.to, random)
        case Kind.refs:
            return [_key(dataset, column.to, random) for _ in range(2)]
        case Kind.target:
            return random.choice([_key(dataset, "demands", random), f"issue:{_key(dataset, 'issues', random)}"])
        case Kind.about:
            return f"event:{_key(dataset, 'events', random)}"
        case Kind.agent:
            return random.choice(["press", "x", _key(dataset, "actors", random)])
        case Kind.word:
            return random.choice(column.words)
        case Kind.degree:
            return random.choice([0, 0.25, 0.5, 1])
        case Kind.number | Kind.amount | Kind.whole:
            return random.randint(1, 9)
        case Kind.flag:
            return random.random() < 0.5
        case Kind.date:
            return random.choice(["2025", "2025-06", "2025-12-29", "2025-03~"])
        case Kind.url:
            return "https://example.org/a"
        case Kind.urls:
            return ["https://example.org/a", "https://example.org/b"]
        case Kind.texts:
            return ["set north:a=accepts"] if column.name == "changes" else ["one; two", "three"]
        case _:
            return random.choice(["Text", "“Quoted”\nlines", "c\\d;e"])


def _key(dataset: Dataset, table: str, random: Random) -> str:
    return random.choice([*dataset.by_id(table), "x"])


__all__ = ["BY_NAME", "ROWS", "STRANGERS", "loaded", "odd", "plain", "steps", "toy"]

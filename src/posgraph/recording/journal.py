"""The journal: changes as statements of the audit graph (PROV-O), and read from there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad

from posgraph.model.schema import BY_NAME
from posgraph.names import AUDIT_GRAPH, DATA, VOCAB, mint
from posgraph.recording.change import HEADER, Change, Key, RowChange, written
from posgraph.store import Guard, Store
from posgraph.writing import node

_GRAPH = NamedNode(AUDIT_GRAPH)
_CHANGE = DATA + "change/"
_AGENT = DATA + "agent/"
_KIND = VOCAB + "change-kind/"
_TEXTS = {"reason": "pg:changeReason", "address": "pg:fromAddress", "dataset": "pg:changedDataset"}

_CHANGES = """SELECT ?number ?id ?at ?kind ?agent ?address ?dataset ?reason ?rows ?key ?digest {{
  {{ SELECT DISTINCT ?change ?number {{ GRAPH <{graph}> {{
    {which} ?change pg:changeNumber ?number ; prov:endedAtTime ?at {filter}
  }} }} ORDER BY {order} LIMIT {limit} }}
  GRAPH <{graph}> {{
    ?change dcterms:identifier ?id ; prov:endedAtTime ?at ; pg:changeKind ?kind ; prov:wasAssociatedWith ?agent
    OPTIONAL {{ ?change pg:fromAddress ?address }} OPTIONAL {{ ?change pg:changedDataset ?dataset }}
    OPTIONAL {{ ?change pg:changeReason ?reason }} OPTIONAL {{ ?change pg:rowChanges ?rows }}
    OPTIONAL {{ ?change pg:idempotencyKey ?key ; pg:requestDigest ?digest }}
  }}
}} ORDER BY {order}"""


class Journal:
    """The log of all changes of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def last(self) -> int:
        """The number of the last change; 0 where there was none."""
        rows = self.store.select(f"SELECT ?c {{ <{AUDIT_GRAPH}> pg:lastChange ?c }}", graphs=[AUDIT_GRAPH]).to_dicts()
        return max((int(row["c"].removeprefix(_CHANGE)) for row in rows), default=0)

    def head(self) -> Change | None:
        """The last change."""
        return next(iter(self._select(f"<{AUDIT_GRAPH}> pg:lastChange ?change .", "", "?number", 1)), None)

    def changes(self, since: int = 0, limit: int = 1000, dataset: str | None = None) -> list[Change]:
        """The changes after that number, the oldest first."""
        of = f" ?change pg:changedDataset {Literal(dataset)} ." if dataset is not None else ""
        return self._select(of, f"FILTER(?number > {since})", "?number", limit)

    def latest(self, limit: int, before: int | None = None) -> list[Change]:
        """The last changes, the newest first; those before that number, where one is given."""
        return self._select("", "" if before is None else f"FILTER(?number < {before})", "DESC(?number)", limit)

    def after(self, dataset: str, moment: datetime) -> list[Change]:
        """The changes of a dataset that were written after a moment, the newest first."""
        when = f'"{written(moment)}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
        of = f"?change pg:changedDataset {Literal(dataset)} ."
        return self._select(of, f"FILTER(?at > {when})", "DESC(?number)", 10_000_000)

    def by_key(self, text: str) -> Change | None:
        """The change that came with this idempotency key."""
        return next(iter(self._select(f"?change pg:idempotencyKey {Literal(text)} .", "", "DESC(?number)", 1)), None)

    def of_row(self, base: str, dataset: str, table: str, key: str) -> list[Change]:
        """The changes of one row, the oldest first."""
        row = NamedNode(mint(base, BY_NAME[table].kind, *key.split("/", len(BY_NAME[table].key) - 1)))
        of = f"{{ ?change prov:generated {row} }} UNION {{ ?change prov:invalidated {row} }}"
        found = {change.number: change for change in self._select(of, "", "?number", 100_000)}
        return [change for change in found.values() if change.dataset == dataset]

    def _select(self, which: str, filter: str, order: str, limit: int) -> list[Change]:
        text = _CHANGES.format(graph=AUDIT_GRAPH, which=which, filter=filter, order=order, limit=limit)
        return [_change(row) for row in self.store.select(text, graphs=[AUDIT_GRAPH]).to_dicts()]


def _change(row: dict[str, Any]) -> Change:
    return Change(
        number=row["number"],
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        kind=row["kind"].removeprefix(_KIND),
        by=unquote(row["agent"].removeprefix(_AGENT)),
        address=row["address"] or "",
        dataset=row["dataset"] or "",
        reason=row["reason"] or "",
        rows=tuple(RowChange(*entry) for entry in json.loads(row["rows"] or "[]")),
        key=Key(row["key"], row["digest"]) if row["key"] else None,
    )


def guard(last: int, change: Change) -> Guard:
    """What makes sure that no other change has come in between, and that this one is not done twice."""
    log, property = NamedNode(AUDIT_GRAPH), node("pg:lastChange")
    old = Quad(log, property, _name(last), _GRAPH) if last else None
    mark = Quad(_name(change.number), node("dcterms:identifier"), Literal(change.id), _GRAPH)
    return Guard(old=old, new=Quad(log, property, _name(change.number), _GRAPH), mark=mark)


def quads(change: Change, base: str = "") -> Iterator[Quad]:
    """What the audit graph says of a change, but for its mark; ``base`` is that of the dataset's IRIs."""
    subject, agent = _name(change.number), NamedNode(_AGENT + quote(change.by, safe=""))

    def say(name: str, value: NamedNode | Literal, about: NamedNode = subject) -> Quad:
        return Quad(about, node(name), value, _GRAPH)

    at = Literal(written(change.at), datatype=node("xsd:dateTime"))
    yield say("rdf:type", node("prov:Activity"))
    yield say("pg:changeNumber", Literal(change.number))
    yield say("pg:changeKind", NamedNode(_KIND + change.kind))
    yield say("prov:endedAtTime", at)
    yield say("prov:wasAssociatedWith", agent)
    yield say("rdf:type", node("prov:Agent"), agent)
    yield say("rdfs:label", Literal(change.by), agent)
    for name, term in _TEXTS.items():
        if text := getattr(change, name):
            yield say(term, Literal(text))
    if change.key:
        yield say("pg:idempotencyKey", Literal(change.key.text))
        yield say("pg:requestDigest", Literal(change.key.digest))
    if change.rows:
        told = [[row.table, row.key, row.before, row.after] for row in change.rows]
        yield say("pg:rowChanges", Literal(json.dumps(told, ensure_ascii=False, separators=(",", ":"))))
    for row in change.rows:
        thing = NamedNode(base) if row.table == HEADER else _thing(base, row)
        yield say("prov:invalidated" if row.after is None else "prov:generated", thing)
        yield say("prov:invalidatedAtTime" if row.after is None else "prov:generatedAtTime", at, thing)
        if (row.after or {}).get("revision_reason") in ("correction", "retraction"):
            revised = NamedNode(mint(base, BY_NAME[row.table].kind, (row.after or {})["revises"]))
            yield say("prov:invalidated", revised)
            yield say("prov:invalidatedAtTime", at, revised)


def _thing(base: str, row: RowChange) -> NamedNode:
    table = BY_NAME[row.table]
    return NamedNode(mint(base, table.kind, *row.key.split("/", len(table.key) - 1)))


def _name(number: int) -> NamedNode:
    return NamedNode(f"{_CHANGE}{number}")

"""The journal: changes as statements of the audit graph (PROV-O), and read from there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad

from posgraph.model.schema import BY_NAME
from posgraph.names import AUDIT_GRAPH, DATA, VOCAB, expand, mint
from posgraph.recording.change import HEADER, MANY, Change, Key, RowChange, written
from posgraph.store import Guard, Store
from posgraph.writing import node

_GRAPH = NamedNode(AUDIT_GRAPH)
_LAST = node("pg:lastChange")
_CHANGE = DATA + "change/"
_AGENT = DATA + "agent/"
_KIND = VOCAB + "change-kind/"
_TEXTS = {"reason": "pg:changeReason", "address": "pg:fromAddress", "dataset": "pg:changedDataset"}
_NUMBER, _DATASET = expand("pg:changeNumber"), expand("pg:changedDataset")
_BESIDE = "prov:generated, prov:invalidated"  # rows by their IRIs, of which a change may have very many

_WINDOW = 500  # changes that are asked for at once
_WIDEST = 20_000

_SAID = """SELECT ?change ?property ?value {{ GRAPH <{graph}> {{
  VALUES ?change {{ {changes} }} ?change ?property ?value FILTER(?property NOT IN ({beside}))
}} }}"""


class Head(NamedTuple):
    """The number of the last change, and when it was written."""

    number: int
    at: datetime


class Journal:
    """The log of all changes of a store.

    Changes are found by their names, which hold their numbers, so that no question takes longer the longer the log is.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def last(self) -> int:
        """The number of the last change; 0 where there was none."""
        rows = self._select("?value", f"<{AUDIT_GRAPH}> pg:lastChange ?value")
        return max((int(row["value"].removeprefix(_CHANGE)) for row in rows), default=0)

    def head(self) -> Head | None:
        """The last change."""
        which = f"<{AUDIT_GRAPH}> pg:lastChange ?change . ?change pg:changeNumber ?number ; prov:endedAtTime ?at"
        found = [Head(row["number"], datetime.fromisoformat(row["at"])) for row in self._select("?number ?at", which)]
        return max(found, default=None)

    def changes(self, since: int = 0, limit: int = 1000, dataset: str | None = None) -> list[Change]:
        """The changes after that number, the oldest first."""
        walk = self.walk(since, None if dataset is None else {dataset})
        return list(islice(walk, limit))

    def walk(self, since: int = 0, datasets: Set[str] | None = None) -> Iterator[Change]:
        """The changes after that number one by one, the oldest first; those of some datasets, where these are named."""
        last, width = self.last(), min(_WINDOW, 20)
        while since < last:
            found = self.numbered(range(since + 1, min(since + width, last) + 1), datasets)
            yield from found
            since, width = since + width, min(width * 4, _WINDOW if found else _WIDEST)

    def latest(self, limit: int, before: int | None = None) -> list[Change]:
        """The last changes, the newest first; those before that number, where one is given."""
        return list(islice(self._back(before), limit))

    def after(self, dataset: str, moment: datetime) -> list[Change]:
        """The changes that were written after a moment, the newest first: those of a dataset, and those of none or of many."""
        return list(takewhile(lambda change: change.at > moment, self._back(None, {dataset, "", MANY})))

    def by_key(self, text: str) -> Change | None:
        """The last change that came with this idempotency key."""
        return next(reversed(self.all_by_key(text)), None)

    def all_by_key(self, text: str) -> list[Change]:
        """The changes that came with this idempotency key, the oldest first: one, or one for each dataset of a file."""
        rows = self._select("?number", f"?change pg:idempotencyKey {Literal(text)} ; pg:changeNumber ?number")
        return self.numbered(sorted({row["number"] for row in rows}))

    def by_id(self, id: str) -> Change | None:
        """The change of this id."""
        rows = self._select("?number", f"?change dcterms:identifier {Literal(id)} ; pg:changeNumber ?number")
        return next(iter(self.numbered([row["number"] for row in rows])), None)

    def of_row(self, base: str, dataset: str, table: str, key: str) -> list[Change]:
        """The changes of one row, the oldest first; ``base`` is that of the dataset's IRIs."""
        row = NamedNode(mint(base, BY_NAME[table].kind, *key.split("/", len(BY_NAME[table].key) - 1)))
        which = f"{{ ?change prov:generated {row} }} UNION {{ ?change prov:invalidated {row} }} ?change pg:changeNumber ?number"
        return self.numbered(sorted({found["number"] for found in self._select("?number", which)}), {dataset})

    def first_load(self, dataset: str, before: int) -> Change | None:
        """The last change before that number that put a dataset where there was none, so that it tells no rows."""
        which = (
            f"?change pg:changedDataset {Literal(dataset)} ; pg:changeKind <{_KIND}load> ; pg:changeNumber ?number "
            f"FILTER(?number < {before}) FILTER NOT EXISTS {{ ?change pg:rowChanges ?rows }}"
        )
        rows = self._select("?number", which)
        return next(iter(self.numbered([max((row["number"] for row in rows), default=0)])), None)

    def begins(self, dataset: str, moment: datetime) -> bool:
        """Whether the log tells of a dataset as early as at a moment."""
        at = Literal(written(moment), datatype=node("xsd:dateTime"))
        of = f"?change pg:changedDataset {Literal(dataset)} ; prov:endedAtTime ?at FILTER(?at <= {at})"
        return self.store.ask(f"ASK {{ GRAPH <{AUDIT_GRAPH}> {{ {of} }} }}", graphs=[AUDIT_GRAPH])

    def numbered(self, numbers: Sequence[int], datasets: Set[str] | None = None) -> list[Change]:
        """The changes of these numbers, as far as there are any, the oldest first."""
        found: list[Change] = []
        for at in range(0, len(numbers), _WINDOW):
            found += self._numbered(numbers[at : at + _WINDOW], datasets)
        return found

    def _numbered(self, numbers: Sequence[int], datasets: Set[str] | None) -> Iterator[Change]:
        text = _SAID.format(graph=AUDIT_GRAPH, changes=" ".join(str(_name(number)) for number in numbers), beside=_BESIDE)
        said: dict[str, dict[str, Any]] = {}
        for row in self.store.select(text, graphs=[AUDIT_GRAPH]).to_dicts():
            said.setdefault(row["change"], {})[row["property"]] = row["value"]
        for number in sorted(int(name.removeprefix(_CHANGE)) for name in said):
            one = said[_name(number).value]
            if _NUMBER in one and (datasets is None or one.get(_DATASET, "") in datasets):
                yield _change(one)

    def _back(self, before: int | None, datasets: Set[str] | None = None) -> Iterator[Change]:
        """The changes before a number, the newest first."""
        until, width = self.last() if before is None else min(before - 1, self.last()), min(_WINDOW, 20)
        while until > 0:
            found = self.numbered(range(max(until - width, 0) + 1, until + 1), datasets)
            yield from reversed(found)
            until, width = until - width, min(width * 4, _WINDOW if found else _WIDEST)

    def _select(self, what: str, which: str) -> list[dict[str, Any]]:
        text = f"SELECT {what} {{ GRAPH <{AUDIT_GRAPH}> {{ {which} }} }}"
        return list(self.store.select(text, graphs=[AUDIT_GRAPH]).to_dicts())


def _change(said: Mapping[str, Any]) -> Change:
    def get(name: str) -> Any:
        return said.get(expand(name), "")

    return Change(
        number=get("pg:changeNumber"),
        id=get("dcterms:identifier"),
        at=datetime.fromisoformat(get("prov:endedAtTime")),
        kind=get("pg:changeKind").removeprefix(_KIND),
        by=unquote(get("prov:wasAssociatedWith").removeprefix(_AGENT)),
        address=get("pg:fromAddress"),
        dataset=get("pg:changedDataset"),
        reason=get("pg:changeReason"),
        rows=tuple(RowChange(*entry) for entry in json.loads(get("pg:rowChanges") or "[]")),
        key=Key(get("pg:idempotencyKey"), get("pg:requestDigest")) if get("pg:idempotencyKey") else None,
    )


def guard(last: int, change: Change) -> Guard:
    """What makes sure that no other change has come in between, and that this one is not done twice."""
    log, property = NamedNode(AUDIT_GRAPH), node("pg:lastChange")
    old = Quad(log, property, _name(last), _GRAPH) if last else None
    mark = Quad(_name(change.number), node("dcterms:identifier"), Literal(change.id), _GRAPH)
    return Guard(old=old, new=Quad(log, property, _name(change.number), _GRAPH), mark=mark)


def appended(change: Change) -> str:
    """The end of an update that puts a change into the log as the next one, whichever that is when it is done."""
    old, new = _name(0), Literal(0)
    variables: dict[Any, str] = {old: "?change", new: "?number"}
    lines = []
    for quad in quads(replace(change, number=0)):
        value = "?at" if quad.predicate == node("prov:endedAtTime") else variables.get(quad.object, str(quad.object))
        lines.append(f"{variables.get(quad.subject, quad.subject)} {quad.predicate} {value} .")
    at = Literal(written(change.at), datatype=node("xsd:dateTime"))
    said = "\n".join([*lines, f"?change {node('dcterms:identifier')} {Literal(change.id)} .", f"{_GRAPH} {_LAST} ?change ."])
    return f"""DELETE {{ GRAPH {_GRAPH} {{ {_GRAPH} {_LAST} ?old }} }} INSERT {{ GRAPH {_GRAPH} {{ {said} }} }} WHERE {{
  OPTIONAL {{ GRAPH {_GRAPH} {{ {_GRAPH} {_LAST} ?old . ?old <{_NUMBER}> ?n ; {node("prov:endedAtTime")} ?before }} }}
  BIND(COALESCE(?n, 0) + 1 AS ?number) BIND(IRI(CONCAT("{_CHANGE}", STR(?number))) AS ?change)
  BIND(IF(COALESCE(?before > {at}, false), ?before, {at}) AS ?at)
}}"""


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

"""How a list is given: in which format, and with which fields (``fields=id,actor``: each item has these alone, in this order)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near
from posgraph_api.http.media import FOUND, LISTS
from posgraph_api.http.parameters import About, Given, Page, option

Members = Mapping[str, "Members"]
"""The members of an item by name, each with its own; one that is named whole has none here."""

_SHOWN = 40
_FIELDS = "Only these members of an item, with commas between; all if left out. The others are then not in the answer."
_DOTTED = f"{_FIELDS} A dot leads to a member of a member: a.position."
_FORMAT = "The format, before what Accept says."


class OneRow(About):
    """The parameters of a single row."""

    fields: str | None = option(None, _FIELDS)


class RowsPage(Page):
    """A list of rows: which part of it, with which fields, in which format."""

    fields: str | None = option(None, _FIELDS)
    format: Literal["json", "ttl", "jsonld", "nt", "rdf", "csv", "ndjson", "arrow"] | None = option(
        None,
        f"{_FORMAT} In csv, ndjson and arrow all rows are in one answer unless limit is given.",
        f"one of: {', '.join(LISTS)}",
    )


class FindingsPage(Page):
    """A list of findings: which part of it, with which fields, in which format."""

    fields: str | None = option(None, _DOTTED)
    format: Literal["json", "csv", "ndjson"] | None = option(
        None, f"{_FORMAT} In csv and ndjson all findings are in one answer unless limit is given.", f"one of: {', '.join(FOUND)}"
    )


def chosen(text: str | None) -> tuple[str, ...]:
    """The names that the parameter holds, each once.

    >>> chosen("id, actor,id")
    ('id', 'actor')
    """
    return tuple(dict.fromkeys(name for part in (text or "").split(",") if (name := part.strip())))


def refusals(given: Given, known: Sequence[str]) -> Iterator[UsageError]:
    """An error for each name that is not known, with a near match."""
    for text in given.get("fields", ()):
        names = chosen(text)
        more = ", …" if len(known) > _SHOWN else ""
        expected = f"one of: {', '.join(known[:_SHOWN])}{more}"
        if not names:
            yield UsageError("fields", text, expected)
        yield from (UnknownName("fields", name, expected, near(name, known)) for name in names if name not in known)


def paths(shape: type[BaseModel]) -> dict[str, None]:
    """The members of a shape, and with dots those of their own, each after the one that it lies in.

    >>> from posgraph_api.shapes import Conflict
    >>> [path for path in paths(Conflict) if path.startswith("b.source")]
    ['b.source', 'b.source.id', 'b.source.title', 'b.source.url', 'b.source.published']
    """
    found: dict[str, None] = {}
    for name, field in shape.model_fields.items():
        own = field.alias or name
        found[own] = None
        for inner in _shapes(field.annotation):
            found |= {f"{own}.{path}": None for path in paths(inner)}
    return found


def _shapes(annotation: Any) -> Iterator[type[BaseModel]]:
    """The shapes that a value may have: of a union all, of a list that of its items."""
    if get_origin(annotation) in (list, Union, UnionType):
        for inner in get_args(annotation):
            yield from _shapes(inner)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation


def tree(names: Sequence[str]) -> Members:
    """The names as members of members; where one is named whole and in part, it is whole.

    >>> tree(["rule", "a.position", "a.actor"])
    {'rule': {}, 'a': {'position': {}, 'actor': {}}}
    """
    found: dict[str, Any] = {}
    whole = set(names)
    for name in names:
        parts = name.split(".")
        if any(".".join(parts[:n]) in whole for n in range(1, len(parts))):
            continue
        inner = found
        for part in parts:
            inner = inner.setdefault(part, {})
    return found


def pick(item: Any, members: Members) -> Any:
    """The item with these members alone; what is null stays null.

    >>> pick({"a": {"id": 1, "x": 2}, "b": None, "c": 3}, {"a": {"id": {}}, "b": {"id": {}}})
    {'a': {'id': 1}, 'b': None}
    """
    if not members or item is None:
        return item
    if isinstance(item, list | tuple):
        return [pick(one, members) for one in item]
    return {name: pick(item[name], inner) for name, inner in members.items() if name in item}


def columns(names: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The columns of CSV that hold these members: ``a.stance`` is ``a_stance``, ``a`` are all that begin with ``a_``.

    >>> columns(["b.source.id", "a", "rule"], ["rule", "a_stance", "a_source", "b_source", "b_source_title"])
    ('b_source', 'a_stance', 'a_source', 'rule')
    """
    found: dict[str, None] = {}
    for name in names:
        own = name.replace(".", "_")
        if name == "parts":  # those of a pair have no column of their own but the relations, and its chain stands beside them
            found |= dict.fromkeys(each for each in ("basis", "chain", "relations") if each in known and "basis" in known)
            found["relations"] = None
        elif own not in known and name.endswith((".id", ".actor")):
            found[own.rpartition("_")[0]] = None
        else:
            found |= dict.fromkeys(each for each in known if each == own or each.startswith(own + "_"))
    return tuple(found)

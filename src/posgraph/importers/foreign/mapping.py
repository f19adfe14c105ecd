"""Mapping: which column of a foreign table holds what, what its words stand for, and how the dataset is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posgraph.errors import DataError, Fault, UsageError
from posgraph.importers.foreign.stances import LEAVE_OUT, WORDS
from posgraph.model.cells import near
from posgraph.model.schema import ACTOR_KINDS, SOURCE_KINDS, STANCES

ROLES = MappingProxyType(
    {
        "actor": "who holds the position",
        "demand": "what it is about",
        "stance": "for or against",
        "date": "since when",
        "until": "until when",
        "id": "the id of the statement",
        "issue": "the issue of the demand",
        "quote": "its words",
        "document": "the document that it stands in",
        "title": "the title of the document",
        "source": "who published the document",
        "url": "where the document can be read",
        "reported_by": "who reports it",
        "person": "who speaks for the actor",
        "group": "what the actor belongs to",
        "salience": "how much it matters, 0 to 1",
        "firmness": "how little the actor will move, 0 to 1",
        "confidence": "how sure the coding is, 0 to 1",
        "mode": "on whose word it is known",
        "actor_label": "the name of the actor, where actor holds ids",
        "demand_label": "the wording of the demand, where demand holds ids",
        "issue_label": "the name of the issue, where issue holds ids",
        "note": "anything else to keep; several columns may be notes",
    }
)
"""What a column can hold; actor, demand and stance are needed."""

ALIKE = MappingProxyType(
    {
        "actor": ("organization", "organisation", "actor", "country", "state", "member", "voter", "party", "speaker", "name"),
        "demand": ("concept", "demand", "claim", "motion", "resolution", "rollcall", "roll_call", "rcid", "bill", "proposal"),
        "stance": ("agreement", "stance", "vote", "position", "qualifier", "opinion"),
        "date": ("date", "datetime", "time", "day", "when"),
        "issue": ("issue", "subject", "topic"),
        "quote": ("quote", "text", "words"),
        "document": ("document", "document_id", "documentid", "doc", "article"),
        "title": ("document_title", "title", "headline"),
        "url": ("url", "link", "address"),
    }
)
"""Names of columns that often hold a role; only ever suggested."""

HEADER = ("id", "title", "licence", "base", "description")
IDS = ("actor", "demand", "issue", "source", "position")


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: role to columns (one, but for notes). ``stances``: own words; ``words``: those understood besides.

    ``defaults``: what stands for an empty cell, by role. ``kinds``: kinds of actors by label, ``actor_kind`` that of the
    others. ``prefixes``: what ids begin with. ``wording``: how a demand is worded, ``{}`` being its cell.
    """

    columns: Mapped[str, tuple[str, ...]] = field(default_factory=dict)
    stances: Mapped[str, str] = field(default_factory=dict)
    words: Mapped[str, str] = field(default_factory=lambda: WORDS)
    defaults: Mapped[str, str] = field(default_factory=dict)
    actor_kind: str = "organization"
    group_kind: str = "organization"
    source_kind: str = ""
    kinds: Mapped[str, str] = field(default_factory=dict)
    prefixes: Mapped[str, str] = field(default_factory=dict)
    header: Mapped[str, str] = field(default_factory=dict)
    wording: str = "{}"
    date_format: str | None = None
    sheet: str | None = None
    kind: str = "table"

    def over(self, other: Mapping) -> Mapping:
        """What is said here, and of ``other`` what it leaves open."""
        plain = Mapping()
        tables = ("columns", "stances", "defaults", "kinds", "prefixes", "header")
        merged: dict[str, Any] = {name: {**getattr(other, name), **getattr(self, name)} for name in tables}
        for name in ("words", "actor_kind", "group_kind", "source_kind", "wording", "date_format", "sheet", "kind"):
            merged[name] = getattr(other if getattr(self, name) == getattr(plain, name) else self, name)
        return replace(self, **merged)


def given(pairs: Iterable[str], flag: str, keys: Collection[str] = (), values: Collection[str] = ()) -> list[tuple[str, str]]:
    """The pairs of a flag such as ``--map actor=organization``; UsageError where a key or a value is none of those allowed.

    >>> given(["actor=organization"], "--map", ROLES)
    [('actor', 'organization')]
    """
    found = []
    for pair in pairs:
        parts = pair.rpartition("=") if values else pair.partition("=")  # a word of the data may hold the sign
        key, sign, value = (part.strip() for part in parts)
        if not sign or not key or not value:
            raise UsageError(flag, pair, "two texts with = between")
        if keys and key not in keys:
            raise UsageError(flag, key, f"one of: {', '.join(keys)}", near(key, keys))
        if values and value not in values:
            raise UsageError(flag, value, f"one of: {', '.join(values)}", near(value, values))
        found.append((key, value))
    return found


def of_flags(
    columns: Iterable[str] = (), stances: Iterable[str] = (), defaults: Iterable[str] = (), header: Mapped[str, str] | None = None
) -> Mapping:
    """The mapping that flags say. Raises UsageError for a role, stance or form that there is not."""
    roles: dict[str, tuple[str, ...]] = {}
    for role, column in given(columns, "--map", ROLES):
        if role in roles and role != "note":
            raise UsageError("--map", f"{role}={column}", f"one column for {role}; {roles[role][0]} was given before")
        roles[role] = (*roles.get(role, ()), column)
    words = dict(given(stances, "--stance", values=(*STANCES, LEAVE_OUT)))
    return Mapping(roles, words, defaults=dict(given(defaults, "--default", ROLES)), header=header or {})


_TABLES: Mapped[str, tuple[str, ...]] = MappingProxyType(
    {
        "columns": tuple(ROLES),
        "stances": (),
        "defaults": tuple(ROLES),
        "actors": ("kind", "group_kind", "kinds"),
        "sources": ("kind",),
        "ids": IDS,
        "dataset": HEADER,
        "demands": ("wording",),
        "date": ("format",),
        "table": ("sheet",),
    }
)


def read_mapping(path: str | PathLike[str]) -> Mapping:
    """The mapping of a TOML file; docs/import.md has an example. Raises DataError with every fault of the file."""
    import tomllib

    file = Path(path)
    try:
        told = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            [Fault(file.name, str(error), 'a TOML file: [columns], then lines like actor = "organization"')]
        ) from None
    faults = list(_faults(file.name, told))
    if faults:
        raise DataError(faults)

    def table(name: str) -> dict[str, Any]:
        found: dict[str, Any] = told.get(name, {})
        return found

    actors = table("actors")
    return Mapping(
        {role: tuple(names) if isinstance(names, list) else (names,) for role, names in table("columns").items()},
        {str(word): stance for word, stance in table("stances").items()},
        defaults=table("defaults"),
        actor_kind=actors.get("kind", "organization"),
        group_kind=actors.get("group_kind", "organization"),
        source_kind=table("sources").get("kind", ""),
        kinds=actors.get("kinds", {}),
        prefixes=table("ids"),
        header=table("dataset"),
        wording=table("demands").get("wording", "{}"),
        date_format=table("date").get("format"),
        sheet=table("table").get("sheet"),
    )


def _faults(place: str, told: Mapped[str, Any]) -> Iterable[Fault]:
    for name, table in told.items():
        if name not in _TABLES or not isinstance(table, dict):
            yield Fault(place, name, f"the tables {', '.join(f'[{n}]' for n in _TABLES)}", near(name, _TABLES))
            continue
        for key, value in table.items():
            at = f"{place} [{name}] {key}"
            if _TABLES[name] and key not in _TABLES[name]:
                yield Fault(f"{place} [{name}]", key, f"one of: {', '.join(_TABLES[name])}", near(key, _TABLES[name]))
            elif name == "actors" and key == "kinds":
                kinds = value.items() if isinstance(value, dict) else [("", value)]
                yield from (_word(f"{at} {label}".strip(), kind, ACTOR_KINDS) for label, kind in kinds if kind not in ACTOR_KINDS)
            elif key == "note" and isinstance(value, list) and all(isinstance(each, str) for each in value):
                continue
            elif not isinstance(value, str) or (not value and name != "ids"):
                yield Fault(at, str(value), "a text in quotes")
            else:
                words = {"stances": (*STANCES, LEAVE_OUT), "actors": ACTOR_KINDS, "sources": SOURCE_KINDS}.get(name, ())
                if words and value not in words:
                    yield _word(at, value, words)
                if key == "wording" and "{}" not in value:
                    yield Fault(at, value, "a text with {} in the place of the cell")


def _word(at: str, value: object, words: Collection[str]) -> Fault:
    return Fault(at, str(value), f"one of: {', '.join(words)}", near(str(value), words))

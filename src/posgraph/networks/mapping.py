"""Mapping: which column of a table holds what, by arguments, by flags or by a small TOML file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posgraph.errors import DataError, Fault, UsageError
from posgraph.model.cells import near

ROLES = MappingProxyType(
    {
        "actor": "who says it",
        "demand": "what it is about",
        "stance": "for or against, or how far",
        "date": "when",
        "document": "in which document",
        "id": "the id of the statement",
        "order": "where in the document it stands (a number)",
        "quote": "its words",
        "source": "where it was published",
        "url": "where it can be read",
    }
)
"""What a column can hold; actor and demand are needed."""

TYPES = ("boolean", "integer", "number", "text")


@dataclass(frozen=True, slots=True)
class Columns:
    """``roles``: role to column. ``stance_type``: one of :data:`TYPES`, None to tell it from the cells. ``levels``: what words
    of the stance column stand for. ``date_format``: as of strptime. ``sheet``: of a spreadsheet.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    stance_type: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    sheet: str | None = None

    def over(self, other: Columns) -> Columns:
        """These, and of the other what these leave open."""
        return Columns(
            {**other.roles, **self.roles},
            self.stance_type or other.stance_type,
            self.levels or other.levels,
            self.date_format or other.date_format,
            self.sheet or other.sheet,
        )


def given(pairs: Iterable[str]) -> dict[str, str]:
    """Roles of ``actor=organization``; UsageError for another form, or for a role that there is not.

    >>> given(["actor=organization", "demand = concept"])
    {'actor': 'organization', 'demand': 'concept'}
    """
    found: dict[str, str] = {}
    for pair in pairs:
        role, sign, column = (part.strip() for part in pair.partition("="))
        if not sign or not role or not column:
            raise UsageError("--map", pair, f"ROLE=COLUMN, the role one of: {', '.join(ROLES)}")
        if role not in ROLES:
            raise UsageError("--map", role, f"a role, one of: {', '.join(ROLES)}", near(role, ROLES))
        if found.get(role, column) != column:
            raise UsageError("--map", pair, f"one column for {role}; {found[role]} was given before")
        found[role] = column
    return found


def read_mapping(path: str | Path) -> Columns:
    """The mapping of a TOML file; DataError lists all that is wrong with it. docs/networks.md has an example.

    The tables are ``[columns]`` (role = "column"), ``[stance]`` (type, and ``[stance.levels]``: a word = a number),
    ``[date]`` (format) and ``[table]`` (sheet).
    """
    import tomllib

    place = Path(path).name
    try:
        told = tomllib.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError([Fault(place, str(error), 'a TOML file: [columns], then lines like actor = "organization"')]) from None
    faults: list[Fault] = []
    tables = {"columns": tuple(ROLES), "stance": ("type", "levels"), "date": ("format",), "table": ("sheet",)}
    for name, table in told.items():
        if name not in tables or not isinstance(table, dict):
            faults.append(Fault(place, name, f"the tables {', '.join(f'[{n}]' for n in tables)}", near(name, tables)))
            continue
        for key, value in table.items():
            if key not in tables[name]:
                faults.append(Fault(f"{place} [{name}]", key, f"one of: {', '.join(tables[name])}", near(key, tables[name])))
            elif not (isinstance(value, dict) if key == "levels" else isinstance(value, str) and value):
                faults.append(Fault(f"{place} [{name}] {key}", str(value), "a table" if key == "levels" else "a text"))
    stance = told.get("stance", {})
    kind = stance.get("type") if isinstance(stance, dict) else None
    if kind is not None and kind not in TYPES:
        faults.append(Fault(f"{place} [stance] type", str(kind), f"one of: {', '.join(TYPES)}", near(str(kind), TYPES)))
    if faults:
        raise DataError(faults)
    levels = {word: _level(level) for word, level in stance.get("levels", {}).items()}
    return Columns(told.get("columns", {}), kind, levels, _entry(told, "date", "format"), _entry(told, "table", "sheet"))


def _entry(told: Mapping[str, Any], table: str, key: str) -> str | None:
    return told.get(table, {}).get(key)  # type: ignore[no-any-return]  # a text, as was checked


def _level(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

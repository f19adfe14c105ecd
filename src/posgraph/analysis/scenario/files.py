"""Scenarios in files: TOML with ``id``, ``label``, ``changes`` and ``note``, or several of them as ``[[scenario]]``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from posgraph.errors import UnknownName, UsageError
from posgraph.exporters.files import write_file
from posgraph.model import Dataset, Scenario
from posgraph.model.cells import near

ENTRIES = ("id", "label", "changes", "note", "source")
"""What a scenario in a file may hold; ``changes`` is a list of texts, the others are texts, ``id`` must be there."""

EXPECTED = 'a file of TOML with id = "…" and changes = ["…"], or several of these, each under [[scenario]]'


def kept(dataset: Dataset, id: str) -> Scenario:
    """The scenario of this id in the dataset's own table; UnknownName where there is none."""
    found: Scenario | None = dataset.by_id("scenarios").get(id)
    if found is None:
        ids = list(dataset.by_id("scenarios"))
        expected = f"one of: {', '.join(ids)}" if ids else "the id of a scenario (this dataset has none), or a file of scenarios"
        raise UnknownName("scenario", id, expected, near(id, ids))
    return found


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a file, as they stand there. UsageError, with what was expected, where it is none of this form.

    The changes are read when the scenario is laid over a dataset, since only a dataset knows the ids.
    """
    try:
        return parse_scenarios(path.read_bytes().decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise UsageError(str(path), error.object[error.start : error.end], f"text in UTF-8: {EXPECTED}") from None


def parse_scenarios(text: str, place: str = "scenario") -> tuple[Scenario, ...]:
    r"""The scenarios that a text in TOML holds; ``place`` is named in errors.

    >>> parse_scenarios('id = "a"\nchanges = ["drop p1"]')
    (Scenario(id='a', label='a', changes=('drop p1',), note=None, source=None),)
    """
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(place, "", f"{EXPECTED} ({error})") from None
    several = entries.get("scenario")
    if several is None:
        return (_scenario(entries, place),)
    if not isinstance(several, list) or not all(isinstance(each, dict) for each in several) or len(entries) > 1:
        raise UsageError(place, ", ".join(entries), EXPECTED)
    found = tuple(_scenario(each, f"{place} scenario {n}") for n, each in enumerate(several, 1))
    ids = [each.id for each in found]
    for id in ids:
        if ids.count(id) > 1:
            raise UsageError(place, id, "one scenario of this id")
    return found


def toml(scenarios: Iterable[Scenario]) -> str:
    """Scenarios as a text in TOML: one by itself, several as ``[[scenario]]``; :func:`parse_scenarios` reads it back.

    >>> print(toml([Scenario(id="a", label="If A", changes=("drop p1",))]), end="")
    id = "a"
    label = "If A"
    changes = [
      "drop p1",
    ]
    """
    tables = [_table(each) for each in scenarios]
    return tables[0] if len(tables) == 1 else "\n".join(f"[[scenario]]\n{table}" for table in tables)


def write_scenarios(path: Path, scenarios: Iterable[Scenario], *, force: bool = False) -> None:
    """Write a file of scenarios, whole or not at all. UsageError where the file is there, unless ``force`` is given."""
    if path.exists() and not force:
        raise UsageError(str(path), "", "the name of a new file (this one is there; force writes over it)")
    write_file(path, toml(scenarios).encode())


def _scenario(entries: Mapping[str, Any], place: str) -> Scenario:
    for name in entries:
        if name not in ENTRIES:
            raise UsageError(place, name, f"one of: {', '.join(ENTRIES)}", near(name, ENTRIES))
    for name in ("id", "changes"):
        if name not in entries:
            raise UsageError(place, ", ".join(entries), f"{name} besides: {EXPECTED}")
    changes = entries["changes"]
    if not isinstance(changes, list) or not all(isinstance(change, str) for change in changes):
        raise UsageError(f"{place} changes", changes, 'a list of texts, such as ["drop SQ001"]')
    texts = {name: value for name, value in entries.items() if name != "changes"}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise UsageError(f"{place} {name}", value, f'a text in quotes: {name} = "…"')
    if not texts["id"].strip():
        raise UsageError(f"{place} id", texts["id"], "an id that is not empty")
    return Scenario(**{"label": texts["id"], **texts}, changes=tuple(changes))


def _table(scenario: Scenario) -> str:
    lines = [f"id = {_text(scenario.id)}", f"label = {_text(scenario.label)}", "changes = ["]
    lines += [*(f"  {_text(change)}," for change in scenario.changes), "]"]
    lines += [f"{name} = {_text(value)}" for name in ("note", "source") if (value := getattr(scenario, name))]
    return "".join(f"{line}\n" for line in lines)


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are a part of TOML's, which also wants DEL escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

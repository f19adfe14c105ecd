"""Why a finding holds, in words: what links its two sides, who else is in it, and how its weight is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from posgraph.analysis.words import Record, Words, listed, number


def others(item: Record) -> tuple[str, ...]:
    """The rows that a circle of orders or conditions needs beside the two sides, by id.

    >>> parts = {"cycle": ["s1", "r1", "s3", "s2"], "relations": ["r1"]}
    >>> others({"a": {"position": "s1"}, "b": {"position": "s2"}, "parts": parts})
    ('s3',)
    """
    parts: Mapping[str, Any] = item["parts"]
    known = (*(parts.get("relations") or ()), item["a"]["position"], item["b"]["position"])
    return tuple(id for id in parts.get("cycle") or () if id not in known)


def measures(words: Words, item: Record) -> list[str]:
    """What numbers and options say of the two sides: ranges that miss each other or meet, one option of several."""
    parts: Mapping[str, Any] = item["parts"]
    lines = []
    unit = f" {parts['unit']}" if parts.get("unit") else ""
    if parts.get("gap") is not None:
        lines.append(f"their ranges miss each other by {number(parts['gap'])}{unit}")
    if parts.get("range"):
        low, high = parts["range"].get("min"), parts["range"].get("max")
        lines.append(f"their ranges meet{f' from {number(low)}' if low is not None else ''}"
                     f"{f' up to {number(high)}' if high is not None else ''}{unit}")  # fmt: skip
    if item.get("rule") == "exclusive":
        lines.append(f"only one option on {words.label('issues', item['issue'])} can hold")
    return lines


def chain(words: Words, item: Record) -> list[str]:
    """What links the two sides, in words: relations with whose claim they are, who else is in it, ranges and options."""
    relations = [words.link(id) for id in item["parts"].get("relations") or ()]
    return [*relations, *(f"{id}, {words.said(id)}" for id in others(item)), *measures(words, item)]


def weighed(words: Words, item: Record) -> str:
    """The parts of the severity or strength, with what was assumed."""
    sides = [(words.actor(item[side]["actor"]), item["parts"][side]) for side in "ab" if side in item["parts"]]
    figures = [
        f"{name} {' × '.join(number(abs(part[q])) for q in ('polarity', 'salience', 'confidence'))}" for name, part in sides
    ]
    unknown = [f"{listed(part['assumed'])} of {name}" for name, part in sides if part["assumed"]]
    known = f"; 0.5 stands for the unknown {listed(unknown)}" if unknown else ""
    return f"the lesser of {listed(figures)} (stance × salience × confidence{known})" if figures else ""

"""Events, and assessments of what will or may happen."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.model.dates import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A call, a vote, a strike: occurred, planned, hypothetical or denied. ``code`` is a PLOVER or CAMEO code."""

    id: str
    label: str
    status: str
    date: When | None = None
    code: tuple[str, ...] = ()
    source: str | None = None
    quote: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An expert's judgement, a forecast or a risk (``kind``), with its wording and, if given, a probability 0..1.

    ``about`` names the thing judged: ``event:ID``, ``demand:ID``, ``issue:ID``, ``proposal:ID`` or ``process:ID``.
    """

    id: str
    kind: str
    about: str
    wording: str
    probability: float | None = None
    by: str | None = None
    date: When | None = None
    source: str | None = None
    quote: str | None = None

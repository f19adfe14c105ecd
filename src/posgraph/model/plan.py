"""Proposals, adopted agreements, and their clauses."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.model.dates import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan on the table; adopted, it is an agreement; ``absent`` says, with evidence, that no such plan exists."""

    id: str
    label: str
    proposed_by: tuple[str, ...] = ()
    status: str | None = None
    date: When | None = None
    source: str | None = None
    quote: str | None = None
    counter_to: str | None = None
    process: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a proposal; ``demand`` is the term that it proposes, ``text`` what it says."""

    proposal: str
    number: str
    demand: str | None = None
    text: str | None = None

"""Findings as an HTML table, for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from posgraph.analysis.evidence import Evidence

if TYPE_CHECKING:
    from posgraph.analysis.results import Finding


def table(kind: str, weight: str, rows: Sequence[tuple[str, float, Finding]]) -> str:
    """One line a finding: both sides with their quotes, the chain between them, the days on which it holds."""
    head = "".join(f"<th>{name}</th>" for name in (kind, weight, "A", "B", "chain", "from", "until"))
    body = "".join(
        f"<tr><td>{escape(name)}{' (hard)' if row.hard else ''}</td><td>{number:.2f}</td>{_side(row.a)}{_side(row.b)}"
        f"<td>{escape(' > '.join(row.chain))}</td><td>{row.start or ''}</td><td>{row.end or ''}</td></tr>"
        for name, number, row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _side(side: Evidence) -> str:
    quote = f"<br><q>{escape(side.quote)}</q>" if side.quote else ""
    source = f" <small>{escape(side.source.title)}</small>" if side.source else ""
    return f"<td>{escape(str(side))}{quote}{source}</td>"

"""Results in words: labels beside ids, positions as sentences, relations with whose claim they are, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from posgraph.analysis.wording import FIRM, RELATIONS, TOLD
from posgraph.analysis.wording import count as count
from posgraph.analysis.wording import listed as listed
from posgraph.model import Dataset, DemandRelation

Record = Mapping[str, Any]
"""A part of a result, as JSON has it."""

MODES = {"byRepresentative": "by its representative", **TOLD}
"""On whose word a position is known, where that is not its holder's."""


class Words:
    """The labels of one dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def label(self, table: str, id: str) -> str:
        """The label of a row; its id where it has none."""
        row = self._dataset.by_id(table).get(id)
        return str(row.label) if row is not None else id

    def actor(self, id: str) -> str:
        """The label of an actor, or of whoever free text names."""
        return self.label("actors", id)

    def demand(self, id: str) -> str:
        """The label of a demand; of an issue or a clause where a position targets one."""
        kind, colon, name = id.partition(":")
        if colon and kind == "issue":
            return f"{self.label('issues', name)} (the whole issue)"
        if colon and kind == "clause":
            proposal, _, number = name.partition("/")
            return f"clause {number} of {self.label('proposals', proposal)}"
        return self.label("demands", id)

    def named_actor(self, id: str) -> str:
        """The label of an actor with its id, which flags take: ``Russia [RU]``."""
        return tagged(self.actor(id), id)

    def named_demand(self, id: str) -> str:
        """The label of a demand with its id."""
        return tagged(self.demand(id), id)

    def wanted(self, p: Record) -> str:
        """What a position is about: a demand, or an order of two steps."""
        if p.get("first"):
            return f"{self.demand(p['first'])} {p['relation']} {self.demand(p['then'])}"
        return self.demand(p["demand"])

    def sentence(self, p: Record) -> str:
        """Who says what: ``Russia rejects: ceasefire while a referendum is prepared``."""
        return f"{self.actor(p['actor'])} {verb(p['stance'])}: {self.wanted(p)}"

    def condition(self, id: str) -> str:
        """What a position waits for: ``, only if a referendum``; nothing where it waits for nothing."""
        row = self._dataset.by_id("positions").get(id)
        return f", only if {listed(map(self.demand, row.only_if))}" if row is not None and row.only_if else ""

    def said(self, id: str) -> str:
        """Who says what in the position or preference of this id; its id where there is none."""
        for table in ("positions", "sequencing"):
            if (row := self._dataset.by_id(table).get(id)) is not None:
                about = (
                    f"{self.demand(row.first)} {row.relation} {self.demand(row.then)}"
                    if table == "sequencing"
                    else self.demand(row.demand)
                )
                return f"{self.actor(row.actor)} {verb(str(row.stance))}: {about}{self.condition(id)}"
        return id

    def hearsay(self, id: str) -> str:
        """On whose word a position or preference is known: ``, as its opponent tells it``; nothing where its own side said it."""
        row = self._dataset.by_id("positions").get(id) or self._dataset.by_id("sequencing").get(id)
        told = TOLD.get(row.mode or "") if row is not None else None
        return f", {told}" if told else ""

    def reported(self, id: str) -> str:
        """Who says what, and on whose word that is known: ``Russia rejects: a truce, as its opponent tells it``."""
        return f"{self.said(id)}{self.hearsay(id)}"

    def relation(self, id: str) -> str:
        """A relation between demands and whose claim it is: ``by coder: A is the same step as B — note``."""
        row: DemandRelation | None = self._dataset.by_id("relations").get(id)
        if row is None:
            return id
        claim = f"{self.demand(row.demand_a)} {RELATIONS[row.relation]} {self.demand(row.demand_b)}"
        note = f" — {row.note}" if row.note else ""
        return f"by {self.actor(row.by)}: {claim}{note}"

    def link(self, id: str) -> str:
        """A relation after its id, which is left out where it only repeats the demands."""
        row = self._dataset.by_id("relations").get(id)
        own = row is None or id != f"{row.demand_a}.{row.relation}.{row.demand_b}"
        return f"{id}, {self.relation(id)}" if own else self.relation(id)

    def source(self, id: str) -> str:
        """Title, publisher and date of a source."""
        row = self._dataset.by_id("sources").get(id)
        if row is None:
            return id
        return ", ".join(str(part) for part in (row.title, row.publisher, row.published) if part)

    def url(self, id: str) -> str:
        """The address of a source, or nothing."""
        row = self._dataset.by_id("sources").get(id)
        return str(row.url) if row is not None and row.url else ""

    def reporter(self, p: Record) -> str:
        """On whose word: ``as reported by …, as its opponent tells it``; nothing where the holder said it."""
        parts = []
        if p.get("reported_by") and p["reported_by"] != p["actor"]:
            parts.append(f"reported by {self.actor(p['reported_by'])}")
        if p.get("mode") in MODES:
            parts.append(MODES[p["mode"]])
        return ", ".join(parts)


def tagged(label: str, id: str) -> str:
    """A label with its id, unless they are the same.

    >>> tagged("Russia", "RU"), tagged("coder", "coder")
    ('Russia [RU]', 'coder')
    """
    return label if label == id else f"{label} [{id}]"


def verb(stance: str) -> str:
    """The stance as a verb.

    >>> verb("demands"), verb("conditional"), verb("undefined")
    ('demands', 'accepts on a condition', 'leaves open')
    """
    return {"conditional": "accepts on a condition", "neutral": "is neutral on", "ambiguous": "is ambiguous on",
            "undefined": "leaves open"}.get(stance, stance)  # fmt: skip


def firm(p: Record) -> str:
    """The firmness in a word: red line, firm, flexible, or the number; nothing where it is unknown."""
    value = p.get("firmness")
    if value is None:
        return ""
    return FIRM.get(value, f"firmness {number(value)}")


def number(value: float | None) -> str:
    """A number with at most two places, for reading.

    >>> number(0.5), number(800000.0), number(1 / 3), number(None)
    ('0.5', '800,000', '0.33', '?')
    """
    return "?" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def price(p: Record) -> str:
    """What a row costs to give up, firmness × salience, with what is assumed of it.

    >>> price({"position": "SQ1", "firmness": 0.75, "salience": None})
    'SQ1 0.75 × 0.5 (unknown)'
    """
    figures = ("0.5 (unknown)" if p[name] is None else number(p[name]) for name in ("firmness", "salience"))
    return f"{p['position']} {' × '.join(figures)}"


def crossing(result: Record, thing: str) -> str:
    """How many a result has of these things, and how many of them ask for a red line.

    >>> crossing({"as_of": "2025-12-29", "items": [{"crosses": []}, {"crosses": ["p1"]}]}, "trade")
    '2 trades as of 2025-12-29, 1 of them across a red line.'
    >>> crossing({"as_of": "2025-12-29", "items": []}, "trade")
    'No trades as of 2025-12-29.'
    """
    items = result["items"]
    across = sum(1 for item in items if item["crosses"])
    red = f", {across} of them across a red line" if across else ""
    return f"{count(len(items), thing) if items else f'No {thing}s'} {when(result['as_of'])}{red}."


def asked(red_lines: Sequence[str]) -> str:
    """The red lines that something asks for.

    >>> asked(["p1"]), asked(["p1", "p2"])
    ('red line p1', 'red lines p1 and p2')
    """
    return f"red line{'' if len(red_lines) == 1 else 's'} {listed(red_lines)}"


def when(as_of: str | None) -> str:
    """The date a result holds for, in words.

    >>> when("2025-12-29"), when(None)
    ('as of 2025-12-29', 'whatever the date')
    """
    return f"as of {as_of}" if as_of else "whatever the date"


def span(item: Record) -> str:
    """The days in which a finding holds.

    >>> span({"from": "2025-12-01", "until": None}), span({"from": None, "until": None})
    ('since 2025-12-01', 'always')
    """
    start, end = item.get("from"), item.get("until")
    if start and end:
        return f"{start} to {end}"
    return f"since {start}" if start else f"until {end}" if end else "always"

"""The questions of the ontology in groups, as a list of examples."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from posgraph.questions import Question

GROUPS = (
    ("Who says what", ("stances-on-issue", "open-positions", "known-through-others", "speakers", "evidence")),
    (
        "What stands against each other",
        ("contradictions", "refused-consequences", "range-gaps", "conditions", "orders-around-a-step", "claimed-links"),
    ),
    ("Plans and talks", ("proposals", "clauses-of-a-plan", "absent-plans", "processes", "roles", "events")),
    ("What changed, and what may come", ("changes", "forecasts", "risks", "scenarios")),
    ("What the data hold", ("contents", "actors", "sources")),
)
"""Questions by what they are about; those about findings stand in a group of their own."""

FINDINGS, REST = "About findings", "More"


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions about one thing; ``inferred`` where they ask for findings."""

    name: str
    questions: tuple[Question, ...]
    inferred: bool = False


def grouped(known: Collection[Question]) -> tuple[Asked, ...]:
    """The questions by group; one that no group names is not lost.

    >>> from posgraph.questions import questions
    >>> [asked.name for asked in grouped(questions().values())][-2:]
    ['What the data hold', 'About findings']
    """
    plain = {question.name: question for question in known if not question.needs_inferred}
    about = tuple(question for question in known if question.needs_inferred)
    groups = [Asked(name, tuple(plain.pop(each) for each in names if each in plain)) for name, names in GROUPS]
    groups += [Asked(REST, tuple(plain.values())), Asked(FINDINGS, about, inferred=True)]
    return tuple(group for group in groups if group.questions)

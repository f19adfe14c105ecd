"""The pages of a position, a wanted order and a source: what was said, what it revised, what it clashes with, who recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from posgraph.analysis.shifts.answer import issue_of
from posgraph.model import Position, SequencePreference, Source
from posgraph_api.links.addresses import is_web
from posgraph_api.views.home.page import moved
from posgraph_api.views.thing.blocks import MOST, Block, Fact, Group, Link, Scene, facts, left_out
from posgraph_api.views.thing.topic import conflict_blocks
from posgraph_api.views.told.saying import Said, row, words


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change of the record: when, by whom, what it did to the row, and why."""

    at: str
    by: str
    did: str
    reason: str


def statement_blocks(scene: Scene, spoken: Position | SequencePreference, recorded: Sequence[Recorded]) -> Iterator[Block]:
    """The blocks of a position or a wanted order."""
    more = tuple(_more(scene, spoken))
    yield Block(title="What was said", groups=(Group(None, scene.cards([spoken.id])),), more=more)
    yield Block(title="About", facts=_about(scene, spoken))
    history = tuple(_history(scene, spoken))
    if history:
        yield Block(title="Before and after", groups=(Group(None, lines=history),))
    yield from conflict_blocks(scene, [spoken.id], actors=spoken.actor)
    if recorded:
        lines = tuple(
            words(f"{one.at[:10]} {one.at[11:16]} UTC: {one.did} by {one.by}{f', {one.reason}' if one.reason else ''}")
            for one in recorded
        )
        table = "positions" if isinstance(spoken, Position) else "sequencing"
        data = scene.links.to(f"/v1/{table}/{quote(spoken.id, safe='')}/history", asof=None, recorded_at=None)
        yield Block(title="Recorded", groups=(Group(None, lines=lines),), more=(Link("The whole history as data", data),))


def _about(scene: Scene, spoken: Position | SequencePreference) -> tuple[Fact, ...]:
    held = scene.held.get(spoken.id)
    if held is None:
        force = f"not on {scene.day}"
    else:
        days = (f"since {held.start}" if held.start else "", f"until {held.end}" if held.end else "")
        force = ", ".join(part for part in (f"on {scene.day}", *days) if part)
    basis = getattr(spoken, "basis", None)
    return facts(
        ("in force", [Link(force)]),
        ("demand", [scene.link("demand", "demands", spoken.demand)] if isinstance(spoken, Position) else []),
        (
            "steps",
            [scene.link("demand", "demands", id) for id in (spoken.first, spoken.then)]
            if not isinstance(spoken, Position)
            else [],
        ),
        ("read from", [Link(basis, scene.place(basis))] if basis else []),
        ("process", [scene.link("process", "processes", spoken.process)] if spoken.process else []),
        ("note of the coder", [Link(spoken.note or "")]),
    )


def _more(scene: Scene, spoken: Position | SequencePreference) -> Iterator[Link]:
    if isinstance(spoken, SequencePreference):
        yield Link("Among the orders", scene.links.to("/orders", "drawer", pair=f"{spoken.first}~{spoken.then}"))
        return
    issue = issue_of(scene.dataset, spoken.demand)
    if issue:
        yield Link("In the matrix", scene.links.to("/matrix", "drawer", cell=f"{spoken.actor}~{issue}"))
        yield Link("In time", scene.links.to("/timeline", "drawer", actor=spoken.actor, issue=issue, pick=spoken.id))


def _history(scene: Scene, spoken: Position | SequencePreference) -> Iterator[Said]:
    """What it revises, what revises it, and the shifts that it is a side of."""
    table = scene.dataset.positions if isinstance(spoken, Position) else scene.dataset.sequencing
    if spoken.revises:
        reason = f" ({spoken.revision_reason})" if spoken.revision_reason else ""
        yield words("It revises ") + row(spoken.revises) + words(f"{reason}.")
    for other in table:
        if other.revises == spoken.id:
            reason = f" ({other.revision_reason})" if other.revision_reason else ""
            yield words("It is revised by ") + row(other.id) + words(f"{reason}.")
    if isinstance(spoken, Position):
        for shift in scene.shifts(actors=spoken.actor):
            if spoken.id in shift.ids:
                told = moved(shift, scene.telling)
                yield words(f"{told.day}, {told.kind}: ") + told.said + words(".")


def source_blocks(scene: Scene, source: Source) -> Iterator[Block]:
    """The blocks of a source: every statement that rests on it, in force or not, and what else quotes it."""
    yield Block(
        title="About",
        facts=facts(
            ("publisher", [Link(source.publisher or "")]),
            ("published", [Link(str(source.published or ""))]),
            ("kind", [Link(source.kind or "")]),
            ("address", [Link(source.url or "", source.url or "" if is_web(source.url) else "")]),
        ),
    )
    rows = [
        each.id for table in (scene.dataset.positions, scene.dataset.sequencing) for each in table if each.source == source.id
    ]
    rows.sort(key=lambda each: each not in scene.held)
    note = left_out(MOST, len(rows), "statements") or ("" if rows else "No position or wanted order rests on it.")
    now = [id for id in rows[:MOST] if id in scene.held]
    past = [id for id in rows[:MOST] if id not in scene.held]
    parts = ((f"In force on {scene.day}", now), ("Not in force on that day", past))
    groups = tuple(Group(Link(f"{name}: {len(some)}"), scene.cards(some)) for name, some in parts if some)
    yield Block(title="What was taken from it", groups=groups, note=note)
    lines = tuple(_quotes(scene, source.id))
    if lines:
        yield Block(title="Also quoted", groups=(Group(None, lines=lines[:MOST]),), note=left_out(MOST, len(lines), "quotes"))


def _quotes(scene: Scene, source: str) -> Iterator[Said]:
    """Quotes from it in events, plans and roles."""
    for name in ("events", "proposals", "assessments", "participations"):
        for each in scene.dataset.rows(name):
            if each.source == source and each.quote:
                label = getattr(each, "label", None) or getattr(each, "wording", None) or each.role
                yield words(f"{label}: “{each.quote}”")

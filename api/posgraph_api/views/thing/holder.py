"""The page of an actor: what it says on each issue, whom it conflicts with most, how it moved, who speaks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.shifts.answer import issue_of
from posgraph.analysis.wording import count
from posgraph.model import Actor
from posgraph_api.views.home.page import moved
from posgraph_api.views.thing.blocks import MOST, Block, Fact, Group, Link, Scene, facts, left_out
from posgraph_api.views.told.saying import words

RIVALS = 10
"""So many of those that it conflicts with are told."""


def holder_blocks(scene: Scene, actor: Actor) -> Iterator[Block]:
    """The blocks of an actor."""
    yield Block(title="About", facts=_about(scene, actor))
    held = [one for one in scene.held.values() if one.row.actor == actor.id]
    yield _statements(scene, actor, held)
    if rivals := _rivals(scene, actor.id):
        yield Block(title="Conflicts most with", facts=facts(*rivals[:RIVALS]), note=left_out(RIVALS, len(rivals), "actors"))
    moves = scene.shifts(actors=actor.id)
    if moves:
        told = tuple(
            words(f"{each.day}, {each.kind}: ") + each.said for each in (moved(one, scene.telling) for one in moves[:MOST])
        )
        more = (Link("In time", scene.links.to("/timeline", actor=actor.id)),)
        yield Block(title="Shifts", groups=(Group(None, lines=told),), note=left_out(MOST, len(moves), "shifts"), more=more)


def _about(scene: Scene, actor: Actor) -> tuple[Fact, ...]:
    rows = scene.dataset.representations
    speaks = [scene.link("actor", "actors", row.represented) for row in rows if row.representative == actor.id]
    spoken = [scene.link("actor", "actors", row.representative) for row in rows if row.represented == actor.id]
    parts = [scene.link("actor", "actors", other.id) for other in scene.dataset.actors if other.part_of == actor.id]
    roles = [
        Link(f"{row.role} in {scene.label('processes', row.process)}", scene.links.thing("process", row.process))
        for row in scene.dataset.participations
        if row.actor == actor.id
    ]
    return facts(
        ("kind", [Link(actor.kind)]),
        ("also called", [Link(alias) for alias in actor.aliases]),
        ("part of", [scene.link("actor", "actors", actor.part_of)] if actor.part_of else []),
        ("has as parts", parts),
        ("speaks for", dict.fromkeys(speaks)),
        ("spoken for by", dict.fromkeys(spoken)),
        ("takes part as", dict.fromkeys(roles)),
        ("elsewhere", [Link(url, url) for url in actor.same_as]),
    )


def _statements(scene: Scene, actor: Actor, held: list[AnyHeld]) -> Block:
    """What is in force, by issue: those with most statements first."""
    by_issue: dict[str, list[str]] = {}
    for one in held:
        by_issue.setdefault(_issue(scene, one), []).append(one.row.id)
    groups, rest, room = list[Group](), list[tuple[str, list[Link]]](), MOST
    for issue in sorted(by_issue, key=lambda each: (not each, -len(by_issue[each]), each)):
        heading = scene.link("issue", "issues", issue) if issue else Link("Orders of steps")
        rows = by_issue[issue][:room]
        if rows:
            groups.append(Group(heading, scene.cards(rows)))
        room -= len(rows)
        if left := len(by_issue[issue]) - len(rows):
            place = (
                scene.links.to("/matrix", "drawer", cell=f"{actor.id}~{issue}")
                if issue
                else scene.links.to("/orders", actor=actor.id)
            )
            rest.append((heading.text, [Link(f"{left} more", place)]))
    more = (
        Link("In the matrix", scene.links.to("/matrix")),
        Link("In time", scene.links.to("/timeline", actor=actor.id)),
        Link("All as data", scene.links.to("/v1/positions", asof=None, recorded_at=None, actor=actor.id)),
    )
    title = f"Says on {scene.day}"
    if not held:
        return Block(title=title, note="Nothing of it is in force on that day.", more=more)
    note = left_out(MOST, len(held), "statements in force")
    return Block(title=title, groups=tuple(groups), note=note, rest=facts(*rest), more=more)


def _issue(scene: Scene, held: AnyHeld) -> str:
    demand = getattr(held.row, "demand", None)
    return (issue_of(scene.dataset, demand) or "") if demand else ""


def _rivals(scene: Scene, actor: str) -> list[tuple[str, list[Link]]]:
    """With whom it conflicts, how often, and how often between red lines; most first."""
    every, hard = Counter[str](), Counter[str]()
    for conflict in scene.conflicts(actors=actor):
        sides = (conflict.a.actor, conflict.b.actor)
        if actor in sides and not conflict.within:
            other = sides[0] if sides[1] == actor else sides[1]
            every[other] += 1
            hard[other] += conflict.hard
    found = []
    for other in sorted(every, key=lambda each: (-every[each], each)):
        red = f", {hard[other]} between red lines" if hard[other] else ""
        said = Link(f"{count(every[other], 'conflict')}{red}", scene.links.to("/conflicts", "drawer", edge=f"{actor}~{other}"))
        found.append((scene.label("actors", other), [said]))
    return found

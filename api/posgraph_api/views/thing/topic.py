"""The pages of an issue and of a demand: who stands where, what is claimed to follow from what, what conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posgraph.analysis.pairs import AnyHeld
from posgraph.model import Demand, Issue, Position
from posgraph_api.views.thing.blocks import MOST, Block, Group, Link, Mark, Scene, facts, left_out
from posgraph_api.views.told.conflicts import told, why
from posgraph_api.views.told.saying import words

CONFLICTS = 10
"""So many conflicts are told."""


def issue_blocks(scene: Scene, issue: Issue) -> Iterator[Block]:
    """The blocks of an issue: each demand with who stands where, those first that most speak of."""
    dataset, on = scene.dataset, scene.links.to
    below = [Link(other.label, scene.links.thing("issue", other.id)) for other in dataset.issues if other.broader == issue.id]
    about = facts(
        ("part of", [scene.link("issue", "issues", issue.broader)] if issue.broader else []),
        ("has as parts", below),
        (
            "at most one of its demands can hold",
            [Link("yes" if issue.exclusive else "no")] if issue.exclusive is not None else [],
        ),
        ("at least one of them must hold", [Link("yes" if issue.exhaustive else "no")] if issue.exhaustive is not None else []),
        ("unit", [Link(issue.unit or "")]),
        ("note", [Link(issue.note or "")]),
    )
    if about:
        yield Block(title="About", facts=about)
    demands = {demand.id: demand for demand in dataset.demands if demand.issue == issue.id}
    voices = _voices(scene, (*demands, f"issue:{issue.id}"))
    spoken = sorted((each for each in demands if voices[each]), key=lambda each: (-len(voices[each]), each))
    silent = [Link(demands[each].label, scene.links.thing("demand", each)) for each in demands if not voices[each]]
    stands = [
        (Link(demands[each].label, scene.links.thing("demand", each)), _marks(scene, voices[each])) for each in spoken[:MOST]
    ]
    if whole := voices[f"issue:{issue.id}"]:
        stands.insert(0, (Link("the issue as a whole"), _marks(scene, whole)))
    note = left_out(MOST, len(spoken), "demands that somebody speaks of") or (
        "" if stands else "Nobody speaks of it on that day."
    )
    rest = facts(("nobody speaks of", silent[:MOST]))
    more = (
        Link("In the matrix", on("/matrix")),
        Link("In time", on("/timeline", issue=issue.id)),
        Link("Its conflicts", on("/conflicts", issue=issue.id)),
    )
    yield Block(title=f"Who stands where on {scene.day}", stands=tuple(stands), note=note, rest=rest, more=more)


def demand_blocks(scene: Scene, demand: Demand) -> Iterator[Block]:
    """The blocks of a demand: the statements on it, the orders that it is a step of, relations, conflicts."""
    dataset = scene.dataset
    yield Block(
        title="About",
        facts=facts(
            ("issue", [scene.link("issue", "issues", demand.issue)]),
            ("rank on the scale of the issue", [Link(str(demand.rank))] if demand.rank is not None else []),
            ("at least", [Link(f"{demand.min:g}")] if demand.min is not None else []),
            ("at most", [Link(f"{demand.max:g}")] if demand.max is not None else []),
            ("note", [Link(demand.note or "")]),
        ),
    )
    voices = _sorted(_voices(scene, (demand.id,))[demand.id])
    shown = voices[:MOST]
    parts = (("For it", 1), ("Against it", -1), ("Neither", 0))
    groups = [(name, [one for one in shown if one.row.stance.sign == side]) for name, side in parts]
    found = tuple(Group(Link(f"{name}: {len(some)}"), scene.cards(one.row.id for one in some)) for name, some in groups if some)
    note = left_out(MOST, len(voices), "statements in force") if voices else "Nobody speaks of it on that day."
    yield Block(title=f"Said on {scene.day}", groups=found, note=note)
    orders = [id for id, one in scene.held.items() if demand.id in (getattr(one.row, "first", ""), getattr(one.row, "then", ""))]
    if orders:
        told_orders = tuple(scene.telling.member(id) for id in orders[:MOST])
        more = (Link("As a picture", scene.links.to("/orders")),)
        note = left_out(MOST, len(orders), "wanted orders")
        yield Block(title="Wanted before or after something", groups=(Group(None, lines=told_orders),), note=note, more=more)
    relations = [row for row in dataset.relations if demand.id in (row.demand_a, row.demand_b)]
    if relations:
        lines = tuple(scene.telling.relation(row.id) + words(f": {row.note}" if row.note else "") for row in relations[:MOST])
        note = left_out(MOST, len(relations), "claims")
        yield Block(title="Claimed relations to other demands", groups=(Group(None, lines=lines),), note=note)
    yield from conflict_blocks(scene, (one.row.id for one in voices), issues=demand.issue)


def conflict_blocks(scene: Scene, rows: Iterable[str], **among: str) -> Iterator[Block]:
    """The conflicts that one of these rows is a side of, looked for among those of an actor or an issue."""
    found = scene.clashes(rows, **among)
    if found:
        lines = tuple(told(one, scene.telling) + words(" ") + why(one, scene.telling) for one in found[:CONFLICTS])
        note = left_out(CONFLICTS, len(found), "conflicts")
        first = found[0]
        edge = f"{first.a.actor}~{first.b.actor}"
        more = (Link("As a picture", scene.links.to("/conflicts", "drawer", edge=edge)),)
        yield Block(title=f"Conflicts on {scene.day}", groups=(Group(None, lines=lines),), note=note, more=more)


def _voices(scene: Scene, targets: tuple[str, ...]) -> dict[str, list[AnyHeld]]:
    found: dict[str, list[AnyHeld]] = {target: [] for target in targets}
    for one in scene.held.values():
        if isinstance(one.row, Position) and one.row.demand in found:
            found[one.row.demand].append(one)
    return found


def _marks(scene: Scene, voices: list[AnyHeld]) -> tuple[Mark, ...]:
    return tuple(map(scene.mark, _sorted(voices)))


def _sorted(voices: list[AnyHeld]) -> list[AnyHeld]:
    """Those for it first, the strongest yes before all; those without polarity last."""
    return sorted(voices, key=lambda one: (one.row.stance.polarity is None, -(one.row.stance.polarity or 0.0), one.row.actor))

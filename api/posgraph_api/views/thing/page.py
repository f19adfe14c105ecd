"""The page of a thing: its name, what it is, and the blocks that its kind has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from posgraph.model.schema import TABLES
from posgraph_api.about.things import Thing
from posgraph_api.views.thing.blocks import Block, Scene
from posgraph_api.views.thing.holder import holder_blocks
from posgraph_api.views.thing.spoken import Recorded, source_blocks, statement_blocks
from posgraph_api.views.thing.topic import demand_blocks, issue_blocks

TABLE_OF = {table.kind: table.name for table in TABLES}
"""The table of each kind of thing."""

_MAKERS: dict[str, Any] = {"actor": holder_blocks, "issue": issue_blocks, "demand": demand_blocks, "source": source_blocks}

SPOKEN = ("position", "order")
"""The kinds of which it is told who recorded them."""

KINDS = (*_MAKERS, *SPOKEN)
"""The kinds of thing that have blocks of their own; all others show their statements alone."""


@dataclass(frozen=True, slots=True)
class ThingView:
    """The page. ``dated``: what it shows depends on the day."""

    label: str
    kind: str
    iri: str
    blocks: tuple[Block, ...]
    scene: Scene | None = field(hash=False)

    @property
    def dated(self) -> bool:
        """Whether there is something that holds on a day."""
        return bool(self.blocks)


def thing_view(thing: Thing, kind: str, key: str, scene: Scene | None, recorded: Sequence[Recorded] = ()) -> ThingView:
    """The view of a thing; of kinds without blocks, and of terms of the ontology, the name alone."""
    blocks = tuple(_blocks(kind, key, scene, recorded)) if scene else ()
    return ThingView(thing.label, ", ".join(value.text for value in thing.types), thing.iri, blocks, scene)


def _blocks(kind: str, key: str, scene: Scene, recorded: Sequence[Recorded]) -> Iterator[Block]:
    row = scene.dataset.by_id(TABLE_OF[kind]).get(key) if kind in KINDS else None
    if row is None:
        return
    if kind in SPOKEN:
        yield from statement_blocks(scene, row, recorded)
    else:
        yield from _MAKERS[kind](scene, row)

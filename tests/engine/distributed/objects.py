"""A made-up table as the positions of a dataset."""

from dataclasses import replace

from posgraph.model import Position, When
from posgraph.stance import Stance

PLAIN = ("id", "actor", "demand", "salience", "firmness", "confidence", "revises", "revision_reason")


def dataset(world):
    """The vocabulary with an object for each row of the table."""
    return replace(world.vocabulary, positions=tuple(_position(row) for row in world.positions.to_pylist()))


def _position(row):
    return Position(
        stance=Stance(row["stance"]),
        valid_from=row["begins"] and When.parse(str(row["begins"])),
        valid_to=row["ends"] and When.parse(str(row["ends"])),
        **{name: row[name] for name in PLAIN},
    )

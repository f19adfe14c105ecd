"""Tables: positions and sequence preferences as Arrow columns."""

from posgraph.tables.columns import positions, sequencing

__all__ = ["positions", "sequencing"]

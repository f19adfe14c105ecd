"""Tables: positions, sequence preferences and any other rows as Arrow columns."""

from posgraph.tables.columns import positions, rows, sequencing, typed

__all__ = ["positions", "rows", "sequencing", "typed"]

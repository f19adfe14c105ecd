"""The shapes of what is said about backups."""

from __future__ import annotations

from posgraph_api.shapes import Shape


class Copied(Shape):
    """A copy of the store that the service made in a hidden folder beside it, and the last change that it holds."""

    name: str
    changes: int


class Restored(Shape):
    """The change by which a backup took the place of everything, and the folder beside the store that keeps what was there."""

    number: int
    at: str
    before: str
    version: str

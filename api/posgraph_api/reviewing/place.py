"""Where the queue is kept: beside the data where they are a store folder, else where a setting says, else in memory."""

from __future__ import annotations

from pathlib import Path

from posgraph.errors import UsageError
from posgraph.keeping.beside import REVIEW
from posgraph.store import is_store
from posgraph_api.serving.settings import Settings


def place_of(settings: Settings, kind: str) -> Path | None:
    """The file of the queue; None where it ends with the service. Raises UsageError.

    ``kind`` is that of the store. Several processes over an endpoint have no one place unless it is named.
    """
    if settings.review:
        place = Path(settings.review)
        if not place.absolute().parent.is_dir() or place.is_dir():
            raise UsageError("review", settings.review, "a file in a folder that is there")
        return place
    if kind == "remote":
        return None
    return Path(settings.data) / REVIEW if settings.data and is_store(Path(settings.data)) else None

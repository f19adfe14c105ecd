"""Files beside the data in a store folder: no backup holds them, and where one is restored they stay as they are."""

from __future__ import annotations

from posgraph.tokens import FILE

REVIEW = "review.sqlite"
"""The queue of the review."""

STAY = (FILE, REVIEW, f"{REVIEW}-wal")
"""The tokens, the queue, and what SQLite has not yet brought into it."""

"""Words for sentences that name many things: a label that would fill a page by itself is cut there."""

from __future__ import annotations

from posgraph.analysis.words import Words
from posgraph_api.views.text import cut, isolated

MOST = 160
"""How many characters of a label a sentence holds; its own page, and its statements, have all."""


class Brief(Words):
    """The labels of one dataset, none too long for a sentence."""

    def label(self, table: str, id: str) -> str:
        """The label of a row, or its id where it has none; one that is read from the right disturbs nothing around it."""
        return isolated(cut(super().label(table, id), MOST))

"""What is behind a cell of an archive's network: its positions, each with the source that the archive names for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from posgraph.model import Dataset

if TYPE_CHECKING:
    from posgraph.networks.network import Behind, Said


@dataclass(frozen=True, slots=True)
class Sourced:
    """Finds the statements behind a cell, as ``found`` does, with title and address of each one's source.

    ``dataset`` says what their actors and demands are called.
    """

    dataset: Dataset
    found: Behind

    def __call__(self, row: str | None, column: str | None) -> tuple[Said, ...]:
        """The statements behind a cell; without a name, of every row or column."""
        return tuple(map(self._sourced, self.found(row, column)))

    def _sourced(self, said: Said) -> Said:
        source = self.dataset.by_id("sources").get(said.document)
        return replace(said, source=source.title, url=source.url or "") if source else said

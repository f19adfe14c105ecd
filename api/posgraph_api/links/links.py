"""The addresses that lead on from a page, about the same dataset, day and record."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.names import mint
from posgraph_api.about import addresses as things
from posgraph_api.links.addresses import Given, address
from posgraph_api.links.view import View


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that lead on from a page."""

    path: str
    query: View
    dataset: str
    base: str

    def here(self, fragment: str = "", **values: Given) -> str:
        """The address of the page with other parameters; None puts one back to its default."""
        given = dict(self.query.given())
        order = [name for name, _ in self.query.carried()] + [
            n for n in self.query.names() if n not in dict(self.query.carried())
        ]
        given |= values
        return address(self.path, [(name, given[name]) for name in order if name in given], fragment)

    def to(self, path: str, fragment: str = "", **values: Given) -> str:
        """Another page, about the same dataset, day and record."""
        given = dict(self.query.carried()) | values
        return address(path, given.items(), fragment)

    def file(self, suffix: str) -> str:
        """The address of the view in another format: ``csv``, ``json``, ``svg``, ``graphml``."""
        return address(f"{self.path if self.path != '/' else '/home'}.{suffix}", self.query.given())

    def thing(self, kind: str, *key: str) -> str:
        """The page of a thing of the dataset on the day of this one; ``kind`` as in its IRI: actor, issue, demand, position …"""
        return address(things.path(mint(self.base, kind, *key), {self.dataset: self.base}) or "/", [("asof", self.query.asof)])

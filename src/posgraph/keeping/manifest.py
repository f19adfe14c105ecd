"""The manifest of a backup: what it holds, so that anyone can tell later whether it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from posgraph import __version__
from posgraph.errors import StoreError
from posgraph.recording import Journal
from posgraph.store.disk import MANIFEST, DiskStore

FORMAT = 1
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Content:
    """What a graph holds: how many quads, and the sum of their SHA-256 as N-Triples, in whatever order (64 hex digits)."""

    quads: int
    sum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: graphs with their content, files with the SHA-256 of each, and the number of the last change."""

    made: datetime
    changes: int
    graphs: Mapping[str, Content]
    files: Mapping[str, str] = field(default_factory=dict)
    posgraph: str = __version__

    @property
    def quads(self) -> int:
        """The number of quads in all graphs."""
        return sum(content.quads for content in self.graphs.values())

    def write(self, folder: Path) -> None:
        """Write it into the folder of the backup."""
        graphs = {name: {"quads": each.quads, "sum": each.sum} for name, each in self.graphs.items()}
        body = {
            "format": FORMAT,
            "posgraph": self.posgraph,
            "made": self.made.isoformat(timespec="seconds"),
            "changes": self.changes,
            "quads": self.quads,
            "graphs": graphs,
            "files": dict(self.files),
        }
        (folder / MANIFEST).write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a backup. Raises StoreError where there is none, or none that this posgraph can read."""
        try:
            body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise StoreError(f"{folder} is no backup: it has no {MANIFEST}; posgraph backup makes one") from None
        except (OSError, ValueError) as error:
            raise StoreError(f"{folder / MANIFEST} cannot be read ({error}); take another backup") from error
        return cls._of(folder, body)

    @classmethod
    def _of(cls, folder: Path, body: Any) -> Manifest:
        try:
            found = int(body["format"])
            if found > FORMAT:
                raise StoreError(
                    f"{folder} has backup format {found}; this posgraph {__version__} reads up to {FORMAT}: install a newer one"
                )
            return cls(
                made=datetime.fromisoformat(body["made"]),
                changes=int(body["changes"]),
                graphs={name: Content(int(each["quads"]), str(each["sum"])) for name, each in body["graphs"].items()},
                files={str(name): str(total) for name, total in body["files"].items()},
                posgraph=str(body["posgraph"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoreError(f"{folder / MANIFEST} is not what posgraph wrote ({error!r}); take another backup") from error

    @classmethod
    def of(cls, store: DiskStore) -> Manifest:
        """The manifest of what a store holds now, without files."""
        graphs = {name: content(store, name) for name in store.graphs()}
        if (unnamed := content(store, "")).quads:
            graphs[""] = unnamed
        return cls(made=datetime.now(UTC).replace(microsecond=0), changes=Journal(store).last(), graphs=graphs)

    def difference(self, other: Manifest) -> str:
        """In what the content of another differs from this one, in words; empty where in nothing."""
        for name in sorted({*self.graphs, *other.graphs}):
            here, there = self.graphs.get(name), other.graphs.get(name)
            if here is None or there is None:
                return f"graph {name} is {'missing' if there is None else 'too much'}"
            if here.quads != there.quads:
                return f"graph {name} has {there.quads:,} quads and should have {here.quads:,}"
            if here.sum != there.sum:
                return f"graph {name} has other quads than it should"
        return "" if self.changes == other.changes else f"the last change is {other.changes} and should be {self.changes}"


def content(store: DiskStore, graph: str) -> Content:
    """Count and sum up the quads of a graph (empty name: the unnamed one). Raises StoreError where they cannot be read."""
    lines = _Lines()
    with store.reading():
        store.native.dump(
            cast(IO[bytes], lines), format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph) if graph else DefaultGraph()
        )
    return lines.content()


class _Lines(RawIOBase):
    """A file that counts and sums up what is written to it, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self._rest, self._count, self._total = b"", 0, 0

    def write(self, data: Any) -> int:
        """Take a part of the text; returns its length in bytes."""
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        self._count += len(lines)
        self._total = (self._total + sum(int.from_bytes(sha256(line).digest()) for line in lines)) % _MODULUS
        return len(data)

    def content(self) -> Content:
        """What was written."""
        return Content(self._count, f"{self._total:064x}")

"""Columns of a foreign table, coded: what recurs is read once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posgraph.model.cells import clean

if TYPE_CHECKING:
    import pyarrow as pa


_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """``codes`` into ``names``, -1 for an empty cell; ``given`` is False where the table has no such column.

    ``mended``: how many different cells held control characters, which no text of a dataset can hold; they are left out.
    """

    codes: NDArray[np.int32]
    names: tuple[str, ...]
    given: bool
    mended: int = 0

    def renamed(self, names: Sequence[str]) -> Column:
        """The same with other names in the same places."""
        return Column(self.codes, tuple(names), self.given, self.mended)

    def arrow(self, keep: NDArray[np.bool_], ids: Mapping[str, str] | None = None, otherwise: str | None = None) -> pa.Array:
        """The rows to keep as a dictionary of texts, each name by its id; ``otherwise`` stands for an empty cell."""
        import pyarrow as pa

        kept = self.codes[keep]
        used = np.unique(kept)
        place: dict[str, int] = {}
        move = np.full(len(self.names) + 1, -1, np.int32)
        for code in used[used >= 0].tolist():
            name = self.names[code]
            move[code] = place.setdefault(ids.get(name, name) if ids else name, len(place))
        if otherwise is not None and len(used) and used[0] < 0:
            move[-1] = place.setdefault(otherwise, len(place))
        codes = move[kept]
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(list(place), pa.large_string()))

    def texts(self, keep: NDArray[np.bool_]) -> pa.Array:
        """The rows to keep as plain texts."""
        return self.arrow(keep).dictionary_decode()

    def first(self, of: Column, keep: NDArray[np.bool_]) -> dict[str, list[str]]:
        """The different names that stand beside each name of another column, in the order of the rows."""
        both = keep & (of.codes >= 0) & (self.codes >= 0)
        pairs = of.codes[both].astype(np.int64) * max(len(self.names), 1) + self.codes[both]
        unique, at = np.unique(pairs, return_index=True)
        found: dict[str, list[str]] = {}
        for pair in unique[np.argsort(at, kind="stable")].tolist():
            found.setdefault(of.names[pair // max(len(self.names), 1)], []).append(self.names[pair % max(len(self.names), 1)])
        return found


def read(table: pa.Table, name: str | None, default: str = "") -> Column:
    """A column by its name; ``default`` stands for an empty cell."""
    size = table.num_rows
    if name is None:
        codes = np.full(size, 0 if default else -1, np.int32)
        return Column(codes, (default,) if default else (), bool(default))
    found = table[name].combine_chunks().dictionary_encode()
    texts = found.dictionary.to_pylist()
    fit = [_UNFIT.sub("", text) if text else "" for text in texts]
    mended = sum(text is not None and len(text) != len(kept) for text, kept in zip(texts, fit, strict=True))
    cleaned = [clean(text) or default for text in fit]
    place: dict[str, int] = {}
    move = np.array([*(place.setdefault(text, len(place)) if text else -1 for text in cleaned), -1], np.int32)
    if default:
        move[-1] = place.setdefault(default, len(place))
    return Column(move[found.indices.fill_null(-1).to_numpy(zero_copy_only=False)], tuple(place), True, mended)

"""The logs of a store folder: made safe against a power cut, and checked when the folder is opened again.

RocksDB hands every write to the system at once, so a process that is killed loses nothing; but it does not wait for the disk.
And where a part of its log of writes, or of its list of files (MANIFEST), is damaged, it leaves out what follows without a word,
and removes the files that the list no longer names. So ``sync`` waits for the disk, and notes how long each was and what its
bytes sum up to; both only ever grow. ``lost`` compares.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from pathlib import Path

NOTE = "posgraph.synced"
"""The small file in a store folder that says what its logs held when they were last synced."""

_LOG, _LIST = ".log", "MANIFEST-"
_NAMES = re.compile(r"\d+\.log|MANIFEST-\d+")
_WIDTH = 512  # one write of one block: a process that is killed leaves the old note or the new one
_CHUNK = 1 << 20
_fdatasync = getattr(os, "fdatasync", os.fsync)


class WriteAhead:
    """The logs of one folder that this process writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[int, int]] = {}  # file -> bytes on disk, and their sum

    def sync(self) -> None:
        """Wait until all that was written is on the disk. Raises OSError."""
        there = growing(self._folder)
        newest = max((_number(name) for name in self._known if name.endswith(_LOG)), default=0)
        known = {name: entry for name, entry in self._known.items() if name in there}
        for name in there:
            if name.endswith(_LOG) and _number(name) < newest:
                continue  # a log before the newest is complete
            try:
                file = os.open(self._folder / name, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            except FileNotFoundError:
                continue  # RocksDB has taken it over into its tables, which it has written to disk
            try:
                if name.endswith(_LOG):
                    _fdatasync(file)  # RocksDB does that for the list itself
                known[name] = _sum(file, *known.get(name, (0, 0)))
            finally:
                os.close(file)
        if known.keys() != self._known.keys():
            _sync_folder(self._folder)
        self._known = known
        self._note()

    def _note(self) -> None:
        text = json.dumps(dict(sorted(self._known.items(), key=lambda entry: _number(entry[0]))[-8:])).ljust(_WIDTH)
        file = os.open(self._folder / NOTE, os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        try:
            os.pwrite(file, text.encode(), 0)  # not synced: an older note is true as well
        finally:
            os.close(file)


def lost(folder: Path) -> str:
    """What is missing from the logs of a folder, in words; empty where they hold all that was noted, or nothing was."""
    try:
        noted = {name: (int(size), int(total)) for name, (size, total) in json.loads((folder / NOTE).read_bytes()).items()}
        there = growing(folder)
    except (OSError, ValueError, TypeError, AttributeError):
        return ""  # no note, or one that a power cut spoiled
    for kind in (_LOG, _LIST):
        last = max((name for name in noted if kind in name), key=_number, default="")
        if last and _number(last) > max((_number(name) for name in there if kind in name), default=0):
            return f"its file {last} is missing"
    for name in sorted(noted.keys() & set(there), key=_number):
        size, total = noted[name]
        found = (folder / name).stat().st_size
        if found < size:
            return f"its file {name} has {found:,} bytes and had {size:,}"
        with (folder / name).open("rb") as file:
            if _sum(file.fileno(), 0, 0, size)[1] != total:
                return f"its file {name} does not hold what was written to it"
    return ""


def growing(folder: Path) -> list[str]:
    """The names of the files in a folder that only ever grow: logs of writes and lists of files."""
    return [entry.name for entry in os.scandir(folder) if _NAMES.fullmatch(entry.name)]


def _number(name: str) -> int:
    return int(name.removesuffix(_LOG).removeprefix(_LIST))


def _sum(file: int, start: int, total: int, end: int | None = None) -> tuple[int, int]:
    """The size of an open file, read on from ``start`` (up to ``end``), and the sum of its bytes so far."""
    while part := os.pread(file, _CHUNK if end is None else min(_CHUNK, end - start), start):
        start, total = start + len(part), zlib.crc32(part, total)
    return start, total


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

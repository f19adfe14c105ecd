"""The write-ahead log of a store folder: made safe against a power cut, and checked when the folder is opened again.

RocksDB hands every write to the system at once, so a process that is killed loses nothing; but it does not wait for the disk.
And where a part of its log is damaged, it leaves out what follows without a word. So ``sync`` waits for the disk, and notes how
long each log was and what its bytes sum up to; ``lost`` compares.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

NOTE = "posgraph.synced"
"""The small file in a store folder that says what its logs held when they were last written to disk."""

_WIDTH = 512  # one write of one block: a process that is killed leaves the old note or the new one
_CHUNK = 1 << 20
_fdatasync = getattr(os, "fdatasync", os.fsync)


class WriteAhead:
    """The logs of one folder that this process writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[int, int]] = {}  # log -> bytes on disk, and their sum

    def sync(self) -> None:
        """Wait until all that was written is on the disk. Raises OSError."""
        there = logs(self._folder)
        newest = max(map(_number, self._known), default=0)
        fresh = [name for name in there if _number(name) >= newest]  # what comes before the newest is complete
        known = {name: entry for name, entry in self._known.items() if name in there}
        for name in fresh:
            try:
                file = os.open(self._folder / name, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            except FileNotFoundError:
                continue  # RocksDB has taken it over into its tables, which it has written to disk
            try:
                _fdatasync(file)
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
        there = logs(folder)
        last = max(noted, key=_number, default="")
    except (OSError, ValueError, TypeError, AttributeError):
        return ""  # no note, or one that a power cut spoiled
    if last and _number(last) > max(map(_number, there), default=0):
        return f"its log {last} is missing"
    for name in sorted(noted.keys() & set(there)):
        size, total = noted[name]
        found = (folder / name).stat().st_size
        if found < size:
            return f"its log {name} has {found:,} bytes and had {size:,}"
        with (folder / name).open("rb") as file:
            if _sum(file.fileno(), 0, 0, size)[1] != total:
                return f"its log {name} does not hold what was written to it"
    return ""


def logs(folder: Path) -> list[str]:
    """The names of the logs in a folder, the oldest first."""
    found = (entry.name for entry in os.scandir(folder) if entry.name.endswith(".log"))
    return sorted((name for name in found if name[:-4].isdecimal()), key=_number)


def _number(log: str) -> int:
    return int(log.removesuffix(".log"))


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

"""Files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from posgraph.errors import UsageError

Content = bytes | Callable[[IO[bytes]], None]
"""What a file is to hold: its bytes, or what writes them, where they need not be held at once."""


def write_file(path: Path, content: bytes) -> None:
    """Write a file: a new one beside it takes its place at once. Raises UsageError where a folder of that name is there."""
    if path.is_dir():
        raise UsageError("path", path, "the name of a file, not of a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(path)
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_folder(path: Path, contents: Mapping[str, Content], known: Collection[str]) -> None:
    """Write the files of a folder: all are written beside the old ones before the first takes its place.

    ``known`` are the names that such a folder may hold; those of them that are not written now are removed, other files
    stay. Raises UsageError where the path is a file, or a folder with files but none of the known ones.
    """
    if path.exists() and not path.is_dir():
        raise UsageError("path", path, "the name of a folder, not of a file")
    if path.is_dir() and any(path.iterdir()) and not any((path / name).is_file() for name in known):
        raise UsageError("path", path, "a new or empty folder, or one that holds a dataset; this one holds other files")
    path.mkdir(parents=True, exist_ok=True)
    news = {path / name: _beside(path / name) for name in contents}
    try:
        for file, new in news.items():
            with new.open("wb") as opened:
                put(contents[str(file.relative_to(path))], opened)
        for file, new in news.items():
            new.replace(file)
    finally:
        for new in news.values():
            new.unlink(missing_ok=True)
    for name in known:
        if name not in contents:
            (path / name).unlink(missing_ok=True)


def put(content: Content, file: IO[bytes]) -> None:
    """Write what a file is to hold."""
    if isinstance(content, bytes):
        file.write(content)
    else:
        content(file)


def whole(content: Content) -> bytes:
    """The bytes of a file."""
    if isinstance(content, bytes):
        return content
    raw = BytesIO()
    content(raw)
    return raw.getvalue()


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")

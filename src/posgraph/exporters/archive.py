"""The zip archive of a folder: the same files give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from posgraph.exporters.files import Content, whole

_FILE = 0o100644 << 16


def archive(files: Mapping[str, Content], folder: str) -> bytes:
    """The bytes of a zip archive with these files in a folder.

    >>> archive({"a.csv": b"id"}, "toy") == archive({"a.csv": b"id"}, "toy")
    True
    """
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = ZipInfo(f"{folder}/{name}")  # without a time of its making
            entry.external_attr = _FILE
            packed.writestr(entry, whole(content), ZIP_DEFLATED)
    return raw.getvalue()

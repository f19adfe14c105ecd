"""The zip archive: looked over before anything is unpacked, and unpacked in memory alone."""

from __future__ import annotations

import re
import stat
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from posgraph.errors import DataError, Fault

ENTRIES = 1000
"""So many files an archive may have."""

RATIO = 200
"""A file of more than a megabyte may be this many times as large as it is packed; tables and spreadsheets stay far below."""

Contents = Mapping[str, Callable[[], bytes]]
"""The files of an archive by name, each unpacked when it is asked for."""

_SIGN = b"PK\x01\x02"
_CHUNK = 1 << 16
_MEGABYTE = 1_000_000
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
_WHOLE = "a zip archive that is not damaged"


def contents(content: bytes, place: str, most: int) -> Contents:
    """The files in an archive, which unpack to at most ``most`` bytes in all; raises DataError with every fault.

    Refused are names that lead elsewhere, links, names that stand twice, encryption, packing other than deflate, and what would
    unpack to much more than it looks.
    """
    if content.count(_SIGN) > 2 * ENTRIES:  # before the list of files is read, which takes memory for each
        raise DataError([Fault(place, f"more than {ENTRIES} files", f"an archive of at most {ENTRIES} files")])
    try:
        archive = ZipFile(BytesIO(content))
        entries = archive.infolist()
    except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError, UnicodeError) as error:
        raise DataError([Fault(place, str(error)[:200], _WHOLE)]) from None
    if faults := list(_faults(entries, place, most)):
        raise DataError(faults)
    return {entry.filename: partial(_unpack, archive, entry, place) for entry in entries if not entry.is_dir()}


def _faults(entries: list[ZipInfo], place: str, most: int) -> Iterator[Fault]:
    if len(entries) > ENTRIES:
        yield Fault(place, f"{len(entries)} files", f"an archive of at most {ENTRIES} files")
        return
    total = sum(entry.file_size for entry in entries)
    if total > most:
        yield Fault(place, f"unpacks to {total} bytes", f"an archive that unpacks to at most {most} bytes")
    for name, times in Counter(entry.filename for entry in entries).items():
        if times > 1:
            yield Fault(place, name, "each file once")
    for entry in entries:
        if what := _wrong(entry):
            yield Fault(place, entry.filename[:200], what)


def _wrong(entry: ZipInfo) -> str:
    """What was expected of an entry that is refused; empty where nothing is wrong with it."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    parts = PurePosixPath(entry.filename).parts
    if _ODD.search(entry.orig_filename) or entry.filename.startswith("/") or ".." in parts:
        return "the name of a file inside the archive, with / between folders"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a file or a folder, not a link"
    if entry.flag_bits & 0x41:
        return "a file that is not encrypted"
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "a file that is stored or deflated, as zip programs do"
    if entry.file_size > _MEGABYTE and entry.file_size > RATIO * entry.compress_size:
        return f"a file that unpacks to at most {RATIO} times its packed size"
    return ""


def _unpack(archive: ZipFile, entry: ZipInfo, place: str) -> bytes:
    """The bytes of a file, in small steps: what the archive says of its size need not be true."""
    data = bytearray()
    try:
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                data += chunk
    except (BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise DataError([Fault(f"{place} {entry.filename}", str(error)[:200], _WHOLE)]) from None
    return bytes(data)

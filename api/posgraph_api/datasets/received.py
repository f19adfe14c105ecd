"""A file that was sent: its bytes, what kind of file it is, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import PurePosixPath

from fastapi import Request

from posgraph.errors import Fault
from posgraph.importers.upload import MEDIA, SUFFIXES
from posgraph_api.http.problems import Problem
from posgraph_api.writing.bodies import read_bytes

FORM = "multipart/form-data"
_ANY = ("", "application/octet-stream", "text/plain", "application/xml", "text/xml", "application/json")
"""Media types that do not say what kind of dataset a file is; its name does."""

_HEAD = 10_000
_PARTS = 20
_BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


@dataclass(frozen=True, slots=True)
class Received:
    """A file: its bytes, the end of its name, and the name without it (empty where there is none)."""

    content: bytes
    suffix: str
    name: str


async def receive(request: Request, most: int, name: str) -> Received:
    """The file in the body of a request: the body itself, or the one file of a form; ``name`` is what the client calls it.

    Raises Problem: 413 where it has more than ``most`` bytes, 415 where it is of no kind that is read, 400 on a damaged form.
    """
    head = Message()
    for header in ("content-type", "content-disposition"):
        if value := request.headers.get(header):
            head[header] = value
    media = _media(head)
    if media != FORM and _suffix(media, name or head.get_filename() or "") is None:
        raise _unknown(media)  # before the body is read
    content = await read_bytes(request, most)
    if media == FORM:
        content, head = _file(content, head)
        media = _media(head)
    called = name or head.get_filename() or ""
    suffix = _suffix(media, called)
    if suffix is None:
        raise _unknown(media)
    stem = re.split(r"[/\\]", called)[-1]
    return Received(content, suffix, stem[: -len(suffix)] if stem.lower().endswith(suffix) else stem)


def _media(head: Message) -> str:
    """The media type of a part, without its parameters; empty where it has none."""
    return head.get_content_type().lower() if "content-type" in head else ""


def _suffix(media: str, name: str) -> str | None:
    """What the file's name ends in, or would: by its media type, else by its name."""
    if media in MEDIA:
        return MEDIA[media]
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if media in _ANY and suffix in SUFFIXES else None


def _unknown(media: str) -> Problem:
    known = ", ".join([*MEDIA, FORM])
    what = f"one of: {known}; or a file with a name that ends in one of: {' '.join(SUFFIXES)}"
    hint = "a zip of the folder of CSV tables" if media == "text/csv" else "-H 'Content-Type: application/zip'"
    fault = Fault("Content-Type", media[:200], what, hint)
    return Problem(415, "unsupported-media-type", f"A dataset is sent as one of: {known}", [fault], {"accept-post": known})


def _file(content: bytes, head: Message) -> tuple[bytes, Message]:
    """The one part of a form that is a file, and its headers (RFC 7578)."""
    boundary = str(head.get_param("boundary", "")).encode("ascii", "replace")
    if not _BOUNDARY.fullmatch(boundary):
        raise _damaged("Content-Type", boundary.decode()[:100], "the boundary between the parts of the form")
    parts = (b"\r\n" + content).split(b"\r\n--" + boundary, _PARTS)
    if len(parts) < 3 or not parts[-1].startswith(b"--"):
        raise _damaged("body", "", f"a form that is whole, of fewer than {_PARTS} fields")
    files = []
    for part in parts[1:-1]:
        line = part.find(b"\r\n")
        end = part.find(b"\r\n\r\n", line, line + _HEAD)
        if line < 0 or part[:line].strip() or end < 0:
            raise _damaged("body", "", "a form in which each field has its headers")
        said = BytesHeaderParser().parsebytes(part[line + 2 : end + 2])
        if said.get_filename() is not None:
            files.append((part[end + 4 :], said))
    if len(files) != 1:
        raise _damaged("body", f"{len(files)} files", "a form with one file")
    return files[0]


def _damaged(where: str, value: str, expected: str) -> Problem:
    fault = Fault(where, value, expected)
    return Problem(400, "bad-request", str(fault), [fault])

"""The header of a dataset: id, title, licence, base, description and main process."""

from __future__ import annotations

import re

from posgraph.errors import Fault
from posgraph.model.cells import clean, near
from posgraph.reading.sheet import Book, where

EXPECTED = {
    "id": "an id of letters, digits and - . _ ~, and not only of dots",
    "title": "a text",
    "licence": "a text",
    "base": "an IRI that begins with https://, http:// or urn: and ends with / or # or :",
    "description": "a text",
    "process": "the id of a process",
}
"""The entries of a header, and what each may hold."""

_ID = re.compile(r"(?!\.+$)[\w.~-]+")
_BASE = re.compile(r"(?:https?://[\w.~-]+(?::[0-9]{1,5})?/|urn:[\w.~-]+:)(?:(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*[/#:])?")
_FORMS = {"id": _ID, "base": _BASE}
_ODD = re.compile(r"[^\w.~-]+")


def name(text: str) -> str:
    """The id of a dataset that has no header: the name of its folder or file, with ``-`` for what an id cannot hold.

    >>> name("Miami 2025")
    'Miami-2025'
    """
    return _ODD.sub("-", clean(text)).strip("-.") or "dataset"


def place(book: Book, key: str) -> str:
    """The place of an entry."""
    return f"{book.header_place} {key}" if book.header_place.endswith(".toml") else where(book.header_place, column=key)


def header(book: Book, faults: list[Fault]) -> dict[str, str]:
    """The entries that can be read; faults of the others are added to ``faults``."""
    entries: dict[str, str] = {}
    for key, text in book.header.items():
        value = clean(text)
        if key not in EXPECTED:
            faults.append(Fault(book.header_place, key, f"one of: {', '.join(EXPECTED)}", near(key, EXPECTED)))
        elif value and key in _FORMS and not _FORMS[key].fullmatch(value):
            faults.append(Fault(place(book, key), value, EXPECTED[key], name(value) if key == "id" else ""))
        elif value:
            entries[key] = value
    return entries

"""Cursors: where a list goes on. Opaque to clients; inside, the sort key of the last item and the list it belongs to."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

from posgraph.errors import Fault
from posgraph_api.http.problems import Problem

Key = tuple[str | float, ...]
P = TypeVar("P")

MOST = 2**63
"""Numbers in a sort key are less."""


def write(key: Key, listing: str) -> str:
    """The cursor after the item of this sort key; ``listing`` is the list's path and filters."""
    text = json.dumps([_digest(listing), *key], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, listing: str) -> Key:
    """The sort key in a cursor; a problem 400 where it is damaged or belongs to another list.

    >>> read(write((-0.5, "range"), "/v1/conflicts"), "/v1/conflicts")
    (-0.5, 'range')
    """
    try:
        # "=" beyond what is needed is allowed; characters outside the alphabet are not
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"==")
        if urlsafe_b64encode(raw).decode().rstrip("=") != cursor:
            raise ValueError(cursor)
        parts = json.loads(raw)
    except (Error, ValueError, RecursionError):
        raise _bad(cursor, "the text in `next` of the page before, unchanged") from None
    if not isinstance(parts, list) or not all(map(_is_part, parts)):
        raise _bad(cursor, "the text in `next` of the page before, unchanged")
    if len(parts) < 2 or parts[0] != _digest(listing):
        raise _bad(cursor, "a cursor of this list with the same filters")
    return tuple(parts[1:])


def place(cursor: str, listing: str, read_key: Callable[[Key], P]) -> P:
    """What the sort key in a cursor names; a problem 400 where ``read_key`` raises TypeError, or as :func:`read` does."""
    key = read(cursor, listing)
    try:
        return read_key(key)
    except TypeError:
        raise _bad(cursor, "a cursor of this list with the same filters") from None


def cut(
    items: Sequence[Any], key: Callable[[Any], Key], listing: str, cursor: str | None, limit: int
) -> tuple[Sequence[Any], str | None]:
    """The items of one page and the cursor of the next; ``items`` are sorted by ``key``.

    >>> cut("abcde", lambda x: (x,), "/", None, 2)[0], cut("abcde", lambda x: (x,), "/", write(("d",), "/"), 2)
    ('ab', ('e', None))
    """
    start = 0
    if cursor is not None:
        last = read(cursor, listing)
        try:
            start = next((i for i, item in enumerate(items) if key(item) > last), len(items))
        except TypeError:
            raise _bad(cursor, "a cursor of this list with the same filters") from None
    page = items[start : start + limit]
    more = start + limit < len(items)
    return page, write(key(page[-1]), listing) if more else None


def _is_part(part: object) -> bool:
    """True for what a sort key holds: texts and finite numbers."""
    if isinstance(part, bool) or not isinstance(part, int | float):
        return isinstance(part, str)
    return -MOST < part < MOST


def _digest(listing: str) -> str:
    return blake2b(listing.encode(), digest_size=6).hexdigest()


def _bad(cursor: str, expected: str) -> Problem:
    fault = Fault("cursor", cursor, expected)
    return Problem(400, "bad-cursor", str(fault), [fault])

"""The fields of a form that a page sends: read strictly and in bounds."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request

from posgraph.errors import Fault
from posgraph_api.http.problems import Problem
from posgraph_api.writing.bodies import read_bytes

MEDIA = "application/x-www-form-urlencoded"
_MANY = 200


async def read_fields(request: Request, most: int) -> Mapping[str, str]:
    """The fields of a form by name. Raises Problem: 415 where it is none, 413 where it has more than ``most`` bytes, 400 where it
    cannot be read.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    data = await read_bytes(request, most)
    if media != MEDIA and (data or media):
        fault = Fault("Content-Type", media[:200], MEDIA)
        raise Problem(415, "unsupported-media-type", str(fault), [fault])
    return fields(data)


def fields(data: bytes) -> Mapping[str, str]:
    r"""The fields of a form. Raises Problem where one stands twice, or is no text.

    >>> fields(b"quote=a+%26+b&note=")
    {'quote': 'a & b', 'note': ''}
    """
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MANY)
    except ValueError:
        fault = Fault("body", "", f"a form of at most {_MANY} fields, encoded as {MEDIA} in UTF-8")
        raise Problem(400, "bad-request", str(fault), [fault]) from None
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for n, (name, _) in enumerate(pairs) if name in dict(pairs[:n]))
        fault = Fault(f"field {twice[:100]}", "", "one value, not several")
        raise Problem(400, "bad-request", str(fault), [fault])
    return found

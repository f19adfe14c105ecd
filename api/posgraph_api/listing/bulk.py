"""Bulk export: all items of a list as lines or columns, kept where they are few, sent as they are made where they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, islice
from typing import Any

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from posgraph.analysis import lines
from posgraph.exporters.rows import arrow_rows, csv_rows
from posgraph.model import Dataset
from posgraph.model.schema import Table
from posgraph_api.http.caching import Body
from posgraph_api.http.media import CSV, NDJSON
from posgraph_api.listing.fields import Members, pick
from posgraph_api.listing.rows import Rows
from posgraph_api.service import Service, encode

KEPT = 10_000
"""Up to so many items an answer is made whole, and kept; more are sent as they are made."""

_PIECE = 1000


def respond(
    service: Service,
    request: Request,
    key: tuple[Any, ...],
    count: int,
    pieces: Callable[[], Iterator[bytes]],
    media: str,
    headers: Mapping[str, str],
    *,
    version: str,
    lasting: bool = True,
) -> Response:
    """The answer that the pieces make up, of so many items of the data in a version."""
    if count <= KEPT:
        return service.answer(
            request, key, lambda: Body.of(b"".join(pieces()), media, headers, lasting=lasting), version
        )  # fmt: skip
    about = repr((version, service.asked, key)).encode()
    tag = f'W/"{blake2b(about, digest_size=12).hexdigest()}"'  # of what is asked, not of what is sent: that is not known yet
    answer = Body(b"", media, tag.removeprefix("W/"), headers).respond(request)
    if answer.status_code == 304:
        answer.headers["etag"] = tag
        return answer
    made = pieces()
    first = list(islice(made, 1))  # an error is told now; later the answer has begun
    told = {name: value for name, value in answer.headers.items() if name not in ("content-length", "content-type")}
    return StreamingResponse(chain(first, made), headers={**told, "etag": tag}, media_type=media)


def of_rows(dataset: Dataset, table: Table, rows: Sequence[Any], fields: Sequence[str], media: str) -> Iterator[bytes]:
    """Rows of a table: as CSV with the columns of the dataset's format, as NDJSON, as a stream of Arrow."""
    if media == CSV:
        return csv_rows(dataset, table, rows, fields)
    if media == NDJSON:
        wanted: Members = {name: {} for name in fields}
        told = (one for part in _parts(rows) for one in Rows(dataset, table, part).to_dicts())
        return _json_lines(told, wanted)
    return arrow_rows(dataset, table, rows, fields)


def of_findings(
    items: Sequence[Mapping[str, Any]],
    line: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    columns: Sequence[str],
    members: Members,
    media: str,
) -> Iterator[bytes]:
    """Findings: as the CSV that the command line writes, or as NDJSON."""
    if media == NDJSON:
        return _json_lines(items, members)
    return _csv_lines(items, line, columns)


def named(name: str, media: str) -> dict[str, str]:
    """The header that gives a download its file's name."""
    suffix = {CSV: "csv", NDJSON: "ndjson"}.get(media, "arrows")
    return {"content-disposition": f'attachment; filename="{name}.{suffix}"'}


def _json_lines(items: Iterable[Mapping[str, Any]], members: Members) -> Iterator[bytes]:
    for part in _parts(items):
        yield b"".join(encode(pick(item, members)) + b"\n" for item in part)


def _csv_lines(
    items: Sequence[Mapping[str, Any]], line: Callable[[Mapping[str, Any]], Mapping[str, Any]], columns: Sequence[str]
) -> Iterator[bytes]:
    yield lines.written(columns, ()).encode()
    head = len(lines.written(columns, ()))
    for part in _parts(items):
        yield lines.written(columns, map(line, part))[head:].encode()


def _parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    given = iter(items)
    while part := list(islice(given, _PIECE)):
        yield part

"""/v1/backups and /v1/restore: the service's part in ``posgraph backup`` and ``posgraph restore``.

Folders are never named by a path: the service makes a copy under a name of its own beside the store, and takes over none but a
folder that the command has put there.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from posgraph.errors import DataError, Fault, StoreError
from posgraph.keeping import backup, replace_content
from posgraph.recording import Author, Change
from posgraph.recording.change import written
from posgraph.store import DiskStore
from posgraph.store.interrupted import safety, staged
from posgraph_api.about.openapi import documented
from posgraph_api.access.caller import caller_of
from posgraph_api.http.media import JSON
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.querying.copies import is_folder
from posgraph_api.querying.sparql import read_body
from posgraph_api.service import Service, encode
from posgraph_api.serving.space import of_full_disk
from posgraph_api.shapes.backups import Copied, Restored

_OLD = 86_400  # seconds after which a copy that nobody fetched is removed
_MOMENT = re.compile(r"\d{8}T\d{12}")
_BODY = {
    "required": True,
    "content": {JSON: {"schema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}},
}


def routes(service: Service) -> APIRouter:
    """The routes of backup and restore."""
    router = APIRouter(tags=["Service"])
    about_copy = documented("backup", "Copy the store", model=Copied, errors=(401, 403, 409, 503, 507))
    about_restore = documented(
        "restore",
        "Put a backup in the place of everything",
        model=Restored,
        body=_BODY,
        errors=(400, 401, 403, 409, 413, 503, 507),
    )

    @router.post("/v1/backups", **about_copy)
    async def copy(_request: Request) -> Response:
        """Makes a consistent copy in a hidden folder beside the store, and answers with its name: the first half of
        `posgraph backup`, which moves the copy to its place and checks it. A copy that nobody fetches is removed after a day.
        """
        return Response(encode(await run_in_threadpool(_copy, service)), media_type=JSON)

    @router.post("/v1/restore", **about_restore)
    async def restore(request: Request) -> Response:
        """Puts what a folder beside the store holds in the place of everything, in one step: the second half of
        `posgraph restore`, which checks the backup and puts it there. What the store held is kept in a folder beside it.
        """
        name = _name(await read_body(request, service.settings.request_bytes))
        author = service.writer.author(caller_of(request))
        return Response(encode(await run_in_threadpool(_restore, service, name, author)), media_type=JSON)

    return router


def _folder(service: Service) -> tuple[DiskStore, Path]:
    """The store folder by its real name. Raises Problem where the store is none."""
    store = service.graph.store
    if not is_folder(store):
        fault = Fault("store", store.kind, "a store folder", "GET /store has the whole content as N-Quads")
        raise Problem(409, "no-folder", "This service has no store folder that could be copied or replaced", [fault])
    return store, Path(store.place).resolve()


def _copy(service: Service) -> dict[str, Any]:
    store, place = _folder(service)
    prefix = f".{place.name}-backup-"
    for stale in place.parent.glob(f"{escape(prefix)}*"):
        if time.time() - stale.stat().st_mtime > _OLD:
            shutil.rmtree(stale, ignore_errors=True)
    folder = place.parent / f"{prefix}{uuid4().hex[:12]}"
    with service.writer.lock:
        _checkpoint(store, folder)
        changes = service.writer.recorder.last()
    return {"name": folder.name, "changes": changes}


def _checkpoint(store: DiskStore, folder: Path) -> None:
    try:
        store.backup(str(folder))
    except StoreError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise of_full_disk(error) or error from error


def _name(body: bytes) -> str:
    with suppress(ValueError, AttributeError, RecursionError):
        found = json.loads(body).get("name")
        if isinstance(found, str):
            return found
    raise unusable([Fault("body", "", '{"name": "…"}, the name of a folder beside the store')])


def _restore(service: Service, name: str, author: Author) -> dict[str, Any]:
    store, place = _folder(service)
    prefix = staged(place, "").name
    folder = place.parent / name
    if not (name.startswith(prefix) and _MOMENT.fullmatch(name.removeprefix(prefix)) and folder.is_dir()):
        raise unusable([Fault("name", name, "the name of a folder that posgraph restore put beside the store")])
    kept = safety(place, folder)
    with service.writer.writing():
        change = _replaced(store, place, folder, kept, author)
        service.writer.done()
    version = service.version()
    return {"number": change.number, "at": written(change.at), "before": kept.name, "version": version}


def _replaced(store: DiskStore, place: Path, folder: Path, kept: Path, author: Author) -> Change:
    """Keep a checked copy of what is there, then replace it."""
    copy = place.parent / f".{place.name}-backup-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    try:
        _checkpoint(store, copy)
        backup(copy, kept, place)
        return replace_content(store, folder, author)
    except DataError as error:
        raise Problem(409, "bad-data", f"What should be restored cannot be read: {error.head}", error.faults) from None
    finally:
        shutil.rmtree(copy, ignore_errors=True)

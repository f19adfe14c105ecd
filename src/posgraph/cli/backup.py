"""``posgraph backup``: a checked copy of a store, also while it is being served."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from posgraph.cli import keeping, options, streams
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting


@click.command(
    cls=Command,
    short_help="Copy a store, also while it is served; check the copy.",
    examples=("posgraph backup talks-monday --data talks.store", "posgraph backup talks-monday --data talks.store --format json"),
)
@click.argument("dest", metavar="DEST")
@keeping.store
@options.format("table", "json", "csv", help="How to say what was written.")
def backup(dest: str, data: str | None, format: str) -> None:
    """Copy the store into the new folder DEST, and compare the copy with it before DEST gets its name.

    The copy holds every graph and the log of changes, but no tokens. Every command can read it (--data DEST); keep it on
    another disk. A service that has the store open goes on meanwhile, reading and writing.
    """
    from posgraph.keeping import Manifest
    from posgraph.keeping import backup as copy
    from posgraph.keeping.asking import ask, service
    from posgraph.keeping.backup import free
    from posgraph.store.lock import InUse

    place, target = keeping.folder(data, "backup"), Path(dest)

    def made() -> Manifest:
        try:
            return copy(place, target)
        except InUse as error:
            presence = service(place, error)
        free(target, place)
        name = str(ask(presence, "/v1/backups")["name"])
        source = place.parent / Path(name).name
        try:
            return copy(source, target, place)
        finally:
            shutil.rmtree(source, ignore_errors=True)

    with waiting(f"Backing up {place}"):
        manifest = made()
    written = {
        "path": dest,
        "made": manifest.made.isoformat(),
        "graphs": len(manifest.graphs),
        "quads": manifest.quads,
        "changes": manifest.changes,
    }
    said = f"Backed up {manifest.quads:,} statements, up to change {manifest.changes:,}, to {dest}; the copy was checked."
    streams.write_summary(written, format, said)

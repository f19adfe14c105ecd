"""``posgraph restore``: a backup takes the place of a store, also while it is being served."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from posgraph.cli import keeping, options, streams
from posgraph.cli.command import Command
from posgraph.cli.progress import waiting


@click.command(
    cls=Command,
    short_help="Put a backup in the place of a store, served or not.",
    examples=("posgraph restore talks-monday --data talks.store",),
)
@click.argument("backup", metavar="BACKUP")
@keeping.store
@options.format("table", "json", "csv", help="How to say what was done.")
def restore(backup: str, data: str | None, format: str) -> None:
    """Check BACKUP, then put what it holds in the place of the store, its log of changes included.

    What the store held is kept beside it, as STORE.before-restore-TIME. The restore is the next change in the log, under a
    number that no change had before. Tokens stay as they are. A service that has the store open goes on, and answers from the
    backup's data from then on.
    """
    from posgraph.keeping import checked, stage, swap
    from posgraph.keeping.asking import ask, service
    from posgraph.recording import Author
    from posgraph.store.lock import InUse

    place, source = keeping.folder(data, "restore"), Path(backup)
    with waiting(f"Checking {backup}"):
        manifest = checked(source)
    with waiting(f"Restoring {place}"):
        folder = stage(source, place)
        try:
            change, old = swap(folder, place, Author("local"))
            number, kept = change.number, old.name if old else None
        except InUse as error:
            found = ask(service(place, error), "/v1/restore", {"name": folder.name})
            number, kept = int(found["number"]), str(found["before"])
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if kept:
        named = Path(data or "")
        kept = str((place if named.is_symlink() else named).with_name(kept))
    written = {"store": data, "backup": backup, "quads": manifest.quads, "change": number, "before": kept}
    said = f"Restored {manifest.quads:,} statements to {data} as change {number:,}."
    streams.write_summary(written, format, said + (f" What it held before is in {kept}." if kept else ""))

"""Keeping: backups of a store, their check, and restoring from them."""

from __future__ import annotations

from posgraph.keeping.backup import backup
from posgraph.keeping.manifest import Manifest
from posgraph.keeping.restore import checked, replace_content, stage, swap

__all__ = ["Manifest", "backup", "checked", "replace_content", "stage", "swap"]

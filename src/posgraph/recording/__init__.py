"""Recording: every write of a store is one step that holds the data and its entry in the log of who wrote what, when and why."""

from __future__ import annotations

from posgraph.recording.change import Author, Change, Key, RowChange
from posgraph.recording.editing import Step, edited
from posgraph.recording.effect import Effect
from posgraph.recording.journal import Journal
from posgraph.recording.past import past
from posgraph.recording.recorder import Recorder

__all__ = ["Author", "Change", "Effect", "Journal", "Key", "Recorder", "RowChange", "Step", "edited", "past"]

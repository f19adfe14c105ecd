"""Archives: datasets whose positions are too many for objects, and lie in a file of columns."""

from posgraph.archive.archive import Archive
from posgraph.archive.place import POSITIONS, is_archive
from posgraph.archive.reading import read_archive
from posgraph.archive.writing import write_archive

__all__ = ["POSITIONS", "Archive", "is_archive", "read_archive", "write_archive"]

"""Datasets from bytes that somebody sent: a zip of a dataset folder, a spreadsheet, or RDF. Nothing is written to disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from types import MappingProxyType

from posgraph.errors import DataError, Fault, UsageError
from posgraph.importers.archive import Contents, contents
from posgraph.importers.folder import TABLE_FILES, read_files
from posgraph.importers.header import HEADER, VIEW, entries
from posgraph.importers.rdf import FORMATS, parse_rdf
from posgraph.importers.registry import Loaded, Written, check_quads
from posgraph.importers.spreadsheet import read_workbook
from posgraph.reading import Book, assemble

MEDIA = MappingProxyType(
    {
        "application/zip": ".zip",
        "application/x-zip-compressed": ".zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
        "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
        "text/turtle": ".ttl",
        "application/trig": ".trig",
        "application/n-triples": ".nt",
        "application/n-quads": ".nq",
        "application/ld+json": ".jsonld",
        "application/rdf+xml": ".rdf",
    }
)
"""The end of a file's name by the media type in which it is sent."""

SUFFIXES = (".zip", ".xlsx", ".xlsm", *FORMATS)

_PACKED = (".zip", ".xlsx", ".xlsm", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz")
_BESIDE = ("__MACOSX",)
_NAMED = "an id in the dataset's header, or a name beside the data"


def read_upload(content: bytes, suffix: str, name: str = "", *, most: int) -> list[Loaded]:
    """The datasets in the bytes of a file that ends in ``suffix``; ``name`` is what a dataset is called that has no id.

    Raises DataError with every fault of them, and where an archive would unpack to more than ``most`` bytes; UsageError for a
    suffix that is not in SUFFIXES.

    >>> read_upload(b"<http://e/a> a <http://e/b>", ".ttl", "toy", most=100)
    Traceback (most recent call last):
    posgraph.errors.DataError: 1 fault; nothing was loaded
    toy.ttl line 1 column 28: '<http://e/a> a <http://e/b>'; expected valid Turtle (Unexpected end)
    """
    suffix = suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError("format", suffix, f"one of: {', '.join(SUFFIXES)}")
    place = f"{name or 'data'}{suffix}"
    if suffix in FORMATS:
        return check_quads(parse_rdf(content, FORMATS[suffix], place), place)
    read: Callable[[Contents, bytes, str, str], Book] = _folder if suffix == ".zip" else _workbook
    dataset = assemble(read(contents(content, place, most), content, place, name))
    return [Loaded(dataset.id, Written(dataset), dataset)]


def _folder(packed: Contents, _content: bytes, place: str, name: str) -> Book:
    """The cells of a zipped dataset folder, with the folder itself around its files or without."""
    files = {PurePosixPath(file): read for file, read in packed.items() if not _is_beside(PurePosixPath(file))}
    inner = [str(file) for file in files if file.suffix.lower() in _PACKED]
    faults = [Fault(place, file, "a file of text; an archive inside an archive is not unpacked") for file in inner]
    wanted = [file for file in files if file.name == HEADER or file.suffix.lower() in TABLE_FILES]
    folders = sorted({str(file.parent) for file in wanted})
    if len(folders) > 1:
        faults.append(Fault(place, ", ".join(folders)[:200], f"one folder with {HEADER} and the tables"))
    elif not folders:
        shown = ", ".join(sorted(map(str, files)))[:200]
        faults.append(Fault(place, shown, f"{HEADER} and the tables as .csv files, or one folder with them"))
    if faults:
        raise DataError(faults)
    found = {file.name: files[file] for file in wanted}
    header = (entries(found[HEADER](), []) if HEADER in found else None) or {}
    if VIEW in header:
        what = "a dataset with rows of its own; a view takes them from another dataset, and cannot be sent"
        raise DataError([Fault(f"{HEADER} {VIEW}", "[view]", what)])
    called = name or folders[0].removeprefix(".")
    if not called and not header.get("id"):
        raise DataError([Fault(place, "", _NAMED)])
    return read_files(called or "data", found)


def _is_beside(file: PurePosixPath) -> bool:
    """Whether a program that packs has put a file beside those that were packed."""
    return file.parts[0] in _BESIDE or file.name.startswith((".", "~"))


def _workbook(packed: Contents, content: bytes, place: str, name: str) -> Book:
    """The cells of a spreadsheet, whose parts declare no entities: these can blow up a few bytes to a gigabyte."""
    for part, read in packed.items():  # whatever its name: another part says which are read
        if b"<!doctype" in read().replace(b"\0", b"").lower():  # without NUL, UTF-16 reads as ASCII
            raise DataError([Fault(f"{place} {part}", "<!DOCTYPE", "a part without a DOCTYPE")])
    book = read_workbook(content, place, name)
    if not name and "id" not in book.header:
        raise DataError([Fault(place, "", _NAMED)])
    return book

"""Datasets from bytes that somebody sent: read as files are, and refused where they would do harm."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook

from posgraph import importers, resources, writing
from posgraph.errors import DataError, UsageError
from posgraph.exporters import EXPORTERS, render
from posgraph.exporters.archive import archive
from posgraph.exporters.folder import folder
from posgraph.importers.upload import MEDIA, SUFFIXES, read_upload

MOST = 50_000_000
COMPLETE = Path(__file__).parent / "complete"
READABLE = ["csv", "xlsx", "ttl", "trig", "nt", "nq", "jsonld"]
SMALL = sorted({*resources.bundled()} - {"commons-2019"})  # that one is 4,154 rows of one kind
TABLES = {
    "actors.csv": b"id,label,kind\na,A,state\n",
    "demands.csv": b"id,issue,label\nd,i,D\n",
    "positions.csv": b"id,actor,demand,stance\np,a,d,accepts\n",
}


def packed(files: Mapping[str, bytes]) -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


def refusal(content: bytes, suffix: str = ".zip", name: str = "toy", most: int = MOST) -> str:
    with pytest.raises(DataError) as caught:
        read_upload(content, suffix, name, most=most)
    return str(caught.value)


@pytest.mark.parametrize("kind", READABLE)
@pytest.mark.parametrize("path", [COMPLETE, *(resources.data() / name for name in SMALL)], ids=lambda p: p.name)
def test_what_is_exported_can_be_sent_back(kind: str, path: Path) -> None:
    dataset = importers.read(path)
    exporter = EXPORTERS[kind]
    made = exporter.make(dataset, writing.quads(dataset))
    content = made if isinstance(made, bytes) else archive(made, dataset.id)
    [loaded] = read_upload(content, exporter.suffix or ".zip", most=MOST)
    assert loaded.dataset == dataset
    assert set(loaded.quads) == set(writing.quads(dataset))


def test_every_media_type_names_a_file_that_is_read() -> None:
    assert set(MEDIA.values()) <= set(SUFFIXES)


@pytest.mark.parametrize("around", ["", "talks/"])
def test_a_zip_holds_the_folder_or_its_files(around: str) -> None:
    files = {around + name: content for name, content in TABLES.items()}
    extra = {
        f"{around}README.md": b"#",
        f"{around}notes/minutes.txt": b"",
        "__MACOSX/._actors.csv": b"",
        f"{around}.hidden.csv": b"",
    }
    [loaded] = read_upload(packed(files | extra), ".zip", "toy", most=MOST)
    assert (loaded.id, len(loaded.dataset.positions)) == ("toy", 1)


def test_a_dataset_without_an_id_is_called_by_its_folder_or_by_the_name_that_is_given() -> None:
    inside = packed({f"talks/{name}": content for name, content in TABLES.items()})
    assert read_upload(inside, ".zip", most=MOST)[0].id == "talks"
    assert read_upload(inside, ".zip", "other", most=MOST)[0].id == "other"
    assert "an id in the dataset's header" in refusal(packed(TABLES), name="")
    book = Workbook()
    book.active.title = "actors"
    raw = BytesIO()
    book.save(raw)
    assert "an id in the dataset's header" in refusal(raw.getvalue(), ".xlsx", name="")


def test_every_fault_is_told_at_once() -> None:
    files = TABLES | {"positions.csv": b"id,actor,demand,stance\np,b,d,acepts\nq,a,e,accepts\n", "actor.csv": b""}
    said = refusal(packed(files))
    for part in ("actor.csv", "row 2 (p) column actor", "row 2 (p) column stance", "row 3 (q) column demand"):
        assert part in said
    assert "4 faults" in said


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"../actors.csv": b""}, "'../actors.csv'; expected the name of a file inside the archive"),
        ({"/etc/actors.csv": b""}, "'/etc/actors.csv'; expected the name of a file inside"),
        ({"a\\..\\actors.csv": b""}, "expected the name of a file inside"),
        ({"C:actors.csv": b""}, "expected the name of a file inside"),
        ({"a/actors.csv": b"", "b/demands.csv": b""}, "'a, b'; expected one folder"),
        ({"actors.csv": b"", "inner.zip": b"PK"}, "an archive inside an archive is not unpacked"),
        ({"README.md": b""}, "expected dataset.toml and the tables"),
        ({}, "expected dataset.toml and the tables"),
        ({"dataset.toml": b'id = "v"\n[view]\nof = "/etc"'}, "cannot be sent"),
        ({"actors.csv": b"0" * 3_000_000}, "at most 200 times its packed size"),
        ({f"{n}.csv": b"" for n in range(1001)}, "an archive of at most 1000 files"),
        ({f"{n}.csv": b"" for n in range(2500)}, "an archive of at most 1000 files"),
    ],
)
def test_an_archive_that_is_no_folder_or_would_do_harm_is_refused(files: dict[str, bytes], told: str) -> None:
    assert told in refusal(packed(files))


def test_an_archive_may_not_unpack_to_more_than_the_limit() -> None:
    assert "unpacks to 1200 bytes'; expected an archive that unpacks to at most 1000" in refusal(
        packed({"a.csv": b"1" * 600, "b.csv": b"1" * 600}), most=1000
    )


def twice() -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w") as archive:
        archive.writestr("actors.csv", b"id")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("actors.csv", b"id,label")
    return raw.getvalue()


def linked() -> bytes:
    raw, entry = BytesIO(), ZipInfo("actors.csv")
    entry.external_attr = 0o120777 << 16
    with ZipFile(raw, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return raw.getvalue()


def patched(at: int, value: bytes) -> bytes:
    """An archive of which the list of files says something else."""
    raw = bytearray(packed({"actors.csv": b"0" * 100_000}))
    start = raw.find(b"PK\x01\x02") + at
    raw[start : start + len(value)] = value
    return bytes(raw)


def squeezed() -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_BZIP2) as archive:
        archive.writestr("actors.csv", b"id")
    return raw.getvalue()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (twice, "expected each file once"),
        (linked, "not a link"),
        (lambda: patched(8, b"\x01"), "not encrypted"),
        (squeezed, "stored or deflated"),
        (lambda: patched(24, struct.pack("<I", 10)), "not damaged"),
        (lambda: b"PK\x03\x04 and no more", "not damaged"),
        (lambda: b"", "not damaged"),
    ],
    ids=["twice", "link", "encrypted", "bzip2", "lying size", "torn", "empty"],
)
def test_an_odd_archive_is_refused(make: Callable[[], bytes], told: str) -> None:
    assert told in refusal(make())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_spreadsheet_whose_parts_declare_entities_is_refused(encoding: str) -> None:
    good = ZipFile(BytesIO(render(importers.read(COMPLETE), "xlsx")))
    parts = {name: good.read(name) for name in good.namelist()}
    body = parts["xl/workbook.xml"].decode().split("?>")[-1]
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY a "b">]>{body}'
    said = refusal(packed(parts | {"xl/workbook.xml": bomb.encode(encoding)}), ".xlsx")
    assert "xl/workbook.xml: '<!DOCTYPE'; expected a part without a DOCTYPE" in said


def test_a_cell_at_the_end_of_a_sheet_costs_no_more_than_any_other() -> None:
    book = Workbook()
    book.active.title = "actors"
    book.active["A1"] = "id"
    book.active.cell(1048576, 16384, "x")
    raw = BytesIO()
    book.save(raw)
    assert "row 1048576" in refusal(raw.getvalue(), ".xlsx")


def test_rdf_is_refused_that_names_what_would_have_to_be_fetched() -> None:
    assert "a document without a DOCTYPE" in refusal(b'<!DOCTYPE a [<!ENTITY a "b">]><a/>', ".rdf")
    assert "a context in the document itself" in refusal(b'{"@context": "https://example.org/c"}', ".jsonld")


def test_the_same_files_are_the_same_archive() -> None:
    dataset = importers.read(COMPLETE)
    assert archive(folder(dataset), "a") == archive(folder(dataset), "a")


def test_another_kind_of_file_is_named_with_those_that_are_read() -> None:
    with pytest.raises(UsageError, match="expected one of: "):
        read_upload(b"", ".exe", most=1)

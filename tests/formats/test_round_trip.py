"""Every format gives back the dataset that was written, and the same bytes each time."""

import subprocess
import sys
from pathlib import Path

import pytest

from posgraph import exporters, importers, reading, resources, writing
from posgraph.exporters import EXPORTERS
from posgraph.model import Dataset
from posgraph.model.schema import TABLES

COMPLETE = Path(__file__).parent / "complete"
READABLE = ["csv", "xlsx", "ttl", "trig", "nt", "nq", "jsonld"]


def path_for(kind: str, folder: Path) -> Path:
    return folder / f"data{EXPORTERS[kind].suffix}"


def test_the_complete_dataset_uses_every_column() -> None:
    dataset = importers.read(COMPLETE)
    for table in TABLES:
        for column in table.columns:
            values = [getattr(row, column.name) for row in dataset.rows(table.name)]
            assert any(value not in (None, ()) for value in values), f"{table.name}.{column.name}"


@pytest.mark.parametrize("kind", READABLE)
def test_a_dataset_comes_back_from_every_format(kind: str, tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    path = exporters.export(dataset, path_for(kind, tmp_path), kind)
    assert importers.read(path) == dataset


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ttl"])
def test_the_bundled_dataset_comes_back(kind: str, tmp_path: Path) -> None:
    dataset = importers.read(resources.data() / resources.BUNDLED)
    path = exporters.export(dataset, path_for(kind, tmp_path), kind)
    assert importers.read(path) == dataset


def test_a_dataset_comes_back_from_its_quads() -> None:
    for path in (COMPLETE, resources.data() / resources.BUNDLED):
        dataset = importers.read(path)
        assert reading.dataset(writing.quads(dataset)) == dataset


def test_the_same_dataset_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = (
        "import sys; from posgraph import exporters, importers; dataset = importers.read(sys.argv[1])\n"
        "for at in range(2, len(sys.argv), 2): exporters.export(dataset, *sys.argv[at:at + 2])"
    )
    outputs = []
    for seed in ("1", "2"):
        paths = {kind: tmp_path / seed / kind / f"data{exporter.suffix}" for kind, exporter in EXPORTERS.items()}
        command = [
            sys.executable,
            "-c",
            code,
            str(COMPLETE),
            *(str(each) for kind, path in paths.items() for each in (path, kind)),
        ]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed, "PATH": ""})
        written = (file for path in paths.values() for file in (sorted(path.iterdir()) if path.is_dir() else [path]))
        outputs.append({str(file.relative_to(tmp_path / seed)): file.read_bytes() for file in written})
    assert {Path(name).parts[0] for name in outputs[0]} == set(EXPORTERS)
    assert [name for name in outputs[0] if outputs[0][name] != outputs[1].get(name)] == []
    assert len(outputs[0]) == len(outputs[1])


def test_two_doors_give_one_dataset(tmp_path: Path) -> None:
    dataset = importers.read(COMPLETE)
    read = [importers.read(exporters.export(dataset, path_for(kind, tmp_path), kind)) for kind in READABLE]
    assert all(other == dataset for other in read)
    assert len({hash_of(other) for other in read}) == 1


def hash_of(dataset: Dataset) -> bytes:
    return exporters.render(dataset, "nq")

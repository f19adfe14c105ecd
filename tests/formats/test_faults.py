"""Each folder in cases/ lies over base/ and has faults; expected.txt holds every one of them, in order."""

import shutil
from pathlib import Path

import pytest

from posgraph import importers
from posgraph.errors import DataError

HERE = Path(__file__).parent
CASES = sorted(path.name for path in (HERE / "cases").iterdir())


def lay(case: str, folder: Path) -> Path:
    """The case over the base; without.txt names the files of the base that are left out."""
    shutil.copytree(HERE / "base", folder)
    shutil.copytree(HERE / "cases" / case, folder, dirs_exist_ok=True)
    (folder / "expected.txt").unlink(missing_ok=True)
    if (without := folder / "without.txt").is_file():
        for name in without.read_text().split():
            (folder / name).unlink()
        without.unlink()
    return folder


@pytest.mark.parametrize("case", CASES)
def test_every_fault_is_told_at_once(case: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        importers.read(lay(case, tmp_path / "well"))
    told = "".join(f"{fault}\n" for fault in error.value.faults)
    assert told == (HERE / "cases" / case / "expected.txt").read_text(encoding="utf-8")


def test_the_base_of_the_cases_has_no_faults() -> None:
    assert len(importers.read(HERE / "base").positions) == 2

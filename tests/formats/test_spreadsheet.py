"""The spreadsheet door: cells are read as the person who fills them in sees them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from posgraph import exporters, importers
from posgraph.errors import DataError, UsageError
from posgraph.model import Actor, Dataset, Demand, Issue, Position
from posgraph.stance import Stance

ACTORS = [["id", "label", "kind"], ["hill", "Hill", "organization"]]
DEMANDS = [["id", "issue", "label", "min"], ["deep", "depth", "Deep", 20.0]]
POSITIONS = [["id", "actor", "demand", "stance", "salience", "valid_from"], [1, "hill", "deep", "demands", 0.5, "2024"]]


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in {"actors": ACTORS, "demands": DEMANDS, "positions": POSITIONS, **sheets}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def told(path: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        importers.read(path)
    return [str(fault) for fault in error.value.faults]


def test_numbers_dates_and_truth_values_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = book(
        tmp_path / "well.xlsx",
        issues=[["id", "label", "exclusive"], ["depth", "Depth", True]],
        positions=[
            POSITIONS[0],
            [7, "hill", "deep", "demands", 1, date(2025, 12, 29)],
            [8.0, "hill", "deep", "accepts", 0.25, 2025],
        ],
    )
    dataset = importers.read(path)
    assert dataset.issues[0].exclusive is True
    assert [(p.id, p.salience, str(p.valid_from)) for p in dataset.positions] == [("7", 1.0, "2025-12-29"), ("8", 0.25, "2025")]
    assert dataset.demands[0].min == 20


@pytest.mark.parametrize(
    ("number_format", "read"),
    [
        ("yyyy-mm-dd", "2025-12-01"),
        ("mmm-yy", "2025-12"),
        ('mmmm" dated "yyyy', "2025-12"),
        ("yyyy", "2025"),
        ("[$-407]mmm yy", "2025-12"),
    ],
)
def test_a_date_is_as_exact_as_its_cell_shows(number_format: str, read: str, tmp_path: Path) -> None:
    path = book(tmp_path / "well.xlsx", positions=[POSITIONS[0], ["P", "hill", "deep", "demands", 1, datetime(2025, 12, 1)]])
    workbook = load_workbook(path)
    workbook["positions"]["F2"].number_format = number_format
    workbook.save(path)
    assert str(importers.read(path).positions[0].valid_from) == read


def test_without_a_header_the_file_name_is_id_and_title(tmp_path: Path) -> None:
    dataset = importers.read(book(tmp_path / "The well.xlsx"))
    assert (dataset.id, dataset.title) == ("The-well", "The well")
    assert [(issue.id, issue.label) for issue in dataset.issues] == [("depth", "depth")]


def test_the_header_stands_in_its_own_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", dataset=[["key", "value"], ["id", "well"], ["title", "A well"], ["process", "talks"]])
    dataset = importers.read(path)
    assert (dataset.id, dataset.title, dataset.process) == ("well", "A well", "talks")
    assert [process.id for process in dataset.processes] == ["talks"]


def test_every_fault_of_a_spreadsheet_names_sheet_and_row(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx",
        position=[["id"]],
        notes=[["anything"]],
        empty=[],
        dataset=[["key", "worth"], ["id", "a b"], ["tilte", "A"]],
        positions=[
            ["id", "actor", "demand", "stance", "saliense"],
            ["P", "hill", "deep", "demnds", 2, "too far"],
            [],
            ["Q", "hil", "deep"],
        ],
    )
    said = told(path)
    assert [fault.partition("; expected")[0].partition(". A")[0] for fault in said] == [
        "x.xlsx sheet positions row 1 column saliense: 'saliense'",
        "x.xlsx sheet positions row 2: 'P, hill, deep, demnds, 2, too far'",
        "x.xlsx sheet position: 'position'",
        "x.xlsx sheet notes: 'notes'",
        "x.xlsx sheet dataset row 1: 'key, worth'",
        "x.xlsx sheet dataset column id: 'a b'",
        "x.xlsx sheet dataset: 'tilte'",
        "x.xlsx sheet positions row 2 (P) column stance: 'demnds'",
        "x.xlsx sheet positions row 4 (Q) column actor: 'hil'",
        "x.xlsx sheet positions row 4 (Q) column stance: A position takes one stance: demands, supports, accepts, conditional, "
        "neutral, opposes, rejects, ambiguous or undefined",
    ]
    hints = [fault.partition("did you mean ")[2] for fault in said]
    assert hints == ["'salience'?", "", "'positions'?", "", "", "'a-b'?", "'title'?", "'demands'?", "'hill'?", ""]


def test_a_formula_without_a_stored_value_and_an_error_are_faults(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx", actors=[["id", "label", "kind"], ["hill", "=A2", "organization"], ["dale", "#N/A", "organization"]]
    )
    faults = told(path)
    assert faults == [
        "x.xlsx sheet actors row 2 (hill) column label: '=A2'; expected a formula whose value is stored "
        "(open and save the file in a spreadsheet program)",
        "x.xlsx sheet actors row 3 (dale) column label: '#N/A'; expected a value, not an error of a formula",
    ]


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", positions=[POSITIONS[0], ["P", "hill", "deep", "demands", 1, datetime(2025, 12, 1, 9, 30)]])
    assert told(path)[0].startswith("x.xlsx sheet positions row 2 (P) column valid_from: '2025-12-01 09:30:00'.")


def test_a_file_that_is_no_spreadsheet_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("id,label\n")
    assert told(tmp_path / "x.xlsx") == [
        "x.xlsx: 'File is not a zip file'; expected a spreadsheet file (.xlsx) that is not damaged"
    ]


def test_a_damaged_spreadsheet_is_a_fault(tmp_path: Path) -> None:
    from zipfile import ZipFile

    book(tmp_path / "x.xlsx")
    with ZipFile(tmp_path / "x.xlsx") as whole, ZipFile(tmp_path / "y.xlsx", "w") as damaged:
        for name in whole.namelist():
            damaged.writestr(name, whole.read(name)[:-20] if name == "xl/worksheets/sheet1.xml" else whole.read(name))
    assert told(tmp_path / "y.xlsx")[0].endswith("expected a spreadsheet file (.xlsx) that is not damaged")


def small(label: str, **more: Any) -> Dataset:
    return Dataset(
        id="well",
        actors=(Actor(id="hill", label=label, kind="organization"),),
        issues=(Issue(id="depth", label="Depth"),),
        demands=(Demand(id="deep", issue="depth", label="Deep", **more),),
        positions=(Position(id="P", actor="hill", demand="deep", stance=Stance.accepts),),
    )


@pytest.mark.parametrize(
    "label", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://e","x")', "'x", "#REF!", "TRUE", "1.0", "_x0041_"]
)
def test_a_text_is_never_written_as_a_formula_or_a_number(label: str, tmp_path: Path) -> None:
    path = exporters.export(small(label), tmp_path / "x.xlsx")
    cell = load_workbook(path)["actors"]["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix == (label[0] in "=+-@")
    assert importers.read(path).actors[0].label == label


def test_numbers_are_written_as_numbers_unless_a_cell_would_round_them(tmp_path: Path) -> None:
    path = exporters.export(small("Hill", min=0.5, max=2.3079921547186867e-256 + 1e300), tmp_path / "x.xlsx")
    sheet = load_workbook(path)["demands"]
    assert sheet["E2"].value == 0.5
    third = exporters.export(small("Hill", min=1 / 3), tmp_path / "y.xlsx")
    assert load_workbook(third)["demands"]["E2"].value == "0.3333333333333333"
    assert importers.read(third).demands[0].min == 1 / 3


def test_a_text_longer_than_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at most 32767 characters"):
        exporters.export(small("x" * 32768), tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []

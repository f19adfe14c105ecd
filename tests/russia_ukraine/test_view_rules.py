"""What a view takes of a dataset, and the faults of views, on small datasets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from posgraph.analysis.force import in_force
from posgraph.errors import DataError
from posgraph.importers import read
from posgraph.validation import check

TABLES = {
    "actors.csv": "id,label,kind\nnorth,North,state\nsouth,South,state\nidle,Idle,state\n",
    "processes.csv": "id,label,kind,part_of\ntalks,Talks,process,\nspring,Spring,round,talks\nother,Other,process,\n",
    "issues.csv": "id,label,exclusive,exhaustive\nbridge,Bridge,,\ntoll,Toll,true,\n",
    "demands.csv": (
        "id,issue,label,rank\nlong,bridge,Long bridge,\nwide,bridge,Wide bridge,\nany,bridge,Any bridge,\n"
        "none,bridge,No bridge,\nfree,toll,No toll,\npaid,toll,A toll,\nunheard,bridge,Unheard of,\n"
    ),
    "relations.csv": "id,demand_a,relation,demand_b,by\nR1,long,entails,any,coder\nR2,any,incompatible,none,coder\n",
    "positions.csv": "id,actor,demand,stance,valid_from,valid_to,revises,revision_reason,process\n",
}


def whole(folder: Path, positions: str, **more: str) -> Path:
    """A dataset of these positions, each ``id actor demand stance from to revises reason process`` with ``-`` for nothing."""
    folder.mkdir(parents=True)
    lines = [
        ",".join(cell.replace("-", "", 1) if cell == "-" else cell for cell in line.split()) for line in positions.splitlines()
    ]
    tables = {**TABLES, "positions.csv": TABLES["positions.csv"] + "\n".join(lines) + "\n"}
    tables["dataset.toml"] = 'id = "whole"\ntitle = "Whole"\nprocess = "talks"\n'
    for name, text in {**tables, **{f"{name}.csv": text for name, text in more.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def view(folder: Path, table: str, header: str = 'id = "part"\n') -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(f"{header}\n[view]\n{table}\n", encoding="utf-8")
    return folder


def faults(path: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        read(path)
    assert not check(path).ok
    return [str(fault) for fault in error.value.faults]


SPRING = 'of = "../whole"\nfrom = "2025-03-01"\nuntil = "2025-05-31"'


def test_a_position_is_in_that_is_valid_on_some_day_of_the_window(tmp_path) -> None:
    whole(
        tmp_path / "whole",
        """before north long demands 2025-01 2025-02-28 - - -
ends north long demands 2025-03-01 2025-03-01 - - -
open south any rejects - - - - -
late south none demands 2025-06 - - - -""",
    )
    found = read(view(tmp_path / "part", SPRING))
    assert [p.id for p in found.positions] == ["ends", "open"]
    assert [a.id for a in found.actors] == ["north", "south"]
    assert [d.id for d in found.demands] == ["any", "long"]
    assert [r.id for r in found.relations] == ["R1"]


def test_a_process_is_taken_with_what_is_part_of_it_and_rows_without_one_are_of_the_main_process(tmp_path) -> None:
    whole(
        tmp_path / "whole",
        """main north long demands 2025 - - - -
round north wide demands 2025 - - - spring
strange north none demands 2025 - - - other""",
    )
    assert [p.id for p in read(view(tmp_path / "part", SPRING + '\nprocess = "talks"')).positions] == ["main", "round"]
    assert [p.id for p in read(view(tmp_path / "part", SPRING + '\nprocess = ["spring", "other"]')).positions] == [
        "round",
        "strange",
    ]
    assert len(read(view(tmp_path / "part", SPRING)).positions) == 3


def test_the_options_of_an_exclusive_issue_come_together(tmp_path) -> None:
    whole(tmp_path / "whole", "p north free demands 2025 - - - -")
    assert [d.id for d in read(view(tmp_path / "part", SPRING)).demands] == ["free", "paid"]


def test_a_row_that_an_ended_one_superseded_does_not_come_back(tmp_path) -> None:
    whole(
        tmp_path / "whole",
        """old north any rejects 2024 - - - -
offer north any accepts 2024-06 2024-12 - - -
past north none demands 2024 2024-12 - - -
south south none demands 2025 - - - -""",
    )
    found = read(view(tmp_path / "part", SPRING))
    assert [p.id for p in found.positions] == ["offer", "old", "south"]  # the offer says that the old row has ended
    assert [h.row.id for h in in_force(found, date(2025, 4, 1)).positions] == ["south"]


def test_what_was_corrected_is_not_in_unless_its_correction_is(tmp_path) -> None:
    whole(
        tmp_path / "whole",
        """wrong north any rejects 2025 - - - -
right north any accepts 2026 - wrong correction -
slip south any rejects 2025 - - - -
mended south none demands 2025 - slip correction -""",
    )
    assert [p.id for p in read(view(tmp_path / "part", SPRING)).positions] == ["mended", "slip"]


def test_a_row_stays_that_one_in_the_view_superseded(tmp_path) -> None:
    whole(tmp_path / "whole", "old north any rejects 2024 - - - -\nnew north any accepts 2024-06 - - - -")
    assert [p.id for p in read(view(tmp_path / "part", SPRING)).positions] == ["new", "old"]


def test_what_a_row_revises_outside_of_the_view_is_cut_off(tmp_path) -> None:
    whole(tmp_path / "whole", "old north any rejects 2024 2024-12 - - -\nnew north long accepts 2025-01 - old change -")
    (row,) = read(view(tmp_path / "part", SPRING)).positions
    assert (row.id, row.revises, row.revision_reason) == ("new", None, None)


def test_a_link_between_two_rows_of_the_view_is_in_it(tmp_path) -> None:
    path = whole(
        tmp_path / "whole",
        """first north any rejects 2024 - - - -
slip north long accepts 2024-06 2024-07 first change -
right north wide accepts 2025-04-10 - slip correction -""",
    )
    found = read(view(tmp_path / "part", SPRING))
    assert [p.id for p in found.positions] == ["first", "right", "slip"]
    for day in (date(2025, 3, 1), date(2025, 4, 9), date(2025, 4, 10), date(2025, 5, 31)):
        held = [[h.row.id for h in in_force(dataset, day).positions] for dataset in (read(path), found)]
        assert held[0] == held[1]


def test_an_order_comes_with_the_position_that_it_rests_on(tmp_path) -> None:
    whole(
        tmp_path / "whole",
        """said north any rejects 2024 2024-12 - - -
wrong north wide demands 2024 - - - -
right north wide demands 2026 - wrong retraction -
south south none demands 2025 - - - -""",
        sequencing="id,actor,first,relation,then,stance,valid_from,basis\nS1,north,long,before,paid,demands,2025,said\n"
        "S2,north,free,before,wide,demands,2025,wrong\n",
    )
    found = read(view(tmp_path / "part", SPRING))
    assert [p.id for p in found.positions] == ["right", "said", "south", "wrong"]
    assert [h.row.id for h in in_force(found, date(2025, 4, 1)).positions] == ["south"]


def test_plans_are_in_from_their_date_and_settled_ones_on_it(tmp_path) -> None:
    rows = "open,Open,tabled,2024\nlost,Lost,rejected,2024\ndone,Done,adopted,2025-04-01\nlater,Later,draft,2026\n"
    clauses = "proposal,number,demand\nopen,1,wide\nlost,1,none\n"
    whole(
        tmp_path / "whole",
        "p north long demands 2025 - - - -",
        proposals="id,label,status,date\n" + rows,
        clauses=clauses,
    )
    found = read(view(tmp_path / "part", SPRING))
    assert [p.id for p in found.proposals] == ["done", "open"]
    assert [c.proposal for c in found.clauses] == ["open"]
    assert [d.id for d in found.demands] == ["any", "long", "wide"]


def test_a_scenario_is_in_where_all_that_it_names_is(tmp_path) -> None:
    scenarios = "id,label,changes\nyes,Yes,set south:long=accepts;drop p\nno,No,drop gone\n"
    whole(
        tmp_path / "whole",
        "p north long demands 2025 - - - -\nq south any rejects 2025 - - - -\ngone south none demands 2024 2024 - - -",
        scenarios=scenarios,
    )
    assert [s.id for s in read(view(tmp_path / "part", SPRING)).scenarios] == ["yes"]


def test_a_view_of_a_view_is_one_of_the_whole(tmp_path) -> None:
    whole(tmp_path / "whole", "p north long demands 2025 2025-03 - - -\nq south any rejects 2025 - - - -")
    view(tmp_path / "part", SPRING)
    found = read(view(tmp_path / "less", 'of = "../part"\nfrom = 2025-05-01', 'id = "less"\ntitle = "Less"\nbase = "urn:less:"'))
    assert [p.id for p in found.positions] == ["q"]
    assert (found.id, found.title, found.base, found.process) == ("less", "Less", "urn:less:", "talks")


def test_what_the_header_leaves_out_is_that_of_the_whole(tmp_path) -> None:
    whole(tmp_path / "whole", "p north long demands 2025 - - - -")
    found = read(view(tmp_path / "part", SPRING, ""))
    assert (found.id, found.title, found.base) == ("part", "Whole", "https://w3id.org/posgraph/id/part/")


A_DATE = "expected a date: 2025-12-29, 2025-12, 2025, 2025-12~, 2025-12/2026-01 or 2025-12-29/.."
A_PATH = "expected the path of a dataset, from this folder on"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('of = "../hole"', f"view.of: '../hole'; {A_PATH}; nothing is there; did you mean '../whole'?"),
        ('from = "2025"', f"view.of: {A_PATH}"),
        ('of = "../whole"\nfrom = "spring"', f"view.from: 'spring'; {A_DATE}"),
        ('of = "../whole"\nuntil = 5', f"view.until: '5'; {A_DATE}"),
        (
            'of = "../whole"\nfrom = "2025-06"\nuntil = "2025-05"',
            "view.until: '2025-05'; expected a date that is not before from (2025-06)",
        ),
        (
            'of = "../whole"\nprocess = "sprng"',
            "view.process: 'sprng'; expected the id of a process of the dataset behind the view; did you mean 'spring'?",
        ),
        ('of = "../whole"\nprocess = 1', "view.process: '1'; expected the id of a process, or a list of such ids"),
        ('of = "../whole"\nsince = "2025"', "view: 'since'; expected one of: of, process, from, until"),
        (
            'of = "../whole"\nuntil = "1999"',
            "view: expected at least one position or order of these processes in this window",
        ),
        (
            'of = "../notes.txt"',
            "view.of: 'notes.txt'; expected a folder of CSV tables, an .xlsx file, or RDF: .ttl, .trig, .nt, .nq, .jsonld, .rdf",
        ),
    ],
)
def test_faults_of_a_view_are_told_as_all_faults_are(tmp_path, table, expected) -> None:
    whole(tmp_path / "whole", "p north long demands 2025 - - - -")
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert faults(view(tmp_path / "part", table)) == [f"dataset.toml {expected}"]


def test_all_faults_of_a_view_are_told_at_once(tmp_path) -> None:
    whole(tmp_path / "whole", "p north long demands 2025 - - - -")
    path = view(tmp_path / "part", 'of = "../whole"\nfrom = "x"\nprocess = "x"', 'id = "p q"\ncolour = "red"\nprocess = "y"')
    (path / "positions.csv").write_text("id\n", encoding="utf-8")
    assert [fault.partition(";")[0] for fault in faults(path)] == [
        "part/positions.csv: 'positions.csv'",
        "dataset.toml view.from: 'x'",
        "dataset.toml id: 'p q'",
        "dataset.toml: 'colour'",
        "dataset.toml view.process: 'x'",
        "dataset.toml process: 'y'",
    ]


def test_a_view_that_is_no_table_is_a_fault(tmp_path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "dataset.toml").write_text('id = "part"\nview = "../whole"\n', encoding="utf-8")
    assert faults(tmp_path / "part") == [
        "dataset.toml view: '../whole'; expected a table [view] with some of: of, process, from, until"
    ]


def test_views_in_a_circle_are_a_fault(tmp_path) -> None:
    view(tmp_path / "one", 'of = "../two"')
    view(tmp_path / "two", 'of = "../one"')
    view(tmp_path / "self", 'of = "."')
    view(tmp_path / "out", 'of = "../one"')
    what = "expected a dataset that is no view of this one"
    assert faults(tmp_path / "one") == [f"dataset.toml view.of: 'one > two > one'; {what}"]
    assert faults(tmp_path / "self") == [f"dataset.toml view.of: 'self > self'; {what}"]
    assert faults(tmp_path / "out") == [f"one: dataset.toml view.of: 'one > two > one'; {what}"]


def test_faults_of_the_dataset_behind_a_view_say_where_they_are(tmp_path) -> None:
    whole(tmp_path / "whole", "p north long demnds 2025 - - - -")
    (fault,) = faults(view(tmp_path / "part", SPRING))
    assert fault.startswith("whole: positions.csv row 2 (p) column stance: 'demnds'")

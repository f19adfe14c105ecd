"""Tables of statements in every format, and what is said of those that cannot be read."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

import posgraph
from posgraph.errors import DataError, UnknownName, UsageError
from posgraph.networks import Statements
from tests.networks.core.cases import FOLDER

NAMES = {"actor": "organization", "demand": "concept", "stance": "agreement", "date": "datetime", "document": "document_id"}
ROWS = list(csv.DictReader((FOLDER / "statements.csv").read_text(encoding="utf-8").splitlines()))
EXPECTED = posgraph.read_statements(FOLDER / "statements.csv", **NAMES).network(kind="subtract", norm="average")


def same(statements: Statements) -> None:
    found = statements.network(kind="subtract", norm="average")
    assert found.rows == EXPECTED.rows
    assert np.array_equal(found.matrix, EXPECTED.matrix)


@pytest.mark.parametrize(
    ("name", "sign", "mark"), [("a.csv", ";", ""), ("a.tsv", "\t", ""), ("a.csv", ",", "\ufeff"), ("a.txt", "\t", "\ufeff")]
)
def test_a_table_of_text_may_be_parted_by_any_sign_and_have_a_mark(tmp_path, name, sign, mark) -> None:
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        file.write(mark)
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=sign, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(ROWS)
    same(posgraph.read_statements(tmp_path / name, **NAMES))


def test_parquet_and_tables_in_memory_give_the_same(tmp_path) -> None:
    frame = pd.read_csv(FOLDER / "statements.csv", parse_dates=["datetime"])
    frame["agreement"] = frame["agreement"] == 1
    frame["organization"] = frame["organization"].astype("category")
    frame.to_parquet(tmp_path / "a.parquet")
    same(posgraph.read_statements(tmp_path / "a.parquet", **NAMES))
    same(posgraph.read_statements(frame, **NAMES))
    same(posgraph.read_statements(pa.Table.from_pandas(frame), **NAMES))
    same(posgraph.read_statements({name: [row[name] for row in ROWS] for name in ROWS[0]}, **NAMES))


def test_a_sheet_of_a_spreadsheet_gives_the_same(tmp_path) -> None:
    book = Workbook()
    book.active.title = "notes"
    book.active.append(["a note"])
    sheet = book.create_sheet("coded")
    sheet.append(list(ROWS[0]))
    for row in ROWS:
        cells = {**row, "datetime": datetime.fromisoformat(row["datetime"]), "agreement": int(row["agreement"])}
        sheet.append([cells[name] or None for name in ROWS[0]] if cells["agreement"] else list(cells.values()))
    book.save(tmp_path / "a.xlsx")
    same(posgraph.read_statements(tmp_path / "a.xlsx", sheet="coded", **NAMES))
    with pytest.raises(UsageError, match=r"one of the sheets of a\.xlsx: notes, coded"):
        posgraph.read_statements(tmp_path / "a.xlsx", **NAMES)
    with pytest.raises(UnknownName, match="did you mean 'coded'"):
        posgraph.read_statements(tmp_path / "a.xlsx", sheet="code", **NAMES)


def test_a_mapping_file_says_all_that_arguments_say(tmp_path) -> None:
    table = tmp_path / "votes.csv"
    table.write_text("state;text;vote;day\nA;r1;aye;3/4/2020\nB;r1;nay;3/4/2020\nC;r1;away;4/4/2020\n", encoding="utf-8")
    mapping = tmp_path / "votes.toml"
    mapping.write_text(
        '[columns]\nactor = "state"\ndemand = "text"\nstance = "vote"\ndate = "day"\n'
        '[stance.levels]\naye = 1\nnay = 0\naway = ""\n[date]\nformat = "%d/%m/%Y"\n',
        encoding="utf-8",
    )
    found = posgraph.read_statements(table, mapping=mapping)
    assert (found.stance.kind, found.stance.codes.tolist()) == ("boolean", [1, 0, -1])
    assert found.network(kind="conflict").matrix.tolist() == [[0, 1], [1, 0]]
    assert found.network(kind="conflict").between("A", "B")[0].date.isoformat() == "2020-04-03"
    told = posgraph.read_statements(table, mapping=mapping, levels={"aye": 2, "nay": 0, "away": 1})
    assert (told.stance.kind, told.stance.levels) == ("integer", (0, 1, 2))


def test_every_fault_of_a_mapping_file_is_told(tmp_path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nactr = "a"\ndemand = 3\n[stance]\ntype = "bool"\n[dates]\nformat = "x"\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        posgraph.read_statements({"actor": ["a"], "demand": ["b"]}, mapping=mapping)
    assert [(fault.where, fault.value, fault.hint) for fault in caught.value.faults] == [
        ("m.toml [columns]", "actr", "actor"),
        ("m.toml [columns] demand", "3", ""),
        ("m.toml", "dates", "date"),
        ("m.toml [stance] type", "bool", "boolean"),
    ]


def test_a_column_that_is_not_there_is_named_with_a_near_one_and_all_others() -> None:
    with pytest.raises(UnknownName, match=r"'organisation'.*statement_id, document_id.*did you mean 'organization'"):
        posgraph.read_statements(FOLDER / "statements.csv", **NAMES | {"actor": "organisation"})
    with pytest.raises(UsageError, match=r"a column for actor .* and demand"):
        posgraph.read_statements(FOLDER / "statements.csv")


def test_every_cell_that_cannot_be_read_is_told_once_a_value(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "actor,demand,stance,date\na,x,1,2020-01-01\nb,x,2,2020-13-01\nc,x,maybe,03/04/2020\nd,y,maybe,\n", encoding="utf-8"
    )
    with pytest.raises(DataError) as caught:
        posgraph.read_statements(path, stance_type="integer")
    assert [(fault.where, fault.value) for fault in caught.value.faults] == [
        ("a.csv row 3 column date", "2020-13-01"),
        ("a.csv row 4 column date", "03/04/2020"),
        ("a.csv row 4 (and 1 more) column stance", "maybe"),
    ]
    assert "did" not in str(caught.value)
    assert "a whole number" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"actor,demand\na,b\nc\nd,e,f\n", "row 3: 'c'.*there are 1\n.*row 4: 'd,e,f'.*there are 3"),
        ("actor,demand\na,b\n".encode("utf-16"), "UTF-16"),
        (b"actor,demand\na,b\n\xff,c\n", "line 3.*UTF-8"),
        (b"", "the names of the columns"),
        (b"actor,actor\na,b\n", "each name once"),
    ],
)
def test_a_damaged_table_is_refused_with_the_place(tmp_path, content, message) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"(?s){message}"):
        posgraph.read_statements(path)


def test_a_damaged_parquet_or_spreadsheet_is_refused(tmp_path) -> None:
    for name in ("a.parquet", "a.xlsx"):
        (tmp_path / name).write_bytes(b"PAR1 no")
        with pytest.raises(DataError, match="not damaged"):
            posgraph.read_statements(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        posgraph.read_statements(tmp_path / "none.parquet")
    with pytest.raises(UsageError, match=r"ends in \.csv"):
        posgraph.read_statements(tmp_path / "a.json")


def test_a_table_without_rows_is_an_empty_network(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("actor,demand,stance,date\n", encoding="utf-8")
    statements = posgraph.read_statements(tmp_path / "a.csv")
    for mode, kinds in (("one", ("ignore", "congruence", "subtract")), ("two", ("ignore", "subtract", "combine"))):
        for kind in kinds:
            network = statements.network(mode=mode, kind=kind, norm="none", duplicates="month")
            assert (network.rows, network.matrix.shape, network.statements) == ((), (0, 0), 0)
    assert len(statements.networks("months:6")) == 0
    assert statements.tally().counts.shape == (0, 2)


def test_quoted_cells_keep_their_line_breaks_and_rows_their_numbers(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('actor,demand,quote\n" a ","one\ntwo","said ""so"", he"\nb,"one\ntwo",\n', encoding="utf-8")
    statements = posgraph.read_statements(path)
    first, second = statements.network().between("a", "b")
    assert (first.id, first.actor, first.demand, first.quote) == ("row 2", "a", "one\ntwo", 'said "so", he')
    assert (second.id, second.quote, second.stance, second.date) == ("row 3", "", None, None)


@pytest.mark.parametrize(
    ("cells", "kind", "levels"),
    [
        (["1", "0", ""], "boolean", (False, True)),
        (["Yes", "no", "yes"], "boolean", (False, True)),
        (["1.0", "0.0", ""], "boolean", (False, True)),
        (["1", "2", "-2"], "integer", (-2, 1, 2)),
        (["0.5", "1", "0"], "number", (0.0, 0.5, 1.0)),
        (["for", "1", ""], "text", ("1", "for")),
        (["", "", ""], "boolean", (False, True)),
        (["nan", "1", "0"], "text", ("0", "1", "nan")),
    ],
)
def test_the_type_of_the_stances_is_told_from_the_cells(cells, kind, levels) -> None:
    found = Statements.of(actor=["a", "b", "c"], demand=["x"] * 3, stance=cells).stance
    assert (found.kind, found.levels) == (kind, levels)


def test_a_type_that_is_asked_for_counts() -> None:
    cells = {"actor": ["a", "b"], "demand": ["x", "x"], "stance": ["1", "0"]}
    assert posgraph.read_statements(cells, stance_type="integer").stance.kind == "integer"
    assert posgraph.read_statements(cells, stance_type="text").stance.levels == ("0", "1")
    with pytest.raises(UsageError, match="did you mean 'boolean'"):
        posgraph.read_statements(cells, stance_type="bool")


def test_the_wall_time_of_a_date_counts() -> None:
    texts = ["2021-03-01T23:30:00+02:00", "2021-03-01T23:30:00Z", "2021-03-01 23:30", "01.03.2021 23:30", "20210301T2330"]
    statements = Statements.of(actor=["a"] * 5, demand=["x"] * 5, date=texts)
    assert len(set(statements.date.tolist())) == 1
    aware = pa.table({"actor": ["a"], "demand": ["x"], "date": pa.array([datetime(2021, 3, 1, 22, 30, tzinfo=UTC)])})
    assert posgraph.read_statements(aware).network().between()[0].date == datetime(2021, 3, 1, 22, 30)


def test_where_a_statement_begins_orders_those_of_a_document() -> None:
    cells = {"who": ["a", "a"], "what": ["x", "x"], "for": [1, 0], "doc": ["7", "7"], "start": ["30", "4"]}

    def first(**more: str) -> list[bool]:
        said = posgraph.read_statements({**cells, **more}, actor="who", demand="what", stance="for", document="doc")
        return [one.stance for one in said.network(duplicates="document").between()]

    assert first() == [False]
    assert first(start=["here", "there"]) == [True]
    assert first(order=["1", "2"]) == [True]


def test_numbers_too_great_to_add_up_are_refused_as_weights_and_as_stances() -> None:
    cells = {"actor": ["a", "b"], "demand": ["x", "x"], "stance": ["1e300", "-1"]}
    with pytest.raises(DataError, match="1e300"):
        posgraph.read_statements(cells, stance_type="number")
    with pytest.raises(UsageError, match="from 0 to 1e"):
        Statements.of(actor=["a"], demand=["x"], much=["1e300"]).network(weight="much")


def test_columns_of_unlike_length_are_refused() -> None:
    with pytest.raises(UsageError, match="same length"):
        Statements.of(actor=["a"], demand=["x", "y"])


def test_a_parquet_file_with_no_text_is_read(tmp_path) -> None:
    table = pa.table({"actor": [1, 2], "demand": [7, 7], "stance": [0.5, None], "list": [[1], [2]]})
    pq.write_table(table, tmp_path / "a.parquet")
    statements = posgraph.read_statements(tmp_path / "a.parquet")
    assert (statements.actor.names, statements.stance.kind, statements.columns["list"].names) == (
        ("1", "2"), "number", ("[1]", "[2]"),
    )  # fmt: skip

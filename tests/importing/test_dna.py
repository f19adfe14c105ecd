"""Databases of Discourse Network Analyzer."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest

import posgraph
from posgraph.errors import DataError, UnknownName
from posgraph.importers.foreign import Mapping, dna, read_dna
from tests.importing.dna_file import CASE, make, statements


@pytest.fixture(scope="module", params=[3, 2])
def debate(request, tmp_path_factory):
    return make(tmp_path_factory.mktemp("dna") / "debate.dna", request.param)


def test_every_statement_of_a_database_is_a_row_of_its_table(debate) -> None:
    table = dna.table(debate)
    names = [name for name in statements()[0] if name in table.column_names]
    assert names == list(statements()[0])
    assert table.select(names).to_pylist() == statements()


def test_networks_of_a_database_are_those_of_the_published_case(debate) -> None:
    cases = json.loads((CASE.parent / "expected.json").read_text(encoding="utf-8"))
    case = next(case for case in cases if case["id"] == "one_agreement_congruence_no_document")
    said = posgraph.read_statements(debate, actor="organization", demand="concept", stance="agreement",
                                    date="datetime", document="document_id", order="start", stance_type="boolean")  # fmt: skip
    found = said.network(kind="congruence", duplicates="document")
    result = case["results"][0]
    assert list(found.rows) == result["rows"]
    np.testing.assert_allclose(found.matrix, result["matrix"], atol=1e-9)


def test_statements_become_positions_with_quote_source_person_and_coder(debate) -> None:
    imported = read_dna(debate)
    first = statements()[0]
    position = imported.dataset.by_id("positions")["S1"]
    assert (position.actor, position.demand, str(position.stance)) == ("party-f", "troop-withdrawal", "supports")
    assert (str(position.valid_from), position.source, position.reported_by) == ("2021-01-06", "D68", "Desk 3")
    assert (position.mode, position.note) == ("byRepresentative", "said by: delegate 010; statement_id: 1; coder: Coder 1")
    assert len(position.quote) == int(first["stop"]) - int(first["start"])
    source = imported.dataset.by_id("sources")["D68"]
    assert (source.title, source.publisher, str(source.published)) == ("doc 00068", "Communique", "2021-01-06")
    assert imported.dataset.by_id("representations")["delegate-010.party-f"].representative == "delegate-010"


def test_only_statements_without_a_concept_are_left_out_and_told(debate) -> None:
    report = read_dna(debate).report
    empty = [n for n, row in enumerate(statements(), 2) if not row["concept"]]
    assert (report.rows, report.positions) == (300, 300 - len(empty))
    assert [(left.why, left.count, left.first) for left in report.left_out] == [("no demand", len(empty), tuple(empty[:5]))]


def test_a_default_keeps_all_statements(debate) -> None:
    assert read_dna(debate, Mapping(defaults={"demand": "unspecified"})).report.positions == 300


def test_a_statement_without_an_organization_is_held_by_its_person(debate) -> None:
    row = next(row for row in statements() if not row["organization"] and row["concept"])
    held = read_dna(debate).dataset.by_id("positions")[f"S{row['statement_id']}"]
    assert (held.actor, held.mode) == (row["person"].replace(" ", "-"), "selfStated")


def test_another_variable_may_be_the_stance(debate) -> None:
    dataset = read_dna(debate, Mapping({"stance": ("strength",)})).dataset
    scale = {"-2": "rejects", "-1": "opposes", "0": "neutral", "1": "supports", "2": "demands"}
    found = {p.id: str(p.stance) for p in dataset.positions}
    assert found == {f"S{r['statement_id']}": scale[r["strength"]] for r in statements() if r["concept"]}


def test_spans_are_counted_in_units_of_utf_16(tmp_path) -> None:
    path = make(tmp_path / "wide.dna", text="𝔸𝔸")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE STATEMENTS SET Start = 2, Stop = 5 WHERE ID = 1")
    assert dna.table(path)["text"][0].as_py() == "𝔸x"


def test_a_type_of_statement_that_is_not_there_is_named_with_those_that_are(debate) -> None:
    with pytest.raises(UnknownName, match="DNA Statement, Annotation"):
        dna.table(debate, "DNA Statment")


def test_other_files_are_refused(tmp_path) -> None:
    plain, other = tmp_path / "plain.dna", tmp_path / "other.dna"
    plain.write_text("no database, but long enough to be looked at" * 20)
    with pytest.raises(DataError, match="SQLite file"):
        dna.table(plain)
    with closing(sqlite3.connect(other)) as base:
        base.execute("CREATE TABLE t(a)")
        base.commit()
    with pytest.raises(DataError, match="no table STATEMENTS"):
        dna.table(other)

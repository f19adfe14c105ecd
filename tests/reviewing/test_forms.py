"""The form of a draft: names become ids, faults stand at their fields, what somebody else did beside what was typed."""

from __future__ import annotations

import pytest

from posgraph.errors import Fault
from posgraph.model.schema import BY_NAME
from posgraph_api.http.fields import fields
from posgraph_api.http.problems import Problem
from posgraph_api.reviewing.drafts import SOURCE
from posgraph_api.reviewing.forms import SPECS, Field, form, resolved
from tests.reviewing.test_deciding import TALKS


def shown(*args, **given) -> dict[str, Field]:
    return {field.spec.name: field for group in form(*args, **given).groups.values() for field in group}


def test_every_column_of_both_tables_and_of_a_source_has_its_field() -> None:
    columns = {name for table in ("positions", "sequencing") for name in BY_NAME[table].names}
    assert columns | {SOURCE + name for name in BY_NAME["sources"].names} == set(SPECS)


def test_the_name_of_a_thing_becomes_its_id_and_what_is_unclear_stays() -> None:
    typed = {"actor": " south ", "demand": "a VOTE", "reported_by": "Somebody", "quote": "North"}
    assert resolved(typed, TALKS) == {"actor": "south", "demand": "vote", "reported_by": "Somebody", "quote": "North"}
    assert resolved({"actor": "South"}, TALKS) == {"actor": "south"}
    assert resolved({"actor": "South"}, None) == {"actor": "South"}


def test_a_fault_stands_at_its_field_and_others_at_the_top() -> None:
    faults = [
        Fault("positions (p) column stance", "x", "one of: demands, rejects"),
        Fault("sources (s) column url", "x", "an address"),
        Fault("dataset", "x", "a dataset"),
    ]
    found = form(TALKS, {}, faults)
    marked = {field.spec.name: field.fault for group in found.groups.values() for field in group if field.fault}
    assert marked == {"stance": "One of: demands, rejects", "source_url": "An address"}
    assert found.faults == ("dataset: 'x'; expected a dataset",)


def test_a_word_that_is_none_is_shown_again_with_what_there_is() -> None:
    assert shown(TALKS, {"stance": "rejcts"})["stance"].choices[-1] == ("rejcts", "rejcts")
    assert ("rejcts", "rejcts") not in shown(TALKS, {"stance": "rejects"})["stance"].choices


def test_what_somebody_else_has_made_of_a_field_stands_beside_what_was_typed() -> None:
    found = shown(TALKS, {"stance": "rejects", "actor": "north"}, now={"stance": "opposes", "actor": "north", "note": "n"})
    assert {name: field.now for name, field in found.items() if field.now is not None} == {"stance": "opposes", "note": "n"}


def test_without_its_dataset_a_form_is_shown_all_the_same() -> None:
    assert shown(None, {"actor": "north"})["actor"].value == "north"


@pytest.mark.parametrize("data", [b"a=%ff", b"a=1&a=2", "a=ü".encode(), b"&".join(b"n%d=1" % n for n in range(300))])
def test_a_form_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(Problem) as told:
        fields(data)
    assert told.value.status == 400

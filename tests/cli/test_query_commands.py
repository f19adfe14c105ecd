"""``posgraph sparql`` and ``posgraph ask``: queries, their formats, and the questions of the ontology."""

from __future__ import annotations

import json
import shutil

import pytest

import posgraph
from posgraph.questions import questions
from tests.cli.console import DAY, TALKS, run

WHO = "SELECT ?who ?p ?n { ?p pg:holder ?h ; pg:stance stance:rejects . ?h skos:prefLabel ?who . BIND (1 AS ?n) }"


def test_rows_are_a_table_with_short_names() -> None:
    assert (
        run("sparql", WHO).stdout
        == """\
?who   ?p             ?n
North  <position/N1>  1

1 row. <…> stands below https://w3id.org/posgraph/id/talks/
"""
    )
    assert "stance:demands" in run("sparql", "SELECT DISTINCT ?s { ?p pg:stance ?s }").stdout


def test_rows_in_every_format() -> None:
    found = {format: run("sparql", WHO, "--format", format).stdout for format in ("json", "csv", "tsv", "xml")}
    assert json.loads(found["json"])["results"]["bindings"][0]["who"]["value"] == "North"
    assert found["csv"].split() == ["who,p,n", "North,https://w3id.org/posgraph/id/talks/position/N1,1"]
    assert found["tsv"].splitlines()[0] == "?who\t?p\t?n"
    assert found["xml"].startswith("<?xml")
    assert "<literal>North</literal>" in found["xml"]


def test_an_answer_is_yes_or_no() -> None:
    assert run("sparql", "ASK { ?p pg:stance stance:rejects }").stdout == "yes\n"
    assert run("sparql", "ASK { ?p pg:stance stance:neutral }").stdout == "no\n"
    assert json.loads(run("sparql", "ASK {}", "--format", "json").stdout) == {"head": {}, "boolean": True}


@pytest.mark.parametrize(
    ("format", "said"), [(None, "@prefix"), ("nt", "<https://"), ("jsonld", "[{"), ("json", "[{"), ("xml", "<?xml")]
)
def test_triples_in_every_format(format, said) -> None:
    asked = (
        "sparql",
        "CONSTRUCT { ?p pg:holder ?h } WHERE { ?p pg:holder ?h } LIMIT 1",
        *(("--format", format) if format else ()),
    )
    done = run(*asked)
    assert done.exit_code == 0
    assert done.stdout.startswith(said)
    refused = run("sparql", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "--format", "csv")
    assert refused.exit_code == 2
    assert "expected one of ttl, nt, jsonld, json, xml, since the answer is triples" in refused.stderr


def test_a_query_comes_from_a_file_or_from_standard_input(tmp_path) -> None:
    file = tmp_path / "who.rq"
    file.write_text("\ufeff" + WHO, encoding="utf-8")
    expected = run("sparql", WHO).stdout
    assert run("sparql", "-f", str(file)).stdout == expected
    assert run("sparql", "-", input=WHO).stdout == expected
    assert run("sparql", WHO, "-f", str(file)).exit_code == 2
    file.write_bytes(b"\xff\xfe")
    done = run("sparql", "-f", str(file))
    assert done.exit_code == 2
    assert "text in UTF-8" in done.stderr


def test_a_query_that_cannot_be_read_says_where() -> None:
    done = run("sparql", "SELECT * {\n ?s ?p }")
    assert done.exit_code == 2
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_query_sees_all_datasets_of_a_store_or_the_one_chosen(tmp_path) -> None:
    store, other = tmp_path / "s", tmp_path / "other"
    shutil.copytree(TALKS, other)
    (other / "dataset.toml").write_text('id = "other"\n', encoding="utf-8")
    assert run("load", str(TALKS), str(other), "--into", str(store)).exit_code == 0
    asked = ("sparql", "SELECT ?id { ?d a pg:Dataset ; dcterms:identifier ?id } ORDER BY ?id", "--format", "csv")
    assert run(*asked, data=store).stdout.split() == ["id", "other", "talks"]
    assert run(*asked, "--dataset", "talks", data=store).stdout.split() == ["id", "talks"]
    assert run("sparql", "ASK { ?s skos:prefLabel 'conflict'@en }", "--dataset", "talks", data=store).stdout == "yes\n"
    assert "<position/" in run("sparql", "SELECT ?p { ?p a pg:Position }", "--dataset", "other", data=store).stdout
    assert run("sparql", "ASK {}", "--dataset", "takls", data=store).exit_code == 2
    assert "choose one" in run("ask", "actors", data=store).stderr
    assert run("ask", "contents", "--dataset", "other", data=store).stdout.startswith("What does the dataset hold")


def test_updates_and_empty_queries_are_told() -> None:
    assert "this is an update; queries only read: SELECT, ASK" in run("sparql", "DELETE WHERE { ?s ?p ?o }").stderr
    assert run("sparql", "").stderr == "Error: the query is empty\n"


def test_reading_commands_share_a_store(tmp_path) -> None:
    store = tmp_path / "s"
    run("load", str(TALKS), "--into", str(store))
    run("infer", *DAY, data=store)
    with posgraph.open(store, read_only=True):
        for command in (["conflicts"], ["overlaps"], ["ground"], ["orders"], ["ask", "conflicts-inferred"], ["sparql", "ASK {}"],
                        ["export", "--to", "ttl"]):  # fmt: skip
            assert run(*command, data=store).exit_code == 0, command
        assert "is open in another process" in run("infer", data=store).stderr


def test_a_value_that_names_nothing_is_told() -> None:
    done = run("ask", "known-through-others", "--set", "actor=nroth")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "parameter actor: 'nroth'; expected the id of the actor: host, north, south; did you mean 'north'?" in done.stderr


def test_the_questions_are_listed_with_their_defaults() -> None:
    said = run("ask", columns=200).stdout
    assert [name for name, question in questions().items() if f"{name} " not in said or question.text not in said] == []
    assert "--set issue=security-guarantees" in said
    listed = json.loads(run("ask", "--format", "json").stdout)["questions"]
    assert [question["name"] for question in listed] == list(questions())
    assert {"name", "default", "kind", "meaning"} == listed[2]["parameters"][0].keys()
    assert run("ask", "--format", "csv").stdout.startswith("name,question,parameters,needs_inferred\n")
    assert run("ask", "--format", "tsv").exit_code == 2


def test_a_question_is_answered_with_its_text_and_parameters_above() -> None:
    said = run("ask", "contradictions", "--as-of", "2025-12-29", columns=120).stdout
    assert said.startswith("Which demands does one actor want and another refuse at a date? (day = 2025-12-29)\n\n?")
    assert "ceasefire-60" in said
    assert "0 rows." in run("ask", "contradictions", "--set", "day=2020-01-01").stdout
    assert run("ask", "contradictions", *DAY, "--format", "csv").stdout.count("\n") == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["contradiction"], "did you mean 'contradictions'?"),
        (["contradictions", "--set", "dya=2025-12-29"], "did you mean 'day'?"),
        (["contradictions", "--set", "day=soon"], "parameter day: 'soon'; expected a date, such as 2025-12-29"),
        (["contradictions", "--set", "day"], "--set: 'day'; expected day=2025-12-29"),
        (["absent-plans", "--set", "day"], "no parameter: the question has none"),
    ],
)
def test_a_wrong_question_or_parameter_is_told_with_a_near_match(args, said) -> None:
    done = run("ask", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_findings_are_inferred_for_data_without_a_store_of_their_own() -> None:
    done = run("ask", "conflicts-inferred", *DAY)
    assert done.stderr == "The findings were inferred for 2025-12-29.\n"
    assert "contradiction" in done.stdout


def test_findings_of_a_store_must_have_been_inferred(tmp_path) -> None:
    store = tmp_path / "talks.store"
    run("load", str(TALKS), "--into", str(store))
    done = run("ask", "conflicts-inferred", data=store)
    assert done.exit_code == 2
    assert "posgraph infer" in done.stderr
    run("infer", *DAY, data=store)
    assert run("ask", "conflicts-inferred", data=store).exit_code == 0


def test_the_query_of_a_question_can_be_seen_and_run() -> None:
    query = run("ask", "contradictions", "--set", "day=2025-12-20", "--show").stdout
    assert 'VALUES ?day { "2025-12-20"^^' in query
    assert run("sparql", "-", "--format", "csv", input=query).exit_code == 0

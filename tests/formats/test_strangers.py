"""Nothing that is written in RDF is lost without a word: it is read, it is a fault, or it stays in the graph and is told."""

from pathlib import Path

import pytest

from posgraph import exporters, importers, reading, validation, writing
from posgraph.errors import DataError
from posgraph.reading import strangers

COMPLETE = Path(__file__).parent / "complete"
P1 = "<https://example.org/toll-road/position/P1>"
S1 = "<https://example.org/toll-road/source/S1>"


def told(path: Path, added: str) -> list[str]:
    path.write_text(exporters.render(importers.read(COMPLETE), "ttl").decode() + added)
    with pytest.raises(DataError) as error:
        importers.read(path)
    return [str(fault) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("added", "faults"),
    [
        (f"{P1} pg:saliense 0.5 .",
         ["positions (P1): 'pg:saliense'; expected a property that the ontology has; did you mean 'pg:salience'?"]),
        (f"{P1} pg:colour 0.5 .", ["positions (P1): 'pg:colour'; expected a property that the ontology has"]),
        ("<https://example.org/x> a pg:Postion .",
         ["<https://example.org/x>: 'pg:Postion'; expected a class that the ontology has; did you mean 'pg:Position'?"]),
        (f'{P1} dcterms:source {S1} ; oa:exact "hi" .',
         ["positions (P1): 'dcterms:source'. The source of a position stands in its evidence: "
          "pg:evidence [ a pg:Evidence ; oa:hasSource <…/source/ID> ]",
          "positions (P1): 'oa:exact'. The quote of a position stands in its evidence, beside the source: pg:evidence "
          "[ a pg:Evidence ; oa:hasSource <…/source/ID> ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact “…” ] ]"]),
        (f"{P1} pg:requiresDemand demands:survey .",
         ["positions (P1): 'pg:requiresDemand'. What a position waits for stands in its condition: pg:condition "
          "[ a pg:Condition ; pg:conditionType <…/condition-type/onlyIf> ; pg:requiresDemand <…/demand/ID> ]"]),
        (f"relations:low-high pg:evidence [ a pg:Evidence ; oa:hasSource {S1} ] .",
         ["relations (low-high): 'pg:evidence'. A relation names its source by dcterms:source, and has no quote"]),
        (f"<https://example.org/toll-road/evidence/position/P1> dcterms:source {S1} .",
         ["positions (P1): 'dcterms:source'. The source of evidence is told by oa:hasSource: "
          "pg:evidence [ a pg:Evidence ; oa:hasSource <…/source/ID> ]"]),
        (f"{P1} pg:onIssue issues:toll .",
         ["positions (P1): 'pg:onIssue'. A position has no pg:onIssue; it is read on demands"]),
        (f"{P1} pg:severity 0.5 .",
         ["positions (P1): 'pg:severity'. A position has no pg:severity; it is of findings or vocabularies"]),
        ("<https://example.org/x> pg:salience 0.5 .",
         ["<https://example.org/x>: 'pg:salience'; expected a node with the class of a row; "
          "it is read on positions, sequencing"]),
        ("<https://example.org/toll-road/> pg:salience 0.5 .",
         ["dataset: 'pg:salience'. A dataset has no pg:salience; it is read on positions, sequencing"]),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_a_fault(added: str, faults: list[str], tmp_path: Path) -> None:
    assert told(tmp_path / "a.ttl", added) == [f"a.ttl {fault}" for fault in faults]


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        (f"<https://example.org/x> a pg:Evidence ; oa:hasSource {S1} .",
         "evidence (https://example.org/x) column statement: Evidence belongs to the statement that was read from it"),
        ("<https://example.org/toll-road/condition/P9> a pg:Condition ; pg:requiresDemand demands:survey .",
         "conditions (P9) column position: A condition belongs to a position"),
    ],
)  # fmt: skip
def test_evidence_and_conditions_that_nothing_refers_to_are_told_once(added: str, fault: str, tmp_path: Path) -> None:
    assert told(tmp_path / "a.ttl", added).count(f"a.ttl {fault}") == 1


def test_evidence_without_a_name_of_its_own_is_read(tmp_path: Path) -> None:
    text = exporters.render(importers.read(COMPLETE), "ttl").decode()
    evidence = f'[ a pg:Evidence ; oa:hasSource {S1} ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "By hand." ] ]'
    text += f"<https://example.org/toll-road/position/P3> pg:evidence {evidence} ."
    (tmp_path / "a.ttl").write_text(text)
    position = importers.read(tmp_path / "a.ttl").by_id("positions")["P3"]
    assert (position.source, position.quote) == ("S1", "By hand.")


def test_statements_in_other_vocabularies_are_counted() -> None:
    from pyoxigraph import Literal, NamedNode, Quad

    dataset = importers.read(COMPLETE)
    quads = list(writing.quads(dataset))
    assert reading.beyond(quads) == []
    town = NamedNode(f"{dataset.base}actor/town")
    more = [
        Quad(town, NamedNode("https://example.org/mayor"), Literal("Ada")),
        Quad(town, NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal("Stadt", language="de")),
        Quad(town, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode("https://example.org/Town")),
        Quad(NamedNode("https://example.org/x"), NamedNode("https://example.org/y"), Literal("z")),
    ]
    assert set(reading.beyond([*quads, *more])) == {quad.triple for quad in more}
    assert reading.dataset([*quads, *more]) == dataset


def test_the_report_remarks_on_what_tables_cannot_hold(tmp_path: Path) -> None:
    text = exporters.render(importers.read(COMPLETE), "ttl").decode()
    (tmp_path / "a.ttl").write_text(text + f'{P1} <https://example.org/mood> "good" .')
    (content,) = validation.check(tmp_path / "a.ttl").datasets
    assert str(content.remarks[-1]) == (
        "statements in no table, which export to ttl keeps and to csv, xlsx or parquet does not: 1 "
        "(https://example.org/toll-road/position/P1 https://example.org/mood)"
    )
    (plain,) = validation.check(COMPLETE).datasets
    assert "statements" not in {remark.table for remark in plain.remarks}


def test_every_property_that_is_read_is_in_the_ontology() -> None:
    ours = {name for name in strangers._known() if name.startswith("https://w3id.org/posgraph/ns#")}
    assert ours <= strangers.ontology()


def test_a_row_outside_the_base_is_named_by_its_iri_and_told_once(tmp_path: Path) -> None:
    text = exporters.render(importers.read(COMPLETE), "ttl").decode()
    text += """<https://elsewhere.example/p> a pg:Position ; dcterms:identifier "p" ; pg:salience 1.5 ; pg:stance stance:rejects ;
        pg:holder <https://example.org/toll-road/actor/town> ; pg:target <https://example.org/toll-road/demand/survey> ."""
    (tmp_path / "a.ttl").write_text(text)
    with pytest.raises(DataError) as error:
        importers.read(tmp_path / "a.ttl")
    assert [str(fault) for fault in error.value.faults] == [
        "a.ttl positions (https://elsewhere.example/p) column id: '<https://elsewhere.example/p>'; "
        "expected the IRI https://example.org/toll-road/position/ID",
        "a.ttl positions (https://elsewhere.example/p) column salience: '1.5'. Salience is a number from 0 to 1",
    ]


def test_where_a_document_holds_several_datasets_a_fault_says_which(tmp_path: Path) -> None:
    text = exporters.render(importers.read(COMPLETE), "trig").decode()
    text += '<https://example.org/bare/> a pg:Dataset ; dcterms:identifier "bare" .'
    (tmp_path / "two.trig").write_text(text)
    with pytest.raises(DataError) as error:
        importers.read(tmp_path / "two.trig")
    assert [str(fault) for fault in error.value.faults] == [
        "two.trig [bare]: expected a table actors with the columns id, label, kind",
        "two.trig [bare]: expected a table demands with the columns id, issue, label",
        "two.trig [bare]: expected at least one row in positions or sequencing",
    ]


def test_a_bound_that_is_no_number_is_told_and_not_compared(tmp_path: Path) -> None:
    text = exporters.render(importers.read(COMPLETE), "ttl").decode()
    demand = "<https://example.org/toll-road/demand/survey>"
    (tmp_path / "a.ttl").write_text(text + f'{demand} schema:minValue "x"^^xsd:decimal ; schema:maxValue 3 .')
    with pytest.raises(DataError) as error:
        importers.read(tmp_path / "a.ttl")
    assert [fault.where for fault in error.value.faults] == ["a.ttl demands (survey) column min"]

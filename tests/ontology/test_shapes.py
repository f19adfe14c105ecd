"""The shapes: they cover the tables, speak in sentences, and each case breaks exactly the one that it names."""

import re
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection

from posgraph.model.layout import has_evidence
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind, Table
from posgraph.names import concept, expand
from posgraph.reading.sentences import SHAPES

CASES = Path(__file__).parent / "cases"
VALID = CASES / "valid-bridge.ttl"
COLUMNS = [(table, column) for table in TABLES for column in table.columns]
PATHS = {"source": "oa:hasSource", "quote": "oa:exact", "only_if": "pg:requiresDemand", "kind": "rdf:type"}
"""The last step of the path of columns that are not one property of the row."""


def shape(table: Table, column: str) -> URIRef:
    return URIRef(f"{SHAPES}{table.name}/{column}")


def last(shapes: Graph, node: URIRef) -> URIRef:
    """The last step of the path of a shape."""
    path = shapes.value(node, SH.path)
    assert path is not None, node
    return path if isinstance(path, URIRef) else list(Collection(shapes, path))[-1]


def accepted(shapes: Graph, node: URIRef) -> set[URIRef]:
    """The classes of which a value may be."""
    found = set(shapes.objects(node, SH["class"]))
    for reference in shapes.objects(node, SH.node):
        found |= accepted(shapes, reference)
    for choice in shapes.objects(node, SH["or"]):
        for item in Collection(shapes, choice):
            found |= accepted(shapes, item)
    return found


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: value.name)
def test_every_column_has_its_shape(shapes: Graph, table: Table, column: Column) -> None:
    node = shape(table, column.name)
    assert (node, RDF.type, SH.PropertyShape) in shapes
    assert (URIRef(f"{SHAPES}{table.name}"), SH.property, node) in shapes
    apart = not column.term or column.name == "only_if" or (has_evidence(table) and column.name in ("source", "quote"))
    assert last(shapes, node) == URIRef(expand(PATHS[column.name] if apart else column.term))
    if column.required:
        needed = shapes.value(node, SH.minCount) or shapes.value(node, SH.qualifiedMinCount)
        assert needed == Literal(1) or (URIRef(f"{node}-needed"), RDF.type, SH.NodeShape) in shapes
    if not column.is_list and column.kind is not Kind.text:
        assert Literal(1) in (shapes.value(node, SH.maxCount), shapes.value(node, SH.qualifiedMaxCount))


@pytest.mark.parametrize(
    ("table", "column"), [(t, c) for t, c in COLUMNS if c.vocabulary and c.term], ids=lambda value: value.name
)
def test_every_vocabulary_is_listed_where_its_words_are_used(shapes: Graph, table: Table, column: Column) -> None:
    node = shape(table, column.name)
    listed = list(Collection(shapes, shapes.value(node, SH["in"])))
    assert listed == [URIRef(concept(column.vocabulary, word)) for word in column.words]
    assert all(word in str(shapes.value(node, SH.message)) for word in column.words)


@pytest.mark.parametrize(
    ("table", "column"), [(t, c) for t, c in COLUMNS if c.to and c.kind is not Kind.agent], ids=lambda value: value.name
)
def test_every_reference_names_the_classes_that_it_may_lead_to(shapes: Graph, table: Table, column: Column) -> None:
    wanted = {URIRef(expand(name)) for to in column.to.split() for name in BY_NAME[to].classes.values()}
    assert accepted(shapes, shape(table, column.name)) == wanted


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, c in COLUMNS if not c.term], ids=lambda value: value.name)
def test_a_column_that_is_a_class_lists_the_classes(shapes: Graph, table: Table, column: Column) -> None:
    node = shape(table, column.name)
    listed = Collection(shapes, shapes.value(shapes.value(node, SH.qualifiedValueShape), SH["in"]))
    assert list(listed) == [URIRef(expand(table.classes[word])) for word in column.words]
    assert all(word in str(shapes.value(node, SH.message)) for word in column.words)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_shapes_of_a_table_look_at_all_its_classes(shapes: Graph, table: Table) -> None:
    targets = set(shapes.objects(URIRef(f"{SHAPES}{table.name}"), SH.targetClass))
    assert {URIRef(expand(name)) for name in table.classes.values()} <= targets


def test_every_message_is_one_sentence_for_people(shapes: Graph) -> None:
    messages = list(shapes.subject_objects(SH.message))
    assert len(messages) > 150
    for node, message in messages:
        assert isinstance(node, URIRef)
        assert len(list(shapes.objects(node, SH.message))) == 1, node
        assert re.fullmatch(r"[A-Z][^\n]*[^.]\.", message), message
        assert message.language == "en"
        assert "http://www" not in message
        assert "shape" not in message.lower()


def test_every_named_property_shape_has_a_message_and_belongs_to_a_class(shapes: Graph) -> None:
    for node in shapes.subjects(RDF.type, SH.PropertyShape):
        assert shapes.value(node, SH.message), node
        assert list(shapes.subjects(SH.property, node)), node


def test_few_shapes_need_sparql(shapes: Graph) -> None:
    assert len(list(shapes.objects(None, SH.select))) == 1


def told(shapes: Graph, *paths: Path) -> set[str]:
    """The sentences of every violation."""
    data = Graph()
    for path in paths:
        data.parse(path, format="turtle")
    _, report, _ = validate(data, shacl_graph=shapes, inference="none")
    return {str(report.value(result, SH.resultMessage)) for result in report.objects(None, SH.result)}


@pytest.mark.parametrize("case", sorted(CASES.glob("valid-*.ttl")), ids=lambda path: path.stem)
def test_a_sound_dataset_passes(shapes: Graph, case: Path) -> None:
    assert told(shapes, VALID, case) == set()


@pytest.mark.parametrize("case", sorted(CASES.glob("invalid-*.ttl")), ids=lambda path: path.stem)
def test_a_fault_is_told_in_the_sentence_of_the_one_rule_that_it_breaks(shapes: Graph, case: Path) -> None:
    first = case.read_text(encoding="utf-8").splitlines()[0]
    assert told(shapes, VALID, case) == {first.removeprefix("# ")}


def test_a_sound_dataset_passes_beside_the_ontology_too(shapes: Graph, modules: Graph, vocabularies: Graph) -> None:
    data = Graph().parse(VALID).parse(CASES / "valid-findings.ttl") + modules + vocabularies
    conforms, _, text = validate(data, shacl_graph=shapes, inference="none")
    assert conforms, text


def test_the_sound_example_uses_every_column(shapes: Graph) -> None:
    example = Graph().parse(VALID)
    unused = [
        f"{table.name}.{column.name}"
        for table, column in COLUMNS
        if not any(reached(example, row, last(shapes, shape(table, column.name))) for row in rows(example, table))
    ]
    assert unused == []


def rows(graph: Graph, table: Table) -> set[URIRef]:
    return {s for name in table.classes.values() for s in graph.subjects(RDF.type, URIRef(expand(name)))}


def reached(graph: Graph, row: URIRef, step: URIRef) -> set[object]:
    found: set[object] = set(graph.objects(row, step))
    for between in ("pg:evidence", "pg:condition"):
        for node in graph.objects(row, URIRef(expand(between))):
            found |= set(graph.objects(node, step))
            found |= {
                o for selector in graph.objects(node, URIRef(expand("oa:hasSelector"))) for o in graph.objects(selector, step)
            }
    return found


def test_numbers_of_other_datatypes_and_texts_in_several_languages_are_read(shapes: Graph) -> None:
    data = Graph().parse(VALID)
    base = "https://example.org/bridge/"
    position = URIRef(base + "position/P3")
    data.add((position, URIRef(expand("pg:salience")), Literal(0.5, datatype=XSD.double)))
    data.add((position, URIRef(expand("pg:firmness")), Literal(1, datatype=XSD.integer)))
    for language in ("fr", "uk"):
        data.add((URIRef(base + "actor/north"), URIRef(expand("skos:prefLabel")), Literal("Nord", lang=language)))
    data.set((URIRef(base + "source/S1"), URIRef(expand("dcterms:issued")), Literal("2024-03", datatype=XSD.gYearMonth)))
    conforms, _, text = validate(data, shacl_graph=shapes, inference="none")
    assert conforms, text

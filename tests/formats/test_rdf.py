"""The RDF door: what is refused, what is kept, and how several datasets in one file are told apart."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from posgraph import exporters, importers, reading, resources, writing
from posgraph.errors import DataError, UnknownName, UsageError
from posgraph.importers import shapes
from posgraph.names import dataset_graph, expand, mint

BASE = Path(__file__).parent / "base"


def turtle() -> str:
    return exporters.render(importers.read(BASE), "ttl").decode()


def told(path: Path, text: str | bytes) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as error:
        importers.read(path)
    return [str(fault) for fault in error.value.faults]


def test_every_syntax_error_has_its_line_and_column(tmp_path: Path) -> None:
    text = "<http://e/a> <http://e/b> .\n<http://e/a> <http://e/b> <http://e/c> .\n<http://e/a> <b> <http://e/c> .\n"
    assert told(tmp_path / "a.nt", text) == [
        "a.nt line 1 column 27: '<http://e/a> <http://e/b> .'; expected valid N-Triples "
        "(The object of a triple must be an IRI, a blank node or a literal)",
        "a.nt line 3 column 14: '<http://e/a> <b> <http://e/c> .'; expected valid N-Triples (No scheme found in an absolute IRI)",
    ]


def test_a_doctype_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY a "aaaaaaaaaa">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    assert told(tmp_path / "bomb.rdf", bomb) == ["bomb.rdf: '<!DOCTYPE'; expected a document without a DOCTYPE"]


def test_rdf_xml_is_read(tmp_path: Path) -> None:
    from rdflib import Graph

    path = tmp_path / "well.rdf"
    Graph().parse(data=turtle(), format="turtle").serialize(path, format="xml")
    assert importers.read(path) == importers.read(BASE)


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path / "a.ttl", b'<http://e/a> <http://e/b>\n "\xfc" .') == [
        "a.ttl line 2: '\\\\xfc'; expected text in UTF-8"
    ]


@pytest.mark.parametrize(
    "context",
    ['"https://example.org/c.jsonld"', '["https://example.org/c.jsonld"]', '{"@import": "https://example.org/c.jsonld"}',
     '{"x": {"@id": "https://example.org/x", "@context": "https://example.org/c.jsonld"}}'],
)  # fmt: skip
def test_a_context_that_would_have_to_be_fetched_is_a_fault(context: str, tmp_path: Path) -> None:
    assert told(tmp_path / "a.jsonld", f'{{"@context": {context}, "@id": "https://example.org/a"}}') == [
        "a.jsonld: 'https://example.org/c.jsonld'; expected a context in the document itself, or https://w3id.org/posgraph/context.jsonld"
    ]


@pytest.mark.parametrize("name", ["https://w3id.org/posgraph/context.jsonld", "context.jsonld"])
def test_our_own_context_is_put_in_place_by_its_name(name: str, tmp_path: Path) -> None:
    import json

    document = json.loads(exporters.render(importers.read(BASE), "jsonld"))
    document["@context"] = name
    (tmp_path / "a.jsonld").write_text(json.dumps(document))
    assert importers.read(tmp_path / "a.jsonld") == importers.read(BASE)


def test_json_that_breaks_off_has_line_and_column(tmp_path: Path) -> None:
    assert told(tmp_path / "a.jsonld", '{\n"@id":') == [
        "a.jsonld line 2 column 7: '\"@id\":'; expected valid JSON (Expecting value)"
    ]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own parser uses it
def test_json_ld_is_ordinary_json_ld_to_other_libraries() -> None:
    from rdflib import Dataset

    document = exporters.render(importers.read(BASE), "jsonld")
    read = [
        set(Dataset(default_union=True).parse(data=text, format=f)) for text, f in ((document, "json-ld"), (turtle(), "turtle"))
    ]
    assert {quad[:3] for quad in read[0]} == {quad[:3] for quad in read[1]}
    assert len(read[0]) > 60


def test_what_the_model_does_not_know_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "well.ttl"
    actor = "https://w3id.org/posgraph/id/well/actor/hill"
    path.write_text(turtle() + f'<{actor}> <https://example.org/mayor> [ <https://example.org/name> "Ada" ] .\n')
    (loaded,) = importers.load_quads(path)
    assert loaded.dataset == importers.read(BASE)
    assert {quad.graph_name for quad in loaded.quads} == {NamedNode(dataset_graph("well"))}
    assert sum(quad.predicate.value.startswith("https://example.org/") for quad in loaded.quads) == 2
    again = exporters.export(loaded.dataset, tmp_path / "again.ttl", quads=loaded.quads)
    assert sorted(importers.load_quads(again)[0].quads, key=str) == sorted(loaded.quads, key=str)


def test_labels_in_several_languages_are_read_plain_first_then_english(tmp_path: Path) -> None:
    label = 'skos:prefLabel "Hill village"'
    assert label in turtle()
    for given, read in (('"Berg"@de, "Hill"@en', "Hill"), ('"Berg"@de, "Hill"', "Hill"), ('"Berg"@de, "Colline"@fr', "Berg")):
        (tmp_path / "well.ttl").write_text(turtle().replace(label, f"skos:prefLabel {given}"))
        assert importers.read(tmp_path / "well.ttl").by_id("actors")["hill"].label == read


def test_all_graphs_of_one_dataset_become_its_graph_and_our_own_graphs_are_passed_over(tmp_path: Path) -> None:
    dataset = importers.read(BASE)
    lines = exporters.render(dataset, "nt").decode().splitlines()
    graphs = ["", "<https://example.org/doc/1> ", "<https://example.org/doc/2> "]
    quads = [f"{line[:-1]}{graphs[n % 3]}." for n, line in enumerate(lines)]
    for name in ("ontology", "schemes", "inferred", "inferred/base"):
        quads.append(
            f"<https://example.org/x> <https://example.org/y> <https://example.org/z> <https://w3id.org/posgraph/graph/{name}> ."
        )
    (tmp_path / "a.nq").write_text("\n".join(quads))
    (loaded,) = importers.load_quads(tmp_path / "a.nq")
    assert loaded.dataset == dataset
    assert set(loaded.quads) == set(writing.quads(dataset))


def test_several_datasets_in_one_file_are_told_apart(tmp_path: Path) -> None:
    from dataclasses import replace

    one = importers.read(BASE)
    two = replace(one, id="spring", title="A spring", base="")
    blank = '\n_:b <https://example.org/p> "1" <{0}> .\n<{1}actor/hill> <https://example.org/q> _:b <{0}> .\n'
    text = "".join(exporters.render(d, "nq").decode() + blank.format(dataset_graph(d.id), d.base) for d in (one, two))
    (tmp_path / "a.nq").write_text(text)
    loaded = importers.load_quads(tmp_path / "a.nq")
    assert [each.dataset for each in loaded] == [two, one]
    assert importers.read(tmp_path / "a.nq", "spring") == two
    blanks = [{str(quad.subject) for quad in each.quads if str(quad.subject).startswith("_:")} for each in loaded]
    assert len(blanks[0]) == len(blanks[1]) == 1
    assert blanks[0].isdisjoint(blanks[1])
    with pytest.raises(UnknownName, match="did you mean 'spring'"):
        importers.read(tmp_path / "a.nq", "sprig")


def test_in_one_graph_datasets_are_told_apart_by_their_bases(tmp_path: Path) -> None:
    from dataclasses import replace

    one = importers.read(BASE)
    two = replace(one, id="spring", base="")
    text = "".join(exporters.render(d, "nt").decode() for d in (one, two))
    (tmp_path / "a.nt").write_text(text)
    assert [each.dataset for each in importers.load_quads(tmp_path / "a.nt")] == [two, one]
    text += '<https://elsewhere.example/x> <https://example.org/p> "1" .\n'
    assert told(tmp_path / "b.nt", text) == [
        "b.nt: '<https://elsewhere.example/x>'; expected an IRI under the base of one of the datasets: "
        "https://w3id.org/posgraph/id/spring/, https://w3id.org/posgraph/id/well/"
    ]


def test_a_file_without_a_dataset_is_refused(tmp_path: Path) -> None:
    text = "<http://e/a> <http://e/b> <http://e/c> .\n"
    assert told(tmp_path / "a.nt", text) == ["a.nt: expected one pg:Dataset, whose IRI is the base of the IRIs of its rows"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("positions:H1 a pg:Position", "positions:H1 a pg:Postion",
         "a.ttl <https://w3id.org/posgraph/id/well/position/H1>: 'pg:Postion'; "
         "expected a class that the ontology has; did you mean 'pg:Position'?"),
        ("positions:H1 a pg:Position ;\n\tdcterms:identifier \"H1\"", "positions:H1 a pg:Position ;\n\tdcterms:identifier \"H2\"",
         "a.ttl positions (H1) column id: 'H2'; expected the id H1, as in the IRI <https://w3id.org/posgraph/id/well/position/H1>"),
        ("pg:validFrom \"2024-02-01\"^^xsd:date", "pg:validFrom \"2024-02-02\"^^xsd:date",
         "a.ttl positions (D1) column valid_from: '2024-02-02'; expected the day 2024-02-01, as 2024-02-01 is written beside it"),
        ("pg:stance stance:accepts", "pg:stance stance:accept",
         "a.ttl positions (D1) column stance: '<https://w3id.org/posgraph/vocab/stance/accept>'. A position takes one stance: "
         "demands, supports, accepts, conditional, neutral, opposes, rejects, ambiguous or undefined; did you mean 'accepts'?"),
    ],
)  # fmt: skip
def test_a_fault_in_rdf_names_table_row_and_column(old: str, new: str, fault: str, tmp_path: Path) -> None:
    text = turtle()
    assert old in text
    assert fault in told(tmp_path / "a.ttl", text.replace(old, new))


def test_a_direct_relation_needs_a_node_that_says_whose_claim_it_is(tmp_path: Path) -> None:
    text = turtle() + "demands:deep pg:entails demands:fence .\n"
    (fault,) = told(tmp_path / "a.ttl", text)
    assert fault.startswith("a.ttl relations (deep): '<https://w3id.org/posgraph/id/well/demand/deep> pg:entails <")
    assert fault.endswith("A direct link between two demands stands beside a demand relation that says whose claim it is")


def test_a_shape_finds_what_reading_passes_over(tmp_path: Path) -> None:
    condition = "<https://w3id.org/posgraph/id/well/condition/alone>"
    text = turtle() + f"{condition} a pg:Condition ; pg:requiresDemand demands:deep .\n"
    faults = told(tmp_path / "a.ttl", text)
    assert "a.ttl conditions (alone) column position: A condition belongs to a position" in faults


def test_the_bundled_dataset_holds_against_the_shapes() -> None:
    dataset = importers.read(resources.data() / resources.BUNDLED)
    assert shapes.violations(writing.quads(dataset), dataset.base, "miami") == []


def test_a_row_whose_iri_lies_elsewhere_is_a_fault() -> None:
    dataset = importers.read(BASE)
    hill = NamedNode(mint(dataset.base, "actor", "hill"))
    moved = NamedNode("https://example.org/hill")
    quads = [Quad(moved, q.predicate, q.object, q.graph_name) if q.subject == hill else q for q in writing.quads(dataset)]
    with pytest.raises(DataError) as error:
        reading.dataset(quads, "graph")
    assert str(error.value.faults[0]) == (
        "graph actors (https://example.org/hill) column id: '<https://example.org/hill>'; "
        "expected the IRI https://w3id.org/posgraph/id/well/actor/ID"
    )


def test_a_literal_where_a_row_is_meant_is_a_fault_even_if_it_is_an_id() -> None:
    dataset = importers.read(BASE)
    holder = NamedNode(expand("pg:holder"))
    quads = [
        Quad(q.subject, q.predicate, Literal("hill"), q.graph_name) if q.predicate == holder else q
        for q in writing.quads(dataset)
    ]
    with pytest.raises(DataError) as error:
        reading.dataset(quads)
    assert [fault.value for fault in error.value.faults] == ['"hill"', '"hill"']


def test_a_path_that_is_no_dataset_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    for name in ("notes.txt", "empty"):
        with pytest.raises(UsageError, match="a folder of CSV tables"):
            importers.read(tmp_path / name)
    with pytest.raises(UsageError, match=r"nothing is there; did you mean '.*notes\.txt'"):
        importers.read(tmp_path / "note.txt")

"""The modules: every term is defined, explained and used."""

import re

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from posgraph import __version__, resources
from posgraph.model.layout import BOUNDS, HEADER, SHORTCUTS
from posgraph.model.schema import TABLES
from posgraph.names import PG, expand
from tests.ontology.conftest import read

MODULES = ("core", "process", "evidence", "findings")
FOLDER = resources.ontology()


def terms(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, None) if isinstance(s, URIRef) and str(s).startswith(PG)}


def classes(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef)}


def test_every_term_and_word_has_what_the_style_asks_for(modules: Graph, vocabularies: Graph) -> None:
    conforms, _, text = validate(modules + vocabularies, shacl_graph=read("shapes/style.ttl"), inference="none")
    assert conforms, text


def test_a_term_names_the_module_whose_file_defines_it() -> None:
    for name in MODULES:
        graph = Graph().parse(FOLDER / f"{name}.ttl")
        module = URIRef(f"https://w3id.org/posgraph/ns/{name}")
        assert (module, RDF.type, OWL.Ontology) in graph
        assert {graph.value(term, RDFS.isDefinedBy) for term in terms(graph)} == {module}


def test_the_whole_imports_the_modules_and_defines_nothing() -> None:
    whole = Graph().parse(FOLDER / "posgraph.ttl")
    assert terms(whole) == set()
    assert set(whole.objects(None, OWL.imports)) == {URIRef(f"https://w3id.org/posgraph/ns/{name}") for name in MODULES}


def test_no_module_imports_an_alignment(modules: Graph) -> None:
    assert not [o for o in modules.objects(None, OWL.imports) if "alignment" in str(o)]


def test_versions_are_those_of_the_package(modules: Graph, vocabularies: Graph, shapes: Graph) -> None:
    stated = modules + vocabularies + shapes + read("alignments/*.ttl")
    assert {str(v) for v in stated.objects(None, OWL.versionInfo)} == {__version__}
    dated = list(stated.objects(None, OWL.versionIRI))
    assert len(dated) == len(MODULES) + 2
    assert all(f"/{__version__}" in str(iri) for iri in dated)
    assert not [term for term in terms(modules) if __version__ in term]


def test_every_property_and_class_of_the_tables_is_defined(modules: Graph) -> None:
    written = {column.term for table in TABLES for column in table.columns if column.term.startswith("pg:")}
    written |= {name for table in TABLES for name in table.classes.values()}
    written |= {term for term in (*BOUNDS.values(), *SHORTCUTS.values(), *HEADER.values()) if term.startswith("pg:")}
    written |= {"pg:Dataset", "pg:Evidence", "pg:evidence", "pg:Condition", "pg:condition", "pg:conditionType"}
    assert {URIRef(expand(name)) for name in written} <= terms(modules)


def test_every_term_that_the_source_names_is_defined(modules: Graph) -> None:
    root = FOLDER.parent
    if not (root / "src").is_dir():
        pytest.skip("not a checkout")
    lines = [
        line
        for part in ("src", "api")
        for path in (root / part).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith(">>>")
    ]
    named = {name for line in lines for name in re.findall(r"(?<![\w:])pg:([A-Za-z]\w*)", line)}
    assert named - {str(term).removeprefix(PG) for term in terms(modules)} == set()


def test_the_terms_with_a_logic_say_so(modules: Graph) -> None:
    def kinds(name: str) -> set[URIRef]:
        return set(modules.objects(URIRef(PG + name), RDF.type))

    assert OWL.TransitiveProperty in kinds("entails")
    assert OWL.SymmetricProperty in kinds("incompatibleWith")
    assert {OWL.SymmetricProperty, OWL.TransitiveProperty} <= kinds("sameDemand")
    assert (URIRef(PG + "Deadlock"), RDFS.subClassOf, URIRef(PG + "Conflict")) in modules
    assert (URIRef(PG + "SequencePreference"), RDFS.subClassOf, URIRef(PG + "Position")) in modules


def test_every_class_reaches_a_class_of_a_shared_vocabulary(modules: Graph) -> None:
    for term in classes(modules):
        reached = set(modules.transitive_objects(term, RDFS.subClassOf))
        assert [c for c in reached if not str(c).startswith(PG)], term


def test_every_class_is_used_by_a_question(modules: Graph) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (FOLDER / "questions").glob("*.rq"))
    asked = {URIRef(PG + name) for name in re.findall(r"(?<![\w:])pg:([A-Z]\w*)", text)}
    wide = {URIRef(PG + name) for name in re.findall(r"rdfs:subClassOf\*? pg:([A-Z]\w*)", text)}
    for term in classes(modules):
        above = set(modules.transitive_objects(term, RDFS.subClassOf))
        below = set(modules.transitive_subjects(RDFS.subClassOf, term))
        assert above & wide or term in asked or (below - {term}) & asked, term


def test_every_class_is_used_by_an_example(modules: Graph) -> None:
    cases = FOLDER.parent / "tests" / "ontology" / "cases"
    examples = Graph().parse(cases / "valid-bridge.ttl").parse(cases / "valid-findings.ttl")
    used = set(examples.objects(None, RDF.type))
    for term in classes(modules):
        assert set(modules.transitive_subjects(RDFS.subClassOf, term)) & used, term
        assert list(modules.objects(term, SKOS.example)), term

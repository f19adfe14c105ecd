"""The alignments: mappings only, to terms and issues that exist."""

import csv

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from posgraph import resources
from posgraph.names import DATA, PG, VOCAB
from tests.ontology.conftest import read

FILES = sorted((resources.ontology() / "alignments").glob("*.ttl"))
ISSUES = DATA + "miami-2025/issue/"
CODEBOOKS = ("paxcodes", "pam", "ucdp", "cameo", "plover")
MATCHES = (SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_alignment_defines_no_term_of_ours(path: object) -> None:
    graph = Graph().parse(path)
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property):
        assert not list(graph.subjects(RDF.type, kind))
    for term in {s for s in graph.subjects() if str(s).startswith(PG)}:
        assert not list(graph.objects(term, SKOS.definition))
        assert not list(graph.objects(term, RDFS.label))


def test_our_terms_in_alignments_exist(modules: Graph, vocabularies: Graph) -> None:
    known = set((modules + vocabularies).subjects())
    graph = read("alignments/*.ttl")
    ours = {t for triple in graph for t in triple if isinstance(t, URIRef) and str(t).startswith((PG, VOCAB))}
    own = set(graph.subjects(RDF.type, SKOS.Concept)) | set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert ours - own <= known | {URIRef(VOCAB + "pax-actor-type")}


def test_every_issue_that_a_codebook_is_matched_with_is_in_the_bundled_dataset() -> None:
    with (resources.data() / "russia-ukraine" / "issues.csv").open(encoding="utf-8") as file:
        issues = {ISSUES + row["id"] for row in csv.DictReader(file)}
    matched = {str(o) for o in read("alignments/*.ttl").objects() if str(o).startswith(ISSUES)}
    assert matched
    assert matched <= issues


@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_code_has_its_notation_our_own_words_and_a_match(name: str) -> None:
    graph = Graph().parse(resources.ontology() / "alignments" / f"{name}.ttl")
    codes = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(codes) > 15
    for code in codes:
        assert len(list(graph.objects(code, SKOS.notation))) == 1
        assert len(list(graph.objects(code, SKOS.definition))) == 1
        assert any(graph.value(code, match) for match in MATCHES), code


def test_a_vote_on_status_and_a_vote_on_the_deal_are_kept_apart() -> None:
    graph = Graph().parse(resources.ontology() / "alignments" / "paxcodes.ttl")
    assert graph.value(URIRef(VOCAB + "pax/StRef"), SKOS.closeMatch) == URIRef(ISSUES + "referendum")
    assert graph.value(URIRef(VOCAB + "pax/ImRef"), SKOS.closeMatch) == URIRef(ISSUES + "ratification")

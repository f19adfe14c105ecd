"""The vocabularies: the words of the tables, with the numbers that the code computes with."""

from decimal import Decimal

import pytest
from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.collection import Collection

from posgraph import resources
from posgraph.analysis.rules import KINDS, RULES, SHIFT_KINDS
from posgraph.model.schema import ALLEN, TABLES
from posgraph.names import PG, VOCAB, concept
from posgraph.recording.change import KINDS as CHANGE_KINDS
from posgraph.stance import CONFIDENCE, FIRMNESS, POLARITY

WORDS = {
    **{c.vocabulary: c.words for table in TABLES for c in table.columns if c.vocabulary},
    "firmness": tuple(FIRMNESS),
    "confidence": tuple(CONFIDENCE),
    "actor-kind": next(c.words for t in TABLES if t.name == "actors" for c in t.columns if c.name == "kind"),
    "process-kind": next(c.words for t in TABLES if t.name == "processes" for c in t.columns if c.name == "kind"),
    "assessment-kind": next(c.words for t in TABLES if t.name == "assessments" for c in t.columns if c.name == "kind"),
    "condition-type": ("onlyIf",),
    "rule": tuple(RULES),
    "overlap-kind": KINDS,
    "shift-kind": SHIFT_KINDS,
    "change-kind": CHANGE_KINDS,
}


def scheme(vocabulary: str) -> Graph:
    return Graph().parse(resources.ontology() / "vocab" / f"{vocabulary}.ttl")


def words(graph: Graph, vocabulary: str) -> set[URIRef]:
    return {s for s in graph.subjects(SKOS.inScheme, URIRef(VOCAB + vocabulary)) if (s, RDF.type, SKOS.Concept) in graph}


def test_there_is_one_file_for_each_vocabulary() -> None:
    assert {path.stem for path in (resources.ontology() / "vocab").glob("*.ttl")} == set(WORDS)


@pytest.mark.parametrize("vocabulary", sorted(WORDS))
def test_a_vocabulary_holds_the_words_of_the_tables_and_no_other(vocabulary: str) -> None:
    graph = scheme(vocabulary)
    named = {URIRef(concept(vocabulary, word)) for word in WORDS[vocabulary]}
    top = URIRef(VOCAB + vocabulary)
    assert words(graph, vocabulary) == named
    assert set(graph.objects(top, SKOS.hasTopConcept)) == named
    assert set(graph.subjects(SKOS.topConceptOf, top)) == named


@pytest.mark.parametrize("vocabulary", sorted(set(WORDS) - {"rule"}))
def test_the_notation_of_a_word_is_what_stands_in_a_table(vocabulary: str) -> None:
    graph = scheme(vocabulary)
    for word in WORDS[vocabulary]:
        assert str(graph.value(URIRef(concept(vocabulary, word)), SKOS.notation)) == word


def test_polarities_are_those_of_the_code_and_two_stances_have_none() -> None:
    graph = scheme("stance")
    for word, polarity in POLARITY.items():
        found = list(graph.objects(URIRef(concept("stance", word)), URIRef(PG + "polarity")))
        assert [value.toPython() for value in found] == ([] if polarity is None else [Decimal(str(polarity))])


def test_the_stances_with_a_polarity_are_ordered_from_yes_to_no() -> None:
    graph = scheme("stance")
    ordered = list(Collection(graph, graph.value(URIRef(VOCAB + "stance-order"), SKOS.memberList)))
    names = ["demands", "supports", "accepts", "conditional", "neutral", "opposes", "rejects"]
    assert ordered == [URIRef(concept("stance", name)) for name in names]


@pytest.mark.parametrize(("vocabulary", "numbers"), [("firmness", FIRMNESS), ("confidence", CONFIDENCE)])
def test_words_of_firmness_and_confidence_stand_for_the_numbers_of_the_code(vocabulary: str, numbers: dict[str, float]) -> None:
    graph = scheme(vocabulary)
    found = {word: graph.value(URIRef(concept(vocabulary, word)), URIRef(PG + "value")).toPython() for word in numbers}
    assert found == {word: Decimal(str(number)) for word, number in numbers.items()}


def test_the_orders_are_the_thirteen_of_owl_time_and_one_of_ours() -> None:
    names = {str(word) for word in words(scheme("order"), "order")}
    ours = {name for name in names if not name.startswith("http://www.w3.org/2006/time#interval")}
    assert len(ALLEN) == len(names - ours) == 13
    assert ours == {VOCAB + "order/with"}


def test_rules_are_numbered_as_the_design_numbers_them() -> None:
    graph = scheme("rule")
    numbers = {word: str(graph.value(URIRef(concept("rule", word)), SKOS.notation)) for word in RULES}
    assert numbers == dict(RULES)
    assert list(numbers.values()) == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"]

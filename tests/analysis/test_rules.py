"""The rules' names are those of the ontology."""

import pyoxigraph
import pytest

from posgraph import resources
from posgraph.analysis.filters import chosen_rules
from posgraph.analysis.rules import KINDS, RULES
from posgraph.errors import UnknownName

SKOS = "http://www.w3.org/2004/02/skos/core#"


def words(scheme):
    """Words of a vocabulary with their notation, if they have one."""
    store = pyoxigraph.Store()
    store.load(path=str(resources.ontology() / "vocab" / f"{scheme}.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    query = f"SELECT ?c ?n WHERE {{ ?c a <{SKOS}Concept> OPTIONAL {{ ?c <{SKOS}notation> ?n }} }}"
    return {row["c"].value.rpartition("/")[2]: row["n"] and row["n"].value for row in store.query(query)}


def test_rules_and_kinds_are_those_of_the_ontology() -> None:
    assert words("rule") == dict(RULES)
    assert set(words("overlap-kind")) == set(KINDS)


def test_an_unknown_rule_lists_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"contradiction \(R1\), .*did you mean 'deadlock'") as caught:
        chosen_rules(["dedlock"], RULES)
    assert caught.value.fault.where == "rule"

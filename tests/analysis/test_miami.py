"""What the bundled dataset says on 29 December 2025, read off its rows by hand."""

from functools import cache

import posgraph
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.ground import ground
from posgraph.analysis.overlaps import overlaps
from tests.analysis.toys import NOW


@cache
def bundled():
    with posgraph.open() as graph:
        return graph.dataset


def test_russia_refuses_what_a_ceasefire_for_the_referendum_entails() -> None:
    found = {(c.rule, *c.ids): c for c in conflicts(bundled(), NOW)}
    refused = found["refused-consequence", "UA002", "RU001"]
    assert refused.chain == ("ceasefire-60-days-for-referendum", "ceasefire-during-referendum-preparation")
    assert refused.a.quote
    assert refused.b.source is not None
    assert found["contradiction", "RU013", "UA018"].hard


def test_agreement_first_and_ceasefire_before_the_vote_are_contrary_orders() -> None:
    (found,) = [c for c in conflicts(bundled(), NOW, rules=["R7"]) if c.ids == ("SQ001", "SQ009")]
    assert set(found.parts["cycle"]) == {"SQ001", "SQ003", "SQ009", "REL-agreement"}
    assert found.parts["relations"] == ("REL-agreement",)


def test_ukraine_votes_only_under_a_ceasefire_that_russia_refuses() -> None:
    pairs = {c.ids for c in conflicts(bundled(), NOW, rules=["deadlock"])}
    assert ("UA010", "RU001") in pairs


def test_the_refusal_is_not_there_before_it_was_spoken() -> None:
    day_before = {c.ids for c in conflicts(bundled(), "2025-12-28")}
    assert ("UA002", "RU001") not in day_before


def test_the_parties_agree_on_an_exchange_of_prisoners_and_contest_the_ceasefire_for_a_vote() -> None:
    found = ground(bundled(), ["russia", "ukraine"], NOW)
    assert "larger-prisoner-exchange" in {ask.demand for ask in found.common}
    assert "ceasefire-during-referendum-preparation" in {ask.demand for ask in found.contested}
    assert ground(bundled(), as_of=NOW).actors == ("russia", "ukraine")


def test_russia_and_the_united_states_both_ask_ukraine_to_leave_donbas() -> None:
    assert ("RU008", "US014") in {o.ids for o in overlaps(bundled(), NOW, kinds=["shared"])}

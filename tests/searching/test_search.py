"""What a search finds, in which order, and how it counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import posgraph
from posgraph.errors import UnknownName, UsageError
from posgraph.searching import Found, search
from tests.pages.datasets import hostile
from tests.searching.toy import TOY

HOSTILE = hostile()


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found]


def counts(found: Found, facet: str) -> dict[str, int]:
    return {one.value: one.count for one in found.facets[facet]}


def test_words_must_all_be_there_whatever_their_order() -> None:
    assert sorted(ids(search(TOY, "vote halt"))) == ["o1", "p2", "r1"]
    assert ids(search(TOY, "vote nowhere")) == []


def test_a_phrase_is_found_in_its_order_and_not_across_texts() -> None:
    assert ids(search(TOY, '"halt before the vote"')) == ["p2"]
    assert ids(search(TOY, '"before halt"')) == []
    assert ids(search(TOY, '"soon North"')) == []  # the quote of p1 ends, and its statement begins so


def test_a_star_or_an_open_end_begins_a_word() -> None:
    assert ids(search(TOY, "realm")) == ids(search(TOY, "rea*")) == ids(search(TOY, "rea", prefix=True)) == ["north"]
    assert ids(search(TOY, "rea")) == []


def test_what_is_not_wanted_is_left_out_and_may_stand_alone() -> None:
    assert ids(search(TOY, "south -halt")) == ["south"]
    assert "p1" not in ids(search(TOY, "-halt"))
    assert len(search(TOY, "-halt")) + len(search(TOY, "halt")) == 13


def test_every_spelling_finds_the_same_and_the_one_asked_for_comes_first() -> None:
    for name in ("Зеленський", "Зеленский", "Zelenskyy", "Zelensky", "Zelenskiy", "zelens’kyi"):
        assert sorted(ids(search(TOY, name))) == ["p3", "s1", "zelenskyy"], name
    assert [hit.id for hit in search(TOY, "Зеленський") if not hit.spelling] == ids(search(TOY, "Зеленський"))[:1] == ["p3"]
    assert [hit.id for hit in search(TOY, "zelensky") if not hit.spelling] == ids(search(TOY, "zelensky"))[:1] == ["s1"]
    assert all(hit.spelling for hit in search(TOY, "Зеленский"))


def test_what_is_called_so_comes_first() -> None:
    assert ids(search(TOY, "a vote"))[0] == ids(search(TOY, "a vote -soon"))[0] == "vote"


def test_facets_count_under_the_other_filters_and_not_under_their_own() -> None:
    found = search(TOY, "halt")
    assert sorted(ids(found)) == ["halt", "o1", "p1", "p2", "p3", "r1", "s1"]
    assert counts(found, "kind") == {"demand": 1, "position": 3, "order": 1, "relation": 1, "source": 1}
    assert counts(found, "actor") == {"south": 3, "north": 1}
    assert counts(found, "issue") == {"peace": 6, "truce": 6}
    assert counts(found, "year") == {"2025": 2, "2024": 3}
    south = search(TOY, "halt", actors="south")
    assert counts(south, "actor") == {"south": 3, "north": 1}
    assert counts(south, "kind") == {"position": 2, "order": 1}


def test_filters_combine_and_those_of_one_kind_add_up() -> None:
    assert sorted(ids(search(TOY, "halt", actors="south", years=2025))) == ["o1", "p3"]
    assert ids(search(TOY, "halt", actors="south", years="2025", kinds="order")) == ["o1"]
    assert sorted(ids(search(TOY, "halt", kinds=["order", "position"], actors=["north", "south"]))) == ["o1", "p1", "p2", "p3"]
    assert "halt" in ids(search(TOY, "halt", issues="peace"))  # its issue lies below


def test_without_words_the_filters_choose_and_without_either_nothing_is_listed() -> None:
    nothing = search(TOY, "  ")
    assert (nothing.total, len(nothing), counts(nothing, "kind")["position"]) == (0, 0, 3)
    assert ids(search(TOY, "", kinds="actor")) == ["north", "south", "zelenskyy"]
    assert search(TOY, "…!").total == 0


def test_a_limit_cuts_the_list_and_not_the_total() -> None:
    found = search(TOY, "halt", limit=2)
    assert (found.total, len(found), [hit.rank for hit in found]) == (7, 2, [1, 2])


def test_names_that_nothing_has_are_refused_with_a_near_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'north'"):
        search(TOY, "halt", actors="nort")
    with pytest.raises(UnknownName, match="did you mean 'position'"):
        search(TOY, "halt", kinds="positon")
    with pytest.raises(UsageError, match="a year of four digits"):
        search(TOY, "halt", years="25")


def test_a_hit_tells_where_it_stands_and_whether_it_is_in_force() -> None:
    one, two = (next(hit for hit in search(TOY, "halt", day) if hit.id == "p2") for day in ("2024-06-01", "2025-06-01"))
    assert (one.in_force, two.in_force) == (True, False)
    assert one.where == "quote"
    assert [piece.text for piece in one.text if piece.hit] == ["halt"]
    assert one.iri == "https://w3id.org/posgraph/id/toy/position/p2"
    reported = next(hit for hit in search(TOY, "soon") if hit.id == "p1").to_dict()
    assert (reported["statement"]["mode"], reported["source"]["publisher"]) == ("byOpponent", "The Paper")
    assert next(hit.where for hit in search(TOY, "twice")) == "note"


def test_the_demand_for_an_agreement_first_is_found_by_its_words() -> None:
    with posgraph.open() as graph:
        for q in ("first a peace agreement", '"first a peace agreement"'):
            found = graph.search(q, "2025-12-29")
            assert {(hit.id, hit.where) for hit in found} == {("RU004", "quote"), ("SQ001", "quote")}
        pieces = found.items[0].text
    assert [(piece.text, piece.hit) for piece in pieces] == [("first a peace agreement", True), (", then a ceasefire", False)]


def test_many_threads_search_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: ids(search(TOY, ("halt", "vote")[n % 2])), range(40)))
    assert found[0::2] == [ids(search(TOY, "halt"))] * 20
    assert found[1::2] == [ids(search(TOY, "vote"))] * 20


def test_a_long_phrase_of_words_with_many_spellings_is_found() -> None:
    assert search(HOSTILE, f'"{"long " * 100}"').total == search(HOSTILE, "long").total > 0
    assert search(HOSTILE, f'"{"ґhg hґg " * 900}"').total == 0


SIGNS = st.text(alphabet="ab\"*-():^+{}<>&'\\%_ \0\ud800éїг", max_size=40)


@given(
    st.one_of(st.text(), SIGNS, st.sampled_from(["long", "unbroken", "script", "הסכם", "alert AND (", "NEAR(a b)", '"', "x-y"]))
)
def test_no_text_is_an_error_and_the_pieces_of_a_hit_are_its_text(q: str) -> None:
    given = {getattr(row, name, None) for _, row in HOSTILE for name in ("quote", "title", "label", "note", "text")}
    for prefix in (False, True):
        found = search(HOSTILE, q, "2025-12-29", prefix=prefix, limit=5)
        for hit in found:
            whole = "".join(piece.text for piece in hit.text)
            assert hit.where in ("statement", "publisher", "alias") or whole in given
            assert any(piece.hit for piece in hit.text) or "-" in q


@pytest.mark.parametrize("q", ["long", "script 2", "הסכם שלום", "unbr*"])
def test_whatever_is_found_is_marked(q: str) -> None:
    found = search(HOSTILE, q, "2025-12-29")
    assert found.items
    assert all(any(piece.hit for piece in hit.text) for hit in found)
